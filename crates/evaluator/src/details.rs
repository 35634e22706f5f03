//! The details of one statement of an evaluation, when somebody asks for them.

use crate::check::Check;
use crate::evaluate::first_look;
use crate::evidence::{Evidence, Layer};
use crate::matching::{self, Place};
use crate::prepared::Prepared;
use crate::trace::StatementDetails;
use crate::unknown::StatementRef;
use iamdiag_policy::{Document, PolicyKind, StatementSlot};

/// What was compared in the statement at `at`, in full; `None` where there is no such statement. For one that could not be read
/// every part is left out. `prepared` and `evidence` must be those of the evaluation that the reference came from.
pub fn details(prepared: &Prepared<'_>, evidence: &Evidence, at: StatementRef) -> Option<StatementDetails> {
    details_in(&first_look(prepared, evidence), evidence, at)
}

/// The same in the world of a check.
pub(crate) fn details_in(
    check: &Check<'_>,
    evidence: &Evidence,
    at: StatementRef,
) -> Option<StatementDetails> {
    let document = &evidence.attached(at)?.document;
    match document.statements.get(at.statement as usize)? {
        StatementSlot::Read(statement) => {
            let unlisted_rcp_service = at.layer == Layer::Rcp && !check.prepared.settled.under_rcps;
            let place = Place { at, kind: kind(at.layer, document), unlisted_rcp_service };
            Some(matching::details(check, &place, statement))
        }
        StatementSlot::Unreadable { .. } => Some(StatementDetails::default()),
    }
}

/// What a document is used as in a layer; on a resource it says so itself.
fn kind(layer: Layer, document: &Document) -> PolicyKind {
    match layer {
        Layer::Identity => PolicyKind::Identity,
        Layer::Boundary => PolicyKind::Boundary,
        Layer::Session => PolicyKind::Session,
        Layer::Scp => PolicyKind::Scp,
        Layer::Rcp => PolicyKind::Rcp,
        Layer::Vpce => PolicyKind::Vpce,
        _ => document.kind,
    }
}
