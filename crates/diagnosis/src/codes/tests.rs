use super::*;
use iamdiag_policy::ProblemCode;
use std::collections::BTreeSet;

#[test]
fn ids_and_names_are_unique_and_well_formed() {
    let all = codes();
    let ids: BTreeSet<_> = all.iter().map(|code| code.id).collect();
    let names: BTreeSet<_> = all.iter().map(|code| code.name).collect();
    assert_eq!((ids.len(), names.len()), (all.len(), all.len()));
    for code in all {
        assert!(code.id.len() == 7 && code.id.starts_with("IAM"), "{}", code.id);
        assert!(
            code.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            code.name
        );
    }
}

#[test]
fn every_page_says_something() {
    for code in codes() {
        for text in [code.headline, code.means, code.matters, code.example, code.fix] {
            assert!(!text.is_empty() && text.trim() == text, "{}: {text:?}", code.id);
        }
        assert!(!code.headline.ends_with('.'), "{}", code.id);
        assert!(!code.rules.is_empty(), "{}", code.id);
    }
}

#[test]
fn every_problem_of_the_parser_has_its_code() {
    for problem in ProblemCode::ALL {
        assert_eq!(of_problem(*problem).name, problem.name());
    }
}

#[test]
fn codes_are_found_by_id_and_name_in_any_case() {
    assert_eq!(code("iam0101").unwrap().name, "explicit-deny");
    assert_eq!(code("Explicit-Deny").unwrap().id, "IAM0101");
    assert!(code("IAM9999").is_none());
}

#[test]
fn the_list_of_codes_changes_only_on_purpose() {
    let lines: Vec<String> = codes()
        .iter()
        .map(|code| format!("{} {} {}: {}", code.id, code.severity.name(), code.name, code.headline))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
