//! A clause of a condition in words: what the key's value is, where it came from, what the policy wants, and why a key that is
//! not there made it true or false.

use super::difference::difference;
use crate::escape::shown;
use crate::words;
use iamdiag_diagnosis::{ClauseLabel, Malformed, WantedValue};
use iamdiag_evaluator::{Because, KeyState, Source, Truth, Wanted};
use iamdiag_policy::condition::{Base, Family, Qualifier};

/// How many of the policy's values are shown.
const SHOWN: usize = 3;

/// The whole clause, `true: …`.
pub(crate) fn clause(clause: &ClauseLabel) -> String {
    format!("{}: {}", truth(clause.truth), why(clause))
}

/// What must stay so for a clause to hold: `aws:username is one of "a", "b"`.
pub(crate) fn holds_while(clause: &ClauseLabel) -> String {
    let key = shown(clause.key.written());
    let operator = &clause.operator;
    if operator.family == Family::Null {
        return format!("{key} is {}", if wants_absence(clause) { "absent" } else { "present" });
    }
    let relation = relation(&ClauseLabel { matched: None, ..clause.clone() }, !operator.negated);
    match operator.qualifier {
        Some(Qualifier::ForAllValues) => format!("every value of {key}, if any, is {relation}"),
        Some(Qualifier::ForAnyValue) => format!("one value of {key} is {relation}"),
        None if operator.if_exists || operator.negated => format!("{key} is absent or {relation}"),
        None => format!("{key} is {relation}"),
    }
}

fn wants_absence(clause: &ClauseLabel) -> bool {
    clause.wanted.iter().any(|wanted| wanted.written.eq_ignore_ascii_case("true"))
}

fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "not known",
    }
}

fn why(clause: &ClauseLabel) -> String {
    let key = shown(clause.key.written());
    match clause.because {
        Because::Disputed => {
            format!("{key} {}; AWS's documentation leaves open how this is read", state(clause))
        }
        Because::ListWithoutQualifier => {
            format!("{key} {}, and a list needs ForAnyValue or ForAllValues", state(clause))
        }
        _ if clause.operator.family == Family::Null => null(clause),
        Because::Absent => {
            format!("the request carries no {key}{}, and {}", source(clause), of_nothing(clause))
        }
        Because::NotTold | Because::PartlyKnown => open(clause),
        Because::Compared => compared(clause),
    }
}

/// `is "x" (derived)`.
fn state(clause: &ClauseLabel) -> String {
    if clause.state == KeyState::unknown() {
        return "is not told".to_owned();
    }
    format!("is {}{}", words::state(&clause.state), source(clause))
}

fn source(clause: &ClauseLabel) -> &'static str {
    match clause.source {
        Source::Given => " (given)",
        Source::Derived => " (derived)",
        Source::Assumed => " (assumed)",
        Source::Unknown => "",
    }
}

/// `Null` looks at presence alone.
fn null(clause: &ClauseLabel) -> String {
    let key = shown(clause.key.written());
    let wanted = if wants_absence(clause) { "wanted absent" } else { "wanted present" };
    match &clause.state {
        KeyState::Absent => format!("the request carries no {key}{}, {wanted}", source(clause)),
        _ => format!("{key} {}, {wanted}", state(clause)),
    }
}

/// Why the operator came out so without a value.
fn of_nothing(clause: &ClauseLabel) -> String {
    let operator = &clause.operator;
    let came = match clause.truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => return "AWS's documentation leaves open what follows".to_owned(),
    };
    match operator.qualifier {
        Some(qualifier) => format!("{} is {came} of no values", qualifier.name()),
        None if operator.if_exists && clause.truth.is_true() => {
            "...IfExists is true without the key".to_owned()
        }
        None if operator.negated && clause.truth.is_true() => {
            format!("{} is true without the key, as any negated operator", operator.base.name())
        }
        None => format!("{} is {came} without the key", operator.base.name()),
    }
}

/// What is known only in part.
fn open(clause: &ClauseLabel) -> String {
    let key = shown(clause.key.written());
    if clause.state == KeyState::Absent {
        return format!("AWS's reference does not list {key} for this action, so it may be absent or not");
    }
    let mut text = format!("{key} {}", state(clause));
    if clause.truth != Truth::Unknown {
        text.push_str("; the same in any case");
        return text;
    }
    text.push_str(&format!("; true if it is {}", relation(clause, !clause.operator.negated)));
    match clause.if_absent {
        Some(Truth::True) => text.push_str(", and true if absent"),
        Some(Truth::False) => text.push_str(", false if absent"),
        Some(Truth::Unknown) | None => {}
    }
    text
}

