//! Finite stand-ins for all states of a key (T10).

use super::addresses;
use super::gather::Unknowns;
use crate::state::{KeyState, Possible};
use crate::target::Target;
use iamdiag_catalog::KeyType;
use iamdiag_policy::condition::{Base, Clause, Family, OperandValue, Timestamp};
use iamdiag_policy::pattern::{Glob, Relation, Shape, Subject, Template};
use iamdiag_policy::{ConditionKey, KeyKind, Statement};

/// A text that no policy mentions: it stands for every other value.
pub const FRESH: &str = "~other~";
/// The same in the form that operators on ARNs can compare: other texts match neither of their forms (C27).
pub(super) const FRESH_ARN: &str = "arn:~other~:~other~:~other~:~other~:~other~";
/// The same in base64, which is all that binary operators compare.
pub(super) const FRESH_BYTES: &str = "fm90aGVyfg==";
/// Pairs of values are tried for lists of up to this many.
const PAIRED: usize = 8;

/// Up to this many values, the lists tried hold every combination of them.
const SETTLED: usize = 3;

/// How well the states tried stand for all states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Coverage {
    /// Some state may behave like none of those tried.
    Partial,
    /// Every state behaves like one that is tried, shown from the patterns and lists at hand; T10 still calls them incomplete.
    Shown,
    /// Complete by the kind of operator (T10).
    Complete,
}

/// The states to try for a key, and how well they stand for all (T10).
pub(crate) fn representatives(unknowns: &Unknowns<'_>, key: &ConditionKey) -> (Vec<KeyState>, Coverage) {
    let entry = unknowns.check.entry(key);
    let (may_be_absent, possible) = match &entry.state {
        KeyState::Present(possible) => (false, possible.clone()),
        KeyState::Unknown(possible) => (true, possible.clone()),
        // Absent by a reference that is known to leave keys out (C42).
        _ => (true, Possible::Anything),
    };
    let (values, mut coverage) = values(unknowns, key, &possible);
    let mut states = Vec::new();
    if may_be_absent {
        states.push(KeyState::Absent);
    }
    if entry.is_list {
        // Set operators see only which values occur: with three, every combination is among the lists tried.
        coverage = coverage.min(if values.len() <= SETTLED { Coverage::Shown } else { Coverage::Partial });
        states.extend(lists(&values));
    } else {
        states.extend(values.iter().map(|value| KeyState::scalar(&**value)));
    }
    (states, coverage)
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
fn values(unknowns: &Unknowns<'_>, key: &ConditionKey, possible: &Possible) -> (Vec<String>, Coverage) {
    let mut found =
        Values { values: Vec::new(), coverage: Coverage::Complete, folds: false, keeps_case: false };
    match possible {
        Possible::AnyOf(values) => {
            return (values.iter().map(ToString::to_string).collect(), Coverage::Complete);
        }
        Possible::Cidr(net) => {
            let clauses = clauses(unknowns, key);
            let by_address =
                clauses.iter().all(|clause| matches!(clause.operator.family, Family::Ip | Family::Null));
            // A text operator, or a variable, tells addresses apart that lie in the same networks.
            let coverage = if by_address && !is_variable(unknowns, key) {
                Coverage::Complete
            } else {
                Coverage::Partial
            };
            return (addresses::within(*net, &clauses), coverage);
        }
        Possible::Anything | Possible::Like(_) | Possible::Unlike(_) => {}
    }
    let clauses = clauses(unknowns, key);
    if matches!(key.kind(), KeyKind::CurrentTime | KeyKind::EpochTime) {
        return times(unknowns, key);
    }
    let families: Vec<Family> = clauses.iter().map(|clause| clause.operator.family).collect();
    let all =
        |wanted: &[Family]| families.iter().all(|family| wanted.contains(family) || *family == Family::Null);
    let declared = unknowns.check.prepared.catalog.key(key.lower()).map(|known| known.value_type());
    let compared = families.iter().any(|family| *family != Family::Null);
    if all(&[Family::Bool]) && (compared || declared == Some(KeyType::Bool)) {
        found.extend(["true".to_owned(), "false".to_owned()]);
    } else {
        if families.contains(&Family::Ip) {
            let (values, one_family) = addresses::of(&clauses);
            found.extend(values);
            found.weaken_unless(one_family);
        }
        found.texts(unknowns, &clauses);
        found.numbers(&clauses);
        found.dates(&clauses);
        found.variables(unknowns, key);
        if key.kind() == KeyKind::TagKeys {
            found.extend(request_tags(unknowns));
        }
        let texts = all(&[Family::String]) || all(&[Family::Arn]);
        let typed = [Family::Numeric, Family::Date, Family::Ip, Family::Binary];
        let one_type = typed.into_iter().any(|family| all(&[family])) && !all(&[]);
        found.weaken_unless(texts || one_type);
        if !one_type {
            found.extend([FRESH.to_owned()]);
        }
        if families.contains(&Family::Arn) {
            found.extend([FRESH_ARN.to_owned()]);
        }
        if families.contains(&Family::Binary) {
            found.extend([FRESH_BYTES.to_owned()]);
        }
        if matches!(key.lower(), "s3:prefix" | "s3:delimiter") {
            // U29: clients differ on whether they send an empty parameter.
            found.extend([String::new()]);
        }
        found.cover_the_rest(&globs(unknowns, &clauses));
        found.weaken_unless(found.covers_patterns(&globs(unknowns, &clauses)));
        found.weaken_unless(!(found.folds && (found.keeps_case || !found.only_exact(&clauses))));
    }
    if let Possible::Like(glob) = possible {
        found.coverage = Coverage::Partial;
        found.extend([glob.instance(""), glob.instance("other"), glob.instance("other/")]);
        found.extend(globs(unknowns, &clauses).iter().filter_map(|pattern| glob.common(pattern)));
        found.values.retain(|value| glob.matches(value));
    }
    if let Possible::Unlike(glob) = possible {
        // A class of texts may reach beyond the pattern while its representative does not.
        found.coverage = Coverage::Partial;
        found.values.retain(|value| !glob.matches(value));
    }
    (found.values, found.coverage)
}

pub(super) fn clauses<'a>(unknowns: &Unknowns<'a>, key: &ConditionKey) -> Vec<&'a Clause> {
    let all = unknowns.statements.iter().flat_map(|statement| &statement.conditions);
    all.filter(|clause| clause.key == *key).collect()
}

