//! Ctrl-C, and going on.

#![cfg(unix)]

use crate::program::{Program, Said};
use crate::server::{Reply, Request, Server};
use crate::{REGION, answers};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const FETCH: [&str; 5] = ["fetch", "--region", REGION, "--max-attempts", "1"];

/// A server whose list of keys takes long while the switch is on.
fn server(is_slow: &Arc<AtomicBool>) -> Server {
    let is_slow = is_slow.clone();
    Server::start(move |request: &Request, _| {
        let waits = request.operation == "kms ListKeys" && is_slow.load(Ordering::Relaxed);
        waits.then(|| Reply::Slow(answers::usual(request)))
    })
}

#[test]
fn what_was_complete_is_kept_and_the_rest_is_collected_later() {
    let is_slow = Arc::new(AtomicBool::new(true));
    let server = server(&is_slow);
    let program = Program::at(&server.url(), REGION);
    let fetch = program.start(&FETCH);
    // Everything but the keys comes at once.
    let started = Instant::now();
    while server.count("dynamodb GetResourcePolicy") < 2 || server.count("lambda GetLayerVersionPolicy") < 1 {
        assert!(started.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    let interrupted = Command::new("kill").args(["-INT", &fetch.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let said = Said::of(fetch.wait_with_output().unwrap());
    assert_eq!(said.code, Some(5), "{said:#?}");
    assert!(started.elapsed() < Duration::from_secs(20));
    assert!(said.out.starts_with("snapshot 1, partial in "), "{said:#?}");
    assert!(said.err.contains("interrupted; what was complete is kept\n"), "{said:#?}");
    assert!(said.err.contains("--resume goes on where this one stopped"), "{said:#?}");
    assert!(program.run(&["why", "role/deploy", "s3:GetObject", "arn:aws:s3:::b/k"]).code == Some(2));

    is_slow.store(false, Ordering::Relaxed);
    let before = server.counts();
    let said = program.good(&[&FETCH[..], &["--resume"]].concat());
    assert!(said.starts_with("snapshot 1 in "), "{said}");
    assert!(said.contains("units had been collected before the interruption\n"), "{said}");
    let after = server.counts();
    let again = |operation: &str| after[operation] - before[operation];
    assert_eq!(again("kms ListKeys"), 1);
    assert_eq!(again("iam GetAccountAuthorizationDetails"), 0);
    assert_eq!(again("sqs ListQueues"), 0);
    let shown = program.good(&["snapshot", "show"]);
    assert!(shown.contains("kms"), "{shown}");
    assert!(!shown.contains("planned"), "{shown}");

    let said = program.run(&[&FETCH[..], &["--resume"]].concat());
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(said.err.starts_with("error: there is no interrupted fetch in "), "{said:#?}");
}

#[test]
fn credentials_that_run_out_on_the_way_leave_a_snapshot_to_go_on_with() {
    let is_over = Arc::new(AtomicBool::new(true));
    let over = is_over.clone();
    let server = Server::start(move |request, _| {
        let is_refused = request.operation.starts_with("s3 ") && over.load(Ordering::Relaxed);
        is_refused.then(|| Reply::Whole(answers::error(request, 400, "ExpiredToken")))
    });
    let program = Program::at(&server.url(), REGION);
    let said = program.run(&FETCH);
    assert_eq!(said.code, Some(5), "{said:#?}");
    assert!(said.out.starts_with("snapshot 1, partial in "), "{said:#?}");
    assert!(said.out.contains("ExpiredToken"), "{said:#?}");
    is_over.store(false, Ordering::Relaxed);
    let said = program.good(&[&FETCH[..], &["--resume"]].concat());
    assert!(said.starts_with("snapshot 1 in "), "{said}");
    assert_eq!(server.count("iam GetAccountAuthorizationDetails"), 1);
}

#[test]
fn an_account_that_cannot_be_entered_does_not_stop_the_others_and_is_told() {
    let server = Server::start(|request, _| {
        (request.operation == "sts AssumeRole").then(|| answers::refused(request)).flatten()
    });
    let program = Program::at(&server.url(), REGION);
    let said = program.run(&[&FETCH[..], &["--organization"]].concat());
    assert_eq!(said.code, Some(5), "{said:#?}");
    let told = "error: account 444455556666 (shop) cannot be entered: AssumeRole: AccessDenied: no (request req-403)\n";
    assert!(said.err.contains(told), "{said:#?}");
    // It is complete: this will not change by itself.
    assert!(said.out.starts_with("snapshot 1 in "), "{said:#?}");
    let said = program.run(&[&FETCH[..], &["--organization", "--allow-partial", "--quiet"]].concat());
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""));
}
