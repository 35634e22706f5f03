//! The checks of a question that is several (R21, X14, X60).

use super::{FRAMES, Section, tables};
use iamdiag_diagnosis::{Answer, CheckAnswer};
use iamdiag_evaluator::Decision;

/// Every check. Unless there are few, those that are allowed, and those of resources that only some calls have, are counted.
pub(super) fn requests<'a>(answer: &Answer, verbose: bool) -> Section<'a> {
    let all = verbose || answer.checks.len() <= FRAMES;
    let refused = |check: &&CheckAnswer| check.decision != Decision::Allowed;
    let is_first =
        |check: &CheckAnswer| answer.checks.first().is_some_and(|first| std::ptr::eq(first, check));
    let shown =
        |check: &&CheckAnswer| all || refused(check) && (check.reason.is_required() || is_first(check));
    let rows: Vec<Vec<String>> = answer.checks.iter().filter(shown).map(tables::request).collect();
    let allowed = answer.checks.iter().filter(|check| !all && !refused(check)).count();
    let left = answer.checks.len() - rows.len();
    if rows.is_empty() {
        return Section::Line(format!("{}, and all are allowed (-v lists them)", asked(answer)));
    }
    let optional = left - allowed;
    let mut counted = Vec::new();
    if optional > 0 {
        counted.push(format!("{optional} of resources that only some calls have"));
    }
    if allowed > 0 {
        counted.push(format!("{allowed} that are allowed"));
    }
    let after = if left > 0 { format!("and {} (-v)", counted.join(", ")) } else { String::new() };
    let title = format!("{}; {}:", asked(answer), must(answer));
    let head = ["verdict", "action", "resource", "why"].map(str::to_owned).to_vec();
    Section::Table { title, head, show_head: false, rows, after }
}

/// How many checks there are, and how many of them a call surely has.
fn counts(answer: &Answer) -> (usize, usize) {
    let all = answer.checks.len();
    (all, answer.checks.iter().filter(|check| check.reason.is_required()).count())
}

fn asked(answer: &Answer) -> String {
    match counts(answer) {
        (all, required) if required == all => format!("AWS asks {all} times"),
        (all, 0) => format!("AWS asks about one or some of {all} forms of resource"),
        (all, 1) => format!("AWS asks once, and up to {all} times in some calls"),
        (all, required) => format!("AWS asks {required} times, and up to {all} times in some calls"),
    }
}

fn must(answer: &Answer) -> &'static str {
    match counts(answer) {
        (all, required) if required == all => "all must be allowed",
        _ => "all that a call has must be allowed",
    }
}
