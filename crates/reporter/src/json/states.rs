//! States of condition keys.

use iamdiag_evaluator::{KeyState, Possible};
use serde::Serialize;

/// What is known of a key.
#[derive(Serialize)]
pub(super) struct StateJson {
    /// `absent`, `present` or `unknown`; in outcomes also `other` (a value that no policy mentions) and `any`.
    state: &'static str,
    /// The values, where told.
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<String>>,
    /// A pattern that the value matches, if that is all that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    like: Option<String>,
    /// A pattern that the value does not match, if that is all that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    unlike: Option<String>,
    /// The values it may have, if that is all that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_of: Option<Vec<String>>,
}

impl StateJson {
    pub(super) fn new(state: &KeyState) -> Self {
        let told = |state, values| Self { state, values, like: None, unlike: None, one_of: None };
        match state {
            KeyState::Absent => told("absent", None),
            KeyState::Scalar(value) => told("present", Some(vec![value.to_string()])),
            KeyState::List(values) => told("present", Some(texts(values))),
            KeyState::Present(possible) => Self::partly("present", possible),
            KeyState::Unknown(possible) => Self::partly("unknown", possible),
        }
    }

    /// `other` or `any`: of these there is nothing more to tell.
    pub(super) fn named(state: &'static str) -> Self {
        Self { state, values: None, like: None, unlike: None, one_of: None }
    }

    fn partly(state: &'static str, possible: &Possible) -> Self {
        let plain = Self { state, values: None, like: None, unlike: None, one_of: None };
        match possible {
            Possible::Anything => plain,
            Possible::Like(glob) => Self { like: Some(glob.instance("*")), ..plain },
            Possible::Unlike(glob) => Self { unlike: Some(glob.instance("*")), ..plain },
            Possible::AnyOf(values) => Self { one_of: Some(texts(values)), ..plain },
            Possible::Cidr(network) => Self { like: Some(network.to_string()), ..plain },
        }
    }
}

fn texts(values: &[Box<str>]) -> Vec<String> {
    values.iter().map(|value| value.to_string()).collect()
}
