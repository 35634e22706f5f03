//! The arguments of `fetch` exactly as typed.

use clap::{ArgAction, ValueEnum};
use iamdiag_fetcher::CollectingRole;
use iamdiag_policy::is_region;
use iamdiag_policy::{Arn, is_account_id};
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Examples:
  iamdiag fetch                                    the account of the credentials that the AWS CLI would use
  iamdiag fetch --profile audit --organization --role-name iamdiag-fetch
  iamdiag fetch --account 111122223333 --region eu-west-1 --skip-service lambda
  iamdiag fetch --print-policy --organization      what it needs to be allowed

It only reads, and never asks for secrets. docs/fetch.md lists every call and what is kept.

Exit codes:
  0  everything was collected that AWS shows these credentials
  2  the arguments cannot be read, or the store cannot be written to
  5  AWS could not be asked, or an account failed, or it was interrupted (`--resume` goes on)";

/// What is typed behind `iamdiag fetch`.
#[derive(Debug, clap::Args)]
pub(crate) struct FetchArgs {
    /// The profile of the AWS configuration; left out: what the AWS CLI would use
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// The store; left out: the one that $IAMDIAG_STORE names, else the one in the user's data folder
    #[arg(long, value_name = "PATH")]
    pub(super) store: Option<PathBuf>,
    /// Go on with the fetch that was interrupted: what it had finished is not asked for again
    #[arg(long)]
    pub(super) resume: bool,

    /// Every active account of the organization
    #[arg(long, conflicts_with = "account", help_heading = "Accounts")]
    pub(super) organization: bool,
    /// This account; repeat it for several. Left out: the account of the credentials
    #[arg(long, value_name = "ID", value_parser = account, help_heading = "Accounts")]
    pub(super) account: Vec<String>,
    /// The role that other accounts are entered by
    #[arg(long, value_name = "NAME", default_value = CollectingRole::DEFAULT_NAME, value_parser = role, help_heading = "Accounts")]
    pub(super) role_name: String,
    /// The external id that this role's trust policy asks for
    #[arg(long, value_name = "ID", help_heading = "Accounts")]
    pub(super) external_id: Option<String>,

    /// This region; repeat it for several. Left out: all regions that are enabled
    #[arg(long, value_name = "REGION", value_parser = region, help_heading = "What to collect")]
    pub(super) region: Vec<String>,
    /// This service only; repeat it for several
    #[arg(long, value_name = "SERVICE", value_delimiter = ',', help_heading = "What to collect")]
    pub(super) service: Vec<String>,
    /// All services but this; repeat it for several
    #[arg(long, value_name = "SERVICE", value_delimiter = ',', help_heading = "What to collect")]
    pub(super) skip_service: Vec<String>,

    /// Exit with 0 although accounts failed, and keep what there is as a complete snapshot
    #[arg(long, help_heading = "Behaviour")]
    pub(super) allow_partial: bool,
    /// How often a call is tried; left out: $AWS_MAX_ATTEMPTS, else 6
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20), help_heading = "Behaviour")]
    pub(super) max_attempts: Option<u32>,
    /// Say nothing but errors
    #[arg(short, long, action = ArgAction::SetTrue, help_heading = "Behaviour")]
    pub(super) quiet: bool,

    /// Print the least IAM policy for what would be called, and call nothing
    #[arg(long, conflicts_with = "print_trust_policy", help_heading = "Permissions")]
    pub(super) print_policy: bool,
    /// Print the trust policy of the role that accounts are entered by, for callers from this account, or for this role or user
    #[arg(long, value_name = "ID|ARN", value_parser = trusted, help_heading = "Permissions")]
    pub(super) print_trust_policy: Option<String>,
    /// The form of --print-policy: a policy, or a template that makes the role in every account of a StackSet
    #[arg(long, value_enum, default_value_t = Format::Json, requires = "print_policy", help_heading = "Permissions")]
    pub(super) format: Format,
}

/// The form of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A policy
    Json,
    /// A CloudFormation template, in JSON
    Cloudformation,
}

fn account(text: &str) -> Result<String, String> {
    if is_account_id(text) { Ok(text.to_owned()) } else { Err("an account id has twelve digits".to_owned()) }
}

fn region(text: &str) -> Result<String, String> {
    match is_region(text) {
        true => Ok(text.to_owned()),
        false => Err("regions are named such as `eu-west-1`".to_owned()),
    }
}

/// Whom a role may trust in a way that lasts: a session would be trusted under its own name only.
fn trusted(text: &str) -> Result<String, String> {
    let is_principal = |arn: Arn<'_>| {
        let named = arn.resource.strip_prefix("role/").or_else(|| arn.resource.strip_prefix("user/"));
        let is_one = arn.resource == "root" || named.is_some_and(|name| role(name).is_ok());
        arn.service == "iam" && arn.region.is_empty() && arn.account_id().is_some() && is_one
    };
    if is_account_id(text) || Arn::parse(text).is_some_and(is_principal) {
        return Ok(text.to_owned());
    }
    Err("expected the twelve digits of an account, or the ARN of a role, a user or an account's root"
        .to_owned())
}

/// The name becomes a part of an ARN.
fn role(text: &str) -> Result<String, String> {
    let name = text.strip_prefix('/').unwrap_or(text);
    let is_name = !name.is_empty()
        && name.len() <= 512
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c));
    if is_name {
        return Ok(name.to_owned());
    }
    Err("expected the name of a role, with its path before it if it has one: no ARN".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_users_and_accounts_can_be_trusted() {
        for text in [
            "111122223333",
            "arn:aws:iam::111122223333:root",
            "arn:aws-cn:iam::111122223333:role/audit/iamdiag",
            "arn:aws-us-gov:iam::111122223333:user/ann@example.com",
        ] {
            assert_eq!(trusted(text).as_deref(), Ok(text));
        }
        for text in [
            "",
            "*",
            "1111",
            "role/audit",
            "arn:aws:iam::111122223333:group/a",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:root",
            "arn:aws:sts::111122223333:assumed-role/audit/ann",
        ] {
            assert!(trusted(text).is_err(), "{text}");
        }
    }
}
