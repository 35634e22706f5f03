//! IAM: users, groups, roles and managed policies, page by page; identity providers.

mod details;

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped};
use crate::text::{name_of, stored};
use aws_sdk_iam::Client;
use details::Seen;
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{CollectedResource, Item, ManagedPolicy, ResourceDetails};

const GET_DETAILS: Operation =
    Operation::new("iam", "GetAccountAuthorizationDetails", &["iam:GetAccountAuthorizationDetails"]);
const GET_POLICY: Operation = Operation::new("iam", "GetPolicy", &["iam:GetPolicy"]).gone(&["NoSuchEntity"]);
const GET_POLICY_VERSION: Operation =
    Operation::new("iam", "GetPolicyVersion", &["iam:GetPolicyVersion"]).gone(&["NoSuchEntity"]);
const LIST_OIDC: Operation =
    Operation::new("iam", "ListOpenIDConnectProviders", &["iam:ListOpenIDConnectProviders"]);
const GET_OIDC: Operation =
    Operation::new("iam", "GetOpenIDConnectProvider", &["iam:GetOpenIDConnectProvider"])
        .gone(&["NoSuchEntity"]);
const LIST_SAML: Operation = Operation::new("iam", "ListSAMLProviders", &["iam:ListSAMLProviders"]);

/// How many users, groups, roles and policies AWS may put on a page.
const PAGE: i32 = 500;

/// All of an account's IAM. One call a page, two for each policy that is used but not in the pages, one for each OIDC provider.
pub(super) struct Iam;

impl Service for Iam {
    fn name(&self) -> &'static str {
        "iam"
    }

    fn reach(&self) -> Reach {
        Reach::Account
    }

    fn operations(&self) -> &'static [Operation] {
        &[GET_DETAILS, GET_POLICY, GET_POLICY_VERSION, LIST_OIDC, GET_OIDC, LIST_SAML]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let pages = client.get_account_authorization_details().into_paginator().page_size(PAGE).send();
    let mut pages = Pages::new(pages, |page| page.is_truncated);
    let mut seen = Seen::default();
    while let Some(page) = site.next(&GET_DETAILS, None, &mut pages).await {
        let read = seen.items(page);
        if let Some(lacks) = read.lacks {
            site.unreadable(&GET_DETAILS, None, lacks);
        }
        site.put(read.items).await?;
    }
    left_out(site, &client, seen).await?;
    oidc_providers(site, &client).await?;
    saml_providers(site, &client).await
}

/// Policies that are attached somewhere, or are boundaries, and were on no page.
async fn left_out(site: &Site, client: &Client, seen: Seen) -> Result<(), Stopped> {
    let arns = seen.left_out();
    site.each(arns, |site, arn| async move {
        let asked = client.get_policy().policy_arn(&*arn).send();
        let Asked::Told(told) = site.ask(&GET_POLICY, Some(&arn), asked).await else { return Ok(()) };
        let Some(version) = told.policy.and_then(|policy| policy.default_version_id) else {
            site.unreadable(&GET_POLICY, Some(&arn), "the default version");
            return Ok(());
        };
        let asked = client.get_policy_version().policy_arn(&*arn).version_id(&version).send();
        let Asked::Told(told) = site.ask(&GET_POLICY_VERSION, Some(&arn), asked).await else { return Ok(()) };
        let text = told.policy_version.and_then(|version| version.document);
        let document = text.map(|text| stored(name_of(&arn), &text));
        let policy = ManagedPolicy { arn, version: Some(version.into()), document };
        site.put(vec![Item::Policy(policy)]).await
    })
    .await
}

async fn oidc_providers(site: &Site, client: &Client) -> Result<(), Stopped> {
    let asked = client.list_open_id_connect_providers().send();
    let Asked::Told(told) = site.ask(&LIST_OIDC, None, asked).await else { return Ok(()) };
    let listed = told.open_id_connect_provider_list.unwrap_or_default();
    let arns: Vec<String> = listed.into_iter().filter_map(|provider| provider.arn).collect();
    site.each(arns, |site, arn| async move {
        let asked = client.get_open_id_connect_provider().open_id_connect_provider_arn(&arn).send();
        let (details, tags) = match site.ask(&GET_OIDC, Some(&arn), asked).await {
            Asked::Told(told) => {
                let ids = told.client_id_list.unwrap_or_default().into_iter().map(Into::into).collect();
                let tags = told.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value));
                (ResourceDetails::OidcProvider { client_ids: ids }, Some(resources::sorted(tags.collect())))
            }
            Asked::Gone => return Ok(()),
            // Without its audiences nothing is said of the provider.
            Asked::Absent | Asked::Missing => return Ok(()),
        };
        let account = site.place.account.clone();
        let policy = Collected::Known(None);
        site.put(vec![Item::Resource(CollectedResource { arn: arn.into(), account, policy, tags, details })])
            .await
    })
    .await
}

async fn saml_providers(site: &Site, client: &Client) -> Result<(), Stopped> {
    let asked = client.list_saml_providers().send();
    let Asked::Told(told) = site.ask(&LIST_SAML, None, asked).await else { return Ok(()) };
    let arns = told.saml_provider_list.unwrap_or_default().into_iter().filter_map(|provider| provider.arn);
    for arn in arns {
        resources::put(site, &arn, Collected::Known(None), None).await?;
    }
    Ok(())
}
