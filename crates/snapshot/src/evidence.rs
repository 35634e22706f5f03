//! The evidence for one request: what was collected, what is known not to exist, and what nobody looked at.

mod organization;

use crate::caller::{Lookup, Standing};
use crate::gathered::{Gathered, Missing, Origin, OriginText, Presumed, RestrictedAt};
use crate::given::Given;
use crate::ownership::container;
use crate::policy_text::{PolicyText, StoredPolicy};
use crate::principal::{AttachedPolicy, Principal, PrincipalKind};
use crate::resource::{CollectedResource, PublicAccessBlock};
use crate::snapshot::Snapshot;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{
    Attached, CallerKind, Collected, Endpoint, Keeping, Layer, Owner, Request, Resource,
};
use iamdiag_policy::{Arn, PolicyKind};

impl Snapshot {
    /// The evidence for a request: everything collected that applies to it, with what was not collected told apart from what
    /// does not exist.
    pub fn evidence(&self, request: &Request, given: &Given, catalog: &Catalog) -> Gathered {
        let mut gathering =
            Gathering { snapshot: self, request, given, catalog, gathered: Gathered::default() };
        gathering.caller();
        gathering.session();
        gathering.organization();
        gathering.resource();
        gathering.endpoint();
        gathering.gathered.presumed.sort();
        gathering.gathered
    }
}

struct Gathering<'a> {
    snapshot: &'a Snapshot,
    request: &'a Request,
    given: &'a Given,
    catalog: &'a Catalog,
    gathered: Gathered,
}

