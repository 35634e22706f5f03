//! The arguments of `why` exactly as typed.

use crate::data::DataArgs;
use crate::exit::Exit;
use clap::{ArgAction, ValueEnum};
use std::path::PathBuf;

/// What is typed behind `iamdiag why`.
#[derive(Debug, clap::Args)]
pub(crate) struct WhyArgs {
    /// Who asks: an ARN, `role/NAME`, `ACCOUNT:role/NAME` (the account by id or name), a unique id, a service principal, `anonymous`
    pub(super) principal: String,
    /// What for: `service:Action`
    pub(super) action: String,
    /// On what: an ARN, or the end of one that the data makes unique (`BUCKET/KEY`, `table/orders`, `alias/key`). Left out or `*`:
    /// not told, so every type of resource of the action is asked about
    pub(super) resource: Option<String>,

    #[command(flatten)]
    pub(super) data: DataArgs,

    /// A condition key; repeat it for a list (keys that hold lists may be given with commas)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Context")]
    pub(super) context: Vec<String>,
    /// Condition keys as a JSON object
    #[arg(long, value_name = "FILE", help_heading = "Context")]
    pub(super) context_file: Option<PathBuf>,
    /// A condition key that the request does not carry
    #[arg(long, value_name = "KEY", help_heading = "Context")]
    pub(super) absent: Vec<String>,
    /// A condition key of which nothing is known, whatever is usual
    #[arg(long, value_name = "KEY", help_heading = "Context")]
    pub(super) unknown: Vec<String>,
    /// The caller signed in with MFA
    #[arg(long, conflicts_with = "no_mfa", help_heading = "Context")]
    pub(super) mfa: bool,
    /// The caller did not use MFA
    #[arg(long, help_heading = "Context")]
    pub(super) no_mfa: bool,
    /// The caller's address, or a network it is in
    #[arg(long, value_name = "ADDRESS", help_heading = "Context")]
    pub(super) source_ip: Option<String>,
    /// The VPC endpoint that the request goes through
    #[arg(long, value_name = "ID", conflicts_with = "source_ip", help_heading = "Context")]
    pub(super) vpce: Option<String>,
    /// The region that is called
    #[arg(long, value_name = "REGION", help_heading = "Context")]
    pub(super) region: Option<String>,
    /// The time of the request (RFC 3339); now, if left out
    #[arg(long, value_name = "TIME", help_heading = "Context")]
    pub(super) at: Option<String>,
    /// A tag that the request passes
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Context")]
    pub(super) tag: Vec<String>,

    /// A policy that the caller's session was made with
    #[arg(long, value_name = "FILE", help_heading = "Policies and owners")]
    pub(super) session_policy: Vec<PathBuf>,
    /// The user behind a federated user's session
    #[arg(long, value_name = "USER", help_heading = "Policies and owners")]
    pub(super) issuer: Option<String>,
    /// The policy on the resource
    #[arg(long, value_name = "FILE", help_heading = "Policies and owners")]
    pub(super) resource_policy: Option<PathBuf>,
    /// The account that owns the resource, where its ARN does not say so
    #[arg(long, value_name = "ID", help_heading = "Policies and owners")]
    pub(super) resource_account: Option<String>,
    /// The account that owns the object, where the bucket's owner does not own all of its objects
    #[arg(long, value_name = "ID", help_heading = "Policies and owners")]
    pub(super) object_owner: Option<String>,
    /// Layers that were not collected and do not exist: scp, rcp, resource, identity, boundary, session, vpce, acl, grant,
    /// block-public-access, all
    #[arg(long, value_name = "LAYER", value_delimiter = ',', help_heading = "Policies and owners")]
    pub(super) assume_absent: Vec<String>,

    /// Take nothing for granted: every usual value that was not told is unknown
    #[arg(long)]
    pub(super) strict: bool,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub(super) format: Format,
    /// Exit with 0 whatever the answer is
    #[arg(long, help_heading = "Output")]
    pub(super) exit_zero: bool,
    /// Show every statement and blocker
    #[arg(short, long, action = ArgAction::SetTrue, help_heading = "Output")]
    pub(super) verbose: bool,
}

/// What stands below the options.
pub(crate) fn help() -> String {
    format!(
        "\
Examples:
  iamdiag why role/deploy s3:GetObject arn:aws:s3:::my-bucket/key
  iamdiag why prod:role/deploy ec2:RunInstances --region eu-west-1 --data acme
  iamdiag why arn:aws:sts::111122223333:assumed-role/deploy/ci kms:Decrypt alias/orders
  iamdiag why user/alice iam:DeleteRole role/old --mfa --source-ip 203.0.113.7
  iamdiag why role/analyst s3:GetObject my-bucket/key --vpce vpce-0example1 --format markdown
  iamdiag why role/deploy s3:PutObject arn:aws:s3:::b/k --data iam.json --assume-absent scp,rcp

{}",
        Exit::HELP
    )
}

/// The form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For pull requests, issues and chats: the same as text
    Markdown,
    /// For machines
    Json,
}
