//! From what a user typed to the principals and resources of a snapshot that it names.

use crate::account::Account;
use crate::candidates::nearest;
use crate::principal::{Principal, PrincipalKind};
use crate::query::{PrincipalQuery, QueryKind, ResourceQuery};
use crate::snapshot::Snapshot;
use iamdiag_policy::{Arn, is_account_id};

/// A principal that a text names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedPrincipal {
    /// The caller: the ARN of a user, role or root user, or of a session.
    pub caller: Box<str>,
    /// The name of its account for people, where there is one.
    pub account_name: Option<Box<str>>,
}

impl Snapshot {
    /// The ids of the accounts that a text names: itself, or those of that name.
    pub fn accounts_named(&self, text: &str) -> Vec<Box<str>> {
        if is_account_id(text) {
            return vec![text.into()];
        }
        let members = self.known_organization().into_iter().flat_map(|organization| organization.accounts());
        let ids = members.map(|node| &*node.id).chain(self.accounts().map(|account| &*account.facts.id));
        let is_named = |id: &&str| self.account_name(id).is_some_and(|name| name.eq_ignore_ascii_case(text));
        let mut found: Vec<Box<str>> = ids.filter(is_named).map(Into::into).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The principals that a text names, in order.
    pub fn principals_named(&self, query: &PrincipalQuery) -> Vec<NamedPrincipal> {
        let accounts = query.account().map(|text| self.accounts_named(text));
        let mut found: Vec<NamedPrincipal> = match query {
            PrincipalQuery::Root { .. } => {
                let ids = accounts.unwrap_or_default();
                ids.iter()
                    .map(|id| self.named(format!("arn:{}:iam::{id}:root", self.partition()), id))
                    .collect()
            }
            _ => {
                let wanted =
                    |account: &&Account| accounts.as_ref().is_none_or(|ids| ids.contains(&account.facts.id));
                let all = self
                    .accounts()
                    .filter(wanted)
                    .flat_map(|account| account.principals().map(move |principal| (account, principal)));
                all.filter(|(_, principal)| names(query, principal))
                    .map(|(account, principal)| self.named(caller(query, principal), &account.facts.id))
                    .collect()
            }
        };
        found.sort();
        found.dedup();
        found
    }

    fn named(&self, caller: String, account: &str) -> NamedPrincipal {
        NamedPrincipal { caller: caller.into(), account_name: self.account_name(account).map(Into::into) }
    }

    /// The partition that the snapshot's principals are in.
    fn partition(&self) -> &str {
        let first = self.accounts().flat_map(Account::principals).next();
        first.and_then(|principal| Arn::parse(&principal.arn)).map_or("aws", |arn| arn.partition)
    }

    /// The ARNs of the resources that a text names, in order: collected resources, objects in collected buckets, keys by their
    /// alias, users, roles, groups and managed policies.
    pub fn resources_named(&self, text: &str) -> Vec<Box<str>> {
        let query = ResourceQuery::parse(text, |account| !self.accounts_named(account).is_empty());
        let accounts = query.account.map(|account| self.accounts_named(account));
        let wanted =
            |account: &str| accounts.as_ref().is_none_or(|ids| ids.iter().any(|id| **id == *account));
        let mut found: Vec<Box<str>> = Vec::new();
        for resource in self.resources().filter(|resource| wanted(&resource.account)) {
            let Some(arn) = Arn::parse(&resource.arn) else { continue };
            let aliases = resource.key().into_iter().flat_map(|key| &key.aliases);
            if query.names(&arn) || aliases.into_iter().any(|alias| **alias == *query.rest) {
                found.push(resource.arn.clone());
            }
            let object = query.bucket_and_key().filter(|(bucket, _)| *bucket == arn.resource);
            if let Some((_, key)) = object.filter(|_| resource.bucket().is_some()) {
                found.push(format!("{}/{key}", resource.arn).into());
            }
        }
        let accounts = self.accounts().filter(|account| wanted(&account.facts.id));
        let of_iam = accounts.flat_map(|account| {
            let groups = account.groups().map(|group| &*group.arn);
            account.principals().map(|principal| &*principal.arn).chain(groups)
        });
        let by_name = match PrincipalQuery::parse(text) {
            Some(query @ PrincipalQuery::Name { kind: Some(_), .. }) => self.principals_named(&query),
            _ => Vec::new(),
        };
        found.extend(by_name.into_iter().map(|named| named.caller));
        let policies = self.policies().map(|policy| &*policy.arn);
        let is_named = |arn: &&str| {
            Arn::parse(arn)
                .is_some_and(|arn| query.rest.contains('/') && wanted(arn.account) && query.names(&arn))
        };
        found.extend(of_iam.chain(policies).filter(is_named).map(Box::<str>::from));
        found.sort();
        found.dedup();
        found
    }

    /// The key that an alias stands for, by the alias's ARN (X26).
    pub fn key_of_alias(&self, alias: &str) -> Option<&str> {
        let arn =
            Arn::parse(alias).filter(|arn| arn.service == "kms" && arn.resource.starts_with("alias/"))?;
        let is_it = |resource: &&crate::CollectedResource| {
            let of_same = Arn::parse(&resource.arn)
                .is_some_and(|key| key.region == arn.region && key.account == arn.account);
            of_same
                && resource.key().is_some_and(|key| key.aliases.iter().any(|alias| **alias == *arn.resource))
        };
        let mut found = self.resources().filter(is_it);
        // Of two keys with one alias nobody can tell which it is.
        found.next().filter(|_| found.next().is_none()).map(|resource| &*resource.arn)
    }

    /// ARNs of collected users and roles that look like a text.
    pub fn candidates(&self, wanted: &str) -> Vec<Box<str>> {
        nearest(wanted, self.accounts().flat_map(Account::principals).map(|principal| &*principal.arn))
    }

    /// ARNs of collected resources that look like a text.
    pub fn resource_candidates(&self, wanted: &str) -> Vec<Box<str>> {
        nearest(wanted, self.resources().map(|resource| &*resource.arn))
    }

    /// ARNs of collected managed policies that look like a text.
    pub fn policy_candidates(&self, wanted: &str) -> Vec<Box<str>> {
        nearest(wanted, self.policies().map(|policy| &*policy.arn))
    }
}

/// Whether a principal is what was typed.
fn names(query: &PrincipalQuery, principal: &Principal) -> bool {
    match query {
        PrincipalQuery::Arn(text) => *text == principal.arn,
        PrincipalQuery::Session { role, .. } => is_role(principal) && principal.name == *role,
        PrincipalQuery::UniqueId { id, session } => {
            principal.unique_id.as_ref() == Some(id) && (session.is_none() || is_role(principal))
        }
        PrincipalQuery::Name { kind, path, name, .. } => {
            let right_kind = match kind {
                None => true,
                Some(QueryKind::Role) => is_role(principal),
                Some(QueryKind::User) => !is_role(principal),
            };
            let right_path = path.as_ref().is_none_or(|path| {
                let suffix = format!("/{path}/{name}");
                Arn::parse(&principal.arn).is_some_and(|arn| arn.resource.ends_with(&suffix))
            });
            right_kind && principal.name == *name && right_path
        }
        PrincipalQuery::Root { .. } => false,
    }
}

fn is_role(principal: &Principal) -> bool {
    matches!(principal.kind, PrincipalKind::Role { .. })
}

/// The caller that the text means: the principal, or a session of the role.
fn caller(query: &PrincipalQuery, principal: &Principal) -> String {
    let session = match query {
        PrincipalQuery::Session { session, .. } => Some(session),
        PrincipalQuery::UniqueId { session, .. } => session.as_ref(),
        _ => None,
    };
    match (session, Arn::parse(&principal.arn)) {
        (Some(session), Some(arn)) => {
            format!("arn:{}:sts::{}:assumed-role/{}/{session}", arn.partition, arn.account, principal.name)
        }
        _ => principal.arn.to_string(),
    }
}
