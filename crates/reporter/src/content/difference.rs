//! What differs, in words that follow what is in the policy: `"arn:…"` *is the bucket; …*.

use crate::escape::shown;
use iamdiag_diagnosis::{ArnPart, Difference, Edit};

/// The difference as a part of a sentence.
pub(crate) fn difference(difference: &Difference) -> String {
    match difference {
        Difference::IsTheBucket => "is the bucket; the request is for an object in it".to_owned(),
        Difference::IsItsObjects => {
            "is the objects in the bucket; the request is for the bucket itself".to_owned()
        }
        Difference::Case => "differs only in upper and lower case".to_owned(),
        Difference::Edits(edits) => {
            let count = crate::words::count(edits.len(), "character", "characters");
            let told: Vec<String> = edits.iter().map(edit).collect();
            format!("differs in {count}: {}", told.join(", "))
        }
        Difference::OneCharacterWildcard => {
            "has a `?`, which stands for exactly one character; `*` would match".to_owned()
        }
        Difference::GoesOn(rest) => format!("matches so far, but the request goes on with {}", quoted(rest)),
        Difference::EndsBefore(rest) => {
            format!("goes on with {}, before which the request ends", quoted(rest))
        }
        Difference::From { wanted, asked } => {
            format!("is the same up to {}, where the request has {}", quoted(wanted), quoted(asked))
        }
        Difference::ArnParts(parts) => {
            format!("differs in {}", parts.iter().map(part).collect::<Vec<_>>().join(", and in "))
        }
        Difference::Path { wanted, asked } => {
            format!("has the path {}, and the request {}", quoted(wanted), quoted(asked))
        }
        Difference::NamesTheSession => {
            "names a session of the role (sts, assumed-role); the request has the role itself (iam, role)"
                .to_owned()
        }
        Difference::NamesTheRole => {
            "names the role (iam, role); the request has a session of it (sts, assumed-role)".to_owned()
        }
        Difference::OtherSession { wanted, asked } => {
            format!("is of session {}, and the request of {}", quoted(wanted), quoted(asked))
        }
    }
}

fn edit(edit: &Edit) -> String {
    let letter = |c: char| quoted(&c.to_string());
    match (edit.wanted, edit.asked) {
        (Some(wanted), Some(asked)) => format!("{} where the request has {}", letter(wanted), letter(asked)),
        (Some(wanted), None) => format!("{} that the request lacks", letter(wanted)),
        (None, Some(asked)) => format!("the request has one more, {}", letter(asked)),
        (None, None) => String::new(),
    }
}

fn part(part: &ArnPart) -> String {
    let of = |text: &str| if text.is_empty() { "none".to_owned() } else { shown(text).into_owned() };
    format!("the {}: {} where the request has {}", part.name, of(&part.wanted), of(&part.asked))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text))
}
