//! A user or role with everything that applies to it.

use super::{From, Shown, ShownPolicy, tag_texts};
use iamdiag_evaluator::Collected;
use iamdiag_policy::{Arn, PolicyKind};
use iamdiag_snapshot::{AttachedPolicy, Group, NodeKind, OrgNode, Principal, PrincipalKind, StoredPolicy};

impl From<'_> {
    pub(super) fn principal(&self, principal: &Principal) -> Shown {
        let mut shown = Shown::named(
            match principal.kind {
                PrincipalKind::User { .. } => "user",
                PrincipalKind::Role { .. } => "role",
            },
            &principal.arn,
        );
        let account = Arn::parse(&principal.arn).map_or("", |arn| arn.account);
        shown.facts("id", principal.unique_id.iter().map(ToString::to_string).collect());
        shown.fact("account", self.account_label(account));
        self.place(account, &mut shown);
        shown.facts("tags", tag_texts(&principal.tags));
        let mut policies = self.of(&principal.inline, &principal.attached, "");
        if let PrincipalKind::User { groups } = &principal.kind {
            shown.facts("groups", groups.iter().map(ToString::to_string).collect());
            for name in groups {
                match self.snapshot.account(account).and_then(|account| account.group(name)) {
                    Some(group) => policies.extend(self.of_group(group)),
                    None => policies.push(ShownPolicy {
                        title: format!("policies of group/{name}"),
                        arn: None,
                        text: None,
                    }),
                }
            }
        }
        if let Some(arn) = &principal.boundary {
            let name = arn.rsplit('/').next().unwrap_or(arn);
            let policy = AttachedPolicy { name: name.into(), arn: arn.clone() };
            policies.push(self.attached(
                &policy,
                format!("permissions boundary {name}"),
                PolicyKind::Boundary,
            ));
        }
        let trust = principal.trust();
        policies.extend(
            trust.map(|policy| ShownPolicy::stored("trust policy".to_owned(), policy, PolicyKind::Trust)),
        );
        shown.policies = policies;
        shown
    }

    fn of_group(&self, group: &Group) -> Vec<ShownPolicy> {
        self.of(&group.inline, &group.attached, &format!(" of group/{}", group.name))
    }

    fn of(&self, inline: &[StoredPolicy], attached: &[AttachedPolicy], whose: &str) -> Vec<ShownPolicy> {
        let inline = inline.iter().map(|policy| {
            let title = format!("inline policy \"{}\"{whose}", policy.name);
            ShownPolicy::stored(title, policy, PolicyKind::Identity)
        });
        let attached = attached.iter().map(|policy| {
            self.attached(policy, format!("managed policy {}{whose}", policy.name), PolicyKind::Identity)
        });
        inline.chain(attached).collect()
    }

    /// The account's way down from the organization's root, with what is attached at each node.
    pub(super) fn place(&self, account: &str, shown: &mut Shown) {
        match self.snapshot.organization() {
            Collected::NotCollected => shown.fact("organization", "not collected"),
            Collected::Known(None) => shown.fact("organization", "none"),
            Collected::Known(Some(organization)) => match organization.path(account) {
                None => shown.fact("organization", format!("not a member of {}", organization.id)),
                Some(path) => {
                    shown.fact("organization", organization.id.to_string());
                    if organization.is_management(account) {
                        shown.fact("management", "this account manages it, so SCPs and RCPs do not bind it");
                    }
                    shown.facts("path", path.iter().map(|node| self.node(node)).collect());
                }
            },
        }
    }

    fn node(&self, node: &OrgNode) -> String {
        let policies = |attached: &Collected<Vec<Box<str>>>| match attached {
            Collected::NotCollected => "not collected".to_owned(),
            Collected::Known(ids) if ids.is_empty() => "none".to_owned(),
            Collected::Known(ids) => {
                let name = |id: &str| {
                    let known = self.snapshot.known_organization();
                    let policy = known.and_then(|organization| organization.policies.get(id));
                    policy.map_or_else(|| id.to_owned(), |policy| policy.name.to_string())
                };
                ids.iter().map(|id| name(id)).collect::<Vec<_>>().join(", ")
            }
        };
        let kind = match node.kind {
            NodeKind::Root => "root",
            NodeKind::Unit => "OU",
            NodeKind::Account => "account",
        };
        let name = node.name.as_deref().map_or(String::new(), |name| format!(" \"{name}\""));
        format!("{kind} {}{name}: SCPs {}; RCPs {}", node.id, policies(&node.scps), policies(&node.rcps))
    }
}
