//! `iamdiag why`: from arguments to an answer.
//!
//! One request goes through six calls: the source's `load`, `snapshot.evidence`, `Prepared::new`, `evaluate`, `diagnose`, and a
//! renderer.

mod args;
mod asked;
mod context;
mod context_file;
mod given;
mod values;

pub(crate) use args::WhyArgs;

use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use args::Format;
use asked::Asked;
use iamdiag_catalog::Catalog;
use iamdiag_diagnosis::{Answer, Check, Examined, Outcome, checks, diagnose};
use iamdiag_evaluator::{Prepared, evaluate};
use iamdiag_reporter::{Look, Provenance, render_json, render_text};
use iamdiag_snapshot::{Given, Snapshot, Source, Wanted, read_authorization_details};
use iamdiag_store::DataFile;
use std::path::Path;

/// Answers, or says what cannot be read. Nothing is written before the whole answer is there.
pub(crate) fn run(
    args: &WhyArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let catalog = Catalog::embedded();
    let asked = Asked::new(args, environment.now, catalog)?;
    let (snapshot, data) = load(args, &asked, streams)?;
    let asked = asked.known_to(&snapshot, &data)?;
    let answer = answer(&asked, &snapshot, catalog);
    let exit = if args.exit_zero { Exit::Allowed } else { exit(&answer) };
    let provenance = Provenance { version: env!("CARGO_PKG_VERSION"), data: &data, exit_code: exit.code() };
    let text = match args.format {
        Format::Text => {
            let look = Look { width: environment.width, colour: environment.colour, verbose: args.verbose };
            render_text(&answer, &provenance, look)
        }
        Format::Json => render_json(&answer, &provenance),
    };
    written(streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush()), exit)
}

fn load(args: &WhyArgs, asked: &Asked, streams: &mut Streams<'_>) -> Result<(Snapshot, String), CliError> {
    let Some(path) = &args.data else {
        return Err(CliError::new("no data to answer from")
            .help("collect it: `aws iam get-account-authorization-details > iam.json`")
            .help("then name the file: `iamdiag why --data iam.json …` (`--data -` reads it from stdin)"));
    };
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = streams.stdin.read_to_end(&mut bytes);
        read.map_err(|cause| CliError::new(format!("cannot read stdin: {cause}")))?;
        let snapshot = read_authorization_details(bytes, "stdin").map_err(iamdiag_store::LoadError::from)?;
        return Ok((snapshot, "stdin".to_owned()));
    }
    let wanted = Wanted { accounts: asked.accounts(), ..Wanted::default() };
    Ok((DataFile::new(path).load(&wanted)?, path.display().to_string()))
}

fn answer(asked: &Asked, snapshot: &Snapshot, catalog: &Catalog) -> Answer {
    let checks = checks(&asked.request, catalog);
    let examined: Vec<Examined> =
        checks.into_iter().map(|check| examine(check, &asked.given, snapshot, catalog)).collect();
    diagnose(&asked.request, asked.left_out.as_deref(), &examined, snapshot, catalog)
}

fn examine(check: Check, given: &Given, snapshot: &Snapshot, catalog: &Catalog) -> Examined {
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
