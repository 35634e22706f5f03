//! The page of a code: as Markdown for the documentation, as text for the terminal, as JSON.

use crate::Look;
use crate::json::written;
use crate::layout::wrap;
use iamdiag_diagnosis::Code;
use serde::Serialize;

/// How wide the lines of the Markdown pages are.
const PAGE: usize = 120;

/// The page as Markdown, ending in a line break.
pub fn markdown(code: &Code) -> String {
    let mut page = format!("# {}: {}\n\n", code.id, code.name);
    page.push_str(&wrap(&format!("{}. {}", capital(code.headline), facts(code)), PAGE, 0));
    for (title, text) in sections(code) {
        page.push_str(&format!("\n## {title}\n\n{text}"));
    }
    page
}

/// The page as text.
pub fn text(code: &Code, look: Look) -> String {
    let look = look.at_least_narrow();
    let mut page = look.wrap(&format!("{}[{}]: {}", code.severity.name(), code.id, code.headline), 0);
    page.push_str(&look.wrap(&format!("{}; {}", code.name, rules(code)), 0));
    for (title, text) in [
        ("What it means", look.wrap(code.means, 0)),
        ("Why it matters", look.wrap(code.matters, 0)),
        ("Example", indented(&look.text(code.example))),
        ("What to do", look.wrap(code.fix, 0)),
    ] {
        page.push_str(&format!("\n{title}\n{text}"));
    }
    page
}

fn sections(code: &Code) -> [(&'static str, String); 4] {
    let language =
        if code.example.starts_with(['{', '"']) && !code.example.contains("   #") { "json" } else { "text" };
    [
        ("What it means", wrap(code.means, PAGE, 0)),
        ("Why it matters", wrap(code.matters, PAGE, 0)),
        ("Example", format!("```{language}\n{}\n```\n", code.example)),
        ("What to do", wrap(code.fix, PAGE, 0)),
    ]
}

fn facts(code: &Code) -> String {
    format!("Severity: {}. {}.", code.severity.name(), capital(&rules(code)))
}

fn rules(code: &Code) -> String {
    let word = if code.rules.len() == 1 { "rule" } else { "rules" };
    format!("{word} {} of the semantics", code.rules.join(", "))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// The list of all pages as Markdown.
pub fn index(codes: &[&Code]) -> String {
    let mut page = String::from(
        "# Findings\n\nEvery finding has a code that never changes its meaning. `iamdiag explain CODE` prints the same pages.\n",
    );
    let groups = [
        ("Denied", "IAM01"),
        ("Near misses", "IAM02"),
        ("Depends on the request", "IAM03"),
        ("Depends on data", "IAM04"),
        ("Allowed", "IAM05"),
        ("The text of a policy", "IAM10"),
        ("Actions", "IAM11"),
        ("Resources", "IAM12"),
        ("Conditions", "IAM13"),
        ("Principals", "IAM14"),
        ("Variables", "IAM15"),
        ("The document", "IAM16"),
    ];
    for (title, prefix) in groups {
        page.push_str(&format!(
            "\n## {title}\n\n| code | name | severity | what it is |\n| --- | --- | --- | --- |\n"
        ));
        for code in codes.iter().filter(|code| code.id.starts_with(prefix)) {
            page.push_str(&format!(
                "| [{0}]({0}.md) | {1} | {2} | {3} |\n",
                code.id,
                code.name,
                code.severity.name(),
                code.headline
            ));
        }
    }
    page
}

#[derive(Serialize)]
struct PagesJson {
    schema_version: &'static str,
    codes: Vec<PageJson>,
}

#[derive(Serialize)]
struct PageJson {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    headline: &'static str,
    rules: &'static [&'static str],
    means: &'static str,
    matters: &'static str,
    example: &'static str,
    fix: &'static str,
}

/// The pages as JSON.
pub fn json(codes: &[&'static Code]) -> String {
    let page = |code: &&'static Code| PageJson {
        code: code.id,
        name: code.name,
        severity: code.severity.name(),
        headline: code.headline,
        rules: code.rules,
        means: code.means,
        matters: code.matters,
        example: code.example,
        fix: code.fix,
    };
    written(&PagesJson { schema_version: "1", codes: codes.iter().map(page).collect() })
}
