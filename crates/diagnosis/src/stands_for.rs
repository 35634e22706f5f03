//! What the wildcards of a pattern stood for in a text that it matches.

use iamdiag_policy::ARN_PARTS;

/// Texts longer than this are not looked at.
const LONGEST: usize = 2_000;

/// For each run of wildcards that holds a `*`, what it stood for, in order; nothing where the pattern does not match by the
/// plain reading of its text, or is a lone `*`.
///
/// ARNs are compared part by part, as they are matched. Where a pattern can match in several ways, each `*` is as short as can
/// be.
pub(crate) fn stands_for(pattern: &str, text: &str) -> Vec<Box<str>> {
    let alone = pattern.bytes().all(|byte| byte == b'*');
    if alone || !pattern.contains('*') || pattern.len().max(text.len()) > LONGEST {
        return Vec::new();
    }
    let parts = |text: &'_ str| text.splitn(ARN_PARTS, ':').map(str::to_owned).collect::<Vec<_>>();
    let (patterns, texts) = (parts(pattern), parts(text));
    let by_parts = || -> Option<Vec<Box<str>>> {
        let is_arn = pattern.starts_with("arn:") && patterns.len() == ARN_PARTS && texts.len() == ARN_PARTS;
        let mut found = Vec::new();
        for (pattern, text) in patterns.iter().zip(&texts).filter(|_| is_arn) {
            found.extend(captures(pattern, text)?);
        }
        is_arn.then_some(found)
    };
    by_parts().or_else(|| captures(pattern, text)).unwrap_or_default()
}

/// The text under each `*`; `None` where the pattern does not match.
fn captures(pattern: &str, text: &str) -> Option<Vec<Box<str>>> {
    let text: Vec<char> = text.chars().collect();
    let pieces: Vec<Vec<char>> = pattern.split('*').map(|piece| piece.chars().collect()).collect();
    let (first, rest) = pieces.split_first()?;
    if !fits(first, &text, 0) {
        return None;
    }
    let mut at = first.len();
    let mut found = Vec::new();
    for (index, piece) in rest.iter().enumerate() {
        let end = if index + 1 == rest.len() {
            text.len().checked_sub(piece.len()).filter(|end| *end >= at && fits(piece, &text, *end))?
        } else {
            (at..=text.len().saturating_sub(piece.len())).find(|start| fits(piece, &text, *start))?
        };
        // Of `**` the second stands for nothing.
        if !(piece.is_empty() && index + 1 < rest.len()) {
            found.push(text.get(at..end)?.iter().collect::<String>().into());
        }
        at = end + piece.len();
    }
    (at == text.len()).then_some(found)
}

/// Whether a piece without `*` matches at a place.
fn fits(piece: &[char], text: &[char], at: usize) -> bool {
    let here = text.get(at..at + piece.len());
    here.is_some_and(|here| here.iter().zip(piece).all(|(text, piece)| *piece == '?' || text == piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: &[&str]) {
        let found = stands_for(pattern, text);
        assert_eq!(found.iter().map(|one| &**one).collect::<Vec<_>>(), expected, "{pattern} {text}");
    }

    #[test]
    fn each_star_is_told() {
        check("s3:Get*", "s3:GetObject", &["Object"]);
        check("s3:*Object*", "s3:GetObjectAcl", &["Get", "Acl"]);
        check("acme-*", "acme-", &[""]);
        check("a**b", "axb", &["x"]);
        check("a?*", "abcd", &["cd"]);
        check("arn:aws:s3:::acme-*/*", "arn:aws:s3:::acme-raw/2026/a", &["raw", "2026/a"]);
        check("arn:aws:sqs:*:1:q*", "arn:aws:sqs:eu-west-1:1:q", &["eu-west-1", ""]);
    }

    #[test]
    fn what_does_not_match_tells_nothing() {
        check("s3:Get*", "s3:PutObject", &[]);
        check("a*a", "a", &[]);
        check("*", "anything", &[]);
        check("exact", "exact", &[]);
        check("arn:aws:s3:*", "arn:aws:s3:::b", &["::b"]);
    }
}
