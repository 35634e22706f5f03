//! An account: its place in the organization, what was collected of it, and what was not.

use super::{From, Shown};
use crate::words::count;
use iamdiag_snapshot::{Account, PrincipalKind};

impl From<'_> {
    pub(super) fn account(&self, id: &str, account: Option<&Account>) -> Shown {
        let mut shown = Shown::named("account", &self.account_label(id));
        self.place(id, &mut shown);
        let Some(account) = account else {
            shown.fact("collected", "nothing but its place");
            return shown;
        };
        let is_role = |kind: &PrincipalKind| matches!(kind, PrincipalKind::Role { .. });
        let roles = account.principals().filter(|principal| is_role(&principal.kind)).count();
        let users = account.principals().count() - roles;
        shown.fact(
            "IAM",
            [
                count(users, "user", "users"),
                count(account.groups().count(), "group", "groups"),
                count(roles, "role", "roles"),
            ]
            .join(", "),
        );
        let resources = self.snapshot.resources().filter(|resource| *resource.account == *id).count();
        shown.fact("resources", count(resources, "resource", "resources"));
        let units = self.snapshot.coverage().units().filter(|(unit, _)| unit.account.as_deref() == Some(id));
        let covered = units.map(|(unit, state)| {
            let region = unit.region.as_deref().map_or(String::new(), |region| format!(" in {region}"));
            format!("{}{region}: {}", unit.service, state.name())
        });
        shown.facts("coverage", covered.collect());
        let gaps = self.snapshot.coverage().gaps().iter();
        let gaps = gaps.filter(|gap| gap.unit.account.as_deref() == Some(id)).map(|gap| {
            let about = gap.resource.as_deref().map_or(String::new(), |resource| format!(" of {resource}"));
            format!("{}{about}: {}", gap.operation, gap.error_code.as_deref().unwrap_or("no answer"))
        });
        shown.facts("not collected", gaps.collect());
        shown
    }
}
