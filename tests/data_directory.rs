//! Data directories that are not what they should be, as a user meets them: what is wrong, where, and exit code 2.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;

use console::{root, run};
use std::fs;
use std::path::{Path, PathBuf};

/// A copy of the example organization that a test may damage.
fn copy(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&target);
    copy_all(&root().join("docs/examples/acme"), &target);
    target
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_all(&entry.path(), &target),
            false => {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}

/// What the program says about the directory; it has to refuse it with nothing on the standard output.
fn refusal(directory: &Path) -> String {
    let directory = directory.display().to_string();
    let output = run(&["why", "role/analyst", "s3:GetObject", "acme-vault/a", "--data", &directory], "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty());
    said.replace(&directory, "acme")
}

fn edit(directory: &Path, file: &str, change: impl Fn(&str) -> String) {
    let path = directory.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(changed, text, "nothing was changed in {file}");
    fs::write(path, changed).unwrap();
}

#[test]
fn an_empty_directory() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing");
    fs::create_dir_all(&directory).unwrap();
    insta::assert_snapshot!(refusal(&directory));
}

#[test]
fn an_account_file_that_is_cut_short() {
    let directory = copy("cut");
    edit(&directory, "accounts/444455556666/iam.json", |text| text[..text.len() / 2].to_owned());
    let said = refusal(&directory);
    assert!(said.starts_with("error: acme/accounts/444455556666/iam.json:"), "{said}");
    assert!(said.contains("the file ends in the middle of the JSON text"), "{said}");
    assert!(said.contains("help: write the file again"), "{said}");
}

#[test]
fn a_directory_that_is_half_written() {
    let directory = copy("half");
    fs::remove_dir_all(directory.join("scps")).unwrap();
    insta::assert_snapshot!(refusal(&directory));
}

#[test]
fn two_accounts_of_one_id() {
    let directory = copy("twice");
    edit(&directory, "organization.json", |text| text.replace("\"777788889999\"", "\"444455556666\""));
    insta::assert_snapshot!(refusal(&directory));
}

#[test]
fn a_tree_that_runs_in_a_circle_or_lacks_a_parent() {
    let directory = copy("circle");
    edit(&directory, "organization.json", |text| {
        text.replacen("\"parent\": \"r-exam\"", "\"parent\": \"ou-exam-workprod1\"", 2)
    });
    let circle = refusal(&directory);
    let directory = copy("lost");
    edit(&directory, "organization.json", |text| {
        text.replacen("\"parent\": \"r-exam\"", "\"parent\": \"ou-gone\"", 1)
    });
    insta::assert_snapshot!(format!("{circle}\n{}", refusal(&directory)));
}

#[test]
fn a_misspelt_field() {
    let directory = copy("misspelt");
    edit(&directory, "organization.json", |text| text.replacen("\"scps\"", "\"spcs\"", 1));
    insta::assert_snapshot!(refusal(&directory));
}

/// Names that would move the cursor or turn the text around are spelled out, in the text and in the errors.
#[test]
fn names_cannot_play_tricks() {
    let directory = copy("tricks");
    let nasty = "\\u001b[2J\\u202e<script>";
    edit(&directory, "organization.json", |text| text.replace("\"acme-data\"", &format!("\"{nasty}\"")));
    let directory = directory.display().to_string();
    for format in ["text", "json"] {
        for name in ["444455556666", "role/analyst"] {
            let output = run(&["show", name, "--data", &directory, "--format", format], "");
            let shown = String::from_utf8(output.stdout).unwrap();
            assert!(shown.contains("<script>"), "{shown}");
            assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
        }
    }
    let output = run(&["why", "acme-dat:role/analyst", "s3:GetObject", "--data", &directory], "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
}
