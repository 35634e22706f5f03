//! SQS: queues with their policies and tags.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;

const GONE: &[&str] = &["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"];
const LIST_QUEUES: Operation = Operation::new("sqs", "ListQueues", &["sqs:ListQueues"]);
const GET_ATTRIBUTES: Operation =
    Operation::new("sqs", "GetQueueAttributes", &["sqs:GetQueueAttributes"]).gone(GONE);
const LIST_TAGS: Operation = Operation::new("sqs", "ListQueueTags", &["sqs:ListQueueTags"]).gone(GONE);

/// Queues of a region. Each queue costs two calls.
pub(super) struct Sqs;

impl Service for Sqs {
    fn name(&self) -> &'static str {
        "sqs"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_QUEUES, GET_ATTRIBUTES, LIST_TAGS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    // Without a page size SQS never pages, and stops at a thousand.
    let mut pages = Pages::new(client.list_queues().into_paginator().page_size(1000).send(), |page| {
        is_token(page.next_token.as_ref())
    });
    while let Some(page) = site.next(&LIST_QUEUES, None, &mut pages).await {
        let client = &client;
        let urls = page.queue_urls.unwrap_or_default();
        site.each(urls, |site, url| async move { queue(site, client, &url).await }).await?;
    }
    Ok(())
}

async fn queue(site: &Site, client: &Client, url: &str) -> Result<(), Stopped> {
    // The URL ends in account and name, and the ARN is made of them: a queue whose attributes are refused is still there.
    let arn = site.arn("sqs", url.rsplit('/').next().unwrap_or(url));
    let asked =
        client.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::Policy).send();
    let told = site.ask(&GET_ATTRIBUTES, Some(&arn), asked).await;
    if matches!(told, Asked::Gone) {
        return Ok(());
    }
    let policy = resources::policy(told, "queue policy", |told| {
        told.attributes.and_then(|mut attributes| attributes.remove(&QueueAttributeName::Policy))
    });
    let asked = client.list_queue_tags().queue_url(url).send();
    let tags = resources::tags(site.ask(&LIST_TAGS, Some(&arn), asked).await, |told| {
        told.tags.unwrap_or_default().into_iter().collect()
    });
    resources::put(site, &arn, policy, tags).await
}
