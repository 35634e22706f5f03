//! What counts as collected, over small data directories: what nobody could see stays unknown, and never becomes an answer.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod small;

use serde_json::{Value, json};
use small::*;
use std::fs;
use std::path::Path;

fn node(id: &str, rcps: &[&str]) -> Value {
    let rcps: Vec<&str> = [&["p-RCPFullAWSAccess"], rcps].concat();
    json!({"id": id, "parent": "r-exam", "scps": ["p-FullAWSAccess"], "rcps": rcps})
}

fn organization(accounts: &[Value], policies: Value) -> Value {
    json!({"organization": {
        "id": "o-exampleorg1", "management_account": MANAGEMENT,
        "policy_types": {"SERVICE_CONTROL_POLICY": "ENABLED", "RESOURCE_CONTROL_POLICY": "ENABLED"},
        "root": {"id": "r-exam", "scps": ["p-FullAWSAccess"], "rcps": ["p-RCPFullAWSAccess"]},
        "accounts": accounts, "policies": policies,
    }})
}

fn members(rcps: &[&str]) -> Vec<Value> {
    [MANAGEMENT, OWN, OTHER].map(|id| node(id, rcps)).to_vec()
}

#[test]
fn an_identity_provider_in_the_list_of_resources_shows_no_users() {
    let provider = format!("arn:aws:iam::{OWN}:oidc-provider/token.actions.githubusercontent.com");
    let data = Data::new(json!([{"arn": provider, "client_ids": ["sts.amazonaws.com"]}, {"arn": QUEUE}]))
        .without(&format!("accounts/{OWN}/iam.json"));
    data.check("provider", &send(), 4, "able to allow it: identity policies");
}

#[test]
fn an_organization_that_nobody_was_let_see_has_more_than_its_file() {
    let with = |state: &str| {
        Data::new(json!([{"arn": QUEUE}]))
            .with("organization.json", organization(&members(&[]), json!([])))
            .covering(json!([{"service": "organizations", "state": state}]), json!([]))
    };
    with("collected").check("organization-collected", &send(), 0, "ALLOWED");
    // What is missing of a part that was collected, its own fields tell.
    with("partial").check("organization-partial", &send(), 0, "ALLOWED");
    for state in ["refused", "failed", "not-attempted"] {
        with(state).check("organization", &send(), 4, "SCPs, RCPs");
    }
    with("refused").check(
        "organization-absent",
        &[&send()[..], &["--assume-absent", "scp,rcp"]].concat(),
        0,
        "ALLOWED",
    );
    let none = Data::new(json!([{"arn": QUEUE}]))
        .covering(json!([{"service": "organizations", "state": "refused"}]), json!([]));
    none.check("organization-none", &send(), 4, "SCPs");
}

