//! What is known of callers and resources outside: not who they are, but who they are not (I5, T6; decision 0005).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{
    Attached, Caller, Collected, Decision, Evidence, Layer, Node, OrgPath, Owner, Prepared, Request,
    Resource, ResourcePolicy, evaluate,
};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ActionName, Origin, PolicyKind, parse};
use std::sync::Arc;

fn attached(text: &str, kind: PolicyKind) -> Attached {
    Attached::new("p", Arc::new(parse(text, kind, Origin::Given).expect("a policy")))
}

/// A caller of another account, and a bucket policy that lets everybody in.
fn request(org: OrgPath) -> Request {
    let caller = Caller::parse("arn:aws:iam::777788889999:user/u", false).unwrap();
    let action = ActionName::parse("s3:GetObject").unwrap();
    let resource = Resource::parse("arn:aws:s3:::b/k").unwrap();
    let mut request = Request::new(caller, action, resource, Timestamp::from_millis(0));
    request.resource_account = Some(Owner::Account("111122223333".into()));
    request.resource_org = OrgPath::Path("o-ours/r-1/".into());
    request.principal_org = org;
    request
}

fn evidence(rcp: Option<&str>, bucket_condition: &str) -> Evidence {
    let identity =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#;
    let bucket = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"{bucket_condition}}}]}}"#
    );
    let node = |text| Node { id: None, policies: vec![attached(text, PolicyKind::Rcp)] };
    Evidence {
        identity: Collected::Known(vec![attached(identity, PolicyKind::Identity)]),
        resource: Collected::Known(vec![ResourcePolicy {
            kind: "bucket".into(),
            policy: attached(&bucket, PolicyKind::Resource),
        }]),
        rcps: Collected::Known(rcp.into_iter().map(node).collect()),
        ..Evidence::default()
    }
}

fn decide(request: &Request, evidence: &Evidence) -> (Decision, Option<Layer>) {
    let prepared = Prepared::new(request, None, Catalog::embedded());
    let evaluation = evaluate(&prepared, evidence);
    (evaluation.decision, evaluation.decided_by.first().map(iamdiag_evaluator::Reference::layer))
}

const OUTSIDERS: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
    "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}}}]}"#;

#[test]
fn an_rcp_against_outsiders_is_definite_for_an_account_outside() {
    let evidence = evidence(Some(OUTSIDERS), "");
    let outside = request(OrgPath::Elsewhere("o-ours".into()));
    assert_eq!(decide(&outside, &evidence), (Decision::ExplicitDeny, Some(Layer::Rcp)));
    assert_eq!(decide(&request(OrgPath::Unknown), &evidence).0, Decision::Depends);
    assert_eq!(decide(&request(OrgPath::Path("o-ours/r-1/".into())), &evidence).0, Decision::Allowed);
}

#[test]
fn which_other_organization_it_is_in_stays_unknown() {
    let outside = request(OrgPath::Elsewhere("o-ours".into()));
    let granted_to = |org: &str| {
        let condition = format!(r#", "Condition": {{"StringEquals": {{"aws:PrincipalOrgID": "{org}"}}}}"#);
        decide(&outside, &evidence(None, &condition)).0
    };
    assert_eq!(granted_to("o-theirs"), Decision::Depends);
    assert_eq!(granted_to("o-ours"), Decision::ImplicitDeny);
    let path = r#", "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-ours/r-1/*"}}"#;
    assert_eq!(decide(&outside, &evidence(None, path)).0, Decision::ImplicitDeny);
}

#[test]
fn a_resource_of_some_other_account_needs_both_sides() {
    let mut foreign = request(OrgPath::None);
    foreign.resource_account = Some(Owner::Other);
    assert_eq!(decide(&foreign, &evidence(None, "")).0, Decision::Allowed);
    let alone = Evidence { resource: Collected::Known(Vec::new()), ..evidence(None, "") };
    assert_eq!(decide(&foreign, &alone), (Decision::ImplicitDeny, Some(Layer::Resource)));
    let own_only = r#", "Condition": {"StringEquals": {"aws:ResourceAccount": "777788889999"}}"#;
    assert_eq!(decide(&foreign, &evidence(None, own_only)).0, Decision::ImplicitDeny);
    let other = own_only.replace("777788889999", "111122223333");
    assert_eq!(decide(&foreign, &evidence(None, &other)).0, Decision::Depends);
}
