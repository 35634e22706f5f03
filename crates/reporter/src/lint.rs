//! What `lint` found, with where each policy lies: the one value that every format is written from.

use iamdiag_diagnosis::{Code, Finding, Lines, Linting, Severity};
use iamdiag_policy::{Position, Span};
use iamdiag_snapshot::{Stored, Use};

/// Everything that was looked at.
#[derive(Clone, Debug)]
pub struct LintReport<'a> {
    /// The version of the program.
    pub version: &'a str,
    /// The date of the catalog's facts.
    pub catalog_date: &'a str,
    /// The policies in the order of the files.
    pub policies: Vec<LintedPolicy>,
    /// How many files they are from.
    pub files: usize,
    /// The exit code.
    pub exit_code: u8,
}

/// One policy with what was found in it.
#[derive(Clone, Debug)]
pub struct LintedPolicy {
    /// The file, by its name for people.
    pub file: Box<str>,
    /// Which policy of the file, where it holds several: `inline policy "p" of role/r`.
    pub label: Option<String>,
    /// Where the policy lies in the file.
    pub lines: Lines,
    /// What was found.
    pub linting: Linting,
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LintCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl LintReport<'_> {
    /// Every finding with its policy.
    pub(crate) fn findings(&self) -> impl Iterator<Item = (&LintedPolicy, &Finding)> {
        self.policies
            .iter()
            .flat_map(|policy| policy.linting.findings.iter().map(move |finding| (policy, finding)))
    }

    /// How many findings there are.
    pub fn counts(&self) -> LintCounts {
        let mut counts = LintCounts::default();
        for (_, finding) in self.findings() {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    /// The codes that were found, each once, by id.
    pub(crate) fn codes(&self) -> Vec<&'static Code> {
        let mut codes: Vec<&'static Code> = self.findings().map(|(_, finding)| finding.code).collect();
        codes.sort_by_key(|code| code.id);
        codes.dedup();
        codes
    }

    /// For each finding a text that stays the same when lines are moved: code, file, policy, statement, what is underlined, and
    /// which of several such it is. In the order of [`LintReport::findings`].
    pub(crate) fn fingerprints(&self) -> Vec<String> {
        let mut seen = std::collections::HashMap::new();
        let one = |(policy, finding): (&LintedPolicy, &Finding)| {
            let underlined = finding.span().slice(policy.linting.text.as_str());
            let sid = finding.statement.as_ref().and_then(|statement| statement.sid.as_deref()).unwrap_or("");
            let label = policy.label.as_deref().unwrap_or("");
            let hash = hash([finding.code.id, &policy.file, label, sid, underlined]);
            let nth = seen.entry(hash).or_insert(0_u32);
            *nth += 1;
            format!("{hash:016x}:{nth}")
        };
        self.findings().map(one).collect()
    }
}

impl LintedPolicy {
    /// Where a span begins and ends, as people are shown it.
    pub(crate) fn places(&self, span: Span) -> (Position, Position) {
        let text = &self.linting.text;
        (self.lines.shown(text.position(span.start)), self.lines.shown(text.position(span.end)))
    }
}

/// A collected policy with what it belongs to, for people.
pub fn stored_label(stored: &Stored<'_>) -> String {
    let (name, holder) = (&stored.policy.name, &stored.holder);
    match stored.use_of {
        Use::InUser | Use::InRole | Use::InGroup => format!("inline policy \"{name}\" of {holder}"),
        Use::Trust => format!("trust policy of {holder}"),
        Use::Managed | Use::ManagedByAws => format!("managed policy {holder}"),
        Use::Boundary => format!("permissions boundary {holder}"),
        Use::OnResource => format!("policy on {holder}"),
        Use::OfEndpoint => format!("policy of {holder}"),
        Use::Scp => format!("SCP {holder}"),
        Use::Rcp => format!("RCP {holder}"),
    }
}

/// FNV-1a, with a separator that no text holds.
fn hash<const N: usize>(parts: [&str; N]) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0xFF]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
