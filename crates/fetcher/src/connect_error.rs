//! Why nothing can be collected at all, and what to do about it.

use crate::failure::Failure;
use thiserror::Error as ThisError;

/// Why nothing can be collected at all.
#[derive(Debug, ThisError)]
pub enum ConnectError {
    /// Nowhere are there credentials.
    #[error("no AWS credentials found")]
    NoCredentials,
    /// The session of IAM Identity Center is over, or there never was one.
    #[error("the single sign-on session of profile `{profile}` is over")]
    SsoExpired {
        /// The profile.
        profile: String,
    },
    /// A profile that is in no file.
    #[error("there is no AWS profile `{profile}`")]
    NoSuchProfile {
        /// What was asked for.
        profile: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The AWS configuration cannot be used.
    #[error("the AWS configuration cannot be used: {0}")]
    Configuration(Box<str>),
    /// AWS does not accept the credentials.
    #[error("AWS does not accept the credentials: {0}")]
    Credentials(Failure),
    /// The clock of this machine is too far off.
    #[error("AWS refuses the request's time: {0}")]
    ClockSkew(Failure),
    /// Nothing answers where AWS should.
    #[error("cannot reach {endpoint}: {failure}")]
    Unreachable {
        /// What was called.
        endpoint: String,
        /// Why not.
        failure: Failure,
    },
    /// A region that the account does not have.
    #[error("region `{region}` does not exist, or is not enabled in account {account}")]
    Region {
        /// The region.
        region: String,
        /// The account.
        account: Box<str>,
        /// Those that are enabled.
        enabled: Vec<Box<str>>,
    },
    /// Something that cannot be the name of a region.
    #[error("`{0}` is not the name of a region")]
    NotARegion(String),
    /// The organization's accounts cannot be listed.
    #[error("cannot list the organization's accounts: {0}")]
    Accounts(Failure),
    /// Another call failed.
    #[error("{0}")]
    Other(Failure),
    /// The machine gives no threads.
    #[error("cannot start: {0}")]
    System(#[from] std::io::Error),
}

impl ConnectError {
    /// What to do about it.
    pub fn help(&self) -> Vec<String> {
        let one = |text: &str| vec![text.to_owned()];
        match self {
            Self::NoCredentials => one(
                "configure them as for the AWS CLI (`aws configure`, `aws sso login`, AWS_PROFILE or environment variables), or name a profile with --profile",
            ),
            Self::SsoExpired { profile } => {
                vec![format!("sign in again: `aws sso login --profile {profile}`")]
            }
            Self::NoSuchProfile { known, .. } if known.is_empty() => {
                one("no profile is configured; `aws configure` makes one")
            }
            Self::NoSuchProfile { known, .. } => vec![format!("there are: {}", known.join(", "))],
            Self::Configuration(_) => {
                one("check ~/.aws/config and ~/.aws/credentials; `aws sts get-caller-identity` must work")
            }
            Self::Credentials(_) => one("get new ones, then check them with `aws sts get-caller-identity`"),
            Self::ClockSkew(_) => {
                one("set the clock of this machine: AWS accepts five minutes of difference")
            }
            Self::Unreachable { .. } => one(
                "check the network, HTTPS_PROXY, the region (--region, AWS_REGION) and, if set, AWS_ENDPOINT_URL",
            ),
            Self::Region { enabled, .. } => vec![format!("enabled are: {}", enabled.join(", "))],
            Self::NotARegion(_) => {
                one("regions are named such as `eu-west-1`; check --region and AWS_REGION")
            }
            Self::Accounts(_) => one(
                "run from the management account or a delegated administrator, or name the accounts with --account",
            ),
            Self::Other(_) | Self::System(_) => Vec::new(),
        }
    }

    /// Whether what the user typed is wrong, rather than something about AWS.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::NoSuchProfile { .. } | Self::Region { .. } | Self::NotARegion(_))
    }
}