impl Gathering<'_> {
    /// What was not collected, or nothing by the user's word.
    fn unless_absent<T>(&mut self, layer: Layer, nothing: T) -> Collected<T> {
        if !self.given.absent.contains(layer) {
            return Collected::NotCollected;
        }
        self.gathered.presume(Presumed::Absent(layer));
        Collected::Known(nothing)
    }

    /// That there may be more in a layer than was collected, unless the user says that there is not.
    fn partly(&mut self, layer: Layer) {
        if self.given.absent.contains(layer) {
            self.gathered.presume(Presumed::Absent(layer));
        } else {
            self.gathered.evidence.partly.push(layer);
        }
    }

    fn caller(&mut self) {
        match self.snapshot.caller(&self.request.caller) {
            Lookup::Found(principal) => {
                self.policies_of(principal);
                self.boundary_of(principal);
                if self.snapshot.is_doubtful(principal) {
                    // What stands there counts, and there may be more.
                    self.partly(Layer::Identity);
                    if principal.boundary.is_none() {
                        self.gathered.evidence.boundary = self.unless_absent(Layer::Boundary, None);
                    }
                }
            }
            Lookup::Elsewhere(Standing::NoPolicies) => {}
            Lookup::Elsewhere(Standing::IssuerNotTold | Standing::NotCollected) | Lookup::Unknown { .. } => {
                self.gathered.evidence.identity = self.unless_absent(Layer::Identity, Vec::new());
                self.gathered.evidence.boundary = self.unless_absent(Layer::Boundary, None);
            }
        }
    }

    /// I14: the principal's own policies, and those of its groups.
    fn policies_of(&mut self, principal: &Principal) {
        let mut found: Vec<(Attached, Origin)> = Vec::new();
        let holder = principal.label();
        found.extend(principal.inline.iter().map(|policy| inline(policy, &holder, None)));
        for policy in &principal.attached {
            found.push(self.managed(policy, &holder, None, PolicyKind::Identity));
        }
        if let PrincipalKind::User { groups } = &principal.kind {
            let account = self.request.caller.account.as_deref().unwrap_or("");
            for name in groups {
                let via = format!("group/{name}");
                let group = self.snapshot.account(account).and_then(|account| account.group(name));
                let Some(group) = group else {
                    let missing = Missing::Group { name: name.clone() };
                    let attached = Attached::new(&*via, Missing::document(PolicyKind::Identity));
                    let attached = Attached { via: Some(via.clone().into()), ..attached };
                    found.push((attached, Origin::missing(via, missing)));
                    continue;
                };
                found.extend(group.inline.iter().map(|policy| inline(policy, &via, Some(&via))));
                for policy in &group.attached {
                    found.push(self.managed(policy, &via, Some(&via), PolicyKind::Identity));
                }
            }
        }
        let (attached, origins) = found.into_iter().unzip();
        self.gathered.evidence.identity = Collected::Known(attached);
        self.gathered.identity = origins;
    }

    fn boundary_of(&mut self, principal: &Principal) {
        let Some(arn) = &principal.boundary else { return };
        let name = arn.rsplit('/').next().unwrap_or(arn);
        let policy = AttachedPolicy { name: name.into(), arn: arn.clone() };
        let (attached, origin) = self.managed(&policy, &principal.label(), None, PolicyKind::Boundary);
        self.gathered.evidence.boundary = Collected::Known(Some(attached));
        self.gathered.boundary = Some(origin);
    }

    /// A managed policy: the collected text, else the catalog's, else a gap.
    fn managed(
        &mut self,
        policy: &AttachedPolicy,
        holder: &str,
        via: Option<&str>,
        kind: PolicyKind,
    ) -> (Attached, Origin) {
        let of = |document, version: Option<Box<str>>| Attached {
            arn: Some(policy.arn.clone()),
            keeping: Keeping::Managed,
            via: via.map(Into::into),
            version,
            ..Attached::new(policy.name.clone(), document)
        };
        let collected = self.snapshot.policy(&policy.arn);
        if let Some((found, stored)) = collected.and_then(|found| Some((found, found.document.as_ref()?))) {
            let attached = of(stored.text.document(kind), found.version.clone());
            return (attached, Origin::collected(holder, stored.clone()));
        }
        if let Some(known) = self.catalog.managed_policy(&policy.arn).filter(|_| !self.request.strict) {
            self.gathered.presume(Presumed::FromCatalog {
                arn: policy.arn.clone(),
                version: known.version_id().into(),
                date: known.date().into(),
            });
            let document = PolicyText::own(known.document()).document(kind);
            let origin = Origin { holder: holder.into(), text: OriginText::Catalog };
            return (of(document, Some(known.version_id().into())), origin);
        }
        let missing = Missing::Managed { arn: policy.arn.clone() };
        (of(Missing::document(kind), None), Origin::missing(holder, missing))
    }

    /// T13: a session's policies cannot be collected.
    fn session(&mut self) {
        let kind = &self.request.caller.kind;
        if let Some(policies) = &self.given.session {
            let attached = policies.iter().map(|given| given.policy.clone()).collect();
            self.gathered.evidence.session = Collected::Known(Some(attached));
            let caller = &self.request.caller.text;
            self.gathered.session = policies.iter().map(|given| Origin::given(&**caller, given)).collect();
        } else if matches!(kind, CallerKind::FederatedUser { .. })
            || (matches!(kind, CallerKind::RoleSession { .. }) && self.request.strict)
        {
            self.gathered.evidence.session = self.unless_absent(Layer::Session, None);
        } else if matches!(kind, CallerKind::RoleSession { .. }) {
            self.gathered.presume(match self.given.absent.contains(Layer::Session) {
                true => Presumed::Absent(Layer::Session),
                false => Presumed::NoSessionPolicy,
            });
        }
        if matches!(kind, CallerKind::RoleSession { .. }) && !self.request.strict {
            self.gathered.presume(Presumed::NoSessionTags);
        }
    }

    fn resource(&mut self) {
        let layer = self.snapshot.resource_layer(self.request, self.given, self.catalog);
        layer.presumed.into_iter().for_each(|presumed| self.gathered.presume(presumed));
        self.gathered.evidence.resource = layer.policies;
        if layer.is_part {
            self.partly(Layer::Resource);
        }
        self.gathered.resource = layer.origins;
        if self.request.resource_account == Some(Owner::Other) {
            self.gathered.presume(Presumed::ElsewhereOwned { resource: self.request.resource.text().into() });
        }
        if self.snapshot.is_made(self.request, self.catalog) {
            self.made();
            return;
        }
        match self.request.action.service() {
            "kms" => self.grants(),
            "s3" if self.request.resource != Resource::Star => self.s3(),
            _ => {}
        }
    }

    /// Lists what is taken for granted of a resource that is about to be made, where that makes a difference.
    fn made(&mut self) {
        let (service, name) = (self.request.action.service(), self.request.action.name());
        let text = self.request.resource.text();
        let kind = self.catalog.action(service, name).and_then(|action| action.makes(&text));
        let names_owner = Arn::parse(&text).is_some_and(|arn| arn.account_id().is_some());
        let account = self.request.caller.account.clone();
        if let Some(account) =
            account.filter(|_| !names_owner || kind.is_some_and(|kind| kind.has_resource_policy()))
        {
            self.gathered.presume(Presumed::Made { resource: text.into(), account });
        }
    }

    /// X28.
    fn grants(&mut self) {
        let text = self.request.resource.text();
        let key = self.snapshot.resource(&text).and_then(CollectedResource::key);
        let collected = key.and_then(|key| key.grants.known());
        self.gathered.evidence.grants = Some(match collected {
            Some(grants) => Collected::Known(grants.clone()),
            None => self.unless_absent(Layer::Grant, Vec::new()),
        });
    }

    /// X31, X34, X35.
    fn s3(&mut self) {
        let text = self.request.resource.text();
        let holder = self.snapshot.policy_holder(&text);
        let bucket = holder.and_then(CollectedResource::bucket);
        let ownership = bucket.and_then(|bucket| bucket.object_ownership.as_deref());
        let enforced = ownership == Some("BucketOwnerEnforced");
        if !enforced && is_about_object(self.request) {
            self.object_owner(ownership.is_some());
        }
        let of_bucket = bucket.map_or(Collected::NotCollected, |bucket| bucket.public_access_block.clone());
        let account = holder.and_then(|holder| self.snapshot.account(&holder.account));
        let of_account =
            account.map_or(Collected::NotCollected, |account| account.facts.public_access_block.clone());
        let restricts = |block: &Collected<Option<PublicAccessBlock>>| {
            block.known().map(|block| block.is_some_and(|block| block.restrict_public_buckets))
        };
        let restricts = [restricts(&of_bucket), restricts(&of_account)];
        self.gathered.restricted_at = holder.map_or(Vec::new(), |holder| restricted_at(holder, restricts));
        let is_restricted = restricts.contains(&Some(true));
        if !is_restricted && restricts.contains(&None) {
            self.gathered.presume(Presumed::NotRestricted);
            self.gathered.evidence.s3.restriction_not_collected =
                !self.given.absent.contains(Layer::BlockPublicAccess);
        }
        self.gathered.evidence.s3.restrict_public_buckets = is_restricted;
        if can_be_granted_by_acl(self.request) && !enforced {
            let acl = self.unless_absent(Layer::Acl, ());
            self.gathered.evidence.acl_not_collected = acl == Collected::NotCollected;
        }
    }

    /// X31: where a bucket is known not to be its objects' owner by force, whose an object is must be told. Where nothing is known
    /// of it, it is taken to be as buckets are today.
    fn object_owner(&mut self, is_open: bool) {
        match (&self.given.object_owner, &self.request.resource_account) {
            (Some(told), Some(Owner::Account(owner))) => {
                self.gathered.evidence.s3.foreign_object = told != owner;
            }
            (Some(_), _) => self.gathered.evidence.s3.object_owner_not_known = true,
            (None, _) => {
                self.gathered.presume(Presumed::OwnObjects);
                self.gathered.evidence.s3.object_owner_not_known = is_open || self.request.strict;
            }
        }
    }

    fn endpoint(&mut self) {
        let Some(given) = &self.given.endpoint else {
            self.gathered.presume(Presumed::NoEndpoint);
            return;
        };
        let known = given.id.as_deref().and_then(|id| self.snapshot.endpoint(id));
        let details = known.and_then(CollectedResource::endpoint);
        let leads_there = details.is_none_or(|details| details.may_lead_to(self.request.action.service()));
        // V1: no request for another service comes through it, so its policy cannot be the one that is asked for.
        let policy = known
            .filter(|_| leads_there)
            .filter(|resource| !self.snapshot.is_unseen(resource))
            .and_then(|resource| Some((resource, self.snapshot.policy_on(resource)?)));
        let policy = match policy {
            Some((resource, Some(stored))) => {
                let name = given.id.clone().unwrap_or_default();
                self.gathered.endpoint = Some(Origin::collected(&*resource.arn, stored.clone()));
                let document = stored.text.document(PolicyKind::Vpce);
                Collected::Known(Some(Attached::new(name, document)))
            }
            Some((_, None)) => Collected::Known(None),
            None => self.unless_absent(Layer::Vpce, None),
        };
        self.gathered.evidence.endpoint = Some(Endpoint {
            id: given.id.clone(),
            vpc: details.and_then(|details| details.vpc.clone()),
            endpoint_type: details.and_then(|details| details.endpoint_type),
            policy,
        });
    }
}

