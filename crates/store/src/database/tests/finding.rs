//! A question loads what it needs.

use super::*;

fn loaded(wanted: &Wanted) -> Vec<String> {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let snapshot = load(&place.path, wanted);
    let principals = snapshot.accounts().flat_map(|account| {
        let groups = account.groups().map(|group| group.arn.to_string());
        groups.chain(account.principals().map(|principal| principal.arn.to_string())).collect::<Vec<_>>()
    });
    let policies = snapshot.policies().map(|policy| policy.arn.to_string());
    let resources = snapshot.resources().map(|resource| resource.arn.to_string());
    principals.chain(policies).chain(resources).collect()
}

#[track_caller]
fn check(name: &str, expected: &[&str]) {
    check_wanted(&Wanted::names([name]), name, expected);
}

#[track_caller]
fn check_wanted(wanted: &Wanted, name: &str, expected: &[&str]) {
    let found = loaded(wanted);
    for arn in expected {
        assert!(found.iter().any(|found| found.ends_with(arn)), "{name}: {arn} is not in {found:?}");
    }
    assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
}

/// What comes with the role `deploy` of the first account.
const OF_PROD: [&str; 3] =
    ["111122223333:role/team/deploy", "111122223333:policy/P", "policy/ReadOnlyAccess"];
const OF_DATA: [&str; 2] = ["444455556666:role/deploy", "policy/ReadOnlyAccess"];

#[test]
fn a_principal_by_all_its_names() {
    for name in [
        "arn:aws:iam::111122223333:role/team/deploy",
        "arn:aws:sts::111122223333:assumed-role/deploy/session",
        "111122223333:assumed-role/deploy/session",
        "AROATEAMDEPLOYEXAMPLE",
        "AROATEAMDEPLOYEXAMPLE:session",
        "111122223333:deploy",
        "111122223333:role/team/deploy",
        "name-of-111122223333:role/deploy",
        "NAME-OF-111122223333:role/deploy",
    ] {
        check(name, &OF_PROD);
    }
    check("444455556666:role/deploy", &OF_DATA);
    let both = [
        "111122223333:role/team/deploy",
        "111122223333:policy/P",
        "444455556666:role/deploy",
        "ReadOnlyAccess",
    ];
    check("role/deploy", &both);
    check("deploy", &both);
    check("role/nobody", &[]);
}

#[test]
fn a_user_comes_with_its_groups() {
    check("user/ann", &["group/Engineers", "user/ann"]);
    check("ANN", &["group/Engineers", "user/ann"]);
}

#[test]
fn a_root_user_comes_with_somebody_of_its_partition() {
    assert!(
        loaded(&Wanted::names(["111122223333:root"]))
            .iter()
            .any(|arn| arn.starts_with("arn:aws:iam::111122223333:"))
    );
}

#[test]
fn a_resource_by_all_its_names() {
    for name in [
        "arn:aws:s3:::acme-raw",
        "arn:aws:s3:::acme-raw/a/b:c",
        "acme-raw",
        "acme-raw/a/b",
        "444455556666:acme-raw",
    ] {
        check(name, &["acme-raw"]);
    }
    for name in ["alias/orders", "arn:aws:kms:eu-west-1:444455556666:alias/orders", "key/1234", "1234"] {
        check(name, &["key/1234"]);
    }
    check("arn:aws:kms:us-east-1:444455556666:alias/orders", &[]);
    check("vpce-0example1", &["vpc-endpoint/vpce-0example1"]);
    check("orders", &["sqs:eu-west-1:111122223333:orders", "key/1234"]);
    check("group/Engineers", &["group/Engineers"]);
    check("policy/P", &["111122223333:policy/P"]);
    check("raw", &[]);
}

