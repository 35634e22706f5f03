//! `resources.json` of one account.

use super::unit_names;
use super::wire::{TagsWire, told};
use crate::coverage::{CoverageState, Unit};
use crate::documents::{Beside, Documents};
use crate::item::{AccountFacts, Item};
use crate::ownership::container;
use crate::policy_text::StoredPolicy;
use crate::read_error::{FileForm, ReadProblem};
use crate::read_warning::ReadWarning;
use crate::resource::{
    BucketDetails, CollectedResource, EndpointDetails, KeyDetails, PublicAccessBlock, ResourceDetails,
};
use crate::text;
use iamdiag_evaluator::{Collected, EndpointType, Grant, Tags, Truth};
use iamdiag_policy::Arn;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `resources`")]
struct File<'a> {
    #[serde(borrow)]
    account: Option<AccountWire<'a>>,
    #[serde(borrow, default)]
    complete: Vec<Complete<'a>>,
    #[serde(borrow, default)]
    resources: Vec<Wire<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object that describes the account")]
struct AccountWire<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "told")]
    s3_public_access_block: Option<Option<BlockWire>>,
    allow_users_to_change_password: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `service` and `region`")]
struct Complete<'a> {
    #[serde(borrow)]
    service: Cow<'a, str>,
    #[serde(borrow)]
    region: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object that describes a resource")]
struct Wire<'a> {
    #[serde(borrow)]
    arn: Cow<'a, str>,
    #[serde(borrow)]
    policy: Option<&'a RawValue>,
    #[serde(default)]
    policy_not_collected: bool,
    #[serde(borrow)]
    tags: Option<TagsWire<'a>>,
    object_ownership: Option<OwnershipWord>,
    #[serde(default, deserialize_with = "told")]
    public_access_block: Option<Option<BlockWire>>,
    #[serde(borrow)]
    aliases: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    grants: Option<Vec<GrantWire<'a>>>,
    #[serde(borrow)]
    endpoint: Option<EndpointWire<'a>>,
    #[serde(borrow)]
    client_ids: Option<Vec<Cow<'a, str>>>,
}

#[derive(Deserialize)]
#[serde(
    rename_all = "PascalCase",
    deny_unknown_fields,
    expecting = "an object with the four settings of S3 Block Public Access"
)]
struct BlockWire {
    block_public_acls: bool,
    ignore_public_acls: bool,
    block_public_policy: bool,
    restrict_public_buckets: bool,
}

/// As `ListGrants` prints it; what decides nothing is passed over.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a grant as `aws kms list-grants` prints it")]
struct GrantWire<'a> {
    #[serde(borrow)]
    grant_id: Cow<'a, str>,
    #[serde(borrow)]
    key_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    grantee_principal: Cow<'a, str>,
    #[serde(borrow)]
    retiring_principal: Option<Cow<'a, str>>,
    #[serde(borrow)]
    operations: Vec<Cow<'a, str>>,
    constraints: Option<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `service`, `type` and `vpc`")]
struct EndpointWire<'a> {
    #[serde(borrow)]
    service: Option<Cow<'a, str>>,
    #[serde(rename = "type")]
    kind: Option<EndpointWord>,
    #[serde(borrow)]
    vpc: Option<Cow<'a, str>>,
}

/// Who owns the objects of a bucket, in AWS's words (X31).
#[derive(Deserialize, Clone, Copy)]
enum OwnershipWord {
    BucketOwnerEnforced,
    BucketOwnerPreferred,
    ObjectWriter,
}

impl OwnershipWord {
    fn text(self) -> &'static str {
        match self {
            Self::BucketOwnerEnforced => "BucketOwnerEnforced",
            Self::BucketOwnerPreferred => "BucketOwnerPreferred",
            Self::ObjectWriter => "ObjectWriter",
        }
    }
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum EndpointWord {
    Interface,
    Gateway,
}

