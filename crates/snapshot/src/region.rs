//! Names of regions.

/// Whether a text is shaped like the name of a region: `eu-west-1`, `us-gov-west-1`, and no zone in one. Which regions there are
/// AWS tells.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, directions @ .., number] = &*parts else { return false };
    let is_word =
        |part: &&str| (1..=16).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && area.len() > 1 && is_word(area) && !directions.is_empty() && directions.iter().all(is_word)
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
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "mars",
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
