//! The policies in a file, each looked at.

use crate::data::warned;
use crate::error::CliError;
use iamdiag_catalog::Catalog;
use iamdiag_diagnosis::{Lines, LintInput, Usage, lint};
use iamdiag_policy::{Layout, PolicyKind, Position, Span};
use iamdiag_reporter::{LintedPolicy, escaped, stored_label};
use iamdiag_snapshot::{
    Framing, Place, PolicyFile, Recognised, Snapshot, Source, SourceFile, Stored, Use, Wanted,
    kind_by_content, read_authorization_details, recognise,
};
use iamdiag_store::DataPath;
use std::path::Path;

/// What is in a file.
pub(super) enum Found {
    /// Policies, with what was found in them.
    Policies(Vec<LintedPolicy>),
    /// JSON that holds none.
    SomethingElse,
}

pub(super) fn policies(
    name: &str,
    bytes: Vec<u8>,
    kind: Option<PolicyKind>,
    catalog: &Catalog,
) -> Result<Found, CliError> {
    let whole =
        |bytes: &[u8], kind: PolicyKind| linted(name, None, None, bytes, kind, Usage::Unknown, catalog);
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Ok(Found::Policies(vec![whole(&bytes, kind.unwrap_or(PolicyKind::Identity))]));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match recognise(text) {
        Recognised::SomethingElse => Ok(Found::SomethingElse),
        Recognised::Policy(policy) => {
            let kind = kind.or(policy.kind).unwrap_or_else(|| kind_by_content(&policy.text));
            Ok(Found::Policies(vec![one(name, text, &policy, kind, catalog)]))
        }
        Recognised::AuthorizationDetails => {
            let snapshot = read_authorization_details(bytes, name).map_err(iamdiag_store::LoadError::from)?;
            Ok(Found::Policies(of_snapshot(&snapshot, name, catalog)))
        }
    }
}

/// The policies of a data directory, each used as the directory says; what its files leave to be doubted is added to the remarks.
pub(super) fn of_directory(
    path: &Path,
    catalog: &Catalog,
    remarks: &mut Vec<String>,
) -> Result<Vec<LintedPolicy>, CliError> {
    let snapshot = DataPath::new(path).load(&Wanted::default())?;
    remarks.extend(snapshot.info.warnings.iter().map(warned));
    Ok(of_snapshot(&snapshot, &path.display().to_string(), catalog))
}

/// All policies of a snapshot, as they stand in its files.
fn of_snapshot(snapshot: &Snapshot, name: &str, catalog: &Catalog) -> Vec<LintedPolicy> {
    let stored = snapshot.stored_policies();
    // What stands in no file is AWS's own.
    let in_files = stored.iter().filter(|stored| stored.policy.place().is_some());
    let mut policies: Vec<LintedPolicy> = in_files.map(|stored| of_stored(name, stored, catalog)).collect();
    policies.sort_by(|a, b| (&a.file, a.lines.policy_start).cmp(&(&b.file, b.lines.policy_start)));
    policies
}

/// A policy that is a file, or lies in an answer of the AWS CLI.
fn one(name: &str, file: &str, policy: &PolicyFile<'_>, kind: PolicyKind, catalog: &Catalog) -> LintedPolicy {
    let place = policy.wrapped.map(|wrapped| Place {
        file: name.into(),
        position: SourceFile::new(name, file).position(wrapped.start),
        framing: if wrapped.in_string { Framing::ByItself } else { Framing::ByFile },
    });
    linted(name, None, place, policy.text.as_bytes(), kind, Usage::Unknown, catalog)
}

fn of_stored(name: &str, stored: &Stored<'_>, catalog: &Catalog) -> LintedPolicy {
    let (kind, usage) = match stored.use_of {
        Use::InUser => (PolicyKind::Identity, Usage::InUser),
        Use::InRole => (PolicyKind::Identity, Usage::InRole),
        Use::InGroup => (PolicyKind::Identity, Usage::InGroup),
        Use::Trust => (PolicyKind::Trust, Usage::Unknown),
        Use::Managed => (PolicyKind::Identity, Usage::Managed),
        Use::ManagedByAws => (PolicyKind::Identity, Usage::ManagedByAws),
        Use::Boundary => (PolicyKind::Boundary, Usage::Unknown),
        Use::OnResource => (PolicyKind::Resource, Usage::Unknown),
        Use::OfEndpoint => (PolicyKind::Vpce, Usage::Unknown),
        Use::Scp => (PolicyKind::Scp, Usage::Unknown),
        Use::Rcp => (PolicyKind::Rcp, Usage::Unknown),
    };
    let text = stored.policy.text.as_str().as_bytes();
    let place = stored.policy.place();
    let file = place.as_ref().map_or(name, |place| &*place.file).to_owned();
    linted(&file, Some(stored_label(stored)), place, text, kind, usage, catalog)
}

fn linted(
    name: &str,
    label: Option<String>,
    place: Option<Place>,
    text: &[u8],
    kind: PolicyKind,
    usage: Usage,
    catalog: &Catalog,
) -> LintedPolicy {
    let linting = lint(&LintInput { text, kind, usage }, catalog);
    let layout = linting.text.layout();
    let by_file =
        layout == Layout::AsReceived && place.as_ref().is_none_or(|place| place.framing == Framing::ByFile);
    let nowhere = Position { line: 1, column: 1 };
    LintedPolicy {
        file: name.into(),
        label,
        lines: Lines {
            file: Some(name.into()),
            policy_start: place.map(|place| place.position),
            framing: if by_file { Framing::ByFile } else { Framing::ByItself },
            layout,
            start: nowhere,
            end: nowhere,
            span: Span::default(),
        },
        linting,
    }
}

/// What a policy was read as, and why.
pub(super) fn told(policy: &LintedPolicy, is_told: bool) -> String {
    let label = policy.label.as_deref().map_or(String::new(), |label| format!(" ({})", escaped(label)));
    let why = match (is_told, &policy.label) {
        (true, None) => "by --kind",
        (_, Some(_)) => "by where it stands",
        (false, None) => "by its content",
    };
    format!("{}{label}: read as {} ({why})", escaped(&policy.file), policy.linting.kind.name())
}
