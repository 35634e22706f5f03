//! `cargo xtask findings`: writes a page for each code into `docs/findings`, or checks that they are fresh.

use crate::shell::root;
use anyhow::{Context, Result, bail, ensure};
use iamdiag_diagnosis::codes;
use iamdiag_reporter::{render_findings_index, render_page_markdown};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Runs the command with the arguments after its name.
///
/// # Errors
///
/// With `--check`, if a page is missing, stale, or of no code.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let folder = root()?.join("docs/findings");
    let pages = pages();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => write(&folder, &pages),
        ["--check"] => check(&folder, &pages),
        _ => bail!("usage: cargo xtask findings [--check]"),
    }
}

/// The text of every page by the name of its file.
fn pages() -> BTreeMap<String, String> {
    let codes = codes();
    let mut pages: BTreeMap<String, String> =
        codes.iter().map(|code| (format!("{}.md", code.id), render_page_markdown(code))).collect();
    pages.insert("README.md".to_owned(), render_findings_index(&codes));
    pages
}

fn write(folder: &Path, pages: &BTreeMap<String, String>) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, text) in pages {
        fs::write(folder.join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    println!("{} pages", pages.len());
    Ok(())
}

fn check(folder: &Path, pages: &BTreeMap<String, String>) -> Result<()> {
    let mut wrong = Vec::new();
    for (name, text) in pages {
        if fs::read_to_string(folder.join(name)).ok().as_deref() != Some(text) {
            wrong.push(format!("docs/findings/{name} is missing or stale"));
        }
    }
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !pages.contains_key(&name) {
            wrong.push(format!("docs/findings/{name} is of no code"));
        }
    }
    for line in &wrong {
        println!("{line}");
    }
    ensure!(wrong.is_empty(), "run `cargo xtask findings`");
    Ok(())
}
