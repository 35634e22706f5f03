//! The reading in which a `*` that ends an ARN segment stretches over the following ones (R5, U12).

use super::glob::Glob;
use super::relation::{Step, walk};
use super::units::{self, QUESTION, QUESTION_IN_SEGMENT, STAR, STAR_IN_SEGMENT};

const COLON: u8 = b':';
/// After the fifth colon wildcards are unrestricted.
const SEGMENT_COLONS: usize = 5;

/// Whether the pattern matches if only its very last character, a `*`, may cross colons: the undisputed form.
pub fn crosses_at_end(pattern: &Glob, text: &str) -> bool {
    pattern.ends_in_star() && may_cross(pattern, text) && reach(pattern.units(), text, false)
}

/// Whether the pattern matches if every `*` that ends a segment may cross colons.
pub fn crosses_anywhere(pattern: &Glob, text: &str) -> bool {
    may_cross(pattern, text) && reach(pattern.units(), text, true)
}

/// Whether the pattern may match some text that the other one describes, if every `*` that ends a segment may cross colons.
///
/// What the other one leaves open is not taken to hold colons, since a resource is not named like the tail of another one;
/// only where the pattern names the other's kind of resource may they follow there (`log-group:/x:*`).
pub fn may_cross_into(pattern: &Glob, other: &Glob) -> bool {
    let (wanted, text) = (restricted(pattern.units(), true), other.units());
    let (head, tail) = wanted.split_at(after_fifth_colon(&wanted));
    if !head.contains(&STAR) {
        return false;
    }
    let kind =
        text.split_at(after_fifth_colon(text)).1.split(|unit| *unit >= STAR).next().unwrap_or_default();
    let names_kind = !kind.is_empty() && wanted.windows(kind.len()).any(|part| part == kind);
    // For each position in the text, whether the pattern up to here can have come so far.
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    skip_runs(&mut reached, text);
    let units = head.iter().map(|unit| (unit, false)).chain(tail.iter().map(|unit| (unit, names_kind)));
    for (unit, may_hold_colons) in units {
        reached = step(&reached, text, *unit, may_hold_colons);
        skip_runs(&mut reached, text);
    }
    reached.last() == Some(&true)
}

/// Where the last part of an ARN begins; the end where there is none.
fn after_fifth_colon(units: &[u8]) -> usize {
    let mut colons = units.iter().enumerate().filter(|(_, unit)| **unit == COLON);
    colons.nth(SEGMENT_COLONS - 1).map_or(units.len(), |(at, _)| at + 1)
}

/// A run of the text may be empty.
fn skip_runs(reached: &mut [bool], text: &[u8]) {
    for (at, &unit) in text.iter().enumerate() {
        if unit == STAR
            && reached.get(at) == Some(&true)
            && let Some(next) = reached.get_mut(at + 1)
        {
            *next = true;
        }
    }
}

/// The positions reached with one more unit of the pattern.
fn step(reached: &[bool], text: &[u8], wanted: u8, may_hold_colons: bool) -> Vec<bool> {
    let is_run = matches!(wanted, STAR | STAR_IN_SEGMENT);
    let crosses = matches!(wanted, STAR | QUESTION);
    let mut next = if is_run { reached.to_vec() } else { vec![false; reached.len()] };
    for (at, &unit) in text.iter().enumerate() {
        let from = if is_run { next.get(at) } else { reached.get(at) } == Some(&true);
        if !from {
            continue;
        }
        let (takes, stays) = match (wanted, unit) {
            (STAR | STAR_IN_SEGMENT | QUESTION | QUESTION_IN_SEGMENT, STAR) => (is_run, true),
            (STAR | STAR_IN_SEGMENT | QUESTION | QUESTION_IN_SEGMENT, unit) => {
                (crosses || unit != COLON, false)
            }
            (literal, STAR) => (false, literal != COLON || may_hold_colons),
            (literal, QUESTION) => (literal != COLON || may_hold_colons, false),
            (literal, unit) => (literal == unit, false),
        };
        for (to, holds) in [(at, stays), (at + 1, takes)] {
            if let Some(place) = next.get_mut(to).filter(|_| holds) {
                *place = true;
            }
        }
    }
    next
}

