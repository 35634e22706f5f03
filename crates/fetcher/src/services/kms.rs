//! KMS: keys with their policies, grants, aliases and tags.

use super::{Collecting, Reach, Service};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use crate::text::stored;
use aws_sdk_kms::Client;
use aws_sdk_kms::types::GrantListEntry;
use iamdiag_evaluator::{Collected, Grant, Tags};
use iamdiag_snapshot::{CollectedResource, Item, KeyDetails, ResourceDetails};
use std::collections::BTreeMap;

const LIST_KEYS: Operation = Operation::new("kms", "ListKeys", &["kms:ListKeys"]);
const LIST_ALIASES: Operation = Operation::new("kms", "ListAliases", &["kms:ListAliases"]);
const GET_KEY_POLICY: Operation =
    Operation::new("kms", "GetKeyPolicy", &["kms:GetKeyPolicy"]).gone(&["NotFoundException"]);
const LIST_GRANTS: Operation = Operation::new("kms", "ListGrants", &["kms:ListGrants"]);
const LIST_TAGS: Operation = Operation::new("kms", "ListResourceTags", &["kms:ListResourceTags"]);

/// Keys of a region. Each key costs three calls.
pub(super) struct Kms;

impl Service for Kms {
    fn name(&self) -> &'static str {
        "kms"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_KEYS, LIST_ALIASES, GET_KEY_POLICY, LIST_GRANTS, LIST_TAGS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut keys = Pages::new(client.list_keys().into_paginator().page_size(1000).send(), |page| {
        is_token(page.next_marker.as_ref())
    });
    let mut aliases: Option<BTreeMap<String, Vec<Box<str>>>> = None;
    while let Some(page) = site.next(&LIST_KEYS, None, &mut keys).await {
        let ids: Vec<String> =
            page.keys.unwrap_or_default().into_iter().filter_map(|key| key.key_id).collect();
        if ids.is_empty() {
            continue;
        }
        if aliases.is_none() {
            aliases = Some(all_aliases(site, &client).await);
        }
        let (aliases, client) = (&aliases, &client);
        let names = |id: &str| aliases.as_ref().and_then(|aliases| aliases.get(id)).cloned();
        site.each(ids, |site, id| {
            let names = names(&id).unwrap_or_default();
            async move { key(site, client, &id, names).await }
        })
        .await?;
    }
    Ok(())
}

/// The names of all aliases by the id of their key.
async fn all_aliases(site: &Site, client: &Client) -> BTreeMap<String, Vec<Box<str>>> {
    let pages = Pages::new(client.list_aliases().into_paginator().page_size(100).send(), |page| {
        is_token(page.next_marker.as_ref())
    });
    let listed = site.list(&LIST_ALIASES, None, pages, |page| page.aliases.unwrap_or_default()).await;
    let mut names: BTreeMap<String, Vec<Box<str>>> = BTreeMap::new();
    for alias in listed.unwrap_or_default() {
        if let (Some(key), Some(name)) = (alias.target_key_id, alias.alias_name) {
            names.entry(key).or_default().push(name.into());
        }
    }
    names.values_mut().for_each(|names| names.sort());
    names
}

async fn key(site: &Site, client: &Client, id: &str, aliases: Vec<Box<str>>) -> Result<(), Stopped> {
    let arn = site.arn("kms", &format!("key/{id}"));
    let asked = client.get_key_policy().key_id(id).policy_name("default").send();
    let policy = match site.ask(&GET_KEY_POLICY, Some(&arn), asked).await {
        Asked::Told(told) => Collected::Known(told.policy().map(|text| stored("key policy", text))),
        Asked::Gone => return Ok(()),
        Asked::Absent | Asked::Missing => Collected::NotCollected,
    };
    let pages = Pages::new(client.list_grants().key_id(id).into_paginator().page_size(100).send(), |page| {
        is_token(page.next_marker.as_ref())
    });
    let grants = site.list(&LIST_GRANTS, Some(&arn), pages, |page| page.grants.unwrap_or_default()).await;
    let grants = match grants {
        Some(grants) => Collected::Known(grants.into_iter().map(grant).collect()),
        None => Collected::NotCollected,
    };
    let pages =
        Pages::new(client.list_resource_tags().key_id(id).into_paginator().page_size(50).send(), |page| {
            is_token(page.next_marker.as_ref())
        });
    let tags = site.list(&LIST_TAGS, Some(&arn), pages, |page| page.tags.unwrap_or_default()).await;
    let tags: Option<Tags> = tags
        .map(|tags| tags.into_iter().map(|tag| (tag.tag_key.into(), Some(tag.tag_value.into()))).collect());
    let details = ResourceDetails::Key(KeyDetails { aliases, grants });
    let account = site.place.account.clone();
    site.put(vec![Item::Resource(CollectedResource { arn: arn.into(), account, policy, tags, details })])
        .await
}

fn grant(entry: GrantListEntry) -> Grant {
    Grant {
        id: entry.grant_id.unwrap_or_default().into(),
        grantee: entry.grantee_principal.unwrap_or_default().into(),
        retiring: entry.retiring_principal.map(Into::into),
        operations: entry
            .operations
            .unwrap_or_default()
            .iter()
            .map(|operation| operation.as_str().into())
            .collect(),
        constrained: entry.constraints.is_some(),
    }
}
