//! Resources as they were collected: their policies, tags, and what else decides.

use crate::policy_text::StoredPolicy;
use iamdiag_evaluator::{Collected, EndpointType, Grant, Tags};

/// A resource.
#[derive(Clone, Debug)]
pub struct CollectedResource {
    /// Its ARN.
    pub arn: Box<str>,
    /// The account that owns it.
    pub account: Box<str>,
    /// The policy on it; known and empty where it has none.
    pub policy: Collected<Option<StoredPolicy>>,
    /// Its tags; `None` where they were not collected.
    pub tags: Option<Tags>,
    /// What only some resources have.
    pub details: ResourceDetails,
}

/// What only some resources have.
#[derive(Clone, Debug, Default)]
pub enum ResourceDetails {
    /// Nothing.
    #[default]
    Plain,
    /// An S3 bucket.
    Bucket(BucketDetails),
    /// A KMS key.
    Key(KeyDetails),
    /// A VPC endpoint.
    Endpoint(EndpointDetails),
    /// An OIDC identity provider.
    OidcProvider {
        /// The audiences it accepts.
        client_ids: Vec<Box<str>>,
    },
}

/// What decides about a bucket beside its policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BucketDetails {
    /// `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`; `None` where not collected (X31).
    pub object_ownership: Option<Box<str>>,
    /// The bucket's own settings; known and empty where it has none (X35).
    pub public_access_block: Collected<Option<PublicAccessBlock>>,
}

/// Settings of S3 Block Public Access (X35).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`
    pub restrict_public_buckets: bool,
}

/// What decides about a KMS key beside its policy.
#[derive(Clone, Debug, Default)]
pub struct KeyDetails {
    /// The names of its aliases, `alias/…`.
    pub aliases: Vec<Box<str>>,
    /// The grants on it (X28).
    pub grants: Collected<Vec<Grant>>,
}

/// What there is to know of a VPC endpoint beside its policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointDetails {
    /// `vpce-…`.
    pub id: Box<str>,
    /// Interface or gateway (V4).
    pub endpoint_type: Option<EndpointType>,
    /// The service it leads to, such as `com.amazonaws.eu-west-1.s3`.
    pub service: Option<Box<str>>,
    /// The VPC it is in.
    pub vpc: Option<Box<str>>,
}

impl EndpointDetails {
    /// Whether requests of a service, by its action prefix, may come through it. The names of endpoint services are not quite
    /// those of the actions: `kinesis-streams`, `ecr.api`, `monitoring`.
    pub fn may_lead_to(&self, prefix: &str) -> bool {
        let Some(service) = &self.service else { return true };
        let wanted = match prefix {
            "cloudwatch" => "monitoring",
            "ses" => "email",
            "aps" => "aps-workspaces",
            other => other,
        };
        let is_it = |part: &str| {
            part.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                || part.strip_suffix(wanted).is_some_and(|before| before.ends_with('-'))
        };
        service.split('.').any(is_it)
    }
}

impl CollectedResource {
    /// The details of a bucket.
    pub fn bucket(&self) -> Option<&BucketDetails> {
        match &self.details {
            ResourceDetails::Bucket(details) => Some(details),
            _ => None,
        }
    }

    /// The details of a KMS key.
    pub fn key(&self) -> Option<&KeyDetails> {
        match &self.details {
            ResourceDetails::Key(details) => Some(details),
            _ => None,
        }
    }

    /// The details of a VPC endpoint.
    pub fn endpoint(&self) -> Option<&EndpointDetails> {
        match &self.details {
            ResourceDetails::Endpoint(details) => Some(details),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EndpointDetails;

    #[test]
    fn an_endpoint_leads_to_its_own_service() {
        let leads = |service: &str, prefix: &str| {
            EndpointDetails { service: Some(service.into()), ..EndpointDetails::default() }
                .may_lead_to(prefix)
        };
        assert!(leads("com.amazonaws.eu-west-1.s3", "s3"));
        assert!(leads("com.amazonaws.eu-west-1.ecr.api", "ecr"));
        assert!(leads("com.amazonaws.eu-west-1.kinesis-streams", "kinesis"));
        assert!(leads("com.amazonaws.eu-west-1.kinesis-firehose", "firehose"));
        assert!(leads("com.amazonaws.eu-west-1.monitoring", "cloudwatch"));
        assert!(!leads("com.amazonaws.eu-west-1.sqs", "s3"));
        assert!(EndpointDetails::default().may_lead_to("s3"));
    }
}
