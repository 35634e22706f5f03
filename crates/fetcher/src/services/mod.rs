//! What is collected, one service a file. A new one is a file and a line in [`ALL`].

mod account;
mod dynamodb;
mod ec2;
mod ecr;
mod iam;
mod kms;
mod lambda;
mod organizations;
mod resources;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;

use crate::operation::Operation;
use crate::site::{Site, Stopped};
use std::pin::Pin;

pub(crate) use ec2::{DESCRIBE_REGIONS, enabled_regions};
pub(crate) use organizations::LIST_ACCOUNTS;

/// What there is one of: of the organization, of an account, of an account in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reach {
    /// One for the organization.
    Organization,
    /// One for every account.
    Account,
    /// One for every region of every account.
    Region,
}

/// The end of collecting one unit.
pub(crate) type Collecting<'s> = Pin<Box<dyn Future<Output = Result<(), Stopped>> + Send + 's>>;

/// A service that is collected.
pub(crate) trait Service: Sync {
    /// Its prefix, as in its actions.
    fn name(&self) -> &'static str;

    /// What there is one unit of.
    fn reach(&self) -> Reach;

    /// Every operation that it calls.
    fn operations(&self) -> &'static [Operation];

    /// Collects one unit. What cannot be had is written down by the site; the error says that nobody listens any more.
    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s>;
}

/// All of them, in the order in which they are collected.
pub(crate) const ALL: &[&dyn Service] = &[
    &organizations::Organizations,
    &account::Account,
    &iam::Iam,
    &s3::S3,
    &kms::Kms,
    &sqs::Sqs,
    &sns::Sns,
    &lambda::Lambda,
    &secretsmanager::SecretsManager,
    &ecr::Ecr,
    &dynamodb::DynamoDb,
    &ec2::Ec2,
];
