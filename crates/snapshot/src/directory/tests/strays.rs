//! Files that lie where ours would be.

use super::*;

#[track_caller]
fn warnings(files: &InMemory) -> Vec<String> {
    snapshot(files).info.warnings.iter().map(ToString::to_string).collect()
}

fn without(path: &str, instead: &str) -> InMemory {
    let mut files = acme();
    let text = files.0.remove(path).unwrap_or_else(|| "{}".to_owned());
    files.with(instead, &text)
}

#[test]
fn what_is_nearly_a_file_of_ours_is_refused() {
    let organization = [
        "organisation.json",
        "Organization.json",
        "organizations.json",
        "organization.yaml",
        "organization",
        "orgnaization.json",
        "organization.json.bak",
    ];
    let cases = organization
        .map(|name| ("organization.json", name.to_owned(), "organization.json"))
        .into_iter()
        .chain(
            ["Coverage.json", "covrage.json", "coverage.jsonc"]
                .map(|name| ("coverage.json", name.to_owned(), "coverage.json")),
        )
        .chain(["IAM.json", "aim.json", "iam.yml"].map(|name| {
            ("accounts/111122223333/iam.json", format!("accounts/111122223333/{name}"), "iam.json")
        }))
        .chain(["resource.json", "Resources.json", "ressources.json"].map(|name| {
            (
                "accounts/111122223333/resources.json",
                format!("accounts/111122223333/{name}"),
                "resources.json",
            )
        }));
    for (ours, instead, meant) in cases {
        check_error(
            without(ours, &instead),
            &format!("dir/{instead}: nothing of this name is read; did you mean `{meant}`?"),
        );
    }
}

#[test]
fn a_file_in_the_wrong_folder_is_refused() {
    for (path, proper) in [
        ("accounts/111122223333/coverage.json", "the data directory itself"),
        ("accounts/Organization.json", "the data directory itself"),
        ("iam.json", "accounts/ID, the folder of the account that it is of"),
        ("accounts/resources.json", "accounts/ID, the folder of the account that it is of"),
    ] {
        check_error(
            acme().with(path, "{}"),
            &format!("dir/{path}: nothing of this name is read here; it belongs in {proper}"),
        );
    }
    check_error(
        acme().with("444455556666/iam.json", "{}"),
        "dir/444455556666: nothing of this name is read here; it belongs in accounts",
    );
}

#[test]
fn folders_that_are_nearly_ours_are_refused() {
    check_error(
        InMemory::default()
            .with("organization.json", "{\"organization\": null}")
            .with("account/111122223333/iam.json", "{}"),
        "dir/account: nothing of this name is read; did you mean `accounts`?",
    );
    for folder in ["11112222333", "1111-2222-3333"] {
        check_error(
            acme().with(&format!("accounts/{folder}/any.txt"), ""),
            &format!(
                "dir/accounts/{folder}: `{folder}` is not the twelve digits of an account, as the folders in `accounts` are named"
            ),
        );
    }
    check_error(
        acme().with("accounts/prod/IAM.json", "{}"),
        "dir/accounts/prod: `prod` is not the twelve digits of an account, as the folders in `accounts` are named",
    );
}

#[test]
fn files_that_nobody_reads_are_told() {
    let files = acme()
        .with("details.json", "{}")
        .with("Accounts/x", "")
        .with("accounts/notes.json", "{}")
        .with("accounts/archive/x.txt", "")
        .with("accounts/444455556666/x.txt", "")
        .with("accounts/111122223333/Iam.json", "{}");
    assert_eq!(
        warnings(&files),
        [
            "dir/details.json is not read: in the data directory itself, organization.json and coverage.json are",
            "dir/Accounts is not read: in the data directory itself, organization.json and coverage.json are",
            "dir/accounts/notes.json is not read: in accounts, folders named by the twelve digits of an account are",
            "dir/accounts/111122223333/Iam.json is not read: in the folder of an account, iam.json, resources.json and the policies that they name are",
            "dir/accounts/444455556666 holds no iam.json and no resources.json",
            "dir/accounts/archive is not read: in accounts, folders named by the twelve digits of an account are",
        ]
    );
}

#[test]
fn policies_notes_and_hidden_files_are_nobodys_business() {
    let policy = r#"{"arn": "arn:aws:s3:::b", "policy": "own.json"}, {"arn": "arn:aws:s3:::c", "policy": "../shared/own.json"}, {"arn": "arn:aws:s3:::d", "policy": "../../own.json"}"#;
    let files = acme()
        .with("accounts/111122223333/resources.json", &resources(policy))
        .with("accounts/111122223333/own.json", ALLOW)
        .with("accounts/shared/own.json", ALLOW)
        .with("own.json", ALLOW);
    let quiet = [
        "README.md",
        "organization.md",
        "collect.sh",
        ".organisation.json",
        ".git/config.json",
        "accounts/.DS_Store",
        "accounts/README",
        "accounts/111122223333/notes.txt",
        "accounts/111122223333/iam.json~",
        "accounts/111122223333/policies/nobodys.json",
        "accounts/.cache/iam.json.tmp",
        "policies/nobodys.json",
    ];
    let files = quiet.iter().fold(files, |files, path| files.with(path, ""));
    assert_eq!(warnings(&files), [""; 0]);
}

#[test]
fn services_that_nobody_knows() {
    let units = |service: &str| {
        let units = format!(
            r#"{{"units": [{{"account": "111122223333", "service": "{service}", "state": "refused"}}]}}"#
        );
        acme().with("coverage.json", &units)
    };
    for (service, near) in [("IAM", "iam"), ("KMS", "kms"), ("ksm", "kms"), ("dynamodbb", "dynamodb")] {
        check_error(
            units(service),
            &format!("dir/coverage.json:1:52: `{service}` is no service; did you mean `{near}`?"),
        );
    }
    for service in ["", "Amazon S3", "s3.amazonaws.com"] {
        check_error(
            units(service),
            &format!(
                "dir/coverage.json:1:52: `{service}` is not a service by its IAM prefix, such as `s3` or `kms`"
            ),
        );
    }
    let expected = "dir/coverage.json names the service `s3buckets`, which this version does not know";
    assert_eq!(warnings(&units("s3buckets")), [expected]);
    let complete = r#"{"complete": [{"service": "S3"}]}"#;
    check_error(
        acme().with("accounts/111122223333/resources.json", complete),
        "dir/accounts/111122223333/resources.json:1:28: `S3` is no service; did you mean `s3`?",
    );
}

#[test]
fn regions_that_are_none() {
    let units = |region: &str| {
        let units = format!(
            r#"{{"units": [{{"account": "111122223333", "service": "kms", "region": "{region}", "state": "refused"}}]}}"#
        );
        acme().with("coverage.json", &units)
    };
    for region in ["EU-WEST-1", "eu_west_1", "", "*"] {
        check_error(
            units(region),
            &format!("dir/coverage.json:1:68: `{region}` is not a region by its name, such as `eu-west-1`"),
        );
    }
    let expected = "dir/coverage.json names the region `eu-west1`, and regions are named such as `eu-west-1`";
    assert_eq!(warnings(&units("eu-west1")), [expected]);
    assert_eq!(warnings(&units("us-gov-west-1")), [""; 0]);
}

#[test]
fn a_misspelt_field_of_coverage_is_refused() {
    let files = acme().with("coverage.json", r#"{"collected-at": "2026-11-22T08:00:00Z"}"#);
    let error = read(&files).unwrap_err().to_string();
    assert!(error.starts_with("dir/coverage.json:1:15: not a `coverage.json`: unknown field `collected-at`, expected one of `collected_at`"), "{error}");
}
