//! The answer as Markdown, for pull requests, issues and chats: what the text says, section by section.
//!
//! Whatever could be markup is put into code: words with other characters than letters, digits and common punctuation become
//! code spans, statements are fenced. So text of policies can bring in neither markup nor HTML, links, mentions or emoji.

use crate::content::{Section, sections};
use crate::frame;
use crate::{Look, Provenance};
use iamdiag_diagnosis::Answer;

/// How wide frames are: what fits beside the margins of a page.
const WIDTH: usize = 100;

/// The answer as Markdown that ends in a line break. Of the look, width and colour have no say.
pub fn render(answer: &Answer, provenance: &Provenance<'_>, look: Look) -> String {
    let look = Look { width: WIDTH, colour: false, ..look };
    let blocks = sections(answer, provenance, look.verbose);
    let blocks: Vec<String> = blocks.iter().map(|section| block(section, look)).collect();
    blocks.join("\n")
}

fn block(section: &Section<'_>, look: Look) -> String {
    match section {
        Section::Head { word, reason, doubts } => {
            let mut text = format!("**{word}** {}\n", inline(reason, look));
            for (word, doubt) in doubts {
                text.push_str(&format!("\n**{word}:** {}\n", inline(doubt, look)));
            }
            text
        }
        Section::Frame { frame, action } => {
            let title = format!("{}: {}", frame::level(frame), frame::said(frame, action));
            format!("{}\n\n{}", inline(&title, look), fenced(&frame::body(frame, look)))
        }
        Section::Line(line) => format!("{}\n", inline(line, look)),
        Section::List { title, numbered, items } => {
            let sign = |index: usize| if *numbered { format!("{}.", index + 1) } else { "-".to_owned() };
            let items = items.iter().enumerate();
            let items: String =
                items.map(|(index, item)| format!("{} {}\n", sign(index), inline(item, look))).collect();
            format!("{}\n\n{items}", inline(title, look))
        }
        Section::Table { title, head, rows, after, .. } => {
            let mut text = String::new();
            if !title.is_empty() {
                text.push_str(&format!("{}\n\n", inline(title, look)));
            }
            text.push_str(&row(head, look));
            text.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
            rows.iter().for_each(|cells| text.push_str(&row(cells, look)));
            if !after.is_empty() {
                text.push_str(&format!("\n{}\n", inline(after, look)));
            }
            text
        }
        Section::Notes(notes) => {
            let note = |(word, text): &(&str, String)| format!("- **{word}:** {}\n", inline(text, look));
            notes.iter().map(note).collect()
        }
    }
}

/// A row of a table.
fn row(cells: &[String], look: Look) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| words(cell, look, true)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Text in a fence that is longer than any run of backticks in it.
fn fenced(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}text\n{text}{fence}\n")
}

/// A sentence with the words that could be markup as code.
fn inline(text: &str, look: Look) -> String {
    words(text, look, false)
}

fn words(text: &str, look: Look, in_cell: bool) -> String {
    let text = look.text(text);
    let mut found = String::new();
    let mut code: Vec<&str> = Vec::new();
    for (index, word) in text.split(' ').enumerate() {
        let (core, after) = punctuation(word);
        if is_plain(word) {
            close(&mut found, &mut code, in_cell);
            separate(&mut found, index);
            found.push_str(word);
            continue;
        }
        if code.is_empty() {
            separate(&mut found, index);
        }
        code.push(core);
        if !after.is_empty() {
            close(&mut found, &mut code, in_cell);
            found.push_str(after);
        }
    }
    close(&mut found, &mut code, in_cell);
    found
}

fn separate(found: &mut String, index: usize) {
    if index > 0 {
        found.push(' ');
    }
}

/// A word without the punctuation of the sentence it stands in.
fn punctuation(word: &str) -> (&str, &str) {
    let core = word.trim_end_matches([',', ';', ':']);
    let core = if core.is_empty() { word } else { core };
    (core, word.get(core.len()..).unwrap_or(""))
}

/// Whether a word can be nothing but text, wherever it stands.
fn is_plain(word: &str) -> bool {
    let (core, _) = punctuation(word);
    let begins =
        core.is_empty() || core.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '(' | '"'));
    let is_safe =
        |c: char| c.is_alphanumeric() || matches!(c, '(' | ')' | '"' | '\'' | ',' | ';' | '-' | '/');
    // `1.` begins a list, `www.` is a link.
    begins && core.chars().all(is_safe)
}

/// The words so far as one code span. In a table a bar would end the cell even in code, and a backslash cannot be trusted to
/// prevent it: it stands outside, as an entity.
fn close(found: &mut String, code: &mut Vec<&str>, in_cell: bool) {
    let text = std::mem::take(code).join(" ");
    if !in_cell {
        found.push_str(&span(&text));
        return;
    }
    for (index, part) in text.split('|').enumerate() {
        if index > 0 {
            found.push_str("&#124;");
        }
        found.push_str(&span(part));
    }
}

fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { width: WIDTH, colour: false, verbose: false, ascii: false };

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(inline(text, LOOK), expected);
    }

    #[test]
    fn words_that_could_be_markup_are_code() {
        check(
            "explicit deny of s3:GetObject: Statement[0] of",
            "explicit deny of `s3:GetObject`: `Statement[0]` of",
        );
        check("<img src=x> and @all", "`<img src=x>` and `@all`");
        check("a *b* c_d", "a `*b* c_d`");
        check("see www.example.com, http://x", "see `www.example.com`, `http://x`");
        check("`` a ` b", "``` `` ``` a `` ` `` b");
        check("", "");
    }

    #[test]
    fn bars_do_not_end_cells() {
        assert_eq!(row(&["a|b".to_owned(), "c".to_owned()], LOOK), "| `a`&#124;`b` | c |\n");
        assert_eq!(row(&["a\\|<b>".to_owned()], LOOK), "| `a\\`&#124;`<b>` |\n");
    }

    #[test]
    fn fences_are_longer_than_what_they_hold() {
        assert_eq!(fenced("a ````\n"), "`````text\na ````\n`````\n");
    }
}
