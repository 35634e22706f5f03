//! Lambda: functions, their versions and aliases, and layers, with the policies on each.
//!
//! The list of functions carries their settings too, environment variables among them. Nothing of it is kept but names.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
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

const LIST_LAYERS: Operation = Operation::new("lambda", "ListLayers", &["lambda:ListLayers"]);
const LIST_LAYER_VERSIONS: Operation =
    Operation::new("lambda", "ListLayerVersions", &["lambda:ListLayerVersions"])
        .gone(&["ResourceNotFoundException"]);
const GET_LAYER_POLICY: Operation =
    Operation::new("lambda", "GetLayerVersionPolicy", &["lambda:GetLayerVersionPolicy"])
        .absent(&["ResourceNotFoundException"]);

/// What the API calls the version that is not published.
const LATEST: &str = "$LATEST";

/// Functions and layers of a region. A function costs four calls, and one more for each published version and each alias; a
/// layer costs one, and one more for each version.
pub(super) struct Lambda;

impl Service for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[
            LIST_FUNCTIONS,
            LIST_VERSIONS,
            LIST_ALIASES,
            GET_POLICY,
            LIST_TAGS,
            LIST_LAYERS,
            LIST_LAYER_VERSIONS,
            GET_LAYER_POLICY,
        ]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut pages = Pages::new(client.list_functions().into_paginator().page_size(50).send(), |page| {
        is_token(page.next_marker.as_ref())
    });
    while let Some(page) = site.next(&LIST_FUNCTIONS, None, &mut pages).await {
        let client = &client;
        let functions = page.functions.unwrap_or_default().into_iter();
        let names: Vec<String> = functions.filter_map(|function| function.function_name).collect();
        site.each(names, |site, name| async move { function(site, client, &name).await }).await?;
    }
    layers(site, &client).await
}

async fn layers(site: &Site, client: &Client) -> Result<(), Stopped> {
    let mut pages = Pages::new(client.list_layers().into_paginator().page_size(50).send(), |page| {
        is_token(page.next_marker.as_ref())
    });
    while let Some(page) = site.next(&LIST_LAYERS, None, &mut pages).await {
        let layers = page.layers.unwrap_or_default().into_iter();
        let names: Vec<String> = layers.filter_map(|layer| layer.layer_name).collect();
        site.each(names, |site, name| async move { layer(site, client, &name).await }).await?;
    }
    Ok(())
}

/// The versions of a layer: each has an ARN and a policy of its own.
async fn layer(site: &Site, client: &Client, name: &str) -> Result<(), Stopped> {
    let arn = site.arn("lambda", &format!("layer:{name}"));
    let pages = Pages::new(
        client.list_layer_versions().layer_name(name).into_paginator().page_size(50).send(),
        |page| is_token(page.next_marker.as_ref()),
    );
    let versions = site
        .list(&LIST_LAYER_VERSIONS, Some(&arn), pages, |page| page.layer_versions.unwrap_or_default())
        .await;
    for version in versions.unwrap_or_default().into_iter().map(|version| version.version) {
        let arn = format!("{arn}:{version}");
        let asked = client.get_layer_version_policy().layer_name(name).version_number(version).send();
        let told = site.ask(&GET_LAYER_POLICY, Some(&arn), asked).await;
        resources::put(site, &arn, resources::policy(told, "layer policy", |told| told.policy), None).await?;
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
    let pages = Pages::new(
        client.list_versions_by_function().function_name(name).into_paginator().page_size(50).send(),
        |page| is_token(page.next_marker.as_ref()),
    );
    let versions =
        site.list(&LIST_VERSIONS, Some(&arn), pages, |page| page.versions.unwrap_or_default()).await;
    let versions = versions.unwrap_or_default().into_iter().filter_map(|version| version.version);
    for version in versions.filter(|version| version != LATEST) {
        qualified(site, client, name, &version, tags.clone()).await?;
    }
    let pages =
        Pages::new(client.list_aliases().function_name(name).into_paginator().page_size(50).send(), |page| {
            is_token(page.next_marker.as_ref())
        });
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
