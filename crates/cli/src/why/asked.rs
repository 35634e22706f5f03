//! What the arguments mean: the request, and what was given beside the data.

use super::args::WhyArgs;
use super::context::context;
use super::given::given;
use super::names::ResourceName;
use crate::error::CliError;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Caller, CallerKind, KeyState, Owner, Request, Resource};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ActionName, Arn, ConditionKey, is_account_id, is_region};
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{Given, Lookup, Snapshot};

/// The question, understood.
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) given: Given,
    /// A resource that was named for an action that has none.
    pub(super) left_out: Option<String>,
}

/// What the names in the arguments stand for.
pub(super) struct Named {
    pub(super) principal: String,
    pub(super) resource: ResourceName,
    /// The user behind a federated session.
    pub(super) issuer: Option<String>,
}

impl Asked {
    pub(super) fn new(
        args: &WhyArgs,
        named: &Named,
        action: ActionName,
        now: Timestamp,
        catalog: &Catalog,
    ) -> Result<Self, CliError> {
        let (resource, left_out) = resource(named.resource.text.as_deref(), &action, catalog)?;
        let caller = caller(named, &action)?;
        let time = args.at.as_deref().map_or(Ok(now), time)?;
        let mut request = Request::new(caller, action, resource, time);
        request.strict = args.strict;
        request.region = args.region.as_deref().map(region).transpose()?;
        request.resource_account = args.resource_account.as_deref().map(owner).transpose()?;
        request.context = context(args, &request, catalog)?;
        if let Some(alias) = &named.resource.alias {
            named_by_alias(&mut request, alias);
        }
        known_service(&mut request.caller, catalog);
        check_owner(&request)?;
        let given = given(args, &request, catalog)?;
        Ok(Self { request, given, left_out })
    }

    /// The question with what the snapshot knows of it, or what it cannot be about.
    pub(super) fn known_to(mut self, snapshot: &Snapshot, data: &str) -> Result<Self, CliError> {
        let data = escaped(data);
        if let Lookup::Unknown { candidates } = snapshot.caller(&self.request.caller) {
            let text = escaped(&self.request.caller.text);
            let account = self.request.caller.account.as_deref().unwrap_or_default();
            return Err(CliError::new(format!("{text} is not in {data}, which holds account {account}"))
                .did_you_mean(&candidates));
        }
        agrees_on_owner(&self.request, snapshot, &data)?;
        agrees_on_object(&self, snapshot, &data)?;
        snapshot.fill_in(&mut self.request, &self.given);
        if let Some(candidates) =
            snapshot.unknown_role(&self.request).filter(|_| self.given.resource.is_none())
        {
            let text = self.request.resource.text();
            return Err(CliError::new(format!("there is no role {} in {data}", escaped(&text)))
                .did_you_mean(&candidates));
        }
        Ok(self)
    }
}

/// Whether the caller of the action is an identity provider.
pub(super) fn is_federated(action: &ActionName) -> bool {
    matches!(action.lower(), "sts:assumerolewithsaml" | "sts:assumerolewithwebidentity")
}

fn caller(named: &Named, action: &ActionName) -> Result<Caller, CliError> {
    let not_one = |_| CliError::new(format!("`{}` is not a principal", escaped(&named.principal)));
    let mut caller = Caller::parse(&named.principal, is_federated(action)).map_err(not_one)?;
    let Some(user) = &named.issuer else { return Ok(caller) };
    let is_users = Caller::parse(user, false).is_ok_and(|issuer| {
        let may_issue = matches!(issuer.kind, CallerKind::User { .. } | CallerKind::Root);
        may_issue && (&issuer.account, &issuer.partition) == (&caller.account, &caller.partition)
    });
    match &mut caller.kind {
        CallerKind::FederatedUser { .. } if !is_users => {
            let (user, text) = (escaped(user), escaped(&named.principal));
            return Err(CliError::new(format!("--issuer: {user} is not a user of the account of {text}")));
        }
        CallerKind::FederatedUser { issuer, .. } => *issuer = Some(user.as_str().into()),
        _ => {
            let text = escaped(&named.principal);
            return Err(CliError::new(format!("--issuer: {text} is not a federated user's session")));
        }
    }
    Ok(caller)
}

