//! Policies that are files of their own, each read once.

use super::files::{DirectoryError, Files};
use crate::documents::{Beside, Opened};
use crate::file::SourceFile;
use crate::policy_text::PolicyText;
use crate::read_error::{ReadError, ReadProblem};
use crate::text;
use iamdiag_policy::Position;
use std::collections::HashMap;
use std::sync::Arc;

/// The policy files that were opened so far, by path.
pub(super) type Opens = HashMap<String, Opened>;

/// Opens policies relative to one folder.
pub(super) struct PolicyFiles<'d, F> {
    files: &'d F,
    opens: &'d mut Opens,
    folder: &'d str,
    /// The file that names them, for people.
    named_in: &'d str,
}

impl<'d, F> PolicyFiles<'d, F> {
    /// The policies that a file of a folder names; the folder of the directory itself is empty.
    pub(super) fn new(files: &'d F, opens: &'d mut Opens, folder: &'d str, file: &'d SourceFile) -> Self {
        Self { files, opens, folder, named_in: file.name() }
    }
}

impl<F: Files> Beside for PolicyFiles<'_, F> {
    type Error = DirectoryError<F::Error>;

    fn open(&mut self, name: &str, at: Position) -> Result<Option<Opened>, Self::Error> {
        let Some(path) = below(self.folder, name) else {
            return Err(self.outside(name, at).into());
        };
        if let Some(opened) = self.opens.get(&path) {
            return Ok(Some(opened.clone()));
        }
        let Some(bytes) = self.files.read(&path).map_err(DirectoryError::Files)? else { return Ok(None) };
        let shown = self.files.name(&path);
        let file = Arc::new(SourceFile::new(&*shown, text::decode(bytes, &shown)?));
        let text = Arc::new(PolicyText::in_file(file.clone(), 0..file.text().len()));
        self.opens.insert(path, (text.clone(), file.clone()));
        Ok(Some((text, file)))
    }
}

impl<F> PolicyFiles<'_, F> {
    fn outside(&self, name: &str, position: Position) -> ReadError {
        ReadError {
            file: self.named_in.into(),
            position,
            problem: ReadProblem::OutsideDirectory(name.into()),
        }
    }
}

/// The path of a file named from a folder; `None` where it leads out of the directory.
fn below(folder: &str, name: &str) -> Option<String> {
    if name.starts_with(['/', '\\']) || name.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_directory() {
        assert_eq!(below("accounts/1", "policies/p.json").as_deref(), Some("accounts/1/policies/p.json"));
        assert_eq!(below("accounts/1", "../../scps/./p.json").as_deref(), Some("scps/p.json"));
        for name in ["/etc/p.json", "../../../p.json", "C:\\p.json", "\\\\host\\p.json"] {
            assert_eq!(below("accounts/1", name), None, "{name}");
        }
    }
}
