//! Which SCPs and RCPs bind a request (O5 to O7, Q1 to Q6).

use crate::caller::CallerKind;
use crate::evidence::Evidence;
use crate::flag::{Flag, Reading};
use crate::layers::{Binding, RcpBinding};
use crate::prepared::Prepared;
use crate::request::{Management, Owner};
use crate::target::Target;

/// Services whose tasks SCPs do not restrict (O7), by action prefix.
const OUTSIDE_SCPS: &[&str] = &["mechanicalturk", "awis", "alexatopsites"];

pub(crate) fn binding(prepared: &Prepared<'_>, evidence: &Evidence, flags: &mut Vec<Flag>) -> Binding {
    Binding { scps: scps_bind(prepared), rcps: rcps_bind(prepared, evidence, flags) }
}

fn scps_bind(prepared: &Prepared<'_>) -> bool {
    let request = prepared.request;
    let service = request.action.service();
    let kind_is_bound = match request.caller.kind {
        CallerKind::User { .. } | CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. } => true,
        // O7: support plans are the root user's to change.
        CallerKind::Root => service != "supportplans",
        CallerKind::Service { .. } | CallerKind::Federated { .. } | CallerKind::Anonymous => false,
    };
    kind_is_bound
        && !prepared.settled.service_linked
        && !is_management(&request.management, request.caller.account.as_deref(), true)
        && !OUTSIDE_SCPS.contains(&service)
}

fn is_management(management: &Management, account: Option<&str>, is_caller: bool) -> bool {
    match management {
        Management::Other => false,
        Management::Caller => is_caller,
        Management::Account(id) => account == Some(&**id),
    }
}

fn rcps_bind(prepared: &Prepared<'_>, evidence: &Evidence, flags: &mut Vec<Flag>) -> RcpBinding {
    let request = prepared.request;
    let owner = match &prepared.owner {
        Owner::Account(account) => Some(&**account),
        Owner::Aws => return RcpBinding::None,
        Owner::Other | Owner::Unknown => None,
    };
    let own_account = owner.is_some() && owner == request.caller.account.as_deref();
    // Q6: the management account's resources, service-linked roles, AWS managed keys, and retiring a grant.
    let aws_managed_key = is_resource(prepared, "kms", "alias/aws/");
    if is_management(&request.management, owner, own_account)
        || prepared.settled.service_linked
        || assumes_linked_role(prepared)
        || aws_managed_key
        || request.action.lower() == "kms:retiregrant"
    {
        return RcpBinding::None;
    }
    let unsigned = matches!(request.caller.kind, CallerKind::Anonymous | CallerKind::Federated { .. });
    if !matches!(prepared.target, Target::Nothing { .. }) || unsigned {
        if matches!(prepared.target, Target::Nothing { .. }) && !no_nodes(&evidence.rcps) {
            flags.push(Flag::Reading(Reading(2)));
            if request.reads_otherwise(2) {
                return RcpBinding::None;
            }
        }
        if matches!(request.caller.kind, CallerKind::Service { .. }) && !no_nodes(&evidence.rcps) {
            // U1: documentation disagrees with itself; the samples need RCPs to act.
            flags.push(Flag::Reading(Reading(1)));
            if request.reads_otherwise(1) {
                return RcpBinding::None;
            }
        }
        return RcpBinding::Resource;
    }
    if !no_nodes(&evidence.caller_rcps) {
        flags.push(Flag::Reading(Reading(2)));
        if request.reads_otherwise(2) {
            return RcpBinding::None;
        }
    }
    RcpBinding::Caller
}

/// Q6, X17: a service taking up its own linked role.
fn assumes_linked_role(prepared: &Prepared<'_>) -> bool {
    matches!(prepared.request.caller.kind, CallerKind::Service { .. })
        && prepared.request.action.lower() == "sts:assumerole"
        && is_resource(prepared, "iam", "role/aws-service-role/")
}

/// Whether the resource is one of the service whose last part begins so.
fn is_resource(prepared: &Prepared<'_>, service: &str, prefix: &str) -> bool {
    prepared.arn.is_some_and(|arn| arn.service == service && arn.resource.starts_with(prefix))
}

fn no_nodes<T>(nodes: &crate::evidence::Collected<Vec<T>>) -> bool {
    nodes.known().is_some_and(Vec::is_empty)
}
