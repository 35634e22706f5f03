//! The conformance cases as files: their form is that of `tests/conformance/README.md`.

use super::semantics::Rules;
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that says which rules have no case, and why.
const NOT_SHOWN: &str = "not-shown";

/// A case, for its form only: what it means is told by the test that runs it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    title: String,
    rules: Vec<String>,
    origin: String,
    input: Map<String, Value>,
    expect: Expect,
    #[serde(default)]
    unexpected: Option<Unexpected>,
}

/// Every field but these two is a list; which ones there are is checked by name.
#[derive(Debug, Deserialize)]
struct Expect {
    decision: Option<Decision>,
    error: Option<ExpectedError>,
    #[serde(flatten)]
    lists: Lists,
}

#[derive(Debug, Deserialize)]
enum Decision {
    Allowed,
    ExplicitDeny,
    ImplicitDeny,
    Depends,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    code: String,
}

type Lists = BTreeMap<String, Vec<Value>>;
type Unexpected = BTreeMap<String, Vec<Value>>;

/// The lists of an answer.
const LISTS: [&str; 9] = [
    "decided_by",
    "blockers",
    "allowed_by",
    "depends_on",
    "assumptions",
    "requests",
    "flags",
    "warnings",
    "ignored",
];

/// All cases, the excused rules, and what is wrong with the files.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    /// By path below the corpus' folder.
    pub(super) cases: BTreeMap<String, Case>,
    /// Rules without a case, with the reason.
    pub(super) not_shown: BTreeMap<String, String>,
    pub(super) problems: Vec<String>,
}

impl Corpus {
    pub(super) fn read(directory: &Path) -> Result<Self> {
        let mut corpus = Self::default();
        for folder in entries(directory)?.iter().filter(|path| path.is_dir()) {
            for file in entries(folder)? {
                let name = file.strip_prefix(directory)?.display().to_string().replace('\\', "/");
                let text = fs::read_to_string(&file).with_context(|| format!("cannot read {name}"))?;
                if folder.ends_with(NOT_SHOWN) {
                    corpus.add_not_shown(&name, &text);
                } else {
                    corpus.add_case(&name, &text);
                }
            }
        }
        Ok(corpus)
    }

    pub(super) fn add_case(&mut self, name: &str, text: &str) {
        match serde_json::from_str::<Case>(text) {
            Ok(case) => {
                self.problems
                    .extend(case.problems(name).into_iter().map(|problem| format!("{name}: {problem}")));
                self.cases.insert(name.to_owned(), case);
            }
            Err(error) => self.problems.push(format!("{name}: {error}")),
        }
    }

    fn add_not_shown(&mut self, name: &str, text: &str) {
        match serde_json::from_str::<BTreeMap<String, String>>(text) {
            Ok(reasons) => self.not_shown.extend(reasons),
            Err(error) => self.problems.push(format!("{name}: {error}")),
        }
    }

    /// Every rule that some case names.
    pub(super) fn cited(&self) -> BTreeSet<&str> {
        self.cases.values().flat_map(|case| &case.rules).map(String::as_str).collect()
    }

    /// What is wrong between the files, and between them and the document.
    pub(super) fn problems_with(&self, rules: &Rules) -> Vec<String> {
        let mut problems = Vec::new();
        let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, case) in &self.cases {
            let unknown = case.rules.iter().filter(|rule| !rules.all.contains(*rule));
            problems.extend(unknown.map(|rule| format!("{name}: docs/semantics.md has no rule {rule}")));
            if let Some(first) = titles.insert(&case.title, name) {
                problems.push(format!("{name}: has the title of {first}"));
            }
        }
        let cited = self.cited();
        for (rule, reason) in &self.not_shown {
            if !rules.all.contains(rule) {
                problems.push(format!("{NOT_SHOWN}: docs/semantics.md has no rule {rule}"));
            } else if cited.contains(rule.as_str()) {
                problems.push(format!("{NOT_SHOWN}: {rule} has a case, so it needs no reason to have none"));
            } else if reason.trim().is_empty() {
                problems.push(format!("{NOT_SHOWN}: no reason given for {rule}"));
            }
        }
        problems
    }
}

impl Case {
    fn problems(&self, name: &str) -> Vec<String> {
        let mut problems = Vec::new();
        let mut hold = |holds: bool, problem: &str| {
            if !holds {
                problems.push(problem.to_owned());
            }
        };
        hold(!self.title.trim().is_empty(), "`title` is empty");
        hold(!self.origin.trim().is_empty(), "`origin` is empty");
        hold(!self.input.contains_key("expect"), "`input` has an `expect` of its own");
        let error = &self.expect.error;
        let decides = self.expect.decision.is_some() || self.expect.lists.contains_key("requests");
        hold(decides != error.is_some(), "`expect` needs a `decision`, `requests` or an `error`");
        let has_code = error.as_ref().is_none_or(|error| !error.code.is_empty());
        hold(has_code, "`expect.error.code` is empty");
        hold(error.is_none() || self.expect.lists.is_empty(), "`expect` has lists beside an `error`");
        let lists = self.expect.lists.keys().chain(self.unexpected.iter().flat_map(BTreeMap::keys));
        for list in lists {
            hold(LISTS.contains(&list.as_str()), &format!("an answer has no list `{list}`"));
        }
        match self.rules.first() {
            None => hold(false, "`rules` is empty"),
            Some(first) => {
                hold(is_filed_under(name, first), &format!("not filed under its first rule, {first}"))
            }
        }
        problems
    }
}

/// `E/e10-….json` for E10.
fn is_filed_under(name: &str, rule: &str) -> bool {
    let letters = rule.trim_end_matches(|digit: char| digit.is_ascii_digit());
    name.starts_with(&format!("{letters}/{}-", rule.to_ascii_lowercase())) && name.ends_with(".json")
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    let mut paths = read.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, problem: &str) {
        let mut corpus = Corpus::default();
        corpus.add_case(name, text);
        let found = corpus.problems.join("; ");
        assert!(found.contains(problem) && found.is_empty() == problem.is_empty(), "{found}");
    }

    #[test]
    fn a_case_has_the_documented_form() {
        let rest =
            r#""origin": "rule text", "input": {}, "expect": {"decision": "Allowed", "flags": ["U1"]}}"#;
        check("E/e1-x.json", &format!(r#"{{"title": "t", "rules": ["E1"], {rest}"#), "");
        check("E/e2-x.json", &format!(r#"{{"title": "t", "rules": ["E1"], {rest}"#), "first rule, E1");
        check("E/e1-x.json", &format!(r#"{{"title": " ", "rules": ["E1"], {rest}"#), "`title` is empty");
        check("E/e1-x.json", &format!(r#"{{"titel": "t", "rules": ["E1"], {rest}"#), "unknown field `titel`");
    }

    #[test]
    fn an_expectation_is_a_decision_or_an_error() {
        let case = |expect: &str| {
            format!(
                r#"{{"title": "t", "rules": ["E1"], "origin": "rule text", "input": {{}}, "expect": {expect}}}"#
            )
        };
        check("E/e1-x.json", &case(r#"{"error": {"code": "policy"}}"#), "");
        check("E/e1-x.json", &case(r#"{"flags": []}"#), "needs a `decision`");
        check("E/e1-x.json", &case(r#"{"decision": "Denied"}"#), "unknown variant");
        check("E/e1-x.json", &case(r#"{"decision": "Depends", "flag": []}"#), "no list `flag`");
    }
}
