//! Every renderer on the same answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod conditions;
mod fixtures;
mod grounds;
mod json_schema;
mod near_misses;

use fixtures::{NASTY, all};
use iamdiag_catalog::Catalog;
use iamdiag_diagnosis::{Answer, Outcome};
use iamdiag_reporter::{Look, Provenance, render_json, render_markdown, render_text};
use unicode_width::UnicodeWidthStr;

const LOOK: Look = Look { width: 80, colour: false, verbose: false, ascii: false };

fn provenance(answer: &Answer) -> Provenance<'static> {
    let exit_code = match answer.outcome {
        Outcome::Allowed => 0,
        Outcome::Denied => 1,
        Outcome::DependsOnContext => 3,
        Outcome::MissingData => 4,
    };
    Provenance { version: "0.0.0", data: "iam.json", exit_code }
}

/// The catalog's date is left out, so that a new one changes no test.
fn dateless(text: &str) -> String {
    text.replace(Catalog::embedded().date(), "<date>")
}

#[test]
fn as_text() {
    for case in all() {
        let answer = case.answer();
        for width in [60, 80, 120] {
            let text = render_text(&answer, &provenance(&answer), Look { width, ..LOOK });
            insta::assert_snapshot!(format!("{}-text-{width}", case.name), dateless(&text));
        }
    }
}

#[test]
fn as_text_with_everything() {
    for case in all() {
        let answer = case.answer();
        let text = render_text(&answer, &provenance(&answer), Look { verbose: true, ..LOOK });
        insta::assert_snapshot!(format!("{}-text-verbose", case.name), dateless(&text));
    }
}

#[test]
fn as_ascii() {
    for case in all() {
        let answer = case.answer();
        for render in [render_text, render_markdown] {
            let text = render(&answer, &provenance(&answer), Look { ascii: true, ..LOOK });
            assert!(text.is_ascii(), "{}: {text}", case.name);
        }
    }
    let answer = all().pop().unwrap().answer();
    let text = render_text(&answer, &provenance(&answer), Look { ascii: true, ..LOOK });
    insta::assert_snapshot!("nasty-text-ascii", dateless(&text));
}

#[test]
fn in_colour() {
    for case in all() {
        let answer = case.answer();
        let colour = render_text(&answer, &provenance(&answer), Look { colour: true, ..LOOK });
        let plain = render_text(&answer, &provenance(&answer), LOOK);
        assert_eq!(without_colours(&colour), plain, "colours only colour");
        assert_ne!(colour, plain);
    }
}

/// Takes out `ESC [ digits m`, and nothing else.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut found = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap();
        assert!(code.chars().all(|c| c.is_ascii_digit() || c == ';'), "{code}");
        found.push_str(rest);
    }
    found
}

#[test]
fn as_markdown() {
    for case in all() {
        let answer = case.answer();
        let text = render_markdown(&answer, &provenance(&answer), LOOK);
        insta::assert_snapshot!(format!("{}-markdown", case.name), dateless(&text));
    }
}

#[test]
fn as_json() {
    for case in all() {
        let answer = case.answer();
        let text = render_json(&answer, &provenance(&answer));
        insta::assert_snapshot!(format!("{}-json", case.name), dateless(&text));
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for case in all() {
        let answer = case.answer();
        for width in [50, 60, 72, 80, 100, 120, 200] {
            for (verbose, ascii) in [(false, false), (true, false), (true, true)] {
                let look = Look { width, colour: false, verbose, ascii };
                let text = render_text(&answer, &provenance(&answer), look);
                for line in text.lines() {
                    assert!(line.width() <= width, "{} at {width}: {line}", case.name);
                }
            }
        }
    }
}

#[test]
fn nothing_that_others_wrote_moves_the_cursor_or_turns_the_writing() {
    let answer = all().pop().unwrap().answer();
    let given = Provenance { data: NASTY, ..provenance(&answer) };
    let look = Look { verbose: true, ..LOOK };
    for text in [
        render_text(&answer, &given, look),
        render_markdown(&answer, &given, look),
        render_json(&answer, &given),
    ] {
        let harmful =
            |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200f}' | '\u{9b}');
        assert!(!text.contains(harmful), "{text}");
        assert!(text.contains("202e"), "it is spelled out: {text}");
    }
}

#[test]
fn long_texts_of_policies_are_cut() {
    let long = "x".repeat(1_000_000);
    let statements = format!(
        r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::acme-raw/2026/11/a.parquet{long}"}},
{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {{"StringEquals": {{"aws:PrincipalTag/team": ["a", "platform{long}"]}}}}}}"#
    );
    let answer = fixtures::Case::new("long", statements).answer();
    for render in [render_text, render_markdown] {
        let text = render(&answer, &provenance(&answer), Look { verbose: true, ..LOOK });
        assert!(text.contains("a.parqu") && text.contains("platformxxx"), "{:.3000}", text);
        assert!(text.len() < 20_000, "{:.3000}", text);
    }
}

/// Read with a Markdown parser, all that others wrote is text or code.
#[test]
fn nothing_that_others_wrote_is_markup() {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    for case in all() {
        let answer = case.answer();
        let given = Provenance { data: NASTY, ..provenance(&answer) };
        let text = render_markdown(&answer, &given, Look { verbose: true, ..LOOK });
        let mut in_code = false;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Html(html) | Event::InlineHtml(html) => panic!("{html} in {text}"),
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. } | Tag::Emphasis) => {
                    panic!("{event:?} in {text}")
                }
                Event::Text(plain) if !in_code => {
                    assert!(!plain.contains('@') && !plain.contains("www."), "{plain} in {text}");
                }
                _ => {}
            }
        }
    }
}
