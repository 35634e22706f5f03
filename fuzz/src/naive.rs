//! Wildcard matching written down as the rules say it (R3 to R5, R7), slowly: what the fast matchers are held against.

use std::collections::HashMap;

const STAR: u16 = b'*' as u16;
const ONE: u16 = b'?' as u16;
const COLON: u16 = b':' as u16;

/// How an entry of `Resource` in an identity policy stands to a request's ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    No,
    Open,
    Yes,
}

/// R3: `*` takes any run, `?` one UTF-16 unit.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    reaches(&units(pattern), &units(text), &|_, _| true)
}

/// R5: the whole strings, the final `*` free to cross colons, and with `everywhere` every `*` that ends a segment.
pub(crate) fn crosses(pattern: &str, text: &str, everywhere: bool) -> bool {
    let pattern = units(pattern);
    let colons_before = |at: usize| pattern.iter().take(at).filter(|&&unit| unit == COLON).count();
    let may = |at: usize, unit: u16| {
        let next = pattern.get(at + 1);
        let free = pattern.get(at) == Some(&STAR) && (next.is_none() || (everywhere && next == Some(&COLON)));
        unit != COLON || colons_before(at) >= 5 || free
    };
    reaches(&pattern, &units(text), &may)
}

/// R4: part by part.
pub(crate) fn by_part(pattern: &str, arn: &str) -> bool {
    let (pattern, arn): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    pattern.len() == 6
        && arn.len() == 6
        && pattern.iter().zip(&arn).all(|(pattern, part)| glob(pattern, part))
}

/// R2, R4, R5 and R7 for an identity policy.
pub(crate) fn resource(pattern: &str, arn: &str) -> Match {
    if !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*') {
        return Match::Yes;
    }
    let crossing = if crosses(pattern, arn, false) {
        Match::Yes
    } else if crosses(pattern, arn, true) {
        Match::Open
    } else {
        Match::No
    };
    let parts = pattern.splitn(6, ':').count();
    if parts == 6 {
        return if by_part(pattern, arn) { Match::Yes } else { crossing };
    }
    let padded = format!("{pattern}{}", ":*".repeat(6 - parts));
    let padding = match (by_part(&padded, arn), pattern.ends_with('*')) {
        (true, true) => Match::Yes,
        (true, false) => Match::Open,
        (false, _) => Match::No,
    };
    crossing.max(padding)
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// Whether the pattern reaches the end of the text; `may` says whether the wildcard at a place may take a unit.
fn reaches(pattern: &[u16], text: &[u16], may: &dyn Fn(usize, u16) -> bool) -> bool {
    Naive { pattern, text, may, known: HashMap::new() }.from(0, 0)
}

struct Naive<'a> {
    pattern: &'a [u16],
    text: &'a [u16],
    may: &'a dyn Fn(usize, u16) -> bool,
    known: HashMap<(usize, usize), bool>,
}

impl Naive<'_> {
    fn from(&mut self, at: usize, to: usize) -> bool {
        if let Some(&known) = self.known.get(&(at, to)) {
            return known;
        }
        let unit = self.text.get(to).copied();
        let takes = |naive: &Self| unit.is_some_and(|unit| (naive.may)(at, unit));
        let reached = match self.pattern.get(at) {
            None => unit.is_none(),
            Some(&STAR) => self.from(at + 1, to) || (takes(self) && self.from(at, to + 1)),
            Some(&ONE) => takes(self) && self.from(at + 1, to + 1),
            Some(&literal) => unit == Some(literal) && self.from(at + 1, to + 1),
        };
        self.known.insert((at, to), reached);
        reached
    }
}
