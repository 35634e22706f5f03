//! The directory form, from files in memory.

use super::*;
use crate::{
    CollectedResource, CoverageState, Files, Given, Listing, NamedPrincipal, Presumed, PrincipalQuery,
    ResourceQuery,
};
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Caller, Layer, OrgPath, Owner, Request, Resource};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ActionName, Arn};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

const ALLOW: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]\n}\n";
const PROD: &str = "111122223333";
const DATA: &str = "444455556666";

/// Files by path.
#[derive(Clone, Default)]
struct InMemory(BTreeMap<String, String>);

impl InMemory {
    fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.into(), text.into());
        self
    }
}

impl Files for InMemory {
    type Error = Infallible;

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.0.get(path).map(|text| text.clone().into_bytes()))
    }

    fn list(&self, path: &str) -> Result<Listing, Infallible> {
        let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
        let below = || self.0.keys().filter_map(|key| key.strip_prefix(&folder));
        let folders: BTreeSet<&str> =
            below().filter_map(|rest| rest.split_once('/')).map(|(name, _)| name).collect();
        Ok(Listing {
            files: below().filter(|rest| !rest.contains('/')).map(Into::into).collect(),
            folders: folders.into_iter().map(Into::into).collect(),
        })
    }

    fn name(&self, path: &str) -> String {
        format!("dir/{path}")
    }
}

fn organization(accounts: &str) -> String {
    format!(
        r#"{{"organization": {{"id": "o-exampleorg1", "management_account": "999999999999",
  "root": {{"id": "r-exam", "scps": ["p-FullAWSAccess"], "rcps": ["p-RCPFullAWSAccess"]}},
  "organizational_units": [{{"id": "ou-exam-prod", "name": "Prod", "parent": "r-exam", "scps": ["p-FullAWSAccess", "p-deny"], "rcps": []}}],
  "accounts": [{{"id": "999999999999", "parent": "r-exam", "scps": ["p-FullAWSAccess"], "rcps": []}},
    {accounts}],
  "policies": [{{"id": "p-deny", "name": "deny", "type": "SERVICE_CONTROL_POLICY", "policy": "scps/deny.json"}}]}}}}"#
    )
}

const IN_PROD: &str = r#"{"id": "111122223333", "name": "prod", "parent": "ou-exam-prod", "scps": ["p-FullAWSAccess"], "rcps": []}"#;

fn iam(account: &str, role: &str, document: &str) -> String {
    format!(
        r#"{{"UserDetailList": [], "GroupDetailList": [], "Policies": [],
"RoleDetailList": [{{"Arn": "arn:aws:iam::{account}:role/team/{role}", "RoleName": "{role}", "RoleId": "AROAEXAMPLE000000001",
  "RolePolicyList": [{{"PolicyName": "own", "PolicyDocument": {document}}}]}}]}}"#
    )
}

