//! Why a clause came out as it did.

/// The reason behind a clause's truth, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Because {
    /// The request's value was compared with the policy's.
    Compared,
    /// The request does not carry the key (C10, C33).
    Absent,
    /// A list key under an operator without set qualifier (C15).
    ListWithoutQualifier,
    /// The key is there, but its value is known only in part (T6).
    PartlyKnown,
    /// It is not known whether the key is there, or with which value (T3).
    NotTold,
    /// AWS's documentation leaves open how this is read (T12).
    Disputed,
}

impl Because {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compared => "compared",
            Self::Absent => "key-absent",
            Self::ListWithoutQualifier => "list-without-qualifier",
            Self::PartlyKnown => "value-partly-known",
            Self::NotTold => "key-not-told",
            Self::Disputed => "disputed",
        }
    }
}
