//! Policy variables (W1 to W13).

use super::patterns::{Token, units};

/// A text of a policy cut at its variables (W3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// W6: `${*}`, `${?}`, `${$}`.
    Escaped(char),
    /// W3: `${name}` or `${name, 'default'}`; the name in lower case.
    Variable {
        key: String,
        default: Option<String>,
    },
}

/// W1, M3: cut a text; a 2008 document has no variables.
pub fn pieces(text: &str, v2012: bool) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${").filter(|_| v2012) {
        literal.push_str(&rest[..at]);
        let inside = &rest[at + 2..];
        let Some((end, piece)) = inside.find('}').and_then(|end| Some((end, variable(&inside[..end])?)))
        else {
            // W3: unterminated or blank: literal text.
            literal.push_str("${");
            rest = inside;
            continue;
        };
        if !literal.is_empty() {
            out.push(Piece::Text(std::mem::take(&mut literal)));
        }
        out.push(piece);
        rest = &inside[end + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        out.push(Piece::Text(literal));
    }
    out
}

/// W3, W6: what stands between `${` and `}`.
fn variable(inside: &str) -> Option<Piece> {
    if let "*" | "?" | "$" = inside {
        return inside.chars().next().map(Piece::Escaped);
    }
    let (name, default) = match inside.split_once(',') {
        None => (inside, None),
        Some((name, d)) => (name, Some(d.trim_start().strip_prefix('\'')?.strip_suffix('\'')?.to_string())),
    };
    if name.trim().is_empty() {
        return None;
    }
    Some(Piece::Variable { key: name.to_lowercase(), default })
}

/// The keys that a text names as variables.
pub fn keys(pieces: &[Piece]) -> Vec<String> {
    pieces
        .iter()
        .filter_map(|p| match p {
            Piece::Variable { key, .. } => Some(key.clone()),
            _ => None,
        })
        .collect()
}

/// What to put for a variable: `None` leaves it unresolved (W8).
pub type Fill<'a> = &'a dyn Fn(&str, Option<&str>) -> Option<String>;

/// W5, W6: the text with its variables put in, for operators without wildcards.
pub fn text(pieces: &[Piece], fill: Fill) -> Option<String> {
    let mut out = String::new();
    for p in pieces {
        match p {
            Piece::Text(t) => out.push_str(t),
            Piece::Escaped(c) => out.push(*c),
            Piece::Variable { key, default } => out.push_str(&fill(key, default.as_deref())?),
        }
    }
    Some(out)
}

/// W5, W6: the pattern with its variables put in as literal text.
pub fn wild(pieces: &[Piece], fill: Fill) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    for p in pieces {
        match p {
            Piece::Text(t) => out.extend(super::patterns::plain(t)),
            Piece::Escaped(c) => out.push(Token::Given(*c as u16)),
            Piece::Variable { key, default } => {
                out.extend(units(&fill(key, default.as_deref())?).into_iter().map(Token::Given));
            }
        }
    }
    Some(out)
}
