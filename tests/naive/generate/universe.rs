//! The small world that requests are made of: who, what, on which resource.

use super::{Profile, Rng};

pub const A: &str = "111111111111";
pub const B: &str = "222222222222";

/// What one request is about, and what follows for its policies.
#[derive(Clone, Debug)]
pub struct Scene {
    pub profile: Profile,
    /// `user`, `session`, `role`, `federated`, `root`, `service`, `anonymous`, `provider`.
    pub kind: &'static str,
    pub principal: String,
    /// The role of a session (else the caller).
    pub role_arn: String,
    pub has_account: bool,
    pub service_linked: bool,
    pub action: String,
    pub service: String,
    pub resource: String,
    pub resource_account: String,
    pub cross: bool,
    pub trust: bool,
    pub resource_policy: bool,
    pub endpoint: bool,
    pub gateway: bool,
    /// The condition keys that this request is about.
    pub keys: Vec<&'static str>,
}

pub fn user(name: &str) -> String {
    format!("arn:aws:iam::{A}:user/{name}")
}

/// (action, resource, may the resource be in the other account); `{}` is the account.
const ACTIONS: &[(&str, &str, bool)] = &[
    ("s3:GetObject", "arn:aws:s3:::b/home/u/x", true),
    ("s3:GetObject", "arn:aws:s3:::b/home/red/k:1", true),
    ("s3:PutObject", "arn:aws:s3:::b/home/blue/y", true),
    ("s3:GetObject", "arn:aws:s3:::b/*", true),
    ("s3:ListBucket", "arn:aws:s3:::b", true),
    ("s3:DeleteBucketPolicy", "arn:aws:s3:::b", true),
    ("s3:ListAllMyBuckets", "*", false),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:{}:q", true),
    ("sqs:TagQueue", "arn:aws:sqs:eu-west-1:{}:q", true),
    ("sqs:ListQueues", "*", false),
    ("sns:Publish", "arn:aws:sns:eu-west-1:{}:topic", true),
    ("sns:ListTopics", "*", false),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:{}:key/k-1", true),
    ("kms:DescribeKey", "arn:aws:kms:eu-west-1:{}:key/k-1", true),
    ("kms:ScheduleKeyDeletion", "arn:aws:kms:eu-west-1:{}:key/k-1", true),
    ("kms:ListKeys", "*", false),
    ("kms:ListAliases", "*", false),
    ("ec2:StartInstances", "arn:aws:ec2:eu-west-1:{}:instance/i-1", true),
    ("ec2:DescribeInstances", "*", false),
    ("iam:GetRole", "arn:aws:iam::{}:role/R", false),
    ("iam:PassRole", "arn:aws:iam::{}:role/R", true),
    ("iam:ListRoles", "*", false),
    ("iam:ChangePassword", "arn:aws:iam::{}:user/u", false),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/T", true),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/team/Q", true),
    ("sts:GetCallerIdentity", "*", false),
    ("sts:GetSessionToken", "*", false),
    ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:{}:table/T", true),
    ("dynamodb:ListTables", "*", false),
    ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:{}:function:f", true),
    ("lambda:ListFunctions", "*", false),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:{}:secret:s-1", true),
    ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:{}:log-group:g:log-stream:s", true),
];

/// The condition keys that policies speak of.
pub const KEYS: &[&str] = &[
    "aws:PrincipalTag/team",
    "aws:PrincipalTag/blob",
    "aws:ResourceTag/env",
    "aws:RequestTag/Env",
    "aws:TagKeys",
    "aws:RequestedRegion",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:ResourceOrgID",
    "aws:PrincipalAccount",
    "aws:ResourceAccount",
    "aws:username",
    "aws:userid",
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:SourceIp",
    "aws:SourceVpce",
    "aws:SourceVpc",
    "aws:SecureTransport",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:TokenIssueTime",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:CalledVia",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceIdentity",
    "s3:prefix",
    "s3:max-keys",
    "sts:ExternalId",
    "kms:ViaService",
    "dynamodb:LeadingKeys",
];

