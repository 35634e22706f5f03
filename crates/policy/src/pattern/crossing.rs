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
    fn a_final_star_crosses_undisputed() {
        assert!(crosses_at_end(&Glob::new("arn:aws:sns:*"), "arn:aws:sns:eu-west-1:111111111111:topic"));
        assert!(crosses_at_end(&Glob::new("arn:aws:s3*"), "arn:aws:s3:::b/k"));
        assert!(!crosses_at_end(&Glob::new("arn:aws:s3"), "arn:aws:s3:::b/k"));
    }
}
