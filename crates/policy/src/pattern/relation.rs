//! Patterns against values that are only partly known (T6).

use super::glob::{Glob, Shape};
use super::units::{QUESTION, STAR, STAR_IN_SEGMENT};

/// A text to be matched: told, or only known to match a pattern.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// The text itself.
    Exact(&'a str),
    /// Any text that the pattern matches.
    Like(&'a Glob),
    /// Any text that the pattern does not match.
    Unlike(&'a Glob),
}

/// How a pattern stands to all texts that a [`Subject`] may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Every one of them matches.
    Always,
    /// Some may match, some may not; or it could not be told.
    Sometimes,
    /// None matches.
    Never,
}

impl From<bool> for Relation {
    fn from(matches: bool) -> Self {
        if matches { Self::Always } else { Self::Never }
    }
}

impl Glob {
    /// How this pattern stands to `subject`. `Always` and `Never` are proofs; `Sometimes` is said where neither was found.
    pub fn relate(&self, subject: Subject<'_>) -> Relation {
        match subject {
            Subject::Exact(text) => self.matches(text).into(),
            Subject::Like(other) => match other.exact_text() {
                Some(text) => self.matches(text).into(),
                None if self.shape() == Shape::Any || includes(self.units(), other.units()) => {
                    Relation::Always
                }
                None if !intersects(self.units(), other.units()) => Relation::Never,
                None => Relation::Sometimes,
            },
            Subject::Unlike(_) if self.shape() == Shape::Any => Relation::Always,
            // Whatever this pattern matches, the other one matches too.
            Subject::Unlike(other) if other.relate(Subject::Like(self)) == Relation::Always => {
                Relation::Never
            }
            Subject::Unlike(_) => Relation::Sometimes,
        }
    }
}

/// Whether every text of `narrow` surely matches `wide`: `narrow`'s wildcards are taken as symbols that only a `*`
/// (or a `?` for a `?`) of `wide` can cover.
fn includes(wide: &[u8], narrow: &[u8]) -> bool {
    walk(wide, narrow, |pattern, unit| match pattern {
        STAR => Step::Run,
        QUESTION if unit != STAR => Step::One,
        literal if literal == unit => Step::One,
        _ => Step::Stop,
    })
}

/// What one unit of text does at a place of the pattern.
pub(crate) enum Step {
    /// The wildcard takes it and stays.
    Run,
    /// It is taken and the pattern goes on.
    One,
    /// It does not fit.
    Stop,
}

/// Row-by-row reachability over (pattern, text), so that no input takes more than their product.
pub(crate) fn walk(pattern: &[u8], text: &[u8], step: impl Fn(u8, u8) -> Step) -> bool {
    let mut row = vec![false; pattern.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    close_over_stars(pattern, &mut row);
    for &unit in text {
        let mut next = vec![false; pattern.len() + 1];
        for (at, &wanted) in pattern.iter().enumerate() {
            if !row.get(at).copied().unwrap_or(false) {
                continue;
            }
            let to = match step(wanted, unit) {
                Step::Run => at,
                Step::One => at + 1,
                Step::Stop => continue,
            };
            if let Some(cell) = next.get_mut(to) {
                *cell = true;
            }
        }
        close_over_stars(pattern, &mut next);
        row = next;
    }
    row.last().copied().unwrap_or(false)
}

fn close_over_stars(pattern: &[u8], row: &mut [bool]) {
    for (at, &unit) in pattern.iter().enumerate() {
        if (unit == STAR || unit == STAR_IN_SEGMENT)
            && row.get(at).copied().unwrap_or(false)
            && let Some(cell) = row.get_mut(at + 1)
        {
            *cell = true;
        }
    }
}

/// Whether some text matches both patterns.
fn intersects(left: &[u8], right: &[u8]) -> bool {
    let width = right.len() + 1;
    let mut row = vec![false; width];
    for i in 0..=left.len() {
        let mut next = vec![false; width];
        for j in 0..=right.len() {
            let at = |row: &[bool], j: usize| row.get(j).copied().unwrap_or(false);
            let l = i.checked_sub(1).and_then(|i| left.get(i)).copied();
            let r = j.checked_sub(1).and_then(|j| right.get(j)).copied();
            let reached = match (l, r) {
                (None, None) => true,
                (Some(l), None) => l == STAR && at(&row, j),
                (None, Some(r)) => r == STAR && at(&next, j - 1),
                (Some(l), Some(r)) => {
                    let one = at(&row, j - 1) && (l == r || l >= STAR || r >= STAR);
                    one || (l == STAR && (at(&row, j) || at(&next, j - 1)))
                        || (r == STAR && (at(&next, j - 1) || at(&row, j)))
                }
            };
            if let Some(cell) = next.get_mut(j) {
                *cell = reached;
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, like: &str, expected: Relation) {
        let like = Glob::new(like);
        assert_eq!(Glob::new(pattern).relate(Subject::Like(&like)), expected);
    }

    #[test]
    fn every_text_of_a_narrower_pattern_matches() {
        check("a*", "ab*", Relation::Always);
        check("*/Deploy", "role/*/Deploy", Relation::Always);
        check("a?*", "a?b*", Relation::Always);
        check("a?", "a*", Relation::Sometimes);
    }

    #[test]
    fn what_an_excluded_pattern_covers_never_matches() {
        let relate =
            |pattern: &str, unlike: &str| Glob::new(pattern).relate(Subject::Unlike(&Glob::new(unlike)));
        assert_eq!(relate("o-ours", "o-ours"), Relation::Never);
        assert_eq!(relate("o-ours/r-1/*", "o-ours/*"), Relation::Never);
        assert_eq!(relate("*", "o-ours"), Relation::Always);
        assert_eq!(relate("o-*", "o-ours"), Relation::Sometimes);
        assert_eq!(relate("o-theirs", "o-ours"), Relation::Sometimes);
    }

    #[test]
    fn patterns_with_nothing_in_common_never_match() {
        check("a*", "b*", Relation::Never);
        check("*x", "*y", Relation::Never);
        check("abc", "a*d", Relation::Never);
        check("a?", "a*b*c", Relation::Never);
    }

    #[test]
    fn overlapping_patterns_may_match() {
        check("ab*", "a*", Relation::Sometimes);
        check("role/R", "role/*R", Relation::Sometimes);
        check("a*b", "*", Relation::Sometimes);
    }
}
