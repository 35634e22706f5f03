//! Under which licences the program's parts come.

use crate::metadata::{Follow, Graph};

/// Licences that let the program be given on under its own.
const ACCEPTED: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_part_of_the_program_is_permissively_licensed() {
    let graph = Graph::read();
    let parts = graph.below(graph.shipped(), Follow::Normal);
    assert!(parts.len() > 5, "only {} packages", parts.len());
    let refused: Vec<String> = parts
        .iter()
        .filter(|package| !package.licence.as_deref().is_some_and(is_accepted))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.licence))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Whether an SPDX expression can be met with accepted licences alone.
fn is_accepted(expression: &str) -> bool {
    // An old spelling of OR.
    let expression = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = expression.split_whitespace().peekable();
    either(&mut words) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>) -> bool {
    let mut accepted = both(words);
    while words.next_if_eq(&"OR").is_some() {
        accepted |= both(words);
    }
    accepted
}

fn both(words: &mut Words<'_>) -> bool {
    let mut accepted = one(words);
    while words.next_if_eq(&"AND").is_some() {
        accepted &= one(words);
    }
    accepted
}

fn one(words: &mut Words<'_>) -> bool {
    match words.next() {
        Some("(") => {
            let accepted = either(words);
            words.next() == Some(")") && accepted
        }
        Some(name) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            ACCEPTED.contains(&format!("{name} WITH {exception}").as_str())
        }
        Some(name) => ACCEPTED.contains(&name),
        None => false,
    }
}

#[test]
fn expressions_are_met_with_accepted_licences() {
    for accepted in [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/GPL-3.0",
        "GPL-2.0-only OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(is_accepted(accepted), "{accepted}");
    }
    for refused in [
        "GPL-3.0",
        "MIT AND AGPL-3.0-only",
        "(MIT",
        "MIT Apache-2.0",
        "",
        "GPL-2.0 WITH Classpath-exception-2.0",
    ] {
        assert!(!is_accepted(refused), "{refused}");
    }
}
