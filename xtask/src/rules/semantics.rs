//! The rules that `docs/semantics.md` states.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The sections whose rules a decision can show.
const SHOWN: std::ops::RangeInclusive<u32> = 2..=8;

/// Rule numbers such as `E10`.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Every rule of the document.
    pub(super) all: BTreeSet<String>,
    /// Those of sections 2 to 8, in their order.
    pub(super) shown: Vec<String>,
}

impl Rules {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let rules = Self::parse(&text);
        ensure!(!rules.shown.is_empty(), "no rules found in {}", file.display());
        Ok(rules)
    }

    pub(super) fn parse(text: &str) -> Self {
        let mut rules = Self::default();
        let mut section = 0;
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                section = heading.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0);
            } else if let Some(rule) = rule_stated_by(line) {
                rules.all.insert(rule.to_owned());
                if SHOWN.contains(&section) {
                    rules.shown.push(rule.to_owned());
                }
            }
        }
        rules
    }
}

/// A rule begins a paragraph with its number in bold: `**E10.** …` or `**C17 String.** …`.
fn rule_stated_by(line: &str) -> Option<&str> {
    let bold = line.strip_prefix("**")?;
    let end = bold.find(['.', ' '])?;
    let number = bold.get(..end)?;
    let digits = number.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    let is_number =
        digits.len() < number.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_where_they_are_stated() {
        assert_eq!(rule_stated_by("**E10.** Residual gates"), Some("E10"));
        assert_eq!(rule_stated_by("**C17 String.** `StringEquals`"), Some("C17"));
        assert_eq!(rule_stated_by("as **E10.** says"), None);
        assert_eq!(rule_stated_by("**Note.** nothing"), None);
    }

    #[test]
    fn sections_two_to_eight_are_shown() {
        let rules = Rules::parse(
            "## 1. Inputs\n**I1.** a\n## 2. Flow\n**E1.** b\n### 2.1 c\n**E2.** d\n## Appendix\n**Q9.** e\n",
        );
        assert_eq!(rules.shown, ["E1", "E2"]);
        assert_eq!(rules.all.len(), 4);
    }
}