#[test]
fn the_management_account_is_a_member_whether_it_is_listed_or_not() {
    let perimeter = json!([{"id": "p-exam0001", "name": "perimeter", "type": "RESOURCE_CONTROL_POLICY",
        "policy": {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sqs:*",
            "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}}}}]);
    let mut organization = organization(&[node(OWN, &["p-exam0001"])], perimeter);
    let open = policy(&[statement("Allow", "sqs:*", Some(json!("*")))]);
    let data =
        Data::new(json!([{"arn": QUEUE, "policy": open}])).with("organization.json", organization.clone());
    let ask = |account: &str, exit: i32, said: &str| {
        let caller = format!("arn:aws:iam::{account}:root");
        data.check("management", &[&caller, "sqs:SendMessage", QUEUE, "--assume-absent", "all"], exit, said);
    };
    // Without it the list is not the whole list, so nobody is known to be outside.
    ask(OTHER, 3, "aws:PrincipalOrgID");
    ask(MANAGEMENT, 3, "aws:PrincipalOrgID");
    organization["organization"]["management_account"] = json!("99999999999");
    data.with("organization.json", organization).check(
        "mistyped",
        &send(),
        2,
        "`99999999999` is not an account id",
    );
}

#[test]
fn a_call_that_brought_no_list_says_nothing_of_what_is_not_in_it() {
    let other = "arn:aws:sqs:eu-west-1:111111111111:other";
    let question = [USER, "sqs:SendMessage", other];
    let data = || Data::new(json!([{"arn": QUEUE}]));
    data().check("list", &question, 0, "ALLOWED");
    let gap = json!([{"account": OWN, "service": "sqs", "region": "eu-west-1", "operation": "ListQueues"}]);
    data().covering(json!([]), gap).check("list-gap", &question, 4, "policy on the resource");
    let all = json!([{"account": OWN, "service": "sqs", "state": "refused"}]);
    data().covering(all.clone(), json!([])).check("list-refused", &question, 4, "policy on the resource");
    data().covering(all, json!([])).check("listed-refused", &send(), 4, "policy on the resource");
}

#[test]
fn buckets_of_a_region_that_was_refused_may_be_the_callers() {
    let question = [USER, "s3:GetObject", "arn:aws:s3:::elsewhere/k", "--assume-absent", "all"];
    let data = || Data::new(json!([{"arn": "arn:aws:s3:::mine"}]));
    data().check("buckets", &question, 1, "DENIED");
    let refused = json!([{"account": OWN, "region": "eu-west-1", "service": "s3", "state": "refused"}]);
    data().covering(refused, json!([])).check(
        "buckets-refused",
        &question,
        4,
        "which account owns the resource",
    );
}

#[test]
fn a_user_of_whom_a_policy_could_not_be_read_may_have_more() {
    let data = || Data::new(json!([{"arn": QUEUE}]));
    let gap = json!([{"account": OWN, "service": "iam", "operation": "GetUserPolicy", "resource": USER}]);
    data().covering(json!([]), gap).check("user-gap", &send(), 4, "identity policies, permissions boundary");
    let refused = json!([{"account": OWN, "service": "iam", "state": "refused"}]);
    data().covering(refused, json!([])).check("user-refused", &send(), 4, "identity policies");
}

#[test]
fn what_lies_in_something_has_its_policy() {
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:eu-west-1:{OWN}:{rest}");
    let cases = [
        ("glue", "catalog", "glue:GetTable", "table/d/t"),
        ("es", "domain/d", "es:ESHttpGet", "domain/d/index/_search"),
        ("logs", "log-group:g", "logs:PutLogEvents", "log-group:g:log-stream:s"),
        ("logs", "log-group:g:*", "logs:PutLogEvents", "log-group:g:log-stream:s"),
        ("dynamodb", "table/t", "dynamodb:Query", "table/t/index/i"),
        ("s3", "accesspoint/a", "s3:GetObject", "accesspoint/a/object/k"),
    ];
    for (service, holder, action, resource) in cases {
        let (holder, resource) = (arn(service, holder), arn(service, resource));
        let listed = json!([{"arn": holder, "policy": closed()}]);
        Data::new(listed).check("inside", &[USER, action, &resource], 1, "explicit deny");
        // Listed by itself it has no policy of its own; what lies in something of S3's is refused there.
        let exit = if service == "s3" { 2 } else { 1 };
        let listed = json!([{"arn": holder, "policy": closed()}, {"arn": resource}]);
        Data::new(listed).check("inside-listed", &[USER, action, &resource], exit, "");
    }
}

#[test]
fn a_policy_on_something_else_is_not_known_from_a_listing() {
    let cases = [
        ("execute-api", "api1/*", "execute-api:Invoke", "api1/prod/GET/x"),
        ("events", "event-bus/b", "events:PutRule", "rule/b/r"),
        ("backup", "backup-vault:v", "backup:DeleteRecoveryPoint", "recovery-point:1234"),
        ("s3tables", "bucket/b", "s3tables:GetTableData", "bucket/b/table/1234"),
        ("codeartifact", "repository/d/r", "codeartifact:DescribePackage", "package/d/r/npm//x"),
        ("glue", "table/d/other", "glue:GetTable", "table/d/t"),
    ];
    for (service, holder, action, resource) in cases {
        let arn = |rest: &str| format!("arn:aws:{service}:eu-west-1:{OWN}:{rest}");
        let question = [USER, action, &arn(resource)];
        Data::new(json!([{"arn": arn(holder)}])).check("beside", &question, 4, "policy on the resource");
        let itself = json!([{"arn": arn(resource)}]);
        Data::new(itself).check("beside-listed", &question, 4, "policy on the resource");
    }
    // Each qualifier of a function has its own (X51).
    let function = format!("arn:aws:lambda:eu-west-1:{OWN}:function:f");
    let question = [USER, "lambda:InvokeFunction", &format!("{function}:live")];
    Data::new(json!([{"arn": function, "policy": closed()}])).check("qualified", &question, 0, "ALLOWED");
}

#[test]
fn a_secret_is_found_without_the_end_of_its_arn() {
    let secret = format!("arn:aws:secretsmanager:eu-west-1:{OWN}:secret:db");
    let listed = |ends: &[&str]| -> Value {
        ends.iter().map(|end| json!({"arn": format!("{secret}{end}"), "policy": closed()})).collect()
    };
    let question = [USER, "secretsmanager:GetSecretValue", &secret];
    Data::new(listed(&["-AbCdEf", "-prod-AbCdEf"])).check("secret", &question, 1, "explicit deny");
    Data::new(listed(&["-AbCdEf", "-GhIjKl"])).check("secrets", &question, 2, "stands for 2 secrets");
    Data::new(listed(&["-prod-AbCdEf"])).check("no-secret", &question, 0, "ALLOWED");
}

fn endpoint(service: &str) -> Value {
    json!({"arn": format!("arn:aws:ec2:eu-west-1:{OWN}:vpc-endpoint/vpce-0example1"),
        "endpoint": {"service": format!("com.amazonaws.eu-west-1.{service}"), "type": "interface", "vpc": "vpc-0example1"}})
}

#[test]
fn an_endpoint_whose_policy_is_not_known_may_refuse() {
    let data = |service: &str| Data::new(json!([{"arn": QUEUE}, endpoint(service)]));
    let through = [&send()[..], &["--vpce", "vpce-0example1"]].concat();
    data("sqs").check("endpoint", &through, 0, "ALLOWED");
    data("s3").check("endpoint-other", &through, 4, "VPC endpoint policy");
    let gap = json!([{"account": OWN, "region": "eu-west-1", "service": "ec2", "operation": "DescribeVpcEndpoints",
        "resource": endpoint("sqs")["arn"]}]);
    data("sqs").covering(json!([]), gap).check("endpoint-gap", &through, 4, "VPC endpoint policy");
    // V1: some key of the path tells of an endpoint, though not which.
    for key in ["aws:SourceVpc=vpc-0example1", "aws:VpcSourceIp=10.0.0.1"] {
        let told = [&send()[..], &["--context", key]].concat();
        data("sqs").check("endpoint-path", &told, 4, "VPC endpoint policy");
    }
    let without = [&send()[..], &["--absent", "aws:SourceVpc"]].concat();
    data("sqs").check("endpoint-absent", &without, 0, "ALLOWED");
}

#[test]
fn a_public_bucket_is_open_only_where_nothing_can_restrict_it() {
    let bucket = |block: Option<Value>| {
        let read = policy(&[statement("Allow", "s3:GetObject", Some(json!("*")))]);
        let mut bucket =
            json!({"arn": "arn:aws:s3:::b", "object_ownership": "BucketOwnerEnforced", "policy": read});
        if let Some(block) = block {
            bucket["public_access_block"] = block;
        }
        bucket
    };
    let data = |account: Value, bucket: Value| {
        Data::new(json!([])).with(
            &format!("accounts/{OTHER}/resources.json"),
            json!({"account": account, "resources": [bucket]}),
        )
    };
    let anonymous = ["anonymous", "s3:GetObject", "arn:aws:s3:::b/k"];
    let none = json!({"s3_public_access_block": null});
    data(none.clone(), bucket(Some(Value::Null))).check("public", &anonymous, 0, "ALLOWED");
    for data in [data(none, bucket(None)), data(json!({}), bucket(Some(Value::Null)))] {
        data.check("public-unknown", &anonymous, 4, "S3 Block Public Access");
        let (_, said) = data.ask("public-presumed", &anonymous);
        assert!(!said.contains("RestrictPublicBuckets is off"), "{said}");
        let told = [&anonymous[..], &["--assume-absent", "block-public-access"]].concat();
        data.check("public-told", &told, 0, "ALLOWED");
    }
}

#[test]
fn a_source_identity_goes_on_with_the_session() {
    let roles = [role("r", OWN), role("t", &format!("arn:aws:iam::{OWN}:role/r"))];
    let data = Data::new(json!([])).with(&format!("accounts/{OWN}/iam.json"), iam(&[], &roles));
    let (caller, target) =
        (format!("arn:aws:sts::{OWN}:assumed-role/r/s"), format!("arn:aws:iam::{OWN}:role/t"));
    let question = [&*caller, "sts:AssumeRole", &target];
    data.check("chain", &question, 0, "ALLOWED");
    let inherited = [&question[..], &["--context", "aws:SourceIdentity=alice"]].concat();
    data.check("chain-identity", &inherited, 1, "implicit deny of sts:SetSourceIdentity");
}

#[test]
fn what_stands_twice_is_refused() {
    let twice = iam(&[user("u", &closed()), user("U", &everything())], &[]);
    let data = Data::new(json!([{"arn": QUEUE}])).with(&format!("accounts/{OWN}/iam.json"), twice);
    data.check("two-users", &send(), 2, "user `arn:aws:iam::111111111111:user/U` stands twice");
    let bucket = json!([{"arn": "arn:aws:s3:::b"}]);
    let data = Data::new(bucket.clone())
        .with(&format!("accounts/{OTHER}/resources.json"), json!({"resources": bucket}));
    data.check(
        "two-owners",
        &[USER, "s3:GetObject", "arn:aws:s3:::b/k"],
        2,
        "resource `arn:aws:s3:::b` stands twice",
    );
}

#[test]
fn a_federated_users_issuer_is_a_user_of_its_account() {
    let everything = Path::new(env!("CARGO_TARGET_TMPDIR")).join("collected-session.json");
    fs::write(&everything, self::everything().to_string()).unwrap();
    let data = Data::new(json!([{"arn": QUEUE}]))
        .with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &self::everything())], &[role("r", OWN)]));
    let caller = format!("arn:aws:sts::{OWN}:federated-user/f");
    let session = everything.display().to_string();
    let ask = |issuer: &str, exit: i32, said: &str| {
        let question = [&*caller, "sqs:SendMessage", QUEUE, "--session-policy", &session, "--issuer", issuer];
        data.check("issuer", &question, exit, said);
    };
    ask(USER, 0, "ALLOWED");
    ask(&format!("arn:aws:iam::{OWN}:role/r"), 2, "is not a user of the account");
    ask(&format!("arn:aws:iam::{OTHER}:user/u"), 2, "is not a user of the account");
}

