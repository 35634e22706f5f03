//! What became of a fetch, while it runs and at its end.

use crate::failure::{Failure, FailureKind};
use iamdiag_snapshot::{CoverageState, Gap, Unit};
use std::collections::BTreeMap;

/// Somebody who wants to know how far it is.
pub trait Observer {
    /// Something happened.
    fn event(&mut self, event: &Event<'_>);
}

/// Nobody.
impl Observer for () {
    fn event(&mut self, _: &Event<'_>) {}
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'e> {
    /// It begins, with so many accounts.
    Started {
        /// How many accounts are collected.
        accounts: usize,
    },
    /// An account was entered, and it is known what there is to collect in it. The organization's unit counts with none.
    Account {
        /// The account's id.
        id: &'e str,
        /// How many of its units are collected.
        units: usize,
    },
    /// An account could not be entered.
    NotEntered {
        /// The account's id.
        id: &'e str,
        /// Why.
        failure: &'e Failure,
    },
    /// Items went to the sink.
    Items(usize),
    /// A unit has come to its end.
    Unit {
        /// The unit.
        unit: &'e Unit,
        /// What became of it.
        state: CoverageState,
    },
    /// An account has come to its end.
    AccountDone {
        /// The account's id.
        id: &'e str,
    },
    /// Time went by.
    Tick {
        /// How many requests went out so far, retries included.
        requests: u64,
    },
}

/// What became of a fetch.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The accounts that were to be collected, by id.
    pub accounts: BTreeMap<Box<str>, AccountReport>,
    /// What became of each unit.
    pub units: BTreeMap<Unit, CoverageState>,
    /// How many units were kept from an earlier, interrupted fetch.
    pub kept: usize,
    /// The calls that brought nothing, with why.
    pub gaps: Vec<(Gap, Failure)>,
    /// How many items went to the sink.
    pub items: usize,
    /// How many requests went out, retries included.
    pub requests: u64,
    /// Whether it was stopped before its end. What is complete was kept.
    pub interrupted: bool,
}

/// What became of one account.
#[derive(Clone, Debug, Default)]
pub struct AccountReport {
    /// Its name in the organization, where known.
    pub name: Option<Box<str>>,
    /// Why it could not be entered.
    pub not_entered: Option<Failure>,
    /// Whether all that was to be collected of it came to an end.
    pub ended: bool,
}

impl Report {
    /// The accounts that failed: not entered, not come to their end, or with a call that failed otherwise than by a refusal, or with
    /// IAM refused.
    pub fn failed_accounts(&self) -> Vec<&str> {
        let failed = |id: &str, account: &AccountReport| {
            account.not_entered.is_some() || self.is_unfinished(account) || self.has_failed(Some(id))
        };
        self.accounts.iter().filter(|(id, account)| failed(id, account)).map(|(id, _)| &**id).collect()
    }

    /// Whether everything went well, refusals of single things aside.
    pub fn is_success(&self) -> bool {
        !self.interrupted && self.failed_accounts().is_empty() && !self.has_failed(None)
    }

    /// Whether there are accounts that did not come to their end, although nobody stopped it.
    pub fn has_unfinished(&self) -> bool {
        self.accounts.values().any(|account| self.is_unfinished(account))
    }

    fn is_unfinished(&self, account: &AccountReport) -> bool {
        !account.ended && account.not_entered.is_none() && !self.interrupted
    }

    fn has_failed(&self, account: Option<&str>) -> bool {
        let is_of = |unit: &Unit| unit.account.as_deref() == account;
        self.gaps.iter().any(|(gap, failure)| is_of(&gap.unit) && failure.kind != FailureKind::Refused)
            || self.units.iter().any(|(unit, state)| {
                is_of(unit) && &*unit.service == "iam" && *state == CoverageState::Refused
            })
    }
}
