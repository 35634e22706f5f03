//! Organizations: the tree, SCPs and RCPs with where they are attached, delegated administrators, the resource policy.

mod policies;
mod tree;

use super::{Collecting, Reach, Service};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use crate::text::stored;
use aws_sdk_organizations::Client;
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{DelegatedAdministrator, Item, Organization, StoredPolicy};

const DESCRIBE: Operation =
    Operation::new("organizations", "DescribeOrganization", &["organizations:DescribeOrganization"])
        .absent(&["AWSOrganizationsNotInUseException"]);
const LIST_ROOTS: Operation = Operation::new("organizations", "ListRoots", &["organizations:ListRoots"]);
const LIST_UNITS: Operation = Operation::new(
    "organizations",
    "ListOrganizationalUnitsForParent",
    &["organizations:ListOrganizationalUnitsForParent"],
);
const LIST_ACCOUNTS_OF: Operation =
    Operation::new("organizations", "ListAccountsForParent", &["organizations:ListAccountsForParent"]);
const LIST_POLICIES: Operation =
    Operation::new("organizations", "ListPolicies", &["organizations:ListPolicies"]);
const DESCRIBE_POLICY: Operation =
    Operation::new("organizations", "DescribePolicy", &["organizations:DescribePolicy"])
        .gone(&["PolicyNotFoundException"]);
const LIST_TARGETS: Operation =
    Operation::new("organizations", "ListTargetsForPolicy", &["organizations:ListTargetsForPolicy"])
        .gone(&["PolicyNotFoundException"]);
const LIST_ADMINISTRATORS: Operation = Operation::new(
    "organizations",
    "ListDelegatedAdministrators",
    &["organizations:ListDelegatedAdministrators"],
);
const LIST_DELEGATED: Operation = Operation::new(
    "organizations",
    "ListDelegatedServicesForAccount",
    &["organizations:ListDelegatedServicesForAccount"],
);
const DESCRIBE_RESOURCE_POLICY: Operation =
    Operation::new("organizations", "DescribeResourcePolicy", &["organizations:DescribeResourcePolicy"])
        .absent(&["ResourcePolicyNotFoundException"]);
/// Asked where all member accounts are collected.
pub(crate) const LIST_ACCOUNTS: Operation =
    Operation::new("organizations", "ListAccounts", &["organizations:ListAccounts"]);

/// The organization that the caller's account is in. Two calls for each unit, two for each policy, one for every twenty places
/// that a policy is attached at.
pub(super) struct Organizations;

impl Service for Organizations {
    fn name(&self) -> &'static str {
        "organizations"
    }

    fn reach(&self) -> Reach {
        Reach::Organization
    }

    fn operations(&self) -> &'static [Operation] {
        &[
            DESCRIBE,
            LIST_ROOTS,
            LIST_UNITS,
            LIST_ACCOUNTS_OF,
            LIST_POLICIES,
            DESCRIBE_POLICY,
            LIST_TARGETS,
            LIST_ADMINISTRATORS,
            LIST_DELEGATED,
            DESCRIBE_RESOURCE_POLICY,
        ]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let described = match site.ask(&DESCRIBE, None, client.describe_organization().send()).await {
        Asked::Told(told) => told.organization,
        Asked::Absent => return site.put(vec![Item::Organization(Box::new(None))]).await,
        Asked::Gone | Asked::Missing => return Ok(()),
    };
    let Some(id) = described.as_ref().and_then(|organization| organization.id()) else {
        site.unreadable(&DESCRIBE, None, "the id of the organization");
        return Ok(());
    };
    // A tree with a part missing would make members look like strangers, whom no SCP binds: all of it, or nothing.
    let Some(tree) = tree::tree(site, &client).await else { return Ok(()) };
    let mut organization = Organization {
        id: id.into(),
        management_account: described.as_ref().and_then(|told| told.master_account_id()).map(Into::into),
        scps_enabled: Collected::Known(tree.scps_enabled),
        rcps_enabled: Collected::Known(tree.rcps_enabled),
        nodes: tree.nodes,
        delegated_administrators: administrators(site, &client).await,
        resource_policy: resource_policy(site, &client).await,
        ..Organization::default()
    };
    policies::attach(site, &client, &mut organization).await?;
    if let Err(error) = organization.check() {
        site.unreadable(&LIST_ROOTS, None, &format!("sense: {error}"));
        return Ok(());
    }
    site.put(vec![Item::Organization(Box::new(Some(organization)))]).await
}

async fn administrators(site: &Site, client: &Client) -> Vec<DelegatedAdministrator> {
    let pages = Pages::new(client.list_delegated_administrators().into_paginator().send(), |page| {
        is_token(page.next_token.as_ref())
    });
    let listed = site
        .list(&LIST_ADMINISTRATORS, None, pages, |page| page.delegated_administrators.unwrap_or_default())
        .await;
    let mut administrators = Vec::new();
    for account in listed.unwrap_or_default().into_iter().filter_map(|administrator| administrator.id) {
        let pages = Pages::new(
            client.list_delegated_services_for_account().account_id(&account).into_paginator().send(),
            |page| is_token(page.next_token.as_ref()),
        );
        let services = site
            .list(&LIST_DELEGATED, Some(&account), pages, |page| page.delegated_services.unwrap_or_default())
            .await;
        let names = services.unwrap_or_default().into_iter().filter_map(|service| service.service_principal);
        let mut services: Vec<Box<str>> = names.map(Into::into).collect();
        services.sort();
        administrators.push(DelegatedAdministrator { account: account.into(), services });
    }
    administrators.sort_by(|one, other| one.account.cmp(&other.account));
    administrators
}

async fn resource_policy(site: &Site, client: &Client) -> Collected<Option<StoredPolicy>> {
    let asked = client.describe_resource_policy().send();
    match site.ask(&DESCRIBE_RESOURCE_POLICY, None, asked).await {
        Asked::Told(told) => {
            let text = told.resource_policy.and_then(|policy| policy.content);
            Collected::Known(text.map(|text| stored("resource policy", &text)))
        }
        Asked::Absent => Collected::Known(None),
        Asked::Gone | Asked::Missing => Collected::NotCollected,
    }
}
