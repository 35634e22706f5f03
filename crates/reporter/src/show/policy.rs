//! A policy with what it is attached to.

use super::{From, Shown, ShownPolicy};
use iamdiag_evaluator::Collected;
use iamdiag_policy::PolicyKind;
use iamdiag_snapshot::{AttachedPolicy, OrgPolicy, OrgPolicyKind, StoredPolicy};

impl From<'_> {
    pub(super) fn managed(&self, arn: &str) -> Shown {
        // A policy of AWS's may be named without its ARN.
        let full = self.catalog.managed_policy(arn).filter(|_| !arn.starts_with("arn:"));
        let full = full.map(|known| known.arn());
        let arn = full.as_deref().unwrap_or(arn);
        let mut shown = Shown::named("managed policy", arn);
        let known = self.snapshot.policy(arn);
        shown.facts(
            "version",
            known.and_then(|policy| policy.version.as_deref()).map(Into::into).into_iter().collect(),
        );
        let mut holders = Vec::new();
        for account in self.snapshot.accounts() {
            let has = |attached: &[AttachedPolicy]| attached.iter().any(|policy| is_same(&policy.arn, arn));
            holders.extend(
                account.groups().filter(|group| has(&group.attached)).map(|group| group.arn.to_string()),
            );
            for principal in account.principals() {
                if has(&principal.attached) {
                    holders.push(principal.arn.to_string());
                }
                if principal.boundary.as_deref().is_some_and(|boundary| is_same(boundary, arn)) {
                    holders.push(format!("{} (as permissions boundary)", principal.arn));
                }
            }
        }
        attached_to(&mut shown, holders);
        let name = arn.rsplit('/').next().unwrap_or(arn);
        let policy = AttachedPolicy { name: name.into(), arn: arn.into() };
        shown.policies.push(self.attached(&policy, format!("managed policy {name}"), PolicyKind::Identity));
        shown
    }

    pub(super) fn inline(&self, holder: &str, policy: &StoredPolicy) -> Shown {
        let mut shown = Shown::named("inline policy", &policy.name);
        attached_to(&mut shown, vec![holder.to_owned()]);
        let title = format!("inline policy \"{}\"", policy.name);
        shown.policies.push(ShownPolicy::stored(title, policy, PolicyKind::Identity));
        shown
    }

    pub(super) fn handed(&self, policy: &OrgPolicy) -> Shown {
        let (kind, of_kind) = match policy.kind {
            OrgPolicyKind::Scp => ("service control policy", PolicyKind::Scp),
            OrgPolicyKind::Rcp => ("resource control policy", PolicyKind::Rcp),
        };
        let mut shown = Shown::named(kind, &policy.name);
        shown.fact("id", policy.id.to_string());
        let nodes = self.snapshot.known_organization().into_iter().flat_map(|known| known.nodes.values());
        let holders = nodes.filter_map(|node| {
            let attached = if policy.kind == OrgPolicyKind::Scp { &node.scps } else { &node.rcps };
            let is_here = matches!(attached, Collected::Known(ids) if ids.contains(&policy.id));
            let name = node.name.as_deref().map_or(String::new(), |name| format!(" \"{name}\""));
            is_here.then(|| format!("{} {}{name}", node.kind.name(), node.id))
        });
        attached_to(&mut shown, holders.collect());
        let title = format!("{kind} {}", policy.name);
        shown.policies.push(match &policy.document {
            Some(stored) => ShownPolicy::stored(title, stored, of_kind),
            None => ShownPolicy { title, arn: None, text: None },
        });
        shown
    }
}

/// Whether two ARNs are of one policy: those of AWS are the same in every partition.
fn is_same(one: &str, other: &str) -> bool {
    let of_aws = |arn: &str| Some(arn.split_once(":iam::aws:policy/")?.1.to_owned());
    one == other || of_aws(one).is_some_and(|name| of_aws(other) == Some(name))
}

fn attached_to(shown: &mut Shown, holders: Vec<String>) {
    match holders.is_empty() {
        true => shown.fact("attached to", "nothing that was collected"),
        false => shown.facts("attached to", holders),
    }
}
