//! The store end to end: what is put into it is answered from, whatever happens to the one who puts it there.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]

mod console;

use console::{calls, root, text};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

struct Place {
    folder: TempDir,
}

/// What the program printed: standard output, standard error, exit code.
type Printed = (String, String, i32);

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iamdiag"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("IAMDIAG_STORE", "store.db").env("HOME", self.folder.path()).env_remove("XDG_DATA_HOME");
        command
    }

    fn run(&self, arguments: &[&str]) -> Printed {
        printed(&mut self.command(arguments))
    }

    /// Runs what must work, and says what it printed.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let (out, error, code) = self.run(arguments);
        assert_eq!((error.as_str(), code), ("", 0), "{arguments:?}");
        out
    }

    /// Runs what must be refused, and says with which words.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let (out, error, code) = self.run(arguments);
        assert_eq!((out.as_str(), code), ("", 2), "{arguments:?}");
        error
    }

    fn import(&self, data: &str) -> String {
        self.done(&["snapshot", "import", root().join(data).to_str().unwrap()])
    }
}

fn printed(command: &mut Command) -> Printed {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// The JSON, which is as its published schema says.
#[track_caller]
fn valid(schema: &str, json: &str) -> Value {
    let schema = serde_json::from_str(&text(&format!("docs/json/{schema}.schema.json"))).unwrap();
    let value: Value = serde_json::from_str(json).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    value
}

/// An answer without what the place of its policies' texts changes: file, line and column.
fn without_places(answer: &str) -> Value {
    let mut value: Value = serde_json::from_str(answer).unwrap_or_else(|_| panic!("no answer: {answer}"));
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for place in [
                "file",
                "lines_of",
                "line",
                "column",
                "first_line",
                "end_line",
                "end_column",
                "data",
                "layout",
            ] {
                fields.remove(place);
            }
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Every scenario is answered alike from the directory, from the store, which loads only what is asked about, and from what the
/// store exports.
#[test]
fn answers_are_the_same_from_every_form() {
    let place = Place::new();
    let document = text("docs/scenarios.md");
    let (mut compared, mut known) = (0, Vec::new());
    for call in calls(&document).iter().filter(|call| call.arguments[0] == "why") {
        let at = call.arguments.iter().position(|argument| argument == "--data").unwrap() + 1;
        let data = call.arguments[at].clone();
        let name = data.rsplit('/').next().unwrap().to_owned();
        let (store, exported) = (place.path(&format!("{name}.db")), place.path(&name));
        let (store, exported) = (store.to_str().unwrap(), exported.to_str().unwrap());
        if !known.contains(&data) {
            let path = root().join(&data);
            place.done(&["snapshot", "import", path.to_str().unwrap(), "--store", store]);
            place.done(&["snapshot", "export", exported, "--store", store]);
            let file = |name: &str| fs::read_to_string(Path::new(exported).join(name));
            valid("organization", &file("organization.json").unwrap_or("{\"organization\": null}".into()));
            valid("coverage", &file("coverage.json").unwrap());
            for folder in fs::read_dir(Path::new(exported).join("accounts")).unwrap() {
                valid(
                    "resources",
                    &fs::read_to_string(folder.unwrap().path().join("resources.json")).unwrap(),
                );
            }
            known.push(data.clone());
        }
        let answer = |from: &[&str]| {
            let mut arguments: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
            arguments.splice(at - 1..=at, from.iter().copied());
            arguments.extend(["--format", "json", "--at", "2026-11-22T08:00:00Z"]);
            let output = console::run(&arguments, "");
            (String::from_utf8(output.stdout).unwrap(), output.status.code())
        };
        let (expected, code) = answer(&["--data", &data]);
        for from in [["--store", store], ["--data", store], ["--data", exported]] {
            let (found, exit) = answer(&from);
            let shown = format!("{}: {:?} from {from:?}", call.heading, call.arguments);
            assert_eq!(without_places(&found), without_places(&expected), "{shown}");
            assert_eq!(exit, code, "{shown}");
        }
        compared += 1;
    }
    assert!(compared > 40, "only {compared} scenarios");
}

/// `show` loads only what a name can mean, and shows what it shows from the directory.
#[test]
fn things_are_shown_alike_from_every_form() {
    let place = Place::new();
    place.import("docs/examples/acme");
    let acme = root().join("docs/examples/acme");
    for name in [
        "acme-prod:role/deploy",
        "user/bob",
        "arn:aws:iam::111122223333:user/alice",
        "AROAEXAMPLEVAULT0001",
        "arn:aws:s3:::acme-logs",
        "acme-vault",
        "guard-rails",
        "444455556666",
    ] {
        let shown = |data: &str| place.done(&["show", name, "--data", data, "--format", "json"]);
        assert_eq!(
            without_places(&shown("store.db")),
            without_places(&shown(acme.to_str().unwrap())),
            "{name}"
        );
    }
}

#[test]
fn an_import_says_which_snapshot_answers_come_from() {
    let place = Place::new();
    place.import("docs/examples/acme");
    let one = place.import("docs/examples/authorization-details.json");
    assert!(
        one.ends_with("\nanswers come from it now, as the newest, and no longer from snapshot 1 (5 accounts); `--snapshot 1` asks that one\n"),
        "{one}"
    );
    let older = place.import("docs/examples/acme");
    assert!(
        older.ends_with(
            "\nanswers still come from snapshot 2 (1 account), which is newer; `--snapshot 3` asks this one\n"
        ),
        "{older}"
    );
}

#[test]
fn snapshots_are_listed_shown_and_pruned() {
    let place = Place::new();
    assert_eq!(
        place.import("docs/examples/acme").replace(root().to_str().unwrap(), "."),
        "./docs/examples/acme is snapshot 1 in store.db (5 accounts)\n"
    );
    place.import("docs/examples/acme");
    insta::assert_snapshot!("snapshot_list", place.done(&["snapshot", "list"]));
    place.import("docs/examples/globex");
    let shown = place.done(&["snapshot", "show", "1"]);
    insta::assert_snapshot!("snapshot_show", shown.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    assert!(
        place
            .done(&["snapshot", "show", "2", "--since", "1"])
            .ends_with("\nnothing changed since snapshot 1\n")
    );
    let changed = place.done(&["snapshot", "show", "3", "--since", "1"]);
    assert!(changed.contains("changed since snapshot 1\n  principals: "), "{changed}");
    let json =
        valid("snapshot-show", &place.done(&["snapshot", "show", "3", "--since", "1", "--format", "json"]));
    assert!(!json["changes"]["principals"]["removed"].as_array().unwrap().is_empty());
    assert_eq!(json["state"], "complete");
    valid("snapshot-show", &place.done(&["snapshot", "show", "--format", "json"]));
    let json = valid("snapshot-list", &place.done(&["snapshot", "list", "--format", "json"]));
    assert_eq!(json["snapshots"].as_array().unwrap().len(), 3);
    let pruned = place.done(&["snapshot", "prune", "--keep", "1"]);
    assert!(
        pruned.starts_with("removed snapshot 1 (complete, 2026-11-22T08:00:00Z)\nremoved snapshot 2 ("),
        "{pruned}"
    );
    assert!(pruned.contains("\n2 snapshots removed; store.db has "), "{pruned}");
    assert!(place.done(&["snapshot", "prune", "--older-than", "30d"]).starts_with("0 snapshots removed"));
}

#[test]
fn a_question_chooses_its_snapshot() {
    let place = Place::new();
    let day = |day: &str| {
        let data = place.path(day);
        fs::create_dir(&data).unwrap();
        fs::write(data.join("organization.json"), r#"{"organization": null}"#).unwrap();
        fs::write(data.join("coverage.json"), format!("{{\"collected_at\": \"{day}T08:00:00Z\"}}")).unwrap();
        place.done(&["snapshot", "import", day]);
    };
    day("2026-11-20");
    day("2026-11-22");
    day("2026-11-21");
    let from = |more: &[&str]| {
        let question = ["why", "arn:aws:iam::111122223333:role/deploy", "s3:ListAllMyBuckets", "--exit-zero"];
        let (out, error, _) = place.run(&[&question, more].concat());
        let line = out.lines().last().unwrap_or(&error).to_owned();
        line.split(';').next().unwrap().to_owned()
    };
    assert_eq!(from(&[]), "data: store.db (snapshot 2) of 2026-11-22T08:00:00Z");
    assert_eq!(from(&["--as-of", "2026-11-22"]), "data: store.db (snapshot 3) of 2026-11-21T08:00:00Z");
    assert_eq!(
        from(&["--as-of", "2026-11-21T08:00:00Z"]),
        "data: store.db (snapshot 3) of 2026-11-21T08:00:00Z"
    );
    assert_eq!(from(&["--snapshot", "1"]), "data: store.db (snapshot 1) of 2026-11-20T08:00:00Z");
    // A path of the tests' own: a long one would be folded to the width of the answer.
    assert_eq!(from(&["--data", "2026-11-20"]), "data: 2026-11-20 of 2026-11-20T08:00:00Z");
    // Globex does not say when it was collected, and so no answer does.
    place.import("docs/examples/globex");
    assert_eq!(from(&["--snapshot", "4"]), "data: store.db (snapshot 4)");
    assert!(place.done(&["snapshot", "list"]).contains("   4  complete  not told (put here 20"));
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let place = Place::new();
    let question = ["why", "role/deploy", "s3:ListAllMyBuckets"];
    let told = place.refused(&question);
    assert_eq!(
        told,
        "error: store.db: there is no store here\n  help: collect one with `iamdiag fetch`, or import data with `iamdiag snapshot import`\n"
    );
    let (_, none, code) = printed(place.command(&question).env_remove("IAMDIAG_STORE"));
    let default = place.path(".local/share/iamdiag/store.db");
    if cfg!(all(unix, not(target_os = "macos"))) {
        assert!(
            none.starts_with("error: no data to answer from\n") && none.contains(default.to_str().unwrap()),
            "{none}"
        );
        assert_eq!(code, 2);
    }
    fs::write(place.path("store.db"), "{}").unwrap();
    assert!(
        place
            .refused(&question)
            .starts_with("error: store.db: the file is not an SQLite database\n  help: name a file")
    );
    fs::remove_file(place.path("store.db")).unwrap();
    place.import("docs/examples/acme");
    let told = place.refused(&["snapshot", "show", "9"]);
    assert_eq!(
        told,
        "error: store.db: there is no snapshot 9\n  help: `iamdiag snapshot list` lists the snapshots there are\n"
    );
    assert!(
        place
            .refused(&[&question[..], &["--as-of", "2020"]].concat())
            .contains("no complete snapshot of 2020-01-01T00:00:00Z or before")
    );
    assert!(place.refused(&["snapshot", "import", "nowhere"]).starts_with("error: cannot read nowhere: "));
    fs::write(place.path("broken.json"), "{\"UserDetailList\": [").unwrap();
    assert!(
        place
            .refused(&["snapshot", "import", "broken.json"])
            .starts_with("error: broken.json:1:20: the file ends in the middle")
    );
    assert!(place.done(&["snapshot", "list"]).contains("   1  complete"), "the refused ones left nothing");
    fs::create_dir(place.path("full")).unwrap();
    fs::write(place.path("full/file"), "").unwrap();
    assert!(place.refused(&["snapshot", "export", "full"]).starts_with("error: full is there already"));
    let told = place.refused(&["snapshot", "prune", "--older-than", "30"]);
    assert!(told.contains("expected a number with h, d or w behind it"), "{told}");
}

#[test]
fn the_second_writer_is_told_who_is_writing() {
    let place = Place::new();
    place.import("docs/examples/acme");
    let mut lock = fs::File::create(place.path("store.db-lock")).unwrap();
    lock.lock().unwrap();
    lock.write_all(b"4242 2026-11-22T08:00:00Z").unwrap();
    let data = root().join("docs/examples/acme");
    let told = place.refused(&["snapshot", "import", data.to_str().unwrap()]);
    assert_eq!(
        told,
        "error: store.db: process 4242 (since 2026-11-22T08:00:00Z) is writing to the store\n  help: wait until it is done, or stop it; the snapshots that are complete can be read meanwhile\n"
    );
    assert!(place.done(&["snapshot", "list"]).contains("complete"));
    drop(lock);
    place.import("docs/examples/acme");
}

/// A directory with so many roles that writing them takes a while.
fn many_roles(place: &Place, roles: usize) {
    let role = |at: usize| {
        format!(
            r#"{{"Arn": "arn:aws:iam::111122223333:role/r{at}", "RoleName": "r{at}", "RolePolicyList": [{{"PolicyName": "own",
                "PolicyDocument": {{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b{at}"}}]}}}}]}}"#
        )
    };
    let roles: Vec<String> = (0..roles).map(role).collect();
    let text = format!(
        r#"{{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{}]}}"#,
        roles.join(",")
    );
    fs::write(place.path("many.json"), text).unwrap();
}

/// However often and whenever a writer is killed, the last complete snapshot answers as before, and the next writer can write.
#[test]
fn a_killed_writer_takes_nothing_away() {
    let place = Place::new();
    place.import("docs/examples/acme");
    many_roles(&place, 4_000);
    let question = [
        "why",
        "111122223333:role/deploy",
        "ecr:GetAuthorizationToken",
        "--snapshot",
        "1",
        "--format",
        "json",
        "--exit-zero",
    ];
    let answer = without_places(&place.done(&question));
    let started = Instant::now();
    place.done(&["snapshot", "import", "many.json", "--store", "whole.db"]);
    let mut whole = started.elapsed();
    let (mut interrupted, mut writers) = (0, 0_u32);
    // Moments that are spread over the time that it takes, which is shorter when the machine has less to do.
    while interrupted < 20 {
        assert!(writers < 200, "only {interrupted} of {writers} writers were interrupted");
        let mut writer = place.command(&["snapshot", "import", "many.json"]);
        let mut writer = writer.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * (writers * 7 % 24 + 1) / 25);
        writer.kill().unwrap();
        writers += 1;
        if writer.wait().unwrap().success() {
            whole = whole * 4 / 5;
        } else {
            interrupted += 1;
        }
        let list = place.done(&["snapshot", "list"]);
        assert!(list.contains("   1  complete  2026-11-22T08:00:00Z"), "{list}");
        assert_eq!(without_places(&place.done(&question)), answer);
    }
    place.done(&["snapshot", "import", "many.json"]);
    place.done(&["snapshot", "prune", "--partial"]);
    let list = place.done(&["snapshot", "list"]);
    assert!(!list.contains("partial"), "{list}");
    assert!(
        place
            .done(&["why", "role/r3999", "s3:GetObject", "arn:aws:s3:::b3999", "--exit-zero"])
            .contains("r3999")
    );
    assert_eq!(files(place.folder.path()), ["many.json", "store.db", "whole.db"]);
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// While a writer is at work there is no moment at which others could read what it writes.
#[cfg(unix)]
#[test]
fn nothing_of_a_store_is_ever_readable_for_others() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    many_roles(&place, 2_000);
    let mut writer = place.command(&["snapshot", "import", "many.json", "--store", "new/store.db"]);
    let mut writer = writer.stdout(Stdio::null()).spawn().unwrap();
    let (mut seen, end) = (Vec::new(), Instant::now() + Duration::from_secs(60));
    while writer.try_wait().unwrap().is_none() && Instant::now() < end {
        for entry in fs::read_dir(place.path("new")).into_iter().flatten().flatten() {
            // It may be gone by now.
            let Ok(metadata) = entry.metadata() else { continue };
            let name = entry.file_name().into_string().unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
            if !seen.contains(&name) {
                seen.push(name);
            }
        }
    }
    assert!(writer.wait().unwrap().success());
    assert!(seen.iter().any(|name| name == "store.db-wal"), "{seen:?}");
    assert_eq!(fs::metadata(place.path("new")).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(files(&place.path("new")), ["store.db"]);
}

/// Of a store only what a name can mean is loaded, and all that is shown of it is there.
#[test]
fn show_tells_the_same_of_a_store_as_of_its_directory() {
    let place = Place::new();
    place.import("docs/examples/acme");
    let acme = root().join("docs/examples/acme");
    let shown = |name: &str, of_data: &[&str]| -> (Value, String) {
        let (out, error, _) = place.run(&[&["show", name, "--format", "json"], of_data].concat());
        let mut value: Value = serde_json::from_str(&out).unwrap_or_default();
        // A store keeps no files.
        for policy in value["policies"].as_array_mut().into_iter().flatten() {
            let policy = policy.as_object_mut().unwrap();
            policy.retain(|field, _| matches!(field.as_str(), "title" | "arn" | "text"));
        }
        (value, error.lines().skip(1).collect())
    };
    for name in [
        "role/analyst",
        "analyst",
        "user/alice",
        "acme-prod:role/deploy",
        "deploy",
        "acme-vault",
        "guard-rails",
        "p-FullAWSAccess",
        "RCPFullAWSAccess",
        "AdministratorAccess",
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "ReadOnlyAccess",
        "acme-data",
        "111122223333",
        "arn:aws:s3:::acme-logs",
        "acme-vaul",
        "guard-rail",
        "nobody",
        "Deployers",
        "alias/orders",
    ] {
        assert_eq!(shown(name, &[]), shown(name, &["--data", acme.to_str().unwrap()]), "{name}");
    }
}

/// A misspelt bucket may be somebody else's, so that the decision stays what it is; a note names the near one.
#[test]
fn a_resource_that_is_not_in_the_data_has_near_ones() {
    let place = Place::new();
    place.import("docs/examples/acme");
    let acme = root().join("docs/examples/acme");
    let notes = |resource: &str, more: &[&str]| -> Value {
        let why = ["why", "role/analyst", "s3:GetObject", resource, "--format", "json"];
        let (out, error, code) = place.run(&[&why, more].concat());
        assert_eq!((error.as_str(), code), ("", 4), "{resource}");
        valid("why", &out)["notes"].clone()
    };
    let of_directory = ["--data", acme.to_str().unwrap()];
    let note = "arn:aws:s3:::acme-vualt is not in the data; did you mean arn:aws:s3:::acme-vault?";
    for data in [&[][..], &of_directory] {
        assert_eq!(notes("arn:aws:s3:::acme-vualt/a", data), serde_json::json!([note]));
        for resource in ["arn:aws:s3:::globex-data/a", "arn:aws:s3:::acme-vualt*/a"] {
            assert_eq!(notes(resource, data), serde_json::json!([]), "{resource}");
        }
        let told = [data, &["--resource-account", "999999999999"]].concat();
        assert_eq!(notes("arn:aws:s3:::acme-vualt/a", &told), serde_json::json!([]));
    }
}
