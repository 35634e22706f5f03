//! `iamdiag show`: a thing of the data as it is evaluated.

mod args;
mod find;

pub(crate) use args::{HELP, ShowArgs};

use crate::data::Data;
use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use args::Format;
use iamdiag_catalog::Catalog;
use iamdiag_policy::Arn;
use iamdiag_reporter::{Look, Shown, render_shown_json, render_shown_text};
use iamdiag_snapshot::{PrincipalQuery, Wanted};

pub(crate) fn run(
    args: &ShowArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let data = Data::open(&args.data, streams, environment)?;
    let snapshot = data.read(&wanted(&args.name), streams)?;
    let subject = find::find(&args.name, args.kind, &snapshot, &data)?;
    let shown = Shown::new(subject, &snapshot, Catalog::embedded());
    let text = match args.format {
        Format::Text => {
            let Environment { width, colour, ascii, .. } = *environment;
            render_shown_text(&shown, Look { width, colour, ascii, verbose: args.verbose })
        }
        Format::Json => render_shown_json(&shown),
    };
    written(streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush()), Exit::Allowed)
}

/// What the name can mean: anything, unless it says that it is one of a user, a role or a resource.
fn wanted(name: &str) -> Wanted {
    use PrincipalQuery::{Arn as Exact, Name, Session, UniqueId};
    let is_principal = matches!(
        PrincipalQuery::parse(name),
        Some(Exact(_) | Session { .. } | UniqueId { .. } | Name { kind: Some(_), .. })
    );
    let is_resource = Arn::parse(name).is_some_and(|arn| !matches!(arn.service, "iam" | "organizations"));
    if is_principal || is_resource { Wanted::names([name]) } else { Wanted::anything(name) }
}
