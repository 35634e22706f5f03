//! Whose a resource is, and which collected resource has the policy that decides about it (I5, X30).

use crate::coverage::CoverageState;
use crate::resource::CollectedResource;
use crate::snapshot::Snapshot;
use iamdiag_evaluator::{Owner, Request, Resource};
use iamdiag_policy::Arn;

/// What a snapshot knows of the owner of a request's resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ownership {
    /// It was told, stands in the ARN, or the resource was collected.
    Known(Owner),
    /// It is not the caller's: a listing of all that the caller's account has does not have it.
    NotCallers,
    /// Nothing settles it.
    Unknown,
}

impl Snapshot {
    /// The owner of what is asked for.
    pub(crate) fn ownership(&self, request: &Request) -> Ownership {
        if let Some(told) = &request.resource_account {
            return Ownership::Known(told.clone());
        }
        let text = match &request.resource {
            Resource::Arn(text) => text,
            Resource::Star | Resource::Like(_) => return Ownership::Unknown,
        };
        let Some(arn) = Arn::parse(text) else { return Ownership::Unknown };
        if let Some(account) = arn.account_id() {
            return Ownership::Known(Owner::Account(account.into()));
        }
        if arn.account == "aws" {
            return Ownership::Known(Owner::Aws);
        }
        if let Some(resource) = self.policy_holder(text) {
            return Ownership::Known(Owner::Account(resource.account.clone()));
        }
        match &request.caller.account {
            Some(own) if arn.service == "s3" && self.is_listed(own, &arn) => Ownership::NotCallers,
            _ => Ownership::Unknown,
        }
    }

    /// Whether all resources of the ARN's service and region that the account has were collected.
    pub(crate) fn is_listed(&self, account: &str, arn: &Arn<'_>) -> bool {
        let region = Some(arn.region).filter(|region| !region.is_empty());
        let of = |region| self.coverage().state(Some(account), region, arn.service);
        of(region).is_some_and(CoverageState::is_complete)
    }

    /// Whether what holds a resource could not be looked at.
    pub(crate) fn is_refused(&self, resource: &CollectedResource) -> bool {
        let Some(arn) = Arn::parse(&resource.arn) else { return false };
        let region = Some(arn.region).filter(|region| !region.is_empty());
        let state = self.coverage().state(Some(&resource.account), region, arn.service);
        state.is_some_and(CoverageState::brought_nothing)
    }

    /// The collected resource whose policy decides about an ARN: what it lies in, else itself. What lies in something with a
    /// policy has none of its own, even where it was collected too.
    pub fn policy_holder(&self, text: &str) -> Option<&CollectedResource> {
        match container(text) {
            Some(holder) => self.resource(&holder),
            None => self.resource(text),
        }
    }
}

/// The ARN of what a resource lies in, where that has the policy: the bucket of an object, the table of an index, the topic of a
/// subscription.
pub fn container(text: &str) -> Option<String> {
    let arn = Arn::parse(text)?;
    let end = match arn.service {
        "s3" if arn.region.is_empty() && arn.account.is_empty() => arn.resource.find('/')?,
        "dynamodb" => arn.resource.find("/index/")?,
        "sns" => arn.resource.find(':')?,
        _ => return None,
    };
    let cut = text.len() - arn.resource.len() + end;
    text.get(..cut).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::container;

    #[test]
    fn what_lies_in_something_with_a_policy_is_cut_there() {
        let of = |text| container(text).unwrap_or_default();
        assert_eq!(of("arn:aws:s3:::b/k/l"), "arn:aws:s3:::b");
        assert_eq!(of("arn:aws:dynamodb:r:1:table/t/index/i"), "arn:aws:dynamodb:r:1:table/t");
        assert_eq!(of("arn:aws:dynamodb:r:1:table/t/stream/s"), "");
        assert_eq!(of("arn:aws:sns:r:1:t:uuid"), "arn:aws:sns:r:1:t");
        assert_eq!(of("arn:aws:s3:::b"), "");
    }
}
