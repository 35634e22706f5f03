//! Writes the directory of plain JSON that `directory` reads, so that reading it again gives the same answers.
//!
//! Texts of policies are written as they are: as an object where the text is one (without blanks behind it), else as a string.

mod account;
mod iam;
mod organization;
mod policy;

use super::coverage_wire::{File, GapWire, UnitWire};
use crate::coverage::{CoverageState, Gap, Unit};
use crate::snapshot::Snapshot;
use iamdiag_policy::is_account_id;
use serde::Serialize;
use std::collections::BTreeMap;

/// A file of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Where it belongs, relative to the directory, with `/` between the parts.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// Writes a directory piece by piece: the organization, each account, and last what was looked at.
#[derive(Debug, Default)]
pub struct DirectoryWriter {
    units: BTreeMap<Unit, CoverageState>,
    gaps: Vec<Gap>,
    left_out: Vec<String>,
}

impl DirectoryWriter {
    /// `organization.json`, if the organization was looked at, with what was looked at outside of the accounts.
    pub fn organization(&mut self, snapshot: &Snapshot) -> Vec<WrittenFile> {
        self.coverage(snapshot, None);
        let written = snapshot.organization().known().map(|known| organization::write(known.as_ref()));
        match written {
            Some(Ok(text)) => vec![WrittenFile { path: "organization.json".into(), text }],
            Some(Err(problem)) => {
                self.left_out.push(format!("the organization ({problem})"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// The files of one account of the snapshot, which must hold all of it.
    pub fn account(&mut self, snapshot: &Snapshot, id: &str) -> Vec<WrittenFile> {
        if !is_account_id(id) {
            self.left_out.push(format!("account `{id}`"));
            return Vec::new();
        }
        self.coverage(snapshot, Some(id));
        let mut files = Vec::new();
        if let Some(text) = iam::write(snapshot, id, self) {
            files.push(WrittenFile { path: format!("accounts/{id}/iam.json"), text });
        }
        let text = account::write(snapshot, id, self);
        files.push(WrittenFile { path: format!("accounts/{id}/resources.json"), text });
        files
    }

    /// `coverage.json`, to be written last: without it everything that is there counts as complete. With it, what could not be
    /// written.
    pub fn finish(self, collected_at: Option<&str>) -> (WrittenFile, Vec<String>) {
        let file = File {
            collected_at: collected_at.map(Into::into),
            units: self.units.iter().map(|(unit, state)| UnitWire::of(unit, *state)).collect(),
            gaps: self.gaps.iter().map(GapWire::of).collect(),
        };
        (WrittenFile { path: "coverage.json".into(), text: pretty(&file) }, self.left_out)
    }

    /// Takes over what was looked at in an account, or outside of all.
    fn coverage(&mut self, snapshot: &Snapshot, account: Option<&str>) {
        let is_of = |unit: &Unit| unit.account.as_deref().filter(|id| !id.is_empty()) == account;
        let units = snapshot.coverage().units().filter(|(unit, _)| is_of(unit));
        self.units.extend(units.map(|(unit, state)| (unit.clone(), state)));
        self.gaps.extend(snapshot.coverage().gaps().iter().filter(|gap| is_of(&gap.unit)).cloned());
    }

    /// What was not said to be complete must not become so by standing in a file.
    fn not_complete(&mut self, unit: Unit) {
        self.units.entry(unit).or_insert(CoverageState::Partial);
    }

    /// Leaves something out, which its unit is not complete without.
    fn leave_out(&mut self, what: &str, unit: Unit) {
        self.left_out.push(what.to_owned());
        if self.units.get(&unit).is_none_or(|state| state.is_complete()) {
            self.units.insert(unit, CoverageState::Partial);
        }
    }
}

/// A file's text, for people too.
fn pretty(file: &impl Serialize) -> String {
    // INVARIANT: our own structs can always be written.
    serde_json::to_string_pretty(file).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests;
