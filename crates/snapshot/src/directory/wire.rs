//! Shapes that several files of a directory share.

use iamdiag_evaluator::Collected;
use serde::{Deserialize, Deserializer};

/// Which types of policy are in force.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "an object of policy types and ENABLED or DISABLED")]
pub(super) struct PolicyTypes {
    /// Null: not known.
    #[serde(rename = "SERVICE_CONTROL_POLICY", default, deserialize_with = "told")]
    pub(super) scp: Option<Option<Word>>,
    #[serde(rename = "RESOURCE_CONTROL_POLICY", default, deserialize_with = "told")]
    pub(super) rcp: Option<Option<Word>>,
}

/// What AWS says of a type of policy.
#[derive(Deserialize, Clone, Copy)]
pub(super) enum Word {
    /// In force.
    #[serde(rename = "ENABLED")]
    Enabled,
    /// Not in force.
    #[serde(rename = "DISABLED")]
    Disabled,
    /// On its way in.
    #[serde(rename = "PENDING_ENABLE")]
    PendingEnable,
    /// On its way out.
    #[serde(rename = "PENDING_DISABLE")]
    PendingDisable,
}

impl Word {
    /// Whether policies of the type bind; on the way in or out nobody can tell.
    pub(super) fn binds(self) -> Collected<bool> {
        match self {
            Self::Enabled => Collected::Known(true),
            Self::Disabled => Collected::Known(false),
            Self::PendingEnable | Self::PendingDisable => Collected::NotCollected,
        }
    }
}

/// Tells a field that is null apart from one that is not there.
pub(super) fn told<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
