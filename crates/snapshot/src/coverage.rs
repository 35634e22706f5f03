//! What was looked at, and with which result: coverage is data, so that "there is none" and "nobody looked" are told apart.

use std::collections::BTreeMap;

/// One thing that a collector looks at: a service in a region of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// The account; `None` for the organization as a whole.
    pub account: Option<Box<str>>,
    /// The region; `None` for what has none (IAM, S3's list of buckets, the organization).
    pub region: Option<Box<str>>,
    /// The service by its prefix: `iam`, `s3`, `kms`, `organizations`, …
    pub service: Box<str>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverageState {
    /// Everything there is was collected.
    Collected,
    /// It was looked at, and there is nothing.
    Empty,
    /// Some of it was collected; the gaps say what was not.
    Partial,
    /// AWS refused to show it.
    Refused,
    /// It was not asked for.
    NotAttempted,
    /// It was asked for, and something else than a refusal went wrong.
    Failed,
}

impl CoverageState {
    /// All states with the words used in files and tables.
    pub const ALL: [Self; 6] =
        [Self::Collected, Self::Empty, Self::Partial, Self::Refused, Self::NotAttempted, Self::Failed];

    /// The word used in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Collected => "collected",
            Self::Empty => "empty",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::NotAttempted => "not-attempted",
            Self::Failed => "failed",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == word)
    }

    /// Whether what was not found surely does not exist.
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Collected | Self::Empty)
    }

    /// Whether nothing of it was seen, whatever files seem to hold of it.
    pub fn is_unseen(self) -> bool {
        matches!(self, Self::Refused | Self::NotAttempted | Self::Failed)
    }
}

/// A call that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The unit that it belongs to.
    pub unit: Unit,
    /// The API operation, such as `GetBucketPolicy`.
    pub operation: Box<str>,
    /// The resource that it was about, where it was about one.
    pub resource: Option<Box<str>>,
    /// AWS's error code, such as `AccessDenied`.
    pub error_code: Option<Box<str>>,
    /// AWS's id of the request.
    pub request_id: Option<Box<str>>,
}

impl Gap {
    /// Whether the call may have brought the resource's policy: every call that is not known to be about something else.
    pub fn is_about_policy(&self) -> bool {
        const OTHERS: [&str; 6] =
            ["Tag", "PublicAccessBlock", "OwnershipControls", "Alias", "Grants", "PasswordPolicy"];
        !OTHERS.iter().any(|other| self.operation.contains(other))
    }
}

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    units: BTreeMap<Unit, CoverageState>,
    gaps: Vec<Gap>,
}

impl Coverage {
    /// Says what became of a unit; the last word counts.
    pub fn set(&mut self, unit: Unit, state: CoverageState) {
        self.units.insert(unit, state);
    }

    /// Adds a call that brought nothing.
    pub fn add_gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// What became of a unit, if anything was said of it.
    pub fn state(&self, account: Option<&str>, region: Option<&str>, service: &str) -> Option<CoverageState> {
        let unit = Unit {
            account: account.map(Into::into),
            region: region.map(Into::into),
            service: service.into(),
        };
        self.units.get(&unit).copied()
    }

    /// Whether everything that an account has of a service in a region was collected, so that what is not there does not exist.
    /// A unit that was not, or a call that brought nothing, counts for every region where it names none, and the other way round.
    pub fn is_complete(&self, account: &str, region: Option<&str>, service: &str) -> bool {
        let concerns = |unit: &Unit| concerns(unit, account, region, service);
        self.state(Some(account), region, service).is_some_and(CoverageState::is_complete)
            && !self.units().any(|(unit, state)| concerns(unit) && !state.is_complete())
            && !self
                .gaps
                .iter()
                .any(|gap| gap.resource.is_none() && gap.is_about_policy() && concerns(&gap.unit))
    }

    /// Whether nothing of a service in a region of an account was seen, whatever files seem to hold of it.
    pub fn is_unseen(&self, account: &str, region: Option<&str>, service: &str) -> bool {
        self.units().any(|(unit, state)| state.is_unseen() && concerns(unit, account, region, service))
    }

    /// The units with their states, in order.
    pub fn units(&self) -> impl Iterator<Item = (&Unit, CoverageState)> {
        self.units.iter().map(|(unit, state)| (unit, *state))
    }

    /// The calls that brought nothing, in the order they were added.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The calls that brought nothing about a resource.
    pub fn gaps_of(&self, resource: &str) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(move |gap| gap.resource.as_deref() == Some(resource))
    }
}

fn concerns(unit: &Unit, account: &str, region: Option<&str>, service: &str) -> bool {
    let is = |known: &Option<Box<str>>, wanted: &str| known.as_deref().is_none_or(|known| known == wanted);
    *unit.service == *service
        && is(&unit.account, account)
        && region.is_none_or(|region| is(&unit.region, region))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(account: Option<&str>, region: Option<&str>) -> Unit {
        Unit { account: account.map(Into::into), region: region.map(Into::into), service: "sqs".into() }
    }

    fn collected() -> Coverage {
        let mut coverage = Coverage::default();
        coverage.set(unit(Some("111111111111"), Some("eu-west-1")), CoverageState::Collected);
        coverage
    }

    fn is_complete(coverage: &Coverage) -> bool {
        coverage.is_complete("111111111111", Some("eu-west-1"), "sqs")
    }

    #[test]
    fn a_unit_that_names_no_region_is_about_all() {
        let mut coverage = collected();
        assert!(is_complete(&coverage));
        coverage.set(unit(Some("111111111111"), Some("eu-west-2")), CoverageState::Refused);
        coverage.set(unit(Some("222222222222"), None), CoverageState::Refused);
        assert!(is_complete(&coverage));
        coverage.set(unit(Some("111111111111"), None), CoverageState::Refused);
        assert!(!is_complete(&coverage));
        assert!(coverage.is_unseen("111111111111", Some("eu-west-1"), "sqs"));
    }

    #[test]
    fn a_call_that_brought_no_list_leaves_it_incomplete() {
        let mut coverage = collected();
        let gap = |operation: &str, resource: Option<&str>| Gap {
            unit: unit(Some("111111111111"), Some("eu-west-1")),
            operation: operation.into(),
            resource: resource.map(Into::into),
            error_code: None,
            request_id: None,
        };
        coverage.add_gap(gap("GetQueueAttributes", Some("arn:aws:sqs:eu-west-1:111111111111:q")));
        coverage.add_gap(gap("ListQueueTags", None));
        assert!(is_complete(&coverage));
        coverage.add_gap(gap("ListQueues", None));
        assert!(!is_complete(&coverage));
    }
}
