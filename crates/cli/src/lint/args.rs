//! The arguments of `lint` exactly as typed.

use clap::ValueEnum;
use iamdiag_diagnosis::Severity;
use iamdiag_policy::PolicyKind;

/// What is typed behind `iamdiag lint`.
#[derive(Debug, clap::Args)]
pub(crate) struct LintArgs {
    /// Files, patterns such as 'policies/**/*.json', directories (every .json file in them, or a data directory), or `-` for
    /// standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<String>,
    /// What the policies are used as; recognised by content if left out
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// From which severity on a finding makes the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// Say what each policy was read as
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// The form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For machines
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Of a user, group or role
    Identity,
    /// Permissions boundary
    Boundary,
    /// Session policy
    Session,
    /// Service control policy
    Scp,
    /// Resource control policy
    Rcp,
    /// On a resource
    Resource,
    /// A role's trust policy
    Trust,
    /// Of a VPC endpoint
    Vpce,
}

impl LintArgs {
    /// What the policies are said to be used as.
    pub(super) fn kind(&self) -> Option<PolicyKind> {
        self.kind.map(|kind| match kind {
            Kind::Identity => PolicyKind::Identity,
            Kind::Boundary => PolicyKind::Boundary,
            Kind::Session => PolicyKind::Session,
            Kind::Scp => PolicyKind::Scp,
            Kind::Rcp => PolicyKind::Rcp,
            Kind::Resource => PolicyKind::Resource,
            Kind::Trust => PolicyKind::Trust,
            Kind::Vpce => PolicyKind::Vpce,
        })
    }

    pub(super) fn fail_on(&self) -> Severity {
        match self.fail_on {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
        }
    }
}

/// Shown by `iamdiag lint --help`.
pub(crate) const HELP: &str = "\
Examples:
  iamdiag lint policy.json
  iamdiag lint 'policies/**/*.json' --format sarif > findings.sarif
  iamdiag lint --kind scp scps/
  aws s3api get-bucket-policy --bucket acme-raw | iamdiag lint -
  aws iam get-account-authorization-details > iam.json && iamdiag lint iam.json

Service control, resource control and endpoint policies cannot be told by their content: name them with --kind.

Exit codes:
  0  nothing found but notes
  1  errors or warnings were found (--fail-on moves the border)
  2  the arguments, or a file, cannot be read; the other files are looked at all the same";
