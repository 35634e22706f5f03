//! One value of the request against all values of the policy (C1, C14).

use super::ClauseCheck;
use crate::truth::Truth;
use iamdiag_policy::condition::Family;
use iamdiag_policy::pattern::Glob;
use ipnet::IpNet;

/// A value of the request, perhaps only partly known (T6).
#[derive(Clone, Copy, Debug)]
pub(crate) enum RequestValue<'a> {
    /// The text.
    Text(&'a str),
    /// Some text that matches.
    Like(&'a Glob),
    /// Some text that does not match.
    Unlike(&'a Glob),
    /// Some address in the network.
    Within(IpNet),
    /// Some value of the key's type.
    Anything,
}

impl ClauseCheck<'_, '_> {
    /// The operator's verdict on one value: true if some policy value matches, for negated operators if none does.
    pub(super) fn value(&self, value: RequestValue<'_>) -> Truth {
        match self.clause.operator.family {
            Family::String => self.strings(value),
            Family::Arn => self.arns(value),
            Family::Numeric => self.numbers(value),
            Family::Date => self.dates(value),
            Family::Bool => self.booleans(value),
            Family::Binary => self.binaries(value),
            Family::Ip => self.addresses(value),
            // `Null` looks at presence alone.
            Family::Null => Truth::Unknown,
        }
    }

    /// Turns "some policy value matches" into the operator's verdict.
    pub(super) fn negate_if_needed(&self, any: Truth) -> Truth {
        if self.clause.operator.negated { any.negate() } else { any }
    }
}
