//! `coverage.json`.

use super::coverage_wire::File;
use super::unit_names;
use crate::coverage::{CoverageState, Gap, Unit};
use crate::documents::{Beside, Documents};
use crate::item::Item;
use crate::read_error::{FileForm, ReadProblem};
use crate::read_warning::ReadWarning;
use crate::text;
use iamdiag_policy::is_account_id;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What the file says.
pub(super) struct Told {
    pub(super) items: Vec<Item>,
    pub(super) collected_at: Option<Box<str>>,
    pub(super) warnings: BTreeSet<ReadWarning>,
}

/// Reads the file.
pub(super) fn read<B: Beside>(documents: &Documents<'_, B>) -> Result<Told, B::Error> {
    let file: File<'_> = text::parse(documents.file, FileForm::Coverage)?;
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    let mut warnings = BTreeSet::new();
    for wire in file.units {
        warnings.extend(unit_names::check(documents, &wire.service, wire.region.as_deref())?);
        let Some(state) = CoverageState::parse(&wire.state) else {
            let expected = "one of collected, empty, partial, refused, not-attempted, failed";
            let problem = ReadProblem::Value { found: wire.state.as_ref().into(), expected };
            return Err(documents.error_at(&wire.state, problem).into());
        };
        let at = wire.service.clone();
        let unit = unit(documents, wire.account, wire.region, wire.service)?;
        if !seen.insert(unit.clone()) {
            return Err(documents
                .error_at(&at, ReadProblem::Twice { what: "unit", name: at.as_ref().into() })
                .into());
        }
        items.push(Item::Coverage(unit, state));
    }
    for wire in file.gaps {
        warnings.extend(unit_names::check(documents, &wire.service, wire.region.as_deref())?);
        items.push(Item::Gap(Gap {
            unit: unit(documents, wire.account, wire.region, wire.service)?,
            operation: wire.operation.into(),
            resource: wire.resource.map(Into::into),
            error_code: wire.error_code.map(Into::into),
            request_id: wire.request_id.map(Into::into),
        }));
    }
    Ok(Told { items, collected_at: file.collected_at.map(Into::into), warnings })
}

fn unit<B: Beside>(
    documents: &Documents<'_, B>,
    account: Option<Cow<'_, str>>,
    region: Option<Cow<'_, str>>,
    service: Cow<'_, str>,
) -> Result<Unit, B::Error> {
    if let Some(id) = account.as_deref().filter(|id| !is_account_id(id)) {
        let expected = "an account id of twelve digits";
        return Err(documents.error_at(id, ReadProblem::Value { found: id.into(), expected }).into());
    }
    Ok(Unit { account: account.map(Into::into), region: region.map(Into::into), service: service.into() })
}
