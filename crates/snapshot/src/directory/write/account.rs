//! `resources.json` of one account.

use super::{DirectoryWriter, policy, pretty};
use crate::coverage::Unit;
use crate::resource::{CollectedResource, PublicAccessBlock, ResourceDetails};
use crate::snapshot::Snapshot;
use iamdiag_evaluator::{Collected, EndpointType, Grant, Tags, Truth};
use iamdiag_policy::Arn;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct File<'s> {
    account: AccountWire<'s>,
    resources: Vec<Wire<'s>>,
}

#[derive(Serialize)]
struct AccountWire<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s3_public_access_block: Option<Option<BlockWire>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_users_to_change_password: Option<bool>,
}

#[derive(Serialize, Default)]
struct Wire<'s> {
    arn: &'s str,
    policy: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    policy_not_collected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<BTreeMap<&'s str, &'s str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_ownership: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_access_block: Option<Option<BlockWire>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aliases: Option<&'s [Box<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grants: Option<Vec<GrantWire<'s>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<EndpointWire<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_ids: Option<&'s [Box<str>]>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct BlockWire {
    block_public_acls: bool,
    ignore_public_acls: bool,
    block_public_policy: bool,
    restrict_public_buckets: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GrantWire<'s> {
    grant_id: &'s str,
    grantee_principal: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retiring_principal: Option<&'s str>,
    operations: &'s [Box<str>],
    /// That there are some decides; what they are was not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>>,
}

#[derive(Serialize)]
struct EndpointWire<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'s str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vpc: Option<&'s str>,
}

/// The file's text.
pub(super) fn write(snapshot: &Snapshot, id: &str, writer: &mut DirectoryWriter) -> String {
    let facts = snapshot.account(id).map(|account| &account.facts);
    let mut resources = Vec::new();
    for found in snapshot.resources().filter(|resource| *resource.account == *id) {
        let Some(arn) = Arn::parse(&found.arn) else {
            writer.left_out.push(found.arn.to_string());
            continue;
        };
        let region = Some(arn.region).filter(|region| !region.is_empty());
        let unit =
            Unit { account: Some(id.into()), region: region.map(Into::into), service: arn.service.into() };
        if arn.account_id().is_some_and(|of_arn| of_arn != id) {
            writer.leave_out(&found.arn, unit);
            continue;
        }
        writer.not_complete(unit);
        resources.push(resource(found));
    }
    let account = AccountWire {
        name: facts.and_then(|facts| facts.name.as_deref()),
        s3_public_access_block: facts.and_then(|facts| block(&facts.public_access_block)),
        allow_users_to_change_password: facts.and_then(|facts| match facts.allow_change_password {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        }),
    };
    pretty(&File { account, resources })
}

fn resource(resource: &CollectedResource) -> Wire<'_> {
    let mut wire = Wire {
        arn: &resource.arn,
        policy: resource.policy.known().and_then(Option::as_ref).and_then(policy::value),
        policy_not_collected: resource.policy.known().is_none(),
        tags: resource.tags.as_ref().and_then(tags),
        ..Wire::default()
    };
    match &resource.details {
        ResourceDetails::Plain => {}
        ResourceDetails::Bucket(bucket) => {
            wire.object_ownership = bucket.object_ownership.as_deref();
            wire.public_access_block = block(&bucket.public_access_block);
        }
        ResourceDetails::Key(key) => {
            wire.aliases = Some(&key.aliases);
            wire.grants = key.grants.known().map(|grants| grants.iter().map(grant).collect());
        }
        ResourceDetails::Endpoint(endpoint) => {
            wire.endpoint = Some(EndpointWire {
                service: endpoint.service.as_deref(),
                kind: endpoint.endpoint_type.map(|kind| match kind {
                    EndpointType::Interface => "interface",
                    EndpointType::Gateway => "gateway",
                }),
                vpc: endpoint.vpc.as_deref(),
            });
        }
        ResourceDetails::OidcProvider { client_ids } => wire.client_ids = Some(client_ids),
    }
    wire
}

/// A tag of unknown value cannot be written, so nothing is said of the tags then.
fn tags(tags: &Tags) -> Option<BTreeMap<&str, &str>> {
    tags.iter().map(|(key, value)| Some((&**key, value.as_deref()?))).collect()
}

fn block(block: &Collected<Option<PublicAccessBlock>>) -> Option<Option<BlockWire>> {
    let wire = |block: PublicAccessBlock| BlockWire {
        block_public_acls: block.block_public_acls,
        ignore_public_acls: block.ignore_public_acls,
        block_public_policy: block.block_public_policy,
        restrict_public_buckets: block.restrict_public_buckets,
    };
    block.known().map(|block| block.map(wire))
}

fn grant(grant: &Grant) -> GrantWire<'_> {
    let constraints = || BTreeMap::from([("EncryptionContextSubset", BTreeMap::new())]);
    GrantWire {
        grant_id: &grant.id,
        grantee_principal: &grant.grantee,
        retiring_principal: grant.retiring.as_deref(),
        operations: &grant.operations,
        constraints: grant.constrained.then(constraints),
    }
}
