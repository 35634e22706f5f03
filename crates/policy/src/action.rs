//! `Action` and `NotAction` entries (A1 to A5).

use crate::pattern::{Glob, Shape};

/// An action as a request names it: `service:Name`. Compared without regard to ASCII case (A1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionName {
    written: Box<str>,
    lower: Box<str>,
    colon: usize,
    service_hash: u64,
}

impl ActionName {
    /// Reads `service:Name`; `None` without a colon or with an empty half.
    pub fn parse(text: &str) -> Option<Self> {
        let colon = text.find(':')?;
        if colon == 0 || colon + 1 == text.len() {
            return None;
        }
        let lower: Box<str> = text.to_ascii_lowercase().into();
        let service_hash = hash(lower.get(..colon)?);
        Some(Self { written: text.into(), lower, colon, service_hash })
    }

    /// The spelling it came in.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The whole name in lower case.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// The service prefix in lower case.
    pub fn service(&self) -> &str {
        self.lower.get(..self.colon).unwrap_or("")
    }

    /// Its service as a set.
    pub(crate) fn service_set(&self) -> ServiceSet {
        ServiceSet::one(self.service_hash)
    }

    /// The name after the colon in lower case.
    pub fn name(&self) -> &str {
        self.lower.get(self.colon + 1..).unwrap_or("")
    }
}

/// A number for a service prefix in any case, to tell most statements of other services apart at once. FNV-1a.
fn hash(service: &str) -> u64 {
    service.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What the service half of an [`ActionPattern`] covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionService {
    /// Every service: `*` (A2) and `*:*` (A3).
    Every,
    /// One service, by the hash of its lower-case prefix.
    One(u64),
    /// A wildcard inside the prefix, which IAM does not store (A3, U11).
    Wildcard,
}

/// A set of services that holds at least those it was made of, and perhaps others: one bit for many services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServiceSet(u64);

impl ServiceSet {
    /// Every service.
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// The service with that hash.
    fn one(hash: u64) -> Self {
        Self(1 << (hash >> 58))
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some service may be in both.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One entry of `Action` or `NotAction`, lower-cased and classified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPattern {
    written: Box<str>,
    service: ActionService,
    glob: Glob,
}

impl ActionPattern {
    /// Reads an entry; `None` if it is neither `*` nor has a colon (A2: an error of the document).
    pub fn parse(text: &str) -> Option<Self> {
        let glob = Glob::new_lower(text);
        let service = if glob.shape() == Shape::Any {
            ActionService::Every
        } else {
            let colon = text.bytes().position(|byte| byte == b':')?;
            let (service, name) = text.split_at_checked(colon)?;
            let stars = |half: &str| !half.is_empty() && half.bytes().all(|byte| byte == b'*');
            if !service.bytes().any(|byte| matches!(byte, b'*' | b'?')) {
                ActionService::One(hash(service))
            } else if stars(service) && stars(name.strip_prefix(':').unwrap_or(name)) {
                ActionService::Every
            } else {
                ActionService::Wildcard
            }
        };
        Some(Self { written: text.into(), service, glob })
    }

    /// The entry as written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// What its service half covers.
    pub fn service(&self) -> ActionService {
        self.service
    }

    /// The services that it may cover actions of.
    pub(crate) fn service_set(&self) -> ServiceSet {
        match self.service {
            ActionService::Every | ActionService::Wildcard => ServiceSet::ALL,
            ActionService::One(hash) => ServiceSet::one(hash),
        }
    }

    /// Whether it matches, taking a wildcard in the prefix as one (callers apply A3 to [`ActionService::Wildcard`]).
    pub fn matches(&self, action: &ActionName) -> bool {
        match self.service {
            ActionService::Every => true,
            ActionService::One(hash) => hash == action.service_hash && self.glob.matches(action.lower()),
            ActionService::Wildcard => self.glob.matches(action.lower()),
        }
    }

    /// The service prefix it spells, if it spells one, in lower case.
    pub fn spelled_service(&self) -> Option<String> {
        let (service, _) = self.written.split_once(':')?;
        (!service.contains(['*', '?'])).then(|| service.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, action: &str, expected: bool) {
        let action = ActionName::parse(action).unwrap();
        assert_eq!(ActionPattern::parse(pattern).unwrap().matches(&action), expected, "{pattern} {action:?}");
    }

    #[test]
    fn case_is_ignored_and_wildcards_go_anywhere() {
        check("S3:getobject", "s3:GetObject", true);
        check("s3:Get?bject", "s3:GetObject", true);
        check("s3:*Object*", "s3:GetObjectAcl", true);
        check("iam:*", "s3:GetObject", false);
        check("*", "s3:GetObject", true);
        check("*:*", "s3:GetObject", true);
    }

    #[test]
    fn nothing_is_trimmed() {
        check(" s3:GetObject", "s3:GetObject", false);
        check("s3: GetObject", "s3:GetObject", false);
    }

    #[test]
    fn an_entry_needs_a_colon() {
        assert_eq!(ActionPattern::parse("s3"), None);
        assert_eq!(ActionPattern::parse("s3*"), None);
    }

    #[test]
    fn a_wildcard_in_the_prefix_is_told_apart() {
        assert_eq!(ActionPattern::parse("s*:Get*").unwrap().service(), ActionService::Wildcard);
        assert_eq!(ActionPattern::parse("*:Get*").unwrap().service(), ActionService::Wildcard);
        assert_eq!(ActionPattern::parse("*:*").unwrap().service(), ActionService::Every);
    }
}
