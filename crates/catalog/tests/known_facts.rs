//! Facts that people rely on, as a user of the catalog asks for them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use iamdiag_catalog::{AccessLevel, Action, CallCase, Catalog, KeyScope, KeyType, OperationActions};

fn action(full: &str) -> Action<'static> {
    let (service, name) = full.split_once(':').unwrap();
    Catalog::embedded().action(service, name).unwrap()
}

/// The type, among those of the action, of the ARN; empty if none.
fn type_of(full: &str, arn: &str) -> &'static str {
    action(full).resource_type_of(arn).map_or("", |of| of.name())
}

#[test]
fn names_are_found_in_any_letter_case() {
    assert_eq!(action("S3:getobject").to_string(), "s3:GetObject");
    assert_eq!(action("IAM:PASSROLE").to_string(), "iam:PassRole");
    let catalog = Catalog::embedded();
    assert_eq!(catalog.key("AWS:SOURCEIP").unwrap().name(), "aws:SourceIp");
    assert!(catalog.service("s3x").is_none());
    assert!(catalog.action("s3", "GetObjekt").is_none());
    assert!(catalog.action("s3", "").is_none());
    assert!(catalog.action("", "").is_none());
}

#[test]
fn get_object_is_asked_about_objects() {
    let get = action("s3:GetObject");
    assert_eq!(get.access_level(), AccessLevel::Read);
    let types: Vec<&str> = get.resource_types().map(|of| of.resource_type().name()).collect();
    assert_eq!(types, ["accesspointobject", "object"]);
    assert!(get.has_resource_types());
    assert!(!action("ec2:DescribeInstances").has_resource_types());
}

#[test]
fn run_instances_has_scenarios() {
    let scenarios: Vec<_> = action("ec2:RunInstances").scenarios().collect();
    assert!(scenarios.len() > 1);
    for scenario in scenarios {
        let required: Vec<&str> = scenario.resource_types().filter(|of| of.1).map(|of| of.0.name()).collect();
        assert!(required.contains(&"image") && required.contains(&"instance"), "{required:?}");
    }
    assert_eq!(action("s3:GetObject").scenarios().count(), 0);
}

#[test]
fn dependent_actions_are_known() {
    let create = action("lambda:CreateFunction");
    let on_types = create.resource_types().flat_map(|of| of.dependent_actions());
    assert!(create.dependent_actions().chain(on_types).any(|name| name == "iam:PassRole"));
}

#[test]
fn an_arn_has_the_type_of_its_form() {
    for (full, arn, expected) in [
        ("s3:GetObject", "arn:aws:s3:::b/k", "object"),
        ("s3:GetObject", "arn:aws:s3:::b/a/b:c/", "object"),
        ("s3:GetObject", "arn:aws:s3:::b", ""),
        ("s3:GetObject", "arn:aws:s3:::", ""),
        ("s3:GetObject", "arn:aws:s3:eu-west-1:111122223333:accesspoint/p/object/k/l", "accesspointobject"),
        ("s3:GetObject", "arn:aws:s3::111122223333:accesspoint/m.mrap/object/k", "accesspointobject"),
        ("s3:ListBucket", "arn:aws:s3:::b", "bucket"),
        ("s3:ListBucket", "arn:aws:s3:::b/k", ""),
        ("s3:ListBucket", "arn:aws-cn:s3:::b", "bucket"),
        ("s3:ListBucket", "arn:aws:S3:::b", ""),
        ("s3:ListBucket", "*", ""),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/a/b/R", "role"),
        ("iam:PassRole", "arn:aws:iam::111122223333:user/R", ""),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/R", "role"),
        ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/T", "table"),
        ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/T/index/I", "index"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/T/index/I", ""),
        (
            "dynamodb:GetRecords",
            "arn:aws:dynamodb:eu-west-1:1:table/T/stream/2026-01-01T00:00:00.000",
            "stream",
        ),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f", "function"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f:prod", "function"),
        ("lambda:DeleteAlias", "arn:aws:lambda:eu-west-1:111122223333:function:f", "function"),
        ("ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111122223333:repository/team/app", "repository"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:1:secret:a/b-AbCdEf", "Secret"),
        ("ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b", "parameter"),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:log-stream:2026/01/[1]a",
            "log-stream",
        ),
        ("logs:DescribeLogStreams", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f", "log-group"),
        (
            "logs:DescribeLogStreams",
            "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:log-stream:",
            "log-group",
        ),
        ("logs:DescribeLogStreams", "arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s", ""),
        ("kms:CreateAlias", "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3", "alias"),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:alias/a", ""),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:1:api/stage/GET/", "execute-api-general"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:1:api/stage/GET/pets/1", "execute-api-general"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:1:api/stage/$connect", "execute-api-general"),
        ("es:ESHttpGet", "arn:aws:es:eu-west-1:111122223333:domain/d/_search", "domain"),
        ("rds:DeleteDBSnapshot", "arn:aws:rds:eu-west-1:111122223333:snapshot:rds:db-2026-01-01", "snapshot"),
        ("ec2:RunInstances", "arn:aws:ec2:eu-west-1::image/ami-1", "image"),
        ("ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*", "instance"),
        ("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:t", "topic"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q", "queue"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:", ""),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333", ""),
        ("events:PutRule", "arn:aws:events:eu-west-1:1:rule/r", "rule-on-default-event-bus"),
        ("events:PutRule", "arn:aws:events:eu-west-1:1:rule/bus/r", "rule-on-custom-event-bus"),
        (
            "elasticloadbalancing:DeleteLoadBalancer",
            "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/l/1",
            "loadbalancer",
        ),
        (
            "elasticloadbalancing:DeleteLoadBalancer",
            "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/l",
            "loadbalancer",
        ),
        (
            "elasticloadbalancing:CreateListener",
            "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/l/1",
            "loadbalancer/app/",
        ),
        (
            "iam:DeleteOpenIDConnectProvider",
            "arn:aws:iam::1:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A",
            "oidc-provider",
        ),
        (
            "codeartifact:DescribePackageVersion",
            "arn:aws:codeartifact:eu-west-1:1:package/d/r/npm//p",
            "package",
        ),
    ] {
        assert_eq!(type_of(full, arn), expected, "{full} {arn}");
    }
}

