//! `iamdiag snapshot show`.

use super::args::{Format, SnapshotShowArgs};
use super::list::{Entry, SCHEMA_VERSION, json};
use super::table::{count, table};
use crate::data::shown;
use crate::error::CliError;
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{CoverageState, Gap, Unit};
use iamdiag_store::{Changed, Changes, Choice, Counts, Store, StoredSnapshot};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// How many gaps and changes of a kind the text lists.
const SHOWN: usize = 20;

/// Everything that is said of a snapshot.
struct About {
    snapshot: StoredSnapshot,
    counts: Counts,
    units: BTreeMap<Unit, Option<CoverageState>>,
    gaps: Vec<Gap>,
    changes: Option<(i64, Changes)>,
}

pub(super) fn run(args: &SnapshotShowArgs, path: &Path) -> Result<String, CliError> {
    let snapshot = Store::open(path)?.snapshot(args.id.map_or(Choice::Newest, Choice::Id))?;
    let changes = args.since.map(|since| Ok::<_, CliError>((since, snapshot.changes_since(since)?)));
    let about = About {
        counts: snapshot.counts()?,
        units: snapshot.units()?,
        gaps: snapshot.gaps()?,
        changes: changes.transpose()?,
        snapshot,
    };
    Ok(match args.format {
        Format::Text => text(path, &about),
        Format::Json => json(&AboutJson::of(path, &about)),
    })
}

fn text(path: &Path, about: &About) -> String {
    let entry = about.snapshot.entry();
    let mut text = format!("snapshot {} ({}) in {}\n", entry.id, entry.state, shown(path));
    let when = match &entry.collected_at {
        Some(collected) => format!("collected {collected}"),
        None if entry.is_complete() => {
            format!("nobody knows when it was collected; complete {}", entry.time())
        }
        None => format!("begun {}, not finished", entry.started_at),
    };
    text.push_str(&format!(
        "  {when}; by {} of iamdiag {}\n",
        escaped(&entry.origin),
        escaped(&entry.tool_version)
    ));
    if let Some(account) = &entry.caller_account {
        text.push_str(&format!("  with credentials of account {}\n", escaped(account)));
    }
    let counts = about.counts;
    let parts = [
        count(entry.accounts, "account", "accounts"),
        count(counts.users, "user", "users"),
        count(counts.roles, "role", "roles"),
        count(counts.groups, "group", "groups"),
        count(counts.managed_policies, "managed policy", "managed policies"),
        count(counts.resources, "resource", "resources"),
        count(counts.organization_policies, "organization policy", "organization policies"),
    ];
    text.push_str(&format!("  {}\n", parts.join(", ")));
    text.push_str(&coverage(&about.units));
    text.push_str(&gaps(&about.gaps));
    if let Some((since, changes)) = &about.changes {
        text.push_str(&changed(*since, changes));
    }
    text
}

/// The word for what became of a unit.
fn word(state: Option<CoverageState>) -> &'static str {
    state.map_or("planned", CoverageState::name)
}

/// One row for each service: how many of its units have each state.
fn coverage(units: &BTreeMap<Unit, Option<CoverageState>>) -> String {
    if units.is_empty() {
        return "\nnothing was looked at\n".to_owned();
    }
    let mut services: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (unit, state) in units {
        *services.entry(&unit.service).or_default().entry(word(*state)).or_default() += 1;
    }
    let words = CoverageState::ALL.map(CoverageState::name).into_iter().chain(["planned"]);
    let used: Vec<&str> =
        words.filter(|word| services.values().any(|counts| counts.contains_key(word))).collect();
    let row = |(service, counts): (&&str, &BTreeMap<&str, usize>)| {
        let numbers = used.iter().map(|word| counts.get(word).map_or_else(String::new, usize::to_string));
        std::iter::once(escaped(service).into_owned()).chain(numbers).collect()
    };
    let rows: Vec<Vec<String>> = services.iter().map(row).collect();
    let headings: Vec<&str> = std::iter::once("service").chain(used.iter().copied()).collect();
    let right: Vec<usize> = (1..headings.len()).collect();
    format!("\nwhat was looked at (accounts and regions)\n{}", table(&headings, &right, &rows))
}

fn gaps(gaps: &[Gap]) -> String {
    if gaps.is_empty() {
        return String::new();
    }
    let row = |gap: &Gap| {
        let cells = [
            gap.unit.account.as_deref().unwrap_or("-"),
            gap.unit.region.as_deref().unwrap_or("-"),
            &gap.operation,
            gap.error_code.as_deref().unwrap_or("-"),
            gap.resource.as_deref().unwrap_or("-"),
        ];
        cells.iter().map(|cell| escaped(cell).into_owned()).collect()
    };
    let rows: Vec<Vec<String>> = gaps.iter().take(SHOWN).map(row).collect();
    let table = table(&["account", "region", "operation", "error", "resource"], &[], &rows);
    format!("\ncalls that brought nothing\n{table}{}", and_more(gaps.len()))
}

