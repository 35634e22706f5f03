//! How AWS is called: credentials, time-outs, retries.

use crate::connect_error::ConnectError;
use crate::failure::{Failure, FailureKind};
use crate::http;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_sdk_sts::Client;
use aws_types::os_shim_internal::{Env, Fs};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const READ_TIMEOUT: Duration = Duration::from_secs(30);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a call is tried unless the user says otherwise: with AWS's waiting in between, a throttled call gets a minute.
const ATTEMPTS: u32 = 6;
/// Where global services are called if no region is configured.
const HOME_REGION: &str = "us-east-1";
/// What CloudTrail shows in other accounts.
const SESSION_NAME: &str = "iamdiag-fetch";

pub(crate) const GET_CALLER_IDENTITY: crate::operation::Operation =
    crate::operation::Operation::new("sts", "GetCallerIdentity", &["sts:GetCallerIdentity"]);
pub(crate) const ASSUME_ROLE: crate::operation::Operation =
    crate::operation::Operation::new("sts", "AssumeRole", &["sts:AssumeRole"]);

/// The configuration that the default chain finds, or that of a profile.
pub(crate) async fn configuration(
    profile: Option<&str>,
    attempts: Option<u32>,
    count: &http::Count,
) -> Result<SdkConfig, ConnectError> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http::client(count))
        .timeout_config(timeouts)
        .retry_config(RetryConfig::adaptive().with_max_attempts(attempts.unwrap_or(ATTEMPTS)));
    if let Some(profile) = profile {
        check_profile(profile).await?;
        // A profile that is named wins over credentials in the environment.
        let credentials = ProfileFileCredentialsProvider::builder().profile_name(profile).build();
        loader = loader.profile_name(profile).credentials_provider(credentials);
    }
    check_endpoints()?;
    let config = loader.load().await;
    if let Some(url) = config.endpoint_url() {
        check_endpoint("endpoint_url", url)?;
    }
    if config.region().is_some() {
        return Ok(config);
    }
    Ok(config.into_builder().region(Region::from_static(HOME_REGION)).build())
}

/// That endpoints in the environment are URLs. AWS's SDK does not look, and panics.
fn check_endpoints() -> Result<(), ConnectError> {
    let mut set: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("AWS_ENDPOINT_URL"))
        .collect();
    set.sort();
    set.iter().try_for_each(|(name, url)| check_endpoint(name, url))
}

fn check_endpoint(name: &str, url: &str) -> Result<(), ConnectError> {
    let uri = url.parse::<::http::Uri>().ok();
    let is_url = uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    });
    if is_url {
        return Ok(());
    }
    // The text may hold a password.
    Err(ConnectError::Configuration(format!("{name} is not a URL such as https://host:port").into()))
}

/// That a profile is there; otherwise those that are.
pub(crate) async fn check_profile(name: &str) -> Result<(), ConnectError> {
    let selected = Some(name.to_owned().into());
    let profiles =
        aws_config::profile::load(&Fs::real(), &Env::real(), &EnvConfigFiles::default(), selected).await;
    match profiles {
        Ok(profiles) if profiles.get_profile(name).is_some() => Ok(()),
        Ok(profiles) => {
            let mut known: Vec<String> = profiles.profiles().map(str::to_owned).collect();
            known.sort();
            Err(ConnectError::NoSuchProfile { profile: name.to_owned(), known })
        }
        Err(error) => Err(ConnectError::Configuration(crate::failure::innermost(&error))),
    }
}

/// Credentials of a role in another account, taken anew before they run out.
pub(crate) struct Assumed {
    client: Client,
    role: String,
    external_id: Option<String>,
    /// Those of the first call, which shows whether the role can be assumed at all.
    first: Mutex<Option<Credentials>>,
}

impl fmt::Debug for Assumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assumed").field("role", &self.role).finish_non_exhaustive()
    }
}

impl Assumed {
    pub(crate) fn new(config: &SdkConfig, role: String, external_id: Option<String>) -> Self {
        Self { client: Client::new(config), role, external_id, first: Mutex::default() }
    }

    /// Assumes the role for the first time.
    pub(crate) async fn enter(&self) -> Result<(), Failure> {
        let credentials = self.assume().await?;
        *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
        Ok(())
    }

    async fn assume(&self) -> Result<Credentials, Failure> {
        let asked = self
            .client
            .assume_role()
            .role_arn(&self.role)
            .role_session_name(SESSION_NAME)
            .set_external_id(self.external_id.clone());
        let told = asked.send().await.map_err(|error| Failure::of(ASSUME_ROLE.name, &error))?;
        let Some(told) = told.credentials else {
            let lacks = "the answer lacks credentials";
            return Err(Failure::new(ASSUME_ROLE.name, FailureKind::Unreadable, lacks));
        };
        let expires = SystemTime::try_from(told.expiration).ok();
        let (id, secret, token) = (told.access_key_id, told.secret_access_key, told.session_token);
        Ok(Credentials::new(id, secret, Some(token), expires, "AssumeRole"))
    }

    async fn credentials(&self) -> provider::Result {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(credentials) => Ok(credentials),
            None => {
                self.assume().await.map_err(|failure| CredentialsError::provider_error(failure.to_string()))
            }
        }
    }
}

impl ProvideCredentials for Assumed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

/// The configuration with a role's credentials.
pub(crate) fn with(config: &SdkConfig, assumed: Assumed) -> SdkConfig {
    config.to_builder().credentials_provider(SharedCredentialsProvider::new(assumed)).build()
}
