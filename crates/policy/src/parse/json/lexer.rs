//! The tokens of RFC 8259, nothing more.

use super::Checked;
use super::syntax;
use crate::span::Span;
use std::borrow::Cow;

/// What stands at a place of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Comma,
    Colon,
    /// A string; `escaped` if it holds a backslash.
    Text {
        escaped: bool,
    },
    Number,
    True,
    False,
    Null,
    End,
}

/// Goes through a text token by token.
pub(super) struct Lexer<'t> {
    text: &'t str,
    /// The current token.
    pub(super) token: Token,
    /// Where it stands.
    pub(super) span: Span,
    /// Where the token before it stands.
    pub(super) previous: Span,
    /// Bytes of all tokens so far.
    pub(super) size: usize,
}

impl<'t> Lexer<'t> {
    /// Before the first token.
    pub(super) fn new(text: &'t str) -> Self {
        let nowhere = Span::default();
        Self { text, token: Token::End, span: nowhere, previous: nowhere, size: 0 }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// The source text of the current token.
    pub(super) fn source(&self) -> &'t str {
        self.span.slice(self.text)
    }

    /// Goes to the next token.
    pub(super) fn advance(&mut self) -> Checked<()> {
        let bytes = self.text.as_bytes();
        let mut start = self.span.end as usize;
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(start) {
            start += 1;
        }
        let one = start + 1;
        let (token, end) = match bytes.get(start) {
            Some(b'"') => self.string(start)?,
            Some(b',') => (Token::Comma, one),
            Some(b':') => (Token::Colon, one),
            Some(b'{') => (Token::OpenBrace, one),
            Some(b'}') => (Token::CloseBrace, one),
            Some(b'[') => (Token::OpenBracket, one),
            Some(b']') => (Token::CloseBracket, one),
            Some(b't') => self.word(start, "true", Token::True)?,
            Some(b'f') => self.word(start, "false", Token::False)?,
            Some(b'n') => self.word(start, "null", Token::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number(start)?,
            Some(_) => return Err(syntax::foreign(self.text, start).into()),
            None => (Token::End, start),
        };
        self.previous = self.span;
        self.token = token;
        self.span = Span::new(start, end);
        self.size += end - start;
        Ok(())
    }

    /// The string that begins at `start`, and its end.
    fn string(&self, start: usize) -> Checked<(Token, usize)> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        let mut at = start + 1;
        loop {
            at += plain_run(bytes.get(at..).unwrap_or(&[]));
            match bytes.get(at) {
                Some(b'"') => return Ok((Token::Text { escaped }, at + 1)),
                Some(b'\\') => match escape_length(self.text.get(at + 1..).unwrap_or("")) {
                    Some(length) => {
                        escaped = true;
                        at += 1 + length;
                    }
                    None => return Err(syntax::illegal_escape(self.text, start, at).into()),
                },
                Some(_) => return Err(syntax::control_in_string(self.text, start, at).into()),
                None => return Err(syntax::unclosed_string(self.text, start).into()),
            }
        }
    }

    fn word(&self, start: usize, word: &str, token: Token) -> Checked<(Token, usize)> {
        let end = start + word.len();
        if self.text.get(start..end) == Some(word) && !self.goes_on(end) {
            return Ok((token, end));
        }
        Err(syntax::foreign(self.text, start).into())
    }

    fn number(&self, start: usize) -> Checked<(Token, usize)> {
        match number_end(self.text.as_bytes(), start) {
            Some(end) if !self.goes_on(end) => Ok((Token::Number, end)),
            _ => Err(syntax::foreign(self.text, start).into()),
        }
    }

    /// Whether a word or number is followed by what belongs to neither.
    fn goes_on(&self, end: usize) -> bool {
        let next = self.text.get(end..).and_then(|rest| rest.chars().next());
        next.is_some_and(|c| c.is_alphanumeric() || "_$.+-".contains(c))
    }
}

/// How many bytes stand before the next quote, backslash or control character. Eight at a time: most of a policy is strings.
fn plain_run(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (at, chunk) in chunks.iter().enumerate() {
        let special = special_bytes(u64::from_le_bytes(*chunk));
        if special != 0 {
            return 8 * at + special.trailing_zeros() as usize / 8;
        }
    }
    let plain = rest.iter().take_while(|&&byte| byte != b'"' && byte != b'\\' && byte >= b' ');
    8 * chunks.len() + plain.count()
}

/// Marks the high bit of the first byte that is a quote, a backslash or below a blank; bytes after it may be marked too.
fn special_bytes(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below = |x: u64, limit: u8| x.wrapping_sub(ONES * u64::from(limit)) & !x & HIGH;
    let quote = below(eight ^ (ONES * u64::from(b'"')), 1);
    let backslash = below(eight ^ (ONES * u64::from(b'\\')), 1);
    quote | backslash | below(eight, b' ')
}

/// The end of `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |from: usize| {
        let count = bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(from + count)
    };
    let whole = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut end = digits(whole)?;
    if bytes.get(whole) == Some(&b'0') && end > whole + 1 {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = digits(end + 1 + sign)?;
    }
    Some(end)
}

/// How long the legal escape is whose backslash is followed by `after`.
fn escape_length(after: &str) -> Option<usize> {
    match after.as_bytes().first()? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(1),
        b'u' => unicode_escape(after).map(|(_, length)| length),
        _ => None,
    }
}

/// The character that `uXXXX`, or a pair of such escapes, stands for, and the length.
fn unicode_escape(after: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let hex =
            text.strip_prefix('u')?.get(..4).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u16::from_str_radix(hex, 16).ok()
    };
    let first = unit(after)?;
    if !(0xD800..0xDC00).contains(&first) {
        return Some((char::from_u32(u32::from(first))?, "uXXXX".len()));
    }
    let second = unit(after.get("uXXXX".len()..)?.strip_prefix('\\')?)?;
    let pair = char::decode_utf16([first, second]).next()?.ok()?;
    Some((pair, "uXXXX\\uXXXX".len()))
}

/// The text that a string's source stands for; all its escapes are legal.
pub(super) fn unquote(source: &str, escaped: bool) -> Cow<'_, str> {
    let inside = source.get(1..source.len().saturating_sub(1)).unwrap_or("");
    if !escaped {
        return Cow::Borrowed(inside);
    }
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((plain, after)) = rest.split_once('\\') {
        text.push_str(plain);
        let (character, length) = match after.as_bytes().first() {
            Some(b'b') => ('\u{8}', 1),
            Some(b'f') => ('\u{c}', 1),
            Some(b'n') => ('\n', 1),
            Some(b'r') => ('\r', 1),
            Some(b't') => ('\t', 1),
            Some(b'u') => unicode_escape(after).unwrap_or((char::REPLACEMENT_CHARACTER, 1)),
            Some(&other) => (char::from(other), 1),
            None => break,
        };
        text.push(character);
        rest = after.get(length..).unwrap_or("");
    }
    text.push_str(rest);
    Cow::Owned(text)
}