fn resources(list: &str) -> String {
    format!(r#"{{"resources": [{list}]}}"#)
}

fn acme() -> InMemory {
    InMemory::default()
        .with("organization.json", &organization(IN_PROD))
        .with("scps/deny.json", ALLOW)
        .with("accounts/111122223333/iam.json", &iam(PROD, "deploy", "\"policies/own.json\""))
        .with("accounts/111122223333/policies/own.json", ALLOW)
        .with(
            "accounts/111122223333/resources.json",
            &resources(
                r#"{"arn": "arn:aws:s3:::acme-logs", "policy": "policies/own.json", "object_ownership": "BucketOwnerEnforced"},
                {"arn": "arn:aws:kms:eu-west-1:111122223333:key/k1", "aliases": ["alias/orders"], "grants": []}"#,
            ),
        )
}

fn snapshot(files: &InMemory) -> Snapshot {
    match read(files) {
        Ok(snapshot) => snapshot,
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn check_error(files: InMemory, expected: &str) {
    assert_eq!(read(&files).unwrap_err().to_string(), expected);
}

fn request(principal: &str, action: &str, resource: &str) -> Request {
    let caller = Caller::parse(principal, false).unwrap();
    let action = ActionName::parse(action).unwrap();
    Request::new(caller, action, Resource::parse(resource).unwrap(), Timestamp::from_millis(0))
}

const DEPLOY: &str = "arn:aws:iam::111122223333:role/team/deploy";

#[test]
fn a_policy_may_be_a_file_of_its_own() {
    let snapshot = snapshot(&acme());
    let role = snapshot.role(PROD, "deploy").unwrap();
    let place = role.inline[0].place().unwrap();
    assert_eq!(&*place.file, "dir/accounts/111122223333/policies/own.json");
    let bucket = snapshot.resource("arn:aws:s3:::acme-logs").unwrap();
    let of_bucket = bucket.policy.known().unwrap().as_ref().unwrap();
    assert!(std::sync::Arc::ptr_eq(&of_bucket.text, &role.inline[0].text), "the file is read once");
}

#[test]
fn scps_come_from_the_path_of_the_account_root_first() {
    let snapshot = snapshot(&acme());
    let mut request = request(DEPLOY, "s3:GetObject", "arn:aws:s3:::acme-logs/k");
    snapshot.fill_in(&mut request, &Given::default());
    assert_eq!(request.principal_org, OrgPath::Path("o-exampleorg1/r-exam/ou-exam-prod/".into()));
    assert_eq!(request.resource_account, Some(Owner::Account(PROD.into())), "the bucket is in the listing");
    let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    let nodes = gathered.evidence.scps.known().unwrap();
    let names: Vec<Vec<&str>> =
        nodes.iter().map(|node| node.policies.iter().map(|policy| &*policy.name).collect()).collect();
    assert_eq!(names, [vec!["FullAWSAccess"], vec!["FullAWSAccess", "deny"], vec!["FullAWSAccess"]]);
    assert!(!gathered.evidence.acl_not_collected, "ACLs are off");
    assert_eq!(gathered.evidence.resource.known().unwrap()[0].kind, "bucket".into());
}

#[test]
fn a_bucket_that_is_not_in_the_listing_is_somebody_elses() {
    let snapshot = snapshot(&acme());
    let mut request = request(DEPLOY, "s3:GetObject", "arn:aws:s3:::other/k");
    snapshot.fill_in(&mut request, &Given::default());
    assert_eq!(request.resource_account, Some(Owner::Other));
    let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    assert!(gathered.evidence.resource.known().is_none());
    assert!(gathered.presumed.iter().any(|one| matches!(one, Presumed::ElsewhereOwned { .. })));
}

#[test]
fn what_lies_in_a_resource_with_a_policy_never_hides_it() {
    let index = "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i";
    let list = format!(
        r#"{{"arn": "arn:aws:dynamodb:eu-west-1:111122223333:table/t", "policy": {ALLOW}}}, {{"arn": "{index}"}}"#
    );
    let snapshot = snapshot(&acme().with("accounts/111122223333/resources.json", &resources(&list)));
    let mut request = request(DEPLOY, "dynamodb:Query", index);
    snapshot.fill_in(&mut request, &Given::default());
    let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    assert_eq!(gathered.evidence.resource.known().map(Vec::len), Some(1), "the table's policy decides");
}

#[test]
fn the_management_account_is_a_member_listed_or_not() {
    let partial = organization(IN_PROD).replace("\"management_account\": \"9", "\"management_account\": \"8");
    let snapshot = snapshot(&acme().with("organization.json", &partial));
    let mut request = request("arn:aws:iam::899999999999:role/r", "s3:GetObject", "arn:aws:s3:::acme-logs/k");
    snapshot.fill_in(&mut request, &Given::default());
    assert_eq!(request.principal_org, OrgPath::Unknown, "the management account is a member, listed or not");
}

#[test]
fn a_resource_of_a_listed_region_that_is_not_there_has_no_policy_and_others_are_not_known() {
    let snapshot = snapshot(&acme());
    let layer = |resource: &str| {
        let mut request = request(DEPLOY, "kms:Decrypt", resource);
        snapshot.fill_in(&mut request, &Given::default());
        let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
        gathered.evidence.resource.known().map(Vec::len)
    };
    assert_eq!(layer("arn:aws:kms:eu-west-1:111122223333:key/k2"), Some(0));
    assert_eq!(layer("arn:aws:kms:us-east-1:111122223333:key/k2"), None);
}

#[test]
fn an_account_outside_the_organization_is_known_to_be_outside() {
    let snapshot = snapshot(&acme());
    let mut request = request("arn:aws:iam::777788889999:role/r", "s3:GetObject", "arn:aws:s3:::acme-logs/k");
    snapshot.fill_in(&mut request, &Given::default());
    assert_eq!(request.principal_org, OrgPath::Elsewhere("o-exampleorg1".into()));
    let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    assert!(gathered.evidence.scps.known().is_none(), "another organization may have SCPs");
    assert_eq!(
        gathered.evidence.rcps.known().map(Vec::len),
        Some(3),
        "RCPs are those of the bucket's account"
    );
}

#[test]
fn coverage_has_the_last_word() {
    let files = acme().with(
        "coverage.json",
        r#"{"collected_at": "2026-11-22T08:00:00Z", "units": [{"account": "111122223333", "service": "iam", "state": "partial"}],
        "gaps": [{"account": "111122223333", "service": "s3", "operation": "GetBucketPolicy", "resource": "arn:aws:s3:::acme-logs", "error_code": "AccessDenied"}]}"#,
    );
    let snapshot = snapshot(&files);
    assert_eq!(snapshot.coverage().state(Some(PROD), None, "iam"), Some(CoverageState::Partial));
    assert_eq!(snapshot.info.collected_at.as_deref(), Some("2026-11-22T08:00:00Z"));
    let mut request = request(DEPLOY, "s3:GetObject", "arn:aws:s3:::acme-logs/k");
    snapshot.fill_in(&mut request, &Given::default());
    let gathered = snapshot.evidence(&request, &Given::default(), Catalog::embedded());
    assert!(gathered.evidence.resource.known().is_none(), "the bucket policy could not be read");
}

/// What files hold of a unit that was refused counts, so that no Deny is lost, and there may be more (G5).
#[test]
fn what_is_said_to_be_refused_is_never_all_there_is() {
    let layers = |state: &str| {
        let units = format!(
            r#"{{"units": [{{"account": "111122223333", "service": "iam", "state": "{state}"}},
            {{"account": "111122223333", "service": "s3", "state": "{state}"}}]}}"#
        );
        let snapshot = snapshot(&acme().with("coverage.json", &units));
        let mut request = request(DEPLOY, "s3:GetObject", "arn:aws:s3:::acme-logs/k");
        snapshot.fill_in(&mut request, &Given::default());
        let evidence = snapshot.evidence(&request, &Given::default(), Catalog::embedded()).evidence;
        assert!(evidence.identity.known().is_some_and(|policies| !policies.is_empty()));
        (evidence.partly.contains(&Layer::Identity), evidence.boundary.known().is_some())
    };
    for state in ["refused", "failed", "not-attempted"] {
        assert_eq!(layers(state), (true, false), "{state}");
    }
    assert_eq!(layers("collected"), (false, true));
}