#[test]
fn a_session_of_another_partition_is_not_the_role() {
    let data = Data::new(json!([])).with(&format!("accounts/{OWN}/iam.json"), iam(&[], &[role("r", OWN)]));
    let caller = format!("arn:aws-us-gov:sts::{OWN}:assumed-role/r/s");
    let queue = format!("arn:aws-us-gov:sqs:us-gov-west-1:{OWN}:q");
    data.check("partition", &[&caller, "sqs:SendMessage", &queue], 2, "is not in");
}

#[test]
fn the_policy_of_another_accounts_bucket_is_out_of_reach() {
    let open = Path::new(env!("CARGO_TARGET_TMPDIR")).join("collected-bucket.json");
    fs::write(&open, policy(&[statement("Allow", "s3:*", Some(json!("*")))]).to_string()).unwrap();
    let data = Data::new(json!([{"arn": "arn:aws:s3:::mine"}]));
    let open = open.display().to_string();
    let question = [USER, "s3:PutBucketPolicy", "arn:aws:s3:::theirs", "--resource-policy", &open];
    data.check("rescue", &[&question[..], &["--assume-absent", "rcp"]].concat(), 1, "rule X33");
}

fn key(id: &str, alias: &str) -> Value {
    let policy = policy(&[statement("Allow", "kms:*", Some(json!({"AWS": OWN})))]);
    json!({"arn": KEY.replace("1234abcd", id), "policy": policy, "aliases": [alias], "grants": []})
}

