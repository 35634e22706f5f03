//! What AWS's documentation leaves open, and what the other reading would give.

use super::reading;
use crate::words;
use iamdiag_diagnosis::CheckAnswer;
use iamdiag_evaluator::{Decision, Flag, Reading};

/// A sentence for each disputed reading that a decision rests on. One that decides alike both ways is not worth a word.
pub(crate) fn readings(check: &CheckAnswer) -> Vec<String> {
    let used = check.flags.iter().filter_map(|flag| match flag {
        Flag::Reading(reading) => Some(*reading),
        _ => None,
    });
    let sentence = |used: Reading| match check.other_readings.iter().find(|other| other.reading == used) {
        Some(other) => {
            let decision = words::verdict(other.decision);
            Some(format!("{}; read otherwise, the answer would be {decision}", reading::note(used)))
        }
        None if check.decision != Decision::Depends && Reading::HAVE_ANOTHER.contains(&used) => None,
        None => Some(reading::note(used)),
    };
    used.filter_map(sentence).collect()
}
