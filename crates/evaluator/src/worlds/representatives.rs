//! Finite stand-ins for all states of a key (T10).

use super::addresses;
use super::gather::Unknowns;
use crate::state::{KeyState, Possible};
use crate::target::Target;
use iamdiag_policy::condition::{Base, Clause, Family, OperandValue, Timestamp};
use iamdiag_policy::pattern::Template;
use iamdiag_policy::{ConditionKey, Statement};

/// A text that no policy mentions.
const FRESH: &str = "~other~";
/// Pairs of values are tried for lists of up to this many.
const PAIRED: usize = 8;

/// The states to try for a key, and whether they stand for all (T10).
pub(crate) fn representatives(unknowns: &Unknowns<'_>, key: &ConditionKey) -> (Vec<KeyState>, bool) {
    let entry = unknowns.check.entry(key);
    let (may_be_absent, possible) = match &entry.state {
        KeyState::Present(possible) => (false, possible.clone()),
        KeyState::Unknown(possible) => (true, possible.clone()),
        // Absent by a reference that is known to leave keys out (C42).
        _ => (true, Possible::Anything),
    };
    let (values, mut complete) = values(unknowns, key, &possible);
    let mut states = Vec::new();
    if may_be_absent {
        states.push(KeyState::Absent);
    }
    if entry.is_list {
        complete = false;
        states.extend(lists(&values));
    } else {
        states.extend(values.iter().map(|value| KeyState::scalar(&**value)));
    }
    (states, complete)
}

fn lists(values: &[String]) -> Vec<KeyState> {
    let mut states = vec![KeyState::List(Box::default())];
    states.extend(values.iter().map(|value| KeyState::list([&**value])));
    if values.len() > 1 {
        states.push(KeyState::list(values.iter().map(|value| &**value)));
    }
    if values.len() <= PAIRED {
        for (at, first) in values.iter().enumerate() {
            states.extend(values.iter().skip(at + 1).map(|second| KeyState::list([&**first, &**second])));
        }
    }
    states
}

/// The values to try, and whether they stand for all.
fn values(unknowns: &Unknowns<'_>, key: &ConditionKey, possible: &Possible) -> (Vec<String>, bool) {
    let mut found = Values { values: Vec::new(), complete: true };
    match possible {
        Possible::AnyOf(values) => {
            return (values.iter().map(ToString::to_string).collect(), true);
        }
        Possible::Cidr(net) => return addresses::within(*net, &clauses(unknowns, key)),
        Possible::Anything | Possible::Like(_) => {}
    }
    let clauses = clauses(unknowns, key);
    let families: Vec<Family> = clauses.iter().map(|clause| clause.operator.family).collect();
    let all = |wanted: &[Family]| families.iter().all(|family| wanted.contains(family) || *family == Family::Null);
    if all(&[Family::Bool]) && !families.iter().all(|family| *family == Family::Null) {
        found.extend(["true".to_owned(), "false".to_owned()]);
    } else {
        if families.contains(&Family::Ip) {
            let (values, complete) = addresses::of(&clauses);
            found.extend(values);
            found.complete &= complete;
        }
        found.texts(unknowns, &clauses);
        found.numbers(&clauses);
        found.dates(&clauses);
        found.variables(unknowns, key);
        let mixed = !all(&[Family::String]) && !all(&[Family::Numeric]) && !all(&[Family::Date]) && !all(&[Family::Ip]);
        found.complete &= !mixed;
        if !families.contains(&Family::Ip) || !found.complete {
            found.extend([FRESH.to_owned()]);
        }
    }
    if let Possible::Like(glob) = possible {
        found.complete = false;
        found.extend([glob.instance(""), glob.instance("other"), glob.instance("other/")]);
        found.values.retain(|value| glob.matches(value));
    }
    (found.values, found.complete)
}

fn clauses<'a>(unknowns: &Unknowns<'a>, key: &ConditionKey) -> Vec<&'a Clause> {
    let all = unknowns.statements.iter().flat_map(|statement| &statement.conditions);
    all.filter(|clause| clause.key == *key).collect()
}

struct Values {
    values: Vec<String>,
    complete: bool,
}

impl Values {
    fn extend(&mut self, values: impl IntoIterator<Item = String>) {
        for value in values {
            if !self.values.contains(&value) {
                self.values.push(value);
            }
        }
    }