#[test]
fn a_long_arn_is_matched_in_reasonable_time() {
    let arn = format!("arn:aws:s3:::b/{}", "a/:*$".repeat(200));
    assert_eq!(type_of("s3:GetObject", &arn), "object");
    let arn = format!("arn:aws:backup:r:1:restore-testing-plan:{}/", "-".repeat(4000));
    assert_eq!(type_of("backup:GetRestoreTestingPlan", &arn), "");
    let arn = format!("arn:aws:s3:::b/{}", "-".repeat(2_000_000));
    assert_eq!(type_of("s3:GetObject", &arn), "", "no ARN is that long");
}

#[test]
fn a_template_can_be_filled() {
    let bucket = action("s3:ListBucket").resource_type("bucket").unwrap().resource_type();
    assert_eq!(bucket.arn_template(), "arn:${Partition}:s3:::${BucketName}");
    let template = bucket.arn_templates().next().unwrap();
    assert_eq!(template.fill("aws", "eu-west-1", "111122223333", "*"), "arn:aws:s3:::*");
    let queue = action("sqs:SendMessage").resource_types().next().unwrap().resource_type();
    let filled = queue.arn_templates().next().unwrap().fill("aws", "eu-west-1", "111122223333", "*");
    assert_eq!(filled, "arn:aws:sqs:eu-west-1:111122223333:*");
}

#[test]
fn resource_policies() {
    let kind = |service: &str, name: &str| {
        let of = Catalog::embedded().service(service).unwrap().resource_type(name).unwrap();
        of.resource_policy_kind().unwrap_or("-")
    };
    assert_eq!(kind("s3", "bucket"), "bucket");
    assert_eq!(kind("s3", "object"), "bucket");
    assert_eq!(kind("s3", "accesspointobject"), "access-point");
    assert_eq!(kind("sts", "role"), "trust");
    assert_eq!(kind("iam", "role"), "-");
    assert_eq!(kind("iam", "user"), "-");
    assert_eq!(kind("kms", "key"), "key");
    assert_eq!(kind("kms", "alias"), "-");
    assert_eq!(kind("lambda", "function version"), "function");
    assert_eq!(kind("dynamodb", "index"), "table");
    assert_eq!(kind("execute-api", "execute-api-general"), "api");
    assert_eq!(kind("apigateway", "RestApi"), "-");
    assert_eq!(kind("ec2", "instance"), "-");
    assert_eq!(kind("logs", "log-stream"), "log-group");
}

