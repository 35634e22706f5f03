//! Data directories that are not what they should be, as a user meets them: what is wrong, where, and exit code 2.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;

use console::{root, run};
use serde_json::Value;
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

/// Without the coverage, what could not be read would count as absent.
#[test]
fn a_file_that_is_misspelt_is_not_missed_in_silence() {
    let directory = copy("misspelt-file");
    fs::rename(directory.join("coverage.json"), directory.join("covrage.json")).unwrap();
    insta::assert_snapshot!(refusal(&directory));
}

/// What nobody reads is told on the standard error, by every command that reads the directory, and the answer stays the same.
#[test]
fn a_file_that_nobody_reads_is_told() {
    let directory = copy("not-read");
    let shown = directory.display().to_string();
    let store = directory.with_extension("db").display().to_string();
    let _ = fs::remove_file(&store);
    let why = ["why", "role/analyst", "s3:GetObject", "acme-vault/a", "--data", &shown];
    let answer = run(&why, "").stdout;
    fs::write(directory.join("extra\u{1b}.json"), "{}").unwrap();
    assert_eq!(run(&why, "").stdout, answer);
    let expected = "warning: acme/extra\\u{1b}.json is not read: in the data directory itself, organization.json and coverage.json are\n";
    let show = ["show", "role/analyst", "--data", &shown];
    let import = ["snapshot", "import", &shown, "--store", &store];
    for args in [&why[..], &show, &import, &["lint", &shown]] {
        let said = String::from_utf8(run(args, "").stderr).unwrap();
        assert_eq!(said.replace(&shown, "acme"), expected, "{args:?}");
    }
}

/// The frame stands where the text goes wrong, as the error does where the user's own file has it.
#[test]
fn a_policy_that_is_no_json_is_shown_where_it_goes_wrong() {
    let directory = copy("no-json");
    let shown = directory.display().to_string();
    let file = "accounts/444455556666/policies/bucket-vault.json";
    let text = fs::read_to_string(directory.join(file)).unwrap();
    let path = directory.join(file).display().to_string();
    let why = ["why", "role/analyst", "s3:GetObject", "acme-vault/a"];
    let acme = ["--data", "docs/examples/acme"];
    for (from, to, place) in [
        ("\"Effect\": \"Deny\",", "\"Effect\": \"Deny\"", "6:17"),
        ("[\"AROAEXAMPLEVAULT0001:*\",", "\"AROAEXAMPLEVAULT0001:*\",", "12:51"),
        ("  ]\n}", "  ]", "16:3"),
        ("\"Sid\"", "\"Sid", "5:14"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        fs::write(directory.join(file), broken).unwrap();
        let place = format!("{path}:{place}");
        for (args, code) in [
            ([&why[..], &["--data", &shown]].concat(), 4),
            ([&why[..], &acme, &["--session-policy", &path]].concat(), 2),
            ([&why[..], &acme, &["--resource-policy", &path]].concat(), 2),
            (vec!["lint", &path], 1),
            (vec!["lint", &shown], 1),
        ] {
            let output = run(&args, "");
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(said.contains(&place), "{args:?}: {place} is not in {said}");
            assert_eq!(output.status.code(), Some(code), "{args:?}");
        }
    }
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

/// The schemas of the files, and which file of a directory each is of.
const SCHEMAS: [(&str, &str); 3] = [
    ("docs/json/organization.schema.json", "organization.json"),
    ("docs/json/resources.schema.json", "resources.json"),
    ("docs/json/coverage.schema.json", "coverage.json"),
];

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn files(directory: &Path, name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, name));
        } else if path.file_name().is_some_and(|file| file == name) {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_examples_follow_the_schemas() {
    for (schema, name) in SCHEMAS {
        let schema = json(&root().join(schema));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let files = files(&root().join("docs/examples"), name);
        assert!(!files.is_empty(), "no {name} among the examples");
        for file in files {
            let errors: Vec<String> = validator
                .iter_errors(&json(&file))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
        }
    }
}

#[test]
fn what_a_gap_does_not_say_may_be_null() {
    let directory = copy("null");
    let path = directory.join("coverage.json");
    let mut coverage = json(&path);
    coverage["gaps"] = serde_json::json!([{
        "account": "111122223333", "region": null, "service": "s3", "operation": "ListBuckets",
        "resource": null, "error_code": "AccessDenied", "request_id": null
    }]);
    fs::write(&path, coverage.to_string()).unwrap();
    let schema = json(&root().join("docs/json/coverage.schema.json"));
    assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&coverage));
    let output = run(&["show", "111122223333", "--data", directory.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every example in the description of the form is a file that is read, and follows its schema; a field that the schema does
/// not know is refused by the program too.
#[test]
fn the_description_is_of_files_that_are_read() {
    let document = fs::read_to_string(root().join("docs/data-directory.md")).unwrap();
    let blocks: Vec<&str> =
        document.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), SCHEMAS.len());
    for (block, (schema, name)) in blocks.into_iter().zip(SCHEMAS) {
        let validator = jsonschema::draft202012::new(&json(&root().join(schema))).unwrap();
        let value: Value = serde_json::from_str(block).unwrap();
        assert!(validator.is_valid(&value), "{name}: {:?}", validator.iter_errors(&value).next());
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("described-{name}"));
        let _ = fs::remove_dir_all(&directory);
        for (path, text) in described(name, block) {
            let path = directory.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let shown = directory.display().to_string();
        let output = run(&["show", "222222222222", "--data", &shown], "");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        for path in paths_of_objects(&value) {
            let mut changed = value.clone();
            let object = changed.pointer_mut(&path).and_then(Value::as_object_mut).unwrap();
            object.insert("no-such-field".to_owned(), Value::Null);
            if validator.is_valid(&changed) {
                continue;
            }
            let file = files(&directory, name).remove(0);
            fs::write(file, changed.to_string()).unwrap();
            let refused = run(&["show", "222222222222", "--data", &shown], "");
            assert_eq!(refused.status.code(), Some(2), "{name} with a field too many at `{path}`");
        }
    }
}