#[test]
fn rcps_do_not_bind_keys_of_awss_own() {
    let rcp = json!([{"id": "p-exam0001", "name": "no-keys", "type": "RESOURCE_CONTROL_POLICY",
        "policy": policy(&[statement("Deny", "kms:*", Some(json!("*")))])}]);
    let data = |alias: &str| {
        Data::new(json!([key("1234abcd", alias)]))
            .with("organization.json", organization(&members(&["p-exam0001"]), rcp.clone()))
    };
    let ask = |alias: &str, exit: i32| {
        let arn = format!("arn:aws:kms:eu-west-1:{OWN}:{alias}");
        for resource in [&*arn, KEY] {
            data(alias).check("aws-key", &[USER, "kms:Decrypt", resource], exit, "");
        }
    };
    ask("alias/aws/s3", 0);
    ask("alias/orders", 1);
}

#[test]
fn an_alias_of_two_keys_is_neither() {
    let data = Data::new(json!([key("1234abcd", "alias/x"), key("0000abcd", "alias/x")]));
    let alias = format!("arn:aws:kms:eu-west-1:{OWN}:alias/x");
    data.check("two-keys", &[USER, "kms:Decrypt", &alias], 4, "which KMS key the alias stands for");
}

#[test]
fn a_grant_is_on_its_own_key_and_to_its_own_session() {
    let data = |grant: Value| {
        let mut key = key("1234abcd", "alias/x");
        key["policy"] = policy(&[statement("Allow", "kms:*", Some(json!({"AWS": OTHER})))]);
        key["grants"] = json!([grant]);
        Data::new(json!([key]))
            .with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &everything())], &[role("r", OWN)]))
    };
    let grant = |grantee: &str, key: &str| json!({"GrantId": "g", "KeyId": key, "GranteePrincipal": grantee, "Operations": ["Decrypt"]});
    let question = [USER, "kms:Decrypt", KEY];
    data(grant(USER, KEY)).check("grant", &question, 0, "ALLOWED");
    data(grant(USER, &KEY.replace("1234abcd", "0000abcd"))).check("grant-elsewhere", &question, 1, "DENIED");
    let session = data(grant(&format!("arn:aws:sts::{OWN}:assumed-role/r/s"), KEY));
    let ask =
        |caller: String, exit: i32| session.check("grant-session", &[&caller, "kms:Decrypt", KEY], exit, "");
    ask(format!("arn:aws:sts::{OWN}:assumed-role/r/s"), 0);
    ask(format!("arn:aws:sts::{OWN}:assumed-role/r/t"), 1);
    // Which session of the role it is was not told (I7).
    ask(format!("arn:aws:iam::{OWN}:role/r"), 3);
}

