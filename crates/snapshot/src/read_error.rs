//! Why bytes are no snapshot.

use crate::organization::TreeError;
use iamdiag_policy::Position;
use std::fmt;
use thiserror::Error;

/// A file that cannot be read, with the place and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ReadError {
    /// The file, by its name for people.
    pub file: Box<str>,
    /// Where in it.
    pub position: Position,
    /// What is wrong there.
    pub problem: ReadProblem,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, position, problem } = self;
        match problem {
            // A name has no lines.
            ReadProblem::NoData(_)
            | ReadProblem::Folder(_)
            | ReadProblem::Misspelt(_)
            | ReadProblem::Misplaced(_) => write!(f, "{file}: {problem}"),
            _ => write!(f, "{file}:{}:{}: {problem}", position.line, position.column),
        }
    }
}

/// The forms of files that snapshots are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileForm {
    /// What `aws iam get-account-authorization-details` prints.
    Details,
    /// `organization.json` of a data directory.
    Organization,
    /// `resources.json` of a data directory.
    Resources,
    /// `coverage.json` of a data directory.
    Coverage,
}

impl FileForm {
    fn what(self) -> &'static str {
        match self {
            Self::Details => "what `aws iam get-account-authorization-details` prints",
            Self::Organization => "an `organization.json`",
            Self::Resources => "a `resources.json`",
            Self::Coverage => "a `coverage.json`",
        }
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadProblem {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is UTF-16, as some shells on Windows write it.
    #[error("the file is UTF-16, not UTF-8")]
    Utf16,
    /// A byte that is not UTF-8.
    #[error("the text is not UTF-8 from here on")]
    NotUtf8,
    /// It stops in the middle.
    #[error("the file ends in the middle of the JSON text ({0})")]
    Truncated(Box<str>),
    /// It is not JSON.
    #[error("not JSON: {0}")]
    NotJson(Box<str>),
    /// It is JSON of another shape.
    #[error("not {}: {message}", .form.what())]
    Shape {
        /// What the file should be.
        form: FileForm,
        /// What was found.
        message: Box<str>,
    },
    /// Something that is no ARN stands where one must.
    #[error("`{0}` is not the ARN of a user, role, group or policy")]
    NotAnArn(Box<str>),
    /// Something that is no policy stands where one must.
    #[error("a policy must be an object, a string that holds its text, or the name of a .json file")]
    NoPolicy,
    /// A policy is named by a file that is not there.
    #[error("there is no file `{0}` beside this one")]
    NoSuchFile(Box<str>),
    /// A file name that leads out of the directory.
    #[error("`{0}` leads out of the data directory")]
    OutsideDirectory(Box<str>),
    /// Something of another account in an account's file.
    #[error("`{arn}` is not of account {account}, whose folder this file is in")]
    OtherAccount {
        /// The ARN.
        arn: Box<str>,
        /// The account of the folder.
        account: Box<str>,
    },
    /// Something is told twice.
    #[error("{what} `{name}` stands twice")]
    Twice {
        /// The kind of thing.
        what: &'static str,
        /// Its name.
        name: Box<str>,
    },
    /// A value is none of those that are possible.
    #[error("`{found}` is not {expected}")]
    Value {
        /// What stands there.
        found: Box<str>,
        /// What could stand there.
        expected: &'static str,
    },
    /// A service that is called otherwise.
    #[error("`{found}` is no service; did you mean `{near}`?")]
    Service {
        /// What stands there.
        found: Box<str>,
        /// A service of nearly that name.
        near: Box<str>,
    },
    /// The organization is no tree.
    #[error("{0}")]
    Tree(#[from] TreeError),
    /// A directory that holds nothing that is data.
    #[error("{0}")]
    NoData(&'static str),
    /// A folder among the accounts that is not named by an account.
    #[error("`{0}` is not the twelve digits of an account, as the folders in `accounts` are named")]
    Folder(Box<str>),
    /// A file or folder that is nearly called like one of a data directory, which is missing.
    #[error("nothing of this name is read; did you mean `{0}`?")]
    Misspelt(&'static str),
    /// A file or folder of a data directory that lies in the wrong place.
    #[error("nothing of this name is read here; it belongs in {0}")]
    Misplaced(&'static str),
}

impl ReadProblem {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Utf16 => "save the file as UTF-8; in PowerShell: `… | Out-File -Encoding utf8 iam.json`",
            Self::NotUtf8 => "save the file as UTF-8",
            Self::Truncated(_) | Self::Empty => {
                "write the file again; iam.json is what `aws iam get-account-authorization-details --output json` prints"
            }
            Self::NotJson(_) => "expected JSON, such as the AWS CLI prints with `--output json`",
            Self::Shape { form: FileForm::Details, .. } | Self::NotAnArn(_) => {
                "expected the unchanged output of `aws iam get-account-authorization-details`"
            }
            Self::Shape { .. } | Self::NoData(_) | Self::Folder(_) | Self::Value { .. } | Self::NoPolicy => {
                "docs/data-directory.md describes the files of a data directory"
            }
            Self::Service { .. } => "services are named by their IAM prefix, as in their actions",
            Self::Misspelt(_) => "give it that name, or move it out of the data directory",
            Self::Misplaced(_) => "move it there, or out of the data directory",
            Self::NoSuchFile(_) => "file names are relative to the folder of the file that names them",
            Self::OutsideDirectory(_) => "policies must lie in the data directory",
            Self::OtherAccount { .. } => "move it to the folder of its own account",
            Self::Twice { .. } => "take one of them away",
            Self::Tree(_) => "write the organization again, with every node and every policy in it",
        }
    }
}
