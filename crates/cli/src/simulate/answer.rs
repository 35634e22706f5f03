//! One line in, one answer out.

use super::cache::Cache;
use super::checks::{further, overlaid};
use super::cut::Cut;
use super::expect;
use super::fields::Fields;
use super::output::{CheckAnswer, LineAnswer, check_answer};
use super::policies::Reader;
use super::problem::{Line, LineError};
use super::request::{KNOWN, request};
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Decision, Evidence, Prepared, Request, evaluate, evaluate_matching};
use serde_json::{Value, json};

/// The answer to one line.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The line of output, without its line break.
    pub text: String,
    /// Whether it is an error.
    pub is_error: bool,
    /// Whether it carries an expectation, and whether that held.
    pub expected: Option<bool>,
    /// What differed from the expectation, for people.
    pub mismatch: Option<String>,
}

/// Answers one line of input. `number` counts lines from 1; `now` is the time where the line tells none.
pub fn answer(text: &str, number: usize, cache: &Cache, options: &super::Options) -> Answered {
    let line = Line { cut: &Cut::new(text), number };
    match answer_line(line, cache, options) {
        Ok(answered) => answered,
        Err((id, error)) => {
            let id = id.unwrap_or_else(|| json!(number));
            let text = error.answer(&id);
            Answered { text, is_error: true, expected: None, mismatch: None }
        }
    }
}

fn answer_line(
    line: Line<'_>,
    cache: &Cache,
    options: &super::Options,
) -> Result<Answered, (Option<Value>, LineError)> {
    let fields = Fields::read(line).map_err(|error| (None, error))?;
    let id = fields.get("id").and_then(|field| serde_json::from_str::<Value>(field.value).ok());
    let answered = answer_object(&fields, cache, options).map_err(|error| (id.clone(), error))?;
    let mut line_answer = LineAnswer { id: id.unwrap_or_else(|| json!(line.number)), ..answered };
    let expected = if options.expect { fields.get("expect") } else { None };
    let mut mismatch = None;
    if let Some(field) = expected {
        let wanted: Value = serde_json::from_str(field.value).map_err(|_| {
            let error = fields.wrong_type(field, "a decision or an object");
            (Some(line_answer.id.clone()), error)
        })?;
        let actual = serde_json::to_value(&line_answer).unwrap_or_default();
        mismatch = expect::difference(&wanted, &actual);
        line_answer.mismatch = mismatch.is_some();
    }
    let text = serde_json::to_string(&line_answer).unwrap_or_default();
    Ok(Answered { text, is_error: false, expected: expected.map(|_| mismatch.is_none()), mismatch })
}

/// What a line without `requests` asks, for callers that decide it themselves.
pub fn read(
    text: &str,
    number: usize,
    cache: &Cache,
    options: &super::Options,
) -> Result<(Request, Evidence), LineError> {
    let cut = Cut::new(text);
    let fields = Fields::read(Line { cut: &cut, number })?;
    read_check(&fields, cache, options, &mut Vec::new())
}

fn read_check(
    fields: &Fields<'_>,
    cache: &Cache,
    options: &super::Options,
    ignored: &mut Vec<String>,
) -> Result<(Request, Evidence), LineError> {
    let request = request(fields, options.now, ignored)?;
    let mut reader = Reader { fields, cache, ignored: Vec::new() };
    let evidence = reader.evidence(&request)?;
    ignored.append(&mut reader.ignored);
    Ok((request, evidence))
}

fn answer_object(
    fields: &Fields<'_>,
    cache: &Cache,
    options: &super::Options,
) -> Result<LineAnswer, LineError> {
    let mut ignored = fields.ignored(KNOWN)?;
    let inner = overlaid(fields)?;
    let several = inner.is_some();
    let mut answers = Vec::new();
    for object in inner.as_deref().unwrap_or(std::slice::from_ref(fields)) {
        if several {
            ignored.extend(own_unknown(object)?);
        }
        let (request, evidence) = read_check(object, cache, options, &mut ignored)?;
        answers.extend(checks(&request, &evidence, options));
    }
    ignored.sort();
    ignored.dedup();
    Ok(join(answers, several, ignored))
}

/// Fields of an inner object that are not known; those of the outer one were looked at before.
fn own_unknown(object: &Fields<'_>) -> Result<Vec<String>, LineError> {
    let own = object.entries.iter().filter(|field| object.holds(field));
    Fields { entries: own.cloned().collect(), ..object.clone() }.ignored(KNOWN)
}

/// The check that was asked for, and those that come with it.
fn checks(request: &Request, evidence: &Evidence, options: &super::Options) -> Vec<CheckAnswer> {
    let catalog = Catalog::embedded();
    let one = |request: &Request| {
        let prepared = Prepared::new(request, evidence.endpoint.as_ref(), catalog);
        let evaluation = match options.trace {
            true => evaluate(&prepared, evidence),
            false => evaluate_matching(&prepared, evidence),
        };
        check_answer(&prepared, evidence, &evaluation, options.trace)
    };
    let mut answers = vec![one(request)];
    for further in further(request) {
        let mut answer = one(&further.request);
        if !further.certain && answer.decision != Decision::Allowed.name() {
            answer.decision = Decision::Depends.name();
        }
        answers.push(answer);
    }
    answers
}

/// Several checks of one call: the first definite denial, else `Depends`, else `Allowed`.
fn join(answers: Vec<CheckAnswer>, several: bool, ignored: Vec<String>) -> LineAnswer {
    let is = |answer: &&CheckAnswer, wanted: Decision| answer.decision == wanted.name();
    let deciding = answers
        .iter()
        .find(|answer| is(answer, Decision::ExplicitDeny) || is(answer, Decision::ImplicitDeny))
        .or_else(|| answers.iter().find(|answer| is(answer, Decision::Depends)))
        .or_else(|| answers.first())
        .cloned();
    let requests = if several || answers.len() > 1 { Some(answers) } else { None };
    LineAnswer { id: Value::Null, check: deciding.unwrap_or_default(), requests, ignored, mismatch: false }
}
