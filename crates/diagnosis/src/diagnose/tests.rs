use super::*;
use crate::checks::checks;
use crate::difference::Difference;
use crate::frames::Label;
use crate::misses::Part;
use iamdiag_evaluator::{Caller, Decision, Prepared, Resource, evaluate};
use iamdiag_policy::ActionName;
use iamdiag_policy::condition::Timestamp;
use iamdiag_snapshot::{AbsentLayers, Given, read_authorization_details};

/// Asks for user `u`, which has these statements, with every other layer absent.
fn ask(statements: &str, action: &str, resource: &str) -> Answer {
    let text = format!(
        r#"{{"UserDetailList": [{{"Arn": "arn:aws:iam::111122223333:user/u", "UserName": "u",
            "UserPolicyList": [{{"PolicyName": "p", "PolicyDocument": {{
            "Version": "2012-10-17", "Statement": [{statements}]}}}}]}}],
            "GroupDetailList": [], "RoleDetailList": [], "Policies": []}}"#
    );
    let snapshot = read_authorization_details(text.into_bytes(), "iam.json").unwrap();
    let catalog = Catalog::embedded();
    let caller = Caller::parse("arn:aws:iam::111122223333:user/u", false).unwrap();
    let resource = Resource::parse(resource).unwrap();
    let mut request =
        Request::new(caller, ActionName::parse(action).unwrap(), resource, Timestamp::from_millis(0));
    let absent: AbsentLayers = AbsentLayers::CHOICES.into_iter().collect();
    let given = Given { absent, ..Given::default() };
    snapshot.fill_in(&mut request, &given);
    let examined: Vec<Examined> = checks(&request, catalog)
        .into_iter()
        .map(|check| {
            let gathered = snapshot.evidence(&check.request, &given, catalog);
            let prepared = Prepared::new(&check.request, None, catalog);
            let evaluation = evaluate(&prepared, &gathered.evidence);
            Examined { check, gathered, evaluation }
        })
        .collect();
    diagnose(&request, None, &examined, &snapshot, catalog)
}

fn near(answer: &Answer) -> Vec<(u32, Part)> {
    answer.checks[0].near_misses.iter().map(|near| (near.citation.at.statement, near.parts()[0])).collect()
}

const OBJECT: &str = "arn:aws:s3:::b/k";

#[test]
fn near_misses_are_ranked_by_the_part_that_fails() {
    let answer = ask(
        r#"{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"},
           {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::c/*"},
           {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "v"}}},
           {"Effect": "Allow", "Action": "s3:Put*", "Resource": "arn:aws:s3:::c/*"},
           {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
        "s3:GetObject",
        OBJECT,
    );
    assert_eq!(answer.decision, Decision::ImplicitDeny);
    assert_eq!(near(&answer), [(2, Part::Condition), (1, Part::Resource), (0, Part::Action)]);
    assert_eq!(answer.checks[0].frames[0].citation.at.statement, 2, "the nearest is shown");
}

#[test]
fn a_bucket_for_an_object_is_told_and_the_other_way_about() {
    let hint = |statement: &str, action: &str, resource: &str| {
        let answer = ask(statement, action, resource);
        let marks = answer.checks[0].frames[0].marks.clone();
        marks.into_iter().find_map(|mark| match mark.label {
            Label::Misses { difference, .. } => difference,
            _ => None,
        })
    };
    let bucket = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b"}"#;
    let objects = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}"#;
    assert_eq!(hint(bucket, "s3:GetObject", OBJECT), Some(Difference::IsTheBucket));
    assert_eq!(hint(objects, "s3:ListBucket", "arn:aws:s3:::b"), Some(Difference::IsItsObjects));
    assert_eq!(hint(objects, "s3:ListBucket", "arn:aws:s3:::c"), None);
}

#[test]
fn marks_are_under_what_matched() {
    let answer = ask(
        r#"{"Sid": "No", "Effect": "Deny", "Action": ["s3:Put*", "s3:Get*"], "NotResource": "arn:aws:s3:::c/*"}"#,
        "s3:GetObject",
        OBJECT,
    );
    assert_eq!(answer.decision, Decision::ExplicitDeny);
    let frame = &answer.checks[0].frames[0];
    let marked: Vec<(&str, bool)> =
        frame.marks.iter().map(|mark| (mark.span.slice(frame.text.as_str()), mark.primary)).collect();
    assert_eq!(marked, [("\"Deny\"", true), ("\"s3:Get*\"", false), ("\"NotResource\"", false)]);
    assert_eq!(frame.citation.lines.start.line, 3, "numbered by the file");
}

#[test]
fn every_blocker_is_listed() {
    let answer = ask(
        r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*"}"#,
        "s3:GetObject",
        OBJECT,
    );
    let explicit = answer.checks[0].blockers.iter().filter(|blocker| blocker.explicit).count();
    assert_eq!(explicit, 2);
    assert!(
        answer.checks[0].blockers.iter().any(|blocker| !blocker.explicit && blocker.layer == Layer::Identity)
    );
}

#[test]
fn what_depends_on_a_key_has_an_outcome_for_each_of_its_values() {
    let answer = ask(
        r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
        "iam:GetUser",
        "arn:aws:iam::111122223333:user/u",
    );
    assert_eq!(answer.decision, Decision::Depends);
    let decisions: Vec<Decision> = answer.checks[0].outcomes.iter().map(|row| row.decision).collect();
    assert_eq!(decisions, [Decision::ImplicitDeny, Decision::Allowed, Decision::ImplicitDeny]);
    assert_eq!(answer.outcome, crate::Outcome::DependsOnContext);
}

#[test]
fn the_time_is_told_only_where_a_policy_asks_for_it() {
    let dated = r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"DateGreaterThan": {"aws:CurrentTime": "1969-01-01"}}}"#;
    let user = "arn:aws:iam::111122223333:user/u";
    assert_eq!(ask(dated, "iam:GetUser", user).time.as_deref(), Some("1970-01-01T00:00:00Z"));
    assert_eq!(ask(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "iam:GetUser", user).time, None);
}

#[test]
fn misspelt_actions_and_wrong_resources_are_warned_of() {
    let any = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let unknown = ask(any, "s3:GetObjekt", OBJECT);
    assert!(
        matches!(&unknown.warnings[..], [Warning::UnknownAction { candidates, .. }] if *candidates[0] == *"s3:GetObject")
    );
    let wrong = ask(any, "s3:ListBucket", OBJECT);
    assert!(matches!(&wrong.warnings[..], [Warning::ResourceDoesNotFit { .. }]));
}

#[test]
fn rcps_that_do_not_bind_a_service_have_no_impact() {
    let rcp = |action: &str, resource: &str| {
        let answer = ask(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, action, resource);
        let row = answer.checks[0].layers.iter().find(|row| row.layer == Layer::Rcp);
        row.map(|row| row.effect)
    };
    assert_eq!(rcp("ec2:DescribeVpcs", "*"), Some(LayerEffect::NoImpact), "not in the list of Q3");
    assert_eq!(rcp("s3:GetObject", OBJECT), Some(LayerEffect::None), "in the list, and there are none");
}
