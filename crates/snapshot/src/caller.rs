//! Finding the caller of a request in the snapshot, and telling the request what is known of it.

use crate::coverage::{CoverageState, Gap};
use crate::given::Given;
use crate::ownership::Ownership;
use crate::principal::{Principal, PrincipalKind};
use crate::snapshot::Snapshot;
use iamdiag_evaluator::{
    Caller, CallerKind, Layer, Management, OrgPath, Owner, Request, Resource, Tags, Truth, World,
};
use iamdiag_policy::Arn;

/// What the snapshot knows of a caller.
#[derive(Clone, Debug)]
pub enum Lookup<'s> {
    /// It is a user, a role or a session of a role that was collected.
    Found(&'s Principal),
    /// It is somebody of whom nothing needs to be, or can be, in the snapshot.
    Elsewhere(Standing),
    /// Its account was collected, and it is not there.
    Unknown {
        /// ARNs that look like it.
        candidates: Vec<Box<str>>,
    },
}

/// Why a caller is not in the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A root user, a service, an identity provider or an anonymous caller: no policy can be attached to it.
    NoPolicies,
    /// A federated user: the user behind it is not told.
    IssuerNotTold,
    /// Its account was not collected.
    NotCollected,
}

impl Snapshot {
    /// Looks the caller up.
    pub fn caller(&self, caller: &Caller) -> Lookup<'_> {
        if !caller.has_identity_policies() {
            return Lookup::Elsewhere(Standing::NoPolicies);
        }
        if let CallerKind::FederatedUser { issuer, .. } = &caller.kind {
            // I7: the policies and the boundary of the user behind it.
            return match issuer.as_deref().and_then(|user| self.principal_by_arn(user)) {
                Some(user) => Lookup::Found(user),
                None => Lookup::Elsewhere(Standing::IssuerNotTold),
            };
        }
        let id = caller.account.as_deref().unwrap_or("");
        let Some(account) = self.account(id) else {
            return Lookup::Elsewhere(Standing::NotCollected);
        };
        let found = match &caller.kind {
            CallerKind::User { name } => account.user(name).filter(|user| user.arn == caller.text),
            CallerKind::RoleSession { role, session: Some(_), .. } => {
                account.role(role).filter(|found| found.name == *role)
            }
            CallerKind::RoleSession { role, .. } => account.role(role).filter(|role| role.arn == caller.text),
            _ => None,
        };
        let is_callers = |arn: &str| Arn::parse(arn).is_some_and(|arn| *arn.partition == *caller.partition);
        match found.filter(|principal| is_callers(&principal.arn)) {
            Some(principal) => Lookup::Found(principal),
            None if !self.has_all_of_iam(id) => Lookup::Elsewhere(Standing::NotCollected),
            None => Lookup::Unknown { candidates: self.candidates(wanted_name(caller)) },
        }
    }

    /// Tells the request what was collected of its caller. What the snapshot does not know stays unknown.
    pub fn fill_in(&self, request: &mut Request, given: &Given) {
        request.world = World::Open;
        request.principal_org = self.org_path(request.caller.account.as_deref());
        if let Some(manager) = self.known_organization().and_then(|known| known.management_account.clone()) {
            request.management = Management::Account(manager);
        }
        let account = request.caller.account.as_deref().and_then(|id| self.account(id));
        request.allow_change_password =
            account.map_or(Truth::Unknown, |account| account.facts.allow_change_password);
        request.principal_tags = None;
        if let Lookup::Found(principal) = self.caller(&request.caller) {
            // A session may have been made with tags of its own; unless told to be strict, it is taken to have none.
            let is_session = matches!(request.caller.kind, CallerKind::RoleSession { .. });
            let is_federated = matches!(request.caller.kind, CallerKind::FederatedUser { .. });
            let may_have_others = is_federated || (is_session && request.strict);
            request.principal_tags = (!may_have_others).then(|| principal.tags.clone());
            if !is_federated {
                request.caller.unique_id.clone_from(&principal.unique_id);
            }
            if let CallerKind::RoleSession { role_arn, .. } = &mut request.caller.kind {
                *role_arn = Some(principal.arn.clone());
            }
        }
        self.fill_in_resource(request);
        if given.absent.contains(Layer::Resource) {
            request.owner_consents = Some(Truth::False);
        }
    }

    /// Tells the request what was collected of its resource: of each check of a call its own.
    pub fn fill_in_resource(&self, request: &mut Request) {
        match self.ownership(request) {
            Ownership::Known(owner) => request.resource_account = Some(owner),
            Ownership::NotCallers => request.resource_account = Some(Owner::Other),
            Ownership::Unknown => {}
        }
        request.resource_org = match (&request.resource_account, &request.resource) {
            (Some(Owner::Account(owner)), _) => self.org_path(Some(owner)),
            (None, Resource::Star) => request.principal_org.clone(),
            _ => OrgPath::Unknown,
        };
        request.resource_tags = self.resource_tags(&request.resource);
    }

    /// The tags of a collected resource, user or role that is exactly the resource.
    fn resource_tags(&self, resource: &Resource) -> Option<Tags> {
        let Resource::Arn(text) = resource else { return None };
        match self.resource(text) {
            Some(found) => found.tags.clone(),
            None => self.principal_by_arn(text).map(|principal| principal.tags.clone()),
        }
    }

    /// An account's place in the organization (I18).
    pub(crate) fn org_path(&self, account: Option<&str>) -> OrgPath {
        let (Some(account), Some(organization)) = (account, self.organization().known()) else {
            return OrgPath::Unknown;
        };
        if self.organization_state().any(CoverageState::is_unseen) {
            return OrgPath::Unknown;
        }
        let Some(organization) = organization else {
            // The accounts that were collected are in none; of others nothing is known.
            return match self.account(account) {
                Some(_) if self.has_whole_organization() => OrgPath::None,
                _ => OrgPath::Unknown,
            };
        };
        match organization.path_text(account) {
            Some(path) => OrgPath::Path(path.into()),
            None if self.knows_all_members() && !organization.has_account(account) => {
                OrgPath::Elsewhere(organization.id.clone())
            }
            None => OrgPath::Unknown,
        }
    }

    /// Whether an account that is not among the organization's members is surely outside. A list without the management
    /// account, which is a member, is not the whole list.
    fn knows_all_members(&self) -> bool {
        let Some(organization) = self.known_organization() else { return false };
        let manager = organization.management_account.as_deref();
        let is_whole = organization.accounts().next().is_some()
            && manager.is_none_or(|manager| organization.nodes.contains_key(manager));
        is_whole && self.has_whole_organization()
    }

    /// Whether the principal may have more policies than were collected: a call about it or one of its groups brought nothing,
    /// or nobody was let look at its account's IAM.
    pub(crate) fn is_doubtful(&self, principal: &Principal) -> bool {
        let id = Arn::parse(&principal.arn).map_or("", |arn| arn.account);
        let lacks = |arn: &str| self.coverage().gaps_of(arn).any(Gap::is_about_policy);
        let groups = match &principal.kind {
            PrincipalKind::User { groups } => groups.as_slice(),
            PrincipalKind::Role { .. } => &[],
        };
        let account = self.account(id);
        let mut groups = groups.iter().filter_map(|name| account?.group(name));
        self.coverage().is_unseen(id, None, "iam")
            || lacks(&principal.arn)
            || groups.any(|group| lacks(&group.arn))
    }

    /// The collected user or role of exactly that ARN.
    pub fn principal_by_arn(&self, text: &str) -> Option<&Principal> {
        let arn = Arn::parse(text).filter(|arn| arn.service == "iam")?;
        let account = self.account(arn.account)?;
        let (kind, path) = arn.resource.split_once('/')?;
        let name = path.rsplit('/').next()?;
        let found = match kind {
            "user" => account.user(name),
            "role" => account.role(name),
            _ => None,
        };
        found.filter(|principal| &*principal.arn == text)
    }
}

fn wanted_name(caller: &Caller) -> &str {
    match &caller.kind {
        CallerKind::User { name } => name,
        CallerKind::RoleSession { role, .. } => role,
        _ => &caller.text,
    }
}
