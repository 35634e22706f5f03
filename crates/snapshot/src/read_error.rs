//! Why bytes are no snapshot.

use iamdiag_policy::Position;
use thiserror::Error;

/// A file that cannot be read, with the place and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{}:{}: {problem}", .position.line, .position.column)]
pub struct ReadError {
    /// The file, by its name for people.
    pub file: Box<str>,
    /// Where in it.
    pub position: Position,
    /// What is wrong there.
    pub problem: ReadProblem,
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
    #[error("not what `aws iam get-account-authorization-details` prints: {0}")]
    Shape(Box<str>),
    /// Something that is no ARN stands where one must.
    #[error("`{0}` is not the ARN of a user, role, group or policy")]
    NotAnArn(Box<str>),
}

impl ReadProblem {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Utf16 => "save the file as UTF-8; in PowerShell: `… | Out-File -Encoding utf8 iam.json`",
            Self::NotUtf8 => "save the file as UTF-8",
            Self::Truncated(_) | Self::Empty => {
                "write the file again: `aws iam get-account-authorization-details --output json > iam.json`"
            }
            Self::NotJson(_) => {
                "expected JSON as `aws iam get-account-authorization-details --output json` prints it"
            }
            Self::Shape(_) | Self::NotAnArn(_) => {
                "expected the unchanged output of `aws iam get-account-authorization-details`"
            }
        }
    }
}
