//! Wildcards: plain texts, actions, and ARNs by segment (A1, R3 to R5, C18, C26).

/// One place of a pattern. Text is compared by UTF-16 code unit (R3, C18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Literal text as the policy has it.
    Unit(u16),
    /// Literal text from a variable or an escape: never special, never a separator (W5, W6).
    Given(u16),
    /// `*`.
    Star,
    /// `?`.
    One,
    /// The text of a variable whose value is not known (W10).
    AnyText,
}

const COLON: u16 = b':' as u16;

/// UTF-16 code units of a text.
pub fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// A pattern without variables: only `*` and `?` are special.
pub fn plain(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    for u in units(text) {
        out.push(match u {
            0x2a => Token::Star,
            0x3f => Token::One,
            u => Token::Unit(u),
        });
    }
    out
}

/// Whole match of a text. `may(i, u)` says whether the wildcard at place `i` may take the unit `u`.
/// Filled in as a table, row by row, so that it always ends.
fn table(pattern: &[Token], text: &[u16], may: &dyn Fn(usize, u16) -> bool) -> bool {
    let mut row: Vec<bool> = vec![false; text.len() + 1];
    row[0] = true;
    for (i, token) in pattern.iter().enumerate() {
        let mut next = vec![false; text.len() + 1];
        for j in 0..=text.len() {
            let ends_here = match token {
                Token::Star | Token::AnyText => row[j] || (j > 0 && next[j - 1] && may(i, text[j - 1])),
                Token::One => j > 0 && row[j - 1] && may(i, text[j - 1]),
                Token::Unit(u) | Token::Given(u) => j > 0 && row[j - 1] && text[j - 1] == *u,
            };
            next[j] = ends_here;
        }
        row = next;
    }
    row[text.len()]
}

/// C18: `*` takes any run, `?` one code unit.
pub fn like(pattern: &[Token], text: &str) -> bool {
    table(pattern, &units(text), &|_, _| true)
}

/// A1: the whole `service:Action`, ASCII case ignored.
pub fn action(pattern: &str, text: &str) -> bool {
    like(&plain(&pattern.to_ascii_lowercase()), &text.to_ascii_lowercase())
}

/// R4, I2: split at the pattern's own first five colons.
pub fn parts(pattern: &[Token]) -> Vec<Vec<Token>> {
    let mut out = vec![Vec::new()];
    for token in pattern {
        if *token == Token::Unit(COLON) && out.len() < 6 {
            out.push(Vec::new());
        } else if let Some(last) = out.last_mut() {
            last.push(*token);
        }
    }
    out
}

/// I2: split a text at its first five colons.
pub fn arn_parts(text: &str) -> Vec<&str> {
    text.splitn(6, ':').collect()
}

/// I2: six parts, the first of them `arn`.
pub fn well_formed_arn(text: &str) -> bool {
    let parts = arn_parts(text);
    parts.len() == 6 && parts[0] == "arn"
}

/// R4, C26: segment by segment; the sixth takes the rest.
pub fn by_segment(pattern: &[Token], text: &str) -> bool {
    let (p, t) = (parts(pattern), arn_parts(text));
    p.len() == 6 && t.len() == 6 && p.iter().zip(t).all(|(p, t)| table(p, &units(t), &|_, _| true))
}

/// R7: right-pad with `:*` to six parts.
pub fn padded(pattern: &[Token]) -> Vec<Token> {
    let mut out = pattern.to_vec();
    while parts(&out).len() < 6 {
        out.push(Token::Unit(COLON));
        out.push(Token::Star);
    }
    out
}

/// R5: how far a pattern reaches when the `*` at the end of a segment may cross colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crossing {
    /// No match even then.
    No,
    /// Some `*` before the end of the pattern would have to cross.
    Inside,
    /// Only the `*` that ends the whole pattern crosses.
    AtEnd,
}

/// R5: match the whole strings, walking the pattern and counting its colons.
pub fn crossing(pattern: &[Token], text: &str) -> Crossing {
    let text = units(text);
    let colons_before = |i: usize| pattern[..i].iter().filter(|t| **t == Token::Unit(COLON)).count();
    let last = pattern.len().wrapping_sub(1);
    let walk = |inside_too: bool| {
        table(pattern, &text, &|i, unit| {
            if unit != COLON || colons_before(i) >= 5 {
                return true;
            }
            pattern[i] == Token::Star
                && (i == last || (inside_too && pattern.get(i + 1) == Some(&Token::Unit(COLON))))
        })
    };
    if walk(false) {
        Crossing::AtEnd
    } else if walk(true) {
        Crossing::Inside
    } else {
        Crossing::No
    }
}
