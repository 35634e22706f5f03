//! What the sources of the pure crates may not name. Lints refuse `unsafe` and printing; this looks for the ways out of the
//! program that have no lint of their own.

use crate::PURE;
use crate::metadata::Graph;
use std::fs;
use std::path::Path;

/// Modules of the standard library that reach the outside world; `std::net` has plain address types beside its sockets.
const MODULES: [&str; 6] = ["env", "fs", "os", "process", "thread", "time"];
const SOCKETS: [&str; 3] = ["TcpListener", "TcpStream", "UdpSocket"];
const TERMINAL: [&str; 6] = ["stdin()", "stdout()", "stderr()", "println!", "eprintln!", "print!"];
/// The one thing of `std::time` that is a plain value.
const HARMLESS: &str = "std::time::Duration";
/// How a test module begins.
const TESTS: &str = "#[cfg(test)]\nmod tests";

#[test]
fn pure_crates_name_nothing_outside_the_program() {
    let graph = Graph::read();
    let mut found = Vec::new();
    let mut files = 0;
    for package in graph.shipped().filter(|package| PURE.contains(&package.name.as_str())) {
        visit(&package.directory.join("src"), &mut |file, text| {
            files += 1;
            found.extend(ways_out(text).into_iter().map(|what| format!("{}: {what}", file.display())));
        });
    }
    assert!(files > 20, "only {files} files looked at");
    assert!(found.is_empty(), "{found:#?}");
}

fn visit(directory: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            look(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// The refused names in the code of one file, its tests and comments aside.
fn ways_out(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    for path in std_paths(&code) {
        if MODULES.contains(&path.split("::").next().unwrap_or_default()) {
            found.push(format!("std::{path}"));
        }
    }
    found.extend(
        SOCKETS.iter().chain(&TERMINAL).filter(|name| code.contains(*name)).map(|name| (*name).to_owned()),
    );
    found
}

/// The text without line comments, up to a test module written into it.
fn code(text: &str) -> String {
    let is_tests = |at: &usize| text.get(at + TESTS.len()..).is_some_and(|rest| !rest.starts_with(";"));
    let end = text.match_indices(TESTS).map(|(at, _)| at).find(is_tests).unwrap_or(text.len());
    let lines = text.get(..end).unwrap_or(text).lines();
    let bare = lines.map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    bare.collect::<Vec<_>>().join("\n").replace(HARMLESS, "")
}

/// What follows each `std::`, also inside braces.
fn std_paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("std::") {
        let rest = code.get(at + "std::".len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split(';').next().unwrap_or_default();
                paths.extend(group.split([',', '{', '}']).map(|path| path.trim().to_owned()));
            }
            None => paths.push(
                rest.split(|c: char| c != ':' && c != '_' && !c.is_alphanumeric())
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ),
        }
    }
    paths
}

#[test]
fn ways_out_are_found_however_they_are_written() {
    let found = |text: &str| ways_out(text).len();
    assert_eq!(found("use std::fs;"), 1);
    assert_eq!(found("use std::{fmt, fs::File,\n    net::TcpStream};"), 2);
    assert_eq!(found("let now = std::time::Instant::now();"), 1);
    assert_eq!(found("std::process::exit(1); println!(\"x\");"), 2);
    assert_eq!(found("use std::net::IpAddr; // not std::fs\nuse std::time::Duration;"), 0);
    assert_eq!(found("#[cfg(test)]\nmod tests;\nuse std::fs;"), 1);
    assert_eq!(found("use std::fmt;\n#[cfg(test)]\nmod tests { use std::fs; }"), 0);
}
