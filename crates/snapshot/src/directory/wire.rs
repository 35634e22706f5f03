//! Shapes that several files of a directory share.

use iamdiag_evaluator::Collected;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

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

/// Tags by key. A key that stands twice is refused: which value holds would be a guess.
pub(super) struct TagsWire<'a>(pub(super) BTreeMap<Cow<'a, str>, Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for TagsWire<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = TagsWire<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of tags")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut tags = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<Text<'de>, Text<'de>>()? {
                    if tags.contains_key(&key.0) {
                        return Err(M::Error::custom(format_args!("tag `{}` stands twice", key.0)));
                    }
                    tags.insert(key.0, value.0);
                }
                Ok(TagsWire(tags))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// Text that is borrowed where it can be.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
