//! `cargo xtask rules`: does every rule that a decision can show have a conformance case, and is every case well-formed?

mod cases;
mod semantics;

use crate::shell::root;
use anyhow::{Result, bail, ensure};
use cases::Corpus;
use semantics::Rules;
use std::collections::BTreeSet;

/// Runs the command with the arguments after its name.
///
/// # Errors
///
/// If a rule of sections 2 to 8 has neither a case nor a reason to have none, or if a file of the corpus is wrong.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask rules");
    let rules = Rules::read(&root()?.join("docs/semantics.md"))?;
    let corpus = Corpus::read(&root()?.join("tests/conformance"))?;
    let mut problems = corpus.problems.clone();
    problems.extend(corpus.problems_with(&rules));
    let missing = missing(&rules, &corpus);
    problems.extend(
        missing.iter().map(|rule| format!("{rule}: no conformance case, and no reason to have none")),
    );
    for problem in &problems {
        println!("{problem}");
    }
    println!(
        "{} cases; {} rules in sections 2 to 8: {} with cases, {} without for a reason, {} missing",
        corpus.cases.len(),
        rules.shown.len(),
        rules.shown.iter().filter(|rule| corpus.cited().contains(rule.as_str())).count(),
        rules.shown.iter().filter(|rule| corpus.not_shown.contains_key(*rule)).count(),
        missing.len(),
    );
    if !problems.is_empty() {
        bail!("{} problems with the conformance corpus", problems.len());
    }
    Ok(())
}

/// The rules of sections 2 to 8 that nothing shows and nothing excuses, in the order of the document.
fn missing(rules: &Rules, corpus: &Corpus) -> Vec<String> {
    let cited: BTreeSet<&str> = corpus.cited();
    let is_covered = |rule: &&String| cited.contains(rule.as_str()) || corpus.not_shown.contains_key(*rule);
    rules.shown.iter().filter(|rule| !is_covered(rule)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_without_case_or_reason_are_missing() {
        let rules = Rules::parse("## 2. Flow\n**E1.** a\n**E2.** b\n**E3.** c\n## 9. Messages\n**N1.** d\n");
        let mut corpus = Corpus::default();
        corpus.add_case("E/e1-x.json", r#"{"title": "t", "rules": ["E1"], "origin": "rule text", "input": {}, "expect": {"decision": "Allowed"}}"#);
        corpus.not_shown.insert("E3".to_owned(), "why".to_owned());
        assert_eq!(corpus.problems, Vec::<String>::new());
        assert_eq!(missing(&rules, &corpus), ["E2"]);
    }
}