#[test]
fn no_organization_is_told_from_an_organization_that_nobody_looked_at() {
    let alone = acme().with("organization.json", r#"{"organization": null}"#);
    assert!(snapshot(&alone).organization().known().is_some_and(Option::is_none));
    let mut unknown = acme();
    unknown.0.remove("organization.json");
    assert!(snapshot(&unknown).organization().known().is_none());
}

#[test]
fn accounts_in_no_organization_say_nothing_of_other_accounts() {
    let snapshot = snapshot(&acme().with("organization.json", r#"{"organization": null}"#));
    let rcps = |owner: &str| {
        let mut request = request(DEPLOY, "s3:GetObject", "arn:aws:s3:::elsewhere/k");
        request.resource_account = Some(Owner::Account(owner.into()));
        snapshot.fill_in(&mut request, &Given::default());
        let evidence = snapshot.evidence(&request, &Given::default(), Catalog::embedded()).evidence;
        assert_eq!(evidence.scps.known().map(Vec::len), Some(0), "the caller's account was collected");
        evidence.rcps.known().map(Vec::len)
    };
    assert_eq!(rcps(PROD), Some(0));
    assert_eq!(rcps("777788889999"), None, "its owner may be in an organization with RCPs");
}

#[test]
fn an_action_on_no_resource_is_of_the_callers_account() {
    let snapshot = snapshot(&acme());
    let mut request = request(DEPLOY, "ecr:GetAuthorizationToken", "*");
    snapshot.fill_in(&mut request, &Given::default());
    let evidence = snapshot.evidence(&request, &Given::default(), Catalog::embedded()).evidence;
    assert_eq!(evidence.rcps.known().map(Vec::len), Some(3), "root, unit and account (I5, Q4)");
}

#[test]
fn names_are_found_by_kind_account_path_and_id() {
    let files = acme().with("accounts/444455556666/iam.json", &iam(DATA, "deploy", ALLOW));
    let snapshot = snapshot(&files);
    let named = |text: &str| -> Vec<String> {
        let query = PrincipalQuery::parse(text).unwrap();
        snapshot
            .principals_named(&query)
            .into_iter()
            .map(|NamedPrincipal { caller, .. }| caller.into())
            .collect()
    };
    let of_data = "arn:aws:iam::444455556666:role/team/deploy".to_owned();
    assert_eq!(named("deploy"), [DEPLOY.to_owned(), of_data.clone()]);
    assert_eq!(named("prod:role/deploy"), [DEPLOY]);
    assert_eq!(named("444455556666:role/team/deploy"), [of_data]);
    assert!(named("role/other/deploy").is_empty() && named("user/deploy").is_empty());
    assert_eq!(
        named("prod:assumed-role/deploy/ci"),
        ["arn:aws:sts::111122223333:assumed-role/deploy/ci".to_owned()]
    );
    assert_eq!(named("AROAEXAMPLE000000001:ci").len(), 2);
    assert_eq!(named("prod:root"), ["arn:aws:iam::111122223333:root"]);
}

#[test]
fn resources_are_found_by_the_end_of_their_arn_and_keys_by_their_alias() {
    let snapshot = snapshot(&acme());
    let named =
        |text: &str| -> Vec<String> { snapshot.resources_named(text).into_iter().map(Into::into).collect() };
    assert_eq!(named("acme-logs"), ["arn:aws:s3:::acme-logs"]);
    assert_eq!(named("acme-logs/2026/a"), ["arn:aws:s3:::acme-logs/2026/a"]);
    assert_eq!(named("alias/orders"), ["arn:aws:kms:eu-west-1:111122223333:key/k1"]);
    assert_eq!(named("prod:role/deploy"), [DEPLOY]);
    assert_eq!(
        snapshot.key_of_alias("arn:aws:kms:eu-west-1:111122223333:alias/orders"),
        Some("arn:aws:kms:eu-west-1:111122223333:key/k1")
    );
    let arn = Arn::parse("arn:aws:s3:::acme-logs").unwrap();
    assert!(ResourceQuery::parse("acme-logs", |_| false).names(&arn));
    assert!(
        snapshot
            .resource("arn:aws:s3:::acme-logs")
            .is_some_and(|one| CollectedResource::bucket(one).is_some())
    );
}

mod refused {
    use super::*;

    #[test]
    fn nothing_and_halves_are_no_data() {
        let no_data = "dir/: the directory holds no data: no organization.json, and no accounts/ID/iam.json or resources.json";
        check_error(InMemory::default(), no_data);
        check_error(InMemory::default().with("accounts/notes/x.txt", ""), no_data);
        check_error(
            acme().with("accounts/111122223333/iam.json", "{\"UserDetailList\": ["),
            "dir/accounts/111122223333/iam.json:1:20: the file ends in the middle of the JSON text (EOF while parsing a list)",
        );
        check_error(
            InMemory::default().with("accounts/prod/iam.json", "{}"),
            "dir/accounts/prod: `prod` is not the twelve digits of an account, as the folders in `accounts` are named",
        );
    }

    #[test]
    fn an_organization_that_is_no_tree() {
        let with = |accounts: &str| acme().with("organization.json", &organization(accounts));
        check_error(
            with(&format!("{IN_PROD}, {IN_PROD}")),
            "dir/organization.json:5:120: account `111122223333` stands twice",
        );
        check_error(
            with(&IN_PROD.replace("ou-exam-prod", "ou-exam-lost")),
            "dir/organization.json:5:54: `111122223333` names `ou-exam-lost` as its parent, which is not in the organization",
        );
        let circle = organization(IN_PROD).replace("\"parent\": \"r-exam\"", "\"parent\": \"ou-exam-prod\"");
        check_error(
            acme().with("organization.json", &circle),
            "dir/organization.json:3:35: the way up from `ou-exam-prod` runs in a circle",
        );
        let lost = organization(IN_PROD).replace("\"id\": \"p-deny\"", "\"id\": \"p-other\"");
        check_error(
            acme().with("organization.json", &lost),
            "dir/organization.json:3:115: `ou-exam-prod` has policy `p-deny` attached, which is not among the policies",
        );
        check_error(
            with(&IN_PROD.replace("111122223333", "1111")),
            "dir/organization.json:5:13: `1111` is not an account id of twelve digits",
        );
    }

    #[test]
    fn an_attached_policy_of_the_other_type() {
        let wrong =
            organization(IN_PROD).replace("\"rcps\": [\"p-RCPFullAWSAccess\"]", "\"rcps\": [\"p-deny\"]");
        check_error(
            acme().with("organization.json", &wrong),
            "dir/organization.json:2:66: `r-exam` has the SCP `p-deny` among its RCPs",
        );
    }

    #[test]
    fn a_management_account_that_is_no_account() {
        check_error(
            acme().with(
                "organization.json",
                &organization(IN_PROD).replace("\"999999999999\",\n  \"root", "\"acme\",\n  \"root"),
            ),
            "dir/organization.json:1:64: `acme` is not an account id of twelve digits",
        );
    }

    #[test]
    fn what_stands_twice() {
        let bucket = r#"{"arn": "arn:aws:s3:::acme-logs"}"#;
        check_error(
            acme().with("accounts/444455556666/resources.json", &resources(bucket)),
            "dir/accounts/444455556666/resources.json:1:25: resource `arn:aws:s3:::acme-logs` stands twice",
        );
        let twice = iam(PROD, "deploy", ALLOW).replace("\"RoleDetailList\": [", "\"RoleDetailList\": [{\"Arn\": \"arn:aws:iam::111122223333:role/Deploy\", \"RoleName\": \"Deploy\"}, ");
        check_error(
            acme().with("accounts/111122223333/iam.json", &twice),
            "dir/accounts/111122223333/iam.json:2:101: role `arn:aws:iam::111122223333:role/team/deploy` stands twice",
        );
    }

    #[test]
    fn a_unit_that_is_said_to_be_two_things() {
        let unit =
            |state: &str| format!(r#"{{"account": "111122223333", "service": "iam", "state": "{state}"}}"#);
        let units = format!(r#"{{"units": [{}, {}]}}"#, unit("refused"), unit("collected"));
        check_error(acme().with("coverage.json", &units), "dir/coverage.json:1:119: unit `iam` stands twice");
    }

    #[test]
    fn an_object_is_no_resource_with_a_policy() {
        check_error(
            acme().with(
                "accounts/111122223333/resources.json",
                &resources(r#"{"arn": "arn:aws:s3:::acme-logs/k"}"#),
            ),
            "dir/accounts/111122223333/resources.json:1:25: `arn:aws:s3:::acme-logs/k` is not a bucket or access point; objects are under its policy",
        );
    }

    #[test]
    fn words_that_aws_does_not_have() {
        let bucket = r#"{"arn": "arn:aws:s3:::b", "object_ownership": "Enforced"}"#;
        let error =
            read(&acme().with("accounts/111122223333/resources.json", &resources(bucket))).unwrap_err();
        let expected = "unknown variant `Enforced`, expected one of `BucketOwnerEnforced`";
        assert!(error.to_string().contains(expected), "{error}");
    }

    #[test]
    fn what_belongs_elsewhere() {
        check_error(
            acme().with("accounts/111122223333/iam.json", &iam(DATA, "deploy", ALLOW)),
            "dir/accounts/111122223333/iam.json:2:29: `arn:aws:iam::444455556666:role/team/deploy` is not of account 111122223333, whose folder this file is in",
        );
        let other = r#"{"arn": "arn:aws:sqs:eu-west-1:444455556666:q"}"#;
        check_error(
            acme().with("accounts/111122223333/resources.json", &resources(other)),
            "dir/accounts/111122223333/resources.json:1:25: `arn:aws:sqs:eu-west-1:444455556666:q` is not of account 111122223333, whose folder this file is in",
        );
        let outside = r#"{"arn": "arn:aws:s3:::b", "policy": "../../../secret.json"}"#;
        check_error(
            acme().with("accounts/111122223333/resources.json", &resources(outside)),
            "dir/accounts/111122223333/resources.json:1:52: `../../../secret.json` leads out of the data directory",
        );
        let missing = r#"{"arn": "arn:aws:s3:::b", "policy": "policies/none.json"}"#;
        check_error(
            acme().with("accounts/111122223333/resources.json", &resources(missing)),
            "dir/accounts/111122223333/resources.json:1:52: there is no file `policies/none.json` beside this one",
        );
        let misspelt = r#"{"arn": "arn:aws:s3:::b", "polcy": {}}"#;
        let error =
            read(&acme().with("accounts/111122223333/resources.json", &resources(misspelt))).unwrap_err();
        assert!(error.to_string().contains("unknown field `polcy`"), "{error}");
    }
}

mod strays;