/// The two time keys are one fact (T16), so both are given the same moments.
fn times(unknowns: &Unknowns<'_>, key: &ConditionKey) -> (Vec<String>, Coverage) {
    let all = unknowns.statements.iter().flat_map(|statement| &statement.conditions);
    let of_time = all.filter(|clause| matches!(clause.key.kind(), KeyKind::CurrentTime | KeyKind::EpochTime));
    let mut moments: Vec<i64> = Vec::new();
    let mut coverage = Coverage::Complete;
    for operand in of_time.flat_map(|clause| &clause.values) {
        match &operand.value {
            OperandValue::Date(Some(date)) => {
                // Whole seconds are tried, so that both keys can be given them; strictly between two neighbours lies more.
                moments.push(date.millis().div_euclid(1000));
                if date.millis() % 1000 != 0 {
                    coverage = Coverage::Partial;
                }
            }
            OperandValue::Number(Some(_)) => match operand.text.parse() {
                Ok(seconds) => moments.push(seconds),
                Err(_) => coverage = Coverage::Partial,
            },
            OperandValue::Date(None) | OperandValue::Number(None) | OperandValue::Null(_) => {}
            _ => coverage = Coverage::Partial,
        }
    }
    moments.sort_unstable();
    moments.dedup();
    if moments.windows(2).any(|pair| matches!(pair, [low, high] if high - low < 2)) {
        coverage = Coverage::Partial;
    }
    let mut around: Vec<i64> = moments.iter().flat_map(|moment| [moment - 1, *moment, moment + 1]).collect();
    around.push(0);
    around.sort_unstable();
    around.dedup();
    let written = |seconds: i64| match key.kind() {
        KeyKind::EpochTime => seconds.to_string(),
        _ => Timestamp::from_millis(seconds.saturating_mul(1000)).to_iso(),
    };
    (around.into_iter().map(written).collect(), coverage)
}

/// The patterns and literals that the clauses compare with.
pub(super) fn globs(unknowns: &Unknowns<'_>, clauses: &[&Clause]) -> Vec<Glob> {
    let templates =
        clauses.iter().flat_map(|clause| &clause.values).filter_map(|operand| match &operand.value {
            OperandValue::Text(template) => Some(template),
            OperandValue::Arn(arn) => Some(&arn.whole),
            _ => None,
        });
    let expand =
        |template: &Template| template.expand(|variable| crate::condition::resolve(unknowns.check, variable));
    templates.filter_map(expand).map(|expanded| expanded.glob).collect()
}

struct Values {
    values: Vec<String>,
    coverage: Coverage,
    /// Some operator on the key ignores case, some other does not: no few variants stand for all spellings.
    folds: bool,
    keeps_case: bool,
}

