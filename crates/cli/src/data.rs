//! The data that a question is answered from, wherever it is: what `--data` names, else a store.

use crate::environment::{Environment, Streams};
use crate::error::CliError;
use clap::Args;
use iamdiag_policy::condition::Timestamp;
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{ReadWarning, Snapshot, Source, Wanted, read_authorization_details};
use iamdiag_store::{Choice, DataPath, LoadError, Store, StoredSnapshot, is_store};
use std::path::{Path, PathBuf};

/// Which data to answer from, as typed.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Data")]
pub(crate) struct DataArgs {
    /// What was collected: a data directory, a store, or a file with the output of `aws iam get-account-authorization-details`.
    /// Left out: the store
    #[arg(long, value_name = "PATH")]
    pub(crate) data: Option<PathBuf>,
    /// The store; left out: the one that $IAMDIAG_STORE names, else the one in the user's data folder
    #[arg(long, value_name = "PATH")]
    pub(crate) store: Option<PathBuf>,
    /// The newest complete snapshot of the store that was not collected after this (RFC 3339, or a date: its beginning)
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with = "snapshot")]
    pub(crate) as_of: Option<Timestamp>,
    /// The snapshot of that id, even if it is partial
    #[arg(long, value_name = "ID")]
    pub(crate) snapshot: Option<i64>,
}

/// A time as people type it.
pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "expected a time such as 2026-01-31T12:00:00Z, or a date".to_owned())
}

impl DataArgs {
    fn choice(&self) -> Choice {
        match (self.as_of, self.snapshot) {
            (Some(time), _) => Choice::AsOf(time),
            (None, Some(id)) => Choice::Id(id),
            (None, None) => Choice::Newest,
        }
    }
}

/// Where data is.
pub(crate) enum Data {
    /// At a path.
    Path(PathBuf),
    /// It came on standard input, all of it.
    Stdin(Box<Snapshot>),
    /// In a store, at this path.
    Store(Box<StoredSnapshot>, PathBuf),
}

impl Data {
    /// The data that was named, else the store; the ways to get some where there is neither.
    pub(crate) fn open(
        args: &DataArgs,
        streams: &mut Streams<'_>,
        environment: &Environment,
    ) -> Result<Self, CliError> {
        let Some(path) = &args.data else {
            let path = store_place(args.store.as_deref(), environment)?.existing()?;
            return Self::of_store(path, args.choice());
        };
        if path != Path::new("-") && is_store(path) {
            return Self::of_store(path.clone(), args.choice());
        }
        if args.choice() != Choice::Newest {
            let message = format!("{} is not a store, and has no snapshots to choose from", shown(path));
            return Err(CliError::new(message).help("leave out --as-of and --snapshot"));
        }
        if path != Path::new("-") {
            return Ok(Self::Path(path.clone()));
        }
        let mut bytes = Vec::new();
        let read = streams.stdin.read_to_end(&mut bytes);
        read.map_err(|cause| CliError::new(format!("cannot read stdin: {cause}")))?;
        let snapshot = read_authorization_details(bytes, "stdin").map_err(LoadError::from)?;
        Ok(Self::Stdin(Box::new(snapshot)))
    }

    fn of_store(path: PathBuf, choice: Choice) -> Result<Self, CliError> {
        let snapshot = Store::open(&path)?.snapshot(choice)?;
        Ok(Self::Store(Box::new(snapshot), path))
    }

    /// Loads what is wanted, and tells what its files leave to be doubted.
    pub(crate) fn read(&self, wanted: &Wanted, streams: &mut Streams<'_>) -> Result<Snapshot, CliError> {
        let snapshot = self.load(wanted)?;
        for warning in &snapshot.info.warnings {
            // Nobody is left to be told if this fails.
            let _ = writeln!(streams.stderr, "{}", warned(warning));
        }
        Ok(snapshot)
    }

    /// Its name for people.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Stdin(_) => "stdin".to_owned(),
            Self::Store(snapshot, path) => {
                let entry = snapshot.entry();
                let state = if entry.is_complete() { "" } else { ", partial" };
                format!("{} (snapshot {}{state})", path.display(), entry.id)
            }
        }
    }
}

/// The place of the store, and whether somebody named it.
pub(crate) struct StorePlace {
    pub(crate) path: PathBuf,
    is_named: bool,
}

impl StorePlace {
    /// The path, if there is something or somebody said that there is; else the ways to get data.
    pub(crate) fn existing(self) -> Result<PathBuf, CliError> {
        if self.is_named || self.path.exists() { Ok(self.path) } else { Err(none(Some(&self.path))) }
    }
}

/// `--store`, else `$IAMDIAG_STORE`, else the place by the platform's convention.
pub(crate) fn store_place(told: Option<&Path>, environment: &Environment) -> Result<StorePlace, CliError> {
    let named = told.map(Path::to_owned).or_else(|| environment.named_store.clone());
    match (named, &environment.default_store) {
        (Some(path), _) => Ok(StorePlace { path, is_named: true }),
        (None, Some(path)) => Ok(StorePlace { path: path.clone(), is_named: false }),
        (None, None) => Err(none(None)),
    }
}

fn none(store: Option<&Path>) -> CliError {
    let error = CliError::new("no data to answer from");
    #[cfg(feature = "fetch")]
    let error = error
        .help("from AWS, with the credentials of the AWS CLI: `iamdiag fetch`, then the same question again");
    let error = error
        .help("one account's IAM: `aws iam get-account-authorization-details > iam.json`, then `--data iam.json`")
        .help("an organization: a data directory as docs/data-directory.md describes it, then `--data DIRECTORY`");
    let store = store.map_or_else(|| "the file that --store names".to_owned(), shown);
    error.help(format!(
        "kept for all questions to come: `iamdiag snapshot import PATH` puts either into {store}"
    ))
}

/// A doubt about the files of data, for people.
pub(crate) fn warned(warning: &ReadWarning) -> String {
    format!("warning: {}", escaped(&warning.to_string()))
}

/// A path for people.
pub(crate) fn shown(path: &Path) -> String {
    escaped(&path.display().to_string()).into_owned()
}

impl Source for Data {
    type Error = LoadError;

    fn load(&self, wanted: &Wanted) -> Result<Snapshot, LoadError> {
        match self {
            Self::Path(path) => DataPath::new(path).load(wanted),
            Self::Stdin(snapshot) => Ok((**snapshot).clone()),
            Self::Store(snapshot, _) => Ok(snapshot.load(wanted)?),
        }
    }

    fn near_principals(&self, text: &str) -> Result<Vec<Box<str>>, LoadError> {
        match self {
            Self::Store(snapshot, _) => Ok(snapshot.near_principals(text)?),
            _ => Ok(self.load(&Wanted::everything())?.candidates(text)),
        }
    }

    fn near_resources(&self, text: &str) -> Result<Vec<Box<str>>, LoadError> {
        match self {
            Self::Store(snapshot, _) => Ok(snapshot.near_resources(text)?),
            _ => Ok(self.load(&Wanted::everything())?.resource_candidates(text)),
        }
    }

    fn near_policies(&self, text: &str) -> Result<Vec<Box<str>>, LoadError> {
        match self {
            Self::Store(snapshot, _) => Ok(snapshot.near_policies(text)?),
            _ => Ok(self.load(&Wanted::everything())?.policy_candidates(text)),
        }
    }
}
