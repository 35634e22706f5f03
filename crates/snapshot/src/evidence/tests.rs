use super::*;
use crate::{AbsentLayers, read_authorization_details};
use iamdiag_evaluator::{Caller, Resource};
use iamdiag_policy::ActionName;
use iamdiag_policy::condition::Timestamp;

const ACCOUNT: &str = "arn:aws:iam::111122223333:";

fn snapshot() -> Snapshot {
    let any =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;
    let text = format!(
        r#"{{
        "UserDetailList": [{{"Arn": "{ACCOUNT}user/Ann", "UserName": "Ann", "UserId": "AIDAEXAMPLE",
            "UserPolicyList": [{{"PolicyName": "own", "PolicyDocument": {any}}}],
            "AttachedManagedPolicies": [
                {{"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
                {{"PolicyName": "Lost", "PolicyArn": "{ACCOUNT}policy/Lost"}}],
            "GroupList": ["Devs", "Gone"], "Tags": [{{"Key": "team", "Value": "x"}}]}}],
        "GroupDetailList": [{{"Arn": "{ACCOUNT}group/Devs", "GroupName": "Devs",
            "GroupPolicyList": [{{"PolicyName": "of-group", "PolicyDocument": {any}}}]}}],
        "RoleDetailList": [{{"Arn": "{ACCOUNT}role/a/Runner", "RoleName": "Runner", "RoleId": "AROAEXAMPLE",
            "AssumeRolePolicyDocument": {any},
            "PermissionsBoundary": {{"PermissionsBoundaryArn": "{ACCOUNT}policy/B"}}}}],
        "Policies": [{{"PolicyName": "B", "Arn": "{ACCOUNT}policy/B",
            "PolicyVersionList": [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {any}}}]}}]
        }}"#
    );
    read_authorization_details(text.into_bytes(), "iam.json").unwrap()
}

fn request(principal: &str, action: &str, resource: &str) -> Request {
    let caller = Caller::parse(principal, false).unwrap();
    let action = ActionName::parse(action).unwrap();
    Request::new(caller, action, Resource::parse(resource).unwrap(), Timestamp::from_millis(0))
}

fn gathered(principal: &str, action: &str, resource: &str, given: &Given) -> Gathered {
    let mut request = request(principal, action, resource);
    let snapshot = snapshot();
    snapshot.fill_in(&mut request, given);
    snapshot.evidence(&request, given, Catalog::embedded())
}

fn ann(action: &str, resource: &str) -> Gathered {
    gathered("arn:aws:iam::111122223333:user/Ann", action, resource, &Given::default())
}

#[test]
fn a_user_has_its_own_policies_and_those_of_its_groups() {
    let gathered = ann("ec2:DescribeInstances", "*");
    let identity = gathered.evidence.identity.known().unwrap();
    let names: Vec<(&str, Option<&str>)> =
        identity.iter().map(|one| (&*one.name, one.via.as_deref())).collect();
    let devs = Some("group/Devs");
    assert_eq!(
        names,
        [
            ("own", None),
            ("ReadOnlyAccess", None),
            ("Lost", None),
            ("of-group", devs),
            ("group/Gone", Some("group/Gone"))
        ]
    );
    assert!(gathered.evidence.boundary.known().is_some_and(Option::is_none));
}

#[test]
fn policies_of_aws_come_from_the_catalog() {
    let gathered = ann("ec2:DescribeInstances", "*");
    let from_catalog = |presumed: &&Presumed| matches!(presumed, Presumed::FromCatalog { .. });
    assert_eq!(gathered.presumed.iter().filter(from_catalog).count(), 1);
    assert!(gathered.evidence.identity.known().unwrap()[1].document.statements.len() > 1);
}

#[test]
fn what_is_attached_but_not_there_may_do_anything() {
    let gathered = ann("ec2:DescribeInstances", "*");
    let missing: Vec<&Missing> = gathered.missing().collect();
    let lost = Missing::Managed { arn: "arn:aws:iam::111122223333:policy/Lost".into() };
    assert_eq!(missing, [&lost, &Missing::Group { name: "Gone".into() }]);
    let lost = &gathered.evidence.identity.known().unwrap()[2];
    assert!(lost.document.statement(0).is_none() && lost.document.statements.len() == 1);
}

