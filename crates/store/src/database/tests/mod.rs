//! What a store promises, on small organizations.

mod changing;
mod described;
mod documented;
mod finding;
mod interrupted;
mod sharing;
mod views;

use super::{Choice, Run, Store, StoredSnapshot, Writer};
use iamdiag_evaluator::{Collected, EndpointType, Grant, Truth};
use iamdiag_policy::condition::Timestamp;
use iamdiag_snapshot::{
    AccountFacts, AttachedPolicy, BucketDetails, CollectedResource, CoverageState, DelegatedAdministrator,
    EndpointDetails, Gap, Group, Item, KeyDetails, ManagedPolicy, NodeKind, OrgNode, OrgPolicy,
    OrgPolicyKind, Organization, PolicyText, Principal, PrincipalKind, PublicAccessBlock, ResourceDetails,
    Sink, Source, StoredPolicy, Unit, Wanted,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const PROD: &str = "111122223333";
const DATA: &str = "444455556666";
const ALLOW: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// A folder that goes away, with the path of a store in it.
struct Place {
    _folder: TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("store.db");
    Place { _folder: folder, path }
}

fn at(time: &str) -> Timestamp {
    Timestamp::parse(time).unwrap()
}

fn run(started: &str) -> Run {
    Run {
        origin: "fetch".into(),
        tool_version: "1.2.3".into(),
        caller_account: Some(PROD.into()),
        started_at: at(started),
    }
}

/// Writes a complete snapshot, and says under which id.
fn write(path: &Path, day: &str, items: Vec<Item>) -> i64 {
    let mut writer = Writer::start(path, &run(day)).unwrap();
    for page in items.chunks(3) {
        writer.put(page.to_vec()).unwrap();
    }
    writer.finish(at(day), None).unwrap()
}

fn open(path: &Path) -> StoredSnapshot {
    Store::open(path).unwrap().snapshot(Choice::Newest).unwrap()
}

fn policy(name: &str, text: &str) -> StoredPolicy {
    StoredPolicy::without_place(name, Arc::new(PolicyText::own(text)))
}

fn role(account: &str, name: &str, text: &str) -> Item {
    Item::Principal(Principal {
        arn: format!("arn:aws:iam::{account}:role/{name}").into(),
        name: name.rsplit('/').next().unwrap().into(),
        unique_id: Some(format!("AROA{}EXAMPLE", name.to_uppercase().replace('/', "")).into()),
        tags: vec![("team".into(), Some("shop".into()))],
        inline: vec![policy("own", text)],
        attached: vec![AttachedPolicy { name: "P".into(), arn: managed_arn(account).into() }],
        boundary: Some("arn:aws:iam::aws:policy/ReadOnlyAccess".into()),
        kind: PrincipalKind::Role { trust: Some(policy("trust policy", "{\"trust\": 1}")) },
    })
}

fn managed_arn(account: &str) -> String {
    format!("arn:aws:iam::{account}:policy/P")
}

fn managed(arn: &str, text: Option<&str>) -> Item {
    Item::Policy(ManagedPolicy {
        arn: arn.into(),
        version: Some("v2".into()),
        document: text.map(|text| policy("P", text)),
    })
}

fn group(account: &str, name: &str) -> Item {
    Item::Group(Group {
        arn: format!("arn:aws:iam::{account}:group/{name}").into(),
        name: name.into(),
        inline: vec![policy("of-group", ALLOW)],
        attached: Vec::new(),
    })
}

fn user(account: &str, name: &str, groups: &[&str]) -> Item {
    Item::Principal(Principal {
        arn: format!("arn:aws:iam::{account}:user/{name}").into(),
        name: name.into(),
        unique_id: None,
        tags: vec![("b".into(), Some("\u{1F600}\"\\".into())), ("a".into(), None)],
        inline: Vec::new(),
        attached: Vec::new(),
        boundary: None,
        kind: PrincipalKind::User { groups: groups.iter().map(|&group| group.into()).collect() },
    })
}

fn resource(arn: &str, account: &str, details: ResourceDetails) -> Item {
    Item::Resource(CollectedResource {
        arn: arn.into(),
        account: account.into(),
        policy: Collected::Known(Some(policy("on it", "{\n}\n"))),
        tags: Some(vec![("k".into(), Some("v".into()))]),
        details,
    })
}

fn unit(account: &str, region: &str, service: &str) -> Unit {
    let filled = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Into::into);
    Unit { account: filled(account), region: filled(region), service: service.into() }
}

fn bucket() -> Item {
    let details = BucketDetails {
        object_ownership: Some("ObjectWriter".into()),
        public_access_block: Collected::Known(Some(PublicAccessBlock {
            restrict_public_buckets: true,
            ..PublicAccessBlock::default()
        })),
    };
    resource("arn:aws:s3:::acme-raw", DATA, ResourceDetails::Bucket(details))
}

fn key() -> Item {
    let grant = Grant {
        id: "g".into(),
        grantee: "arn:aws:iam::111122223333:role/deploy".into(),
        retiring: None,
        operations: vec!["Decrypt".into()],
        constrained: true,
    };
    let details = KeyDetails { aliases: vec!["alias/orders".into()], grants: Collected::Known(vec![grant]) };
    resource("arn:aws:kms:eu-west-1:444455556666:key/1234", DATA, ResourceDetails::Key(details))
}

