//! Lambda: functions, their versions and aliases, with the policies on each.
//!
//! The list of functions carries their settings too, environment variables among them. Nothing of it is kept but names.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Site, Stopped};
use aws_sdk_lambda::Client;
use iamdiag_evaluator::Tags;

const LIST_FUNCTIONS: Operation = Operation::new("lambda", "ListFunctions", &["lambda:ListFunctions"]);
const LIST_VERSIONS: Operation =
    Operation::new("lambda", "ListVersionsByFunction", &["lambda:ListVersionsByFunction"])
        .gone(&["ResourceNotFoundException"]);
const LIST_ALIASES: Operation =
    Operation::new("lambda", "ListAliases", &["lambda:ListAliases"]).gone(&["ResourceNotFoundException"]);
// The same error stands for a function without policy and for no function.
const GET_POLICY: Operation =
    Operation::new("lambda", "GetPolicy", &["lambda:GetPolicy"]).absent(&["ResourceNotFoundException"]);
const LIST_TAGS: Operation =
    Operation::new("lambda", "ListTags", &["lambda:ListTags"]).gone(&["ResourceNotFoundException"]);

/// What the API calls the version that is not published.
const LATEST: &str = "$LATEST";

/// Functions of a region. Each costs four calls, and one more for each published version and each alias.
pub(super) struct Lambda;

impl Service for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_FUNCTIONS, LIST_VERSIONS, LIST_ALIASES, GET_POLICY, LIST_TAGS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut pages = client.list_functions().into_paginator().page_size(50).send();
    while let Some(page) = site.next(&LIST_FUNCTIONS, None, &mut pages).await {
        let client = &client;
        let functions = page.functions.unwrap_or_default().into_iter();
        let names: Vec<String> = functions.filter_map(|function| function.function_name).collect();
        site.each(names, |site, name| async move { function(site, client, &name).await }).await?;
    }
    Ok(())
}

async fn function(site: &Site, client: &Client, name: &str) -> Result<(), Stopped> {
    let arn = site.arn("lambda", &format!("function:{name}"));
    let asked = client.list_tags().resource(&arn).send();
    let told = site.ask(&LIST_TAGS, Some(&arn), asked).await;
    if matches!(told, Asked::Gone) {
        return Ok(());
    }
    let tags = resources::tags(told, |told| told.tags.unwrap_or_default().into_iter().collect());
    let asked = client.get_policy().function_name(name).send();
    let policy =
        resources::policy(site.ask(&GET_POLICY, Some(&arn), asked).await, "function policy", |told| {
            told.policy
        });
    resources::put(site, &arn, policy, tags.clone()).await?;
    let pages = client.list_versions_by_function().function_name(name).into_paginator().page_size(50).send();
    let versions =
        site.list(&LIST_VERSIONS, Some(&arn), pages, |page| page.versions.unwrap_or_default()).await;
    let versions = versions.unwrap_or_default().into_iter().filter_map(|version| version.version);
    for version in versions.filter(|version| version != LATEST) {
        qualified(site, client, name, &version, tags.clone()).await?;
    }
    let pages = client.list_aliases().function_name(name).into_paginator().page_size(50).send();
    let aliases = site.list(&LIST_ALIASES, Some(&arn), pages, |page| page.aliases.unwrap_or_default()).await;
    for alias in aliases.unwrap_or_default().into_iter().filter_map(|alias| alias.name) {
        qualified(site, client, name, &alias, tags.clone()).await?;
    }
    Ok(())
}

/// A version or an alias: it has a policy of its own, and the tags of its function.
async fn qualified(
    site: &Site,
    client: &Client,
    name: &str,
    qualifier: &str,
    tags: Option<Tags>,
) -> Result<(), Stopped> {
    let arn = site.arn("lambda", &format!("function:{name}:{qualifier}"));
    let asked = client.get_policy().function_name(name).qualifier(qualifier).send();
    let policy =
        resources::policy(site.ask(&GET_POLICY, Some(&arn), asked).await, "function policy", |told| {
            told.policy
        });
    resources::put(site, &arn, policy, tags).await
}
