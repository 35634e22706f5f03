//! The evaluator against the naive second reading, on generated requests.
//!
//! Thousands in CI; `IAMDIAG_READINGS=1000000 cargo test --release --test second_reading` for millions.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]

#[path = "naive/mod.rs"]
mod naive;
#[path = "naive/self_check.rs"]
mod self_check;

use iamdiag::simulate::{Cache, Options, answer};
use iamdiag_policy::condition::Timestamp;
use naive::generate::{Profile, Rng, request_with};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many requests are generated for each profile.
fn rounds(default: u64) -> u64 {
    std::env::var("IAMDIAG_READINGS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn options() -> Options {
    Options { trace: false, expect: false, now: Timestamp::parse("2026-06-01T12:00:00Z").unwrap() }
}

fn ask(request: &Value, cache: &Cache) -> Value {
    serde_json::from_str(&answer(&request.to_string(), 1, cache, &options()).text).unwrap()
}

fn name(decision: naive::Decision) -> &'static str {
    match decision {
        naive::Decision::Allowed => "Allowed",
        naive::Decision::ImplicitDeny => "ImplicitDeny",
        naive::Decision::ExplicitDeny => "ExplicitDeny",
        naive::Decision::Depends => "Depends",
    }
}

/// What the two readings must agree on: the decision where one is certain, and never more certainty than the worlds give.
fn difference(request: &Value, reading: &naive::Answer, answered: &Value) -> Option<String> {
    let decision = answered["decision"].as_str().unwrap_or("none");
    let certain = reading.kleene != naive::Decision::Depends && !reading.may_be_explicit;
    let settled = reading.complete && !reading.truncated;
    let agrees = if certain {
        // With unknown keys the evaluator may be the more careful one, never the other way round.
        // (An implicit denial may show in the worlds to be explicit in all of them.)
        decision == name(reading.kleene)
            || decision == name(reading.worlds)
            || (decision == "Depends" && !reading.unknown_keys.is_empty())
    } else if settled {
        decision == name(reading.decision)
            || (decision == "Depends" && reading.decision == naive::Decision::ImplicitDeny)
    } else {
        decision == "Depends" || decision == name(reading.worlds)
    };
    if !agrees {
        return Some(format!("decision {decision}, second reading {reading:?}"));
    }
    let certainly_explicit = certain
        && reading.kleene == naive::Decision::ExplicitDeny
        && all_told(request)
        && !rescues_a_bucket(request);
    let found = explicit_blockers(answered);
    // What follows for the keys of a forwarded call one reading sees in the key, the other in the worlds.
    let forwarded = request["context"]["aws:ViaAWSService"] == json!("true");
    let agree = denies(reading) == found || (forwarded && found.is_subset(&denies(reading)));
    (certainly_explicit && !found.is_empty() && !agree)
        .then(|| format!("denies {:?}, second reading {:?}", explicit_blockers(answered), denies(reading)))
}

/// Whether every context key has a told value: with partial ones either reading may see a little further than the other.
fn all_told(request: &Value) -> bool {
    let told = |state: &Value| match state {
        Value::Null => false,
        Value::Object(state) => state.contains_key("absent"),
        _ => true,
    };
    let of_session = request["principal"].as_str().is_some_and(|arn| arn.contains("assumed-role"));
    let told_id = !of_session || request.get("principal_id").is_some();
    told_id && request["context"].as_object().is_none_or(|context| context.values().all(told))
}

/// X33: the Denies of the bucket policy are set aside, so that they match and block nothing.
fn rescues_a_bucket(request: &Value) -> bool {
    let action = request["action"].as_str().unwrap_or("").to_lowercase();
    request["principal"].as_str().is_some_and(|arn| arn.ends_with(":root"))
        && action.ends_with("bucketpolicy")
}

fn denies(reading: &naive::Answer) -> BTreeSet<(String, u64)> {
    reading.matching_denies.iter().map(|deny| (deny.0.clone(), deny.2 as u64)).collect()
}

fn explicit_blockers(answered: &Value) -> BTreeSet<(String, u64)> {
    let blockers = answered["blockers"].as_array().cloned().unwrap_or_default();
    let explicit = blockers.iter().filter(|blocker| blocker["effect"] == json!("explicit"));
    explicit
        .filter_map(|blocker| Some((blocker["layer"].as_str()?.to_owned(), blocker["statement"].as_u64()?)))
        .collect()
}

#[track_caller]
fn check(seed: u64, profile: &Profile, count: u64) {
    let cache = Cache::default();
    let mut compared = 0;
    for round in 0..count {
        let mut rng = Rng::new(seed.wrapping_mul(1_000_003).wrapping_add(round));
        let request = request_with(&mut rng, profile);
        let Ok(reading) = naive::decide(&request) else { continue };
        let answered = ask(&request, &cache);
        assert!(answered.get("error").is_none(), "refused: {}\n{request}", answered["error"]);
        compared += 1;
        if let Some(difference) = difference(&request, &reading, &answered) {
            panic!("seed {seed} round {round}: {difference}\n{request}\n{answered}");
        }
    }
    assert!(compared * 2 > count, "only {compared} of {count} requests were covered by both readings");
}

#[test]
fn both_readings_agree_on_known_requests() {
    check(1, &Profile::known(), rounds(4000));
}

#[test]
fn both_readings_agree_on_disputed_requests() {
    check(2, &Profile::disputed(), rounds(3000));
}

#[test]
fn both_readings_agree_on_requests_with_unknowns() {
    check(3, &Profile::unknowns(), rounds(2000));
}

#[test]
fn both_readings_agree_on_everything() {
    check(4, &Profile::everything(), rounds(2000));
}

/// Soundness of unknowns: whatever the unknown keys turn out to be, the decision is one that the answer predicted.
#[test]
fn an_answer_holds_for_every_way_the_unknowns_turn_out() {
    let cache = Cache::default();
    let mut looked = 0;
    for round in 0..rounds(2500) {
        let mut rng = Rng::new(77_000_003 + round);
        let request = request_with(&mut rng, &Profile::unknowns());
        let general_answer = ask(&request, &cache);
        for concrete in naive::assignments(&request, &mut rng) {
            let special = ask(&concrete, &cache);
            looked += 1;
            let (general, special) = (
                general_answer["decision"].as_str().unwrap_or(""),
                special["decision"].as_str().unwrap_or(""),
            );
            let predicted = match general {
                "Allowed" => special == general,
                // Of several checks the first that is denied is the one named, so another may come first.
                "ExplicitDeny" if general_answer.get("requests").is_some() => {
                    special != "Allowed" && special != "Depends"
                }
                "ExplicitDeny" => special == general,
                "ImplicitDeny" => special != "Allowed" && special != "Depends",
                _ => true,
            };
            assert!(predicted, "round {round}: {general} became {special}\n{request}\n{concrete}");
        }
    }
    assert!(looked > 1000, "only {looked} concrete requests");
}
