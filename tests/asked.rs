//! What is asked: a resource that was not told, or told by a pattern; operations and providers for actions and callers; input that
//! contradicts itself or the data. No answer is surer than the question.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod console;
mod small;

use serde_json::{Value, json};
use small::{OTHER, OWN, iam};

/// A data directory. `u` is a user and `r` a role of the first account, in no organization.
struct Data(small::Data);

impl Data {
    /// `u` and `r` have this policy; nothing was collected of resources.
    fn new(statements: Value) -> Self {
        let policy = json!([{"PolicyName": "p", "PolicyDocument": policy(&statements)}]);
        let trust = policy_of_trust("AWS", &format!("arn:aws:iam::{OWN}:root"), "sts:AssumeRole");
        let user = json!({"Arn": format!("arn:aws:iam::{OWN}:user/u"), "UserName": "u", "UserId": "AIDAEXAMPLEU00000001",
            "UserPolicyList": policy});
        let role = json!({"Arn": format!("arn:aws:iam::{OWN}:role/r"), "RoleName": "r", "RoleId": "AROAEXAMPLER00000001",
            "AssumeRolePolicyDocument": trust, "RolePolicyList": policy});
        Self(small::Data(Vec::new()))
            .with("organization.json", json!({"organization": null}))
            .with(&format!("accounts/{OWN}/iam.json"), iam(&[user], &[role]))
    }

    /// What an account has, completely.
    fn resources(self, account: &str, resources: Value) -> Self {
        self.with(&format!("accounts/{account}/resources.json"), json!({"resources": resources}))
    }

    fn with(self, path: &str, file: Value) -> Self {
        Self(self.0.with(path, file))
    }

