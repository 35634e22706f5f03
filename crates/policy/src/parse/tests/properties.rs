//! What holds for every text.

use super::*;
use proptest::prelude::*;

const KINDS: [PolicyKind; 8] = [
    PolicyKind::Identity,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::Scp,
    PolicyKind::Rcp,
    PolicyKind::Vpce,
    PolicyKind::Resource,
    PolicyKind::Trust,
];

fn kind() -> impl Strategy<Value = PolicyKind> {
    prop::sample::select(&KINDS[..])
}

/// A place in a text, and a message as we write them.
fn check_problem(text: &ShownText, problem: &Problem) {
    let Problem { message, help, span, .. } = problem;
    assert!(
        span.start <= span.end && text.as_str().get(span.start as usize..span.end as usize).is_some(),
        "{problem:?}"
    );
    assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
    assert!(help.as_ref().is_some_and(|help| !help.ends_with('.')), "{problem:?}");
}

/// Reads a text in both ways and checks what must hold whatever it is.
fn check(text: &str, kind: PolicyKind) {
    let collected = parse(text, kind, Origin::Collected).unwrap();
    collected.warnings.iter().for_each(|problem| check_problem(&collected.text, problem));
    let unreadable = collected.statements.iter().any(|slot| match slot {
        StatementSlot::Read(statement) => {
            assert!(statement.span.slice(collected.text.as_str()).starts_with('{'));
            false
        }
        StatementSlot::Unreadable { problem, .. } => {
            check_problem(&collected.text, problem);
            true
        }
    });
    match parse(text, kind, Origin::Given) {
        Ok(given) => {
            assert!(!unreadable);
            assert_eq!(format!("{:?}", given.statements), format!("{:?}", collected.statements));
            check_round_trip(&given);
        }
        Err(error) => {
            assert!(unreadable && !error.problems.is_empty());
            assert!(error.problems.is_sorted_by_key(|problem| problem.span));
            error.problems.iter().for_each(|problem| check_problem(&error.text, problem));
            assert!(error.to_string().contains(':'));
        }
    }
}

/// What is shown reads as the same statements, in the same places.
fn check_round_trip(document: &Document) {
    let shown = document.text.as_str();
    let again = parse(shown, document.kind, Origin::Given).unwrap();
    assert_eq!(again.text.as_str(), shown);
    assert_eq!(format!("{:?}", again.statements), format!("{:?}", document.statements));
    assert_eq!(again.warnings, document.warnings);
    assert_eq!(again.statement_list, document.statement_list);
}

fn string_or_list(entry: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => entry.prop_map(|text| format!("{text:?}")),
        1 => prop::collection::vec(entry, 0..3).prop_map(|texts| format!("{texts:?}")),
    ]
}

/// An element, mostly right.
fn element() -> impl Strategy<Value = String> {
    let named = |names: &'static [&'static str], value: BoxedStrategy<String>| {
        (prop::sample::select(names), value).prop_map(|(name, value)| format!("\"{name}\":{value}"))
    };
    let condition = (
        prop::sample::select(
            &[
                "StringEquals",
                "ForAnyValue:StringLike",
                "bool",
                "Null",
                "ArnLikeIfExists",
                "IpAddress",
                "DateEquals",
                "Numeric",
            ][..],
        ),
        "(aws:(Source|source)(Ip|Arn)|s3:x)",
        prop_oneof![
            string_or_list("(true|10\\.0\\.0\\.0/8|arn:aws:iam::1:x|[$]\\{aws:[a-z]{1,3}\\}|[$*?a]{0,3})"),
            Just("7".into()),
            Just("null".into())
        ],
    );
    prop_oneof![
        named(&["Effect"], "\"(Allow|Deny|deny)\"".boxed()),
        named(&["Sid", "sid", "Foo"], "\"[a-z]{0,2}\"".boxed()),
        named(
            &["Action", "NotAction"],
            string_or_list("(s3:[A-Z*?]{1,3}|[*]|sts:AssumeRole|[a-z*]{0,2}:?[*])").boxed()
        ),
        named(
            &["Resource", "NotResource"],
            string_or_list("([*]|arn:aws:s3:::[a-z*?$]{0,4}|arn(:[a*]){0,3}|[$]\\{aws:x\\}[$]?\\{?)").boxed()
        ),
        named(
            &["Principal", "NotPrincipal"],
            prop_oneof![
                Just("\"*\"".to_owned()),
                (
                    prop::sample::select(&["AWS", "Service", "aws"][..]),
                    string_or_list("([*]|111111111111|arn:aws:iam::111111111111:(root|role/[a*]))")
                )
                    .prop_map(|(kind, value)| format!("{{\"{kind}\":{value}}}")),
            ]
            .boxed(),
        ),
        condition.prop_map(|(operator, key, value)| format!(
            "\"Condition\":{{\"{operator}\":{{\"{key}\":{value}}}}}"
        )),
    ]
}

