//! `iamdiag why`: from arguments to an answer.
//!
//! One request goes through six calls: the source's `load`, `snapshot.evidence`, `Prepared::new`, `evaluate`, `diagnose`, and a
//! renderer.

mod action;
mod args;
mod asked;
mod context;
mod context_file;
mod given;
mod names;
mod providers;
mod values;

pub(crate) use args::{WhyArgs, help};

use crate::data::Data;
use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use args::Format;
use asked::{Asked, Named};
use iamdiag_catalog::Catalog;
use iamdiag_diagnosis::{Answer, Check, Examined, Outcome, Remark, checks, diagnose, unlisted};
use iamdiag_evaluator::{Prepared, evaluate};
use iamdiag_policy::ActionName;
use iamdiag_reporter::{Look, Provenance, render_json, render_markdown, render_text};
use iamdiag_snapshot::{Given, Snapshot, Source, Wanted};
use iamdiag_store::LoadError;
use names::Names;
use providers::ProviderKind;

/// Answers, or says what cannot be read. Nothing is written before the whole answer is there.
pub(crate) fn run(
    args: &WhyArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let catalog = Catalog::embedded();
    let action::Named { action, operation } = action::named(&args.action, catalog)?;
    let data = Data::open(&args.data, streams, environment)?;
    let wanted = wanted(args, &action);
    let snapshot = data.read(&wanted, streams)?;
    let name = data.name();
    let names = Names { snapshot: &snapshot, source: &data, data: &name, catalog };
    let named = named(args, &action, &names)?;
    let asked = Asked::new(args, &named, action, environment.now, catalog)?;
    let asked = asked.known_to(&snapshot, &name)?;
    let mut answer = answer(&asked, &snapshot, catalog);
    answer.remarks.extend(operation.map(|operation| Remark::AuthorisedBy {
        operation: operation.into(),
        action: asked.request.action.written().into(),
    }));
    answer.remarks.extend(misspelt(args, &asked, &snapshot, &data)?);
    let exit = if args.exit_zero { Exit::Allowed } else { exit(&answer) };
    let provenance = Provenance { version: env!("CARGO_PKG_VERSION"), data: &name, exit_code: exit.code() };
    let Environment { width, colour, ascii, .. } = *environment;
    let look = Look { width, colour, ascii, verbose: args.verbose };
    let text = match args.format {
        Format::Text => render_text(&answer, &provenance, look),
        Format::Markdown => render_markdown(&answer, &provenance, look),
        Format::Json => render_json(&answer, &provenance),
    };
    written(streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush()), exit)
}

fn named<S: Source<Error = LoadError>>(
    args: &WhyArgs,
    action: &ActionName,
    names: &Names<'_, S>,
) -> Result<Named, CliError> {
    let resource = || names.resource(args.resource.as_deref(), action);
    let issuer = args.issuer.as_deref().map(|user| names.principal(user)).transpose()?;
    let (principal, resource) = match ProviderKind::of(action) {
        // Which provider it is may follow from the role.
        Some(kind) => {
            let role = resource()?;
            let of_role = role.text.as_deref();
            (providers::provider(&args.principal, kind, of_role, names.snapshot, names.data)?, role)
        }
        None => (names.principal(&args.principal)?, resource()?),
    };
    Ok(Named { principal, resource, issuer })
}

/// Everything that the arguments name and that the data may hold.
fn wanted(args: &WhyArgs, action: &ActionName) -> Wanted {
    let told = args.context.iter().filter_map(|told| told.split_once('=')).map(|(_, value)| value);
    let endpoints = told.filter(|value| value.starts_with("vpce-"));
    let named = [&args.resource, &args.vpce, &args.issuer, &args.resource_account];
    let named = named.into_iter().filter_map(Option::as_deref);
    let provider = ProviderKind::of(action).map(|kind| providers::listed_name(&args.principal, kind));
    Wanted::names([&*args.principal].into_iter().chain(named).chain(endpoints).chain(provider.as_deref()))
}

fn answer(asked: &Asked, snapshot: &Snapshot, catalog: &Catalog) -> Answer {
    let checks = checks(&asked.request, catalog);
    let examined: Vec<Examined> =
        checks.into_iter().map(|check| examine(check, &asked.given, snapshot, catalog)).collect();
    diagnose(&asked.request, asked.left_out.as_deref(), &examined, snapshot, catalog)
}

/// What is said of a resource that is not in the data, unless somebody told what it is.
fn misspelt(
    args: &WhyArgs,
    asked: &Asked,
    snapshot: &Snapshot,
    data: &Data,
) -> Result<Option<Remark>, CliError> {
    if args.resource_account.is_some() || args.resource_policy.is_some() {
        return Ok(None);
    }
    let Some(resource) = unlisted(&asked.request, snapshot) else { return Ok(None) };
    let near = match data {
        Data::Store(..) => data.near_resources(&resource)?,
        // All of it is loaded already.
        Data::Path(_) | Data::Stdin(_) => snapshot.resource_candidates(&resource),
    };
    Ok(Remark::not_in_data(&resource, near))
}

fn examine(mut check: Check, given: &Given, snapshot: &Snapshot, catalog: &Catalog) -> Examined {
    snapshot.fill_in_resource(&mut check.request);
    let gathered = snapshot.evidence(&check.request, given, catalog);
    let prepared = Prepared::new(&check.request, gathered.evidence.endpoint.as_ref(), catalog);
    let evaluation = evaluate(&prepared, &gathered.evidence);
    Examined { gathered, evaluation, check }
}

fn exit(answer: &Answer) -> Exit {
    match answer.outcome {
        Outcome::Allowed => Exit::Allowed,
        Outcome::Denied => Exit::Denied,
        Outcome::DependsOnContext => Exit::Depends,
        Outcome::MissingData => Exit::MissingData,
    }
}
