//! What the fuzz targets check holds for every seed.

use iamdiag_fuzz::seeds::Seeds;
use iamdiag_fuzz::{patterns, policy_text, simulate_lines};
use std::collections::BTreeSet;
use std::path::Path;

fn seeds() -> Seeds {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance");
    Seeds::read(&cases).unwrap()
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
