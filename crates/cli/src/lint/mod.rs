//! `iamdiag lint`: from files to findings.

mod args;
mod files;
mod policies;

pub(crate) use args::{HELP, LintArgs};

use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use args::Format;
use files::{Chosen, Input, inputs};
use iamdiag_catalog::Catalog;
use iamdiag_diagnosis::Severity;
use iamdiag_reporter::{LintReport, Look, escaped, render_lint_json, render_lint_sarif, render_lint_text};
use policies::{Found, of_directory, policies};

/// Looks at all files, prints what was found, and then tells what could not be read.
pub(crate) fn run(
    args: &LintArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let catalog = Catalog::embedded();
    let mut report = LintReport {
        version: env!("CARGO_PKG_VERSION"),
        catalog_date: catalog.date(),
        policies: Vec::new(),
        files: 0,
        exit_code: 0,
    };
    let mut errors = Vec::new();
    let mut remarks = Vec::new();
    for input in inputs(&args.files)? {
        let found = match &input {
            Input::Data(path) => of_directory(path, catalog, &mut remarks).map(Found::Policies),
            Input::File(file) => {
                read(file, streams).and_then(|bytes| policies(&file.name, bytes, args.kind(), catalog))
            }
        };
        match (found, input) {
            (Ok(Found::Policies(policies)), _) => {
                let mut files: Vec<&str> = policies.iter().map(|policy| &*policy.file).collect();
                files.dedup();
                report.files += files.len().max(1);
                let told = policies.iter().map(|policy| policies::told(policy, args.kind().is_some()));
                remarks.extend(told.filter(|_| args.verbose));
                report.policies.extend(policies);
            }
            (Ok(Found::SomethingElse), Input::File(file)) if !file.is_chosen => {
                remarks.push(format!("{}: left out: not a policy", escaped(&file.name)));
            }
            (Ok(Found::SomethingElse), Input::File(file)) => errors.push(not_a_policy(&file.name)),
            (Ok(Found::SomethingElse), Input::Data(_)) => {}
            (Err(error), _) => errors.push(error),
        }
    }
    if report.files == 0 && errors.is_empty() {
        errors.push(CliError::new("none of the files is a policy").help("name the files with policies"));
    }
    let exit = if errors.is_empty() { exit(&report, args.fail_on()) } else { Exit::Usage };
    report.exit_code = exit.code();
    let text = match args.format {
        Format::Text => {
            let look = Look {
                width: environment.width,
                colour: environment.colour,
                verbose: args.verbose,
                ascii: environment.ascii,
            };
            render_lint_text(&report, look)
        }
        Format::Json => render_lint_json(&report),
        Format::Sarif => render_lint_sarif(&report),
    };
    let done = if report.files == 0 && args.format == Format::Text {
        Ok(())
    } else {
        streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush())
    };
    // Nobody is left to be told if this fails.
    for remark in &remarks {
        let _ = writeln!(streams.stderr, "{remark}");
    }
    for error in &errors {
        let _ = streams.stderr.write_all(error.text().as_bytes());
    }
    written(done, exit)
}

fn read(input: &Chosen, streams: &mut Streams<'_>) -> Result<Vec<u8>, CliError> {
    let Some(path) = &input.path else {
        let mut bytes = Vec::new();
        let read = streams.stdin.read_to_end(&mut bytes);
        return read.map(|_| bytes).map_err(|cause| CliError::new(format!("cannot read stdin: {cause}")));
    };
    std::fs::read(path)
        .map_err(|cause| CliError::new(format!("cannot read {}: {cause}", escaped(&input.name))))
}

fn not_a_policy(name: &str) -> CliError {
    CliError::new(format!("{}: not a policy: it has no `Statement`", escaped(name))).help(
        "name a policy, an answer of the AWS CLI that holds one, or the output of `aws iam get-account-authorization-details`",
    )
}

fn exit(report: &LintReport<'_>, fail_on: Severity) -> Exit {
    let counts = report.counts();
    let count = match fail_on {
        Severity::Error => counts.errors,
        Severity::Warning => counts.errors + counts.warnings,
        Severity::Note => counts.errors + counts.warnings + counts.notes,
    };
    if count > 0 { Exit::Denied } else { Exit::Allowed }
}
