//! Dates of the Date operators (C21).

use jiff::civil::DateTime;
use jiff::tz::Offset;

/// A moment in milliseconds since 1970, the precision AWS compares at (C21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970-01-01T00:00:00Z.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads the W3C profile of ISO 8601 with parts left out from the right, or epoch seconds. A four-digit number is a
    /// year (C21).
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && text.len() != 4 {
            return text.parse::<i64>().ok()?.checked_mul(1000).map(Self);
        }
        parse_iso(text)
    }

    /// As `aws:CurrentTime` gives it: seconds, or milliseconds where there are any, with `Z`.
    pub fn to_iso(self) -> String {
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        instant.to_string()
    }

    /// As `aws:EpochTime` gives it.
    pub fn to_epoch_seconds(self) -> String {
        self.0.div_euclid(1000).to_string()
    }
}

fn parse_iso(text: &str) -> Option<Timestamp> {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = fixed(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| fixed(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| fixed(part, 2))?;
    if parts.next().is_some() || (time.is_some() && date.len() != "YYYY-MM-DD".len()) {
        return None;
    }
    let (clock, offset) = match time {
        None => ((0, 0, 0, 0), 0),
        Some(time) => {
            let (clock, zone) = split_zone(time);
            (parse_clock(clock)?, parse_zone(zone)?)
        }
    };
    let (hour, minute, second, nano) = clock;
    let narrow = |n: i32| i8::try_from(n).ok();
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        narrow(month)?,
        narrow(day)?,
        narrow(hour)?,
        narrow(minute)?,
        narrow(second)?,
        nano,
    )
    .ok()?;
    let instant = Offset::from_seconds(offset).ok()?.to_timestamp(civil).ok()?;
    Some(Timestamp(instant.as_millisecond()))
}

/// A number of exactly `width` digits.
fn fixed(text: &str, width: usize) -> Option<i32> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn split_zone(time: &str) -> (&str, &str) {
    match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at_checked(at).unwrap_or((time, "")),
        None => (time, ""),
    }
}

/// Seconds east of UTC; a missing zone is UTC.
fn parse_zone(zone: &str) -> Option<i32> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match zone.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (fixed(hours, 2)? * 3600 + fixed(minutes, 2)? * 60))
}

/// Hour, minute, second and nanosecond; all but the hour may be missing.
fn parse_clock(text: &str) -> Option<(i32, i32, i32, i32)> {
    let mut parts = text.split(':');
    let hour = fixed(parts.next()?, 2)?;
    let minute = parts.next().map_or(Some(0), |part| fixed(part, 2))?;
    let (second, nano) = match parts.next() {
        None => (0, 0),
        Some(part) => {
            let (second, fraction) = part.split_once('.').unwrap_or((part, "0"));
            (fixed(second, 2)?, nanoseconds(fraction)?)
        }
    };
    parts.next().is_none().then_some((hour, minute, second, nano))
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nine: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<i64> {
        Timestamp::parse(text).map(Timestamp::millis)
    }

    #[test]
    fn missing_parts_are_the_smallest() {
        let start = millis("2026-01-01T00:00:00Z");
        assert!(start.is_some());
        for text in [
            "2026",
            "2026-01",
            "2026-01-01",
            "2026-01-01T00Z",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00.000Z",
        ] {
            assert_eq!(millis(text), start, "{text}");
        }
        assert_eq!(millis("2026-01-01T02:00:00+02:00"), start);
        assert_eq!(millis("2026-01-01T00:00:00"), start);
        assert_eq!(millis("1767225600"), start);
    }

    #[test]
    fn milliseconds_are_kept_and_finer_parts_cut() {
        assert_eq!(millis("1970-01-01T00:00:00.1239Z"), Some(123));
    }

    #[test]
    fn a_four_digit_number_is_a_year() {
        assert_eq!(millis("1970"), Some(0));
        assert_eq!(millis("19700"), Some(19_700_000));
    }

    #[test]
    fn other_text_is_no_date() {
        for text in [
            "",
            "abc",
            "2026-13",
            "2026-02-30",
            "2026-01-01T25:00Z",
            "2026-1-1",
            "01/02/2026",
            "2026-01T00:00Z",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_as_aws_writes_them() {
        assert_eq!(Timestamp::from_millis(0).to_iso(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_millis(1999).to_epoch_seconds(), "1");
    }
}
