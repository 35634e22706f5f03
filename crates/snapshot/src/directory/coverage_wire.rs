//! The shape of `coverage.json`, to be read and to be written.

use crate::coverage::{CoverageState, Gap, Unit};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object with `units` and `gaps`")]
pub(super) struct File<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) collected_at: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) units: Vec<UnitWire<'a>>,
    #[serde(borrow, default)]
    pub(super) gaps: Vec<GapWire<'a>>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object with `account`, `region`, `service` and `state`")]
pub(super) struct UnitWire<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) service: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) state: Cow<'a, str>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object that describes a call that brought nothing")]
pub(super) struct GapWire<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) service: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) operation: Cow<'a, str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) resource: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) error_code: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<Cow<'a, str>>,
}

impl<'a> UnitWire<'a> {
    pub(super) fn of(unit: &'a Unit, state: CoverageState) -> Self {
        Self {
            account: account_of(unit),
            region: perhaps(&unit.region),
            service: (&*unit.service).into(),
            state: state.name().into(),
        }
    }
}

impl<'a> GapWire<'a> {
    pub(super) fn of(gap: &'a Gap) -> Self {
        Self {
            account: account_of(&gap.unit),
            region: perhaps(&gap.unit.region),
            service: (&*gap.unit.service).into(),
            operation: (&*gap.operation).into(),
            resource: perhaps(&gap.resource),
            error_code: perhaps(&gap.error_code),
            request_id: perhaps(&gap.request_id),
        }
    }
}

/// A page of unknown origin is of the account ''.
fn account_of(unit: &Unit) -> Option<Cow<'_, str>> {
    perhaps(&unit.account).filter(|id| !id.is_empty())
}

fn perhaps(text: &Option<Box<str>>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Into::into)
}
