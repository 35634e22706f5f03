//! Finding the caller of a request in the snapshot, and telling the request what is known of it.

use crate::account::Account;
use crate::candidates::nearest;
use crate::given::Given;
use crate::principal::Principal;
use crate::snapshot::Snapshot;
use iamdiag_evaluator::{Caller, CallerKind, Layer, OrgPath, Request, Resource, Tags, World};
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
        if matches!(caller.kind, CallerKind::FederatedUser { .. }) {
            return Lookup::Elsewhere(Standing::IssuerNotTold);
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
        match found {
            Some(principal) => Lookup::Found(principal),
            None if !self.has_all_of_iam(id) => Lookup::Elsewhere(Standing::NotCollected),
            None => Lookup::Unknown { candidates: self.candidates(wanted_name(caller)) },
        }
    }

    /// ARNs of collected users and roles that look like a text.
    pub fn candidates(&self, wanted: &str) -> Vec<Box<str>> {
        nearest(wanted, self.accounts().flat_map(Account::principals).map(|principal| &*principal.arn))
    }

    /// Tells the request what was collected of its caller and of its resource. What the snapshot does not know stays unknown.
    pub fn fill_in(&self, request: &mut Request, given: &Given) {
        request.world = World::Open;
        request.principal_org = OrgPath::Unknown;
        request.resource_org = OrgPath::Unknown;
        request.allow_change_password = iamdiag_evaluator::Truth::Unknown;
        request.principal_tags = None;
        if let Lookup::Found(principal) = self.caller(&request.caller) {
            // A session may have been made with tags of its own; unless told to be strict, it is taken to have none.
            let is_session = matches!(request.caller.kind, CallerKind::RoleSession { .. });
            request.principal_tags = (!(is_session && request.strict)).then(|| principal.tags.clone());
            request.caller.unique_id.clone_from(&principal.unique_id);
            if let CallerKind::RoleSession { role_arn, .. } = &mut request.caller.kind {
                *role_arn = Some(principal.arn.clone());
            }
        }
        request.resource_tags = self.resource_tags(&request.resource);
        if given.absent.contains(Layer::Resource) {
            request.owner_consents = Some(iamdiag_evaluator::Truth::False);
        }
    }

    /// The tags of a user or role that is the resource.
    fn resource_tags(&self, resource: &Resource) -> Option<Tags> {
        let Resource::Arn(text) = resource else { return None };
        self.principal_by_arn(text).map(|principal| principal.tags.clone())
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
