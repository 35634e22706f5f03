//! Patterns: the fast matchers agree with the naive one, and the evaluator with the rules for resources.

use crate::naive::{self, Match};
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{
    Attached, Caller, Collected, Decision, Evidence, Owner, Prepared, Request, Resource, evaluate,
};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::pattern::{Glob, Relation, Subject, crosses_anywhere, crosses_at_end};
use iamdiag_policy::{ActionName, ActionPattern, Origin, PolicyKind, parse};
use serde_json::json;
use std::sync::Arc;

/// Longer ones tell nothing new and make the naive matcher slow.
const LONGEST: usize = 200;

/// Reads `data` as lines: a pattern, a text, and perhaps a second pattern.
pub fn patterns(data: &[u8]) {
    let Ok(input) = std::str::from_utf8(data) else { return };
    let mut lines = input.splitn(3, '\n');
    let (Some(pattern), Some(text)) = (lines.next(), lines.next()) else { return };
    let second = lines.next().unwrap_or("*");
    if input.len() > LONGEST {
        return;
    }
    check_glob(pattern, text);
    check_relation(pattern, second, text);
    check_action(pattern, text);
    check_resource(pattern, text);
}

fn check_glob(pattern: &str, text: &str) {
    let glob = Glob::new(pattern);
    let expected = naive::glob(pattern, text);
    assert_eq!(glob.matches(text), expected, "{pattern:?} against {text:?}");
    assert_eq!(
        Glob::literal(pattern).matches(text),
        pattern == text,
        "{pattern:?} literally against {text:?}"
    );
    assert_eq!(glob.has_wildcard(), pattern.contains(['*', '?']));
    for filling in ["", "x", "é", "a/b:c"] {
        let instance = glob.instance(filling);
        assert!(glob.matches(&instance), "{pattern:?} does not match its instance {instance:?}");
    }
}

/// What is said of all texts that a pattern stands for holds for this one.
fn check_relation(pattern: &str, second: &str, text: &str) {
    let (glob, like) = (Glob::new(pattern), Glob::new(second));
    assert_eq!(glob.relate(Subject::Exact(text)), Relation::from(naive::glob(pattern, text)));
    let relation = glob.relate(Subject::Like(&like));
    for filling in [text, "", "x"] {
        let instance = like.instance(filling);
        check_instance(relation, pattern, second, &instance);
    }
    if naive::glob(second, text) {
        check_instance(relation, pattern, second, text);
    }
}

fn check_instance(relation: Relation, pattern: &str, second: &str, text: &str) {
    let matches = naive::glob(pattern, text);
    let holds = match relation {
        Relation::Always => matches,
        Relation::Never => !matches,
        Relation::Sometimes => true,
    };
    assert!(holds, "{pattern:?} is said to match texts like {second:?} {relation:?}, but not so {text:?}");
}

/// A1: the whole name, ASCII case ignored.
fn check_action(pattern: &str, text: &str) {
    let (Some(entry), Some(action)) = (ActionPattern::parse(pattern), ActionName::parse(text)) else {
        return;
    };
    let expected = naive::glob(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase());
    assert_eq!(entry.matches(&action), expected, "action {pattern:?} against {text:?}");
    let policy = json!({"Statement": [{"Effect": "Allow", "Action": pattern, "Resource": "*"}]}).to_string();
    if let Ok(document) = parse(&policy, PolicyKind::Identity, Origin::Given) {
        let is_looked_at = document.statements.about(&action).next().is_some();
        assert!(is_looked_at || !expected, "a statement on {pattern:?} is passed over for {text:?}");
    }
}

fn check_resource(pattern: &str, arn: &str) {
    let glob = Glob::new(pattern);
    let (at_end, anywhere) = (naive::crosses(pattern, arn, false), naive::crosses(pattern, arn, true));
    let more_colons = colons(arn) > colons(pattern);
    if more_colons {
        assert_eq!(
            crosses_at_end(&glob, arn),
            at_end && pattern.ends_with('*'),
            "{pattern:?} at its end over {arn:?}"
        );
        assert_eq!(crosses_anywhere(&glob, arn), anywhere, "{pattern:?} over {arn:?}");
    }
    check_decision("Allow", pattern, arn);
    check_decision("Deny", pattern, arn);
}

fn colons(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b':').count()
}

/// A user who may do everything, or nothing else, and one statement about `pattern`: the decision tells how it matched.
fn check_decision(effect: &str, pattern: &str, arn: &str) {
    let Some(Decided { decision, policy }) = decided(effect, pattern, arn) else { return };
    let expected = match (naive::resource(pattern, arn), effect) {
        (Match::Open, _) => Decision::Depends,
        (Match::Yes, "Allow") | (Match::No, "Deny") => Decision::Allowed,
        (Match::No, _) => Decision::ImplicitDeny,
        (Match::Yes, _) => Decision::ExplicitDeny,
    };
    assert_eq!(decision, expected, "resource {arn:?} under {policy}");
}

struct Decided {
    decision: Decision,
    policy: String,
}

fn decided(effect: &str, pattern: &str, arn: &str) -> Option<Decided> {
    // Other partitions are refused whatever a policy says (E23).
    if !arn.starts_with("arn:aws:") {
        return None;
    }
    let resource = Resource::parse(arn)?;
    let statement = json!({"Effect": effect, "Action": "sqs:SendMessage", "Resource": pattern});
    let allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let statements = if effect == "Deny" { vec![allow, statement] } else { vec![statement] };
    // The older version has no variables, which the naive matcher does not know.
    let policy = json!({"Version": "2008-10-17", "Statement": statements}).to_string();
    let document = Arc::new(parse(&policy, PolicyKind::Identity, Origin::Given).ok()?);
    let caller = Caller::parse("arn:aws:iam::111111111111:user/u", false).ok()?;
    let action = ActionName::parse("sqs:SendMessage")?;
    let mut request = Request::new(caller, action, resource, Timestamp::parse("2026-01-01T00:00:00Z")?);
    request.resource_account = Some(Owner::Account("111111111111".into()));
    let identity = Collected::Known(vec![Attached::new("p", document)]);
    let evidence = Evidence { identity, ..Evidence::default() };
    let prepared = Prepared::new(&request, None, Catalog::embedded());
    Some(Decided { decision: evaluate(&prepared, &evidence).decision, policy })
}
