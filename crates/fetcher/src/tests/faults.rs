//! What AWS and networks do on a bad day.

use super::answers::{error, usual};
use super::server::{Reply, Request, Server};
use super::{ATTEMPTS, REGION, connect, fetched, only, state};
use crate::{ConnectError, FailureKind, Plan};
use iamdiag_snapshot::CoverageState;

/// A server on which the list of keys goes wrong so many times, and then right.
fn keys(times: usize, wrong: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request, before| {
        (request.operation == "kms ListKeys" && before < times).then(|| wrong(request))
    })
}

#[track_caller]
fn recovers(wrong: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
    let server = keys(ATTEMPTS as usize - 1, wrong);
    let (report, snapshot) = fetched(&server, only("kms"));
    assert_eq!(report.gaps, []);
    assert!(report.is_success());
    assert_eq!(state(&snapshot, Some(REGION), "kms"), CoverageState::Collected);
    assert_eq!(server.count("kms ListKeys"), ATTEMPTS as usize);
}

#[track_caller]
fn fails(kind: FailureKind, wrong: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
    let server = keys(usize::MAX, wrong);
    let (report, snapshot) = fetched(&server, only("kms"));
    assert_eq!(report.gaps.len(), 1);
    assert_eq!(report.gaps[0].1.kind, kind, "{:?}", report.gaps);
    assert!(!report.is_success());
    assert_eq!(report.failed_accounts(), [super::ACCOUNT]);
    assert_eq!(state(&snapshot, Some(REGION), "kms"), CoverageState::Failed);
}

#[test]
fn bursts_of_throttling_are_waited_out() {
    recovers(|request| Reply::Whole(error(request, 400, "ThrottlingException")));
    fails(FailureKind::Throttled, |request| Reply::Whole(error(request, 400, "ThrottlingException")));
}

#[test]
fn server_errors_are_tried_again() {
    recovers(|request| Reply::Whole(error(request, 500, "InternalFailure")));
    fails(FailureKind::Service, |request| Reply::Whole(error(request, 503, "ServiceUnavailable")));
}

#[test]
fn dropped_connections_are_tried_again() {
    recovers(|_| Reply::Drop);
    fails(FailureKind::Unreachable, |_| Reply::Drop);
}

#[test]
fn an_answer_that_is_cut_is_never_taken_for_whole() {
    let server = keys(usize::MAX, |request| Reply::Cut(usual(request)));
    let (report, snapshot) = fetched(&server, only("kms"));
    assert!(!report.is_success());
    assert_eq!(state(&snapshot, Some(REGION), "kms"), CoverageState::Failed);
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let started = std::time::Instant::now();
    let server = keys(usize::MAX, |request| Reply::Slow(usual(request)));
    let (report, _) = fetched(&server, only("kms"));
    assert!(!report.is_success());
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn an_answer_of_another_kind_is_told_and_not_shown() {
    let html = |request: &Request| {
        let mut answer = usual(request);
        answer.body = "<html>a proxy's page with a-secret-of-the-proxy</html>".into();
        Reply::Whole(answer)
    };
    let server = keys(usize::MAX, html);
    let (report, _) = fetched(&server, only("kms"));
    assert_eq!(report.gaps[0].1.kind, FailureKind::Unreadable);
    assert!(!format!("{report:?}").contains("a-secret-of-the-proxy"));
}

#[test]
fn the_signed_calls_behave_as_those_of_the_sdk() {
    let server = Server::start(|request, before| {
        (request.operation == "ec2 DescribeVpcEndpoints").then(|| match before {
            0 => Reply::Whole(error(request, 503, "RequestLimitExceeded")),
            1 => Reply::Drop,
            _ => Reply::Whole(usual(request)),
        })
    });
    let (report, snapshot) = fetched(&server, only("ec2"));
    assert_eq!(report.gaps, []);
    assert_eq!(state(&snapshot, Some(REGION), "ec2"), CoverageState::Collected);
    let server = Server::start(|request, _| {
        (request.operation == "ec2 DescribeVpcEndpoints").then(|| Reply::Cut(usual(request)))
    });
    assert!(!fetched(&server, only("ec2")).0.is_success());
}

#[test]
fn credentials_that_run_out_are_told() {
    fails(FailureKind::Credentials, |request| Reply::Whole(error(request, 400, "ExpiredTokenException")));
}

#[test]
fn the_first_call_tells_what_is_wrong_with_the_set_up() {
    let first = |status, code: &'static str| {
        let server = Server::start(move |request, _| Some(Reply::Whole(error(request, status, code))));
        connect(&server, Plan::default()).unwrap_err()
    };
    assert!(matches!(first(403, "InvalidClientTokenId"), ConnectError::Credentials(_)));
    assert!(matches!(first(403, "ExpiredToken"), ConnectError::Credentials(_)));
    assert!(matches!(first(403, "RequestTimeTooSkewed"), ConnectError::ClockSkew(_)));
    assert!(matches!(first(500, "InternalFailure"), ConnectError::Other(_)));
    let server = Server::start(|_, _| Some(Reply::Drop));
    let error = connect(&server, Plan::default()).unwrap_err();
    assert!(
        error.to_string().starts_with(&format!("cannot reach {}: GetCallerIdentity: ", server.url())),
        "{error}"
    );
}

#[test]
fn a_region_that_is_not_enabled_is_refused_before_anything_is_collected() {
    let server = Server::start(|_, _| None);
    let plan = Plan { regions: vec!["mars-north-1".into()], ..Plan::default() };
    let error = connect(&server, plan).unwrap_err();
    assert_eq!(
        error.to_string(),
        "region `mars-north-1` does not exist, or is not enabled in account 111122223333"
    );
    assert_eq!(error.help(), ["enabled are: eu-west-1"]);
    for no_region in ["evil.example/", "mars", "eu-west-1a"] {
        let plan = Plan { regions: vec![no_region.into()], ..Plan::default() };
        assert!(matches!(connect(&server, plan), Err(ConnectError::NotARegion(_))));
    }
}
