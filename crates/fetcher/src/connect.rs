//! Before anything is collected: credentials that work, who they are, and which accounts and regions are meant.

use crate::access::{self, GET_CALLER_IDENTITY};
use crate::connect_error::ConnectError;
use crate::failure::{Failure, FailureKind, find, innermost};
use crate::http::Count;
use crate::plan::{Plan, Targets};
use crate::services::{DESCRIBE_REGIONS, LIST_ACCOUNTS, enabled_regions};
use crate::site::{Place, is_token};
use aws_config::SdkConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_organizations::types::{AccountState, AccountStatus};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use iamdiag_snapshot::is_region;
use std::error::Error;
use std::fmt::Write;
use tokio::runtime::Runtime;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: Box<str>,
    /// The ARN of the user or role session.
    pub arn: Box<str>,
}

/// An account to be collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub account: Box<str>,
    /// Its name in the organization, where told.
    pub name: Option<Box<str>>,
}

/// Everything that collecting begins with.
#[derive(Debug)]
pub struct Fetcher {
    pub(crate) runtime: Runtime,
    pub(crate) plan: Plan,
    pub(crate) caller: Caller,
    pub(crate) home: Place,
    pub(crate) targets: Vec<Target>,
    pub(crate) count: Count,
}

impl Fetcher {
    /// Finds credentials, asks who they are, and lists the accounts that are meant.
    ///
    /// # Errors
    ///
    /// When AWS cannot be called at all, or not for what is asked.
    pub fn connect(plan: Plan) -> Result<Self, ConnectError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let count = Count::default();
        let profile = plan.profile.as_deref();
        let config = runtime.block_on(access::configuration(profile, plan.attempts, &count))?;
        Self::over(config, runtime, plan, count)
    }

    pub(crate) fn over(
        config: SdkConfig,
        runtime: Runtime,
        plan: Plan,
        count: Count,
    ) -> Result<Self, ConnectError> {
        let (caller, home, targets) = runtime.block_on(connect(&plan, config))?;
        Ok(Self { runtime, plan, caller, home, targets, count })
    }

    /// Who calls.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The accounts that will be collected.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }
}

async fn connect(plan: &Plan, config: SdkConfig) -> Result<(Caller, Place, Vec<Target>), ConnectError> {
    let region = config.region().map(|region| region.as_ref().to_owned());
    check_names(region.as_ref(), &plan.regions)?;
    let caller = identity(plan, &config).await?;
    let partition = caller.arn.split(':').nth(1).unwrap_or("aws").into();
    let region = config.region().map_or("", |region| region.as_ref()).into();
    let home = Place { account: caller.account.clone(), partition, region, config };
    check_regions(plan, &home).await?;
    let own = |account: &str| Target { account: account.into(), name: None };
    let targets = match &plan.targets {
        Targets::Own => vec![own(&caller.account)],
        Targets::Accounts(ids) => {
            let ids: std::collections::BTreeSet<&String> = ids.iter().collect();
            ids.into_iter().map(|id| own(id)).collect()
        }
        Targets::Organization => members(&home).await?,
    };
    Ok((caller, home, targets))
}

async fn identity(plan: &Plan, config: &SdkConfig) -> Result<Caller, ConnectError> {
    let told = aws_sdk_sts::Client::new(config).get_caller_identity().send().await;
    let told = match told {
        Ok(told) => told,
        Err(error) => return Err(explained(plan, config, &error).await),
    };
    match (told.account, told.arn) {
        (Some(account), Some(arn)) => Ok(Caller { account: account.into(), arn: arn.into() }),
        _ => {
            let lacks = "the answer lacks the account";
            Err(ConnectError::Other(Failure::new(GET_CALLER_IDENTITY.name, FailureKind::Unreadable, lacks)))
        }
    }
}

