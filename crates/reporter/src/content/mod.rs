//! What an answer says, in sections: every renderer for people lays out the same ones.
//!
//! Text of others is harmless in all of them (`escaped`), but not yet in the form that a format needs.

mod about;
mod clause;
mod difference;
mod footer;
mod grounds;
mod headline;
mod label;
mod near;
mod reading;
mod readings;
mod remark;
mod requests;
mod side;
mod supply;
mod tables;
mod values;

pub(crate) use clause::clause as clause_text;
pub(crate) use difference::difference as difference_text;
pub(crate) use footer::{missing as missing_texts, presumed as presumed_texts, warning_text};
use headline::word;
pub(crate) use label::label as mark_text;
pub(crate) use readings::readings as reading_texts;
pub(crate) use remark::remark as remark_text;
pub(crate) use supply::supply;

use crate::Provenance;
use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{Answer, CheckAnswer, CheckReason, Frame, FrameRole};
use iamdiag_evaluator::Decision;

/// How many frames are shown unless all are asked for.
const FRAMES: usize = 3;
/// How many lines of a list are.
const LINES: usize = 10;

/// One part of an answer, in the order in which people read it.
pub(crate) enum Section<'a> {
    /// The verdict, which alone answers, and what makes one doubt the question.
    Head {
        /// `DENIED`
        word: &'static str,
        /// What follows it.
        reason: String,
        /// What is to be known of the question, each with the word that says what it is.
        doubts: Vec<(&'static str, String)>,
    },
    /// A statement.
    Frame {
        /// The statement with its marks.
        frame: &'a Frame,
        /// The action that it is about.
        action: &'a str,
    },
    /// A sentence.
    Line(String),
    /// Lines under a title.
    List {
        /// The title.
        title: String,
        /// Whether the lines are numbered.
        numbered: bool,
        /// The lines.
        items: Vec<String>,
    },
    /// Rows under a title.
    Table {
        /// The title; empty where the table speaks for itself.
        title: String,
        /// What the columns are.
        head: Vec<String>,
        /// Whether the head is worth a line of text.
        show_head: bool,
        /// The rows.
        rows: Vec<Vec<String>>,
        /// What is left out.
        after: String,
    },
    /// What is to be known beside, each with the word that says what it is.
    Notes(Vec<(&'static str, String)>),
}

/// The sections of an answer.
pub(crate) fn sections<'a>(
    answer: &'a Answer,
    provenance: &Provenance<'_>,
    verbose: bool,
) -> Vec<Section<'a>> {
    let Some((check, others)) = answer.checks.split_first() else { return Vec::new() };
    let shown = if verbose { usize::MAX } else { FRAMES };
    let mut found = vec![head(answer, check)];
    found
        .extend(check.frames.iter().take(shown).map(|frame| Section::Frame { frame, action: &check.action }));
    found.extend(further_frames(check, shown));
    if verbose {
        let near = check.near_frames.iter().map(|frame| Section::Frame { frame, action: &check.action });
        found.extend(near);
    }
    found.extend(near_misses(check, shown, verbose));
    found.extend(grounds(check, others.is_empty(), verbose));
    if tables::has_blockers_to_list(check) || verbose && !check.blockers.is_empty() {
        found.push(list("in the way:".to_owned(), true, tables::blockers(check), verbose));
    }
    let (head, rows) = tables::layers(answer, check, verbose);
    found.push(table("", head, true, rows));
    // What was told with wildcards is one question; the head says how the two readings of it fare.
    if answer.checks.iter().filter(|check| check.reason != CheckReason::Like).count() > 1 {
        found.push(requests::requests(answer, verbose));
    }
    if !answer.unknowns.is_empty() {
        let rows = answer.unknowns.iter().map(tables::unknown).collect();
        found.push(table("depends on:", &["what", "why", "how to tell"], false, rows));
    }
    found.extend(outcomes(answer, check, others.is_empty()));
    // What the statements ask for is told under them; where the answer turns on some of it, all of it in one place helps.
    if answer.decision == Decision::Depends || verbose {
        let rows = values::values(answer, check.frames.iter().take(shown));
        if !rows.is_empty() {
            found.push(table("", &["condition key", "value", "source", ""], true, rows));
        }
    }
    found.push(Section::Notes(footer::notes(answer, check, provenance)));
    found
}

