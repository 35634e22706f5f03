//! What the name of an AWS region looks like.

/// Where in a part of the world a region is.
const DIRECTIONS: &[&str] =
    &["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];

/// Whether a text has the form of a region's name: `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`. There may be no such
/// region, or not yet.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, between @ .., direction, number] = &*parts else { return false };
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    (2..=4).contains(&area.len())
        && is_word(area)
        && between.len() <= 1
        && between.iter().all(is_word)
        && DIRECTIONS.contains(direction)
        && matches!(number.as_bytes(), [b'1'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::is_region;

    #[test]
    fn regions_are_told_by_their_form() {
        for text in [
            "us-east-1",
            "ap-southeast-7",
            "us-gov-west-1",
            "us-iso-east-1",
            "us-isob-east-1",
            "eu-isoe-west-1",
            "cn-northwest-1",
            "eusc-de-east-1",
            "mx-central-1",
            "il-central-1",
        ] {
            assert!(is_region(text), "{text}");
        }
        for text in [
            "",
            "eu-centrl-1",
            "us-est-1",
            "useast1",
            "us-east",
            "us-east-1a",
            "US-EAST-1",
            "us-east-0",
            "*",
            "us-west-2-lax-1",
        ] {
            assert!(!is_region(text), "{text}");
        }
    }
}
