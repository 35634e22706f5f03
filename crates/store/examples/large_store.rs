//! Writes a store of a large organization, to measure with: `large_store PATH ACCOUNTS PRINCIPALS`, principals in each account.
//!
//! Nine of ten principals are roles. Policies are shared as in real organizations: trust policies and most managed policies are a
//! few texts, a fifth of the roles have a policy of their own. A second run adds a snapshot in which nothing changed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program for developers")]

use iamdiag_evaluator::{Collected, Truth};
use iamdiag_policy::condition::Timestamp;
use iamdiag_snapshot::{
    AccountFacts, AttachedPolicy, BucketDetails, CollectedResource, CoverageState, Group, Item,
    ManagedPolicy, NodeKind, OrgNode, OrgPolicy, OrgPolicyKind, Organization, PolicyText, Principal,
    PrincipalKind, ResourceDetails, Sink, StoredPolicy, Unit,
};
use iamdiag_store::{Run, StoreError, Writer};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// How many accounts an organizational unit has.
const IN_UNIT: usize = 20;
/// How many resources an account has for each of its principals, in percent.
const RESOURCES: usize = 20;
const REGIONS: [&str; 17] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "ap-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "sa-east-1",
];
const SERVICES: [&str; 8] = ["kms", "sqs", "sns", "lambda", "secretsmanager", "ecr", "dynamodb", "ec2"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |text: &String| text.parse::<usize>().ok();
    let (path, accounts, principals) = match arguments.as_slice() {
        [path, accounts, principals] => (Path::new(path), number(accounts), number(principals)),
        _ => (Path::new(""), None, None),
    };
    let (Some(accounts), Some(principals)) = (accounts, principals) else {
        eprintln!("usage: large_store PATH ACCOUNTS PRINCIPALS");
        return ExitCode::from(2);
    };
    let started = Instant::now();
    match write(path, accounts, principals) {
        Ok(id) => {
            println!("snapshot {id}: {} principals in {:.1?}", accounts * principals, started.elapsed());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(path: &Path, accounts: usize, principals: usize) -> Result<i64, StoreError> {
    let now = Timestamp::from_millis(1_795_000_000_000);
    let run = Run { origin: "fetch".into(), tool_version: "0".into(), caller_account: None, started_at: now };
    let mut writer = Writer::start(path, &run)?;
    let texts = Texts::new();
    writer.put(vec![Item::Organization(Box::new(Some(organization(accounts)))), aws_policy(&texts)])?;
    for at in 0..accounts {
        let items = account(at, principals, &texts);
        for page in items.chunks(500) {
            writer.put(page.to_vec())?;
        }
    }
    writer.finish(now, None)
}

/// Twelve digits.
fn id(account: usize) -> String {
    format!("{:012}", 100_000_000_000 + account)
}

/// Texts that many share.
struct Texts {
    trust: Vec<Arc<PolicyText>>,
    shared: Vec<Arc<PolicyText>>,
}

impl Texts {
    fn new() -> Self {
        let trust = |at| {
            format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"service-{at}.amazonaws.com"}},"Action":"sts:AssumeRole"}}]}}"#
            )
        };
        let texts =
            |number: usize, of: &dyn Fn(usize) -> String| (0..number).map(|at| text(of(at))).collect();
        Self { trust: texts(20, &trust), shared: texts(50, &|at| statements(&format!("shared-{at}"), 12)) }
    }

    fn of(texts: &[Arc<PolicyText>], at: usize) -> Arc<PolicyText> {
        texts.get(at % texts.len().max(1)).cloned().unwrap_or_else(|| text(String::new()))
    }
}

fn text(text: String) -> Arc<PolicyText> {
    Arc::new(PolicyText::own(text))
}

fn statements(name: &str, number: usize) -> String {
    let one = |at| {
        format!(
            r#"{{"Sid":"S{at}","Effect":"Allow","Action":["s3:Get*","s3:List*","sqs:SendMessage"],"Resource":["arn:aws:s3:::{name}-{at}","arn:aws:s3:::{name}-{at}/*"]}}"#
        )
    };
    let all: Vec<String> = (0..number).map(one).collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, all.join(","))
}

fn stored(name: &str, text: Arc<PolicyText>) -> StoredPolicy {
    StoredPolicy::without_place(name, text)
}

const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

fn aws_policy(texts: &Texts) -> Item {
    let document = Some(stored("ReadOnlyAccess", Texts::of(&texts.shared, 0)));
    Item::Policy(ManagedPolicy { arn: READ_ONLY.into(), version: Some("v1".into()), document })
}

