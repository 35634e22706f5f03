//! The data that a question is answered from, wherever it is.

use crate::environment::Streams;
use crate::error::CliError;
use iamdiag_snapshot::{Snapshot, Source, Wanted, read_authorization_details};
use iamdiag_store::{DataPath, LoadError};
use std::path::{Path, PathBuf};

/// Where data is.
pub(crate) enum Data {
    /// At a path.
    Path(PathBuf),
    /// It came on standard input, all of it.
    Stdin(Box<Snapshot>),
}

impl Data {
    /// The data that was named; without a name the ways to get some.
    pub(crate) fn open(path: Option<&Path>, streams: &mut Streams<'_>) -> Result<Self, CliError> {
        let Some(path) = path else { return Err(none()) };
        if path != Path::new("-") {
            return Ok(Self::Path(path.to_owned()));
        }
        let mut bytes = Vec::new();
        let read = streams.stdin.read_to_end(&mut bytes);
        read.map_err(|cause| CliError::new(format!("cannot read stdin: {cause}")))?;
        let snapshot = read_authorization_details(bytes, "stdin").map_err(LoadError::from)?;
        Ok(Self::Stdin(Box::new(snapshot)))
    }

    /// Its name for people.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Stdin(_) => "stdin".to_owned(),
        }
    }
}

fn none() -> CliError {
    CliError::new("no data to answer from")
        .help("one account's IAM: `aws iam get-account-authorization-details > iam.json`, then `--data iam.json`")
        .help("an organization: a data directory as docs/data-directory.md describes it, then `--data DIRECTORY`")
}

impl Source for Data {
    type Error = LoadError;

    fn load(&self, wanted: &Wanted) -> Result<Snapshot, LoadError> {
        match self {
            Self::Path(path) => DataPath::new(path).load(wanted),
            Self::Stdin(snapshot) => Ok((**snapshot).clone()),
        }
    }
}
