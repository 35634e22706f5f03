//! Who asks, as told in a line.

use super::fields::Fields;
use super::problem::LineError;
use iamdiag_evaluator::{Caller, CallerKind, Session, SessionKind, Tags};
use iamdiag_policy::{ActionName, Arn};

pub(super) fn caller(fields: &Fields<'_>, action: &ActionName) -> Result<Caller, LineError> {
    let Some(field) = fields.get("principal") else {
        let message = "`principal` is missing: an ARN, a service principal, or \"anonymous\"".to_owned();
        return Err(fields.line.error("missing-field", fields.text, message));
    };
    let text = fields.string_of(field)?;
    let federated = matches!(action.lower(), "sts:assumerolewithsaml" | "sts:assumerolewithwebidentity");
    let mut caller = Caller::parse(&text, federated).map_err(|_| {
        let message = format!(
            "`{text}` is no principal; expected the ARN of a user, role, role session, federated user or root, a service \
             principal such as `sns.amazonaws.com`, or `anonymous`"
        );
        fields.error("bad-value", field, message)
    })?;
    if let Some(id) = fields.string("principal_id")? {
        let own = id.split_once(':').map_or(&*id, |(own, _)| own);
        caller.unique_id = Some(own.into());
    }
    caller.canonical_id = fields.string("principal_canonical_id")?.map(Into::into);
    let names = fields.strings("principal_names")?;
    let issuer = fields.object("session")?.map(|session| session.string("issuer")).transpose()?.flatten();
    match &mut caller.kind {
        CallerKind::RoleSession { role_arn, role, .. } => {
            if let Some(field) = fields.get("principal_arn") {
                let arn = fields.string_of(field)?;
                let fits = Arn::parse(&arn).is_some_and(|arn| arn.resource.rsplit('/').next() == Some(role));
                if !fits {
                    let message = format!("`{arn}` is not the ARN of a role named `{role}`");
                    return Err(fields.error("bad-value", field, message));
                }
                *role_arn = Some(arn.into());
            }
        }
        CallerKind::Service { names: known } if !names.is_empty() => {
            let mut all: Vec<Box<str>> = known.to_vec();
            all.extend(names.into_iter().map(Box::from));
            let mut seen = std::collections::HashSet::new();
            all.retain(|name| seen.insert(name.clone()));
            *known = all.into();
        }
        CallerKind::FederatedUser { issuer: known, .. } => *known = issuer.map(Into::into),
        _ => {}
    }
    Ok(caller)
}

const SESSION_FIELDS: &[&str] = &[
    "kind",
    "session_name",
    "issuer",
    "source_identity",
    "session_tags",
    "transitive_tag_keys",
    "mfa",
    "mfa_age",
    "issued_at",
];

/// The session's facts and its tags.
pub(super) fn session(
    fields: &Fields<'_>,
    ignored: &mut Vec<String>,
) -> Result<(Option<Session>, Tags), LineError> {
    let Some(object) = fields.object("session")? else {
        return Ok((None, Tags::new()));
    };
    ignored.extend(object.ignored(SESSION_FIELDS)?);
    let kind = object.get("kind").map(|field| {
        let text = object.string_of(field)?;
        session_kind(&text).ok_or_else(|| {
            let message = format!(
                "`{text}` is no session kind; expected long-term, session-token, console, role, web-identity, saml, \
                 instance-profile, federation or assume-root"
            );
            object.error("bad-value", field, message)
        })
    });
    let number_or_text = |name: &str| -> Result<Option<Box<str>>, LineError> {
        object
            .get(name)
            .map(|field| match field.value.as_bytes().first() {
                Some(b'"') => object.string_of(field).map(Into::into),
                Some(b'0'..=b'9') => Ok(field.value.into()),
                _ => Err(object.wrong_type(field, "a number or a string")),
            })
            .transpose()
    };
    let session = Session {
        kind: kind.transpose()?,
        mfa: object.bool("mfa")?,
        mfa_age: number_or_text("mfa_age")?,
        issued_at: number_or_text("issued_at")?,
        source_identity: object.string("source_identity")?.map(Into::into),
        transitive_tag_keys: object.strings("transitive_tag_keys")?.into_iter().map(Into::into).collect(),
    };
    Ok((Some(session), tags(&object, "session_tags")?))
}

fn session_kind(text: &str) -> Option<SessionKind> {
    Some(match text {
        "long-term" => SessionKind::LongTerm,
        "session-token" => SessionKind::SessionToken,
        "console" => SessionKind::Console,
        "role" => SessionKind::Role,
        "web-identity" => SessionKind::WebIdentity,
        "saml" => SessionKind::Saml,
        "instance-profile" => SessionKind::InstanceProfile,
        "federation" => SessionKind::Federation,
        "assume-root" => SessionKind::AssumeRoot,
        _ => return None,
    })
}

/// `{key: value}`; a null value is there but not known.
pub(super) fn tags(fields: &Fields<'_>, name: &str) -> Result<Tags, LineError> {
    let Some(object) = fields.object(name)? else {
        return Ok(Tags::new());
    };
    object
        .entries
        .iter()
        .map(|field| {
            let value = if field.value == "null" { None } else { Some(object.string_of(field)?.into()) };
            Ok((Box::from(&*field.name), value))
        })
        .collect()
}
