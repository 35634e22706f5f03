//! Everything that was collected: accounts, resources, the organization, and what was looked at.

use crate::account::Account;
use crate::coverage::{Coverage, CoverageState, Unit};
use crate::item::{Item, Sink};
use crate::organization::Organization;
use crate::principal::{ManagedPolicy, Principal, PrincipalKind};
use crate::read_warning::ReadWarning;
use crate::resource::CollectedResource;
use iamdiag_evaluator::Collected;
use iamdiag_policy::{Arn, is_account_id};
use std::collections::BTreeMap;
use thiserror::Error;

/// What was collected, with what was not.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Where and when it was collected.
    pub info: SnapshotInfo,
    accounts: BTreeMap<Box<str>, Account>,
    policies: BTreeMap<Box<str>, ManagedPolicy>,
    resources: BTreeMap<Box<str>, CollectedResource>,
    organization: Collected<Option<Organization>>,
    coverage: Coverage,
}

/// Where and when a snapshot was collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotInfo {
    /// The store's id of it.
    pub id: Option<Box<str>>,
    /// When it was collected, as RFC 3339 text.
    pub collected_at: Option<Box<str>>,
    /// What whoever wrote the files that it was read from should know.
    pub warnings: Vec<ReadWarning>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            info: SnapshotInfo::default(),
            accounts: BTreeMap::new(),
            policies: BTreeMap::new(),
            resources: BTreeMap::new(),
            organization: Collected::NotCollected,
            coverage: Coverage::default(),
        }
    }
}

/// An item that no snapshot holds.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not the ARN of a user, role, group or policy of an account")]
pub struct NotAnArn(pub Box<str>);

impl Sink for Snapshot {
    type Error = NotAnArn;

    fn put(&mut self, page: Vec<Item>) -> Result<(), NotAnArn> {
        page.into_iter().try_for_each(|item| self.add(item))
    }
}

impl Snapshot {
    /// Adds one item; a later one takes the place of an earlier one of the same name. Facts of an account add up.
    ///
    /// # Errors
    ///
    /// When a user, role or group has an ARN without account.
    pub fn add(&mut self, item: Item) -> Result<(), NotAnArn> {
        match item {
            Item::Account(facts) => {
                let id = facts.id.clone();
                self.account_mut(&id).facts.learn(facts);
            }
            Item::Principal(principal) => {
                self.account_of(&principal.arn)?.add_principal(principal);
            }
            Item::Group(group) => {
                let account = self.account_of(&group.arn)?;
                account.groups.insert(group.name.to_lowercase().into(), group);
            }
            Item::Policy(policy) => {
                // A policy of the account's own shows which account a file is of, even where it holds no principal.
                let _ = self.account_of(&policy.arn);
                // Several accounts' files have AWS's own policies, perhaps not all with the text.
                if policy.document.is_some() || self.policy(&policy.arn).is_none() {
                    self.policies.insert(policy.arn.clone(), policy);
                }
            }
            Item::Resource(resource) => {
                self.resources.insert(resource.arn.clone(), resource);
            }
            Item::Organization(organization) => self.organization = Collected::Known(*organization),
            Item::Coverage(unit, state) => self.coverage.set(unit, state),
            Item::Gap(gap) => self.coverage.add_gap(gap),
        }
        Ok(())
    }