/// A policy of some elements in any order, mostly with those that are needed.
fn policy() -> impl Strategy<Value = String> {
    let needed = prop::sample::subsequence(
        vec![r#""Effect":"Allow""#, r#""Action":"sts:*""#, r#""Resource":"*""#, r#""Principal":{"AWS":"*"}"#],
        2..=4,
    );
    let statement = (needed, prop::collection::vec(element(), 0..4)).prop_map(|(needed, more)| {
        let elements: Vec<String> = needed.into_iter().map(str::to_owned).chain(more).collect();
        format!("{{{}}}", elements.join(","))
    });
    let version = prop::sample::select(&[r#""Version":"2012-10-17","#, r#""Id":"x","#, ""][..]);
    (version, prop::collection::vec(statement, 0..4), any::<bool>()).prop_map(
        |(version, statements, alone)| match &*statements {
            [statement] if alone => format!("{{{version}\"Statement\":{statement}}}"),
            _ => format!("{{{version}\"Statement\":[{}]}}", statements.join(",")),
        },
    )
}

/// A policy with a few characters changed.
fn damaged() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec(
        (any::<prop::sample::Index>(), prop::option::of(any::<char>()), any::<bool>()),
        1..4,
    );
    (policy(), edits).prop_map(|(policy, edits)| {
        let mut characters: Vec<char> = policy.chars().collect();
        for (at, put, take) in edits {
            let at = at.index(characters.len().max(1));
            if take && at < characters.len() {
                characters.remove(at);
            }
            if let Some(put) = put {
                characters.insert(at.min(characters.len()), put);
            }
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}", kind in kind()) {
        check(&text, kind);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60), kind in kind()) {
        prop_assert!(parse_bytes(&bytes, kind, Origin::Collected).is_ok());
        if let Err(error) = parse_bytes(&bytes, kind, Origin::Given) {
            error.problems.iter().for_each(|problem| check_problem(&error.text, problem));
        }
    }

    #[test]
    fn any_policy_is_read_or_refused(text in policy(), kind in kind()) {
        check(&text, kind);
    }

    #[test]
    fn any_damaged_policy_is_read_or_refused(text in damaged(), kind in kind()) {
        check(&text, kind);
    }

    #[test]
    fn any_cut_policy_is_refused(text in policy(), cut in any::<prop::sample::Index>(), kind in kind()) {
        let cut = cut.index(text.len());
        prop_assume!(text.is_char_boundary(cut));
        prop_assert!(parse(&text[..cut], kind, Origin::Given).is_err());
        check(&text[..cut], kind);
    }

    #[test]
    fn line_breaks_change_no_statement(text in policy(), kind in kind()) {
        let spread = text.replace(',', " ,\n\t");
        let (one_line, spread) = (parse(&text, kind, Origin::Given), parse(&spread, kind, Origin::Given));
        match (one_line, spread) {
            (Ok(one_line), Ok(spread)) => {
                let underlined = |document: &Document| document.statements.iter().map(|slot| match slot {
                    StatementSlot::Read(statement) => statement.action.entries.iter().map(|entry| entry.span.slice(document.text.as_str()).to_owned()).collect::<Vec<_>>(),
                    StatementSlot::Unreadable { .. } => Vec::new(),
                }).collect::<Vec<_>>();
                prop_assert_eq!(underlined(&one_line), underlined(&spread));
                prop_assert_eq!(one_line.warnings.len(), spread.warnings.len());
            }
            (Err(one_line), Err(spread)) => {
                let codes = |error: PolicyError| error.problems.into_iter().map(|problem| (problem.code, problem.message)).collect::<Vec<_>>();
                prop_assert_eq!(codes(one_line), codes(spread));
            }
            (one_line, spread) => prop_assert!(false, "{one_line:?} {spread:?}"),
        }
    }
}