/// The caller: kind, ARN or name, role ARN.
fn caller(rng: &mut Rng, profile: Profile) -> (&'static str, String, String) {
    let role = |name: &str| format!("arn:aws:iam::{A}:role/{name}");
    let session = |role: &str, s: &str| format!("arn:aws:sts::{A}:assumed-role/{role}/{s}");
    match rng.below(100) {
        0..=21 => ("user", user("u"), String::new()),
        22..=27 => ("user", user("team/v"), String::new()),
        28..=50 => ("session", session("R", &rng.word(&["s", "t"])), role("R")),
        51..=58 => ("session", session("Q", "s"), role("team/Q")),
        59..=68 => ("federated", format!("arn:aws:sts::{A}:federated-user/f"), String::new()),
        69..=77 => ("root", format!("arn:aws:iam::{A}:root"), String::new()),
        78..=85 => ("service", rng.word(&["sns.amazonaws.com", "events.amazonaws.com"]), String::new()),
        86..=91 => ("anonymous", "anonymous".to_string(), String::new()),
        92..=95 => ("provider", format!("arn:aws:iam::{A}:oidc-provider/token.example.com"), String::new()),
        96 | 97 if profile.unknowns => ("role", role("R"), role("R")),
        98 if profile.rare => {
            let linked = "AWSServiceRoleForElasticLoadBalancing";
            let path = "aws-service-role/elasticloadbalancing.amazonaws.com";
            ("session", session(linked, "s"), role(&format!("{path}/{linked}")))
        }
        99 if profile.rare => ("user", format!("arn:aws-us-gov:iam::{A}:user/u"), String::new()),
        _ => ("user", user("u"), String::new()),
    }
}

/// Choose the caller, the action and the resource, so that they can go together.
pub fn scene(rng: &mut Rng, profile: Profile) -> Scene {
    let (kind, principal, role_arn) = caller(rng, profile);
    let has_account = !matches!(kind, "service" | "anonymous" | "provider");
    let (action, resource, elsewhere) = loop {
        let (action, resource, elsewhere) = *rng.pick(ACTIONS);
        let service = action.split(':').next().unwrap_or_default();
        let fits = match kind {
            "provider" => break ("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::{}:role/T", false),
            "anonymous" => matches!(service, "s3" | "sqs" | "sns" | "lambda") && resource != "*",
            "service" => !matches!(service, "iam" | "ec2") && resource != "*",
            "federated" => action != "iam:PassRole",
            _ => true,
        };
        let only_own = matches!(action, "s3:DeleteBucketPolicy" | "sqs:TagQueue" | "kms:ScheduleKeyDeletion");
        // What no policy can allow (`structure`) is asked now and then only.
        let hopeless = match kind {
            "federated" => matches!(service, "iam" | "sts") && action != "sts:GetCallerIdentity",
            "root" => action == "sts:AssumeRole",
            "user" => false,
            _ => action == "sts:GetSessionToken",
        };
        if fits && (has_account || !only_own) && (!hopeless || rng.chance(10)) {
            break (action, resource, elsewhere);
        }
    };
    let own = matches!(
        action,
        "s3:DeleteBucketPolicy" | "sqs:TagQueue" | "kms:ScheduleKeyDeletion" | "iam:PassRole"
    );
    let cross = elsewhere && has_account && rng.chance(if own { 5 } else { 35 });
    let resource_account = if cross { B } else { A };
    let service = action.split(':').next().unwrap_or_default();
    let spelled = if rng.chance(6) { action.to_ascii_lowercase() } else { action.to_string() };
    let supports_endpoint =
        matches!(service, "s3" | "sqs" | "sns" | "kms" | "dynamodb" | "secretsmanager" | "logs");
    let endpoint = supports_endpoint && !matches!(kind, "service" | "provider") && rng.chance(15);
    let trust = action.starts_with("sts:AssumeRole");
    let mut keys = Vec::new();
    for _ in 0..4 {
        keys.push(*rng.pick(KEYS));
    }
    Scene {
        profile,
        kind,
        service_linked: role_arn.contains("/aws-service-role/"),
        role_arn: if role_arn.is_empty() { principal.clone() } else { role_arn },
        principal,
        has_account,
        action: spelled,
        service: service.to_string(),
        resource: resource.replace("{}", resource_account),
        resource_account: resource_account.to_string(),
        cross,
        trust,
        resource_policy: trust || (!matches!(service, "ec2" | "iam" | "sts") && resource != "*"),
        endpoint,
        gateway: endpoint && matches!(service, "s3" | "dynamodb") && rng.chance(50),
        keys,
    }
}
