//! Three values and Kleene's strong connectives (T1).

/// True, false, or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// Certainly not.
    False,
    /// Not decided by what is known.
    Unknown,
    /// Certainly.
    True,
}

use Truth::{False, True, Unknown};

impl Truth {
    /// A plain boolean as a truth.
    pub fn of(b: bool) -> Truth {
        if b { True } else { False }
    }

    /// T1: conjunction is the smaller of the two.
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// T1: disjunction is the greater of the two.
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// T1: negation.
    #[allow(clippy::should_implement_trait, reason = "reads better than an operator beside `and` and `or`")]
    pub fn not(self) -> Truth {
        match self {
            True => False,
            False => True,
            Unknown => Unknown,
        }
    }
}

/// T3: true (false) only if true (false) in every one of the worlds; else unknown.
pub fn agree(worlds: impl IntoIterator<Item = Truth>) -> Truth {
    let mut seen = None;
    for t in worlds {
        match seen {
            None => seen = Some(t),
            Some(s) if s == t => {}
            Some(_) => return Unknown,
        }
    }
    seen.unwrap_or(Unknown)
}
