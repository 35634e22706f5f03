//! One of everything: what is called is what is declared, and what comes is what is kept.

use super::answers::POLICY;
use super::server::Server;
use super::{ACCOUNT, MEMBER, REGION, SECRET, fetched, organization, state};
use crate::{Services, operations};
use iamdiag_evaluator::{Collected, Truth};
use iamdiag_snapshot::{CoverageState, ResourceDetails};
use std::collections::BTreeSet;

#[test]
fn exactly_the_declared_operations_are_called() {
    let server = Server::start(|_, _| None);
    let (report, _) = fetched(&server, organization());
    assert_eq!(report.gaps, []);
    let called: BTreeSet<String> = server.counts().into_keys().collect();
    let declared = operations(&organization());
    let declared: BTreeSet<String> =
        declared.iter().map(|operation| format!("{} {}", operation.api, operation.name)).collect();
    assert_eq!(called, declared);
}

#[test]
fn every_unit_of_every_account_ends_collected() {
    let server = Server::start(|_, _| None);
    let (report, snapshot) = fetched(&server, organization());
    assert!(report.is_success());
    // One for the organization; in each account every service once.
    assert_eq!(report.units.len(), 1 + 2 * (Services::names().count() - 1));
    assert!(report.units.values().all(|state| *state == CoverageState::Collected), "{:#?}", report.units);
    assert_eq!(snapshot.account_ids().collect::<Vec<_>>(), [ACCOUNT, MEMBER]);
    assert_eq!(report.requests, server.seen().len() as u64);
    assert_eq!(server.count("sts AssumeRole"), 1);
    assert!(report.accounts.values().all(|account| account.ended && account.name.is_some()));
}

#[test]
fn principals_come_with_decoded_policies_and_those_left_out() {
    let server = Server::start(|_, _| None);
    let (_, snapshot) = fetched(&server, organization());
    let role = snapshot.role(ACCOUNT, "deploy").unwrap();
    assert_eq!(role.trust().unwrap().text.as_str(), POLICY);
    assert_eq!(role.inline[0].text.as_str(), POLICY);
    assert_eq!(role.boundary.as_deref(), Some("arn:aws:iam::111122223333:policy/edge"));
    assert!(snapshot.user(ACCOUNT, "ann").unwrap().boundary.is_some());
    let own = snapshot.policy("arn:aws:iam::111122223333:policy/own").unwrap();
    assert_eq!((own.version.as_deref(), own.document.as_ref().unwrap().text.as_str()), (Some("v2"), POLICY));
    assert_eq!(&*own.document.as_ref().unwrap().name, "own");
    for arn in ["arn:aws:iam::111122223333:policy/edge", "arn:aws:iam::aws:policy/ReadOnly"] {
        let policy = snapshot.policy(arn).unwrap();
        assert_eq!(policy.version.as_deref(), Some("v7"));
        assert_eq!(policy.document.as_ref().unwrap().text.as_str(), POLICY);
    }
}

#[test]
fn resources_come_with_policies_tags_and_details() {
    let server = Server::start(|_, _| None);
    let (_, snapshot) = fetched(&server, organization());
    let here = |service: &str, rest: &str| format!("arn:aws:{service}:{REGION}:{MEMBER}:{rest}");
    let with_policy = [
        format!("arn:aws:s3:::b-{MEMBER}"),
        here("kms", "key/k-1"),
        here("sqs", "q"),
        here("sns", "t"),
        here("lambda", "function:f"),
        here("lambda", "function:f:1"),
        here("lambda", "function:f:live"),
        here("lambda", "layer:l:3"),
        here("secretsmanager", "secret:s-Ab12Cd"),
        here("ecr", "repository/app"),
        here("dynamodb", "table/t"),
        here("dynamodb", "table/t/stream/s"),
        here("ec2", "vpc-endpoint/vpce-1"),
    ];
    for arn in &with_policy {
        let resource = snapshot.resource(arn).unwrap_or_else(|| panic!("{arn}"));
        assert_eq!(&*resource.account, MEMBER);
        assert_eq!(resource.policy.known().unwrap().as_ref().unwrap().text.as_str(), POLICY, "{arn}");
    }
    let of_member = snapshot.resources().filter(|resource| *resource.account == *MEMBER);
    // A second bucket, and two identity providers, which have no policies.
    assert_eq!(of_member.count(), with_policy.len() + 3);
    let bucket = snapshot.resource(&with_policy[0]).unwrap();
    let details = bucket.bucket().unwrap();
    assert_eq!(details.object_ownership.as_deref(), Some("BucketOwnerEnforced"));
    let block = details.public_access_block.known().unwrap().unwrap();
    assert!(block.block_public_acls && block.restrict_public_buckets && !block.block_public_policy);
    assert_eq!(bucket.tags, Some(vec![("team".into(), Some("a".into()))]));
    let key = snapshot.resource(&with_policy[1]).unwrap().key().unwrap();
    assert_eq!(key.aliases, [Box::<str>::from("alias/data")]);
    assert!(key.grants.known().unwrap()[0].constrained);
    let provider = snapshot.resource(&format!("arn:aws:iam::{MEMBER}:oidc-provider/ci.example")).unwrap();
    assert!(
        matches!(&provider.details, ResourceDetails::OidcProvider { client_ids } if client_ids.len() == 1)
    );
}

#[test]
fn the_organization_comes_as_one_tree() {
    let server = Server::start(|_, _| None);
    let (_, snapshot) = fetched(&server, organization());
    let organization = snapshot.known_organization().unwrap();
    assert_eq!(organization.path_text(MEMBER).as_deref(), Some("o-1/r-1/ou-1/"));
    assert_eq!(organization.path_text(ACCOUNT).as_deref(), Some("o-1/r-1/"));
    assert!(organization.is_management(ACCOUNT));
    assert_eq!(organization.scps_enabled, Collected::Known(true));
    assert_eq!(organization.rcps_enabled, Collected::Known(false));
    let unit = &organization.nodes["ou-1"];
    assert_eq!(unit.scps, Collected::Known(vec!["p-1".into()]));
    assert_eq!(unit.rcps, Collected::Known(vec!["p-2".into()]));
    assert_eq!(organization.nodes[MEMBER].scps, Collected::Known(vec![]));
    assert_eq!(organization.policies["p-1"].document.as_ref().unwrap().text.as_str(), POLICY);
    assert_eq!(
        organization.delegated_administrators[0].services,
        [Box::<str>::from("guardduty.amazonaws.com")]
    );
    assert!(organization.resource_policy.known().unwrap().is_some());
}

#[test]
fn facts_of_an_account_are_collected() {
    let server = Server::start(|_, _| None);
    let (_, snapshot) = fetched(&server, organization());
    let facts = &snapshot.account(MEMBER).unwrap().facts;
    assert_eq!(facts.name.as_deref(), Some("shop"));
    assert_eq!(facts.allow_change_password, Truth::True);
    assert!(facts.public_access_block.known().unwrap().unwrap().restrict_public_buckets);
    assert_eq!(state(&snapshot, None, "iam"), CoverageState::Collected);
}

#[test]
fn no_secret_is_kept() {
    let server = Server::start(|_, _| None);
    let (report, snapshot) = fetched(&server, organization());
    let all = format!("{snapshot:?} {report:?}");
    for secret in [SECRET, "AKIAIOSFODNN7EXAMPLE", "hunter2-in-the-environment", "PASSWORD"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(all.contains("ReadOnly"));
}
