//! "Did you mean": the known name nearest to a misspelled one.

/// More edits than this are another word.
const MAX_EDITS: usize = 2;

/// The candidate within two edits of `text`, ignoring case; the first of the nearest.
pub(super) fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = text.to_ascii_lowercase();
    let near = candidates.into_iter().filter_map(|candidate| {
        let edits = edits(wanted.as_bytes(), candidate.to_ascii_lowercase().as_bytes())?;
        Some((edits, candidate))
    });
    near.min_by_key(|(edits, _)| *edits).map(|(_, candidate)| candidate)
}

/// The Levenshtein distance, if it is at most [`MAX_EDITS`]. Long texts are told apart by length alone.
fn edits(left: &[u8], right: &[u8]) -> Option<usize> {
    if left.len().abs_diff(right.len()) > MAX_EDITS {
        return None;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        let mut last = i + 1;
        next.push(last);
        for (r, window) in right.iter().zip(row.windows(2)) {
            let &[diagonal, above] = window else { continue };
            last = (diagonal + usize::from(l != r)).min(above + 1).min(last + 1);
            next.push(last);
        }
        row = next;
    }
    row.last().copied().filter(|&edits| edits <= MAX_EDITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(nearest(text, ["Action", "NotAction", "Effect"]), expected);
    }

    #[test]
    fn two_edits_are_near() {
        check("Actions", Some("Action"));
        check("Acton", Some("Action"));
        check("effct", Some("Effect"));
        check("NotAktions", Some("NotAction"));
        check("Resource", None);
        check("", None);
    }
}