/// Which of the two settings, of the bucket and of its account, are on.
fn restricted_at(holder: &CollectedResource, restricts: [Option<bool>; 2]) -> Vec<RestrictedAt> {
    let places = [RestrictedAt::Bucket(holder.arn.clone()), RestrictedAt::Account(holder.account.clone())];
    places.into_iter().zip(restricts).filter(|(_, is_on)| *is_on == Some(true)).map(|(at, _)| at).collect()
}

fn inline(policy: &StoredPolicy, holder: &str, via: Option<&str>) -> (Attached, Origin) {
    let document = policy.text.document(PolicyKind::Identity);
    let attached = Attached { via: via.map(Into::into), ..Attached::new(policy.name.clone(), document) };
    (attached, Origin::collected(holder, policy.clone()))
}

/// Whether an object that is there already is asked about: what is put is the caller's, and the bucket's owner may let others
/// delete whatever lies in it (X31).
fn is_about_object(request: &Request) -> bool {
    const OF_BUCKET: &[&str] = &[
        "putobject",
        "deleteobject",
        "deleteobjectversion",
        "abortmultipartupload",
        "listmultipartuploadparts",
    ];
    container(&request.resource.text()).is_some() && !OF_BUCKET.contains(&request.action.name())
}

/// X34.
fn can_be_granted_by_acl(request: &Request) -> bool {
    const NAMES: &[&str] = &[
        "listbucket",
        "listbucketversions",
        "listbucketmultipartuploads",
        "putobject",
        "deleteobject",
        "getbucketacl",
        "putbucketacl",
        "getobject",
        "getobjectversion",
        "getobjectacl",
        "getobjectversionacl",
        "putobjectacl",
        "putobjectversionacl",
    ];
    request.action.service() == "s3" && NAMES.contains(&request.action.name())
}

#[cfg(test)]
mod tests;
