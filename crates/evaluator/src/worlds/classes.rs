//! What a representative value stands for (T10): a person wants to know of `public/*`, and not of `public/other`.

use super::gather::Unknowns;
use super::representatives::{FRESH, FRESH_ARN, FRESH_BYTES, clauses, globs};
use crate::state::{KeyState, Possible};
use iamdiag_policy::ConditionKey;
use iamdiag_policy::condition::{Clause, Family, OperandValue};
use iamdiag_policy::pattern::{Glob, Relation, Subject};
use ipnet::IpNet;
use std::net::IpAddr;

/// For each state of a key what it stands for, where that is more than itself.
pub(super) fn classes(
    unknowns: &Unknowns<'_>,
    key: &ConditionKey,
    states: &[KeyState],
) -> Vec<Option<Possible>> {
    let clauses = clauses(unknowns, key);
    let globs = globs(unknowns, &clauses);
    let entry = unknowns.check.entry(key);
    let told = match &entry.state {
        KeyState::Present(Possible::Like(glob)) | KeyState::Unknown(Possible::Like(glob)) => Some(glob),
        _ => None,
    };
    let class = |state: &KeyState| match state {
        KeyState::Scalar(value) if globs.iter().any(|glob| glob.exact_text() == Some(value)) => None,
        KeyState::Scalar(value) => match narrowest(&globs, value) {
            Narrowest::One(glob) => Some(Possible::Like(glob)),
            Narrowest::Several => None,
            // An instance of what is known of the key, which nothing asks for.
            Narrowest::None if [FRESH, FRESH_ARN, FRESH_BYTES].contains(&&**value) => {
                Some(Possible::Anything)
            }
            Narrowest::None if told.is_some_and(|glob| glob.matches(value)) => Some(Possible::Anything),
            Narrowest::None => of_address(&clauses, value),
        },
        _ => None,
    };
    states.iter().map(class).collect()
}

/// The pattern that lies within all others that a value matches.
enum Narrowest {
    None,
    One(Glob),
    Several,
}

fn narrowest(globs: &[Glob], value: &str) -> Narrowest {
    let matching: Vec<&Glob> =
        globs.iter().filter(|glob| glob.has_wildcard() && glob.matches(value)).collect();
    let lies_in = |narrow: &Glob, wide: &Glob| wide.relate(Subject::Like(narrow)) == Relation::Always;
    let found = matching.iter().find(|narrow| matching.iter().all(|wide| lies_in(narrow, wide)));
    match found {
        Some(glob) => Narrowest::One((*glob).clone()),
        None if matching.is_empty() => Narrowest::None,
        None => Narrowest::Several,
    }
}

/// The smallest network that an address is in; an address in none stands for all others, if addresses are what is asked for.
fn of_address(clauses: &[&Clause], value: &str) -> Option<Possible> {
    let by_address = !clauses.is_empty()
        && clauses.iter().all(|clause| matches!(clause.operator.family, Family::Ip | Family::Null));
    let address: IpAddr = value.parse().ok().filter(|_| by_address)?;
    let operands = clauses.iter().flat_map(|clause| &clause.values);
    let networks = operands.filter_map(|operand| match &operand.value {
        OperandValue::Network(network) => network.map(|network| network.net()),
        _ => None,
    });
    match networks.filter(|net| net.contains(&address)).max_by_key(IpNet::prefix_len) {
        Some(net) if net.prefix_len() == net.max_prefix_len() => None,
        Some(net) => Some(Possible::Cidr(net)),
        None => Some(Possible::Anything),
    }
}
