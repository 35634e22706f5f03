//! What is shown, as text.

use super::{PolicyLines, Shown, ShownPolicy};
use crate::Look;
use crate::escape::escaped;
use crate::layout::listing;
use crate::words::count;

/// The text. Policies are printed with the line numbers that answers use; of a thing that has several only their names, unless
/// the look is verbose.
pub fn render(shown: &Shown, look: Look) -> String {
    let look = look.at_least_narrow();
    let head = format!("{} {}", shown.kind, escaped(&shown.name));
    let mut text = look.wrap(&head, shown.kind.len() + 1);
    let width = shown.facts.iter().map(|fact| fact.label.len()).max().unwrap_or(0);
    for fact in &shown.facts {
        for (at, value) in fact.values.iter().enumerate() {
            let label = if at == 0 { fact.label } else { "" };
            text.push_str(&look.wrap(&format!("  {label:<width$}  {}", escaped(value)), width + 4));
        }
    }
    let in_full = look.verbose || shown.policies.len() == 1;
    for policy in &shown.policies {
        if in_full {
            text.push('\n');
        }
        text.push_str(&look.wrap(&title(policy), 4));
        if let Some(lines) = policy.text.as_ref().filter(|_| in_full) {
            text.push_str(&numbered(lines, look));
        }
    }
    if !in_full && !shown.policies.is_empty() {
        text.push_str("  (-v prints their text)\n");
    }
    text
}

fn title(policy: &ShownPolicy) -> String {
    let mut text = format!("  {}", escaped(&policy.title));
    if let Some(arn) = &policy.arn {
        text.push_str(&format!("  {}", escaped(arn)));
    }
    match &policy.text {
        None => text.push_str("  (text not collected)"),
        Some(lines) => {
            text.push_str(&format!("  {}", count(lines.lines.len(), "line", "lines")));
            if let Some(file) = &lines.file {
                text.push_str(&format!(", {}:{}", escaped(file), lines.first_line));
            }
            if lines.reflowed {
                text.push_str(", reflowed; AWS keeps it on one line");
            }
        }
    }
    text
}

fn numbered(lines: &PolicyLines, look: Look) -> String {
    let harmless = |line: &String| look.text(&escaped(&line.replace('\t', "    "))).into_owned();
    let spelled: Vec<String> = lines.lines.iter().map(harmless).collect();
    listing(&spelled, lines.first_line, look.width)
}
