//! What is wrong where a text is not JSON, and what to write instead. Spans refer to the received text, since that is what is
//! shown when it cannot be read.

use super::reader::Open;
use crate::parse::quote::quote;
use crate::problem::{Problem, ProblemCode};
use crate::shown_text::position_in;
use crate::span::Span;

fn not_json(span: Span, message: impl Into<String>) -> Problem {
    Problem::new(ProblemCode::NotJson, span, message)
}

/// The last character that is not blank.
fn end_of(text: &str) -> Span {
    let end = text.trim_end();
    let last = end.chars().next_back().map_or(0, char::len_utf8);
    Span::new(end.len() - last, end.len())
}

pub(super) fn empty(text: &str) -> Problem {
    not_json(Span::new(text.len(), text.len()), "the text is empty")
        .help("a policy is an object: `{\"Version\": \"2012-10-17\", \"Statement\": [...]}`")
}

/// The text ends before everything is closed.
pub(super) fn cut_off(text: &str, open: &[Open]) -> Problem {
    let message = match open.last() {
        Some(inner) => format!("the text ends inside {}", where_it_begins(text, *inner)),
        None => "the text ends where a value is expected".to_owned(),
    };
    not_json(end_of(text), message).help(closing("", open))
}

fn where_it_begins(text: &str, open: Open) -> String {
    let noun = if open.object { "object" } else { "list" };
    let place = position_in(text, open.start);
    format!("the {noun} that begins at line {}, column {}", place.line, place.column)
}

/// What to do about a text that is cut off.
pub(super) fn closing(quote: &str, open: &[Open]) -> String {
    let closers: String = open.iter().rev().map(closer).collect();
    format!("get the rest of the text; what is open would be closed by `{quote}{closers}`")
}

fn closer(open: &Open) -> char {
    if open.object { '}' } else { ']' }
}

/// A string without end; the help is the grammar's, which knows what else is open.
pub(super) fn unclosed_string(text: &str, start: usize) -> Problem {
    not_json(Span::new(start, text.trim_end().len()), "the text ends inside a string")
}

pub(super) fn too_deep(span: Span) -> Problem {
    let message = format!("objects and lists lie more than {} deep in one another", super::MAX_DEPTH);
    Problem::new(ProblemCode::TooDeep, span, message)
        .help("no element of a policy needs this; remove the nesting")
}

pub(super) fn after_the_end(text: &str, span: Span) -> Problem {
    let message = format!("{} stands after the end of the policy", quote(span.slice(text)));
    not_json(span, message).help("remove it; a policy is one object")
}

pub(super) fn missing_comma(previous: Span) -> Problem {
    not_json(previous, "a comma is missing").help("add a comma after this value")
}

pub(super) fn trailing_comma(comma: Span) -> Problem {
    not_json(comma, "a comma stands after the last entry").help("remove this comma")
}

pub(super) fn stray_comma(comma: Span) -> Problem {
    not_json(comma, "a comma stands where an entry is expected").help("remove this comma")
}

pub(super) fn stray_colon(text: &str, key: Span, colon: Span, open: Open) -> Problem {
    if open.object {
        return not_json(colon, "`:` stands where `,` or `}` is expected")
            .help("write `,` between two entries");
    }
    not_json(key, format!("{} is a key, but stands inside a list", quote(key.slice(text))))
        .help("close the list with `]` before it")
}

pub(super) fn wrong_closer(text: &str, span: Span, open: Open) -> Problem {
    let message = format!("`{}` stands inside {}", span.slice(text), where_it_begins(text, open));
    not_json(span, message).help(format!("close it with `{}`", closer(&open)))
}

pub(super) fn no_key(text: &str, span: Span) -> Problem {
    not_json(span, format!("{} stands where a key is expected", quote(span.slice(text))))
        .help("write the key as a string in double quotes")
}

pub(super) fn no_colon(text: &str, key: Span) -> Problem {
    let name = key.slice(text);
    not_json(key, format!("a colon is missing after the key {}", quote(name)))
        .help("write a colon and the value after it")
}

pub(super) fn no_value(text: &str, span: Span, previous: Span) -> Problem {
    let found = span.slice(text);
    if found == "," {
        return not_json(previous, "a value is missing").help("write the value before the comma");
    }
    not_json(span, format!("`{found}` stands where a value is expected")).help("write the value before it")
}

