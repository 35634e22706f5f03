//! What was collected and what was not, for people.

use crate::data::shown;
use crate::snapshot::{count, table};
use iamdiag_fetcher::Report;
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{CoverageState, Gap};
use std::collections::BTreeMap;
use std::path::Path;

/// How many rows of calls that brought nothing are listed.
const SHOWN: usize = 20;

/// What is told.
pub(super) struct About<'a> {
    pub(super) report: &'a Report,
    pub(super) store: &'a Path,
    pub(super) snapshot: i64,
    pub(super) is_complete: bool,
}

/// What was collected, and which calls brought nothing.
pub(super) fn text(about: &About<'_>) -> String {
    let report = about.report;
    let state = if about.is_complete { "" } else { ", partial" };
    let mut text = format!(
        "snapshot {}{state} in {}: {}, {}, {}\n",
        about.snapshot,
        shown(about.store),
        number(report.accounts.len(), "account", "accounts"),
        number(report.items, "item", "items"),
        count(i64::try_from(report.requests).unwrap_or(i64::MAX), "request", "requests"),
    );
    if report.kept > 0 {
        let units = number(report.kept, "unit", "units");
        text.push_str(&format!("  {units} had been collected before the interruption\n"));
    }
    text.push_str(&gaps(report));
    text.push_str(organization(report));
    text
}

/// Who can do something about SCPs and RCPs that could not be read.
fn organization(report: &Report) -> &'static str {
    let is_refused = report.units.iter().any(|(unit, state)| {
        unit.account.is_none()
            && !matches!(state, CoverageState::Collected | CoverageState::Empty | CoverageState::Partial)
    });
    if !is_refused {
        return "";
    }
    "\nThe organization could not be read: SCPs and RCPs may deny what these accounts are allowed, and answers will say so.\n\
     The management account, or a delegated administrator of AWS Organizations, can read it.\n"
}

/// Calls of one operation that brought nothing for the same reason.
struct Row<'a> {
    times: usize,
    example: &'a Gap,
}

/// A row for each service, operation and error.
fn gaps(report: &Report) -> String {
    let mut rows: BTreeMap<[&str; 3], Row<'_>> = BTreeMap::new();
    for (gap, failure) in &report.gaps {
        let code = gap.error_code.as_deref().or(failure.message.as_deref()).unwrap_or("-");
        let key = [&*gap.unit.service, &*gap.operation, code];
        rows.entry(key).or_insert(Row { times: 0, example: gap }).times += 1;
    }
    if rows.is_empty() {
        return String::new();
    }
    let cells: Vec<Vec<String>> = rows.iter().take(SHOWN).map(|(key, row)| cells(key, row)).collect();
    let headings = ["service", "operation", "error", "times", "for example", "request id"];
    let more = match rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("  and {more} more (`iamdiag snapshot show` lists them)\n"),
        None => String::new(),
    };
    format!("\ncalls that brought nothing\n{}{more}", table(&headings, &[3], &cells))
}

fn cells([service, operation, code]: &[&str; 3], row: &Row<'_>) -> Vec<String> {
    let gap = row.example;
    let about = gap.resource.as_deref().or(gap.unit.account.as_deref()).unwrap_or("the organization");
    let times = row.times.to_string();
    let cells = [*service, *operation, *code, &times, about, gap.request_id.as_deref().unwrap_or("-")];
    cells.iter().map(|cell| escaped(cell).into_owned()).collect()
}

/// What failed, and what to do about it.
pub(super) fn failures(about: &About<'_>) -> String {
    let report = about.report;
    let mut text = String::new();
    for (id, account) in &report.accounts {
        if let Some(failure) = &account.not_entered {
            text.push_str(&format!(
                "error: account {} cannot be entered: {}\n",
                named(id, account.name.as_deref()),
                escaped(&failure.to_string())
            ));
        }
    }
    let failed: Vec<&str> = report.failed_accounts();
    let with_units =
        failed.iter().filter(|id| report.accounts.get(**id).is_some_and(|one| one.not_entered.is_none()));
    for id in with_units {
        let name = report.accounts.get(*id).and_then(|account| account.name.as_deref());
        text.push_str(&format!("error: not everything of account {} could be collected\n", named(id, name)));
    }
    if !report.interrupted && failed.is_empty() {
        text.push_str("error: not everything of the organization could be collected\n");
    }
    if report.interrupted {
        text.push_str("error: interrupted; what was complete is kept\n");
    }
    text.push_str(if about.is_complete {
        "  help: --allow-partial exits with 0 all the same\n"
    } else {
        "  help: the same command with --resume goes on where this one stopped; with --allow-partial it ends with what there is\n"
    });
    text
}

fn named(id: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{} ({})", escaped(id), escaped(name)),
        None => escaped(id).into_owned(),
    }
}

fn number(number: usize, one: &str, several: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), one, several)
}
