//! SNS: topics with their policies and tags.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use aws_sdk_sns::Client;

const GONE: &[&str] = &["NotFound", "NotFoundException", "ResourceNotFound", "ResourceNotFoundException"];
const LIST_TOPICS: Operation = Operation::new("sns", "ListTopics", &["sns:ListTopics"]);
const GET_ATTRIBUTES: Operation =
    Operation::new("sns", "GetTopicAttributes", &["sns:GetTopicAttributes"]).gone(GONE);
const LIST_TAGS: Operation =
    Operation::new("sns", "ListTagsForResource", &["sns:ListTagsForResource"]).gone(GONE);

/// Topics of a region. Each topic costs two calls.
pub(super) struct Sns;

impl Service for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_TOPICS, GET_ATTRIBUTES, LIST_TAGS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut pages =
        Pages::new(client.list_topics().into_paginator().send(), |page| is_token(page.next_token.as_ref()));
    while let Some(page) = site.next(&LIST_TOPICS, None, &mut pages).await {
        let client = &client;
        let topics: Vec<String> =
            page.topics.unwrap_or_default().into_iter().filter_map(|topic| topic.topic_arn).collect();
        site.each(topics, |site, arn| async move { topic(site, client, &arn).await }).await?;
    }
    Ok(())
}

async fn topic(site: &Site, client: &Client, arn: &str) -> Result<(), Stopped> {
    let asked = client.get_topic_attributes().topic_arn(arn).send();
    let told = site.ask(&GET_ATTRIBUTES, Some(arn), asked).await;
    if matches!(told, Asked::Gone) {
        return Ok(());
    }
    let policy = resources::policy(told, "topic policy", |told| {
        told.attributes.and_then(|mut attributes| attributes.remove("Policy"))
    });
    let asked = client.list_tags_for_resource().resource_arn(arn).send();
    let tags = resources::tags(site.ask(&LIST_TAGS, Some(arn), asked).await, |told| {
        told.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect()
    });
    resources::put(site, arn, policy, tags).await
}
