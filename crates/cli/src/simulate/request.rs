//! The request of a line, all but its policies.

use super::context;
use super::fields::Fields;
use super::principal;
use super::problem::LineError;
use iamdiag_evaluator::{Management, OrgPath, Owner, Request, Resource, Truth, World};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ActionName, ConditionKey, is_account_id};

/// Every field of the format (`docs/simulate.md`).
pub(super) const KNOWN: &[&str] = &[
    "id",
    "principal",
    "action",
    "resource",
    "resource_account",
    "context",
    "multivalued",
    "open_context",
    "strict",
    "time",
    "principal_id",
    "principal_arn",
    "principal_names",
    "principal_canonical_id",
    "principal_tags",
    "resource_tags",
    "principal_org",
    "resource_org",
    "management_account",
    "session",
    "allow_change_password",
    "owner_consents",
    "requires_resource_policy",
    "identity_policies",
    "boundary",
    "session_policies",
    "resource_policy",
    "resource_policies",
    "scps",
    "rcps",
    "caller_rcps",
    "vpce_policy",
    "vpce",
    "s3",
    "grants",
    "not_collected",
    "requests",
    "expect",
];

pub(super) fn request(
    fields: &Fields<'_>,
    now: Timestamp,
    ignored: &mut Vec<String>,
) -> Result<Request, LineError> {
    let action = action(fields)?;
    let caller = principal::caller(fields, &action)?;
    let resource = resource(fields)?;
    let mut request = Request::new(caller, action, resource, time(fields)?.unwrap_or(now));
    request.resource_account = owner(fields)?;
    request.context = context::context(fields)?;
    request.multivalued = fields.strings("multivalued")?.iter().map(|key| ConditionKey::new(key)).collect();
    request.world = if fields.bool("open_context")? == Some(true) { World::Open } else { World::Closed };
    request.strict = fields.bool("strict")? == Some(true);
    let (session, session_tags) = principal::session(fields, ignored)?;
    request.session = session;
    let mut principal_tags = principal::tags(fields, "principal_tags")?;
    // I20: a session tag wins over the role's or user's tag of the same key.
    principal_tags
        .retain(|(key, _)| !session_tags.iter().any(|(own, _)| own.to_lowercase() == key.to_lowercase()));
    principal_tags.extend(session_tags);
    let unknown = |name: &str| fields.find(name).is_some_and(|field| field.value == "null");
    request.principal_tags = if unknown("principal_tags") { None } else { Some(principal_tags) };
    request.resource_tags =
        if unknown("resource_tags") { None } else { Some(principal::tags(fields, "resource_tags")?) };
    request.principal_org = organization(fields, "principal_org")?;
    request.resource_org = organization(fields, "resource_org")?;
    request.management = management(fields)?;
    request.allow_change_password = truth(fields, "allow_change_password")?.unwrap_or(Truth::False);
    request.owner_consents = truth(fields, "owner_consents")?;
    request.requires_resource_policy = truth(fields, "requires_resource_policy")?;
    Ok(request)
}

fn action(fields: &Fields<'_>) -> Result<ActionName, LineError> {
    let Some(field) = fields.get("action") else {
        let message = "`action` is missing: `service:Name`, such as `s3:GetObject`".to_owned();
        return Err(fields.line.error("missing-field", fields.text, message));
    };
    let text = fields.string_of(field)?;
    ActionName::parse(&text).filter(|action| !action.lower().contains(['*', '?'])).ok_or_else(|| {
        let message = format!("`{text}` is no action; expected `service:Name`, such as `s3:GetObject`");
        fields.error("bad-value", field, message)
    })
}

fn resource(fields: &Fields<'_>) -> Result<Resource, LineError> {
    let Some(field) = fields.get("resource") else {
        return Ok(Resource::Star);
    };
    let text = fields.string_of(field)?;
    Resource::parse(&text).ok_or_else(|| {
        let message =
            format!("`{text}` is neither `*` nor an ARN (arn:partition:service:region:account:resource)");
        fields.error("bad-value", field, message)
    })
}

fn owner(fields: &Fields<'_>) -> Result<Option<Owner>, LineError> {
    let Some(field) = fields.get("resource_account") else {
        let bucket_owner = fields.object("s3")?.map(|s3| s3.string("bucket_owner")).transpose()?.flatten();
        return Ok(bucket_owner.filter(|id| is_account_id(id)).map(|id| Owner::Account(id.into())));
    };
    let text = fields.string_of(field)?;
    if text == "aws" {
        return Ok(Some(Owner::Aws));
    }
    if is_account_id(&text) {
        return Ok(Some(Owner::Account(text.into())));
    }
    Err(fields.error("bad-value", field, format!("`{text}` is neither a 12-digit account id nor `aws`")))
}

fn time(fields: &Fields<'_>) -> Result<Option<Timestamp>, LineError> {
    let Some(field) = fields.get("time") else {
        return Ok(None);
    };
    let text = fields.string_of(field)?;
    Timestamp::parse(&text).map(Some).ok_or_else(|| {
        fields.error(
            "bad-value",
            field,
            format!("`{text}` is no time; expected RFC 3339, such as 2026-01-31T12:00:00Z"),
        )
    })
}

/// Missing: not in an organization; null: unknown.
fn organization(fields: &Fields<'_>, name: &str) -> Result<OrgPath, LineError> {
    match fields.find(name) {
        None => Ok(OrgPath::None),
        Some(field) if field.value == "null" => Ok(OrgPath::Unknown),
        Some(field) => Ok(OrgPath::Path(fields.string_of(field)?.into())),
    }
}

fn management(fields: &Fields<'_>) -> Result<Management, LineError> {
    let Some(field) = fields.get("management_account") else {
        return Ok(Management::Other);
    };
    if field.value.starts_with('"') {
        let text = fields.string_of(field)?;
        if is_account_id(&text) {
            return Ok(Management::Account(text.into()));
        }
        return Err(fields.wrong_type(field, "true, false or a 12-digit account id"));
    }
    Ok(if fields.bool_of(field)? { Management::Caller } else { Management::Other })
}

/// Missing: the semantics' default; null: unknown.
fn truth(fields: &Fields<'_>, name: &str) -> Result<Option<Truth>, LineError> {
    match fields.find(name) {
        None => Ok(None),
        Some(field) if field.value == "null" => Ok(Some(Truth::Unknown)),
        Some(field) => Ok(Some(fields.bool_of(field)?.into())),
    }
}
