//! What is shown, as text.

use super::{PolicyLines, Shown, ShownPolicy};
use crate::escape::escaped;
use crate::words::count;

/// The text. Policies are printed with the line numbers that answers use; of a thing that has several only their names, unless
/// `verbose`.
pub fn render(shown: &Shown, verbose: bool) -> String {
    let mut text = format!("{} {}\n", shown.kind, escaped(&shown.name));
    let width = shown.facts.iter().map(|fact| fact.label.len()).max().unwrap_or(0);
    for fact in &shown.facts {
        for (at, value) in fact.values.iter().enumerate() {
            let label = if at == 0 { fact.label } else { "" };
            text.push_str(&format!("  {label:<width$}  {}\n", escaped(value)));
        }
    }
    let in_full = verbose || shown.policies.len() == 1;
    for policy in &shown.policies {
        if in_full {
            text.push('\n');
        }
        text.push_str(&title(policy));
        if let Some(lines) = policy.text.as_ref().filter(|_| in_full) {
            text.push_str(&numbered(lines));
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
    text.push('\n');
    text
}

fn numbered(lines: &PolicyLines) -> String {
    let last = lines.first_line + lines.lines.len();
    let width = last.to_string().len();
    let numbered = lines.lines.iter().enumerate().map(|(at, line)| {
        let line = format!("{:>width$} | {}", lines.first_line + at, escaped(&line.replace('\t', "    ")));
        format!("{}\n", line.trim_end())
    });
    numbered.collect()
}
