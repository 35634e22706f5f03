//! Exact decimals for the numeric operators (C19).

use std::cmp::Ordering;

/// A decimal number of any size: `digits × 10^exponent` with a sign, normalised so that equal numbers are equal values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// Significant digits without leading or trailing zeros; empty for zero.
    digits: Box<[u8]>,
    /// The power of ten of the first digit.
    magnitude: i128,
}

impl Decimal {
    /// Reads an optional sign, digits with an optional fraction, and an optional exponent; anything else is no number (C19).
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let first = digits.iter().position(|&d| d != b'0');
        let Some(first) = first else {
            return Some(Self { negative: false, digits: Box::default(), magnitude: 0 });
        };
        let last = digits.iter().rposition(|&d| d != b'0').unwrap_or(first);
        let magnitude = whole.len() as i128 - first as i128 + i128::from(exponent);
        Some(Self { negative, digits: digits.get(first..=last)?.into(), magnitude })
    }
}

/// An exponent beyond what 64 bits hold is cut to their end: such numbers still compare by sign and size.
fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let limit = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    Some(text.parse().unwrap_or(limit))
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |n: &Self| match (n.digits.is_empty(), n.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = |a: &Self, b: &Self| a.magnitude.cmp(&b.magnitude).then_with(|| a.digits.cmp(&b.digits));
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            1 => size(self, other),
            -1 => size(other, self),
            _ => Ordering::Equal,
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, expected: Ordering) {
        assert_eq!(
            Decimal::parse(left).unwrap().cmp(&Decimal::parse(right).unwrap()),
            expected,
            "{left} {right}"
        );
    }

    #[test]
    fn comparison_is_exact() {
        check("10.0", "10", Ordering::Equal);
        check("007", "7", Ordering::Equal);
        check("1e2", "100", Ordering::Equal);
        check("-0", "0", Ordering::Equal);
        check("0.1", "0.10000000000000000000000001", Ordering::Less);
        check("-2", "-1", Ordering::Less);
        check("9", "10", Ordering::Less);
        check("99999999999999999999", "100000000000000000000", Ordering::Less);
        check(".5", "0.5", Ordering::Equal);
        check("1e-999999999999999999999", "1", Ordering::Less);
    }

    #[test]
    fn other_text_is_no_number() {
        for text in ["", "abc", "NaN", "Infinity", "0x10", "1,000", " 1", "1 ", "1e", "--1", ".", "1.2.3"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
