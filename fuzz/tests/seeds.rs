//! What the fuzz targets check holds for every seed.

use iamdiag_fuzz::seeds::Seeds;
use iamdiag_fuzz::{data_directory, patterns, policy_text, simulate_lines};
use std::collections::BTreeSet;
use std::path::Path;

fn seeds() -> Seeds {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Seeds::read(&root.join("tests/conformance"), &root.join("docs/examples")).unwrap()
}

/// Runs the check over each seed as it is and cut short, which makes most of them wrong in some way.
fn check(seeds: &BTreeSet<String>, check: fn(&[u8])) {
    assert!(seeds.len() > 500, "only {} seeds", seeds.len());
    for (number, seed) in seeds.iter().enumerate() {
        check(seed.as_bytes());
        let cut = seed.len() * (number % 97) / 97;
        check(seed.as_bytes().get(..cut).unwrap());
    }
}

#[test]
fn policies_of_the_corpus_read_and_show_the_same() {
    check(&seeds().policy_text, policy_text);
}

#[test]
fn patterns_of_the_corpus_match_like_the_naive_matcher() {
    check(&seeds().patterns, patterns);
}

#[test]
fn lines_of_the_corpus_are_answered_by_one_object() {
    check(&seeds().simulate_lines, simulate_lines);
}

/// The same account number everywhere, so that every file belongs to the folder it is read from; then cut short at many places.
#[test]
fn files_of_the_examples_are_read_or_refused_at_a_place() {
    let seeds = seeds().data_directory;
    assert!(seeds.len() > 5, "only {} seeds", seeds.len());
    for seed in &seeds {
        data_directory(seed.as_bytes());
        let accounts = ["222222222222", "444455556666", "777788889999", "888899990000"];
        let own = accounts.iter().fold(seed.clone(), |seed, account| seed.replace(account, "111122223333"));
        data_directory(own.as_bytes());
        for cut in (0..own.len()).step_by(own.len() / 60 + 1) {
            data_directory(own.as_bytes().get(..cut).unwrap());
        }
    }
}
