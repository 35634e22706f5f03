//! Things of a snapshot as they are evaluated: principals, policies, resources, accounts.

mod account;
mod json;
mod policies;
mod policy;
mod principal;
mod resource;
mod text;

pub use json::render as render_shown_json;
pub use text::render as render_shown_text;

use iamdiag_snapshot::{Account, CollectedResource, OrgPolicy, Principal, Snapshot, StoredPolicy};

/// Something of a snapshot that can be shown.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'s> {
    /// A user or role with everything that applies to it.
    Principal(&'s Principal),
    /// A managed policy, by its ARN.
    Managed(&'s str),
    /// An inline policy and what it is written into.
    Inline(&'s str, &'s StoredPolicy),
    /// An SCP or RCP.
    Handed(&'s OrgPolicy),
    /// A resource with its policy.
    Resource(&'s CollectedResource),
    /// An account and its place in the organization.
    Account(&'s str, Option<&'s Account>),
}

/// What is shown of it: facts, then policies.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    kind: &'static str,
    name: String,
    facts: Vec<Fact>,
    policies: Vec<ShownPolicy>,
}

/// A fact: a label and its values, one a line.
#[derive(Clone, Debug)]
struct Fact {
    label: &'static str,
    values: Vec<String>,
}

/// A policy that applies.
#[derive(Clone, Debug)]
struct ShownPolicy {
    /// What it is and where it is attached.
    title: String,
    arn: Option<String>,
    /// Its text with its place; `None` where it was not collected.
    text: Option<PolicyLines>,
}

/// The shown text of a policy with the number of its first line.
#[derive(Clone, Debug)]
struct PolicyLines {
    /// The file that the numbers are of; `None`: the policy's own lines.
    file: Option<String>,
    first_line: usize,
    reflowed: bool,
    lines: Vec<String>,
}

impl Shown {
    /// Gathers what there is to show. AWS's own policies that were not collected come from the catalog.
    pub fn new(subject: Subject<'_>, snapshot: &Snapshot, catalog: &iamdiag_catalog::Catalog) -> Self {
        let from = From { snapshot, catalog };
        match subject {
            Subject::Principal(principal) => from.principal(principal),
            Subject::Managed(arn) => from.managed(arn),
            Subject::Inline(holder, policy) => from.inline(holder, policy),
            Subject::Handed(policy) => from.handed(policy),
            Subject::Resource(resource) => from.resource(resource),
            Subject::Account(id, account) => from.account(id, account),
        }
    }

    fn named(kind: &'static str, name: &str) -> Self {
        Self { kind, name: name.to_owned(), ..Self::default() }
    }

    fn fact(&mut self, label: &'static str, value: impl Into<String>) {
        self.facts.push(Fact { label, values: vec![value.into()] });
    }

    fn facts(&mut self, label: &'static str, values: Vec<String>) {
        if !values.is_empty() {
            self.facts.push(Fact { label, values });
        }
    }
}

/// Where it is all taken from.
struct From<'s> {
    snapshot: &'s Snapshot,
    catalog: &'s iamdiag_catalog::Catalog,
}

impl From<'_> {
    /// `111122223333 "prod"`.
    fn account_label(&self, id: &str) -> String {
        match self.snapshot.account_name(id) {
            Some(name) => format!("{id} \"{name}\""),
            None => id.to_owned(),
        }
    }
}

/// Tags as `key=value`; a value that is not known as `key=?`.
fn tag_texts(tags: &iamdiag_evaluator::Tags) -> Vec<String> {
    tags.iter().map(|(key, value)| format!("{key}={}", value.as_deref().unwrap_or("?"))).collect()
}
