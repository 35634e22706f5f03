//! "Did you mean": names that are near a misspelt one.

/// How many candidates are listed.
const SHOWN: usize = 5;

/// The candidates nearest to `wanted`, nearest first, then by name: those that contain its last part or differ from it in a
/// third of its letters at most.
pub fn nearest<'a>(wanted: &str, all: impl Iterator<Item = &'a str>) -> Vec<Box<str>> {
    let wanted_name = name(wanted).to_lowercase();
    let length = wanted_name.chars().count();
    let mut found: Vec<(usize, &str)> = all
        .filter_map(|candidate| {
            let other = name(candidate).to_lowercase();
            let contains = wanted_name.len() > 2 && other.contains(&wanted_name);
            let is_near = |distance: usize| distance * 3 <= length.max(3);
            // Names of other lengths are never near; to compare them takes as long as their lengths' product.
            if !contains && !is_near(length.abs_diff(other.chars().count())) {
                return None;
            }
            let distance = strsim::osa_distance(&wanted_name, &other);
            (contains || is_near(distance)).then_some((distance, candidate))
        })
        .collect();
    found.sort();
    found.into_iter().take(SHOWN).map(|(_, candidate)| candidate.into()).collect()
}

/// What stands after the last slash or colon, or the whole text.
fn name(text: &str) -> &str {
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_come_first() {
        let all = ["arn:x:role/deploy", "arn:x:role/a/deplox", "arn:x:role/other"];
        assert_eq!(
            nearest("arn:x:role/deploi", all.into_iter()),
            ["arn:x:role/a/deplox".into(), "arn:x:role/deploy".into()]
        );
        assert!(nearest("arn:x:role/zzz", all.into_iter()).is_empty());
        assert_eq!(nearest("logz", ["arn:aws:s3:::logs"].into_iter()), ["arn:aws:s3:::logs".into()]);
    }
}
