//! SCPs and RCPs: their texts, and where each is attached.
//!
//! The places are asked for policy by policy: an organization has more accounts than policies.

use super::{DESCRIBE_POLICY, LIST_POLICIES, LIST_TARGETS};
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use crate::text::stored;
use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{PolicySummary, PolicyType};
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{OrgNode, OrgPolicy, OrgPolicyKind, Organization};
use std::sync::{Mutex, PoisonError};

type Ids = Collected<Vec<Box<str>>>;

/// A policy, and the nodes it is attached at; `None` where those could not be had.
type Found = (OrgPolicy, Option<Vec<String>>);

/// Adds all policies to the organization, and to its nodes.
pub(super) async fn attach(
    site: &Site,
    client: &Client,
    organization: &mut Organization,
) -> Result<(), Stopped> {
    for kind in [OrgPolicyKind::Scp, OrgPolicyKind::Rcp] {
        match all(site, client, kind).await? {
            Some(found) => add(organization, kind, found),
            None => forget(organization, kind),
        }
    }
    Ok(())
}

/// All policies of a kind; `None` where the list could not be had.
async fn all(site: &Site, client: &Client, kind: OrgPolicyKind) -> Result<Option<Vec<Found>>, Stopped> {
    let filter = match kind {
        OrgPolicyKind::Scp => PolicyType::ServiceControlPolicy,
        OrgPolicyKind::Rcp => PolicyType::ResourceControlPolicy,
    };
    let pages = Pages::new(client.list_policies().filter(filter).into_paginator().send(), |page| {
        is_token(page.next_token.as_ref())
    });
    let listed = site.list(&LIST_POLICIES, None, pages, |page| page.policies.unwrap_or_default()).await;
    let Some(listed) = listed else { return Ok(None) };
    let found = Mutex::new(Vec::new());
    let keep = &found;
    site.each(listed, |site, summary| async move {
        if let Some(policy) = policy(site, client, kind, summary).await {
            keep.lock().unwrap_or_else(PoisonError::into_inner).push(policy);
        }
        Ok(())
    })
    .await?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
    Ok(Some(found))
}

async fn policy(site: &Site, client: &Client, kind: OrgPolicyKind, summary: PolicySummary) -> Option<Found> {
    let Some(id) = summary.id else {
        site.unreadable(&LIST_POLICIES, None, "the id of a policy");
        return None;
    };
    let name = summary.name.unwrap_or_else(|| id.clone());
    let asked = client.describe_policy().policy_id(&id).send();
    let document = match site.ask(&DESCRIBE_POLICY, Some(&id), asked).await {
        Asked::Told(told) => told.policy.and_then(|policy| policy.content).map(|text| stored(&name, &text)),
        Asked::Gone => return None,
        Asked::Absent | Asked::Missing => None,
    };
    let pages = Pages::new(client.list_targets_for_policy().policy_id(&id).into_paginator().send(), |page| {
        is_token(page.next_token.as_ref())
    });
    let targets = site.list(&LIST_TARGETS, Some(&id), pages, |page| page.targets.unwrap_or_default()).await;
    let targets = targets.map(|targets| targets.into_iter().filter_map(|target| target.target_id).collect());
    let arn = summary.arn.map(Into::into);
    Some((OrgPolicy { id: id.into(), arn, kind, document, name: name.into() }, targets))
}

fn add(organization: &mut Organization, kind: OrgPolicyKind, found: Vec<Found>) {
    let is_complete = found.iter().all(|(_, targets)| targets.is_some());
    for (policy, targets) in found {
        for target in targets.unwrap_or_default() {
            let node = organization.nodes.get_mut(target.as_str());
            if let Some(Collected::Known(ids)) = node.map(|node| ids(node, kind)) {
                ids.push(policy.id.clone());
            }
        }
        organization.policies.insert(policy.id.clone(), policy);
    }
    if !is_complete {
        forget(organization, kind);
    }
}

/// Nothing is known of what is attached where.
fn forget(organization: &mut Organization, kind: OrgPolicyKind) {
    organization.nodes.values_mut().for_each(|node| *ids(node, kind) = Collected::NotCollected);
}

fn ids(node: &mut OrgNode, kind: OrgPolicyKind) -> &mut Ids {
    match kind {
        OrgPolicyKind::Scp => &mut node.scps,
        OrgPolicyKind::Rcp => &mut node.rcps,
    }
}
