//! The answer for people, top to bottom: the verdict, the statements, what is in the way, the layers, what is not known, and
//! where the answer comes from.

use crate::content::{Section, sections};
use crate::frame;
use crate::{Look, Provenance};
use iamdiag_diagnosis::Answer;
use iamdiag_evaluator::Decision;

/// The answer as text that ends in a line break.
pub fn render(answer: &Answer, provenance: &Provenance<'_>, look: Look) -> String {
    let look = look.at_least_narrow();
    let sections = sections(answer, provenance, look.verbose);
    let colour = colour(answer.decision);
    let sections: Vec<String> =
        sections.iter().map(|section| render_section(section, colour, look)).collect();
    sections.join("\n")
}

fn render_section(section: &Section<'_>, colour: &str, look: Look) -> String {
    match section {
        Section::Head { word, reason, doubts } => {
            let mut text = look.wrap(&format!("{word}  {reason}"), word.len() + 2);
            if look.colour {
                text = painted(&text, word, colour);
            }
            for (word, doubt) in doubts {
                text.push_str(&look.wrap(&format!("{word}: {doubt}"), word.len() + 2));
            }
            text
        }
        Section::Frame { frame, action } => frame::render(frame, action, look),
        Section::Line(line) => look.wrap(line, 0),
        Section::List { title, numbered, items } => {
            let mut text = look.wrap(title, 0);
            for (index, item) in items.iter().enumerate() {
                let number = if *numbered { format!("{}. ", index + 1) } else { String::new() };
                text.push_str(&look.wrap(&format!(" {number}{item}"), 1 + number.len().max(2)));
            }
            text
        }
        Section::Table { title, head, show_head, rows, after } => {
            let mut text = if title.is_empty() { String::new() } else { look.wrap(title, 0) };
            let head = show_head.then(|| head.clone());
            text.push_str(&look.table(&head.into_iter().chain(rows.iter().cloned()).collect::<Vec<_>>()));
            if !after.is_empty() {
                text.push_str(&look.wrap(&format!(" {after}"), 1));
            }
            text
        }
        Section::Notes(notes) => {
            let note = |(word, text): &(&str, String)| look.wrap(&format!("{word}: {text}"), word.len() + 2);
            notes.iter().map(note).collect()
        }
    }
}

fn colour(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "32",
        Decision::ImplicitDeny | Decision::ExplicitDeny => "31",
        Decision::Depends => "33",
    }
}

/// The first word in the decision's colour.
fn painted(text: &str, word: &str, colour: &str) -> String {
    let rest = text.strip_prefix(word).unwrap_or(text);
    format!("\u{1b}[1;{colour}m{word}\u{1b}[0m{rest}")
}
