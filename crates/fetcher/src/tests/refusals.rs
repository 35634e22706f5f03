//! What AWS does not let the fetcher see.

use super::answers::{error, refused};
use super::server::{Reply, Server};
use super::{ACCOUNT, MEMBER, REGION, connect, fetched, only, organization, state};
use crate::{ConnectError, FailureKind, Plan, Services};
use iamdiag_evaluator::{Collected, Truth};
use iamdiag_snapshot::{CoverageState, Item, Sink, Snapshot, Unit};
use std::collections::BTreeSet;

#[test]
fn a_refused_call_about_one_bucket_is_a_gap() {
    let server = Server::start(|request, _| {
        let is_it = request.operation == "s3 GetBucketPolicy" && request.target.contains("b-1111");
        is_it.then(|| refused(request)).flatten()
    });
    let (report, snapshot) = fetched(&server, only("s3"));
    let arn = "arn:aws:s3:::b-111122223333";
    assert_eq!(state(&snapshot, None, "s3"), CoverageState::Partial);
    assert!(matches!(snapshot.resource(arn).unwrap().policy, Collected::NotCollected));
    assert!(snapshot.resource("arn:aws:s3:::c-111122223333").unwrap().policy.known().unwrap().is_some());
    let gap = snapshot.coverage().gaps_of(arn).next().unwrap();
    assert_eq!((&*gap.operation, gap.error_code.as_deref()), ("GetBucketPolicy", Some("AccessDenied")));
    assert_eq!(gap.request_id.as_deref(), Some("req-403"));
    assert_eq!(&*gap.unit.service, "s3");
    // A refusal is something that the user knows of and may want.
    assert!(report.is_success());
}

#[test]
fn a_refused_service_is_refused_and_the_others_are_collected() {
    let server =
        Server::start(|request, _| request.operation.starts_with("kms ").then(|| refused(request)).flatten());
    let (report, snapshot) = fetched(&server, Plan::default());
    assert_eq!(state(&snapshot, Some(REGION), "kms"), CoverageState::Refused);
    assert_eq!(state(&snapshot, Some(REGION), "sqs"), CoverageState::Collected);
    assert!(report.is_success());
}

#[test]
fn without_rights_in_the_organization_it_stays_not_collected() {
    let server = Server::start(|request, _| {
        let is_it = request.operation.starts_with("organizations ")
            && request.operation != "organizations DescribeOrganization";
        is_it.then(|| refused(request)).flatten()
    });
    let (report, snapshot) = fetched(&server, Plan::default());
    assert!(report.is_success());
    assert!(matches!(snapshot.organization(), Collected::NotCollected));
    let state = snapshot.coverage().state(None, None, "organizations");
    assert_eq!(state, Some(CoverageState::Refused));
    assert!(snapshot.role(ACCOUNT, "deploy").is_some());
}

#[test]
fn a_part_of_the_tree_that_is_refused_leaves_no_tree() {
    let server = Server::start(|request, _| {
        let is_it =
            request.operation == "organizations ListAccountsForParent" && request.body.contains("ou-1");
        is_it.then(|| refused(request)).flatten()
    });
    let (_, snapshot) = fetched(&server, only("organizations"));
    assert!(matches!(snapshot.organization(), Collected::NotCollected));
}

#[test]
fn an_account_in_no_organization_has_none() {
    let server = Server::start(|request, _| {
        (request.operation == "organizations DescribeOrganization")
            .then(|| Reply::Whole(error(request, 400, "AWSOrganizationsNotInUseException")))
    });
    let (report, snapshot) = fetched(&server, only("organizations"));
    assert_eq!(report.gaps, []);
    assert!(matches!(snapshot.organization(), Collected::Known(None)));
}

#[test]
fn places_of_policies_that_are_refused_are_not_known_and_texts_neither() {
    let server = Server::start(|request, _| match request.operation.as_str() {
        "organizations ListTargetsForPolicy" if request.body.contains("p-1") => refused(request),
        "organizations DescribePolicy" if request.body.contains("p-2") => refused(request),
        _ => None,
    });
    let (_, snapshot) = fetched(&server, only("organizations"));
    let organization = snapshot.known_organization().unwrap();
    assert!(organization.nodes.values().all(|node| node.scps == Collected::NotCollected));
    assert!(organization.nodes.values().all(|node| node.rcps != Collected::NotCollected));
    assert!(organization.policies["p-2"].document.is_none());
}

#[test]
fn an_account_that_cannot_be_entered_does_not_stop_the_others() {
    let server = Server::start(|request, _| {
        (request.operation == "sts AssumeRole").then(|| refused(request)).flatten()
    });
    let (report, snapshot) = fetched(&server, organization());
    assert_eq!(report.failed_accounts(), [MEMBER]);
    assert!(!report.is_success());
    assert_eq!(report.accounts[MEMBER].not_entered.as_ref().unwrap().kind, FailureKind::Refused);
    assert!(snapshot.role(ACCOUNT, "deploy").is_some());
    let state = snapshot.coverage().state(Some(MEMBER), None, "sts");
    assert_eq!(state, Some(CoverageState::Refused));
}