#[test]
fn lists_are_known_by_the_type_of_the_key() {
    let catalog = Catalog::embedded();
    for name in [
        "aws:TagKeys",
        "aws:CalledVia",
        "aws:PrincipalOrgPaths",
        "aws:ResourceOrgPaths",
        "aws:SourceOrgPaths",
        "aws:VpceOrgPaths",
        "aws:PrincipalServiceNamesList",
        "dynamodb:Attributes",
        "dynamodb:LeadingKeys",
        "kms:EncryptionContextKeys",
        "kms:ResourceAliases",
        "kms:GrantOperations",
        "sts:TransitiveTagKeys",
        "route53:ChangeResourceRecordSetsRecordTypes",
        "oidc.example.com/id/1:amr",
        "cognito-identity.amazonaws.com:amr",
        "saml:edupersonaffiliation",
    ] {
        assert!(catalog.key(name).unwrap().is_list(), "{name}");
    }
    for name in ["aws:PrincipalTag/x", "aws:SourceIp", "s3:prefix", "aws:userid", "aws:CalledViaFirst"] {
        assert!(!catalog.key(name).unwrap().is_list(), "{name}");
    }
}

#[test]
fn families_of_keys_are_resolved() {
    let catalog = Catalog::embedded();
    for (name, family) in [
        ("aws:PrincipalTag/team", "aws:PrincipalTag/${TagKey}"),
        ("AWS:principaltag/a/b:c", "aws:PrincipalTag/${TagKey}"),
        ("aws:ResourceTag/ä", "aws:ResourceTag/${TagKey}"),
        ("s3:ExistingObjectTag/x", "s3:ExistingObjectTag/<key>"),
        ("kms:EncryptionContext:aws:s3:arn", "kms:EncryptionContext:${EncryptionContextKey}"),
        ("events:Metadata/a/Matcher", "events:Metadata/${MetadataKey}/Matcher"),
        ("token.actions.githubusercontent.com/o:ref", "token.actions.githubusercontent.com/${SubPath}:ref"),
        ("oidc.eks.eu-west-1.amazonaws.com/id/A:sub", "${Issuer}:sub"),
    ] {
        let key = catalog.key(name).unwrap();
        assert_eq!(key.name(), family);
        assert!(key.is_family() && key.covers(name));
    }
    assert_eq!(catalog.key("accounts.google.com:aud").unwrap().name(), "accounts.google.com:aud");
    for name in ["aws:PrincipalTag/", "aws:PrincipalTag", "aws:SourceIPs", "sts:sub", "", ":", "aws:"] {
        assert!(catalog.key(name).is_none(), "{name}");
    }
}

#[test]
fn keys_have_types_and_scopes() {
    let catalog = Catalog::embedded();
    let key = |name: &str| catalog.key(name).unwrap();
    assert_eq!(key("aws:SourceArn").value_type(), KeyType::Arn);
    assert_eq!(key("aws:MultiFactorAuthAge").value_type(), KeyType::Numeric);
    assert_eq!(key("aws:SourceIp").value_type(), KeyType::IpAddress);
    assert_eq!(key("aws:CurrentTime").value_type(), KeyType::Date);
    assert_eq!(key("aws:SecureTransport").value_type(), KeyType::Bool);
    assert!(key("aws:SourceIp").is_global());
    assert_eq!(key("lambda:SourceFunctionArn").scope(), KeyScope::Session);
    assert_eq!(key("saml:sub").scope(), KeyScope::Federation);
    assert_eq!(key("id.example.com:aud").scope(), KeyScope::Federation);
    assert_eq!(key("s3:prefix").scope(), KeyScope::Service);
    let globals: BTreeSet<&str> =
        catalog.keys().filter(|key| key.is_global()).map(|key| key.name()).collect();
    assert!(globals.iter().all(|name| name.starts_with("aws:")), "{globals:?}");
}

#[test]
fn a_check_has_the_keys_of_action_reference_and_type() {
    let get = action("s3:GetObject");
    assert!(get.carries_key("s3:ExistingObjectTag/x", Some("object")));
    assert!(get.carries_key("S3:TLSVERSION", None));
    assert!(get.carries_key("s3:DataAccessPointArn", Some("accesspointobject")));
    assert!(!get.carries_key("s3:prefix", Some("object")));
    assert!(!get.carries_key("ec2:InstanceType", None));
    assert!(!get.carries_key("s3:nonsense", None));
    assert!(action("s3:ListBucket").carries_key("s3:prefix", Some("bucket")));
    let run = action("ec2:RunInstances");
    assert!(run.carries_key("ec2:InstanceType", Some("instance")));
    assert!(!run.carries_key("ec2:InstanceType", Some("subnet")));
    assert!(run.carries_key("ec2:InstanceType", None));
    assert!(!action("ec2:DescribeInstances").carries_key("ec2:ResourceTag/Env", None));
    let key = Catalog::embedded().key("iam:PassedToService").unwrap();
    assert!(action("iam:PassRole").carries(key, Some("ROLE")));
}

