//! One account: its users, roles, groups and what is known of it as a whole.

use crate::item::AccountFacts;
use crate::principal::{Group, Principal, PrincipalKind};
use std::collections::BTreeMap;

/// One account. Names of one kind are unique without regard to case (I9, I11), so the lower-case name is the key.
#[derive(Clone, Debug)]
pub struct Account {
    /// What is known of it as a whole.
    pub facts: AccountFacts,
    pub(crate) users: BTreeMap<Box<str>, Principal>,
    pub(crate) roles: BTreeMap<Box<str>, Principal>,
    pub(crate) groups: BTreeMap<Box<str>, Group>,
}

impl Account {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            facts: AccountFacts::new(id),
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    pub(crate) fn add_principal(&mut self, principal: Principal) {
        let name = principal.name.to_lowercase().into();
        match principal.kind {
            PrincipalKind::User { .. } => self.users.insert(name, principal),
            PrincipalKind::Role { .. } => self.roles.insert(name, principal),
        };
    }

    /// Users, then roles, by name.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.users.values().chain(self.roles.values())
    }

    /// Groups, by name.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    /// The role of that name.
    pub fn role(&self, name: &str) -> Option<&Principal> {
        self.roles.get(name.to_lowercase().as_str())
    }

    /// The user of that name.
    pub fn user(&self, name: &str) -> Option<&Principal> {
        self.users.get(name.to_lowercase().as_str())
    }

    /// The group of that name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.get(name.to_lowercase().as_str())
    }
}