fn endpoint() -> Item {
    let details = EndpointDetails {
        id: "vpce-0example1".into(),
        endpoint_type: Some(EndpointType::Gateway),
        service: Some("com.amazonaws.eu-west-1.s3".into()),
        vpc: None,
    };
    let arn = "arn:aws:ec2:eu-west-1:444455556666:vpc-endpoint/vpce-0example1";
    resource(arn, DATA, ResourceDetails::Endpoint(details))
}

fn node(id: &str, kind: NodeKind, parent: Option<&str>, scps: &[&str]) -> OrgNode {
    OrgNode {
        id: id.into(),
        kind,
        name: Some(format!("name-of-{id}").into()),
        parent: parent.map(Into::into),
        scps: Collected::Known(scps.iter().map(|&id| id.into()).collect()),
        rcps: Collected::NotCollected,
    }
}

fn organization() -> Organization {
    let nodes = [
        node("r-1", NodeKind::Root, None, &["p-FullAWSAccess"]),
        node("ou-1", NodeKind::Unit, Some("r-1"), &["p-FullAWSAccess", "p-one"]),
        node("ou-2", NodeKind::Unit, Some("r-1"), &["p-two"]),
        node(PROD, NodeKind::Account, Some("ou-1"), &[]),
        node(DATA, NodeKind::Account, Some("ou-2"), &[]),
    ];
    let of = |id: &str, document| OrgPolicy {
        id: id.into(),
        arn: Some(format!("arn:aws:organizations::1:policy/{id}").into()),
        kind: OrgPolicyKind::Scp,
        name: format!("name of {id}").into(),
        document,
    };
    let policies = [
        of("p-FullAWSAccess", Some(policy("FullAWSAccess", ALLOW))),
        of("p-one", Some(policy("one", "{\"one\": 1}"))),
        of("p-two", Some(policy("two", "{\"two\": 2}"))),
        of("p-lost", None),
    ];
    Organization {
        id: "o-1".into(),
        management_account: Some("999999999999".into()),
        scps_enabled: Collected::Known(true),
        rcps_enabled: Collected::NotCollected,
        nodes: nodes.into_iter().map(|node| (node.id.clone(), node)).collect(),
        policies: policies.into_iter().map(|policy| (policy.id.clone(), policy)).collect(),
        delegated_administrators: vec![DelegatedAdministrator {
            account: DATA.into(),
            services: vec!["guardduty.amazonaws.com".into()],
        }],
        resource_policy: Collected::Known(None),
    }
}

fn gap() -> Gap {
    Gap {
        unit: unit(DATA, "", "s3"),
        operation: "GetBucketPolicy".into(),
        resource: Some("arn:aws:s3:::acme-raw".into()),
        error_code: Some("AccessDenied".into()),
        request_id: Some("EXAMPLE1".into()),
    }
}

/// Two accounts with one of everything, and names that are hard to keep.
fn acme() -> Vec<Item> {
    vec![
        Item::Organization(Box::new(Some(organization()))),
        Item::Account(AccountFacts {
            public_access_block: Collected::Known(None),
            ..AccountFacts::new(DATA)
        }),
        Item::Account(AccountFacts { allow_change_password: Truth::False, ..AccountFacts::new(PROD) }),
        managed(&managed_arn(PROD), Some(ALLOW)),
        managed("arn:aws:iam::aws:policy/ReadOnlyAccess", Some("{\"read\": 1}")),
        managed("arn:aws:iam::444455556666:policy/NoText", None),
        group(PROD, "Engineers"),
        role(PROD, "team/deploy", ALLOW),
        role(DATA, "deploy", "\u{feff}%7B%22percent%22%3A1%7D"),
        role(DATA, "it's \"odd\"\u{202e}\0', %", "no policy.json"),
        user(PROD, "ann", &["engineers", "nobody"]),
        bucket(),
        key(),
        endpoint(),
        Item::Resource(CollectedResource {
            arn: "arn:aws:sqs:eu-west-1:111122223333:orders".into(),
            account: PROD.into(),
            policy: Collected::NotCollected,
            tags: None,
            details: ResourceDetails::Plain,
        }),
        Item::Resource(CollectedResource {
            arn: "arn:aws:iam::111122223333:oidc-provider/token.example.com".into(),
            account: PROD.into(),
            policy: Collected::Known(None),
            tags: Some(Vec::new()),
            details: ResourceDetails::OidcProvider { client_ids: vec!["sts.amazonaws.com".into()] },
        }),
        Item::Coverage(unit(PROD, "", "iam"), CoverageState::Collected),
        Item::Coverage(unit(DATA, "", "s3"), CoverageState::Partial),
        Item::Coverage(unit(DATA, "eu-west-1", "kms"), CoverageState::Refused),
        Item::Coverage(unit("", "", "organizations"), CoverageState::Collected),
        Item::Gap(gap()),
        Item::Gap(gap()),
    ]
}

fn load(path: &Path, wanted: &Wanted) -> iamdiag_snapshot::Snapshot {
    open(path).load(wanted).unwrap()
}
