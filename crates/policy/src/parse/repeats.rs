//! Keys that stand more than once (M9).

use super::context::Context;
use super::json::Members;
use super::statement::duplicate_key;
use std::collections::HashMap;
use std::hash::Hash;

/// Up to this many keys are compared one with another.
const FEW: usize = 8;

/// The places of keys that stand before, each with the place of the first. Linear in the number of keys.
pub(super) fn repeats<K: Copy + Eq + Hash>(keys: &[K]) -> Vec<(usize, usize)> {
    if keys.len() <= FEW {
        let first = |key: &K| keys.iter().position(|other| other == key);
        return pairs(keys, |_, key| first(key));
    }
    let mut seen = HashMap::with_capacity(keys.len());
    pairs(keys, |at, key| Some(*seen.entry(*key).or_insert(at)))
}

/// Refuses keys that stand twice in one object.
pub(super) fn refuse_repeats(context: &mut Context, members: Members<'_>) {
    if members.clone().nth(1).is_none() {
        return;
    }
    let keys: Vec<_> = members.map(|member| (member.name, member.name_span)).collect();
    let names: Vec<&str> = keys.iter().map(|(name, _)| &**name).collect();
    for (later, _) in repeats(&names) {
        if let Some((name, span)) = keys.get(later) {
            context.error(duplicate_key(name, *span));
        }
    }
}

fn pairs<K>(keys: &[K], mut first: impl FnMut(usize, &K) -> Option<usize>) -> Vec<(usize, usize)> {
    let found = keys.iter().enumerate().filter_map(|(at, key)| Some((at, first(at, key)?)));
    found.filter(|(at, first)| at != first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &[&str], expected: &[(usize, usize)]) {
        assert_eq!(repeats(keys), expected);
    }

    #[test]
    fn later_keys_are_paired_with_the_first() {
        check(&[], &[]);
        check(&["a", "b"], &[]);
        check(&["a", "b", "a", "a"], &[(2, 0), (3, 0)]);
        check(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "a"], &[(9, 0)]);
    }
}