    /// Literals and instances of patterns.
    fn texts(&mut self, unknowns: &Unknowns<'_>, clauses: &[&Clause]) {
        for clause in clauses {
            for operand in &clause.values {
                match &operand.value {
                    OperandValue::Text(template) => self.text(unknowns, template, clause.operator.base),
                    OperandValue::Arn(arn) => self.text(unknowns, &arn.whole, clause.operator.base),
                    OperandValue::Binary(Some(_)) => self.extend([operand.text.to_string()]),
                    OperandValue::Bool(Some(_)) => self.extend(["true".to_owned(), "false".to_owned()]),
                    OperandValue::Variable(_) => self.complete = false,
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, unknowns: &Unknowns<'_>, template: &Template, base: Base) {
        let expanded = template.expand(|variable| crate::condition::resolve(unknowns.check, variable));
        let Some(expanded) = expanded else { return };
        self.complete &= expanded.exact;
        match expanded.glob.exact_text() {
            Some(text) => {
                self.extend([text.to_owned()]);
                if matches!(base, Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase) {
                    self.extend([text.to_uppercase(), text.to_lowercase()]);
                }
            }
            None => {
                self.complete = false;
                self.extend([expanded.glob.instance(""), expanded.glob.instance("other")]);
            }
        }
    }

    /// Every bound, and values between, below and above.
    fn numbers(&mut self, clauses: &[&Clause]) {
        let mut bounds: Vec<f64> = Vec::new();
        for clause in clauses.iter().filter(|clause| clause.operator.family == Family::Numeric) {
            for operand in &clause.values {
                if !matches!(operand.value, OperandValue::Number(Some(_))) {
                    continue;
                }
                self.extend([operand.text.to_string()]);
                match operand.text.parse::<f64>() {
                    Ok(bound) if bound.is_finite() && bound.abs() < 1e12 => bounds.push(bound),
                    _ => self.complete = false,
                }
            }
        }
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return };
        self.extend([(first - 1.0).to_string(), (last + 1.0).to_string()]);
        let between: Vec<String> = bounds
            .windows(2)
            .filter_map(|pair| match pair {
                [low, high] => Some(f64::midpoint(*low, *high).to_string()),
                _ => None,
            })
            .collect();
        self.extend(between);
    }

    /// Every bound, and a millisecond to either side.
    fn dates(&mut self, clauses: &[&Clause]) {
        for clause in clauses.iter().filter(|clause| clause.operator.family == Family::Date) {
            for operand in &clause.values {
                let OperandValue::Date(Some(date)) = &operand.value else { continue };
                let around = [-1, 0, 1].map(|step| Timestamp::from_millis(date.millis().saturating_add(step)).to_iso());
                self.extend(around);
            }
        }
    }

    /// Where the key stands in a variable, the parts of the resource and of other keys' values that it could equal.
    fn variables(&mut self, unknowns: &Unknowns<'_>, key: &ConditionKey) {
        let mut used = false;
        for statement in &unknowns.statements {
            used |= in_resource(statement, key);
            for clause in &statement.conditions {
                if !clause.values.iter().any(|operand| names(&operand.value, key)) {
                    continue;
                }
                used = true;
                if let KeyState::Scalar(value) = &unknowns.check.entry(&clause.key).state {
                    self.extend(parts(value));
                }
            }
        }
        if !used {
            return;
        }
        self.complete = false;
        if let Target::Exact(target) = &unknowns.check.prepared.target {
            self.extend(parts(&target.text));
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = String> {
    std::iter::once(text).chain(text.split([':', '/'])).map(str::to_owned)
}

fn in_resource(statement: &Statement, key: &ConditionKey) -> bool {
    let entries = statement.resource.iter().flat_map(|element| &element.entries);
    entries.flat_map(|entry| entry.value.whole().variables()).any(|variable| variable.key == *key)
}

fn names(value: &OperandValue, key: &ConditionKey) -> bool {
    let template = match value {
        OperandValue::Text(template) | OperandValue::Variable(template) => template,
        OperandValue::Arn(arn) => &arn.whole,
        _ => return false,
    };
    template.variables().any(|variable| variable.key == *key)
}
