//! Of what the data holds everything: the organization, and the accounts of caller and resource.

use iamdiag_evaluator::{Collected, Request};
use iamdiag_snapshot::Snapshot;

/// Something that the data holds, and what it lacks of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// What it is.
    pub of: Whole,
    /// The services of which not everything was collected, sorted.
    pub lacks: Vec<Box<str>>,
}

/// What may be complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The organization.
    Organization {
        /// How many accounts it has.
        accounts: usize,
    },
    /// The accounts are in no organization.
    NoOrganization,
    /// An account.
    Account {
        /// Its id.
        id: Box<str>,
        /// Its name, where known.
        name: Option<Box<str>>,
        /// Whether nothing but IAM was looked at.
        only_iam: bool,
    },
}

/// What the data holds of the organization and of the two accounts; nothing of what was not looked at.
pub(crate) fn completeness(request: &Request, owner: Option<&str>, snapshot: &Snapshot) -> Vec<Completeness> {
    let organization = match snapshot.organization() {
        Collected::Known(Some(organization)) => {
            let lacks =
                if snapshot.has_whole_organization() { Vec::new() } else { vec!["organizations".into()] };
            Some(Completeness {
                of: Whole::Organization { accounts: organization.accounts().count() },
                lacks,
            })
        }
        Collected::Known(None) => Some(Completeness { of: Whole::NoOrganization, lacks: Vec::new() }),
        Collected::NotCollected => None,
    };
    let caller = request.caller.account.as_deref();
    let owner = owner.filter(|owner| Some(*owner) != caller);
    let accounts = caller.into_iter().chain(owner).filter_map(|id| of_account(id, snapshot));
    organization.into_iter().chain(accounts).collect()
}

fn of_account(id: &str, snapshot: &Snapshot) -> Option<Completeness> {
    let units = || snapshot.coverage().units().filter(|(unit, _)| unit.account.as_deref() == Some(id));
    let is_iam = |service: &str| service == "iam";
    snapshot.account(id).filter(|_| units().next().is_some())?;
    let mut lacks: Vec<Box<str>> =
        units().filter(|(_, state)| !state.is_complete()).map(|(unit, _)| unit.service.clone()).collect();
    let gaps = snapshot.coverage().gaps().iter().filter(|gap| gap.unit.account.as_deref() == Some(id));
    lacks.extend(gaps.map(|gap| gap.unit.service.clone()));
    lacks.sort();
    lacks.dedup();
    let only_iam = units().all(|(unit, _)| is_iam(&unit.service));
    let name = snapshot.account_name(id).map(Into::into);
    Some(Completeness { of: Whole::Account { id: id.into(), name, only_iam }, lacks })
}