impl Values {
    fn weaken_unless(&mut self, holds: bool) {
        if !holds {
            self.coverage = Coverage::Partial;
        }
    }

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
                    OperandValue::Binary(Some(_)) => {
                        self.weaken_unless(*operand.text != *FRESH_BYTES);
                        self.extend([operand.text.to_string()]);
                    }
                    OperandValue::Bool(Some(_)) => self.extend(["true".to_owned(), "false".to_owned()]),
                    OperandValue::Variable(_) => self.coverage = Coverage::Partial,
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, unknowns: &Unknowns<'_>, template: &Template, base: Base) {
        let expanded = template.expand(|variable| crate::condition::resolve(unknowns.check, variable));
        let Some(expanded) = expanded else { return };
        self.weaken_unless(expanded.exact);
        match expanded.glob.exact_text() {
            Some(text) => {
                self.extend([text.to_owned()]);
                if matches!(base, Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase) {
                    self.extend([text.to_uppercase(), text.to_lowercase()]);
                    self.folds = true;
                } else {
                    self.keeps_case = true;
                }
            }
            None => {
                self.coverage = self.coverage.min(Coverage::Shown);
                self.extend([expanded.glob.instance(""), expanded.glob.instance("other")]);
            }
        }
    }

    /// Whether no operator on the key knows wildcards.
    fn only_exact(&self, clauses: &[&Clause]) -> bool {
        clauses.iter().all(|clause| !matches!(clause.operator.base, Base::StringLike | Base::StringNotLike))
    }

    /// Whether the values stand for all texts as far as patterns go: of any two patterns one includes the other or they have
    /// nothing in common, and each has a value that none of its narrower ones matches.
    fn covers_patterns(&self, globs: &[Glob]) -> bool {
        let narrower = |wide: &Glob, narrow: &Glob| wide.relate(Subject::Like(narrow)) == Relation::Always;
        globs.iter().all(|glob| {
            let nested = globs.iter().all(|other| {
                narrower(glob, other)
                    || narrower(other, glob)
                    || glob.relate(Subject::Like(other)) == Relation::Never
            });
            let inner = || globs.iter().filter(|other| narrower(glob, other) && !narrower(other, glob));
            nested
                && self
                    .values
                    .iter()
                    .any(|value| glob.matches(value) && !inner().any(|inner| inner.matches(value)))
        })
    }

    /// Some text that no pattern matches must be tried too, unless some pattern matches everything.
    fn cover_the_rest(&mut self, globs: &[Glob]) {
        let is_rest = |value: &str| !globs.iter().any(|glob| glob.matches(value));
        let everything = globs.iter().any(|glob| glob.shape() == Shape::Any);
        // A literal that is spelled like the text for all others, in whatever case, takes its place from it.
        let is_taken = globs.iter().filter_map(Glob::exact_text).any(|text| text.eq_ignore_ascii_case(FRESH))
            || self.values.iter().any(|value| value == FRESH_ARN)
                && globs.iter().any(|glob| glob.matches(FRESH_ARN));
        if !globs.is_empty() && !everything && !self.values.iter().any(|value| is_rest(value)) {
            self.extend([String::new()]);
        }
        let reached = globs.is_empty() || everything || self.values.iter().any(|value| is_rest(value));
        self.weaken_unless(reached && !is_taken);
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
                    // Between whole numbers of this size a value in the middle is exact.
                    Ok(bound)
                        if bound.abs() < 1e12 && (bound * 4.0).fract() == 0.0 && operand.text.len() <= 15 =>
                    {
                        bounds.push(bound);
                    }
                    _ => self.coverage = Coverage::Partial,
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
                let around = [-1, 0, 1]
                    .map(|step| Timestamp::from_millis(date.millis().saturating_add(step)).to_iso());
                self.extend(around);
            }
        }
    }

    /// Where the key stands in a variable, the parts of the resource and of other keys' values that it could equal.
    fn variables(&mut self, unknowns: &Unknowns<'_>, key: &ConditionKey) {
        let used = is_variable(unknowns, key);
        for statement in &unknowns.statements {
            for clause in &statement.conditions {
                if !clause.values.iter().any(|operand| names(&operand.value, key)) {
                    continue;
                }
                if let KeyState::Scalar(value) = &unknowns.check.entry(&clause.key).state {
                    self.extend(parts(value));
                }
            }
        }
        if !used {
            return;
        }
        self.coverage = Coverage::Partial;
        if let Target::Exact(target) = &unknowns.check.prepared.target {
            self.extend(parts(&target.text));
        }
    }
}

/// T16: a tag that may be passed must be able to stand among the tag keys, even where no policy compares those with it.
fn request_tags<'u>(unknowns: &'u Unknowns<'_>) -> impl Iterator<Item = String> + 'u {
    let tags = unknowns.keys.iter().filter(|known| known.key.kind() == KeyKind::RequestTag);
    tags.filter_map(|known| Some(known.key.written().split_once('/')?.1.to_owned()))
}

/// Whether some statement uses the key as a policy variable.
fn is_variable(unknowns: &Unknowns<'_>, key: &ConditionKey) -> bool {
    let in_values = |statement: &Statement| {
        let operands = statement.conditions.iter().flat_map(|clause| &clause.values);
        operands.into_iter().any(|operand| names(&operand.value, key))
    };
    unknowns.statements.iter().any(|statement| in_resource(statement, key) || in_values(statement))
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
