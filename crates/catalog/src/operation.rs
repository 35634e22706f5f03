//! From API operations and CloudTrail events to IAM actions (semantics X39, L40, L41).

use std::fmt;

use crate::action::Action;
use crate::catalog::Catalog;
use crate::names;
use crate::rows::{LabelRow, OperationRow, VariantRow, operation_kinds};

/// What the catalog knows about the actions that an API operation needs.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationActions<'a> {
    /// The action of the same name.
    SameName(Action<'a>),
    /// Actions of other names, as the service documents them. A call can need some of them only.
    Renamed(Actions<'a>),
    /// An action whose name differs only by `V2` or `Batch`: likely, not documented.
    Likely(Actions<'a>),
    /// Authorised by HTTP verb on a path: `apigateway:POST` on `/restapis`.
    Http {
        /// The HTTP verb.
        verb: &'a str,
        /// The path, with placeholders in braces.
        path: &'a str,
        /// The action of the verb.
        action: Option<Action<'a>>,
    },
    /// Needs no signature, hence no permission.
    Unsigned,
    /// An operation that exists, but what it needs is not known.
    Unmapped,
    /// No such operation is known.
    Unknown,
}

/// What a call needs besides, or instead, if it has a certain parameter (semantics X39).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperationVariant<'a> {
    /// The parameter.
    pub when: CallCase,
    /// Whether `actions` replace those of the plain call; otherwise they are added.
    pub instead: bool,
    /// The actions.
    pub actions: Actions<'a>,
}

/// A parameter that changes which actions a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallCase {
    /// A version of an object is named.
    VersionId,
    /// Tags are set, or copied.
    Tags,
    /// An access control list is set.
    Acl,
    /// A retention period is set.
    Retention,
    /// A legal hold is set.
    LegalHold,
    /// Governance retention is bypassed.
    BypassGovernance,
}

/// The actions that an operation needs.
#[derive(Clone, Copy)]
pub struct Actions<'a> {
    catalog: &'a Catalog,
    list: u32,
}

impl<'a> Actions<'a> {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Action<'a>> + use<'a> {
        let catalog = self.catalog;
        let pairs = catalog.string_list(self.list).filter_map(|full| full.split_once(':'));
        pairs.filter_map(|(service, name)| catalog.action(service, name))
    }
}

impl PartialEq for Actions<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl fmt::Debug for Actions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Catalog {
    /// The IAM actions that an API operation or CloudTrail event needs.
    ///
    /// The label is what stands before `.amazonaws.com` in `eventSource` (the whole host name will do), a service's
    /// signing name, or its prefix. Versions that some events carry in their names (`CreateFunction20150331`) are
    /// ignored.
    pub fn operation(&self, event_source_label: &str, operation: &str) -> OperationActions<'_> {
        let label = label_of(event_source_label);
        let found = self.operation_as_spelled(label, operation);
        match without_version(operation) {
            Some(plain) if found == OperationActions::Unknown => self.operation_as_spelled(label, plain),
            _ => found,
        }
    }

    /// What an operation of that prefix needs besides or instead, by parameters of the call.
    pub fn operation_variants(
        &self,
        prefix: &str,
        operation: &str,
    ) -> impl Iterator<Item = OperationVariant<'_>> {
        let rows = self.variants.all().map(|(_, row)| row);
        let same =
            move |row: &VariantRow| names::order_pair(self.strings.get(row.name), prefix, operation).is_eq();
        rows.filter(same).map(|row| OperationVariant {
            when: case(row.when),
            instead: row.instead != 0,
            actions: Actions { catalog: self, list: row.targets },
        })
    }

    /// The prefix of the actions behind an event source: `monitoring` is `cloudwatch`.
    pub fn prefix_of_event_source<'c>(&'c self, event_source_label: &'c str) -> &'c str {
        let label = label_of(event_source_label);
        let order = |row: &LabelRow| names::order(self.strings.get(row.label), label);
        self.labels.find_in_all(order).map_or(label, |(_, row)| self.strings.get(row.prefix))
    }

    fn operation_as_spelled(&self, label: &str, operation: &str) -> OperationActions<'_> {
        let prefix = self.prefix_of_event_source(label);
        if let Some(action) = self.action(label, operation).or_else(|| self.action(prefix, operation)) {
            return OperationActions::SameName(action);
        }
        let find = |service: &str| {
            let order =
                |row: &OperationRow| names::order_pair(self.strings.get(row.name), service, operation);
            self.operations.find_in_all(order)
        };
        let Some((_, row)) = find(label).or_else(|| find(prefix)) else { return OperationActions::Unknown };
        let actions = Actions { catalog: self, list: row.targets };
        match row.kind {
            operation_kinds::RENAMED => OperationActions::Renamed(actions),
            operation_kinds::LIKELY => OperationActions::Likely(actions),
            operation_kinds::UNSIGNED => OperationActions::Unsigned,
            operation_kinds::HTTP => {
                let mut call = self.string_list(row.targets);
                let (verb, path) = (call.next().unwrap_or_default(), call.next().unwrap_or_default());
                OperationActions::Http { verb, path, action: self.action(prefix, verb) }
            }
            _ => OperationActions::Unmapped,
        }
    }
}

/// By the number of [`crate::rows::CASES`].
fn case(number: u32) -> CallCase {
    match number {
        0 => CallCase::VersionId,
        1 => CallCase::Tags,
        2 => CallCase::Acl,
        3 => CallCase::Retention,
        4 => CallCase::LegalHold,
        _ => CallCase::BypassGovernance,
    }
}

fn label_of(event_source: &str) -> &str {
    let host = event_source.strip_suffix(".cn").unwrap_or(event_source);
    host.strip_suffix(".amazonaws.com").unwrap_or(event_source)
}

/// The operation without the date of its API version: `CreateFunction20150331`, `UpdateFunctionCode20150331v2`,
/// `CreateDistribution2020_05_31`.
fn without_version(operation: &str) -> Option<&str> {
    let revision = operation.trim_end_matches(|c: char| c.is_ascii_digit());
    let dated = revision.strip_suffix('v').filter(|_| revision.len() < operation.len()).unwrap_or(operation);
    let name = dated.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let date = dated.get(name.len()..)?;
    (date.bytes().filter(u8::is_ascii_digit).count() == 8 && !name.is_empty()).then_some(name)
}
