//! What AWS's documentation leaves open, and what the other reading would give.

use crate::words;
use iamdiag_diagnosis::{CheckAnswer, OtherReading};
use iamdiag_evaluator::{Decision, Flag, Reading};

/// A sentence for each disputed reading that a decision rests on. One that decides alike both ways is not worth a word.
pub(crate) fn readings(check: &CheckAnswer) -> Vec<String> {
    let used = check.flags.iter().filter_map(|flag| match flag {
        Flag::Reading(reading) => Some(*reading),
        _ => None,
    });
    let sentence = |reading: Reading| match check.other_readings.iter().find(|other| other.reading == reading)
    {
        Some(other) => Some(otherwise(other)),
        None if check.decision != Decision::Depends && Reading::HAVE_ANOTHER.contains(&reading) => None,
        None => {
            Some(format!("AWS's documentation is not clear here; read as in {reading} of docs/semantics.md"))
        }
    };
    used.filter_map(sentence).collect()
}

fn otherwise(other: &OtherReading) -> String {
    format!(
        "AWS's documentation leaves open {} ({} of docs/semantics.md); read the other way, the answer would be {}",
        what(other.reading),
        other.reading,
        words::verdict(other.decision)
    )
}

/// What is left open.
fn what(reading: Reading) -> &'static str {
    match reading.0 {
        1 => "whether RCPs bind calls of AWS services",
        2 => "whether RCPs bind actions that have no resource",
        4 => "whether an account in NotPrincipal stands for its users and roles",
        5 => "what ForAnyValue with IfExists makes of a key that is absent",
        7 => "what a condition without values means",
        17 => "whether a grant to everybody reaches past a boundary or session policy that does not allow",
        19 => "whether a role's session says that it was made without MFA, or nothing",
        21 => "what a list means to a condition without ForAllValues or ForAnyValue",
        30 => "whether NotPrincipal spares nobody who has a permissions boundary",
        _ => "how this is read",
    }
}
