//! Files that lie where ours would be and are none of them. A misspelt `organization.json` would be a layer that is missing, a
//! misspelt `coverage.json` would make everything count as complete; so what is nearly ours is refused, and the rest is told.

use super::files::{DirectoryError, Files, Listing};
use super::policy_files::Opens;
use crate::read_error::{ReadError, ReadProblem};
use crate::read_warning::{ReadDoubt, ReadWarning};
use iamdiag_policy::{Position, is_account_id};
use std::collections::BTreeSet;

/// A folder in which files of ours lie.
struct Place {
    /// The files that are read there.
    files: &'static [&'static str],
    /// What they are, for people.
    read: &'static str,
}

const DIRECTORY: Place = Place {
    files: &["organization.json", "coverage.json"],
    read: "in the data directory itself, organization.json and coverage.json are",
};
const ACCOUNTS: Place =
    Place { files: &[], read: "in accounts, folders named by the twelve digits of an account are" };
const ACCOUNT: Place = Place {
    files: &["iam.json", "resources.json"],
    read: "in the folder of an account, iam.json, resources.json and the policies that they name are",
};

/// What was read of a directory.
pub(super) struct Strays<'d, F> {
    pub(super) files: &'d F,
    /// The paths of our files that were read.
    pub(super) read: &'d BTreeSet<String>,
    /// The policies that they name.
    pub(super) opens: &'d Opens,
}

impl<F: Files> Strays<'_, F> {
    /// Looks at every place where files of ours may lie.
    ///
    /// # Errors
    ///
    /// At the first file or folder that was surely meant to be read and was not, and where a folder cannot be listed.
    pub(super) fn find(&self) -> Result<Vec<ReadWarning>, DirectoryError<F::Error>> {
        let mut warnings = Vec::new();
        let top = self.list("")?;
        self.names("", &top, &DIRECTORY, &mut warnings)?;
        for folder in &top.folders {
            self.beside_accounts(folder, &top, &mut warnings)?;
        }
        let accounts = self.list("accounts")?;
        self.names("accounts", &accounts, &ACCOUNTS, &mut warnings)?;
        for folder in &accounts.folders {
            self.account(folder, &mut warnings)?;
        }
        Ok(warnings)
    }

    fn list(&self, folder: &str) -> Result<Listing, DirectoryError<F::Error>> {
        self.files.list(folder).map_err(DirectoryError::Files)
    }

    /// The files of one folder.
    fn names(
        &self,
        folder: &str,
        listing: &Listing,
        place: &Place,
        warnings: &mut Vec<ReadWarning>,
    ) -> Result<(), DirectoryError<F::Error>> {
        for name in &listing.files {
            let path = join(folder, name);
            if is_hidden(name) || self.read.contains(&path) || self.opens.contains_key(&path) {
                continue;
            }
            let near = place.files.iter().find(|ours| is_near(name, ours));
            let was_read = near.is_some_and(|ours| self.read.contains(&join(folder, ours)));
            if let Some(ours) = near.filter(|_| !was_read) {
                return Err(self.refused(&path, ReadProblem::Misspelt(ours)));
            }
            if let Some(proper) = elsewhere(name, place) {
                return Err(self.refused(&path, ReadProblem::Misplaced(proper)));
            }
            // Where file names are told apart without regard to case, it is the one that was read.
            let is_same = near.is_some_and(|ours| {
                name.eq_ignore_ascii_case(ours) && !listing.files.iter().any(|file| file == ours)
            });
            if is_json(name) && !(was_read && is_same) {
                warnings.push(self.not_read(&path, place));
            }
        }
        Ok(())
    }

    /// A folder beside `accounts`. Most hold policies, or nothing that is anybody's business here.
    fn beside_accounts(
        &self,
        folder: &str,
        top: &Listing,
        warnings: &mut Vec<ReadWarning>,
    ) -> Result<(), DirectoryError<F::Error>> {
        if is_account_id(folder) {
            return Err(self.refused(folder, ReadProblem::Misplaced("accounts")));
        }
        if folder == "accounts" || !is_near_word(folder, "accounts") || self.names_something_in(folder) {
            return Ok(());
        }
        let is_listed = top.folders.iter().any(|name| name == "accounts");
        let is_read = self.read.iter().any(|path| path.starts_with("accounts/"));
        if !is_listed && !is_read {
            return Err(self.refused(folder, ReadProblem::Misspelt("accounts")));
        }
        if is_listed {
            warnings.push(self.not_read(folder, &DIRECTORY));
        }
        Ok(())
    }

    /// A folder in `accounts`.
    fn account(&self, folder: &str, warnings: &mut Vec<ReadWarning>) -> Result<(), DirectoryError<F::Error>> {
        let path = join("accounts", folder);
        let listing = self.list(&path)?;
        if is_account_id(folder) {
            self.names(&path, &listing, &ACCOUNT, warnings)?;
            if !ACCOUNT.files.iter().any(|file| self.read.contains(&join(&path, file))) {
                warnings.push(ReadWarning {
                    file: self.files.name(&path).into(),
                    doubt: ReadDoubt::EmptyAccount,
                });
            }
            return Ok(());
        }
        if is_hidden(folder) || self.names_something_in(&path) {
            return Ok(());
        }
        let is_number = folder.chars().all(|c| c.is_ascii_digit() || "-_ ".contains(c));
        let is_ours = |name: &String| ACCOUNT.files.iter().any(|ours| is_near(name, ours));
        if is_number || listing.files.iter().any(is_ours) {
            return Err(self.refused(&path, ReadProblem::Folder(folder.into())));
        }
        warnings.push(self.not_read(&path, &ACCOUNTS));
        Ok(())
    }

    /// Whether a policy in a folder is named by one of our files.
    fn names_something_in(&self, folder: &str) -> bool {
        self.opens.keys().any(|path| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    fn refused(&self, path: &str, problem: ReadProblem) -> DirectoryError<F::Error> {
        let position = Position { line: 1, column: 1 };
        ReadError { file: self.files.name(path).into(), position, problem }.into()
    }

    fn not_read(&self, path: &str, place: &Place) -> ReadWarning {
        ReadWarning { file: self.files.name(path).into(), doubt: ReadDoubt::NotRead { read: place.read } }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

/// Where a file of that name belongs, if not here.
fn elsewhere(name: &str, here: &Place) -> Option<&'static str> {
    let is_of = |place: &Place| place.files.iter().any(|ours| name.eq_ignore_ascii_case(ours));
    match () {
        () if is_of(here) => None,
        () if is_of(&DIRECTORY) => Some("the data directory itself"),
        () if is_of(&ACCOUNT) => Some("accounts/ID, the folder of the account that it is of"),
        () => None,
    }
}

/// Whether a file may well have been meant to be ours: data, by what its name ends in, of nearly that name.
fn is_near(name: &str, ours: &str) -> bool {
    let (word, end) = name.split_once('.').unwrap_or((name, ""));
    let end = end.to_ascii_lowercase();
    let is_data = end.is_empty() || end.contains("json") || matches!(&*end, "yaml" | "yml");
    is_data && is_near_word(word, ours.trim_end_matches(".json"))
}

/// A quarter of the letters may be others, and in short words one.
fn is_near_word(word: &str, ours: &str) -> bool {
    let distance = strsim::osa_distance(&word.to_lowercase(), ours);
    distance <= (ours.len() / 4).max(1)
}
