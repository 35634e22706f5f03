//! ECR: repositories with their policies and tags.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use aws_sdk_ecr::Client;

const GONE: &[&str] = &["RepositoryNotFoundException"];
const DESCRIBE: Operation = Operation::new("ecr", "DescribeRepositories", &["ecr:DescribeRepositories"]);
const GET_POLICY: Operation = Operation::new("ecr", "GetRepositoryPolicy", &["ecr:GetRepositoryPolicy"])
    .absent(&["RepositoryPolicyNotFoundException"])
    .gone(GONE);
const LIST_TAGS: Operation =
    Operation::new("ecr", "ListTagsForResource", &["ecr:ListTagsForResource"]).gone(GONE);

/// Repositories of a region. Each repository costs two calls.
pub(super) struct Ecr;

impl Service for Ecr {
    fn name(&self) -> &'static str {
        "ecr"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[DESCRIBE, GET_POLICY, LIST_TAGS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut pages =
        Pages::new(client.describe_repositories().into_paginator().page_size(1000).send(), |page| {
            is_token(page.next_token.as_ref())
        });
    while let Some(page) = site.next(&DESCRIBE, None, &mut pages).await {
        let client = &client;
        let names: Vec<String> =
            page.repositories.unwrap_or_default().into_iter().filter_map(|one| one.repository_name).collect();
        site.each(names, |site, name| async move { repository(site, client, &name).await }).await?;
    }
    Ok(())
}

async fn repository(site: &Site, client: &Client, name: &str) -> Result<(), Stopped> {
    let arn = site.arn("ecr", &format!("repository/{name}"));
    let asked = client.get_repository_policy().repository_name(name).send();
    let told = site.ask(&GET_POLICY, Some(&arn), asked).await;
    if matches!(told, Asked::Gone) {
        return Ok(());
    }
    let policy = resources::policy(told, "repository policy", |told| told.policy_text);
    let asked = client.list_tags_for_resource().resource_arn(&arn).send();
    let tags = resources::tags(site.ask(&LIST_TAGS, Some(&arn), asked).await, |told| {
        told.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect()
    });
    resources::put(site, &arn, policy, tags).await
}