    /// The kind of an item whose place another one of the same name already has. Names of one kind are told apart without regard
    /// to case.
    pub(crate) fn holds(&self, item: &Item) -> Option<&'static str> {
        let account = |arn: &str| self.account(Arn::parse(arn)?.account);
        match item {
            Item::Principal(principal) => {
                let account = account(&principal.arn)?;
                match principal.kind {
                    PrincipalKind::User { .. } => account.user(&principal.name).map(|_| "user"),
                    PrincipalKind::Role { .. } => account.role(&principal.name).map(|_| "role"),
                }
            }
            Item::Group(group) => account(&group.arn)?.group(&group.name).map(|_| "group"),
            Item::Policy(policy) => self.policy(&policy.arn).map(|_| "policy"),
            Item::Resource(resource) => self.resource(&resource.arn).map(|_| "resource"),
            Item::Account(_) | Item::Organization(_) | Item::Coverage(..) | Item::Gap(_) => None,
        }
    }

    fn account_of(&mut self, arn: &str) -> Result<&mut Account, NotAnArn> {
        let id = Arn::parse(arn).and_then(|arn| arn.account_id()).ok_or_else(|| NotAnArn(arn.into()))?;
        Ok(self.account_mut(id))
    }

    fn account_mut(&mut self, id: &str) -> &mut Account {
        self.accounts.entry(id.into()).or_insert_with(|| Account::new(id))
    }

    /// The account of that id, if anything of it was collected.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// The accounts of which anything was collected, by id.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The ids of those accounts, in order.
    pub fn account_ids(&self) -> impl Iterator<Item = &str> {
        self.accounts.keys().map(|id| &**id)
    }

    /// What was looked at.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether all users, groups, roles and policies of the account are here.
    pub fn has_all_of_iam(&self, account: &str) -> bool {
        is_account_id(account) && self.coverage.is_complete(account, None, "iam")
    }

    /// Whether all of the organization was collected, as far as anything was said of that.
    pub fn has_whole_organization(&self) -> bool {
        self.organization_state().all(CoverageState::is_complete)
    }

    /// What became of the organization, as far as anything was said of that.
    pub(crate) fn organization_state(&self) -> impl Iterator<Item = CoverageState> {
        let managed_by = self.known_organization().and_then(|known| known.management_account.as_deref());
        let states = [None, managed_by].map(|account| self.coverage.state(account, None, "organizations"));
        states.into_iter().flatten()
    }

    /// Whether IAM of some account was collected in part only: a page of several, or a filter.
    pub fn is_partial(&self) -> bool {
        self.coverage.units().any(|(unit, state)| &*unit.service == "iam" && state == CoverageState::Partial)
    }

    /// The organization, if it was looked at; known and empty where the accounts are in none.
    pub fn organization(&self) -> &Collected<Option<Organization>> {
        &self.organization
    }

    /// The organization that was collected.
    pub fn known_organization(&self) -> Option<&Organization> {
        self.organization.known().and_then(Option::as_ref)
    }

    /// The account's name: in the organization, or its alias.
    pub fn account_name(&self, id: &str) -> Option<&str> {
        let node = self.known_organization().and_then(|organization| organization.nodes.get(id));
        let of_node = node.and_then(|node| node.name.as_deref());
        of_node.or_else(|| self.account(id)?.facts.name.as_deref())
    }

    /// The managed policy of that ARN, if it was collected.
    pub fn policy(&self, arn: &str) -> Option<&ManagedPolicy> {
        self.policies.get(arn)
    }

    /// The managed policies, by ARN.
    pub fn policies(&self) -> impl Iterator<Item = &ManagedPolicy> {
        self.policies.values()
    }

    /// The role of that name, in an account.
    pub fn role(&self, account: &str, name: &str) -> Option<&Principal> {
        self.account(account)?.role(name)
    }

    /// The user of that name, in an account.
    pub fn user(&self, account: &str, name: &str) -> Option<&Principal> {
        self.account(account)?.user(name)
    }

    /// The resource of exactly that ARN.
    pub fn resource(&self, arn: &str) -> Option<&CollectedResource> {
        self.resources.get(arn)
    }

    /// The resources, by ARN.
    pub fn resources(&self) -> impl Iterator<Item = &CollectedResource> {
        self.resources.values()
    }

    /// The VPC endpoint of that id.
    pub fn endpoint(&self, id: &str) -> Option<&CollectedResource> {
        self.resources.values().find(|resource| resource.endpoint().is_some_and(|found| *found.id == *id))
    }

    /// Everything in it, so that another sink can take it. Items that others refer to come first.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        let organization = self.organization.known().map(|known| Item::Organization(Box::new(known.clone())));
        let accounts = self.accounts.values().map(|account| Item::Account(account.facts.clone()));
        let policies = self.policies.values().cloned().map(Item::Policy);
        let of_accounts = self.accounts.values().flat_map(|account| {
            let groups = account.groups().cloned().map(Item::Group);
            groups.chain(account.principals().cloned().map(Item::Principal))
        });
        let resources = self.resources.values().cloned().map(Item::Resource);
        let units = self.coverage.units().map(|(unit, state)| Item::Coverage(unit.clone(), state));
        let gaps = self.coverage.gaps().iter().cloned().map(Item::Gap);
        organization
            .into_iter()
            .chain(accounts)
            .chain(policies)
            .chain(of_accounts)
            .chain(resources)
            .chain(units)
            .chain(gaps)
    }
}

/// The unit for all of an account's IAM.
pub(crate) fn iam_of(account: &str) -> Unit {
    Unit { account: Some(account.into()), region: None, service: "iam".into() }
}
