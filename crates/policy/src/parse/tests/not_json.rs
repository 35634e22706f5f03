//! Text that is no JSON: what is underlined and what to write instead (M15).

use super::*;

#[track_caller]
fn check(text: &str, underlined: &str, message: &str, help: &str) {
    refused(PolicyKind::Identity, text, &[&format!("not-json {underlined}: {message} ({help})")]);
}

#[test]
fn a_missing_comma_is_told_at_the_value_before() {
    let (message, help) = ("a comma is missing", "add a comma after this value");
    check("{\"Version\": \"2012-10-17\"\n \"Statement\": []}", "\"2012-10-17\"", message, help);
    check("{\"Statement\": [{}\n {}]}", "}", message, help);
    check("{\"Statement\": [] \"Version\": 1}", "]", message, help);
    check("[1 2]", "1", message, help);
    check("[true[]]", "true", message, help);
}

#[test]
fn commas_too_many_are_told() {
    check("[1,]", ",", "a comma stands after the last entry", "remove this comma");
    check("{\"a\": 1,\n}", ",", "a comma stands after the last entry", "remove this comma");
    check("[1,,2]", ",", "a comma stands where an entry is expected", "remove this comma");
    check("[,1]", ",", "a comma stands where an entry is expected", "remove this comma");
    check("{,}", ",", "a comma stands where an entry is expected", "remove this comma");
}

#[test]
fn quotes_that_json_does_not_know_are_told() {
    check("{“a”: 1}", "“", "`“` is a curly quote, which JSON does not know", "use straight quotes: `\"`");
    check("{\"a\": ‘b’}", "‘", "`‘` is a curly quote, which JSON does not know", "use straight quotes: `\"`");
    check("{'a': 1}", "'", "strings do not stand in single quotes", "use double quotes: `\"`");
    check("{`a`: 1}", "`", "strings do not stand in such quotes", "use double quotes: `\"`");
}

#[test]
fn text_without_quotes_is_told() {
    check("{Version: 1}", "Version", "`Version` stands without quotes", "put it in double quotes");
    check(
        "[s3:GetObject]",
        "s3:GetObject",
        "`s3:GetObject` stands without quotes",
        "put it in double quotes",
    );
    check("[True]", "True", "`True` stands without quotes", "write `true`");
    let help = "look at the `\"` before it: one is missing, or one too many";
    check("{\"a\": \"b, \"c\": 1}", "c", "`c` stands without quotes", help);
    check("[*]", "*", "`*` is not JSON", "remove it, or put the text in double quotes");
}

#[test]
fn text_that_is_cut_off_is_told_with_what_is_open() {
    let rest =
        |closers: &str| format!("get the rest of the text; what is open would be closed by `{closers}`");
    check(
        "",
        "",
        "the text is empty",
        "a policy is an object: `{\"Version\": \"2012-10-17\", \"Statement\": [...]}`",
    );
    check(
        "{\"a\": [\n  {\"b\"",
        "\"",
        "the text ends inside the object that begins at line 2, column 3",
        &rest("}]}"),
    );
    check("{\"a\": [1, ", ",", "the text ends inside the list that begins at line 1, column 7", &rest("]}"));
    check("{\"a\":", ":", "the text ends inside the object that begins at line 1, column 1", &rest("}"));
    check("{", "{", "the text ends inside the object that begins at line 1, column 1", &rest("}"));
    check("[\"abc", "\"abc", "the text ends inside a string", &rest("\"]"));
    check("[\"abc\\", "\"abc\\", "the text ends inside a string", &rest("\"]"));
    check("[\"abc\n", "\"abc", "the text ends inside a string", &rest("\"]"));
}

#[test]
fn wrong_brackets_are_told() {
    check("[1}", "}", "`}` stands inside the list that begins at line 1, column 1", "close it with `]`");
    check(
        "{\n \"a\": {]}",
        "]",
        "`]` stands inside the object that begins at line 2, column 7",
        "close it with `}`",
    );
    check("{}\n}", "}", "`}` stands after the end of the policy", "remove it; a policy is one object");
    let help = "close the list with `]` before it";
    check("[\"a\", \"b\": 1]", "\"b\"", "`\"b\"` is a key, but stands inside a list", help);
}

#[test]
fn missing_keys_values_and_colons_are_told() {
    let help = "write the key as a string in double quotes";
    check("{1: 2}", "1", "`1` stands where a key is expected", help);
    check(
        "{\"a\" 1}",
        "\"a\"",
        "a colon is missing after the key `\"a\"`",
        "write a colon and the value after it",
    );
    check("{\"a\": , \"b\": 1}", ":", "a value is missing", "write the value before the comma");
    check("{\"a\": }", "}", "`}` stands where a value is expected", "write the value before it");
    check("{\"a\": 1: 2}", ":", "`:` stands where `,` or `}` is expected", "write `,` between two entries");
    check("{\"a\"= 1}", "=", "`=` is not JSON", "write `:` between a key and its value");
    check("[1; 2]", ";", "`;` is not JSON", "write `,` between two entries");
}

#[test]
fn comments_are_told() {
    for comment in ["// note", "# note", "/* note */"] {
        check(&format!("[1, {comment}\n2]"), comment, "a comment is not JSON", "remove the comment");
    }
}

#[test]
fn strings_are_checked() {
    let help = "add the closing `\"`; a line break inside a string is written `\\n`";
    check("{\"a\": \"b,\n\"c\": 1}", "\"b,", "this string is not closed on its line", help);
    check("[\"a\tb\"]", "\t", "a control character stands inside a string", "write it as `\\t`");
    check("[\"a\u{1}b\"]", "\u{1}", "a control character stands inside a string", "write it as `\\u0001`");
    check("[\"a\\*\"]", "\\*", "`\\*` is not an escape of JSON", "write a backslash itself as `\\\\`");
    let help = "write four hex digits after `\\u`, and characters beyond U+FFFF as a pair of such escapes";
    for text in ["[\"\\u12\"]", "[\"\\ud800\"]", "[\"\\udc00\"]", "[\"\\ud800\\u0041\"]", "[\"\\u+123\"]"] {
        check(text, "\\u", "`\\u` is not an escape of JSON", help);
    }
}

#[test]
fn numbers_are_checked() {
    for number in ["01", "1.", "+1", ".5", "0x10", "-", "1e", "12abc"] {
        let message = format!("`{number}` is not a number of JSON");
        check(&format!("[{number}]"), number, &message, "put it in double quotes, or write plain digits");
    }
}

#[test]
fn invisible_characters_are_told() {
    for (character, name) in [('\u{a0}', "00A0"), ('\u{200b}', "200B"), ('\u{feff}', "FEFF"), ('\0', "0000")]
    {
        let message = format!("an invisible character (U+{name}) stands here");
        check(
            &format!("[1,{character}2]"),
            &character.to_string(),
            &message,
            "remove it, or write a plain space",
        );
    }
}

#[test]
fn nesting_is_bounded() {
    for open in ["[", "{\"a\":"] {
        let text = open.repeat(100_000);
        let bracket = &open[..1];
        let expected = format!(
            "too-deep {bracket}: objects and lists lie more than 16 deep in one another (no element of a policy needs this; remove the nesting)"
        );
        refused(PolicyKind::Identity, &text, &[&expected]);
    }
}
