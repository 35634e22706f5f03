//! Where fuzzing starts: lines, policies and patterns out of the conformance cases, and files of the example organizations.

use crate::data_directory::NAMES;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The seeds of every target.
#[derive(Debug, Default)]
pub struct Seeds {
    /// For `policy_text`: policies.
    pub policy_text: BTreeSet<String>,
    /// For `patterns`: a pattern, a text and a second pattern, a line each.
    pub patterns: BTreeSet<String>,
    /// For `simulate_lines`: inputs on one line.
    pub simulate_lines: BTreeSet<String>,
    /// For `data_directory`: the name of a file, and below it its content.
    pub data_directory: BTreeSet<String>,
}

impl Seeds {
    /// Reads every case under `cases`, and every file of a data directory under `examples`.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not JSON.
    pub fn read(cases: &Path, examples: &Path) -> io::Result<Self> {
        let mut seeds = Self::default();
        for file in json_files(cases)? {
            let case: Value = serde_json::from_slice(&fs::read(&file)?)?;
            if let Some(input) = case.get("input") {
                seeds.add(input);
            }
        }
        for file in json_files(examples)? {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let known = NAMES.iter().find(|known| known.rsplit('/').next() == Some(name));
            if let Some(known) = known {
                seeds.data_directory.insert(format!("{known}\n{}", fs::read_to_string(&file)?));
            }
        }
        Ok(seeds)
    }

    fn add(&mut self, input: &Value) {
        self.simulate_lines.insert(input.to_string());
        let mut policies = Vec::new();
        collect_policies(input, &mut policies);
        for policy in &policies {
            match policy {
                Value::String(text) => self.policy_text.extend([text.clone()]),
                object => self.policy_text.extend([object.to_string(), format!("{object:#}")]),
            }
        }
        for (element, field) in [("Resource", "resource"), ("NotResource", "resource"), ("Action", "action")]
        {
            let Some(text) = input.get(field).and_then(Value::as_str) else { continue };
            let patterns = policies.iter().flat_map(|policy| strings_under(policy, element));
            let patterns: BTreeSet<String> = patterns.collect();
            let first = patterns.first().cloned().unwrap_or_default();
            self.patterns.extend(patterns.iter().map(|pattern| format!("{pattern}\n{text}\n{first}")));
        }
    }
}

fn json_files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(json_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Everything that stands where the form has a policy.
fn collect_policies<'a>(value: &'a Value, policies: &mut Vec<&'a Value>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect_policies(element, policies)),
        Value::Object(fields) => {
            for (name, field) in fields {
                if matches!(name.as_str(), "policy" | "resource_policy")
                    && (field.is_object() || field.is_string())
                {
                    policies.push(field);
                }
                collect_policies(field, policies);
            }
        }
        _ => {}
    }
}

fn strings_under(policy: &Value, element: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(fields) = policy.as_object() {
        for (name, value) in fields {
            match value {
                Value::String(text) if name == element => found.push(text.clone()),
                Value::Array(entries) if name == element => {
                    found.extend(entries.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                other => found.extend(strings_under(other, element)),
            }
        }
    }
    for inner in policy.as_array().into_iter().flatten() {
        found.extend(strings_under(inner, element));
    }
    found
}
