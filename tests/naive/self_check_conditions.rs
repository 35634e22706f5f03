//! Appendix B.4 and B.5, and the generator held against this reading.

use super::super::naive::generate::{self, Rng};
use super::super::naive::{assignments, decide, patterns, values};
use super::{
    Allowed, B, Depends, ExplicitDeny, ImplicitDeny, OBJECT, U, allow, deny, entries, get, request,
    with_condition,
};
use serde_json::{Value, json};

/// What a condition comes to in an Allow and in a Deny: T, F, or U.
fn condition(c: Value, context: Value) -> (char, char) {
    let in_allow = entries(with_condition(allow("*"), c.clone()));
    let in_deny = entries(json!([allow("*"), with_condition(deny("*"), c)]));
    let ask = |p: Value| {
        get(
            U,
            json!({"identity_policies": p, "context": context, "principal_tags": {"team": "red", "star": "*"}}),
        )
    };
    let one = match ask(in_allow) {
        Allowed => 'T',
        Depends => 'U',
        _ => 'F',
    };
    let two = match ask(in_deny) {
        Allowed => 'F',
        Depends => 'U',
        _ => 'T',
    };
    (one, two)
}

#[test]
fn vectors_64_to_102_conditions() {
    let k = "aws:UserAgent";
    let mfa = "aws:MultiFactorAuthPresent";
    let check = |operator: &str, key: &str, operand: Value, given: Value, want: (char, char)| {
        let context = if given.is_null() { json!({}) } else { json!({key: given}) };
        assert_eq!(condition(json!({operator: {key: operand}}), context), want, "{operator}");
    };
    let (t, f) = (('T', 'T'), ('F', 'F'));
    let none = Value::Null;
    check("StringEquals", k, json!(["a", "b"]), json!("b"), t);
    check("StringNotEquals", k, json!(["a", "b"]), json!("b"), f);
    check("StringNotEquals", k, json!("a"), none.clone(), t);
    check("StringEquals", k, json!("a"), none.clone(), f);
    check("StringEqualsIfExists", k, json!("a"), none.clone(), t);
    check("StringEqualsIfExists", k, json!("a"), json!("b"), f);
    check("Null", k, json!("true"), json!(""), f);
    check("StringEquals", k, json!("a*"), json!("ab"), f);
    check("StringLike", k, json!("a*"), json!("a/b:c"), t);
    check("Bool", mfa, json!("false"), none.clone(), f);
    check("BoolIfExists", mfa, json!("false"), none.clone(), t);
    let ip = "aws:SourceIp";
    check("IpAddress", ip, json!("10.0.0.0/8"), json!("10.255.0.1"), t);
    check("NotIpAddress", ip, json!("10.0.0.0/8"), none.clone(), t);
    check("NotIpAddress", ip, json!("10.0.0.0/8"), json!("not-an-ip"), f);
    check("IpAddress", ip, json!("0.0.0.0/0"), json!("2001:db8::1"), f);
    check("IpAddress", ip, json!("10.0.0.0/8"), json!("::ffff:10.0.0.1"), t);
    let n = "s3:max-keys";
    check("NumericLessThanEquals", n, json!("10"), json!("10.0"), t);
    check("NumericNotEquals", n, json!("10"), json!("abc"), t);
    check("NumericLessThan", n, json!("10"), json!("abc"), f);
    let d = "aws:CurrentTime";
    check("DateLessThan", d, json!("2026-01-01"), json!("2025-12-31T23:59:59Z"), t);
    check("DateGreaterThan", d, json!("1700000000"), json!("2026-01-01T00:00:00Z"), t);
    let arn = "aws:SourceArn";
    check("ArnLike", arn, json!("arn:aws:iam::*:role/R*"), json!("arn:aws:iam::111111111111:role/R/x"), t);
    check("ArnNotLike", arn, json!("arn:aws:iam::*:role/R"), json!("not-arn"), f);
    let l = "aws:TagKeys";
    check("ForAllValues:StringEquals", l, json!(["a", "b"]), json!(["a"]), t);
    check("ForAllValues:StringEquals", l, json!(["a", "b"]), json!(["a", "c"]), f);
    check("ForAllValues:StringEquals", l, json!(["a", "b"]), none.clone(), t);
    check("ForAnyValue:StringEquals", l, json!(["a"]), json!(["c", "a"]), t);
    check("ForAnyValue:StringEquals", l, json!(["a"]), none.clone(), f);
    check("ForAnyValue:StringEqualsIfExists", l, json!(["a"]), none, ('F', 'U'));
    check("ForAnyValue:StringNotEquals", l, json!(["a"]), json!(["a", "b"]), t);
    check("ForAllValues:StringNotEquals", l, json!(["a"]), json!(["a", "b"]), f);
    check("StringEquals", l, json!("Env"), json!(["Env"]), ('F', 'U'));
    check("StringNotEquals", l, json!("Env"), json!(["Owner"]), ('F', 'U'));
    check("StringEquals", k, json!([]), json!("a"), ('F', 'U'));
    check("StringEquals", "aws:principaltag/TEAM", json!("red"), Value::Null, t);
    check("StringEquals", k, json!("${aws:PrincipalTag/t, 'x'}"), json!("x"), t);
    check("StringEquals", k, json!("${aws:PrincipalTag/t}"), json!("x"), f);
    check("StringNotEquals", k, json!("${aws:PrincipalTag/t}"), json!("x"), ('U', 'T'));
    check("StringLike", k, json!("${aws:PrincipalTag/star}"), json!("x"), f);
    let two = json!({"StringEquals": {k: "a"}, "StringLike": {k: "a*"}});
    assert_eq!(condition(two, json!({k: "a"})), t);
}

