//! Reading numbers, dates, addresses and base64 (C19, C21, C23, C24), with exact comparison.

use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};

/// C19: an exact decimal: sign, digits without leading or trailing zeros, power of ten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

fn all_digits(s: &str) -> bool {
    s.bytes().all(|b| b.is_ascii_digit())
}

/// C19: optional sign, digits with optional fraction, optional exponent; nothing else.
pub fn decimal(text: &str) -> Option<Decimal> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(r) => (true, r),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((m, e)) => {
            let sign_free = e.strip_prefix(['-', '+']).unwrap_or(e);
            if sign_free.is_empty() || sign_free.len() > 6 || !all_digits(sign_free) {
                return None;
            }
            (m, e.strip_prefix('+').unwrap_or(e).parse::<i64>().ok()?)
        }
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || mantissa.ends_with('.') {
        return None;
    }
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
    let mut exponent = exponent - fraction.len() as i64;
    while digits.last() == Some(&0) {
        digits.pop();
        exponent += 1;
    }
    while digits.first() == Some(&0) {
        digits.remove(0);
    }
    if digits.is_empty() {
        return Some(Decimal { negative: false, digits, exponent: 0 });
    }
    Some(Decimal { negative, digits, exponent })
}

/// C19: compare as exact decimals.
pub fn compare_decimals(a: &Decimal, b: &Decimal) -> Ordering {
    let sign = |d: &Decimal| match (d.digits.is_empty(), d.negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    if sign(a) != sign(b) {
        return sign(a).cmp(&sign(b));
    }
    let top = |d: &Decimal| d.digits.len() as i64 + d.exponent;
    let size = top(a).cmp(&top(b)).then_with(|| a.digits.cmp(&b.digits));
    if sign(a) < 0 { size.reverse() } else { size }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

fn number(s: &str, width: usize, low: i64, high: i64) -> Option<i64> {
    if s.len() != width || !all_digits(s) {
        return None;
    }
    s.parse().ok().filter(|n| (low..=high).contains(n))
}

/// C21: milliseconds since the epoch.
pub fn date(text: &str) -> Option<i64> {
    if !text.is_empty() && text.len() != 4 && all_digits(text) {
        return text.parse::<i64>().ok()?.checked_mul(1000);
    }
    let (day_part, time_part) = match text.split_once('T') {
        Some((d, t)) => (d, Some(t)),
        None => (text, None),
    };
    let fields: Vec<&str> = day_part.split('-').collect();
    if fields.len() > 3 || (time_part.is_some() && fields.len() != 3) {
        return None;
    }
    let year = number(fields[0], 4, 0, 9999)?;
    let month = fields.get(1).map_or(Some(1), |s| number(s, 2, 1, 12))?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day = fields.get(2).map_or(Some(1), |s| number(s, 2, 1, last))?;
    let midnight = days_from_civil(year, month, day) * 86_400_000;
    Some(midnight + time_part.map_or(Some(0), time_of_day)?)
}

/// C21: `hh`, `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fff`, with a zone or without (UTC).
fn time_of_day(text: &str) -> Option<i64> {
    let (clock, offset_minutes) = if let Some(c) = text.strip_suffix('Z') {
        (c, 0)
    } else if let Some(at) = text.rfind(['+', '-']) {
        let sign = if text.as_bytes()[at] == b'-' { -1 } else { 1 };
        let (h, m) = text[at + 1..].split_once(':')?;
        (&text[..at], sign * (number(h, 2, 0, 23)? * 60 + number(m, 2, 0, 59)?))
    } else {
        (text, 0)
    };
    let fields: Vec<&str> = clock.split(':').collect();
    if fields.len() > 3 {
        return None;
    }
    let hour = number(fields[0], 2, 0, 23)?;
    let minute = fields.get(1).map_or(Some(0), |s| number(s, 2, 0, 59))?;
    let (second, milli) = match fields.get(2) {
        None => (0, 0),
        Some(s) => match s.split_once('.') {
            None => (number(s, 2, 0, 59)?, 0),
            Some((s, f)) if !f.is_empty() && all_digits(f) => {
                let padded: String = f.chars().chain("000".chars()).take(3).collect();
                (number(s, 2, 0, 59)?, padded.parse().ok()?)
            }
            Some(_) => return None,
        },
    };
    Some(((hour * 60 + minute - offset_minutes) * 60 + second) * 1000 + milli)
}

/// An instant in milliseconds, written as ISO 8601.
pub fn iso(milliseconds: i64) -> String {
    let (days, rest) = (milliseconds.div_euclid(86_400_000), milliseconds.rem_euclid(86_400_000));
    let (y, m, d) = civil_from_days(days);
    let (s, ms) = (rest / 1000, rest % 1000);
    let tail = if ms == 0 { String::new() } else { format!(".{ms:03}") };
    format!("{y:04}-{m:02}-{d:02}T{:02}:{:02}:{:02}{tail}Z", s / 3600, s / 60 % 60, s % 60)
}

/// C24: an address as (is IPv6, number).
pub type Address = (bool, u128);

fn ipv4(text: &str) -> Option<u128> {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() != 4 {
        return None;
    }
    let mut value = 0u128;
    for p in parts {
        if p.is_empty() || p.len() > 3 || !all_digits(p) {
            return None;
        }
        let octet: u128 = p.parse().ok()?;
        if octet > 255 {
            return None;
        }
        value = value << 8 | octet;
    }
    Some(value)
}

/// C24: a plain address; an IPv4-mapped IPv6 address counts as IPv4.
pub fn address(text: &str) -> Option<Address> {
    if let Some(v4) = ipv4(text) {
        return Some((false, v4));
    }
    let v6: Ipv6Addr = text.parse().ok()?;
    match v6.to_ipv4_mapped() {
        Some(v4) => Some((false, u128::from(u32::from(v4)))),
        None => Some((true, u128::from(v6))),
    }
}

/// C24: a network of a policy: (is IPv6, number, prefix length).
pub fn network(text: &str) -> Option<(bool, u128, u32)> {
    let (base, bits) = match text.split_once('/') {
        Some((b, n)) if !n.is_empty() && n.len() <= 3 && all_digits(n) => (b, Some(n.parse::<u32>().ok()?)),
        Some(_) => return None,
        None => (text, None),
    };
    let (six, value, width) = match ipv4(base) {
        Some(v) => (false, v, 32),
        None => (true, u128::from(base.parse::<Ipv6Addr>().ok()?), 128),
    };
    let bits = bits.unwrap_or(width);
    (bits <= width).then_some((six, value, bits))
}

/// The bits of a network that belong to hosts.
pub fn host_mask(six: bool, bits: u32) -> u128 {
    let width: u32 = if six { 128 } else { 32 };
    let free = width - bits;
    if free == 128 { u128::MAX } else { (1u128 << free) - 1 }
}

/// An address as text.
pub fn address_text((six, value): Address) -> String {
    if six { Ipv6Addr::from(value).to_string() } else { Ipv4Addr::from(value as u32).to_string() }
}

/// C23: standard base64 with padding.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let pad = bytes.iter().rev().take_while(|b| **b == b'=').count();
    if pad > 2 {
        return None;
    }
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for b in &bytes[..bytes.len() - pad] {
        let v = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(v)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}
