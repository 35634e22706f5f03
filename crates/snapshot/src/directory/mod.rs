//! Reads a directory of plain JSON, as `docs/data-directory.md` describes it.

mod coverage;
mod coverage_wire;
mod files;
mod organization;
mod policy_files;
mod resources;
mod strays;
mod unit_names;
mod wire;
mod write;

pub use files::{DirectoryError, Files, Listing};
pub use write::{DirectoryWriter, WrittenFile};

use crate::authorization_details;
use crate::documents::Documents;
use crate::file::SourceFile;
use crate::item::{AccountFacts, Item};
use crate::read_error::{ReadError, ReadProblem};
use crate::snapshot::Snapshot;
use crate::text;
use iamdiag_policy::{Position, is_account_id};
use policy_files::{Opens, PolicyFiles};
use std::collections::BTreeSet;
use std::sync::Arc;
use strays::Strays;

/// Reads all of a directory.
///
/// # Errors
///
/// When a file cannot be read, is not what it should be, or contradicts another; the error names file, line and column. A
/// directory that holds none of the files is refused, and so is one with a file that is nearly called like one of them.
pub fn read<F: Files>(files: &F) -> Result<Snapshot, DirectoryError<F::Error>> {
    let (opens, read) = (Opens::new(), BTreeSet::new());
    let mut reader = Reader { files, opens, snapshot: Snapshot::default(), read, found: false };
    reader.organization()?;
    for folder in files.list("accounts").map_err(DirectoryError::Files)?.folders {
        reader.account(&folder)?;
    }
    // Last, since its word counts more than what the other files show.
    reader.coverage()?;
    let strays = Strays { files, read: &reader.read, opens: &reader.opens };
    reader.snapshot.info.warnings.extend(strays.find()?);
    match reader.found {
        true => Ok(reader.snapshot),
        false => Err(no_data(&files.name(""))),
    }
}

fn no_data<E>(name: &str) -> DirectoryError<E> {
    let what =
        "the directory holds no data: no organization.json, and no accounts/ID/iam.json or resources.json";
    let position = Position { line: 1, column: 1 };
    ReadError { file: name.into(), position, problem: ReadProblem::NoData(what) }.into()
}

struct Reader<'f, F> {
    files: &'f F,
    opens: Opens,
    snapshot: Snapshot,
    /// The paths of the files that were read.
    read: BTreeSet<String>,
    found: bool,
}

impl<F: Files> Reader<'_, F> {
    fn file(&mut self, path: &str) -> Result<Option<Arc<SourceFile>>, DirectoryError<F::Error>> {
        let Some(bytes) = self.files.read(path).map_err(DirectoryError::Files)? else { return Ok(None) };
        self.read.insert(path.to_owned());
        let name = self.files.name(path);
        Ok(Some(Arc::new(SourceFile::new(&*name, text::decode(bytes, &name)?))))
    }

    fn add(&mut self, file: &SourceFile, items: Vec<Item>) -> Result<(), DirectoryError<F::Error>> {
        for item in items {
            if let (Some(what), Item::Resource(resource)) = (self.snapshot.holds(&item), &item) {
                // A bucket's ARN names no account, and a bucket has one owner.
                let offset = file.text().find(&format!("\"{}\"", resource.arn)).map_or(0, |quote| quote + 1);
                let problem = ReadProblem::Twice { what, name: resource.arn.clone() };
                return Err(
                    ReadError { file: file.name().into(), position: file.position(offset), problem }.into()
                );
            }
            let position = Position { line: 1, column: 1 };
            self.snapshot.add(item).map_err(|error| {
                let problem = ReadProblem::NotAnArn(error.0);
                ReadError { file: file.name().into(), position, problem }
            })?;
        }
        Ok(())
    }

    fn organization(&mut self) -> Result<(), DirectoryError<F::Error>> {
        let Some(file) = self.file("organization.json")? else { return Ok(()) };
        self.found = true;
        let beside = PolicyFiles::new(self.files, &mut self.opens, "", &file);
        let organization = organization::read(&mut Documents::new(&file, beside))?;
        self.add(&file, vec![Item::Organization(Box::new(organization))])
    }

    fn account(&mut self, folder: &str) -> Result<(), DirectoryError<F::Error>> {
        let path = format!("accounts/{folder}");
        let iam = self.file(&format!("{path}/iam.json"))?;
        let resources = self.file(&format!("{path}/resources.json"))?;
        if iam.is_none() && resources.is_none() {
            return Ok(());
        }
        self.found = true;
        if !is_account_id(folder) {
            let problem = ReadProblem::Folder(folder.into());
            let position = Position { line: 1, column: 1 };
            return Err(ReadError { file: self.files.name(&path).into(), position, problem }.into());
        }
        self.add(&SourceFile::new("", ""), vec![Item::Account(AccountFacts::new(folder))])?;
        if let Some(file) = resources {
            let beside = PolicyFiles::new(self.files, &mut self.opens, &path, &file);
            let is_known = |arn: &str| self.snapshot.resource(arn).is_some();
            let listed = resources::read(&mut Documents::new(&file, beside), folder, is_known)?;
            self.snapshot.info.warnings.extend(listed.warnings);
            self.add(&file, listed.items)?;
        }
        if let Some(file) = iam {
            let beside = PolicyFiles::new(self.files, &mut self.opens, &path, &file);
            let mut documents = Documents::new(&file, beside);
            authorization_details::read_into(&mut self.snapshot, &mut documents, Some(folder))?;
        }
        Ok(())
    }

    fn coverage(&mut self) -> Result<(), DirectoryError<F::Error>> {
        let Some(file) = self.file("coverage.json")? else { return Ok(()) };
        let beside = PolicyFiles::new(self.files, &mut self.opens, "", &file);
        let told = coverage::read(&Documents::new(&file, beside))?;
        self.snapshot.info.collected_at = told.collected_at;
        self.snapshot.info.warnings.extend(told.warnings);
        self.add(&file, told.items)
    }
}

#[cfg(test)]
mod tests;