    /// The exit code, and what is printed, in one line.
    #[track_caller]
    fn ask(&self, name: &str, question: &str) -> (i32, String) {
        let question: Vec<&str> = question.split_whitespace().collect();
        let (code, said) = self.0.ask(&format!("asked-{name}"), &question);
        (code, said.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Asks, and looks for every text.
    #[track_caller]
    fn check(&self, name: &str, question: &str, exit: i32, said: &[&str]) -> String {
        let (code, text) = self.ask(name, question);
        assert_eq!(code, exit, "{question}\n{text}");
        for said in said {
            assert!(text.contains(said), "{question}: expected `{said}`\n{text}");
        }
        text
    }
}

fn policy(statements: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn policy_of_trust(kind: &str, who: &str, action: &str) -> Value {
    policy(&json!([{"Effect": "Allow", "Principal": {kind: who}, "Action": action}]))
}

fn everything() -> Value {
    json!({"Effect": "Allow", "Action": "*", "Resource": "*"})
}

/// R21: the resource is one of the caller's account, and the answer speaks of no other.
#[test]
fn a_resource_that_was_not_told_is_the_callers_accounts() {
    let aws = json!({"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::aws:policy/*"});
    let data = Data::new(json!([everything(), aws]));
    let assumed = format!("the resource is account {OWN}'s (--resource-account ID, or name the resource)");
    let every = format!("ALLOWED iam:GetPolicy for user/u on every policy of account {OWN}:");
    data.check("own", "u iam:GetPolicy", 0, &[&every, &assumed]);
    data.check("own", "u iam:GetPolicy arn:aws:iam::aws:policy/ReadOnlyAccess", 1, &[]);
    let strictly = data.check("own", "u iam:GetPolicy --strict", 4, &["which account owns the resource"]);
    assert!(!strictly.contains(&assumed), "{strictly}");

    let data =
        Data::new(json!([{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::aws:policy/*"}]));
    let any = format!("DENIED implicit deny of iam:GetPolicy for user/u on any policy of account {OWN}:");
    data.check("others", "u iam:GetPolicy", 1, &[&any, &assumed]);
    data.check("others", "u iam:GetPolicy arn:aws:iam::aws:policy/ReadOnlyAccess", 0, &[]);
}

/// X10: a role always has a trust policy, and nobody is told to say that there is none.
#[test]
fn no_hint_makes_an_answer_wrong() {
    let role = format!("arn:aws:iam::{OTHER}:role/reader");
    let data = Data::new(json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role}]));
    let any = format!("DEPENDS on any role of account {OWN}: ");
    let untold = data.check("role", "u sts:AssumeRole", 4, &[&any, "not collected name the resource's ARN"]);
    assert!(!untold.contains("--assume-absent"), "{untold}");
    let told = data.check("role", &format!("u sts:AssumeRole {role}"), 4, &["--resource-policy FILE"]);
    assert!(!told.contains("--assume-absent resource"), "{told}");
}

/// R12: AWS takes an ARN literally, and nobody who writes `*` means a resource of that name.
#[test]
fn wildcards_stand_for_the_resources_that_are_like_them() {
    let secret = json!({"Sid": "Secret", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::mine/secret/*"});
    let prod = json!({"Sid": "Prod", "Effect": "Deny", "Action": "dynamodb:DeleteTable",
        "Resource": "arn:aws:dynamodb:*:*:table/prod-*"});
    let launch =
        json!({"Sid": "Launch", "Effect": "Deny", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:*/i-1"});
    let bucket = json!({"arn": "arn:aws:s3:::mine", "object_ownership": "BucketOwnerEnforced"});
    let data = Data::new(json!([everything(), secret, prod, launch])).resources(OWN, json!([bucket]));
    let differs = "AWS takes arn:aws:s3:::mine/* literally, and a resource of that very name is ALLOWED; what is like it may \
        not be, by Statement[1] \"Secret\" of inline policy";
    let headline = "DEPENDS allowed or denied depending on which resource it is warning:";
    let text = data.check("like", "u s3:GetObject arn:aws:s3:::mine/*", 3, &[headline, differs]);
    assert!(!text.contains("verdict"), "a table without keys: {text}");
    data.check("like", "u s3:GetObject arn:aws:s3:::mine/secret?/*", 0, &["ALLOWED s3:GetObject"]);
    data.check("like", "u s3:GetObject arn:aws:s3:::mine/secret/*", 1, &["DENIED explicit deny"]);
    // The table's policy is not known either, and that is not all.
    let table = format!("u dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:{OWN}:table/*");
    data.check(
        "like",
        &table,
        4,
        &["which resource it is", "literally; what is like it may fare otherwise, by Statement[2] \"Prod\""],
    );
    // What is about to be made has no name yet, and AWS itself asks with a `*`.
    let instance = format!("arn:aws:ec2:eu-west-1:{OWN}:instance/*");
    data.check(
        "like",
        &format!("u ec2:RunInstances {instance}"),
        0,
        &["ALLOWED ec2:RunInstances for user/u: "],
    );
    data.check("like", &format!("u ec2:StopInstances {instance}"), 3, &["Statement[3] \"Launch\""]);
    // What is denied by that very name is what AWS asks for where all resources of a type are listed.
    let data = Data::new(json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::mine/a*"}]))
        .resources(OWN, json!([bucket]));
    data.check("some", "u s3:GetObject arn:aws:s3:::mine/*", 1, &["DENIED implicit deny"]);
}

/// What an action makes is not there yet: it has no policy, and is made in the caller's account.
#[test]
fn what_is_about_to_be_made_has_no_policy() {
    let queue = format!("arn:aws:sqs:eu-west-1:{OWN}:q");
    let closed = policy(&json!([{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]));
    let data = Data::new(json!([everything()]))
        .resources(OWN, json!([{"arn": "arn:aws:s3:::mine"}, {"arn": queue, "policy": closed}]));
    let made = format!("is made in account {OWN}, and has no policy yet");
    let table = format!("u dynamodb:CreateTable arn:aws:dynamodb:eu-west-1:{OWN}:table/t");
    let function = format!("u lambda:CreateFunction arn:aws:lambda:eu-west-1:{OWN}:function:f");
    for question in ["u s3:CreateBucket arn:aws:s3:::new", "u s3:CreateBucket", &table, &function] {
        data.check("made", question, 0, &["ALLOWED", &made]);
        let strictly = data.ask("made", &format!("{question} --strict"));
        assert!(strictly.0 == 4 && !strictly.1.contains(&made), "{}", strictly.1);
    }
    // One that is there has the policy that it has.
    data.check("made", &format!("u sqs:CreateQueue {queue}"), 1, &["DENIED explicit deny"]);
    // What the action uses is there, and may have a policy.
    let backup = format!("u dynamodb:CreateBackup arn:aws:dynamodb:eu-west-1:{OWN}:table/t");
    data.check("made", &backup, 4, &["policy on the resource"]);
    let user = data.check("made", &format!("u iam:CreateUser arn:aws:iam::{OWN}:user/new"), 0, &["ALLOWED"]);
    assert!(!user.contains(&made), "{user}");
}

/// A7, X39: an operation is authorised by its action; where that are several, the question is not one.
#[test]
fn an_operation_is_answered_by_its_action() {
    let data = Data::new(json!([everything()])).resources(OWN, json!([{"arn": "arn:aws:s3:::mine"}]));
    let head = ["ALLOWED s3:GetObject for user/u", "note: s3:HeadObject is authorised by s3:GetObject"];
    data.check("operation", "u s3:HeadObject arn:aws:s3:::mine/a", 0, &head);
    let versioned = ["lambda:CreateFunction20150331 is authorised by lambda:CreateFunction"];
    data.check("operation", "u lambda:CreateFunction20150331", 0, &versioned);
    let several =
        ["error: s3:CopyObject is an operation that several actions authorise", "s3:GetObject s3:PutObject"];
    data.check("operation", "u s3:CopyObject arn:aws:s3:::mine/a", 2, &several);
    let verb = [
        "error: apigateway:CreateRestApi is an operation, which is authorised by apigateway:POST on /restapis",
    ];
    data.check("operation", "u apigateway:CreateRestApi", 2, &verb);
}

/// A6: what is in no table may not exist, and is no ALLOWED to a script. A denial of it stays one.
#[test]
fn an_action_that_nobody_knows_is_not_allowed_with_certainty() {
    let data = Data::new(json!([everything()])).resources(OWN, json!([{"arn": "arn:aws:s3:::mine"}]));
    let unheard = [
        "DEPENDS allowed or denied depending on whether AWS has such an action",
        "did you mean s3:DeleteObject?",
    ];
    data.check("unheard", "u s3:DeleteObjets arn:aws:s3:::mine/a", 3, &unheard);
    data.check("unheard", "u nosuch:Thing", 3, &unheard[..1]);
    let data = Data::new(json!([{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]))
        .resources(OWN, json!([{"arn": "arn:aws:s3:::mine"}]));
    data.check(
        "denied",
        "u s3:DeleteObjets arn:aws:s3:::mine/a",
        1,
        &["DENIED explicit deny of s3:DeleteObjets"],
    );
}

/// What is said twice in different ways is refused with both; what the caller or the data contradicts is named.
#[test]
fn contradictions_name_both_sides() {
    let data = Data::new(json!([everything()])).resources(OTHER, json!([{"arn": "arn:aws:s3:::theirs"}]));
    let region = "u ec2:DescribeVpcs --region us-east-1 --context aws:RequestedRegion=";
    let both = ["aws:RequestedRegion is told twice: `us-east-1` by --region, and `eu-central-1` as a key"];
    data.check("region", &format!("{region}eu-central-1"), 2, &both);
    data.check("region", &format!("{region}us-east-1"), 0, &["ALLOWED"]);
    let time = "u ec2:DescribeVpcs --at 2026-01-01T00:00:00Z --context aws:EpochTime=0";
    data.check("region", time, 2, &["aws:EpochTime is told twice"]);
    for misspelt in ["eu-centrl-1", "eu", "*"] {
        let said = format!("error: --region: `{misspelt}` is not the name of a region");
        data.check("region", &format!("u ec2:DescribeVpcs --region {misspelt}"), 2, &[&said]);
    }
    let queue =
        format!("u sqs:ListQueueTags arn:aws:sqs:eu-west-1:{OWN}:q --assume-absent all --region eu-west-2");
    let other = ["--region eu-west-2 is not the resource's region; aws:RequestedRegion is \"eu-west-1\""];
    data.check("region", &queue, 0, &other);

    let owner = format!("u s3:GetObject arn:aws:s3:::theirs/a --resource-account {OWN}");
    let known = format!("{OWN} is not the account of arn:aws:s3:::theirs/a");
    data.check("owner", &owner, 2, &[&known, &format!("has it from account {OTHER}")]);

    let arn = format!("arn:aws:iam::{OWN}:user/other");
    let said = format!(
        "aws:PrincipalArn was told as \"{arn}\", but by the caller it is \"arn:aws:iam::{OWN}:user/u\""
    );
    let question = format!("u ec2:DescribeVpcs --context aws:PrincipalArn={arn}");
    data.check("caller", &question, 0, &["ALLOWED as asked, but see the warning", &said]);
}

/// P14: the caller of a federated sign-in is a provider; any other word names nobody.
#[test]
fn a_provider_is_looked_up_and_never_guessed() {
    let host = "token.example.com";
    let (own, other) = (
        format!("arn:aws:iam::{OWN}:oidc-provider/{host}"),
        format!("arn:aws:iam::{OTHER}:oidc-provider/{host}"),
    );
    let trusted = |name: &str, kind: &str, provider: &str, action: &str| {
        json!({"Arn": format!("arn:aws:iam::{OWN}:role/{name}"), "RoleName": name, "RoleId": "AROAEXAMPLER00000002",
            "AssumeRolePolicyDocument": policy_of_trust(kind, provider, action), "RolePolicyList": []})
    };
    let roles = [
        trusted("web", "Federated", &own, "sts:AssumeRoleWithWebIdentity"),
        trusted(
            "saml",
            "Federated",
            &format!("arn:aws:iam::{OWN}:saml-provider/idp"),
            "sts:AssumeRoleWithSAML",
        ),
    ];
    let data = Data::new(json!([]))
        .with(&format!("accounts/{OWN}/iam.json"), iam(&[], &roles))
        .resources(OTHER, json!([{"arn": other}]));
    let named = [
        own.clone(),
        format!("oidc-provider/{host}"),
        format!("{OWN}:oidc-provider/{host}"),
        host.to_owned(),
        format!("https://{host}/"),
    ];
    for name in &named {
        let head = format!("ALLOWED sts:AssumeRoleWithWebIdentity for {own}");
        data.check("provider", &format!("{name} sts:AssumeRoleWithWebIdentity role/web"), 0, &[&head]);
    }
    // In another account than the role's only if that is said, and trusted there by nobody.
    data.check(
        "provider",
        &format!("{OTHER}:oidc-provider/{host} sts:AssumeRoleWithWebIdentity role/web"),
        1,
        &["DENIED"],
    );
    // Without a role there are two.
    let several = [format!("`{host}` stands for 2 identity providers"), other];
    let several: Vec<&str> = several.iter().map(String::as_str).collect();
    data.check("provider", &format!("{host} sts:AssumeRoleWithWebIdentity"), 2, &several);
    data.check("provider", "saml-provider/idp sts:AssumeRoleWithSAML role/saml", 0, &["ALLOWED"]);
    for (wrong, action) in [
        ("web", "sts:AssumeRoleWithWebIdentity"),
        ("anonymous", "sts:AssumeRoleWithWebIdentity"),
        ("tokn.example.com", "sts:AssumeRoleWithWebIdentity"),
        ("saml-provider/idp", "sts:AssumeRoleWithWebIdentity"),
        ("gugus", "sts:AssumeRoleWithSAML"),
        (host, "sts:AssumeRoleWithSAML"),
        (&own, "sts:AssumeRoleWithSAML"),
    ] {
        let said = format!("error: `{wrong}` is not an identity provider in");
        data.check(
            "provider",
            &format!("{wrong} {action} role/web"),
            2,
            &[&said, "help: expected", "did you mean"],
        );
    }
}

/// X31: a bucket's policy gives nothing of an object that the bucket's owner does not own.
#[test]
fn who_owns_an_object_is_not_presumed_where_the_bucket_leaves_it_open() {
    let open = policy(&json!([{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::theirs/*", "arn:aws:s3:::legacy/*", "arn:aws:s3:::enforced/*"]}]));
    let bucket = |name: &str, ownership: Option<&str>| {
        let block = json!({"BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": false,
            "RestrictPublicBuckets": false});
        let mut bucket =
            json!({"arn": format!("arn:aws:s3:::{name}"), "policy": open, "public_access_block": block});
        if let Some(ownership) = ownership {
            bucket["object_ownership"] = json!(ownership);
        }
        bucket
    };
    let data = Data::new(json!([everything()]))
        .resources(
            OTHER,
            json!([
                bucket("theirs", Some("ObjectWriter")),
                bucket("enforced", Some("BucketOwnerEnforced")),
                bucket("legacy", None),
            ]),
        )
        .resources(OWN, json!([bucket("mine", Some("BucketOwnerPreferred"))]));
    let ask = |question: &str, exit: i32, said: &[&str]| {
        data.check("owner", &format!("{question} --assume-absent rcp,acl,block-public-access"), exit, said)
    };
    let unknown = ["DEPENDS", "who owns the object not collected --object-owner ID"];
    let theirs = ask("u s3:GetObject arn:aws:s3:::theirs/x", 4, &unknown);
    assert!(!theirs.contains("the bucket's owner owns the object"), "{theirs}");
    ask(&format!("u s3:GetObject arn:aws:s3:::theirs/x --object-owner {OTHER}"), 0, &["ALLOWED"]);
    ask(
        &format!("u s3:GetObject arn:aws:s3:::theirs/x --object-owner {OWN}"),
        4,
        &["what the object's owner allows"],
    );
    ask("u s3:PutObject arn:aws:s3:::theirs/x", 0, &["ALLOWED"]);
    ask("u s3:GetObject arn:aws:s3:::enforced/x", 0, &["ALLOWED"]);
    ask(&format!("u s3:GetObject arn:aws:s3:::enforced/x --object-owner {OWN}"), 2, &["cannot own"]);
    // Nothing was collected of it, or the caller's own policies grant: listed, and can be told otherwise.
    let presumed = ["ALLOWED", "the bucket's owner owns the object (--object-owner ID)"];
    ask("u s3:GetObject arn:aws:s3:::legacy/x", 0, &presumed);
    ask("u s3:GetObject arn:aws:s3:::mine/x", 0, &presumed);
    ask("u s3:GetObject arn:aws:s3:::legacy/x --strict", 4, &["who owns the object"]);
    ask(
        "u sqs:ListQueues --object-owner 111111111111",
        2,
        &["--object-owner is for an object in an S3 bucket"],
    );
}

/// Each row of an outcome table says which values it is about, and nothing is said of what was not tried.
#[test]
fn rows_of_outcomes_are_named_by_what_they_stand_for() {
    let allow = |operator: &str, key: &str, value: Value| {
        Data::new(
            json!([{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {key: value}}}]),
        )
    };
    let prefix = allow("StringLike", "s3:prefix", json!("public/*"))
        .resources(OWN, json!([{"arn": "arn:aws:s3:::mine"}]));
    let rows =
        ["absent DENIED no identity", "like \"public/*\" ALLOWED", "\"\" DENIED", "any other value DENIED"];
    prefix.check("prefix", "u s3:ListBucket arn:aws:s3:::mine --assume-absent acl", 3, &rows);
    let address = allow("IpAddress", "aws:SourceIp", json!(["203.0.113.0/24", "198.51.100.7"]));
    let rows = ["\"198.51.100.7\" ALLOWED", "in 203.0.113.0/24 ALLOWED", "any other value DENIED"];
    address.check("address", "u ec2:DescribeVpcs", 3, &rows);
    let nested = allow("StringLike", "aws:UserAgent", json!(["a*", "*b"]));
    let text = nested.check(
        "nested",
        "u ec2:DescribeVpcs",
        3,
        &["another value DENIED", "not all values were tried"],
    );
    assert!(!text.contains("any other value"), "{text}");
    // Where only a form of the value is known, one that the pattern asks for is tried.
    let deny = json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotLike": {"aws:userid": "*:ops-*"}}});
    let session = Data::new(json!([everything(), deny]));
    let rows = ["like \"*:ops-*\" ALLOWED", "name the session: ACCOUNT:assumed-role/ROLE/SESSION"];
    let text = session.check("session", "role/r batch:ListJobs", 3, &rows);
    assert!(!text.contains("--absent aws:userid"), "{text}");
    session.check("session", &format!("{OWN}:assumed-role/r/ops-1 batch:ListJobs"), 0, &["ALLOWED"]);
}

/// X60: what every call has is told from what some have, and what is shown is what is waiting.
#[test]
fn alternatives_are_no_conjunction() {
    let tagged = json!({"Sid": "Tagged", "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*",
        "Condition": {"Null": {"aws:RequestTag/cost-center": "true"}}});
    let data = Data::new(json!([everything(), tagged]));
    let said = [
        "open[IAM0301]: Statement[1] \"Tagged\"",
        "AWS asks 5 times, and up to 18 times in some calls; all that a call has must be allowed:",
        &format!(
            "for arn:aws:ec2:eu-west-1:{OWN}:instance/* alone: aws:RequestTag/cost-center verdict decided by absent DENIED explicit deny: Statement[1] \"Tagged\""
        ),
    ];
    data.check("instances", "u ec2:RunInstances --region eu-west-1 --assume-absent resource", 4, &said);
    let data =
        Data::new(json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::mine/*"}]));
    let said = [
        "open[IAM0301]",
        "AWS asks about one or some of",
        "arn:aws:s3:::*/* resource type object, in some calls",
    ];
    data.check("objects", "u s3:GetObject", 4, &said);
}

/// Section 12: where AWS may read it the other way, the answer says what that would give.
#[test]
fn the_other_reading_is_told_where_it_decides_otherwise() {
    let queue = format!("arn:aws:sqs:eu-west-1:{OWN}:q");
    let open = policy(
        &json!([{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue}]),
    );
    let boundary = format!("arn:aws:iam::{OWN}:policy/b");
    let narrow = policy(&json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]));
    let user = json!({"Arn": format!("arn:aws:iam::{OWN}:user/b"), "UserName": "b", "UserId": "AIDAEXAMPLEU00000009",
        "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": policy(&json!([everything()]))}],
        "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}});
    let managed = json!({"PolicyName": "b", "Arn": boundary, "DefaultVersionId": "v1", "PolicyVersionList":
        [{"Document": narrow, "VersionId": "v1", "IsDefaultVersion": true}]});
    let mut file = iam(&[user], &[]);
    file["Policies"] = json!([managed]);
    let data = Data::new(json!([]))
        .with(&format!("accounts/{OWN}/iam.json"), file)
        .resources(OWN, json!([{"arn": queue, "policy": open}]));
    let said = ["ALLOWED", "(U17 of docs/semantics.md); read otherwise, the answer would be DENIED"];
    data.check("everybody", &format!("user/b sqs:SendMessage {queue}"), 0, &said);

    let mfa = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}});
    let said = ["DENIED", "(U19 of docs/semantics.md); read otherwise, the answer would be ALLOWED"];
    Data::new(json!([mfa.clone()])).check("mfa", "role/r ec2:DescribeVpcs", 1, &said);
    // What is the same both ways is not worth a word.
    let (_, text) = Data::new(json!([mfa, everything()])).ask("mfa", "role/r ec2:DescribeVpcs");
    assert!(!text.contains("U19"), "{text}");
}