/// The file in its place, with what it names beside it.
fn described(name: &str, text: &str) -> Vec<(String, String)> {
    const POLICY: &str = "{\"Version\": \"2012-10-17\", \"Statement\": []}";
    let account = "accounts/222222222222";
    let place = if name == "resources.json" { format!("{account}/{name}") } else { name.to_owned() };
    let policies = ["scps/protect-logs.json".to_owned()]
        .into_iter()
        .chain(["acme-raw", "vpce-s3"].map(|policy| format!("{account}/policies/{policy}.json")));
    let mut files: Vec<(String, String)> = policies.map(|path| (path, POLICY.to_owned())).collect();
    files.push((place, text.to_owned()));
    if name != "resources.json" {
        files.push((format!("{account}/resources.json"), "{\"resources\": []}".to_owned()));
    }
    files
}

/// The JSON pointers of all objects in a value, less policies, which have a form of their own, and free maps.
fn paths_of_objects(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(fields) => {
                found.push(path.clone());
                let inner = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "policy" | "tags"));
                open.extend(inner.map(|(name, value)| (format!("{path}/{name}"), value)));
            }
            Value::Array(elements) => {
                open.extend(elements.iter().enumerate().map(|(at, value)| (format!("{path}/{at}"), value)));
            }
            _ => {}
        }
    }
    found
}

/// A question that fits the resource's policy to no type is about that policy all the same.
#[test]
fn a_policy_on_a_resource_of_no_type_of_the_action_is_called_what_it_is() {
    let args = ["why", "acme-prod:role/deploy", "s3:GetObject", "acme-logs", "--data", "docs/examples/acme"];
    let said = String::from_utf8(run(&args, "").stdout).unwrap();
    assert!(said.contains("nor\n        does resource policy of arn:aws:s3:::acme-logs"), "{said}");
}

/// An account id that is misspelt is told apart from a role that is.
#[test]
fn an_account_of_which_there_is_nothing() {
    let ask = |who: &str| {
        let output = run(&["why", who, "s3:GetObject", "acme-logs/a", "--data", "docs/examples/acme"], "");
        (String::from_utf8(output.stderr).unwrap(), output.status.code())
    };
    let expected = "error: there is no account `111122223334` in docs/examples/acme\n  help: did you mean 111122223333?\n";
    assert_eq!(ask("111122223334:role/deploy"), (expected.to_owned(), Some(2)));
    assert_eq!(
        ask("arn:aws:iam::999999999999:role/globex-sync"),
        (String::new(), Some(1)),
        "an outsider may ask"
    );
    assert_eq!(ask("999999999999:root"), (String::new(), Some(1)), "and its root user");
}
