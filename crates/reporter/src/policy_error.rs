//! A policy file that cannot be read, with every problem under its text.

use crate::escape::escaped;
use iamdiag_policy::PolicyError;

/// How many problems are listed.
const SHOWN: usize = 10;

/// One line a problem: place, what is wrong, what to write instead.
pub fn render(error: &PolicyError, file: &str) -> String {
    let mut lines = Vec::new();
    for problem in error.problems.iter().take(SHOWN) {
        let place = error.text.position(problem.span.start);
        lines.push(format!(
            "{}:{}:{}: {}",
            escaped(file),
            place.line,
            place.column,
            escaped(&problem.message)
        ));
        lines.extend(problem.help.as_ref().map(|help| format!("  help: {}", escaped(help))));
    }
    let more = error.problems.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!("and {more} more problems"));
    }
    lines.join("\n")
}