#[test]
fn what_nobody_collected_is_not_absent() {
    let gathered = ann("s3:GetObject", "arn:aws:s3:::b/k");
    assert!(gathered.evidence.scps.known().is_none());
    assert!(gathered.evidence.rcps.known().is_none() && gathered.evidence.resource.known().is_none());
    assert!(gathered.evidence.acl_not_collected);
}

#[test]
fn what_the_user_says_is_absent_is_and_is_listed() {
    let absent = [Layer::Scp, Layer::Resource, Layer::Acl].into_iter().collect::<AbsentLayers>();
    let given = Given { absent, ..Given::default() };
    let gathered = gathered("arn:aws:iam::111122223333:user/Ann", "s3:GetObject", "arn:aws:s3:::b/k", &given);
    assert!(
        gathered.evidence.scps.known().is_some_and(Vec::is_empty) && gathered.evidence.rcps.known().is_none()
    );
    assert!(
        gathered.evidence.resource.known().is_some_and(Vec::is_empty) && !gathered.evidence.acl_not_collected
    );
    for layer in [Layer::Scp, Layer::Resource, Layer::Acl] {
        assert!(gathered.presumed.contains(&Presumed::Absent(layer)));
    }
}

#[test]
fn types_without_policies_have_none() {
    let none = |gathered: Gathered| gathered.evidence.resource.known().is_some_and(Vec::is_empty);
    assert!(none(ann("iam:PassRole", "arn:aws:iam::111122223333:role/a/Runner")));
    assert!(none(ann("ec2:DescribeInstances", "*")));
    assert!(!none(ann("organizations:ListAccounts", "*")));
    assert!(!none(ann("nosuch:Action", "*")));
}

#[test]
fn a_role_to_assume_brings_its_trust_policy() {
    let gathered = ann("sts:AssumeRole", "arn:aws:iam::111122223333:role/a/Runner");
    let policies = gathered.evidence.resource.known().unwrap();
    assert_eq!(&*policies[0].kind, "trust");
    assert_eq!(policies[0].policy.document.kind, PolicyKind::Trust);
    let wrong_path = request(
        "arn:aws:iam::111122223333:user/Ann",
        "sts:AssumeRole",
        "arn:aws:iam::111122223333:role/Runner",
    );
    assert_eq!(
        snapshot().unknown_role(&wrong_path),
        Some(vec!["arn:aws:iam::111122223333:role/a/Runner".into()])
    );
}

#[test]
fn a_session_is_its_role_with_the_path() {
    let mut request =
        request("arn:aws:sts::111122223333:assumed-role/Runner/s", "ec2:DescribeInstances", "*");
    let snapshot = snapshot();
    snapshot.fill_in(&mut request, &Given::default());
    assert_eq!(request.caller.role_arn(), Some("arn:aws:iam::111122223333:role/a/Runner"));
    assert_eq!(request.caller.unique_id.as_deref(), Some("AROAEXAMPLE"));
    let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    assert!(gathered.evidence.boundary.known().is_some_and(Option::is_some));
    assert!(gathered.presumed.contains(&Presumed::NoSessionPolicy));
    request.strict = true;
    let strict = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    assert!(strict.evidence.session.known().is_none());
}

#[test]
fn somebody_unknown_is_told_from_somebody_elsewhere() {
    let snapshot = snapshot();
    let caller = |text: &str| Caller::parse(text, false).unwrap();
    let unknown = snapshot.caller(&caller("arn:aws:iam::111122223333:user/An")).clone();
    assert!(
        matches!(unknown, Lookup::Unknown { candidates } if *candidates[0] == *"arn:aws:iam::111122223333:user/Ann")
    );
    let elsewhere = snapshot.caller(&caller("arn:aws:iam::999999999999:user/Ann"));
    assert!(matches!(elsewhere, Lookup::Elsewhere(Standing::NotCollected)));
    let root = snapshot.caller(&caller("arn:aws:iam::111122223333:root"));
    assert!(matches!(root, Lookup::Elsewhere(Standing::NoPolicies)));
    let gathered =
        gathered("arn:aws:iam::999999999999:user/Ann", "ec2:DescribeInstances", "*", &Given::default());
    assert!(gathered.evidence.identity.known().is_none() && gathered.evidence.boundary.known().is_none());
}
