//! Two texts, one of them perhaps a pattern.

use super::Difference;
use super::edits::edits;
use iamdiag_policy::pattern::Glob;

/// Shorter texts are near each other by chance.
const TELLING: usize = 4;

/// Where a text goes on is not looked for in one that is longer than any name or ARN of AWS's: every place in it is tried.
const LONGEST: usize = 2_048;

/// How a pattern that does not match differs from the text, if it is near.
pub(crate) fn of_texts(pattern: &str, text: &str) -> Option<Difference> {
    if Glob::new(&pattern.to_lowercase()).matches(&text.to_lowercase()) {
        return Some(Difference::Case);
    }
    if pattern.contains('?') && Glob::new(&pattern.replace('?', "*")).matches(text) {
        return Some(Difference::OneCharacterWildcard);
    }
    if let Some(found) = goes_on(pattern, text) {
        return Some(found);
    }
    let telling = pattern.chars().filter(|c| !matches!(c, '*' | '?')).count();
    let most = match telling {
        0..TELLING => 0,
        TELLING..8 => 1,
        _ => 2,
    };
    if let Some(found) = edits(pattern, text, most).filter(|found| !found.is_empty()) {
        return Some(Difference::Edits(found));
    }
    from(pattern, text).filter(|_| telling >= TELLING)
}

/// One is the beginning of the other.
fn goes_on(pattern: &str, text: &str) -> Option<Difference> {
    if pattern.len().min(text.len()) < TELLING {
        return None;
    }
    if !pattern.contains(['*', '?']) {
        let rest = text.strip_prefix(pattern).map(|rest| Difference::GoesOn(rest.into()));
        return rest.or_else(|| Some(Difference::EndsBefore(pattern.strip_prefix(text)?.into())));
    }
    if !pattern.ends_with('*') && text.len() <= LONGEST && Glob::new(&format!("{pattern}*")).matches(text) {
        // The shortest ending that is too much.
        let cuts = text.char_indices().map(|(at, _)| at).rev();
        let rest = cuts
            .filter_map(|at| text.split_at_checked(at))
            .find(|(head, _)| Glob::new(pattern).matches(head));
        return rest.map(|(_, rest)| Difference::GoesOn(rest.into()));
    }
    None
}

/// They share the beginning of a path, at least half of the shorter.
fn from(pattern: &str, text: &str) -> Option<Difference> {
    let same = pattern
        .chars()
        .zip(text.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum::<usize>();
    // Back to where a part of a path begins: names that begin alike are not near for that.
    let cut = pattern.get(..same)?.rfind(['/', ':']).map_or(0, |at| at + 1);
    let (wanted, asked) = (pattern.get(cut..)?, text.get(cut..)?);
    (cut > 0 && cut * 2 >= pattern.len().min(text.len()))
        .then(|| Difference::From { wanted: wanted.into(), asked: asked.into() })
}

#[cfg(test)]
mod tests {
    use super::super::Edit;
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: Option<Difference>) {
        assert_eq!(of_texts(pattern, text), expected, "{pattern} {text}");
    }

    #[test]
    fn the_nearest_reason_is_told() {
        check("Data", "data", Some(Difference::Case));
        check("acme-RAW/*", "acme-raw/x", Some(Difference::Case));
        check("log-?", "log-10", Some(Difference::OneCharacterWildcard));
        let edit = Edit { wanted: Some('m'), asked: Some('n') };
        check("acme-raw", "acne-raw", Some(Difference::Edits(vec![edit])));
        check("acme-raw", "acme-raw/2026/x", Some(Difference::GoesOn("/2026/x".into())));
        check("acme-*/in", "acme-raw/in/2026", Some(Difference::GoesOn("/2026".into())));
        check("acme-raw/2026/x", "acme-raw", Some(Difference::EndsBefore("/2026/x".into())));
        let from = Difference::From { wanted: "curated/*".into(), asked: "raw/2026/11/a".into() };
        check("acme-lake/curated/*", "acme-lake/raw/2026/11/a", Some(from));
    }

    #[test]
    fn where_a_long_text_goes_on_is_not_looked_for() {
        let text = |length: usize| format!("acme-raw/in/{}", "y".repeat(length));
        assert!(matches!(of_texts("acme-*/in", &text(1_024)), Some(Difference::GoesOn(_))));
        assert_eq!(of_texts("acme-*/in", &text(100_000)), None);
    }

    #[test]
    fn what_is_far_is_not_near() {
        check("curated", "raw", None);
        check("a", "b", None);
        check("acme-curated/*", "other/x", None);
    }
}
