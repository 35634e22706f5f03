//! `iamdiag fetch`: from AWS into the store.

mod args;
mod progress;
mod summary;

pub(crate) use args::{FetchArgs, HELP};

use crate::data::{shown, store_place};
use crate::environment::{Environment, Streams, now};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use args::Format;
use iamdiag_fetcher::{
    CollectingRole, ConnectError, FailureKind, Fetcher, Plan, Report, Services, Targets, policy,
    stack_set_template, trust_policy,
};
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{CoverageState, Unit};
use iamdiag_store::{Choice, Run, Store, StoreError, Writer};
use progress::Progress;
use std::collections::BTreeSet;
use std::path::Path;

/// How the store calls snapshots that were made here.
const ORIGIN: &str = "fetch";
/// The variable that the AWS CLI and SDKs read.
const MAX_ATTEMPTS: &str = "AWS_MAX_ATTEMPTS";

pub(crate) fn run(
    args: &FetchArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let plan = plan(args)?;
    if let Some(text) = permissions(args, &plan) {
        return written(streams.stdout.write_all(text.as_bytes()), Exit::Allowed);
    }
    let place = store_place(args.store.as_deref(), environment)?.path;
    let fetcher = match Fetcher::connect(plan) {
        Ok(fetcher) => fetcher,
        Err(error) if error.is_usage() => return Err(not_connected(&error)),
        Err(error) => return failed(&not_connected(&error), streams),
    };
    let (mut writer, done) = writer(args, &place, &fetcher, environment)?;
    let before = newest(&place);
    let report = {
        let mut progress = Progress::new(args.quiet, environment, streams.stderr);
        fetcher.collect(&mut writer, &done, &mut progress)?
    };
    let is_complete = args.allow_partial && !report.interrupted || is_worth_keeping(&report);
    let id = writer.snapshot();
    if is_complete {
        writer.finish(now(), None)?;
    } else {
        drop(writer);
    }
    let changes = if is_complete { changes(&place, before, id)? } else { String::new() };
    let about = summary::About { report: &report, store: &place, snapshot: id, is_complete };
    let is_good = report.is_success() || args.allow_partial && is_complete;
    let exit = if is_good { Exit::Allowed } else { Exit::NotCollected };
    if !args.quiet {
        let text = summary::text(&about) + &changes;
        written(streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush()), exit)?;
    }
    if !is_good {
        // Nobody is left to be told if this fails.
        let _ = streams.stderr.write_all(summary::failures(&about).as_bytes());
    }
    Ok(exit)
}

fn plan(args: &FetchArgs) -> Result<Plan, CliError> {
    let services = Services::new(&args.service, &args.skip_service).map_err(|error| {
        let names: Vec<&str> = Services::names().collect();
        CliError::new(escaped(&error.to_string()).into_owned())
            .help(format!("services that are collected: {}", names.join(", ")))
    })?;
    let targets = match (args.organization, args.account.is_empty()) {
        (true, _) => Targets::Organization,
        (false, true) => Targets::Own,
        (false, false) => Targets::Accounts(args.account.clone()),
    };
    let configured = std::env::var(MAX_ATTEMPTS).ok().and_then(|text| text.parse().ok());
    Ok(Plan {
        profile: args.profile.clone(),
        targets,
        role: CollectingRole { name: args.role_name.clone(), external_id: args.external_id.clone() },
        regions: args.region.clone(),
        services,
        attempts: args.max_attempts.or(configured.filter(|attempts| *attempts > 0)),
    })
}

/// What is printed in place of a fetch.
fn permissions(args: &FetchArgs, plan: &Plan) -> Option<String> {
    if let Some(trusted) = &args.print_trust_policy {
        return Some(trust_policy(&plan.role, trusted));
    }
    args.print_policy.then(|| match args.format {
        Format::Json => policy(plan),
        Format::Cloudformation => stack_set_template(&plan.services, &plan.role),
    })
}

/// What somebody else said is escaped; it may hold anything.
fn not_connected(error: &ConnectError) -> CliError {
    let told = CliError::new(escaped(&error.to_string()).into_owned());
    error.help().iter().fold(told, |told, help| told.help(escaped(help).into_owned()))
}

fn failed(error: &CliError, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let _ = streams.stderr.write_all(error.text().as_bytes());
    Ok(Exit::NotCollected)
}

/// A new snapshot, or the interrupted one with what is done of it.
fn writer(
    args: &FetchArgs,
    place: &Path,
    fetcher: &Fetcher,
    environment: &Environment,
) -> Result<(Writer, BTreeSet<Unit>), CliError> {
    let caller = &fetcher.caller().account;
    if !args.resume {
        let run = Run {
            origin: ORIGIN.into(),
            tool_version: env!("CARGO_PKG_VERSION").into(),
            caller_account: Some(caller.clone()),
            started_at: environment.now,
        };
        return Ok((Writer::start(place, &run)?, BTreeSet::new()));
    }
    let nothing = || {
        CliError::new(format!("there is no interrupted fetch in {} to go on with", shown(place)))
            .help("leave out --resume")
    };
    let writer = Writer::resume(place, ORIGIN)?.ok_or_else(nothing)?;
    let interrupted = Store::open(place)?.snapshot(Choice::Id(writer.snapshot()))?;
    let account = interrupted.entry().caller_account.as_deref();
    if account.is_some_and(|account| *account != **caller) {
        let message = "the interrupted fetch was made with credentials of another account";
        return Err(CliError::new(format!("{message} ({})", account.map_or("".into(), escaped)))
            .help("use those, or leave out --resume"));
    }
    // What was refused or failed is tried again: that is what one resumes for.
    let is_done = |state: &CoverageState| state.is_complete();
    let units = writer.units()?.into_iter();
    let done = units.filter(|(_, state)| state.as_ref().is_some_and(is_done)).map(|(unit, _)| unit);
    let done = done.collect();
    Ok((writer, done))
}

/// The newest complete snapshot, if there is one.
fn newest(place: &Path) -> Option<i64> {
    let snapshot = Store::open(place).ok()?.snapshot(Choice::Newest).ok()?;
    Some(snapshot.entry().id)
}

fn changes(place: &Path, before: Option<i64>, id: i64) -> Result<String, StoreError> {
    let Some(before) = before else { return Ok(String::new()) };
    let changes = Store::open(place)?.snapshot(Choice::Id(id))?.changes_since(before)?;
    Ok(crate::snapshot::changed(before, &changes))
}

/// Whether the snapshot takes the place of the one before it: not when it was stopped, nor when what failed is likely to work in a
/// while. Then it stays partial, and `--resume` goes on with it.
fn is_worth_keeping(report: &Report) -> bool {
    let is_lasting = |kind: FailureKind| {
        matches!(kind, FailureKind::Refused | FailureKind::Service | FailureKind::Unreadable)
    };
    let of_units = report.gaps.iter().map(|(_, failure)| failure.kind);
    let of_accounts = report.accounts.values().filter_map(|account| Some(account.not_entered.as_ref()?.kind));
    let is_whole = !report.interrupted && !report.has_unfinished();
    is_whole && of_units.chain(of_accounts).all(is_lasting)
}
