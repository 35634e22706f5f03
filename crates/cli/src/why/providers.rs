//! The caller of `sts:AssumeRoleWithWebIdentity` and `sts:AssumeRoleWithSAML`: an identity provider, and nothing else.

use super::names::ambiguous;
use crate::error::CliError;
use iamdiag_policy::{ActionName, Arn};
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{Snapshot, nearest};

/// Providers without an ARN, which trust policies name by their domain (P14).
const BUILT_IN: &[&str] =
    &["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];

/// The kind of provider that a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProviderKind {
    /// `AssumeRoleWithWebIdentity`.
    Oidc,
    /// `AssumeRoleWithSAML`.
    Saml,
}

impl ProviderKind {
    /// The kind that the action is called by, if it is one of the two.
    pub(super) fn of(action: &ActionName) -> Option<Self> {
        match action.lower() {
            "sts:assumerolewithwebidentity" => Some(Self::Oidc),
            "sts:assumerolewithsaml" => Some(Self::Saml),
            _ => None,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Oidc => "oidc-provider/",
            Self::Saml => "saml-provider/",
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Oidc => {
                "expected an OIDC provider: its ARN, `oidc-provider/HOST`, `ACCOUNT:oidc-provider/HOST`, the issuer's host or URL, or cognito-identity.amazonaws.com"
            }
            Self::Saml => {
                "expected a SAML provider: its ARN, `saml-provider/NAME`, or `ACCOUNT:saml-provider/NAME`"
            }
        }
    }
}

/// The provider that a text stands for. Of providers by one name in several accounts it is the one in the account of the role,
/// since trust policies name no others.
pub(super) fn provider(
    text: &str,
    kind: ProviderKind,
    role: Option<&str>,
    snapshot: &Snapshot,
    data: &str,
) -> Result<String, CliError> {
    if let Some(arn) = Arn::parse(text) {
        let is_provider =
            arn.service == "iam" && arn.account_id().is_some() && arn.resource.starts_with(kind.prefix());
        return if is_provider { Ok(text.to_owned()) } else { Err(none(text, kind, snapshot, data)) };
    }
    if kind == ProviderKind::Oidc && BUILT_IN.contains(&text) {
        return Ok(text.to_owned());
    }
    let typed = Typed::new(text, kind);
    let accounts = typed.account.map(|account| snapshot.accounts_named(account));
    let known = snapshot.providers(kind.prefix());
    let mut found: Vec<&str> = known
        .iter()
        .filter(|provider| {
            Arn::parse(provider).is_some_and(|arn| {
                let is_there = accounts.as_ref().is_none_or(|ids| ids.iter().any(|id| **id == *arn.account));
                is_there && arn.resource.strip_prefix(kind.prefix()) == Some(typed.name)
            })
        })
        .map(|provider| &**provider)
        .collect();
    let home = role.and_then(Arn::parse).and_then(|arn| arn.account_id());
    let is_home = |provider: &&str| Arn::parse(provider).is_some_and(|arn| Some(arn.account) == home);
    if found.iter().any(is_home) {
        found.retain(is_home);
    }
    match &*found {
        [one] => Ok((*one).to_owned()),
        [] => Err(none(text, kind, snapshot, data)),
        several => {
            let listed: Vec<String> = several.iter().map(|one| escaped(one).into_owned()).collect();
            Err(ambiguous(text, "identity providers", &listed))
        }
    }
}

/// The name under which data lists the provider: an issuer's URL is known by its host and path.
pub(super) fn listed_name(text: &str, kind: ProviderKind) -> String {
    format!("{}{}", kind.prefix(), Typed::new(text, kind).name)
}

/// What was typed, in parts.
struct Typed<'t> {
    account: Option<&'t str>,
    name: &'t str,
}

impl<'t> Typed<'t> {
    fn new(text: &'t str, kind: ProviderKind) -> Self {
        let plain = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/');
        let (account, rest) = match plain.split_once(':') {
            Some((account, rest)) => (Some(account), rest),
            None => (None, plain),
        };
        Self { account, name: rest.strip_prefix(kind.prefix()).unwrap_or(rest) }
    }
}

fn none(text: &str, kind: ProviderKind, snapshot: &Snapshot, data: &str) -> CliError {
    let known = snapshot.providers(kind.prefix());
    let near = nearest(text, known.iter().map(|provider| &**provider));
    let near = if near.is_empty() { known.into_iter().take(3).collect() } else { near };
    CliError::new(format!("`{}` is not an identity provider in {}", escaped(text), escaped(data)))
        .help(kind.expected())
        .did_you_mean(&near)
}
