//! Policies with their lines.

use super::{From, PolicyLines, ShownPolicy};
use iamdiag_diagnosis::Lines;
use iamdiag_policy::{Document, Layout, PolicyKind, Span};
use iamdiag_snapshot::{AttachedPolicy, Place, PolicyText, StoredPolicy};

impl ShownPolicy {
    /// A policy that was collected.
    pub(super) fn stored(title: String, policy: &StoredPolicy, kind: PolicyKind) -> Self {
        let document = policy.text.document(kind);
        Self { title, arn: None, text: Some(PolicyLines::new(&document, policy.place())) }
    }
}

impl PolicyLines {
    fn new(document: &Document, place: Option<Place>) -> Self {
        let lines = Lines::of(place, None, document, Span::new(0, 0));
        Self {
            file: lines.file.clone().filter(|_| lines.lead_into_file()).map(Into::into),
            first_line: lines.start.line as usize,
            reflowed: document.text.layout() == Layout::Reflowed,
            lines: document.text.as_str().lines().map(Into::into).collect(),
        }
    }
}

impl From<'_> {
    /// A managed policy: the collected text, else the catalog's, else none.
    pub(super) fn attached(&self, policy: &AttachedPolicy, title: String, kind: PolicyKind) -> ShownPolicy {
        let arn = Some(policy.arn.to_string());
        let collected = self.snapshot.policy(&policy.arn).and_then(|found| found.document.as_ref());
        if let Some(stored) = collected {
            return ShownPolicy { arn, ..ShownPolicy::stored(title, stored, kind) };
        }
        match self.catalog.managed_policy(&policy.arn) {
            Some(known) => {
                let document = PolicyText::own(known.document()).document(kind);
                let title = format!("{title} (text of the catalog, {})", known.version_id());
                ShownPolicy { title, arn, text: Some(PolicyLines::new(&document, None)) }
            }
            None => ShownPolicy { title, arn, text: None },
        }
    }
}
