//! The action as typed: an action's name, or that of an API operation which one action authorises (A7, X39).

use crate::error::CliError;
use iamdiag_catalog::{Catalog, OperationActions};
use iamdiag_policy::ActionName;
use iamdiag_reporter::escaped;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Named {
    /// The action.
    pub(super) action: ActionName,
    /// The operation that was named in its place.
    pub(super) operation: Option<String>,
}

/// An action that is in no table is taken as it is; an operation becomes its action, if there is only one.
pub(super) fn named(text: &str, catalog: &Catalog) -> Result<Named, CliError> {
    let typed = action_name(text, catalog)?;
    if catalog.action(typed.service(), typed.name()).is_some() {
        return Ok(Named { action: typed, operation: None });
    }
    let (service, operation) = typed.written().split_once(':').unwrap_or_default();
    let behind: Vec<String> = match catalog.operation(service, operation) {
        OperationActions::SameName(action) => vec![action.to_string()],
        OperationActions::Renamed(actions) => actions.iter().map(|action| action.to_string()).collect(),
        OperationActions::Http { verb, path, .. } => return Err(by_verb(&typed, verb, path)),
        OperationActions::Likely(_)
        | OperationActions::Unsigned
        | OperationActions::Unmapped
        | OperationActions::Unknown => Vec::new(),
    };
    match &*behind {
        [] => Ok(Named { action: typed, operation: None }),
        [one] => match ActionName::parse(one) {
            Some(action) => Ok(Named { action, operation: Some(typed.written().to_owned()) }),
            None => Ok(Named { action: typed, operation: None }),
        },
        several => {
            let message = format!(
                "{} is an operation that several actions authorise, by what the call does",
                escaped(typed.written())
            );
            Err(several.iter().fold(CliError::new(message).help("ask for one:"), |error, one| {
                error.help(format!("  {one}"))
            }))
        }
    }
}

fn by_verb(typed: &ActionName, verb: &str, path: &str) -> CliError {
    let typed = escaped(typed.written()).into_owned();
    let service = typed.split_once(':').map_or("apigateway", |(service, _)| service);
    CliError::new(format!("{typed} is an operation, which is authorised by {service}:{verb} on {path}"))
        .help("ask for that, with the ARN that has the path")
}

/// In the reference's spelling, if it has the action.
fn action_name(text: &str, catalog: &Catalog) -> Result<ActionName, CliError> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    let read =
        ActionName::parse(text).filter(|action| text.chars().all(is_name) && !action.name().contains(':'));
    let Some(action) = read else {
        let error = CliError::new(format!("`{}` is not an action", escaped(text)));
        let help = if text.contains(['*', '?']) {
            "expected one action, without wildcards"
        } else {
            "expected `service:Action`"
        };
        return Err(error.help(format!("{help}, such as s3:GetObject")));
    };
    let known = catalog.action(action.service(), action.name());
    Ok(known.and_then(|known| ActionName::parse(&known.to_string())).unwrap_or(action))
}
