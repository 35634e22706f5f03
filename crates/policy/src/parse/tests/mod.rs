//! Policies in, documents and problems out.

mod by_kind;
mod collected;
mod not_json;
mod properties;
mod read;
mod received;
mod refused;
mod warned;

use super::*;

/// A document of version 2012-10-17 with these statements.
fn document(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

/// An identity statement that is right, with one more element.
fn allow(element: &str) -> String {
    document(&format!(r#"{{"Effect":"Allow","Action":"s3:*","Resource":"*",{element}}}"#))
}

/// As `code underlined: message (help)`.
fn render(text: &ShownText, problem: &Problem) -> String {
    let Problem { code, message, help, span } = problem;
    let help = help.as_deref().unwrap_or("no help");
    format!("{code} {}: {message} ({help})", span.slice(text.as_str()))
}

fn render_all(text: &ShownText, problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| render(text, problem)).collect()
}

/// `text` is refused for these reasons.
#[track_caller]
fn refused(kind: PolicyKind, text: &str, expected: &[&str]) {
    match parse(text, kind, Origin::Given) {
        Ok(document) => panic!("read, with {:?}", render_all(&document.text, &document.warnings)),
        Err(error) => assert_eq!(render_all(&error.text, &error.problems), expected),
    }
}

/// `text` is read with these warnings.
#[track_caller]
fn warned(kind: PolicyKind, text: &str, expected: &[&str]) {
    let document = parsed(kind, text);
    assert_eq!(render_all(&document.text, &document.warnings), expected);
}

/// The document of a text that is read.
#[track_caller]
fn parsed(kind: PolicyKind, text: &str) -> Document {
    match parse(text, kind, Origin::Given) {
        Ok(document) => document,
        Err(error) => panic!("{:#?}", render_all(&error.text, &error.problems)),
    }
}
