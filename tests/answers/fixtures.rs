//! A small set of answers that every renderer is held to.

use iamdiag_catalog::Catalog;
use iamdiag_diagnosis::{Answer, Examined, checks, diagnose};
use iamdiag_evaluator::{Caller, KeyState, Layer, Owner, Prepared, Request, Resource, evaluate};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ActionName, ConditionKey};
use iamdiag_snapshot::{AbsentLayers, Given, read_authorization_details};

/// A question over one role with one inline policy.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) policy: &'static str,
    pub(crate) statements: String,
    pub(crate) action: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) context: Vec<(&'static str, KeyState)>,
    /// The layers that do not exist.
    pub(crate) absent: Vec<Layer>,
}

impl Case {
    pub(crate) fn new(name: &'static str, statements: impl Into<String>) -> Self {
        Self {
            name,
            file: "iam.json",
            policy: "data-access",
            statements: statements.into(),
            action: "s3:GetObject",
            resource: "arn:aws:s3:::acme-raw/2026/11/a.parquet",
            context: Vec::new(),
            absent: AbsentLayers::CHOICES.to_vec(),
        }
    }

    pub(crate) fn with(mut self, key: &'static str, state: KeyState) -> Self {
        self.context.push((key, state));
        self
    }

    /// The answer, as `iamdiag why` comes to it.
    pub(crate) fn answer(&self) -> Answer {
        let role = "arn:aws:iam::111122223333:role/etl/etl-runner";
        let text = format!(
            r#"{{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{{
 "Arn": "{role}", "RoleName": "etl-runner", "Path": "/etl/", "RoleId": "AROAEXAMPLE0000000001",
 "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": []}},
 "Tags": [{{"Key": "team", "Value": "platform"}}],
 "RolePolicyList": [{{"PolicyName": {name}, "PolicyDocument": {{
  "Version": "2012-10-17",
  "Statement": [
{statements}
  ]}}}}]}}]}}"#,
            name = serde_json::to_string(self.policy).unwrap(),
            statements = self.statements,
        );
        let snapshot = read_authorization_details(text.into_bytes(), self.file).unwrap();
        let catalog = Catalog::embedded();
        let caller = Caller::parse(role, false).unwrap();
        let action = ActionName::parse(self.action).unwrap();
        let resource = Resource::parse(self.resource).unwrap();
        let mut request = Request::new(caller, action, resource, Timestamp::from_millis(1_764_000_000_000));
        request.context =
            self.context.iter().map(|(key, state)| (ConditionKey::new(key), state.clone())).collect();
        request.resource_account = Some(Owner::Account("111122223333".into()));
        let given = Given { absent: self.absent.iter().copied().collect(), ..Given::default() };
        snapshot.fill_in(&mut request, &given);
        let examined: Vec<Examined> = checks(&request, catalog)
            .into_iter()
            .map(|check| {
                let gathered = snapshot.evidence(&check.request, &given, catalog);
                let prepared = Prepared::new(&check.request, gathered.evidence.endpoint.as_ref(), catalog);
                let evaluation = evaluate(&prepared, &gathered.evidence);
                Examined { check, gathered, evaluation }
            })
            .collect();
        diagnose(&request, None, &examined, &snapshot, catalog)
    }
}

/// Text that tries to move the cursor, turn the direction of writing, and be markup in every format.
pub(crate) const NASTY: &str =
    "\u{1b}[31m\n# <img src=x onerror=alert(1)> \u{202e}|`*_@all \u{200f}é日本 www.example.com";

/// The answers.
pub(crate) fn all() -> Vec<Case> {
    vec![explicit_deny(), implicit_deny(), depends(), missing_data(), allowed(), several(), nasty()]
}

fn explicit_deny() -> Case {
    let statements = r#"   {
    "Sid": "ReadAll",
    "Effect": "Allow",
    "Action": "s3:*",
    "Resource": "*"
   },
   {
    "Sid": "OnlyOurNetworks",
    "Effect": "Deny",
    "Action": ["s3:Put*", "s3:Get*"],
    "Resource": "arn:aws:s3:::acme-*/*",
    "Condition": {
     "NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]},
     "StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-0example1"}
    }
   }"#;
    Case::new("explicit-deny", statements).with("aws:SourceIp", KeyState::scalar("203.0.113.7"))
}

fn implicit_deny() -> Case {
    let statements = r#"   {
    "Sid": "ReadRaw",
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": "arn:aws:s3:::acme-raw"
   },
   {
    "Sid": "ReadTeam",
    "Effect": "Allow",
    "Action": "s3:Get*",
    "Resource": "arn:aws:s3:::acme-raw/*",
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": "Platform"}}
   },
   {
    "Sid": "ReadCurated",
    "Effect": "Allow",
    "Action": "s3:Get*",
    "Resource": "arn:aws:s3:::acme-raw/2025/*"
   },
   {
    "Sid": "WriteElsewhere",
    "Effect": "Allow",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::acme-raw/2026/11/b.parquet",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}
   }"#;
    Case::new("implicit-deny", statements)
}

fn depends() -> Case {
    let statements = r#"   {
    "Effect": "Allow",
    "Action": "s3:Get*",
    "Resource": "*",
    "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
   },
   {
    "Sid": "NoSharing",
    "Effect": "Deny",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": "${aws:PrincipalTag/region, 'eu-west-1'}"}}
   }"#;
    Case::new("depends", statements)
        .with("aws:SourceIp", KeyState::unknown())
        .with("aws:RequestedRegion", KeyState::unknown())
}

fn missing_data() -> Case {
    let statements = r#"   {
    "NotAction": "iam:*",
    "Effect": "Allow",
    "NotResource": "arn:aws:s3:::acme-secret/*"
   }"#;
    let mut case = Case::new("missing-data", statements);
    case.absent = vec![Layer::Rcp];
    case
}

fn allowed() -> Case {
    let statements = r#"   {
    "Sid": "ReadOwn",
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::acme-*/${aws:PrincipalTag/team}/*",
    "Condition": {
     "StringLike": {"aws:PrincipalTag/team": ["data", "plat*"]},
     "StringNotEquals": {"aws:SourceVpce": "vpce-0example1"},
     "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}
    }
   }"#;
    let mut case = Case::new("allowed", statements);
    case.resource = "arn:aws:s3:::acme-raw/platform/a.parquet";
    case
}

/// A resource that was not told, and a key that nobody knows.
fn several() -> Case {
    let statements = r#"   {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
   {"Effect": "Allow", "Action": ["dynamodb:Query"], "Resource": "arn:aws:dynamodb:*:*:table/*"}"#;
    let mut case = Case::new("several", statements);
    case.action = "dynamodb:Query";
    case.resource = "*";
    case.with("aws:NoSuchKey", KeyState::scalar("x"))
}

fn nasty() -> Case {
    let text = serde_json::to_string(NASTY).unwrap();
    // Raw in the file where JSON allows it.
    let text = text.replace("\\u202e", "\u{202e}").replace("\\u200f", "\u{200f}");
    let inner = text.trim_matches('"').to_owned();
    let statements = format!(
        r#"   {{
    "Sid": {text},
    "Effect": "Deny",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::acme-raw/*", "arn:aws:s3:::{inner}"],
    "Condition": {{"StringNotEquals": {{"aws:PrincipalTag/{inner}": {text}}}}}
   }}"#
    );
    let mut case = Case::new("nasty", statements);
    case.file = NASTY;
    case.policy = NASTY;
    case
}
