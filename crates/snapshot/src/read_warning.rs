//! What a reader of files passed over, and what it doubts.

use std::fmt;

/// Something about files that were read that whoever wrote them should know. Nothing in an answer turns on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadWarning {
    /// The file or folder, by its name for people.
    pub file: Box<str>,
    /// What is the matter with it.
    pub doubt: ReadDoubt,
}

/// What is the matter with a file that was read, or was not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadDoubt {
    /// It lies where the files of a data directory lie, and is none of them.
    NotRead {
        /// Which files are read there.
        read: &'static str,
    },
    /// A folder for an account that holds none of the files of an account.
    EmptyAccount,
    /// A service that the catalog of this version does not have.
    UnknownService {
        /// Its name.
        name: Box<str>,
    },
    /// A region that is not named as AWS names regions.
    OddRegion {
        /// Its name.
        name: Box<str>,
    },
}

impl fmt::Display for ReadWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, doubt } = self;
        match doubt {
            ReadDoubt::NotRead { read } => write!(f, "{file} is not read: {read}"),
            ReadDoubt::EmptyAccount => write!(f, "{file} holds no iam.json and no resources.json"),
            ReadDoubt::UnknownService { name } => {
                write!(f, "{file} names the service `{name}`, which this version does not know")
            }
            ReadDoubt::OddRegion { name } => {
                write!(f, "{file} names the region `{name}`, and regions are named such as `eu-west-1`")
            }
        }
    }
}