/// Why the first call failed, which most often is about how this machine is set up.
async fn explained<E>(plan: &Plan, config: &SdkConfig, error: &SdkError<E, HttpResponse>) -> ConnectError
where
    E: aws_smithy_types::error::metadata::ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let failure = Failure::of(GET_CALLER_IDENTITY.name, error);
    if let Some(cause) = find::<CredentialsError>(error) {
        return credentials(plan, cause).await;
    }
    match failure.kind {
        FailureKind::Credentials | FailureKind::Refused => ConnectError::Credentials(failure),
        FailureKind::ClockSkew => ConnectError::ClockSkew(failure),
        FailureKind::Unreachable | FailureKind::TimedOut => {
            let mut endpoint = String::from("AWS STS");
            match config.endpoint_url() {
                Some(url) => endpoint = without_credentials(url),
                None => {
                    let region = config.region().map_or("", |region| region.as_ref());
                    let _ = write!(endpoint, " in region `{region}`");
                }
            }
            ConnectError::Unreachable { endpoint, failure }
        }
        _ => ConnectError::Other(failure),
    }
}

/// An endpoint for people; a URL may carry a password.
fn without_credentials(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
            format!("{scheme}://{host}")
        }
        None => url.to_owned(),
    }
}

async fn credentials(plan: &Plan, cause: &CredentialsError) -> ConnectError {
    let profile = plan.profile.clone().or_else(|| std::env::var("AWS_PROFILE").ok());
    if let Some(profile) = &profile
        && let Err(error) = access::check_profile(profile).await
    {
        return error;
    }
    let mut texts = Vec::new();
    let mut at: Option<&dyn Error> = Some(cause);
    while let Some(error) = at {
        texts.push(error.to_string().to_lowercase());
        at = error.source();
    }
    // The SDK has no public type for this.
    if texts.iter().any(|text| text.contains("sso")) {
        return ConnectError::SsoExpired { profile: profile.unwrap_or_else(|| "default".to_owned()) };
    }
    // The last place that is asked: it answers nothing, or in odd ways, wherever the machine is none of AWS's.
    if texts.iter().any(|text| text.contains("imds") || text.contains("instance metadata")) {
        return ConnectError::NoCredentials;
    }
    match cause {
        CredentialsError::CredentialsNotLoaded(_) => ConnectError::NoCredentials,
        other => ConnectError::Configuration(innermost(other)),
    }
}

/// That regions are names at all: they become parts of hosts. The home region may be one of the SDK's own, such as `aws-global`.
fn check_names(home: Option<&String>, named: &[String]) -> Result<(), ConnectError> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let odd = home.filter(|region| !is_name(region));
    match odd.or_else(|| named.iter().find(|region| !is_region(region))) {
        None => Ok(()),
        Some(region) => Err(ConnectError::NotARegion(region.clone())),
    }
}

/// That named regions are enabled, if the caller may know. Otherwise the calls will tell.
async fn check_regions(plan: &Plan, home: &Place) -> Result<(), ConnectError> {
    if plan.regions.is_empty() {
        return Ok(());
    }
    let enabled = match enabled_regions(home).await {
        Ok(enabled) => enabled,
        Err(error) => {
            let failure = Failure::of(DESCRIBE_REGIONS.name, &error);
            return match failure.kind {
                FailureKind::Credentials => Err(ConnectError::Credentials(failure)),
                _ => Ok(()),
            };
        }
    };
    match plan.regions.iter().find(|region| !enabled.iter().any(|known| **known == ***region)) {
        None => Ok(()),
        Some(region) => {
            Err(ConnectError::Region { region: region.clone(), account: home.account.clone(), enabled })
        }
    }
}

/// The active accounts of the organization.
async fn members(home: &Place) -> Result<Vec<Target>, ConnectError> {
    let client = aws_sdk_organizations::Client::new(&home.config);
    let mut pages = client.list_accounts().into_paginator().send();
    let mut targets = Vec::new();
    let mut promises_more = false;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| ConnectError::Accounts(Failure::of(LIST_ACCOUNTS.name, &error)))?;
        promises_more = is_token(page.next_token.as_ref());
        for account in page.accounts.unwrap_or_default() {
            let is_active = match (account.state(), account.status()) {
                (Some(state), _) => *state == AccountState::Active,
                (None, Some(status)) => *status == AccountStatus::Active,
                (None, None) => true,
            };
            if let (Some(id), true) = (account.id, is_active) {
                targets.push(Target { account: id.into(), name: account.name.map(Into::into) });
            }
        }
    }
    if promises_more {
        let lacks = "the answer lacks a new token for the next page";
        let failure = Failure::new(LIST_ACCOUNTS.name, FailureKind::Unreadable, lacks);
        return Err(ConnectError::Accounts(failure));
    }
    targets.sort_by(|one, other| one.account.cmp(&other.account));
    Ok(targets)
}