/// What one account's file says.
pub(super) struct Listed {
    pub(super) items: Vec<Item>,
    pub(super) warnings: BTreeSet<ReadWarning>,
}

/// The items that one account's file holds; `is_known` tells which resources another account's file holds already.
pub(super) fn read<B: Beside>(
    documents: &mut Documents<'_, B>,
    account: &str,
    is_known: impl Fn(&str) -> bool,
) -> Result<Listed, B::Error> {
    let file: File<'_> = text::parse(documents.file, FileForm::Resources)?;
    let mut items = vec![Item::Account(facts(account, file.account))];
    let mut units = BTreeSet::new();
    let mut warnings = BTreeSet::new();
    for complete in file.complete {
        warnings.extend(unit_names::check(documents, &complete.service, complete.region.as_deref())?);
        units.insert(Unit {
            account: Some(account.into()),
            region: complete.region.map(Into::into),
            service: complete.service.into(),
        });
    }
    let mut seen = BTreeSet::new();
    for wire in file.resources {
        let at = wire.arn.clone();
        if !seen.insert(at.clone()) || is_known(&at) {
            let problem = ReadProblem::Twice { what: "resource", name: at.as_ref().into() };
            return Err(documents.error_at(&at, problem).into());
        }
        // An identity provider that is listed shows nothing of users and roles; those are in the file beside.
        units.extend(Some(unit(documents, &at, account)?).filter(|unit| &*unit.service != "iam"));
        items.push(Item::Resource(resource(documents, wire, account)?));
    }
    items.extend(units.into_iter().map(|unit| Item::Coverage(unit, CoverageState::Collected)));
    Ok(Listed { items, warnings })
}

fn facts(account: &str, wire: Option<AccountWire<'_>>) -> AccountFacts {
    let mut facts = AccountFacts::new(account);
    let Some(wire) = wire else { return facts };
    facts.name = wire.name.map(Into::into);
    facts.public_access_block = block(wire.s3_public_access_block);
    facts.allow_change_password = wire.allow_users_to_change_password.map_or(Truth::Unknown, Truth::from);
    facts
}

/// The service and region that a listed resource shows to be collected.
fn unit<B: Beside>(documents: &Documents<'_, B>, text: &str, account: &str) -> Result<Unit, B::Error> {
    let Some(arn) = Arn::parse(text) else {
        let problem = ReadProblem::Value { found: text.into(), expected: "the ARN of a resource" };
        return Err(documents.error_at(text, problem).into());
    };
    if arn.account_id().is_some_and(|of_arn| of_arn != account) {
        let problem = ReadProblem::OtherAccount { arn: text.into(), account: account.into() };
        return Err(documents.error_at(text, problem).into());
    }
    if arn.service == "s3" && container(text).is_some() {
        let expected = "a bucket or access point; objects are under its policy";
        return Err(documents.error_at(text, ReadProblem::Value { found: text.into(), expected }).into());
    }
    let region = Some(arn.region).filter(|region| !region.is_empty()).map(Into::into);
    Ok(Unit { account: Some(account.into()), region, service: arn.service.into() })
}

fn resource<'a, B: Beside>(
    documents: &mut Documents<'a, B>,
    wire: Wire<'a>,
    account: &str,
) -> Result<CollectedResource, B::Error> {
    Ok(CollectedResource {
        account: account.into(),
        policy: policy(documents, &wire)?,
        tags: wire.tags.as_ref().map(tags),
        details: details(&wire),
        arn: wire.arn.into(),
    })
}

fn policy<'a, B: Beside>(
    documents: &mut Documents<'a, B>,
    wire: &Wire<'a>,
) -> Result<Collected<Option<StoredPolicy>>, B::Error> {
    match wire.policy {
        Some(value) => {
            let name = Arn::parse(&wire.arn).map_or("", |arn| arn.resource);
            Ok(Collected::Known(Some(documents.stored(name, value)?)))
        }
        None if wire.policy_not_collected => Ok(Collected::NotCollected),
        None => Ok(Collected::Known(None)),
    }
}

