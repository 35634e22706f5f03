//! What goes beside an answer: what could not be read of what has a say, what else the same call asks for, and what AWS's own
//! answer may hide.

use crate::diagnose::Examined;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Decision, Layer, Request};
use iamdiag_policy::Arn;
use iamdiag_snapshot::{Gap, Snapshot, container};

/// How many further actions are named.
const SHOWN: usize = 6;
/// How many calls that brought nothing are.
const GAPS: usize = 5;

/// Something to know beside the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A call of the collector brought nothing, and what it would have brought has a say.
    NotReadable(Gap),
    /// Which SCPs or RCPs there are could not be read; who can read them.
    OrganizationNotReadable {
        /// SCPs, RCPs or both.
        layers: Vec<Layer>,
        /// The management account, where known.
        management_account: Option<Box<str>>,
    },
    /// What was named is an API operation, and this is the action that authorises it (A7, X39).
    AuthorisedBy {
        /// The operation, as it was typed.
        operation: Box<str>,
        /// The action that was asked about.
        action: Box<str>,
    },
    /// The same call may ask for these actions too, on other resources (X56, X60).
    MayAskFor(Vec<Box<str>>),
    /// Identity policies alone allow nothing on a KMS key: its policy has to allow, or to leave it to them (X20).
    KeyDoesNotDelegate,
    /// AWS answers 403 for an object that does not exist, unless the caller may list the bucket (X38).
    MissingObject,
    /// The resource, or what it lies in, is not in the data, and others of its kind are called much like it.
    NotInData {
        /// The resource that could be in the data.
        resource: Box<str>,
        /// ARNs of those that are.
        near: Vec<Box<str>>,
    },
}

/// The remarks on a question.
pub(crate) fn remarks(
    asked: &Request,
    decision: Decision,
    not_collected: &[Layer],
    examined: &[Examined],
    snapshot: &Snapshot,
    catalog: &Catalog,
) -> Vec<Remark> {
    let mut found: Vec<Remark> =
        gaps(asked, examined, snapshot).into_iter().map(Remark::NotReadable).collect();
    found.extend(organization(not_collected, snapshot));
    if matches!(decision, Decision::Allowed | Decision::Depends) {
        found.extend(further_actions(asked, examined, catalog));
    }
    if decision == Decision::ImplicitDeny
        && asked.action.service() == "kms"
        && examined.iter().any(lacks_key_policy)
    {
        found.push(Remark::KeyDoesNotDelegate);
    }
    let reads_object = matches!(asked.action.lower(), "s3:getobject" | "s3:getobjectattributes");
    if reads_object && decision == Decision::Allowed {
        found.push(Remark::MissingObject);
    }
    found
}

/// Whether it is the key's policy that does not allow.
fn lacks_key_policy(one: &Examined) -> bool {
    let is_possible =
        !one.evaluation.blockers.iter().any(|blocker| blocker.reference.layer() == Layer::Structure);
    let mut missing = one.evaluation.blockers.iter().filter(|blocker| !blocker.explicit);
    is_possible && missing.any(|blocker| blocker.reference.layer() == Layer::Resource)
}

/// The calls that would have brought what has a say: about the resource, about the caller's IAM, about the organization.
fn gaps(asked: &Request, examined: &[Examined], snapshot: &Snapshot) -> Vec<Gap> {
    let resources: Vec<String> = examined.iter().map(|one| one.check.request.resource.text()).collect();
    let holders: Vec<String> = resources.iter().filter_map(|text| container(text)).collect();
    let account = asked.caller.account.as_deref();
    let roles = [asked.caller.role_arn(), Some(&*asked.caller.text)];
    let concerns = |gap: &&Gap| {
        let resource = gap.resource.as_deref();
        let of_resource =
            resource.is_some_and(|about| resources.iter().chain(&holders).any(|text| **text == *about));
        let of_caller = &*gap.unit.service == "iam"
            && gap.unit.account.as_deref() == account
            && (resource.is_none() || roles.contains(&resource));
        let of_listing = resource.is_none() && lists(gap, &resources);
        let of_organization = &*gap.unit.service == "organizations";
        of_resource || of_caller || of_listing || of_organization
    };
    snapshot.coverage().gaps().iter().filter(concerns).take(GAPS).cloned().collect()
}

/// Whether the call would have listed resources such as the one that is asked about, in its account and region.
fn lists(gap: &Gap, resources: &[String]) -> bool {
    resources.iter().filter_map(|text| Arn::parse(text)).any(|arn| {
        *gap.unit.service == *arn.service
            && gap
                .unit
                .account
                .as_deref()
                .is_none_or(|account| arn.account.is_empty() || account == arn.account)
            && gap.unit.region.as_deref().is_none_or(|region| arn.region.is_empty() || region == arn.region)
    })
}

/// Whether the organization was looked for and could not be read.
fn organization(not_collected: &[Layer], snapshot: &Snapshot) -> Option<Remark> {
    let handed = |layer: &&Layer| matches!(layer, Layer::Scp | Layer::Rcp);
    let layers: Vec<Layer> = not_collected.iter().filter(handed).copied().collect();
    let state = snapshot.coverage().state(None, None, "organizations")?;
    let management_account =
        snapshot.known_organization().and_then(|organization| organization.management_account.clone());
    (!layers.is_empty() && !state.is_complete())
        .then_some(Remark::OrganizationNotReadable { layers, management_account })
}

/// What the reference says the action depends on, less what was asked about anyway.
fn further_actions(asked: &Request, examined: &[Examined], catalog: &Catalog) -> Option<Remark> {
    let action = catalog.action(asked.action.service(), asked.action.name())?;
    let of_types = action.resource_types().flat_map(|of| of.dependent_actions().collect::<Vec<_>>());
    let mut names: Vec<Box<str>> = action.dependent_actions().chain(of_types).map(Into::into).collect();
    names.sort();
    names.dedup();
    names.retain(|name| {
        !examined.iter().any(|one| one.check.request.action.written().eq_ignore_ascii_case(name))
    });
    names.truncate(SHOWN);
    (!names.is_empty()).then_some(Remark::MayAskFor(names))
}