/// Of what could be anything come the policies of that name with whoever has them, and accounts as a whole.
#[test]
fn what_could_be_anything_is_looked_for_everywhere() {
    let anything = |name: &str, expected: &[&str]| check_wanted(&Wanted::anything(name), name, expected);
    anything("acme-raw", &["acme-raw"]);
    anything("nobody", &[]);
    anything("", &[]);
    let with_p = [
        "111122223333:role/team/deploy",
        "444455556666:role/deploy",
        "%",
        "111122223333:policy/P",
        "policy/ReadOnlyAccess",
    ];
    anything("P", &with_p);
    anything("arn:aws:iam::111122223333:policy/P", &with_p);
    anything("own", &with_p);
    anything("of-group", &["group/Engineers"]);
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let all = described::described(load(&place.path, &Wanted::everything()).items());
    let of = |name: &str| described::described(load(&place.path, &Wanted::anything(name)).items());
    for account in [DATA, &format!("name-of-{DATA}")] {
        let found = of(account);
        let of_account = |line: &&String| line.contains(&format!(":{DATA}:"));
        let missing: Vec<&String> =
            all.iter().filter(of_account).filter(|line| !found.contains(line)).collect();
        assert!(missing.is_empty(), "{account}: {missing:#?}");
    }
    let scps = load(&place.path, &Wanted::anything("one")).known_organization().unwrap().policies.clone();
    assert!(scps.values().all(|policy| policy.document.is_some() || &*policy.id == "p-lost"));
}

#[test]
fn all_nodes_are_there_and_the_texts_that_bind() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let snapshot = load(&place.path, &Wanted::names(["111122223333:role/deploy"]));
    let organization = snapshot.known_organization().unwrap();
    assert_eq!(organization.path_text(DATA).unwrap(), "o-1/r-1/ou-2/");
    let with_text = organization.policies.values().filter(|policy| policy.document.is_some());
    assert_eq!(with_text.map(|policy| &*policy.id).collect::<Vec<_>>(), ["p-FullAWSAccess", "p-one"]);
    // The id of an account is enough to have what binds it.
    let snapshot = load(&place.path, &Wanted::names([DATA]));
    assert!(snapshot.known_organization().unwrap().policies.get("p-two").unwrap().document.is_some());
}

#[test]
fn facts_and_coverage_are_of_the_accounts_of_the_question() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let of = |name| load(&place.path, &Wanted::names([name]));
    let bucket = of("acme-raw/x");
    assert_eq!(bucket.account(DATA).unwrap().facts.public_access_block, Collected::Known(None));
    assert_eq!(bucket.coverage().state(Some(DATA), None, "s3"), Some(CoverageState::Partial));
    assert_eq!(bucket.coverage().gaps().len(), 2);
    assert!(bucket.account(PROD).is_none());
    let role = of("arn:aws:iam::111122223333:role/team/deploy");
    assert!(role.has_all_of_iam(PROD) && role.coverage().gaps().is_empty());
    assert_eq!(role.coverage().state(None, None, "organizations"), Some(CoverageState::Collected));
}

#[test]
fn misspelt_names_have_near_ones() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let snapshot = open(&place.path);
    let near = |text| snapshot.near_principals(text).unwrap();
    assert_eq!(near("role/deplyo").len(), 2);
    assert_eq!(
        near("111122223333:xeploy").first().unwrap().as_ref(),
        "arn:aws:iam::111122223333:role/team/deploy"
    );
    assert!(near("").is_empty() && near("role/zzz").is_empty());
    assert_eq!(*snapshot.near_resources("acme-row").unwrap(), ["arn:aws:s3:::acme-raw".into()]);
    let keepers = "arn:aws:iam::111122223333:policy/keepers";
    write(&place.path, "2026-11-23T08:00:00Z", vec![managed(keepers, None)]);
    assert_eq!(*open(&place.path).near_policies("policy/keeper").unwrap(), [keepers.into()]);
    assert!(snapshot.near_policies("policy/keeper").unwrap().is_empty(), "it is of the later snapshot");
}
