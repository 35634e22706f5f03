//! Exit codes: a "no" differs from a failure.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Allowed; or help was asked for, or whoever read the answer closed the pipe.
    Allowed,
    /// Denied, whatever else is not known.
    Denied,
    /// The arguments or a file cannot be read.
    Usage,
    /// Depends on context that was not told, or on a reading that AWS's documentation leaves open.
    Depends,
    /// Depends on data that was not collected, or on something that is not modelled.
    MissingData,
    /// AWS could not be asked, or not for everything.
    NotCollected,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Allowed => 0,
            Self::Denied => 1,
            Self::Usage => 2,
            Self::Depends => 3,
            Self::MissingData => 4,
            Self::NotCollected => 5,
        }
    }

    /// The table for `--help`.
    pub(crate) const HELP: &'static str = "\
Exit codes:
  0  allowed
  1  denied, whatever else is not known
  2  the arguments, or a file, cannot be read
  3  depends on context that was not told, or on a rule that AWS's documentation leaves open
  4  depends on data that was not collected, or on something that is not modelled";
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
