//! Where snapshots come from.

use crate::snapshot::Snapshot;

/// What a question needs of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Principals and resources as they were typed. Everything that such a text names ([`PrincipalQuery`](crate::PrincipalQuery),
    /// [`ResourceQuery`](crate::ResourceQuery), or an ARN) is wanted, with all that has a say about it.
    pub names: Vec<Box<str>>,
    /// Texts of which it is not known what they name. Beside what such a text names as above, the accounts that go by it are wanted
    /// with everything in them, the policies that go by it with whoever has them, and all SCPs and RCPs.
    pub anything: Vec<Box<str>>,
    /// Accounts of which everything is wanted.
    pub accounts: Vec<Box<str>>,
    /// Whether everything is wanted.
    pub everything: bool,
}

impl Wanted {
    /// Everything there is.
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Whatever a text names.
    pub fn anything(name: &str) -> Self {
        Self { anything: vec![name.into()], ..Self::default() }
    }

    /// What these texts name.
    pub fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// A place that snapshots can be loaded from.
///
/// A source hands out at least what is wanted and may leave out the rest, so that a question about two accounts does not load a
/// thousand. With all of it come the organization, the coverage, and the facts of each account that is touched.
pub trait Source {
    /// Why a snapshot could not be loaded.
    type Error;

    /// Loads what is wanted.
    ///
    /// # Errors
    ///
    /// When the place cannot be read, or does not hold a snapshot.
    fn load(&self, wanted: &Wanted) -> Result<Snapshot, Self::Error>;

    /// ARNs of principals that look like a text that names none, nearest first: for "did you mean".
    ///
    /// # Errors
    ///
    /// When the place cannot be read.
    fn near_principals(&self, text: &str) -> Result<Vec<Box<str>>, Self::Error> {
        Ok(self.load(&Wanted::everything())?.candidates(text))
    }

    /// ARNs of resources that look like a text that names none, nearest first.
    ///
    /// # Errors
    ///
    /// When the place cannot be read.
    fn near_resources(&self, text: &str) -> Result<Vec<Box<str>>, Self::Error> {
        Ok(self.load(&Wanted::everything())?.resource_candidates(text))
    }

    /// ARNs of managed policies that look like a text that names none, nearest first.
    ///
    /// # Errors
    ///
    /// When the place cannot be read.
    fn near_policies(&self, text: &str) -> Result<Vec<Box<str>>, Self::Error> {
        Ok(self.load(&Wanted::everything())?.policy_candidates(text))
    }
}