#[test]
fn what_allows_in_something_that_nobody_was_let_see_may_not_be_all() {
    let open = policy(&[statement("Allow", "sqs:*", Some(json!({"AWS": USER})))]);
    let queue = |document: &Value| {
        let refused = json!([{"account": OWN, "region": "eu-west-1", "service": "sqs", "state": "refused"}]);
        Data::new(json!([{"arn": QUEUE, "policy": document}])).covering(refused, json!([]))
    };
    queue(&open).check("open-refused", &send(), 4, "policy on the resource");
    queue(&closed()).check("closed-refused", &send(), 1, "explicit deny");
    let roles = [role("r", USER)];
    let refused = json!([{"account": OWN, "service": "iam", "state": "refused"}]);
    let data = Data::new(json!([]))
        .with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &everything())], &roles))
        .covering(refused, json!([]));
    let target = format!("arn:aws:iam::{OWN}:role/r");
    let question = [USER, "sts:AssumeRole", &target, "--assume-absent", "identity,boundary"];
    data.check("trust-refused", &question, 4, "policy on the resource");
}

#[test]
fn a_group_of_which_a_policy_could_not_be_read_may_hold_more() {
    let group = "arn:aws:iam::111111111111:group/g";
    let mut member = user("u", &everything());
    member["GroupList"] = json!(["g"]);
    let mut account = iam(&[member], &[]);
    account["GroupDetailList"] = json!([{"Arn": group, "GroupName": "g", "GroupId": "AGPAEXAMPLEG00000001"}]);
    let data =
        || Data::new(json!([{"arn": QUEUE}])).with(&format!("accounts/{OWN}/iam.json"), account.clone());
    data().check("group", &send(), 0, "ALLOWED");
    let gap =
        json!([{"account": OWN, "service": "iam", "operation": "ListGroupPolicies", "resource": group}]);
    data().covering(json!([]), gap).check("group-gap", &send(), 4, "identity policies");
}