/// X26: the call carries the alias by which it names the key.
fn named_by_alias(request: &mut Request, alias: &str) {
    let key = ConditionKey::new("kms:RequestAlias");
    if !request.context.iter().any(|(told, _)| *told == key) {
        request.context.push((key, KeyState::scalar(alias)));
        request.context.sort_by(|a, b| a.0.cmp(&b.0));
    }
}

/// The resource, and the one that was left out because the action has none (R10).
fn resource(
    text: Option<&str>,
    action: &ActionName,
    catalog: &Catalog,
) -> Result<(Resource, Option<String>), CliError> {
    let Some(text) = text.filter(|text| *text != "*") else {
        return Ok((Resource::Star, None));
    };
    let Some(resource) = Resource::parse(text) else {
        return Err(CliError::new(format!("`{}` is not an ARN", escaped(text)))
            .help("expected six parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, such as arn:aws:s3:::bucket/key"));
    };
    let has_none =
        catalog.action(action.service(), action.name()).is_some_and(|known| !known.has_resource_types());
    if has_none { Ok((Resource::Star, Some(text.to_owned()))) } else { Ok((resource, None)) }
}

/// P13: a service goes by several names.
fn known_service(caller: &mut Caller, catalog: &Catalog) {
    if let CallerKind::Service { names } = &mut caller.kind {
        let further = catalog.service_principal_names(&caller.text).map(Box::<str>::from);
        *names = names.iter().cloned().chain(further).collect();
    }
}

/// The owner told against the one that the ARN names.
fn check_owner(request: &Request) -> Result<(), CliError> {
    let text = request.resource.text();
    let named = Arn::parse(&text).and_then(|arn| arn.account_id());
    match (&request.resource_account, named) {
        (Some(Owner::Account(told)), Some(named)) if **told != *named => {
            Err(CliError::new(format!("--resource-account: {told} is not the account of {}", escaped(&text))))
        }
        _ => Ok(()),
    }
}

/// The owner told against the account that the resource was collected in.
fn agrees_on_owner(request: &Request, snapshot: &Snapshot, data: &str) -> Result<(), CliError> {
    let (Some(Owner::Account(told)), Some(known)) =
        (&request.resource_account, snapshot.collected_in(&request.resource))
    else {
        return Ok(());
    };
    if **told == *known {
        return Ok(());
    }
    let text = request.resource.text();
    Err(CliError::new(format!("--resource-account: {told} is not the account of {}", escaped(&text)))
        .help(format!("{data} has it from account {known}")))
}

/// The object's owner told against a bucket whose owner owns all objects.
fn agrees_on_object(asked: &Asked, snapshot: &Snapshot, data: &str) -> Result<(), CliError> {
    let text = asked.request.resource.text();
    let bucket = snapshot.policy_holder(&text);
    let ownership = bucket.and_then(|holder| holder.bucket()?.object_ownership.as_deref());
    match (&asked.given.object_owner, bucket) {
        (Some(told), Some(bucket))
            if ownership == Some("BucketOwnerEnforced") && **told != *bucket.account =>
        {
            Err(CliError::new(format!("--object-owner: {told} cannot own {}", escaped(&text))).help(format!(
                "by {data} the bucket's owner, account {}, owns all of its objects (BucketOwnerEnforced)",
                bucket.account
            )))
        }
        _ => Ok(()),
    }
}

fn owner(text: &str) -> Result<Owner, CliError> {
    match text {
        "aws" => Ok(Owner::Aws),
        id if is_account_id(id) => Ok(Owner::Account(id.into())),
        _ => Err(CliError::new(format!("--resource-account: `{}` is not an account id", escaped(text)))
            .help("expected twelve digits")),
    }
}

fn region(text: &str) -> Result<Box<str>, CliError> {
    match is_region(text) {
        true => Ok(text.into()),
        false => Err(CliError::new(format!("--region: `{}` is not the name of a region", escaped(text)))
            .help("such as eu-central-1")),
    }
}

fn time(text: &str) -> Result<Timestamp, CliError> {
    Timestamp::parse(text).ok_or_else(|| {
        CliError::new(format!("--at: `{}` is not a time", escaped(text)))
            .help("expected RFC 3339, such as 2026-11-22T08:00:00Z")
    })
}
