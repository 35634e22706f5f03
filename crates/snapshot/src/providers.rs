//! Identity providers: those that were collected, and those that collected roles trust.

use crate::snapshot::Snapshot;
use iamdiag_policy::{Arn, PolicyKind, PrincipalEntry};
use std::collections::BTreeSet;

impl Snapshot {
    /// The ARNs of the identity providers of a kind, `oidc-provider/` or `saml-provider/`, that the snapshot knows of.
    pub fn providers(&self, kind: &str) -> BTreeSet<Box<str>> {
        let listed = self.resources().map(|resource| resource.arn.clone());
        let trusted = self.accounts().flat_map(|account| account.principals()).flat_map(|principal| {
            let trust = principal.trust().map(|stored| stored.text.document(PolicyKind::Trust));
            let statements = trust.iter().flat_map(|document| {
                (0..document.statements.len()).filter_map(|index| document.statement(index))
            });
            let entries =
                statements.flat_map(|statement| &statement.principal).flat_map(|element| &element.entries);
            let federated = entries.filter_map(|entry| match &entry.value {
                PrincipalEntry::Federated(provider) => Some(provider.clone()),
                _ => None,
            });
            federated.collect::<Vec<_>>()
        });
        let is_of_kind = |text: &str| {
            Arn::parse(text).is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with(kind))
        };
        listed.chain(trusted).filter(|text| is_of_kind(text)).collect()
    }
}