fn account(at: usize, principals: usize, texts: &Texts) -> Vec<Item> {
    let id = id(at);
    let mut items = vec![Item::Account(AccountFacts {
        name: Some(format!("acme-{at}").into()),
        public_access_block: Collected::Known(None),
        allow_change_password: Truth::True,
        ..AccountFacts::new(&*id)
    })];
    for policy in 0..5 {
        let document = Some(stored(&format!("policy-{policy}"), Texts::of(&texts.shared, at + policy)));
        let arn = policy_arn(&id, policy).into();
        items.push(Item::Policy(ManagedPolicy { arn, version: Some("v3".into()), document }));
        items.push(Item::Group(Group {
            arn: format!("arn:aws:iam::{id}:group/group-{policy}").into(),
            name: format!("group-{policy}").into(),
            inline: Vec::new(),
            attached: vec![attached(&id, policy)],
        }));
    }
    items.extend((0..principals).map(|number| principal(&id, number, texts)));
    items.extend((0..principals * RESOURCES / 100).map(|number| bucket(&id, number)));
    items.push(Item::Coverage(unit(&id, None, "iam"), CoverageState::Collected));
    items.push(Item::Coverage(unit(&id, None, "s3"), CoverageState::Collected));
    let of_regions = REGIONS.iter().flat_map(|region| SERVICES.map(|service| (region, service)));
    items.extend(
        of_regions
            .map(|(region, service)| Item::Coverage(unit(&id, Some(region), service), CoverageState::Empty)),
    );
    items
}

fn unit(account: &str, region: Option<&str>, service: &str) -> Unit {
    Unit { account: Some(account.into()), region: region.map(Into::into), service: service.into() }
}

fn policy_arn(id: &str, policy: usize) -> String {
    format!("arn:aws:iam::{id}:policy/policy-{policy}")
}

fn attached(id: &str, policy: usize) -> AttachedPolicy {
    AttachedPolicy { name: format!("policy-{policy}").into(), arn: policy_arn(id, policy).into() }
}

fn principal(id: &str, number: usize, texts: &Texts) -> Item {
    let is_user = number % 10 == 9;
    let (word, prefix) = if is_user { ("user", "AIDA") } else { ("role", "AROA") };
    let name = format!("{}-{number}", if is_user { "person" } else { "application" });
    let own = number.is_multiple_of(5).then(|| stored("own", text(statements(&format!("{id}-{number}"), 3))));
    let kind = if is_user {
        PrincipalKind::User { groups: vec![format!("group-{}", number / 10 % 5).into()] }
    } else {
        PrincipalKind::Role { trust: Some(stored("trust policy", Texts::of(&texts.trust, number))) }
    };
    Item::Principal(Principal {
        arn: format!("arn:aws:iam::{id}:{word}/team-{}/{name}", number % 30).into(),
        name: name.into(),
        unique_id: Some(format!("{prefix}{id}{number:06}").into()),
        tags: vec![("team".into(), Some(format!("team-{}", number % 30).into()))],
        inline: own.into_iter().collect(),
        attached: vec![
            attached(id, number % 5),
            AttachedPolicy { name: "ReadOnlyAccess".into(), arn: READ_ONLY.into() },
        ],
        boundary: number.is_multiple_of(4).then(|| policy_arn(id, 4).into()),
        kind,
    })
}

fn bucket(id: &str, number: usize) -> Item {
    let name = format!("acme-{id}-{number}");
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}"#
    );
    Item::Resource(CollectedResource {
        arn: format!("arn:aws:s3:::{name}").into(),
        account: id.into(),
        policy: Collected::Known(Some(stored("bucket policy", text(policy)))),
        tags: Some(vec![("owner".into(), Some("acme".into()))]),
        details: ResourceDetails::Bucket(BucketDetails {
            object_ownership: Some("BucketOwnerEnforced".into()),
            public_access_block: Collected::Known(None),
        }),
    })
}

fn organization(accounts: usize) -> Organization {
    let node = |id: String, kind, name: &str, parent: Option<String>, scps: &[String]| OrgNode {
        id: id.into(),
        kind,
        name: Some(name.into()),
        parent: parent.map(Into::into),
        scps: Collected::Known(scps.iter().map(|id| id.as_str().into()).collect()),
        rcps: Collected::Known(Vec::new()),
    };
    let unit = |number: usize| format!("ou-acme-{number:08}");
    let scp = |number: usize| format!("p-{number:08}");
    let units = accounts.div_ceil(IN_UNIT);
    let mut nodes = vec![node("r-acme".into(), NodeKind::Root, "Root", None, &[scp(0)])];
    nodes.extend((0..units).map(|number| {
        node(
            unit(number),
            NodeKind::Unit,
            &format!("unit-{number}"),
            Some("r-acme".into()),
            &[scp(0), scp(number)],
        )
    }));
    nodes.extend((0..accounts).map(|at| {
        let name = format!("acme-{at}");
        node(id(at), NodeKind::Account, &name, Some(unit(at / IN_UNIT)), &[scp(0)])
    }));
    let policies = (0..units.max(1)).map(|number| {
        let statement = if number == 0 {
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#.to_owned()
        } else {
            format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::*:role/protected-{number}"}}]}}"#)
        };
        OrgPolicy {
            id: scp(number).into(),
            arn: None,
            kind: OrgPolicyKind::Scp,
            name: format!("scp-{number}").into(),
            document: Some(stored(&format!("scp-{number}"), text(statement))),
        }
    });
    Organization {
        id: "o-acmeexample".into(),
        management_account: Some(id(0).into()),
        scps_enabled: Collected::Known(true),
        rcps_enabled: Collected::Known(false),
        nodes: nodes.into_iter().map(|node| (node.id.clone(), node)).collect(),
        policies: policies.map(|policy| (policy.id.clone(), policy)).collect(),
        delegated_administrators: Vec::new(),
        resource_policy: Collected::Known(None),
    }
}
