//! From what is received to what is shown (M1, and the design's "text of a policy").

use super::*;

const ONE_LINE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":"*","Condition":{}}]}"#;

const LAID_OUT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:*"
      ],
      "Resource": "*",
      "Condition": {}
    }
  ]
}"#;

#[track_caller]
fn check(received: &str, layout: Layout, shown: &str) {
    let document = parsed(PolicyKind::Identity, received);
    assert_eq!((document.text.layout(), document.text.as_str()), (layout, shown));
}

#[test]
fn one_line_is_laid_out() {
    check(ONE_LINE, Layout::Reflowed, LAID_OUT);
    check(&format!("\n {ONE_LINE}\r\n"), Layout::Reflowed, LAID_OUT);
    check(&ONE_LINE.replace(',', "\r,"), Layout::Reflowed, LAID_OUT);
}

#[test]
fn text_with_line_breaks_is_shown_as_it_came() {
    check(LAID_OUT, Layout::AsReceived, LAID_OUT);
    let odd = ONE_LINE.replace("[{", "[\n\t\t{");
    check(&odd, Layout::AsReceived, &odd);
}

#[test]
fn marks_and_percent_encoding_are_removed() {
    check(&format!("\u{feff}{LAID_OUT}"), Layout::AsReceived, LAID_OUT);
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02x}")
                }
            })
            .collect()
    };
    check(&encode(ONE_LINE), Layout::Reflowed, LAID_OUT);
    check(&format!("\u{feff}  {}", encode(LAID_OUT)), Layout::AsReceived, &format!("  {LAID_OUT}"));
}

#[test]
fn a_plus_stays_and_percent_signs_in_plain_text_stay() {
    let document = parsed(PolicyKind::Identity, &allow(r#""Sid":"a+b%20c""#).replacen('{', "%7B", 1));
    let sid = document.statement(0).unwrap().sid.as_ref().unwrap();
    assert_eq!(&*sid.value, "a+b c");
    let document = parsed(PolicyKind::Identity, &allow(r#""Sid":"a+b%20c""#));
    assert_eq!(&*document.statement(0).unwrap().sid.as_ref().unwrap().value, "a+b%20c");
}

#[test]
fn the_text_to_keep_is_read_as_the_text_that_came() {
    let plain = [("\u{feff}{}", "{}"), ("%7B%7D", "{}"), (" %7B%2525%7D", " {%25}"), ("a+b%20", "a+b%20")];
    for (received, kept) in plain {
        assert_eq!(plain_text(received), kept);
    }
    for odd in ["\u{feff}\u{feff}{}", "\u{feff}\u{feff}%7B%7D", "%7B%", "%7B%ff"] {
        assert_eq!(plain_text(odd), odd);
    }
}

#[test]
fn broken_percent_encoding_is_refused() {
    let help = "write `%25` for a percent sign in percent-encoded text";
    for (text, place) in [("%7B%2", "%2"), ("%7b%", "%"), ("%7B%zé", "%zé"), ("%7B%+1", "%+1")] {
        let expected = format!("not-json {place}: `%` is not followed by two hex digits ({help})");
        refused(PolicyKind::Identity, text, &[&expected]);
    }
    refused(
        PolicyKind::Identity,
        "%7Bé%22%C3%28",
        &[
            "not-utf8 %C3: the percent-encoded bytes are not UTF-8 (encode the text as UTF-8 before percent-encoding it)",
        ],
    );
}

#[track_caller]
fn check_bytes(bytes: &[u8], expected: &str) {
    let error = parse_bytes(bytes, PolicyKind::Identity, Origin::Given).unwrap_err();
    assert_eq!(error.to_string(), expected);
    let document = parse_bytes(bytes, PolicyKind::Identity, Origin::Collected).unwrap();
    assert!(matches!(&*document.statements, [StatementSlot::Unreadable { effect: None, .. }]));
}

#[test]
fn bytes_that_are_not_utf8_are_refused_with_their_place() {
    assert!(parse_bytes(ONE_LINE.as_bytes(), PolicyKind::Identity, Origin::Given).is_ok());
    check_bytes(b"{\n \"Sid\": \"\xff\"}", "2:10: the text is not UTF-8");
    check_bytes(b"\xef\xbb\xbf{\"\xc3\"}", "1:3: the text is not UTF-8");
    check_bytes(b"\xff\xfe{\0", "1:1: the text is UTF-16, not UTF-8");
}

#[test]
fn an_error_names_line_and_column_of_the_shown_text() {
    let error = parse(&ONE_LINE.replace("Allow", "allow"), PolicyKind::Identity, Origin::Given).unwrap_err();
    assert_eq!(error.to_string(), "5:17: `allow` is not an effect");
}
