//! The version of the policy language (M2, M3).

/// The language a document is written in; absent means [`Version::V2008`] (M2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// `2008-10-17`: `${…}` is literal text (M3).
    #[default]
    V2008,
    /// `2012-10-17`: policy variables are expanded.
    V2012,
}

impl Version {
    /// Reads the `Version` value; any other text is invalid (M2).
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            "2012-10-17" => Some(Self::V2012),
            "2008-10-17" => Some(Self::V2008),
            _ => None,
        }
    }
}
