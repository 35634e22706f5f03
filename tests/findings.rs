//! Codes as a user meets them: `iamdiag explain`, and the pages in `docs/findings`, which say the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use iamdiag_diagnosis::codes;
use iamdiag_reporter::{render_findings_index, render_page_markdown};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a user sees: command, exit code, both streams.
fn explain(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_iamdiag")).arg("explain").args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!(
        "$ iamdiag explain {}\n{}{}exit {}\n",
        args.join(" "),
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().unwrap()
    )
}

#[test]
fn a_code_is_explained_as_text() {
    insta::assert_snapshot!(explain(&["IAM0101"]));
}

#[test]
fn several_codes_are_explained_by_id_or_name() {
    let text = explain(&["iam1303", "bucket-or-object"]);
    assert!(text.contains("warning[IAM1303]: ") && text.contains("warning[IAM1201]: "), "{text}");
    assert!(text.ends_with("exit 0\n"));
}

#[test]
fn a_code_is_explained_as_json() {
    insta::assert_snapshot!(explain(&["IAM1303", "--format", "json"]));
}

#[test]
fn markdown_is_the_page_of_the_documentation() {
    let text = explain(&["IAM1303", "--format", "markdown"]);
    let page = std::fs::read_to_string(root().join("docs/findings/IAM1303.md")).unwrap();
    assert_eq!(text, format!("$ iamdiag explain IAM1303 --format markdown\n{page}exit 0\n"));
}

#[test]
fn what_is_no_code_is_refused() {
    let answers: Vec<String> = [
        &["IAM0102"][..],
        &["explicit-denial"],
        &["IAM0101", "User: x is not authorized"],
        &["\u{1b}[2J"],
        &[],
    ]
    .into_iter()
    .map(explain)
    .collect();
    insta::assert_snapshot!(answers.join("\n"));
}

#[test]
fn help_has_examples() {
    insta::assert_snapshot!(explain(&["--help"]));
}

#[test]
fn every_page_is_fresh_and_of_a_code() {
    let folder = root().join("docs/findings");
    let mut expected = BTreeSet::from(["README.md".to_owned()]);
    let stale = "run `cargo xtask findings`";
    for code in codes() {
        let name = format!("{}.md", code.id);
        let page = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert_eq!(page, render_page_markdown(code), "{name}: {stale}");
        expected.insert(name);
    }
    let index = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
    assert_eq!(index, render_findings_index(&codes()), "{stale}");
    for code in codes() {
        assert!(
            index.contains(&format!("[{0}]({0}.md)", code.id)),
            "{} is in no group of the index",
            code.id
        );
    }
    let found: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, expected, "{stale}");
}
