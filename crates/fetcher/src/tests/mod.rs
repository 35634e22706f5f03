//! Fetches over HTTP from a server of the tests' own, which answers as AWS does and, where a test says so, as AWS does on a bad
//! day.

mod answers;
mod everything;
mod faults;
mod paging;
mod refusals;
mod server;

use crate::http::{self, Count};
use crate::report::Report;
use crate::{ConnectError, Fetcher, Plan, Services, Targets};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::identity::IdentityCache;
use iamdiag_snapshot::{CoverageState, Snapshot};
use server::Server;
use std::collections::BTreeSet;
use std::time::Duration;

/// The account of the caller.
const ACCOUNT: &str = "111122223333";
/// A member account.
const MEMBER: &str = "444455556666";
/// The region.
const REGION: &str = "eu-west-1";
/// What signs requests; no text of a fetch may hold it.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYSECRETSECRET";
/// How often a call is tried.
const ATTEMPTS: u32 = 3;

fn config(server: &Server, count: &Count) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .read_timeout(Duration::from_millis(500))
        .operation_attempt_timeout(Duration::from_secs(5))
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(Duration::from_millis(1))
        .with_max_backoff(Duration::from_millis(5));
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET, None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(server.url())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .identity_cache(IdentityCache::lazy().build())
        .http_client(http::client(count))
        .timeout_config(timeouts)
        .retry_config(retries)
        .sleep_impl(TokioSleep::new())
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .build()
}

fn connect(server: &Server, plan: Plan) -> Result<Fetcher, ConnectError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let count = Count::default();
    Fetcher::over(config(server, &count), runtime, plan, count)
}

/// Collects into memory.
fn fetched(server: &Server, plan: Plan) -> (Report, Snapshot) {
    let mut snapshot = Snapshot::default();
    let report = connect(server, plan).unwrap().collect(&mut snapshot, &BTreeSet::new(), &mut ()).unwrap();
    (report, snapshot)
}

/// One service of the caller's account in one region.
fn only(service: &str) -> Plan {
    Plan {
        services: Services::new(&[service.to_owned()], &[]).unwrap(),
        regions: vec![REGION.to_owned()],
        ..Plan::default()
    }
}

fn organization() -> Plan {
    Plan { targets: Targets::Organization, ..Plan::default() }
}

fn state(snapshot: &Snapshot, region: Option<&str>, service: &str) -> CoverageState {
    snapshot.coverage().state(Some(ACCOUNT), region, service).unwrap()
}