fn compared(clause: &ClauseLabel) -> String {
    let key = shown(clause.key.written());
    let values = match &clause.state {
        KeyState::List(values) => Some(values),
        _ => None,
    };
    if let (Some(qualifier), true) =
        (clause.operator.qualifier, values.is_some_and(|values| values.is_empty()))
    {
        let came = truth(clause.truth);
        return format!(
            "{key} is an empty list{}, and {} is {came} of no values",
            source(clause),
            qualifier.name()
        );
    }
    if let Some(malformed) = clause.malformed {
        return format!("{key} {}, {}", state(clause), self::malformed(malformed, clause));
    }
    if clause.truth.is_unknown() {
        return format!("{key} {}; whether that is {} is open", state(clause), relation(clause, true));
    }
    // Whether a value of the policy matches, whatever the operator makes of it.
    let matches = clause.truth.is_true() != clause.operator.negated;
    let mut text = match (clause.operator.qualifier, values, &clause.decisive) {
        (Some(_), Some(_), Some(value)) => {
            let value = quoted(value);
            format!("{key} holds {value}{}, which is {}", source(clause), relation(clause, matches))
        }
        (Some(_), Some(_), None) if matches => {
            format!("{key} {}, each of which is {}", state(clause), relation(clause, true))
        }
        (Some(_), Some(_), None) => {
            format!("{key} {}, none of which is {}", state(clause), relation(clause, true))
        }
        _ if is_plain_equality(clause) => format!("{key} {}", state(clause)),
        _ => format!("{key} {}, which is {}", state(clause), relation(clause, matches)),
    };
    text.push_str(&stands_for(&clause.stands_for));
    if let Some((at, differs)) = &clause.nearly {
        let which = clause.wanted.get(*at).filter(|_| clause.wanted.len() > 1);
        let which = which.map_or(String::new(), |wanted| format!("{} ", quoted(wanted.text())));
        text.push_str(&format!("; {which}{}", difference(differs)));
    }
    text
}

fn malformed(malformed: Malformed, clause: &ClauseLabel) -> String {
    let kind = if clause.operator.family == Family::Ip { "IP address" } else { "ARN" };
    match malformed {
        Malformed::Value => {
            format!("which is no {kind}, and so matches neither this operator nor its opposite")
        }
        Malformed::Wanted => {
            let wanted = clause.matched.and_then(|at| clause.wanted.get(at)).map(value).unwrap_or_default();
            format!("but {wanted} is no {kind}: it never lets an Allow match, and always a Deny")
        }
    }
}

/// Whether what is wanted is what there is, so that saying it twice helps nobody.
fn is_plain_equality(clause: &ClauseLabel) -> bool {
    let matched = clause.matched.and_then(|at| clause.wanted.get(at));
    let same =
        |wanted: &WantedValue, value: &str| wanted.text() == value && wanted.came_to == Wanted::AsWritten;
    let value = match &clause.state {
        KeyState::Scalar(value) => Some(value),
        _ => clause.decisive.as_ref(),
    };
    clause.truth.is_true() && matched.zip(value).is_some_and(|(wanted, value)| same(wanted, value))
}

/// `; "*" stands for "x"`.
pub(crate) fn stands_for(texts: &[Box<str>]) -> String {
    match texts {
        [] => String::new(),
        [one] => format!("; \"*\" stands for \"{}\"", shown(one)),
        several if several.len() <= SHOWN => {
            let all: Vec<String> = several.iter().map(|text| format!("\"{}\"", shown(text))).collect();
            format!("; \"*\" stands for {}", all.join(", then "))
        }
        _ => String::new(),
    }
}

/// How a value stands to those of the policy: `like "a*"`, `not in any of "10.0.0.0/8", "192.0.2.0/24"`.
fn relation(clause: &ClauseLabel, matches: bool) -> String {
    // What matched, or nearly, is worth showing before the others.
    let matched = clause.matched.filter(|_| matches);
    let first = matched.or(clause.nearly.as_ref().map(|(at, _)| *at)).unwrap_or(0);
    let rotated = clause.wanted.iter().skip(first).chain(clause.wanted.iter().take(first));
    // The one that matches says it all.
    let shown = if matched.is_some() { 1 } else { SHOWN };
    let shown: Vec<String> = rotated.take(shown).map(value).collect();
    let more = clause.wanted.len().saturating_sub(shown.len());
    let more = if more > 0 && matched.is_none() { format!(" and {more} more") } else { String::new() };
    let (before, after) = comparison(clause.operator.base);
    let list = format!("{}{more}", shown.join(", "));
    match (&*shown, matches) {
        ([], true) => "one of no values".to_owned(),
        ([], false) => "none of no values".to_owned(),
        ([_], true) if more.is_empty() => format!("{before}{list}{after}"),
        ([_], false) if more.is_empty() => format!("not {before}{list}{after}"),
        (_, true) => format!("{before}one of {list}{after}"),
        (_, false) => format!("not {before}any of {list}{after}"),
    }
}

fn value(wanted: &WantedValue) -> String {
    match &wanted.came_to {
        Wanted::AsWritten => quoted(&wanted.written),
        Wanted::Expanded(text) => format!("{} ({})", quoted(text), shown(&wanted.written)),
        Wanted::NotKnown => format!("{} (its value is not known)", quoted(&wanted.written)),
        Wanted::Unresolved => format!("{} (which has no value here)", quoted(&wanted.written)),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text))
}

/// The words before and after the wanted values.
fn comparison(base: Base) -> (&'static str, &'static str) {
    match base {
        Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase => ("", " in any case"),
        Base::StringLike | Base::StringNotLike => ("like ", ""),
        Base::ArnEquals | Base::ArnNotEquals | Base::ArnLike | Base::ArnNotLike => ("like ", ""),
        Base::NumericLessThan => ("less than ", ""),
        Base::NumericLessThanEquals => ("at most ", ""),
        Base::NumericGreaterThan => ("more than ", ""),
        Base::NumericGreaterThanEquals => ("at least ", ""),
        Base::DateLessThan => ("before ", ""),
        Base::DateLessThanEquals => ("no later than ", ""),
        Base::DateGreaterThan => ("after ", ""),
        Base::DateGreaterThanEquals => ("no earlier than ", ""),
        Base::IpAddress | Base::NotIpAddress => ("in ", ""),
        _ => ("", ""),
    }
}
