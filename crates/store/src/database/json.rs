//! The JSON in the store's columns: tags, settings, and what only some resources have.

use iamdiag_evaluator::{Collected, EndpointType, Grant, Tags};
use iamdiag_snapshot::{BucketDetails, EndpointDetails, KeyDetails, PublicAccessBlock, ResourceDetails};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Tags as one object, in their order.
pub(crate) struct TagsJson(pub(crate) Tags);

impl Serialize for TagsJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for TagsJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TagsVisitor)
    }
}

struct TagsVisitor;

impl<'de> Visitor<'de> for TagsVisitor {
    type Value = TagsJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tags")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TagsJson, A::Error> {
        let mut tags = Tags::new();
        while let Some(tag) = map.next_entry::<Box<str>, Option<Box<str>>>()? {
            tags.push(tag);
        }
        Ok(TagsJson(tags))
    }
}

/// S3 Block Public Access as AWS writes it.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BlockJson {
    block_public_acls: bool,
    ignore_public_acls: bool,
    block_public_policy: bool,
    restrict_public_buckets: bool,
}

impl From<PublicAccessBlock> for BlockJson {
    fn from(block: PublicAccessBlock) -> Self {
        Self {
            block_public_acls: block.block_public_acls,
            ignore_public_acls: block.ignore_public_acls,
            block_public_policy: block.block_public_policy,
            restrict_public_buckets: block.restrict_public_buckets,
        }
    }
}

impl From<BlockJson> for PublicAccessBlock {
    fn from(block: BlockJson) -> Self {
        Self {
            block_public_acls: block.block_public_acls,
            ignore_public_acls: block.ignore_public_acls,
            block_public_policy: block.block_public_policy,
            restrict_public_buckets: block.restrict_public_buckets,
        }
    }
}

/// What only some resources have. A field that is left out was not collected; null says that there is none.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum DetailsJson {
    Bucket {
        #[serde(skip_serializing_if = "Option::is_none")]
        object_ownership: Option<Box<str>>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
        public_access_block: Option<Option<BlockJson>>,
    },
    Key {
        aliases: Vec<Box<str>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        grants: Option<Vec<GrantJson>>,
    },
    Endpoint {
        id: Box<str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        endpoint_type: Option<Box<str>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        service: Option<Box<str>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        vpc: Option<Box<str>>,
    },
    OidcProvider {
        client_ids: Vec<Box<str>>,
    },
}

#[derive(Serialize, Deserialize)]
pub(crate) struct GrantJson {
    id: Box<str>,
    grantee: Box<str>,
    retiring: Option<Box<str>>,
    operations: Vec<Box<str>>,
    constrained: bool,
}

/// Tells null from a field that is left out.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The details as JSON; none for a plain resource.
pub(crate) fn details(details: &ResourceDetails) -> Option<DetailsJson> {
    Some(match details {
        ResourceDetails::Plain => return None,
        ResourceDetails::Bucket(bucket) => DetailsJson::Bucket {
            object_ownership: bucket.object_ownership.clone(),
            public_access_block: bucket.public_access_block.known().map(|block| block.map(Into::into)),
        },
        ResourceDetails::Key(key) => DetailsJson::Key {
            aliases: key.aliases.clone(),
            grants: key.grants.known().map(|grants| grants.iter().cloned().map(GrantJson::from).collect()),
        },
        ResourceDetails::Endpoint(endpoint) => DetailsJson::Endpoint {
            id: endpoint.id.clone(),
            endpoint_type: endpoint.endpoint_type.map(|kind| endpoint_word(kind).into()),
            service: endpoint.service.clone(),
            vpc: endpoint.vpc.clone(),
        },
        ResourceDetails::OidcProvider { client_ids } => {
            DetailsJson::OidcProvider { client_ids: client_ids.clone() }
        }
    })
}

/// The details that JSON stands for.
pub(crate) fn resource_details(json: DetailsJson) -> ResourceDetails {
    match json {
        DetailsJson::Bucket { object_ownership, public_access_block } => {
            ResourceDetails::Bucket(BucketDetails {
                object_ownership,
                public_access_block: collected(public_access_block.map(|block| block.map(Into::into))),
            })
        }
        DetailsJson::Key { aliases, grants } => ResourceDetails::Key(KeyDetails {
            aliases,
            grants: collected(grants.map(|grants| grants.into_iter().map(Grant::from).collect())),
        }),
        DetailsJson::Endpoint { id, endpoint_type, service, vpc } => {
            ResourceDetails::Endpoint(EndpointDetails {
                id,
                endpoint_type: endpoint_type.as_deref().and_then(endpoint_kind),
                service,
                vpc,
            })
        }
        DetailsJson::OidcProvider { client_ids } => ResourceDetails::OidcProvider { client_ids },
    }
}

/// `None` stands for what was not collected.
pub(crate) fn collected<T>(value: Option<T>) -> Collected<T> {
    value.map_or(Collected::NotCollected, Collected::Known)
}

/// `interface` or `gateway`.
pub(crate) fn endpoint_word(kind: EndpointType) -> &'static str {
    match kind {
        EndpointType::Interface => "interface",
        EndpointType::Gateway => "gateway",
    }
}

fn endpoint_kind(word: &str) -> Option<EndpointType> {
    [EndpointType::Interface, EndpointType::Gateway].into_iter().find(|kind| endpoint_word(*kind) == word)
}

impl From<Grant> for GrantJson {
    fn from(grant: Grant) -> Self {
        Self {
            id: grant.id,
            grantee: grant.grantee,
            retiring: grant.retiring,
            operations: grant.operations,
            constrained: grant.constrained,
        }
    }
}

impl From<GrantJson> for Grant {
    fn from(grant: GrantJson) -> Self {
        Self {
            id: grant.id,
            grantee: grant.grantee,
            retiring: grant.retiring,
            operations: grant.operations,
            constrained: grant.constrained,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_not_collected_are_told_apart() {
        for block in [
            Collected::NotCollected,
            Collected::Known(None),
            Collected::Known(Some(PublicAccessBlock::default())),
        ] {
            let bucket = BucketDetails { object_ownership: None, public_access_block: block };
            let json =
                serde_json::to_string(&details(&ResourceDetails::Bucket(bucket.clone())).unwrap()).unwrap();
            match resource_details(serde_json::from_str(&json).unwrap()) {
                ResourceDetails::Bucket(read) => assert_eq!(read, bucket, "{json}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn tags_keep_their_order_and_what_stands_twice() {
        let tags: Tags = vec![
            ("b".into(), Some("1".into())),
            ("a".into(), None),
            ("b".into(), Some(String::new().into())),
        ];
        let json = serde_json::to_string(&TagsJson(tags.clone())).unwrap();
        assert_eq!(json, r#"{"b":"1","a":null,"b":""}"#);
        assert_eq!(serde_json::from_str::<TagsJson>(&json).unwrap().0, tags);
    }
}
