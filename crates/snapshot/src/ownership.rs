//! Whose a resource is, and which collected resource has the policy that decides about it (I5, X30).

use crate::resource::CollectedResource;
use crate::snapshot::Snapshot;
use iamdiag_catalog::Catalog;
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
        let Some(text) = settled_text(&request.resource) else { return Ownership::Unknown };
        let Some(arn) = Arn::parse(&text) else { return Ownership::Unknown };
        if let Some(account) = arn.account_id() {
            return Ownership::Known(Owner::Account(account.into()));
        }
        if arn.account == "aws" {
            return Ownership::Known(Owner::Aws);
        }
        if let Some(resource) = self.policy_holder(&text) {
            return Ownership::Known(Owner::Account(resource.account.clone()));
        }
        match &request.caller.account {
            Some(own) if arn.service == "s3" && self.is_listed(own, &arn) => Ownership::NotCallers,
            _ => Ownership::Unknown,
        }
    }

    /// The account in which a resource, or what has its policy, was collected.
    pub fn collected_in(&self, resource: &Resource) -> Option<&str> {
        let holder = self.policy_holder(&settled_text(resource)?)?;
        Some(&holder.account)
    }

    /// Whether the action makes the resource, in the caller's account: then it is not there, and has no policy. One that was
    /// collected is there.
    pub(crate) fn is_made(&self, request: &Request, catalog: &Catalog) -> bool {
        let text = request.resource.text();
        let own = request.caller.account.clone().map(Owner::Account);
        let action = catalog.action(request.action.service(), request.action.name());
        !request.strict
            && own.is_some()
            && request.resource_account == own
            && action.is_some_and(|action| action.makes(&text).is_some())
            && self.policy_holder(&text).is_none()
    }

    /// Whether all resources of the ARN's service and region that the account has were collected.
    pub(crate) fn is_listed(&self, account: &str, arn: &Arn<'_>) -> bool {
        let region = Some(arn.region).filter(|region| !region.is_empty());
        self.coverage().is_complete(account, region, arn.service)
    }

    /// The collected resource whose policy decides about an ARN: what it lies in, else itself. What lies in something with a
    /// policy has none of its own, even where it was collected too.
    pub fn policy_holder(&self, text: &str) -> Option<&CollectedResource> {
        let Some(holder) = container(text) else { return self.resource(text) };
        // CloudWatch Logs lists its groups with `:*` behind them (R17).
        self.resource(&holder).or_else(|| self.resource(&format!("{holder}:*")))
    }

    /// The secrets that an ARN without its last part may stand for: Secrets Manager puts six random characters behind the name,
    /// and takes the ARN without them in a call, but not where it decides.
    pub fn secrets_named(&self, text: &str) -> Vec<&str> {
        let is_secret = |text: &str| {
            Arn::parse(text)
                .is_some_and(|arn| arn.service == "secretsmanager" && arn.resource.starts_with("secret:"))
        };
        if !is_secret(text) || self.resource(text).is_some() {
            return Vec::new();
        }
        let is_rest = |rest: &str| {
            rest.len() == 7
                && rest.starts_with('-')
                && rest.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric())
        };
        let all = self.resources().map(|resource| &*resource.arn);
        all.filter(|arn| arn.strip_prefix(text).is_some_and(is_rest)).collect()
    }
}

/// The text of a resource as far as it settles which policy decides: an ARN, or the pattern of one whose wildcards lie behind
/// what has the policy, as `arn:aws:s3:::bucket/*`.
pub(crate) fn settled_text(resource: &Resource) -> Option<String> {
    let text = resource.text();
    match resource {
        Resource::Arn(_) => Some(text),
        Resource::Like(_) if !container(&text)?.contains(['*', '?']) => Some(text),
        Resource::Like(_) | Resource::Star => None,
    }
}

/// The ARN of what a resource lies in, where that has the policy: the bucket of an object, the table of an index, the topic of a
/// subscription, the domain of an index, the group of a log stream.
pub fn container(text: &str) -> Option<String> {
    let arn = Arn::parse(text)?;
    if arn.service == "glue" {
        // One policy for all of an account's Data Catalog in a region.
        return text.strip_suffix(arn.resource).map(|before| format!("{before}catalog"));
    }
    let end = match arn.service {
        "s3" if arn.region.is_empty() && arn.account.is_empty() => arn.resource.find('/')?,
        "s3" if arn.resource.starts_with("accesspoint/") => arn.resource.find("/object/")?,
        "es" => "domain/".len() + arn.resource.strip_prefix("domain/")?.find('/')?,
        "logs" if arn.resource.starts_with("log-group:") => {
            let name = "log-group:".len();
            name + arn.resource.get(name..)?.find(':').unwrap_or(arn.resource.len() - name)
        }
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
        assert_eq!(of("arn:aws:s3:r:1:accesspoint/a/object/k/l"), "arn:aws:s3:r:1:accesspoint/a");
        assert_eq!(of("arn:aws:es:r:1:domain/d/i/_search"), "arn:aws:es:r:1:domain/d");
        assert_eq!(of("arn:aws:logs:r:1:log-group:g:log-stream:s"), "arn:aws:logs:r:1:log-group:g");
        assert_eq!(of("arn:aws:logs:r:1:log-group:g"), "arn:aws:logs:r:1:log-group:g");
        assert_eq!(of("arn:aws:es:r:1:domain/d"), "");
        assert_eq!(of("arn:aws:glue:r:1:table/d/t"), "arn:aws:glue:r:1:catalog");
        assert_eq!(of("arn:aws:s3:::b"), "");
    }
}
