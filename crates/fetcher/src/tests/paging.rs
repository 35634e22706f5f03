//! Lists of many pages.

use super::answers::{details, error, json, xml};
use super::server::{Reply, Server};
use super::{ACCOUNT, REGION, fetched, only, state};
use iamdiag_snapshot::CoverageState;

#[test]
fn all_pages_of_principals_come() {
    let server = Server::start(|request, before| {
        let is_details = request.operation == "iam GetAccountAuthorizationDetails";
        is_details.then(|| {
            let next = ["one", "two", "three"];
            assert!(before == 0 || request.body.contains(&format!("Marker={}", next[before - 1])));
            Reply::Whole(details(ACCOUNT, &format!("role{before}"), next.get(before).copied()))
        })
    });
    let (report, snapshot) = fetched(&server, only("iam"));
    assert_eq!(report.gaps, []);
    let roles =
        snapshot.account(ACCOUNT).unwrap().principals().filter(|one| one.label().starts_with("role/"));
    assert_eq!(roles.count(), 4);
    assert_eq!(state(&snapshot, None, "iam"), CoverageState::Collected);
    // What is used on four pages is asked for once.
    assert_eq!(server.count("iam GetPolicy"), 2);
}

#[test]
fn a_page_that_cannot_be_had_makes_the_list_partial() {
    let server = Server::start(|request, before| {
        let is_details = request.operation == "iam GetAccountAuthorizationDetails";
        is_details.then(|| match before {
            0 => Reply::Whole(details(ACCOUNT, "first", Some("one"))),
            _ => Reply::Whole(error(request, 403, "AccessDenied")),
        })
    });
    let (report, snapshot) = fetched(&server, only("iam"));
    assert!(snapshot.role(ACCOUNT, "first").is_some());
    assert_eq!(state(&snapshot, None, "iam"), CoverageState::Partial);
    assert_eq!(report.gaps.len(), 1);
    assert!(!snapshot.has_all_of_iam(ACCOUNT));
}

#[test]
fn a_list_that_promises_more_and_does_not_say_how_is_not_complete() {
    let server = Server::start(|request, _| {
        let is_details = request.operation == "iam GetAccountAuthorizationDetails";
        is_details.then(|| {
            let page = details(ACCOUNT, "first", None).body;
            Reply::Whole(xml(page.replace("<IsTruncated>false", "<IsTruncated>true")))
        })
    });
    let (_, snapshot) = fetched(&server, only("iam"));
    assert_eq!(state(&snapshot, None, "iam"), CoverageState::Partial);
}

#[test]
fn pages_that_run_in_a_circle_end() {
    let server = Server::start(|request, _| match request.operation.as_str() {
        "iam GetAccountAuthorizationDetails" => Some(Reply::Whole(details(ACCOUNT, "first", Some("one")))),
        "ec2 DescribeVpcEndpoints" => {
            Some(Reply::Whole(xml("<R><vpcEndpointSet/><nextToken>same</nextToken></R>")))
        }
        "dynamodb ListTagsOfResource" => Some(Reply::Whole(json(r#"{"Tags":[],"NextToken":"same"}"#))),
        _ => None,
    });
    for (service, region) in [("iam", None), ("ec2", Some(REGION)), ("dynamodb", Some(REGION))] {
        let (report, snapshot) = fetched(&server, only(service));
        assert!(!state(&snapshot, region, service).is_complete(), "{service}");
        assert!(!report.gaps.is_empty() && !report.is_success());
    }
}

#[test]
fn tokens_of_json_and_query_services_are_followed() {
    let server = Server::start(|request, before| match (request.operation.as_str(), before) {
        ("sqs ListQueues", 0) => {
            Some(Reply::Whole(json(r#"{"QueueUrls":["https://sqs/1/first"],"NextToken":"n"}"#)))
        }
        ("ec2 DescribeVpcEndpoints", 0) => Some(Reply::Whole(xml(
            "<R><vpcEndpointSet><item><vpcEndpointId>vpce-0</vpcEndpointId></item></vpcEndpointSet><nextToken>n+/=</nextToken></R>",
        ))),
        ("ec2 DescribeVpcEndpoints", _) => {
            assert!(request.body.contains("NextToken=n%2B%2F%3D"), "{}", request.body);
            None
        }
        _ => None,
    });
    for (service, expected) in [("sqs", 2), ("ec2", 2)] {
        let (report, snapshot) = fetched(&server, only(service));
        assert_eq!(report.gaps, []);
        assert_eq!(snapshot.resources().count(), expected, "{service}");
    }
}
