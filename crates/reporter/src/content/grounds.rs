//! What an Allow stands on.

use super::clause::holds_while;
use crate::words;
use iamdiag_diagnosis::{Ground, Grounds};
use iamdiag_evaluator::Layer;

/// The statements worth naming. That AWS's own policy at every node of an organization allows goes without saying (D5).
pub(super) fn named(grounds: &Grounds) -> Vec<&Ground> {
    let is_of_aws = |ground: &&Ground| match ground.citation.at.layer {
        Layer::Scp => &*ground.citation.policy == "FullAWSAccess",
        Layer::Rcp => &*ground.citation.policy == "RCPFullAWSAccess",
        _ => false,
    };
    grounds.needed.iter().filter(|ground| !is_of_aws(ground)).collect()
}

/// The sentence before the statements; nothing where there is nothing to say. Of several requests these are the grounds of one,
/// so that others may be needed too.
pub(super) fn title(grounds: &Grounds, named: usize, is_all: bool) -> String {
    let granting = words::count(grounds.grants, "statement grants it", "statements grant it");
    let granting = if is_all { format!("{granting}; ") } else { String::new() };
    match named {
        0 if is_all => format!("{granting}no single statement is needed"),
        0 => String::new(),
        1 => format!("{granting}without this statement it would no longer be ALLOWED:"),
        _ => format!("{granting}without any one of these it would no longer be ALLOWED:"),
    }
}

/// A statement that is needed, with the conditions it relies on.
pub(super) fn ground(ground: &Ground) -> String {
    let relies: Vec<String> = ground.relies_on.iter().map(holds_while).collect();
    let cited = words::cited(&ground.citation);
    if relies.is_empty() { cited } else { format!("{cited}, as long as {}", relies.join(", and ")) }
}
