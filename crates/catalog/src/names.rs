//! Comparing names, mostly without regard to ASCII case, and without allocating.
//!
//! Byte by byte, for the texts are short: a call to the library's comparison costs more than it saves.

use std::cmp::Ordering;

/// The order in which the build script sorted names.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    for (a, b) in a.bytes().zip(b.bytes()) {
        match a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
    }
    a.len().cmp(&b.len())
}

/// The same for `service:name` against a service and a name apart.
pub(crate) fn order_pair(full: &str, service: &str, name: &str) -> Ordering {
    let lower = |c: u8| c.to_ascii_lowercase();
    full.bytes().map(lower).cmp(crate::hash::pair(service, name).map(lower))
}

/// Whether `full` is `service:name`.
pub(crate) fn is_pair(full: &str, service: &str, name: &str) -> bool {
    after_head(full, service)
        .and_then(|rest| rest.strip_prefix(':'))
        .is_some_and(|rest| rest.eq_ignore_ascii_case(name))
}

/// Whether `service:name` begins with `head`, which has a colon in it.
pub(crate) fn pair_starts_with(head: &str, service: &str, name: &str) -> bool {
    let rest = after_head(head, service).and_then(|rest| rest.strip_prefix(':'));
    rest.is_some_and(|rest| after_head(name, rest).is_some())
}

/// Whether the texts are the same, letter case included.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().eq(b.bytes())
}

/// `text` after `head`, if it begins with that, letter case included.
pub(crate) fn after<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    let begins = text.len() >= head.len() && text.bytes().zip(head.bytes()).all(|(a, b)| a == b);
    if begins { text.get(head.len()..) } else { None }
}

/// `text` after `head`, if it begins with that.
pub(crate) fn after_head<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(head.len())?;
    start.eq_ignore_ascii_case(head).then_some(rest)
}
