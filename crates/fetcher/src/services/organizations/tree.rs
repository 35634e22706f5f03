//! Root, units and accounts.

use super::{LIST_ACCOUNTS_OF, LIST_ROOTS, LIST_UNITS};
use crate::site::{Pages, Site, is_token};
use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{PolicyType, PolicyTypeStatus, Root};
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{NodeKind, OrgNode};
use std::collections::BTreeMap;

/// The tree, and which kinds of policy are in force in it.
pub(super) struct Tree {
    pub(super) nodes: BTreeMap<Box<str>, OrgNode>,
    pub(super) scps_enabled: bool,
    pub(super) rcps_enabled: bool,
}

/// All of the tree, or nothing.
pub(super) async fn tree(site: &Site, client: &Client) -> Option<Tree> {
    let pages =
        Pages::new(client.list_roots().into_paginator().send(), |page| is_token(page.next_token.as_ref()));
    let roots = site.list(&LIST_ROOTS, None, pages, |page| page.roots.unwrap_or_default()).await?;
    let is_enabled = |kind: &PolicyType| roots.iter().any(|root| enables(root, kind));
    let mut tree = Tree {
        nodes: BTreeMap::new(),
        scps_enabled: is_enabled(&PolicyType::ServiceControlPolicy),
        rcps_enabled: is_enabled(&PolicyType::ResourceControlPolicy),
    };
    let mut open: Vec<Box<str>> = Vec::new();
    for root in roots {
        open.extend(tree.add(NodeKind::Root, root.id, root.name, None));
    }
    while let Some(parent) = open.pop() {
        let below = Pages::new(
            client.list_organizational_units_for_parent().parent_id(&*parent).into_paginator().send(),
            |page| is_token(page.next_token.as_ref()),
        );
        let units = site
            .list(&LIST_UNITS, Some(&parent), below, |page| page.organizational_units.unwrap_or_default());
        let below = Pages::new(
            client.list_accounts_for_parent().parent_id(&*parent).into_paginator().send(),
            |page| is_token(page.next_token.as_ref()),
        );
        let accounts =
            site.list(&LIST_ACCOUNTS_OF, Some(&parent), below, |page| page.accounts.unwrap_or_default());
        let (units, accounts) = tokio::join!(units, accounts);
        for unit in units? {
            open.extend(tree.add(NodeKind::Unit, unit.id, unit.name, Some(&parent)));
        }
        for account in accounts? {
            tree.add(NodeKind::Account, account.id, account.name, Some(&parent));
        }
    }
    Some(tree)
}

fn enables(root: &Root, kind: &PolicyType) -> bool {
    root.policy_types().iter().any(|summary| {
        summary.r#type.as_ref() == Some(kind) && summary.status() == Some(&PolicyTypeStatus::Enabled)
    })
}

impl Tree {
    /// Adds a node that was not there yet, and gives back its id.
    fn add(
        &mut self,
        kind: NodeKind,
        id: Option<String>,
        name: Option<String>,
        parent: Option<&str>,
    ) -> Option<Box<str>> {
        let id: Box<str> = id?.into();
        let node = OrgNode {
            id: id.clone(),
            kind,
            name: name.map(Into::into),
            parent: parent.map(Into::into),
            scps: Collected::Known(Vec::new()),
            rcps: Collected::Known(Vec::new()),
        };
        // A unit that is met twice moved meanwhile, or the answers run in a circle.
        let is_new = self.nodes.insert(id.clone(), node).is_none();
        is_new.then_some(id)
    }
}
