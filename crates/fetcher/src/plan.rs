//! What is to be collected, as the user says it.

use crate::services::{ALL, Reach, Service};
use std::collections::BTreeSet;

/// What to collect, and with which credentials.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The profile of the AWS configuration; otherwise the default chain decides.
    pub profile: Option<String>,
    /// Which accounts.
    pub targets: Targets,
    /// The role that other accounts are entered by.
    pub role: CollectingRole,
    /// The regions; empty: those that are enabled in each account.
    pub regions: Vec<String>,
    /// Which services.
    pub services: Services,
    /// How often one call is tried.
    pub attempts: Option<u32>,
}

/// Which accounts are collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Targets {
    /// The caller's.
    #[default]
    Own,
    /// All active accounts of the organization.
    Organization,
    /// These, by id.
    Accounts(Vec<String>),
}

/// The role that other accounts are entered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectingRole {
    /// Its name, with its path before it if it has one.
    pub name: String,
    /// The external id that its trust policy asks for.
    pub external_id: Option<String>,
}

impl CollectingRole {
    /// The role that Organizations makes in every account that it creates.
    pub const DEFAULT_NAME: &'static str = "OrganizationAccountAccessRole";
}

impl Default for CollectingRole {
    fn default() -> Self {
        Self { name: Self::DEFAULT_NAME.to_owned(), external_id: None }
    }
}

/// Which services are collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    skipped: BTreeSet<&'static str>,
}

/// A word that names no service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a service that is collected")]
pub struct NoSuchService(pub String);

impl Services {
    /// Those named, or all if none is named, without those to be skipped.
    ///
    /// # Errors
    ///
    /// When a name is not that of a service.
    pub fn new(named: &[String], skipped: &[String]) -> Result<Self, NoSuchService> {
        let known = |names: &[String]| -> Result<BTreeSet<&'static str>, NoSuchService> {
            let known = |name: &String| {
                let found = Self::names().find(|known| known.eq_ignore_ascii_case(name));
                found.ok_or_else(|| NoSuchService(name.clone()))
            };
            names.iter().map(known).collect()
        };
        let (named, mut skipped) = (known(named)?, known(skipped)?);
        if !named.is_empty() {
            skipped.extend(Self::names().filter(|name| !named.contains(name)));
        }
        Ok(Self { skipped })
    }

    /// The names of all services that can be collected, in the order of collecting.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|service| service.name())
    }

    /// Whether a service is collected.
    pub fn includes(&self, name: &str) -> bool {
        !self.skipped.contains(name)
    }

    pub(crate) fn selected(&self) -> impl Iterator<Item = &'static dyn Service> + '_ {
        ALL.iter().copied().filter(|service| self.includes(service.name()))
    }

    pub(crate) fn have_regions(&self) -> bool {
        self.selected().any(|service| service.reach() == Reach::Region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_named_or_skipped() {
        let services = |named: &[&str], skipped: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            Services::new(&owned(named), &owned(skipped))
                .map(|services| services.selected().map(Service::name).collect::<Vec<_>>())
        };
        assert_eq!(services(&[], &[]).unwrap().len(), ALL.len());
        assert_eq!(services(&["S3", "iam"], &[]).unwrap(), ["iam", "s3"]);
        assert!(!services(&[], &["kms"]).unwrap().contains(&"kms"));
        assert_eq!(services(&["iam"], &["iam"]).unwrap(), Vec::<&str>::new());
        assert_eq!(services(&["s4"], &[]), Err(NoSuchService("s4".into())));
    }
}