#[test]
fn what_the_organization_holds_is_under_its_delegation_policy() {
    let resource = format!("arn:aws:organizations::{MANAGEMENT}:account/o-exampleorg1/{OTHER}");
    let question = [USER, "organizations:DescribeAccount", &resource];
    let mut known = organization(&[node(OWN, &[]), node(MANAGEMENT, &[])], json!([]));
    let data = |organization: &Value| {
        Data::new(json!([{"arn": QUEUE}])).with("organization.json", organization.clone())
    };
    data(&known).check("delegation-unknown", &question, 4, "policy on the resource");
    known["organization"]["resource_policy"] = Value::Null;
    data(&known).check("delegation-none", &question, 1, "DENIED");
    let delegation = policy(&[statement("Allow", "organizations:*", Some(json!({"AWS": OWN})))]);
    known["organization"]["resource_policy"] = delegation;
    data(&known).check("delegation", &question, 0, "ALLOWED");
    let elsewhere = resource.replace(MANAGEMENT, "888888888888");
    let question = [USER, "organizations:DescribeAccount", &elsewhere];
    data(&known).check("delegation-elsewhere", &question, 4, "policy on the resource");
}

#[test]
fn whose_a_bucket_is_decides_who_may_change_its_policy() {
    let file = |name: &str, document: &Value| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, document.to_string()).unwrap();
        path.display().to_string()
    };
    let open = file("whose-open.json", &policy(&[statement("Allow", "s3:*", Some(json!("*")))]));
    let closed = file("whose-closed.json", &closed());
    let data = Data::new(json!([{"arn": QUEUE}]));
    let root = format!("arn:aws:iam::{OWN}:root");
    // Of another account's bucket nobody can; in the own account the root user can whatever the policy denies (X33).
    for (caller, policy) in [(USER, &open), (&root, &open), (&root, &closed)] {
        let question = [caller, "s3:PutBucketPolicy", "arn:aws:s3:::b", "--resource-policy", policy];
        let question = [&question[..], &["--assume-absent", "rcp,block-public-access,acl"]].concat();
        data.check("whose", &question, 4, "which account owns the resource");
        data.check("whose-own", &[&question[..], &["--resource-account", OWN]].concat(), 0, "ALLOWED");
        data.check("whose-other", &[&question[..], &["--resource-account", OTHER]].concat(), 1, "rule X33");
    }
}

#[test]
fn a_star_may_reach_over_colons_into_a_resource_that_was_not_told() {
    let denying = |resource: &str| {
        let mut deny = statement("Deny", "*", None);
        deny["Resource"] = json!(resource);
        let document = policy(&[statement("Allow", "*", None), deny]);
        Data::new(json!([])).with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &document)], &[]))
    };
    let ask = |name: &str, denied: &str, action: &str, exit: i32| {
        let question = [USER, action, "--region", "eu-west-1", "--assume-absent", "resource,rcp"];
        denying(denied).check(name, &question, exit, "");
    };
    ask("crossing", "arn:aws:logs:*:log-group:/x", "logs:DeleteLogGroup", 3);
    ask("crossing-short", "arn:aws:sns:*:topic", "sns:DeleteTopic", 3);
    // Only the final star reaches to the end undisputed; the other one may or may not cross.
    ask("crossing-middle", "arn:aws:*:function:*", "lambda:UpdateFunctionCode", 3);
    ask("crossing-end", "arn:aws:lambda:*", "lambda:UpdateFunctionCode", 1);
    ask("crossing-not", "arn:aws:sqs:*:topic", "sns:DeleteTopic", 0);
    ask("crossing-other-type", "arn:aws:lambda:*:*:layer:*", "lambda:UpdateFunctionCode", 0);
}
