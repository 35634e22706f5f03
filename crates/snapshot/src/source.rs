//! Where snapshots come from.

use crate::snapshot::Snapshot;

/// What a question needs of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The ids of the accounts that the question is about; empty = all.
    pub accounts: Vec<Box<str>>,
}

/// A place that snapshots can be loaded from.
///
/// A source hands out at least what is wanted and may leave out the rest, so that a question about two accounts does not load a
/// thousand.
pub trait Source {
    /// Why a snapshot could not be loaded.
    type Error;

    /// Loads what is wanted.
    ///
    /// # Errors
    ///
    /// When the place cannot be read, or does not hold a snapshot.
    fn load(&self, wanted: &Wanted) -> Result<Snapshot, Self::Error>;
}
