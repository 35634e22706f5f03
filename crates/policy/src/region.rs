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
        && matches!(number.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_by_their_shape() {
        for region in [
            "eu-west-1",
            "us-gov-west-1",
            "cn-northwest-1",
            "us-isob-east-1",
            "eusc-de-east-1",
            "ap-southeast-12",
            "eu-isoe-west-1",
            "mx-central-1",
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "mars",
            "eu-centrl-1",
            "us-est-1",
            "us-east-0",
            "mars-1",
            "EU-WEST-1",
            "eu_west_1",
            "eu-west",
            "eu-west-1a",
            "us-west-2-lax-1a",
            "euwest1",
            "-west-1",
            "eu--1",
            "eu-west-",
            "eu-west-1/",
            "aws-global",
            "*",
            "eu-west-1,eu-west-2",
            "é-west-1",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }
}