#[test]
fn vectors_103_to_113_unknowns() {
    let region = "aws:RequestedRegion";
    let not_west = json!({"StringNotEquals": {region: "eu-west-1"}});
    let id = |s: Value, context: Value| get(U, json!({"identity_policies": entries(s), "context": context}));
    let present = json!({"present": true});
    let ten = json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}});
    assert_eq!(id(with_condition(allow("s3:*"), ten.clone()), json!({"aws:SourceIp": present})), Depends);
    let denied = with_condition(deny("*"), not_west);
    assert_eq!(id(json!([allow("*"), denied]), json!({region: present})), Depends);
    let west = with_condition(allow("*"), json!({"StringEquals": {region: "eu-west-1"}}));
    assert_eq!(id(json!([west, denied]), json!({region: null})), Depends);
    let secure = |b: &str| with_condition(deny("*"), json!({"Bool": {"aws:SecureTransport": b}}));
    let always = json!([secure("true"), secure("false")]);
    assert_eq!(id(always, json!({"aws:SecureTransport": present})), ExplicitDeny);
    let any = with_condition(deny("*"), json!({"StringLike": {"aws:UserAgent": "*"}}));
    assert_eq!(id(json!([allow("*"), any]), json!({"aws:UserAgent": present})), ExplicitDeny);
    let answer = decide(&request(
        U,
        "s3:GetObject",
        OBJECT,
        json!({
        "identity_policies": entries(with_condition(deny("*"), ten)), "context": {"aws:SourceIp": null}}),
    ))
    .unwrap();
    assert_eq!((answer.decision, answer.may_be_explicit), (ImplicitDeny, true));
    let mfa = with_condition(deny("*"), json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}));
    assert_eq!(id(json!([allow("*"), mfa]), json!({"aws:MultiFactorAuthPresent": null})), Depends);
    let maybe = with_condition(allow("*"), json!({"StringEqualsIfExists": {"aws:UserAgent": "a"}}));
    assert_eq!(id(maybe, json!({"aws:UserAgent": null})), Depends);
    let everything = entries(allow("*"));
    let unseen =
        json!({"identity_policies": everything, "resource_account": B, "not_collected": ["resource"]});
    assert_eq!(get(U, unseen), Depends);
    assert_eq!(get(U, json!({"identity_policies": everything, "not_collected": ["scp"]})), Depends);
    assert_eq!(get(U, json!({"identity_policies": everything, "scps": []})), Allowed);
    let via = with_condition(allow("*"), json!({"Bool": {"aws:ViaAWSService": "false"}}));
    assert_eq!(id(via, json!({})), Allowed);
}

#[test]
fn patterns_and_values() {
    use patterns::{Crossing, by_segment, crossing, plain};
    let topic = "arn:aws:sns:eu-west-1:111111111111:topic";
    assert_eq!(crossing(&plain("arn:aws:sns:*:topic"), topic), Crossing::Inside); // R5
    assert_eq!(crossing(&plain("arn:aws:sns:eu*1:topic"), topic), Crossing::No);
    assert_eq!(crossing(&plain("arn:aws:sns:*"), topic), Crossing::AtEnd);
    let store = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
    let operand = plain("arn:aws:someservice:*:111122223333:finance/*"); // C26
    assert!(!by_segment(&operand, store));
    assert!(patterns::like(&operand, store));
    assert!(patterns::like(&plain("a??b"), "a\u{1f600}b")); // C18
    let order = |a: &str, b: &str| {
        values::compare_decimals(&values::decimal(a).unwrap(), &values::decimal(b).unwrap())
    };
    assert!(order("10.0", "1e1").is_eq() && order("-2", "-1.5").is_lt() && order("0.10", "0.09").is_gt());
    assert!(["", "NaN", "0x1", "1,000", " 1", ".5", "1."].iter().all(|t| values::decimal(t).is_none()));
    assert_eq!(values::date("2026-06-01T14:00:00.5+02:00"), values::date("2026-06-01T12:00:00.500Z"));
    assert_eq!(values::date("1780315200").map(values::iso).as_deref(), Some("2026-06-01T12:00:00Z"));
    assert_eq!(values::date("2026"), values::date("2026-01-01T00Z"));
    assert!(["2026-13", "2026-02-30", "26-01-01", "now"].iter().all(|t| values::date(t).is_none()));
    assert_eq!(values::address("010.1.2.3"), values::address("10.1.2.3"));
    assert_eq!(values::base64("cmVk"), Some(b"red".to_vec()));
}

/// The generator makes requests that this reading decides, of all decisions; and what it says of unknown keys
/// holds in their concrete versions.
#[test]
fn generated_requests_are_decided_and_their_versions_predicted() {
    let mut rng = Rng::new(2026);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..600 {
        let r = generate::request(&mut rng);
        let Ok(answer) = decide(&r) else {
            *seen.entry(None).or_insert(0) += 1;
            continue;
        };
        *seen.entry(Some(answer.decision)).or_insert(0) += 1;
        for version in assignments(&r, &mut rng).into_iter().take(3) {
            let told = decide(&version).unwrap_or_else(|e| panic!("{e:?}: {version}")).decision;
            let predicted = match answer.decision {
                Allowed | ExplicitDeny => told == answer.decision,
                ImplicitDeny => told != Allowed,
                Depends => true,
            };
            assert!(predicted, "{:?} became {told:?}:\n{r}\n{version}", answer.decision);
        }
    }
    assert!(
        [Allowed, ImplicitDeny, ExplicitDeny, Depends]
            .iter()
            .all(|d| seen.get(&Some(*d)).is_some_and(|n| *n > 30))
    );
    assert!(seen.get(&None).is_none_or(|n| *n < 30), "{seen:?}");
}
