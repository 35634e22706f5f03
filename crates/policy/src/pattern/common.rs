//! A text that two patterns have in common.

use super::glob::Glob;
use super::units::{QUESTION, STAR, STAR_IN_SEGMENT};
use std::collections::HashSet;

/// Patterns whose lengths multiply to more are not looked at.
const BOUND: usize = 1 << 16;

impl Glob {
    /// A short text that both patterns match: for the representative values of an unknown (T10). `None` where there is none, or
    /// where the patterns are too long to look for one.
    pub fn common(&self, other: &Self) -> Option<String> {
        let (a, b) = (self.units(), other.units());
        if (a.len() + 1).saturating_mul(b.len() + 1) > BOUND {
            return None;
        }
        let text = String::from_utf8(walk(a, b)?).ok()?;
        (self.matches(&text) && other.matches(&text)).then_some(text)
    }
}

/// Walks both patterns at once, depth first: every pair of positions is looked at once.
fn walk(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut seen = HashSet::new();
    let mut open = vec![(0, 0, Vec::new())];
    while let Some((i, j, text)) = open.pop() {
        if i == a.len() && j == b.len() {
            return Some(text);
        }
        if !seen.insert((i, j)) {
            continue;
        }
        let (left, right) = (a.get(i).copied(), b.get(j).copied());
        let with = |unit: u8| [&*text, &[if unit == QUESTION { b'x' } else { unit }]].concat();
        // The last one pushed is tried first: a star that stands for nothing.
        match (left, right) {
            (Some(x), Some(y)) if !is_star(x) && !is_star(y) => {
                if x == y || x == QUESTION || y == QUESTION {
                    open.push((i + 1, j + 1, with(if x == QUESTION { y } else { x })));
                }
            }
            _ => {
                if let (Some(x), Some(y)) = (left, right) {
                    if is_star(x) && !is_star(y) {
                        open.push((i, j + 1, with(y)));
                    } else if is_star(y) && !is_star(x) {
                        open.push((i + 1, j, with(x)));
                    }
                }
                if right.is_some_and(is_star) {
                    open.push((i, j + 1, text.clone()));
                }
                if left.is_some_and(is_star) {
                    open.push((i + 1, j, text.clone()));
                }
            }
        }
    }
    None
}

fn is_star(unit: u8) -> bool {
    unit == STAR || unit == STAR_IN_SEGMENT
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[track_caller]
    fn check(a: &str, b: &str, expected: Option<&str>) {
        assert_eq!(Glob::new(a).common(&Glob::new(b)).as_deref(), expected);
        assert_eq!(Glob::new(b).common(&Glob::new(a)).is_some(), expected.is_some());
    }

    #[test]
    fn what_two_patterns_have_in_common_is_found() {
        check("AROARM:*", "*:ops-*", Some("AROARM:ops-"));
        check("a*", "*b", Some("ab"));
        check("a*c", "*b*", Some("abc"));
        check("a?c", "*bc", Some("abc"));
        check("??", "a*", Some("ax"));
        check("*", "*", Some(""));
        check("\u{e9}*", "*\u{e8}", Some("\u{e9}\u{e8}"));
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        check("a*", "b*", None);
        check("a", "ab", None);
        check("*a", "b", None);
        check("a??", "ab", None);
        let long = "*a".repeat(400);
        check(&long, &long, None);
    }
}
