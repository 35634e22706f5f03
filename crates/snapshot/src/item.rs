//! The pieces that a snapshot is made of, and whoever takes them.

use crate::coverage::{CoverageState, Gap, Unit};
use crate::organization::Organization;
use crate::principal::{Group, ManagedPolicy, Principal};
use crate::resource::{CollectedResource, PublicAccessBlock};
use iamdiag_evaluator::{Collected, Truth};

/// One piece of a snapshot. A source hands out items, a [`Sink`] takes them, in any order.
#[derive(Clone, Debug)]
pub enum Item {
    /// An account and what is known of it as a whole.
    Account(AccountFacts),
    /// A user or role.
    Principal(Principal),
    /// A group.
    Group(Group),
    /// A managed policy. One of AWS's own belongs to no account.
    Policy(ManagedPolicy),
    /// A resource.
    Resource(CollectedResource),
    /// The organization as a whole; `None` = the accounts are in none.
    Organization(Box<Option<Organization>>),
    /// What became of one unit.
    Coverage(Unit, CoverageState),
    /// A call that brought nothing.
    Gap(Gap),
}

/// What is known of an account as a whole.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    /// Twelve digits.
    pub id: Box<str>,
    /// Its name in the organization, or its alias.
    pub name: Option<Box<str>>,
    /// The account's own S3 Block Public Access; known and empty where it has none (X35).
    pub public_access_block: Collected<Option<PublicAccessBlock>>,
    /// Whether users may change their own password (X5).
    pub allow_change_password: Truth,
}

impl AccountFacts {
    /// An account of which only the id is known.
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self {
            id: id.into(),
            name: None,
            public_access_block: Collected::NotCollected,
            allow_change_password: Truth::Unknown,
        }
    }

    /// Adds what another piece of data says of the same account; what it does not know takes nothing away.
    pub fn learn(&mut self, other: Self) {
        self.name = other.name.or(self.name.take());
        if other.public_access_block != Collected::NotCollected {
            self.public_access_block = other.public_access_block;
        }
        if other.allow_change_password != Truth::Unknown {
            self.allow_change_password = other.allow_change_password;
        }
    }
}

/// Somebody who takes the items of one snapshot: a store, or a [`Snapshot`](crate::Snapshot) in memory.
pub trait Sink {
    /// Why an item could not be taken.
    type Error;

    /// Says that a unit is collected from its beginning: what an interrupted run left of it goes away.
    ///
    /// # Errors
    ///
    /// When the sink cannot be written to.
    fn begin(&mut self, unit: &Unit) -> Result<(), Self::Error> {
        let _ = unit;
        Ok(())
    }

    /// Takes a page of items. A page is taken whole or not at all.
    ///
    /// # Errors
    ///
    /// When the sink cannot keep them.
    fn put(&mut self, page: Vec<Item>) -> Result<(), Self::Error>;
}
