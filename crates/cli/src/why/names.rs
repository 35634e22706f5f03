//! Abbreviated principals and resources: what they stand for in the data, or the candidates where that is not one thing.

use crate::error::CliError;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::Caller;
use iamdiag_policy::{ActionName, Arn, is_account_id};
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{PrincipalQuery, Snapshot, Source};
use iamdiag_store::LoadError;
use std::collections::BTreeSet;

/// The data that names are looked up in.
pub(super) struct Names<'d, S> {
    pub(super) snapshot: &'d Snapshot,
    pub(super) source: &'d S,
    /// Its name for people.
    pub(super) data: &'d str,
    pub(super) catalog: &'static Catalog,
}

/// A resource as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ResourceName {
    /// An ARN, `*`, or nothing.
    pub(super) text: Option<String>,
    /// The alias that the key was named by.
    pub(super) alias: Option<String>,
}

impl<S: Source<Error = LoadError>> Names<'_, S> {
    /// The caller's ARN or service.
    pub(super) fn principal(&self, text: &str) -> Result<String, CliError> {
        let Some(query) = PrincipalQuery::parse(text) else { return self.written_out(text) };
        if matches!(query, PrincipalQuery::Arn(_)) || Caller::parse(text, false).is_ok() {
            return Ok(text.to_owned());
        }
        // Every account has a root user, collected or not.
        let needs_no_data = matches!(&query, PrincipalQuery::Root { account } if is_account_id(account));
        if !needs_no_data {
            self.known_account(query.account())?;
        }
        let found = self.snapshot.principals_named(&query);
        match &*found {
            [one] => Ok(one.caller.to_string()),
            [] => Err(self.no_principal(text)?),
            several => {
                let listed: Vec<String> = several
                    .iter()
                    .map(|one| match &one.account_name {
                        Some(name) => format!("{}  (account {})", escaped(&one.caller), escaped(name)),
                        None => escaped(&one.caller).into_owned(),
                    })
                    .collect();
                Err(ambiguous(text, "principals", &listed))
            }
        }
    }

    fn written_out(&self, text: &str) -> Result<String, CliError> {
        if Caller::parse(text, false).is_ok() {
            return Ok(text.to_owned());
        }
        if Arn::parse(text).is_some_and(|arn| arn.resource.starts_with("group/")) {
            let message = format!("{} is a group, and groups ask for nothing", escaped(text));
            return Err(CliError::new(message).help("name one of its users"));
        }
        Err(self.no_principal(text)?)
    }

    fn no_principal(&self, text: &str) -> Result<CliError, CliError> {
        let near = self.source.near_principals(text)?;
        Ok(CliError::new(format!("`{}` is not a principal in {}", escaped(text), escaped(self.data)))
            .help("expected an ARN, `role/NAME`, `user/NAME`, `ACCOUNT:role/NAME`, a unique id, a service principal, or `anonymous`")
            .did_you_mean(&near))
    }

    /// An account that was typed must be one.
    fn known_account(&self, account: Option<&str>) -> Result<(), CliError> {
        let Some(text) = account else { return Ok(()) };
        let members = || self.snapshot.known_organization().into_iter().flat_map(|known| known.accounts());
        let is_known = match is_account_id(text) {
            true => self.snapshot.account(text).is_some() || members().any(|node| *node.id == *text),
            false => !self.snapshot.accounts_named(text).is_empty(),
        };
        if is_known {
            return Ok(());
        }
        let ids = members().map(|node| &*node.id).chain(self.snapshot.account_ids());
        let near = match is_account_id(text) {
            true => iamdiag_snapshot::nearest(text, ids.collect::<BTreeSet<_>>().into_iter()),
            false => iamdiag_snapshot::nearest(text, members().filter_map(|node| node.name.as_deref())),
        };
        let message = format!("there is no account `{}` in {}", escaped(text), escaped(self.data));
        Err(CliError::new(message).did_you_mean(&near))
    }

    /// The resource of an action; what is no ARN is looked up among those that the action may be about.
    pub(super) fn resource(&self, text: Option<&str>, action: &ActionName) -> Result<ResourceName, CliError> {
        let Some(text) = text.filter(|text| *text != "*") else {
            return Ok(ResourceName { text: text.map(Into::into), alias: None });
        };
        let known = self.catalog.action(action.service(), action.name());
        if known.is_some_and(|known| !known.has_resource_types()) {
            return Ok(ResourceName { text: Some(text.into()), alias: None });
        }
        let fits = |arn: &str| match known {
            Some(known) => known.resource_type_of(arn).is_some(),
            None => Arn::parse(arn).is_some_and(|arn| arn.service == action.service()),
        };
        if Arn::parse(text).is_some() {
            return match &*self.snapshot.secrets_named(text) {
                [] => Ok(self.behind_alias(text, fits)),
                [one] => Ok(ResourceName { text: Some((*one).to_owned()), alias: None }),
                several => Err(ambiguous(
                    text,
                    "secrets",
                    &several.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(),
                )),
            };
        }
        let mut found = self.snapshot.resources_named(text);
        if found.iter().any(|arn| fits(arn)) {
            found.retain(|arn| fits(arn));
        }
        match &*found {
            [one] => Ok(ResourceName { text: Some(one.to_string()), alias: alias_in(text, one) }),
            [] => Err(self.no_resource(text)?),
            several => {
                let listed: Vec<String> = several.iter().map(|arn| escaped(arn).into_owned()).collect();
                Err(ambiguous(text, "resources", &listed))
            }
        }
    }

    /// X26: a key named by its alias is that key, if the data tells which.
    fn behind_alias(&self, text: &str, fits: impl Fn(&str) -> bool) -> ResourceName {
        match self.snapshot.key_of_alias(text) {
            Some(key) if !fits(text) => ResourceName {
                text: Some(key.to_owned()),
                alias: text.split_once(":alias/").map(|(_, name)| format!("alias/{name}")),
            },
            _ => ResourceName { text: Some(text.to_owned()), alias: None },
        }
    }

    fn no_resource(&self, text: &str) -> Result<CliError, CliError> {
        let near = self.source.near_resources(text)?;
        let message =
            format!("`{}` is neither an ARN nor a resource in {}", escaped(text), escaped(self.data));
        Ok(CliError::new(message)
            .help("expected six parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, such as arn:aws:s3:::bucket/key")
            .did_you_mean(&near))
    }
}

/// The alias that a key was found by.
fn alias_in(text: &str, found: &str) -> Option<String> {
    let (_, name) = text.split_once("alias/").filter(|_| found.contains(":key/"))?;
    Some(format!("alias/{name}"))
}

/// How many candidates are listed.
const SHOWN: usize = 10;

pub(super) fn ambiguous(text: &str, what: &str, listed: &[String]) -> CliError {
    let count = listed.len();
    let error = CliError::new(format!("`{}` stands for {count} {what}", escaped(text))).help("say which:");
    let error = listed.iter().take(SHOWN).fold(error, |error, one| error.help(format!("  {one}")));
    match count.checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => error.help(format!("  and {more} more")),
        None => error,
    }
}
