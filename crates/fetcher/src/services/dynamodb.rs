//! DynamoDB: tables and their streams, with their resource policies and tags.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::Tag;

const GONE: &[&str] = &["ResourceNotFoundException"];
const LIST_TABLES: Operation = Operation::new("dynamodb", "ListTables", &["dynamodb:ListTables"]);
const DESCRIBE: Operation =
    Operation::new("dynamodb", "DescribeTable", &["dynamodb:DescribeTable"]).gone(GONE);
const GET_POLICY: Operation =
    Operation::new("dynamodb", "GetResourcePolicy", &["dynamodb:GetResourcePolicy"])
        .absent(&["PolicyNotFoundException"])
        .gone(GONE);
const LIST_TAGS: Operation =
    Operation::new("dynamodb", "ListTagsOfResource", &["dynamodb:ListTagsOfResource"]).gone(GONE);

/// Tables of a region. Each table costs three calls, and one more if it has a stream.
pub(super) struct DynamoDb;

impl Service for DynamoDb {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_TABLES, DESCRIBE, GET_POLICY, LIST_TAGS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut pages = Pages::new(client.list_tables().into_paginator().page_size(100).send(), |page| {
        is_token(page.last_evaluated_table_name.as_ref())
    });
    while let Some(page) = site.next(&LIST_TABLES, None, &mut pages).await {
        let client = &client;
        let names = page.table_names.unwrap_or_default();
        site.each(names, |site, name| async move { table(site, client, &name).await }).await?;
    }
    Ok(())
}

async fn table(site: &Site, client: &Client, name: &str) -> Result<(), Stopped> {
    let arn = site.arn("dynamodb", &format!("table/{name}"));
    let asked = client.describe_table().table_name(name).send();
    let stream = match site.ask(&DESCRIBE, Some(&arn), asked).await {
        Asked::Told(told) => told.table.and_then(|table| table.latest_stream_arn),
        Asked::Gone => return Ok(()),
        Asked::Absent | Asked::Missing => None,
    };
    let tags = tags(site, client, &arn).await;
    let asked = client.get_resource_policy().resource_arn(&arn).send();
    let policy =
        resources::policy(site.ask(&GET_POLICY, Some(&arn), asked).await, "table policy", |told| told.policy);
    resources::put(site, &arn, policy, tags).await?;
    let Some(stream) = stream else { return Ok(()) };
    let asked = client.get_resource_policy().resource_arn(&stream).send();
    let policy =
        resources::policy(site.ask(&GET_POLICY, Some(&stream), asked).await, "stream policy", |told| {
            told.policy
        });
    resources::put(site, &stream, policy, None).await
}

/// All tags of a table. The operation pages, but the SDK has no paginator for it.
async fn tags(site: &Site, client: &Client, arn: &str) -> Option<iamdiag_evaluator::Tags> {
    let mut all: Vec<Tag> = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let asked = client.list_tags_of_resource().resource_arn(arn).set_next_token(token.clone()).send();
        let Asked::Told(told) = site.ask(&LIST_TAGS, Some(arn), asked).await else { return None };
        all.extend(told.tags.unwrap_or_default());
        if !is_token(told.next_token.as_ref()) {
            break;
        }
        if told.next_token == token {
            site.unreadable(&LIST_TAGS, Some(arn), "a new token for the next page");
            return None;
        }
        token = told.next_token;
    }
    Some(resources::sorted(all.into_iter().map(|tag| (tag.key, tag.value)).collect()))
}
