//! Secrets Manager: secrets with their resource policies and tags; never their values.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::types::SecretListEntry;

const LIST_SECRETS: Operation =
    Operation::new("secretsmanager", "ListSecrets", &["secretsmanager:ListSecrets"]);
const GET_POLICY: Operation =
    Operation::new("secretsmanager", "GetResourcePolicy", &["secretsmanager:GetResourcePolicy"])
        .gone(&["ResourceNotFoundException"]);

/// Secrets of a region. Each secret costs one call; its tags come with the list.
pub(super) struct SecretsManager;

impl Service for SecretsManager {
    fn name(&self) -> &'static str {
        "secretsmanager"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_SECRETS, GET_POLICY]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let listing = client.list_secrets().include_planned_deletion(true);
    let mut pages =
        Pages::new(listing.into_paginator().page_size(100).send(), |page| is_token(page.next_token.as_ref()));
    while let Some(page) = site.next(&LIST_SECRETS, None, &mut pages).await {
        let client = &client;
        let secrets = page.secret_list.unwrap_or_default();
        site.each(secrets, |site, entry| async move { secret(site, client, entry).await }).await?;
    }
    Ok(())
}

async fn secret(site: &Site, client: &Client, entry: SecretListEntry) -> Result<(), Stopped> {
    let Some(arn) = entry.arn else {
        site.unreadable(&LIST_SECRETS, None, "the ARN of a secret");
        return Ok(());
    };
    let asked = client.get_resource_policy().secret_id(&arn).send();
    let told = site.ask(&GET_POLICY, Some(&arn), asked).await;
    if matches!(told, Asked::Gone) {
        return Ok(());
    }
    let policy = resources::policy(told, "resource policy", |told| told.resource_policy);
    let pairs = entry.tags.unwrap_or_default().into_iter();
    let tags = pairs.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()));
    resources::put(site, &arn, policy, Some(resources::sorted(tags.collect()))).await
}