#[test]
fn accounts_that_cannot_be_listed_are_said_before_anything_is_collected() {
    let server = Server::start(|request, _| {
        (request.operation == "organizations ListAccounts").then(|| refused(request)).flatten()
    });
    assert!(matches!(connect(&server, organization()), Err(ConnectError::Accounts(_))));
}

#[test]
fn without_the_list_of_regions_there_is_the_home_region() {
    let server = Server::start(|request, _| {
        (request.operation == "ec2 DescribeRegions").then(|| refused(request)).flatten()
    });
    let (report, snapshot) = fetched(&server, Plan::default());
    assert_eq!(state(&snapshot, None, "ec2"), CoverageState::Refused);
    assert_eq!(state(&snapshot, Some(REGION), "sqs"), CoverageState::Collected);
    assert_eq!(&*report.gaps[0].0.operation, "DescribeRegions");
}

#[test]
fn what_is_not_there_is_an_answer() {
    let server = Server::start(|request, _| {
        let code = match request.operation.as_str() {
            "s3 GetBucketPolicy" => "NoSuchBucketPolicy",
            "s3 GetBucketTagging" => "NoSuchTagSet",
            "s3 GetBucketOwnershipControls" => "OwnershipControlsNotFoundError",
            "s3 GetPublicAccessBlock" | "s3control GetPublicAccessBlock" => {
                "NoSuchPublicAccessBlockConfiguration"
            }
            "iam GetAccountPasswordPolicy" => "NoSuchEntity",
            _ => return None,
        };
        Some(Reply::Whole(error(request, 404, code)))
    });
    let (report, snapshot) = fetched(&server, only("s3"));
    assert_eq!(report.gaps, []);
    let bucket = snapshot.resource("arn:aws:s3:::b-111122223333").unwrap();
    assert!(matches!(bucket.policy, Collected::Known(None)));
    assert_eq!(bucket.tags, Some(vec![]));
    let details = bucket.bucket().unwrap();
    assert_eq!(details.object_ownership.as_deref(), Some("ObjectWriter"));
    assert_eq!(details.public_access_block, Collected::Known(None));
    let (_, snapshot) = fetched(&server, only("account"));
    let facts = &snapshot.account(ACCOUNT).unwrap().facts;
    assert_eq!(facts.allow_change_password, Truth::False);
    assert_eq!(facts.public_access_block, Collected::Known(None));
}

#[test]
fn what_went_away_meanwhile_is_left_out() {
    let server = Server::start(|request, _| {
        let is_it = request.operation == "s3 GetBucketPolicy" && request.target.contains("b-1111");
        is_it.then(|| Reply::Whole(error(request, 404, "NoSuchBucket")))
    });
    let (report, snapshot) = fetched(&server, only("s3"));
    assert_eq!(report.gaps, []);
    assert!(snapshot.resource("arn:aws:s3:::b-111122223333").is_none());
    assert_eq!(state(&snapshot, None, "s3"), CoverageState::Collected);
}

#[test]
fn what_is_done_is_not_asked_for_again() {
    let server = Server::start(|_, _| None);
    let unit = |region: Option<&str>, service: &str| Unit {
        account: Some(ACCOUNT.into()),
        region: region.map(Into::into),
        service: service.into(),
    };
    let done = BTreeSet::from([unit(None, "iam"), unit(Some(REGION), "kms")]);
    let mut snapshot = Snapshot::default();
    let report = connect(&server, Plan::default()).unwrap().collect(&mut snapshot, &done, &mut ()).unwrap();
    assert_eq!(report.kept, 2);
    assert_eq!(server.count("iam GetAccountAuthorizationDetails"), 0);
    assert_eq!(server.count("kms ListKeys"), 0);
    assert_eq!(server.count("sqs ListQueues"), 1);
}

#[test]
fn services_that_are_not_asked_for_are_marked_so() {
    let server = Server::start(|_, _| None);
    let plan =
        Plan { services: Services::new(&[], &["kms".into(), "s3".into()]).unwrap(), ..Plan::default() };
    let (_, snapshot) = fetched(&server, plan);
    assert_eq!(state(&snapshot, Some(REGION), "kms"), CoverageState::NotAttempted);
    assert_eq!(state(&snapshot, None, "s3"), CoverageState::NotAttempted);
    assert_eq!(server.count("kms ListKeys"), 0);
}

/// A sink that is full.
struct Full;

impl Sink for Full {
    type Error = &'static str;

    fn put(&mut self, _: Vec<Item>) -> Result<(), Self::Error> {
        Err("no space left")
    }
}

#[test]
fn a_sink_that_is_full_ends_it() {
    let server = Server::start(|_, _| None);
    let fetcher = connect(&server, Plan::default()).unwrap();
    assert_eq!(fetcher.collect(&mut Full, &BTreeSet::new(), &mut ()).unwrap_err(), "no space left");
}