#[test]
fn events_lead_to_actions() {
    let catalog = Catalog::embedded();
    let actions = |label: &str, operation: &str| -> String {
        match catalog.operation(label, operation) {
            OperationActions::SameName(action) => action.to_string(),
            OperationActions::Renamed(actions) => {
                actions.iter().map(|a| a.to_string()).collect::<Vec<_>>().join(" ")
            }
            other => format!("{other:?}"),
        }
    };
    for (label, operation, expected) in [
        ("s3.amazonaws.com", "GetObject", "s3:GetObject"),
        ("s3", "HeadObject", "s3:GetObject"),
        ("s3", "listbuckets", "s3:ListAllMyBuckets"),
        ("s3", "GetBucketCors", "s3:GetBucketCORS"),
        ("s3", "CreateSession", "s3express:CreateSession"),
        ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
        ("monitoring.amazonaws.com", "PutMetricData", "cloudwatch:PutMetricData"),
        ("email", "SendEmail", "ses:SendEmail"),
        ("tagging", "GetResources", "tag:GetResources"),
        ("data.iot", "Publish", "iot:Publish"),
        ("lambda", "CreateFunction20150331", "lambda:CreateFunction"),
        ("lambda", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"),
        ("lambda", "Invoke", "lambda:InvokeFunction"),
        ("cloudfront", "CreateDistribution2020_05_31", "cloudfront:CreateDistribution"),
        ("kms", "ReEncrypt", "kms:ReEncryptFrom kms:ReEncryptTo"),
        ("sts.amazonaws.com.cn", "AssumeRole", "sts:AssumeRole"),
        ("opensearch", "DescribeDomain", "es:DescribeDomain"),
        ("es", "DescribeDomain", "es:DescribeDomain"),
        ("signin", "ConsoleLogin", "Unknown"),
        ("nope", "Nope", "Unknown"),
        ("ec2", "20150331", "Unknown"),
    ] {
        assert_eq!(actions(label, operation), expected, "{label} {operation}");
    }
    assert!(matches!(
        catalog.operation("apigateway.amazonaws.com", "CreateRestApi"),
        OperationActions::Http { verb: "POST", path: "/restapis", action: Some(_) }
    ));
    assert!(matches!(
        catalog.operation("apigateway", "CreateApi"),
        OperationActions::Http { verb: "POST", .. }
    ));
    assert_eq!(catalog.operation("sso", "GetRoleCredentials"), OperationActions::Unsigned);
}

#[test]
fn a_parameter_can_change_what_a_call_needs() {
    let mut variants = Catalog::embedded().operation_variants("s3", "GetObject");
    let variant = variants.next().unwrap();
    assert_eq!((variant.when, variant.instead), (CallCase::VersionId, true));
    assert_eq!(variant.actions.iter().map(|a| a.to_string()).collect::<Vec<_>>(), ["s3:GetObjectVersion"]);
    assert!(variants.next().is_none());
    assert_eq!(Catalog::embedded().operation_variants("s3", "PutObject").count(), 4);
}

#[test]
fn managed_policies_are_found_by_name_and_arn() {
    let catalog = Catalog::embedded();
    let policy = catalog.managed_policy("arn:aws:iam::aws:policy/ReadOnlyAccess").unwrap();
    assert_eq!((policy.name(), policy.path()), ("ReadOnlyAccess", "/"));
    assert!(policy.document().starts_with('{') && policy.document().contains("\"s3:Get*\""));
    let billing = catalog.managed_policy("Billing").unwrap();
    assert_eq!(billing.arn(), "arn:aws:iam::aws:policy/job-function/Billing");
    assert!(catalog.managed_policy("arn:aws-cn:iam::aws:policy/job-function/Billing").is_some());
    for wrong in [
        "arn:aws:iam::aws:policy/Billing",
        "arn:aws:iam::111122223333:policy/ReadOnlyAccess",
        "readonlyaccess",
        "policy/ReadOnlyAccess",
        "",
        "arn:aws:iam::aws:policy/",
    ] {
        assert!(catalog.managed_policy(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn the_catalog_says_how_old_it_is_and_where_it_comes_from() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.date().len(), 10);
    assert!(catalog.date() >= "2026-10-27");
    for source in catalog.sources() {
        assert!(["MIT", "Apache-2.0"].contains(&source.licence), "{source:?}");
        assert_eq!(source.sha256.len(), 64);
    }
    assert!(format!("{catalog:?}").contains(catalog.date()));
}