fn and_more(all: usize) -> String {
    match all.checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("  and {more} more (--format json lists all)\n"),
        None => String::new(),
    }
}

/// What changed since a snapshot, for people.
pub(crate) fn changed(since: i64, changes: &Changes) -> String {
    if changes.is_empty() {
        return format!("\nnothing changed since snapshot {since}\n");
    }
    let mut text = format!("\nchanged since snapshot {since}\n");
    for (kind, changed) in changes.kinds().into_iter().filter(|(_, changed)| !changed.is_empty()) {
        let numbers =
            [(&changed.added, "added"), (&changed.removed, "removed"), (&changed.changed, "changed")];
        let numbers = numbers.iter().filter(|(ids, _)| !ids.is_empty());
        let numbers: Vec<String> = numbers.map(|(ids, word)| format!("{} {word}", ids.len())).collect();
        text.push_str(&format!("  {kind}: {}\n", numbers.join(", ")));
        let lines = marked(changed);
        let count = lines.len();
        for line in lines.into_iter().take(SHOWN) {
            text.push_str(&format!("    {line}\n"));
        }
        text.push_str(&and_more(count));
    }
    text
}

fn marked(changed: &Changed) -> Vec<String> {
    let lists = [('+', &changed.added), ('-', &changed.removed), ('~', &changed.changed)];
    lists.iter().flat_map(|(mark, ids)| ids.iter().map(move |id| format!("{mark} {}", escaped(id)))).collect()
}

#[derive(Serialize)]
struct AboutJson<'a> {
    schema_version: &'static str,
    store: String,
    #[serde(flatten)]
    entry: Entry<'a>,
    counts: BTreeMap<&'static str, i64>,
    units: Vec<UnitJson<'a>>,
    gaps: Vec<GapJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangesJson<'a>>,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    account: Option<&'a str>,
    region: Option<&'a str>,
    service: &'a str,
    state: &'static str,
}

#[derive(Serialize)]
struct GapJson<'a> {
    account: Option<&'a str>,
    region: Option<&'a str>,
    service: &'a str,
    operation: &'a str,
    resource: Option<&'a str>,
    error_code: Option<&'a str>,
    request_id: Option<&'a str>,
}

#[derive(Serialize)]
struct ChangesJson<'a> {
    since: i64,
    principals: ChangedJson<'a>,
    managed_policies: ChangedJson<'a>,
    resources: ChangedJson<'a>,
    organization_policies: ChangedJson<'a>,
    organization_nodes: ChangedJson<'a>,
}

#[derive(Serialize)]
struct ChangedJson<'a> {
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
    changed: Vec<&'a str>,
}

impl<'a> ChangedJson<'a> {
    fn of(changed: &'a Changed) -> Self {
        let list = |ids: &'a std::collections::BTreeSet<Box<str>>| ids.iter().map(|id| &**id).collect();
        Self { added: list(&changed.added), removed: list(&changed.removed), changed: list(&changed.changed) }
    }
}

impl<'a> AboutJson<'a> {
    fn of(path: &Path, about: &'a About) -> Self {
        let counts = about.counts;
        let unit = |(unit, state): (&'a Unit, &Option<CoverageState>)| UnitJson {
            account: unit.account.as_deref(),
            region: unit.region.as_deref(),
            service: &unit.service,
            state: word(*state),
        };
        let gap = |gap: &'a Gap| GapJson {
            account: gap.unit.account.as_deref(),
            region: gap.unit.region.as_deref(),
            service: &gap.unit.service,
            operation: &gap.operation,
            resource: gap.resource.as_deref(),
            error_code: gap.error_code.as_deref(),
            request_id: gap.request_id.as_deref(),
        };
        let changes = about.changes.as_ref().map(|(since, changes)| ChangesJson {
            since: *since,
            principals: ChangedJson::of(&changes.principals),
            managed_policies: ChangedJson::of(&changes.policies),
            resources: ChangedJson::of(&changes.resources),
            organization_policies: ChangedJson::of(&changes.organization_policies),
            organization_nodes: ChangedJson::of(&changes.organization_nodes),
        });
        Self {
            schema_version: SCHEMA_VERSION,
            store: path.display().to_string(),
            entry: Entry::of(about.snapshot.entry()),
            counts: BTreeMap::from([
                ("users", counts.users),
                ("roles", counts.roles),
                ("groups", counts.groups),
                ("managed_policies", counts.managed_policies),
                ("resources", counts.resources),
                ("organization_policies", counts.organization_policies),
                ("gaps", counts.gaps),
            ]),
            units: about.units.iter().map(unit).collect(),
            gaps: about.gaps.iter().map(gap).collect(),
            changes,
        }
    }
}