fn head<'a>(answer: &Answer, check: &CheckAnswer) -> Section<'a> {
    let remarks = answer.remarks.iter().filter(|remark| footer::is_about_question(remark));
    let warnings = answer.warnings.iter().filter(|warning| footer::is_of_question(warning));
    let doubts = remarks
        .map(|remark| ("note", remark_text(remark)))
        .chain(warnings.map(|warning| ("warning", warning_text(warning))))
        .collect();
    let reason = headline::reason(answer, check);
    // Nobody should take this for an answer to what AWS will ask.
    let is_doubtful =
        answer.decision == Decision::Allowed && answer.warnings.iter().any(footer::is_of_no_request);
    Section::Head {
        word: word(answer.decision),
        reason: if is_doubtful { format!("as asked, but see the warning: {reason}") } else { reason },
        doubts,
    }
}

/// Which values give which decision: of the check that is shown, if there are several.
fn outcomes<'a>(answer: &Answer, check: &CheckAnswer, is_all: bool) -> Option<Section<'a>> {
    let has_keys = check.outcomes.first().is_some_and(|row| !row.when.is_empty());
    if answer.decision != Decision::Depends || !has_keys {
        return None;
    }
    let causes = check.outcome_causes.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let all = check.outcomes_are_complete;
    let title = if is_all { String::new() } else { format!("for {} alone:", escaped(&check.resource)) };
    Some(Section::Table {
        title,
        head: tables::outcome_head(&check.outcomes),
        show_head: true,
        rows: check
            .outcomes
            .iter()
            .zip(causes)
            .map(|(row, cause)| tables::outcome(row, cause, all))
            .collect(),
        after: if all { String::new() } else { "not all values were tried".to_owned() },
    })
}

fn table<'a>(title: &str, head: &[&str], show_head: bool, rows: Vec<Vec<String>>) -> Section<'a> {
    let head = head.iter().map(|cell| (*cell).to_owned()).collect();
    Section::Table { title: title.to_owned(), head, show_head, rows, after: String::new() }
}

/// A list, cut unless all is asked for.
fn list<'a>(title: String, numbered: bool, mut items: Vec<String>, verbose: bool) -> Section<'a> {
    let more = items.len().saturating_sub(LINES);
    if more > 0 && !verbose {
        items.truncate(LINES);
        items.push(format!("and {more} more (-v)"));
    }
    Section::List { title, numbered, items }
}

/// How many frames are not shown.
fn further_frames<'a>(check: &CheckAnswer, shown: usize) -> Option<Section<'a>> {
    match check.frames.len().saturating_sub(shown) {
        0 => None,
        more => {
            let count = words::count(more, "more statement", "more statements");
            Some(Section::Line(format!("{count} to look at (-v)")))
        }
    }
}

/// The near misses that no frame shows.
fn near_misses<'a>(check: &CheckAnswer, shown: usize, verbose: bool) -> Option<Section<'a>> {
    let near_frames: &[Frame] = if verbose { &check.near_frames } else { &[] };
    let frames = || check.frames.iter().take(shown).chain(near_frames);
    let framed = |at| frames().any(|frame| frame.citation.at == at);
    let further: Vec<_> = check.near_misses.iter().filter(|near| !framed(near.citation.at)).collect();
    let count = further.len() + check.near_misses_left_out;
    if count == 0 {
        return None;
    }
    // `further` only where a frame shows one.
    let is_shown = frames().any(|frame| frame.role == FrameRole::NearMiss);
    let title = match is_shown {
        true => words::count(count, "further Allow comes near:", "further Allows come near:"),
        false => words::count(count, "Allow comes near:", "Allows come near:"),
    };
    let mut items: Vec<String> = further.iter().take(shown).map(|near| near::near_miss(near)).collect();
    let more = count.saturating_sub(items.len());
    if more > 0 {
        items.push(format!("and {more} more{}", if verbose { "" } else { " (-v)" }));
    }
    Some(Section::List { title, numbered: false, items })
}

/// What an Allow stands on.
fn grounds<'a>(check: &CheckAnswer, is_all: bool, verbose: bool) -> Option<Section<'a>> {
    let grounds = check.grounds.as_ref()?;
    let named = grounds::named(grounds);
    let title = grounds::title(grounds, named.len(), is_all);
    if named.is_empty() {
        return (!title.is_empty()).then_some(Section::Line(title));
    }
    Some(list(title, false, named.into_iter().map(grounds::ground).collect(), verbose))
}
