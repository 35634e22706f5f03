//! The answer for people, top to bottom: the verdict, the statements, what is in the way, the layers, what is not known, and
//! where the answer comes from.

mod cut;
mod footer;
mod frames;
mod headline;
mod label;
mod supply;
mod tables;
mod wrap;

pub(crate) use footer::{missing as missing_texts, presumed as presumed_texts, warning_text};
pub(crate) use label::label as mark_text;
pub(crate) use supply::supply;

use crate::escape::escaped;
use crate::words;
use crate::{Look, Provenance};
use iamdiag_diagnosis::{Answer, CheckAnswer, CheckReason};
use iamdiag_evaluator::Decision;

/// How many frames and blockers are shown unless asked for all.
const SHOWN: usize = 3;

/// The answer as text that ends in a line break.
pub fn render(answer: &Answer, provenance: &Provenance<'_>, look: Look) -> String {
    let Some((check, others)) = answer.checks.split_first() else { return String::new() };
    let mut sections = vec![wrap::wrap(
        &format!("{}  {}", headline::word(answer.decision), headline::reason(answer, check)),
        look.width,
        9,
    )];
    let shown = if look.verbose { usize::MAX } else { SHOWN };
    for frame in check.frames.iter().take(shown) {
        sections.push(format!("{}\n", frames::render(frame, &check.action, look)));
    }
    sections.push(near_misses(check, shown));
    if check.blockers.len() > 1 || look.verbose && !check.blockers.is_empty() {
        sections.push(tables::blockers(check, shown.max(10)));
    }
    sections.push(tables::layers(answer, check));
    if !others.is_empty() {
        sections.push(requests(answer, look));
    }
    if !answer.unknowns.is_empty() {
        sections.push(tables::unknowns(&answer.unknowns));
    }
    if answer.decision == Decision::Depends && answer.checks.len() == 1 {
        sections.push(tables::outcomes(&check.outcomes));
    }
    sections.push(footer::footer(answer, check, provenance, look));
    let text = sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n");
    if look.colour { painted(&text, answer.decision) } else { text }
}

/// The near misses that no frame shows.
fn near_misses(check: &CheckAnswer, shown: usize) -> String {
    let framed = |at| check.frames.iter().take(shown).any(|frame| frame.citation.at == at);
    let further: Vec<_> = check.near_misses.iter().filter(|near| !framed(near.citation.at)).collect();
    if further.is_empty() {
        return String::new();
    }
    let mut text =
        format!("{} near:\n", words::count(further.len(), "further Allow comes", "further Allows come"));
    for near in further.iter().take(shown) {
        let lines = &near.citation.lines;
        let file = lines.file.as_deref().filter(|_| lines.lead_into_file());
        let place = file.map_or(format!("line {}", lines.start.line), |file| {
            format!("{}:{}", escaped(file), lines.start.line)
        });
        text.push_str(&format!(
            " {} ({place}): the {} does not match\n",
            words::cited(&near.citation),
            near.part.name()
        ));
    }
    let more = further.len().saturating_sub(shown);
    if more > 0 {
        text.push_str(&format!(" and {more} more (-v)\n"));
    }
    text
}

/// The checks of a question that is several; those that are allowed are counted, unless there are few.
fn requests(answer: &Answer, look: Look) -> String {
    let all = look.verbose || answer.checks.len() <= SHOWN;
    let shown = |check: &&CheckAnswer| all || check.decision != Decision::Allowed;
    let rows: Vec<Vec<String>> = answer.checks.iter().filter(shown).map(request).collect();
    let left = answer.checks.len() - rows.len();
    if rows.is_empty() {
        return format!("AWS asks {left} times, and all are allowed (-v lists them)\n");
    }
    let more = if left > 0 { format!(" and {left} that are allowed (-v)\n") } else { String::new() };
    format!("AWS asks {} times; all must be allowed:\n{}{more}", answer.checks.len(), tables::table(&rows))
}

fn request(check: &CheckAnswer) -> Vec<String> {
    let why = match &check.reason {
        CheckReason::Asked => String::new(),
        CheckReason::ResourceType { name, required: true } => format!("resource type {}", escaped(name)),
        CheckReason::ResourceType { name, required: false } => {
            format!("resource type {}, in some calls", escaped(name))
        }
        CheckReason::AlsoNeeded { certain: true } => "needed by the same call".to_owned(),
        CheckReason::AlsoNeeded { certain: false } => "perhaps needed by the same call".to_owned(),
    };
    let verdict = headline::word(check.decision).to_owned();
    vec![verdict, escaped(&check.action).into_owned(), escaped(&check.resource).into_owned(), why]
}

/// The first word in the decision's colour.
fn painted(text: &str, decision: Decision) -> String {
    let colour = match decision {
        Decision::Allowed => "32",
        Decision::ImplicitDeny | Decision::ExplicitDeny => "31",
        Decision::Depends => "33",
    };
    let word = headline::word(decision);
    let rest = text.strip_prefix(word).unwrap_or(text);
    format!("\u{1b}[1;{colour}m{word}\u{1b}[0m{rest}")
}