/// The escape whose backslash stands at `at`, in the string that begins at `start`.
pub(super) fn illegal_escape(text: &str, start: usize, at: usize) -> Problem {
    let rest = text.get(at..).unwrap_or("");
    if rest.trim_end().len() == 1 {
        return unclosed_string(text, start);
    }
    let length = rest.chars().take(2).map(char::len_utf8).sum();
    let escape = rest.get(..length).unwrap_or(rest);
    let help = if escape == "\\u" {
        "write four hex digits after `\\u`, and characters beyond U+FFFF as a pair of such escapes"
    } else {
        "write a backslash itself as `\\\\`"
    };
    not_json(Span::new(at, at + length), format!("{} is not an escape of JSON", quote(escape))).help(help)
}

/// A control character at `at` in the string that begins at `start`; a line break means that the closing quote is missing.
pub(super) fn control_in_string(text: &str, start: usize, at: usize) -> Problem {
    let rest = text.get(at..).unwrap_or("");
    let control = rest.chars().next().unwrap_or(' ');
    if matches!(control, '\n' | '\r') {
        if rest.trim_end().is_empty() {
            return unclosed_string(text, start);
        }
        return not_json(Span::new(start, at), "this string is not closed on its line")
            .help("add the closing `\"`; a line break inside a string is written `\\n`");
    }
    let written = if control == '\t' { "\\t".to_owned() } else { format!("\\u{:04x}", u32::from(control)) };
    not_json(Span::new(at, at + 1), "a control character stands inside a string")
        .help(format!("write it as `{written}`"))
}

/// Text at `at` that is no token of JSON.
pub(super) fn foreign(text: &str, at: usize) -> Problem {
    let rest = text.get(at..).unwrap_or("");
    let Some(first) = rest.chars().next() else { return cut_off(text, &[]) };
    let span = Span::new(at, at + first.len_utf8());
    match first {
        '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»' | '＂' | '′' | '″' => {
            not_json(span, format!("`{first}` is a curly quote, which JSON does not know"))
                .help("use straight quotes: `\"`")
        }
        '\'' | '`' | '´' => not_json(
            span,
            format!("strings do not stand in {} quotes", if first == '\'' { "single" } else { "such" }),
        )
        .help("use double quotes: `\"`"),
        '/' | '#' => {
            let line = rest.lines().next().unwrap_or(rest);
            not_json(Span::new(at, at + line.trim_end().len()), "a comment is not JSON")
                .help("remove the comment")
        }
        '=' => not_json(span, "`=` is not JSON").help("write `:` between a key and its value"),
        ';' => not_json(span, "`;` is not JSON").help("write `,` between two entries"),
        '+' | '-' | '.' | '0'..='9' => {
            let span = word(at, rest);
            not_json(span, format!("{} is not a number of JSON", quote(span.slice(text))))
                .help("put it in double quotes, or write plain digits")
        }
        c if c.is_alphabetic() || c == '_' || c == '$' => unquoted(text, word(at, rest)),
        c if c.is_whitespace() || c.is_control() || is_invisible(c) => {
            not_json(span, format!("an invisible character (U+{:04X}) stands here", u32::from(c)))
                .help("remove it, or write a plain space")
        }
        _ => not_json(span, format!("{} is not JSON", quote(span.slice(text))))
            .help("remove it, or put the text in double quotes"),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The run of characters that people write without quotes.
fn word(at: usize, rest: &str) -> Span {
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "_-$.:*/+".contains(c))).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or(rest).trim_end_matches(':');
    Span::new(at, at + word.len().max(1))
}

fn unquoted(text: &str, span: Span) -> Problem {
    let word = span.slice(text);
    let keyword = ["true", "false", "null"].into_iter().find(|keyword| word.eq_ignore_ascii_case(keyword));
    let after_quote = text.get(..span.start as usize).is_some_and(|before| before.ends_with('"'));
    let help = match keyword {
        Some(keyword) => format!("write `{keyword}`"),
        None if after_quote => "look at the `\"` before it: one is missing, or one too many".to_owned(),
        None => "put it in double quotes".to_owned(),
    };
    not_json(span, format!("{} stands without quotes", quote(word))).help(help)
}
