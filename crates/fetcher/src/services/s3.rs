//! S3: buckets with their policies, settings and tags.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::site::{Asked, Pages, Site, Stopped, is_token};
use aws_config::Region;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_sdk_s3::types::{Bucket, PublicAccessBlockConfiguration};
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{BucketDetails, CollectedResource, Item, PublicAccessBlock, ResourceDetails};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

const GONE: &[&str] = &["NoSuchBucket"];
const LIST_BUCKETS: Operation = Operation::new("s3", "ListBuckets", &["s3:ListAllMyBuckets"]);
const GET_LOCATION: Operation =
    Operation::new("s3", "GetBucketLocation", &["s3:GetBucketLocation"]).gone(GONE);
const GET_POLICY: Operation = Operation::new("s3", "GetBucketPolicy", &["s3:GetBucketPolicy"])
    .absent(&["NoSuchBucketPolicy"])
    .gone(GONE);
const GET_BLOCK: Operation = Operation::new("s3", "GetPublicAccessBlock", &["s3:GetBucketPublicAccessBlock"])
    .absent(&["NoSuchPublicAccessBlockConfiguration"])
    .gone(GONE);
const GET_OWNERSHIP: Operation =
    Operation::new("s3", "GetBucketOwnershipControls", &["s3:GetBucketOwnershipControls"])
        .absent(&["OwnershipControlsNotFoundError"])
        .gone(GONE);
const GET_TAGGING: Operation =
    Operation::new("s3", "GetBucketTagging", &["s3:GetBucketTagging"]).absent(&["NoSuchTagSet"]).gone(GONE);

/// Buckets without ownership controls are as all buckets were before there were any.
const OWNERSHIP_BEFORE_CONTROLS: &str = "ObjectWriter";
/// What `GetBucketLocation` calls by no name, or by an old one.
const FIRST_REGION: &str = "us-east-1";
const IRELAND: (&str, &str) = ("EU", "eu-west-1");

/// Buckets of an account. Each costs four calls, and one more where the list does not tell its region.
pub(super) struct S3;

impl Service for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn reach(&self) -> Reach {
        Reach::Account
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_BUCKETS, GET_LOCATION, GET_POLICY, GET_BLOCK, GET_OWNERSHIP, GET_TAGGING]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let clients = Clients { site, by_region: Mutex::default() };
    let home = clients.of(&site.place.region);
    // Only a listing with a page size tells regions.
    let mut pages = Pages::new(home.list_buckets().into_paginator().page_size(1000).send(), |page| {
        is_token(page.continuation_token.as_ref())
    });
    while let Some(page) = site.next(&LIST_BUCKETS, None, &mut pages).await {
        let (clients, home) = (&clients, &home);
        let buckets = page.buckets.unwrap_or_default();
        site.each(buckets, |site, entry| async move { bucket(site, clients, home, entry).await }).await?;
    }
    Ok(())
}

/// S3 answers about a bucket only in its region: one client for each.
struct Clients<'s> {
    site: &'s Site,
    by_region: Mutex<BTreeMap<String, Client>>,
}

impl Clients<'_> {
    fn of(&self, region: &str) -> Client {
        let mut clients = self.by_region.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let config = &self.site.place.config;
            // Names of buckets as hosts work at AWS only.
            let is_elsewhere = config.endpoint_url().is_some();
            let builder = Builder::from(config).region(Region::new(region.to_owned()));
            Client::from_conf(builder.force_path_style(is_elsewhere).build())
        };
        clients.entry(region.to_owned()).or_insert_with(make).clone()
    }
}

async fn bucket(site: &Site, clients: &Clients<'_>, home: &Client, entry: Bucket) -> Result<(), Stopped> {
    let Some(name) = entry.name else {
        site.unreadable(&LIST_BUCKETS, None, "the name of a bucket");
        return Ok(());
    };
    let arn = format!("arn:{}:s3:::{name}", site.place.partition);
    let region = match entry.bucket_region {
        Some(region) => Some(region),
        None => {
            match site.ask(&GET_LOCATION, Some(&arn), home.get_bucket_location().bucket(&name).send()).await {
                Asked::Told(told) => {
                    Some(region_of(told.location_constraint.as_ref().map_or("", |at| at.as_str())))
                }
                Asked::Gone => return Ok(()),
                Asked::Absent | Asked::Missing => None,
            }
        }
    };
    // Where the region is not told the home region is tried; S3 refuses if it is another.
    let client = region.map_or_else(|| home.clone(), |region| clients.of(&region));
    let told = site.ask(&GET_POLICY, Some(&arn), client.get_bucket_policy().bucket(&name).send()).await;
    if matches!(told, Asked::Gone) {
        return Ok(());
    }
    let policy = resources::policy(told, "bucket policy", |told| told.policy);
    let details = details(site, &client, &name, &arn).await;
    let asked = client.get_bucket_tagging().bucket(&name).send();
    let tags = resources::tags(site.ask(&GET_TAGGING, Some(&arn), asked).await, |told| {
        told.tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect()
    });
    let account = site.place.account.clone();
    let details = ResourceDetails::Bucket(details);
    site.put(vec![Item::Resource(CollectedResource { arn: arn.into(), account, policy, tags, details })])
        .await
}

async fn details(site: &Site, client: &Client, name: &str, arn: &str) -> BucketDetails {
    let asked = client.get_public_access_block().bucket(name).send();
    let public_access_block = match site.ask(&GET_BLOCK, Some(arn), asked).await {
        Asked::Told(told) => Collected::Known(told.public_access_block_configuration.map(block)),
        Asked::Absent => Collected::Known(None),
        Asked::Gone | Asked::Missing => Collected::NotCollected,
    };
    let asked = client.get_bucket_ownership_controls().bucket(name).send();
    let object_ownership = match site.ask(&GET_OWNERSHIP, Some(arn), asked).await {
        Asked::Told(told) => {
            let rules = told.ownership_controls.map(|controls| controls.rules).unwrap_or_default();
            rules.first().map(|rule| rule.object_ownership.as_str().into())
        }
        Asked::Absent => Some(OWNERSHIP_BEFORE_CONTROLS.into()),
        Asked::Gone | Asked::Missing => None,
    };
    BucketDetails { object_ownership, public_access_block }
}

fn block(settings: PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: settings.block_public_acls.unwrap_or(false),
        ignore_public_acls: settings.ignore_public_acls.unwrap_or(false),
        block_public_policy: settings.block_public_policy.unwrap_or(false),
        restrict_public_buckets: settings.restrict_public_buckets.unwrap_or(false),
    }
}

fn region_of(location: &str) -> String {
    match location {
        "" => FIRST_REGION,
        location if location == IRELAND.0 => IRELAND.1,
        location => location,
    }
    .to_owned()
}