/// Whether the pattern matches when the whole of it is read part by part, its own colons counted wherever they came from:
/// the reading in which a variable's text may fill several parts (U36).
pub fn matches_flat(pattern: &Glob, text: &str) -> bool {
    reach(pattern.units(), text, false)
}

/// A crossing takes at least one colon of the text beyond those that the pattern spells.
fn may_cross(pattern: &Glob, text: &str) -> bool {
    let in_pattern = pattern.units().iter().filter(|&&unit| unit == COLON).count();
    text.bytes().filter(|&b| b == b':').count() > in_pattern
}

fn reach(pattern: &[u8], text: &str, everywhere: bool) -> bool {
    let step = |wanted, unit| match wanted {
        STAR => Step::Run,
        STAR_IN_SEGMENT if unit != COLON => Step::Run,
        QUESTION => Step::One,
        QUESTION_IN_SEGMENT if unit != COLON => Step::One,
        literal if literal == unit => Step::One,
        _ => Step::Stop,
    };
    // What does not match with every wildcard free does not with some of them restricted, and that is found out faster.
    units::matches(pattern, text.as_bytes()) && walk(&restricted(pattern, everywhere), text.as_bytes(), step)
}

/// The pattern with the wildcards that must stay inside their segment marked (R5's algorithm).
fn restricted(pattern: &[u8], everywhere: bool) -> Vec<u8> {
    let mut colons = 0;
    let mut out = Vec::with_capacity(pattern.len());
    for (at, &unit) in pattern.iter().enumerate() {
        let next = pattern.get(at + 1);
        let free = colons >= SEGMENT_COLONS;
        out.push(match unit {
            STAR if free || next.is_none() || (everywhere && next == Some(&COLON)) => STAR,
            STAR => STAR_IN_SEGMENT,
            QUESTION if !free => QUESTION_IN_SEGMENT,
            other => other,
        });
        colons += usize::from(unit == COLON);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_that_ends_a_segment_may_cross() {
        let topic = "arn:aws:sns:eu-west-1:111111111111:topic";
        assert!(crosses_anywhere(&Glob::new("arn:aws:sns:*:topic"), topic));
        assert!(!crosses_at_end(&Glob::new("arn:aws:sns:*:topic"), topic));
        assert!(!crosses_anywhere(&Glob::new("arn:aws:sns:eu*1:topic"), topic));
    }

    #[test]
    fn a_pattern_is_held_against_a_resource_that_is_not_told() {
        let group = Glob::new("arn:aws:logs:eu-west-1:111111111111:log-group:*");
        for crossing in [
            "arn:aws:logs:*:/x",
            "arn:aws:logs:*:log-group:/x",
            "arn:aws:logs:*:log-group:/x:*",
            "arn:aws:logs:*",
        ] {
            assert!(may_cross_into(&Glob::new(crossing), &group), "{crossing}");
        }
        for other in
            ["arn:aws:logs:eu*1:log-group:/x", "arn:aws:logs:*:*:stream:*", "arn:aws:logs:*:destination:*"]
        {
            assert!(!may_cross_into(&Glob::new(other), &group), "{other}");
        }
        let any_region = Glob::new("arn:aws:logs:*:111111111111:log-group:g");
        assert!(may_cross_into(&Glob::new("arn:aws:logs:*:log-group:*"), &any_region));
    }

    #[test]
    fn a_final_star_crosses_undisputed() {
        assert!(crosses_at_end(&Glob::new("arn:aws:sns:*"), "arn:aws:sns:eu-west-1:111111111111:topic"));
        assert!(crosses_at_end(&Glob::new("arn:aws:s3*"), "arn:aws:s3:::b/k"));
        assert!(!crosses_at_end(&Glob::new("arn:aws:s3"), "arn:aws:s3:::b/k"));
    }
}