fn tags(TagsWire(tags): &TagsWire<'_>) -> Tags {
    tags.iter().map(|(key, value)| (key.as_ref().into(), Some(value.as_ref().into()))).collect()
}

fn details(wire: &Wire<'_>) -> ResourceDetails {
    let arn = Arn::parse(&wire.arn);
    let (service, name) = arn.map_or(("", ""), |arn| (arn.service, arn.resource));
    let texts = |texts: &Option<Vec<Cow<'_, str>>>| -> Vec<Box<str>> {
        texts.iter().flatten().map(|text| text.as_ref().into()).collect()
    };
    match service {
        "s3" if !name.contains(['/', ':']) => ResourceDetails::Bucket(BucketDetails {
            object_ownership: wire.object_ownership.map(|word| word.text().into()),
            public_access_block: block(wire.public_access_block.as_ref().map(Option::as_ref)),
        }),
        "kms" if name.starts_with("key/") => ResourceDetails::Key(KeyDetails {
            aliases: texts(&wire.aliases),
            grants: match &wire.grants {
                Some(grants) => {
                    let of_key = grants.iter().filter(|grant| is_grant_on(grant, name));
                    Collected::Known(of_key.map(grant).collect())
                }
                None => Collected::NotCollected,
            },
        }),
        "ec2" if name.starts_with("vpc-endpoint/") => ResourceDetails::Endpoint(endpoint(name, wire)),
        "iam" if name.starts_with("oidc-provider/") => {
            ResourceDetails::OidcProvider { client_ids: texts(&wire.client_ids) }
        }
        _ => ResourceDetails::Plain,
    }
}

fn endpoint(name: &str, wire: &Wire<'_>) -> EndpointDetails {
    let told = wire.endpoint.as_ref();
    let kind = told.and_then(|endpoint| endpoint.kind);
    EndpointDetails {
        id: name.rsplit('/').next().unwrap_or(name).into(),
        endpoint_type: kind.map(|kind| match kind {
            EndpointWord::Interface => EndpointType::Interface,
            EndpointWord::Gateway => EndpointType::Gateway,
        }),
        service: told.and_then(|endpoint| endpoint.service.as_deref()).map(Into::into),
        vpc: told.and_then(|endpoint| endpoint.vpc.as_deref()).map(Into::into),
    }
}

fn block<T: std::borrow::Borrow<BlockWire>>(
    found: Option<Option<T>>,
) -> Collected<Option<PublicAccessBlock>> {
    let settings = |wire: &BlockWire| PublicAccessBlock {
        block_public_acls: wire.block_public_acls,
        ignore_public_acls: wire.ignore_public_acls,
        block_public_policy: wire.block_public_policy,
        restrict_public_buckets: wire.restrict_public_buckets,
    };
    match found {
        None => Collected::NotCollected,
        Some(found) => Collected::Known(found.map(|wire| settings(wire.borrow()))),
    }
}

/// Whether a grant is on the key `key/ID`, and not on another whose grants were listed in the same breath.
fn is_grant_on(wire: &GrantWire<'_>, key: &str) -> bool {
    let id = |text: &str| text.rsplit('/').next().map(str::to_owned);
    wire.key_id.as_deref().is_none_or(|told| id(told) == id(key))
}

fn grant(wire: &GrantWire<'_>) -> Grant {
    Grant {
        id: wire.grant_id.as_ref().into(),
        grantee: wire.grantee_principal.as_ref().into(),
        retiring: wire.retiring_principal.as_deref().map(Into::into),
        operations: wire.operations.iter().map(|operation| operation.as_ref().into()).collect(),
        constrained: wire.constraints.as_ref().is_some_and(|constraints| !constraints.is_empty()),
    }
}
