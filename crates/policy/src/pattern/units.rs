//! The units that patterns and texts are compared by.
//!
//! AWS counts characters in UTF-16 code units (R3, C18), which only `?` can tell from bytes. Patterns are therefore kept and
//! compared as UTF-8 bytes, with bytes that UTF-8 never uses for the wildcards, and as UTF-16 units only where a `?` meets
//! text beyond ASCII.

/// `*`: any run, also empty. The wildcards are the bytes from here on.
pub(crate) const STAR: u8 = 0xF8;
/// `?`: exactly one unit.
pub(crate) const QUESTION: u8 = 0xF9;
/// `*` that must not take a colon (R5).
pub(crate) const STAR_IN_SEGMENT: u8 = 0xFA;
/// `?` that must not take a colon (R5).
pub(crate) const QUESTION_IN_SEGMENT: u8 = 0xFB;

/// A byte, or a UTF-16 unit with wildcards beyond its range.
pub(crate) trait Unit: Copy + Eq {
    /// `*` in this unit.
    const STAR: Self;
    /// `?` in this unit.
    const QUESTION: Self;
}

impl Unit for u8 {
    const STAR: Self = STAR;
    const QUESTION: Self = QUESTION;
}

impl Unit for u32 {
    const STAR: Self = 0x1_0000;
    const QUESTION: Self = 0x1_0001;
}

/// Whether `text` is matched by `pattern`, both in the same kind of unit.
///
/// The greedy walk goes back to the last `*` only, which is enough, since an earlier `*` could only take text that the
/// later one can take as well.
pub(crate) fn matches<U: Unit>(pattern: &[U], text: &[U]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(&unit) = text.get(t) {
        match pattern.get(p) {
            Some(&wanted) if wanted == U::STAR => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(&wanted) if wanted == U::QUESTION || wanted == unit => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((after_star, from)) => {
                    retry = Some((after_star, from + 1));
                    p = after_star;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|&unit| unit == U::STAR))
}

/// A text over UTF-16 units.
pub(crate) fn text_to_utf16(text: &str) -> Vec<u32> {
    text.encode_utf16().map(u32::from).collect()
}

/// A pattern over UTF-16 units. Literal bytes of a pattern always come from whole strings, so they decode.
pub(crate) fn pattern_to_utf16(pattern: &[u8]) -> Vec<u32> {
    let mut wide = Vec::with_capacity(pattern.len());
    for run in pattern.split_inclusive(|&unit| unit >= STAR) {
        let (literal, wildcard) = match run.split_last() {
            Some((&STAR, literal)) => (literal, Some(<u32 as Unit>::STAR)),
            Some((&QUESTION, literal)) => (literal, Some(<u32 as Unit>::QUESTION)),
            _ => (run, None),
        };
        wide.extend(String::from_utf8_lossy(literal).encode_utf16().map(u32::from));
        wide.extend(wildcard);
    }
    wide
}
