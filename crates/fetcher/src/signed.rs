//! Single calls of large APIs without their SDK crates: signed, retried and timed out as the SDK's own calls are.

mod answer;

use crate::site::Place;
use answer::ErrorAnswer;
use aws_config::Region;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::TransientErrorClassifier;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use aws_smithy_types::retry::RetryConfig;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;
use serde::Deserialize;
use std::fmt::Debug;

const USER_AGENT: &str = concat!("iamdiag/", env!("CARGO_PKG_VERSION"));

/// What such a call brings.
pub(crate) type Answer<T> = Result<T, SdkError<ErrorAnswer, HttpResponse>>;

/// One service at one place.
pub(crate) struct Signed<'p> {
    place: &'p Place,
    /// The endpoint that was configured in place of AWS's.
    configured: Option<String>,
}

/// One request.
pub(crate) struct Request<'r> {
    /// The host without region and suffix.
    pub(crate) host: &'r str,
    /// The service that the signature is for.
    pub(crate) signing_name: &'static str,
    /// The path, with nothing in it that needs encoding.
    pub(crate) path: &'static str,
    /// Headers beside those of the signature.
    pub(crate) headers: &'r [(&'static str, &'r str)],
    /// The body of a POST; without one it is a GET.
    pub(crate) form: Option<String>,
    /// The operation's name.
    pub(crate) operation: &'static str,
}

impl<'p> Signed<'p> {
    /// A service, by the id under which its endpoint is configured (`AWS_ENDPOINT_URL_EC2`).
    pub(crate) fn new(place: &'p Place, service_id: &str) -> Self {
        let key = ServiceConfigKey::builder()
            .service_id(service_id)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        let of_service = key.ok().and_then(|key| place.config.service_config()?.load_config(key));
        let configured = of_service.or_else(|| place.config.endpoint_url().map(str::to_owned));
        Self { place, configured }
    }

    /// Sends a request and reads its XML answer.
    pub(crate) async fn send<T>(&self, request: Request<'_>) -> Answer<T>
    where
        T: for<'de> Deserialize<'de> + Debug + Send + Sync + 'static,
    {
        let config = &self.place.config;
        let retries = config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let mut operation = Operation::builder()
            .service_name(request.signing_name)
            .operation_name(request.operation)
            .endpoint_url(&self.endpoint(request.host))
            .standard_retry(&retries)
            .retry_classifier(AwsErrorCodeClassifier::<ErrorAnswer>::new())
            .retry_classifier(TransientErrorClassifier::<ErrorAnswer>::new())
            .runtime_plugin(
                StaticRuntimePlugin::new()
                    .with_config(self.signing(request.signing_name))
                    .with_runtime_components(self.components()),
            );
        if let Some(timeouts) = config.timeout_config() {
            operation = operation.timeout_config(timeouts.clone());
        }
        if let Some(client) = config.http_client() {
            operation = operation.http_client(client);
        }
        let headers: Vec<(&'static str, String)> =
            request.headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let (path, form) = (request.path, request.form);
        let serialized = move |()| {
            let mut built = http::Request::builder().uri(path).header("user-agent", USER_AGENT);
            if form.is_some() {
                built = built.method("POST").header("content-type", "application/x-www-form-urlencoded");
            }
            for (name, value) in &headers {
                built = built.header(*name, value);
            }
            let body = SdkBody::from(form.clone().unwrap_or_default());
            Ok(HttpRequest::try_from(built.body(body)?)?)
        };
        operation.serializer(serialized).deserializer(answer::read::<T>).build().invoke(()).await
    }

    fn endpoint(&self, host: &str) -> String {
        if let Some(configured) = &self.configured {
            return configured.trim_end_matches('/').to_owned();
        }
        let fips = if self.place.config.use_fips() == Some(true) { "-fips" } else { "" };
        let Place { region, partition, .. } = self.place;
        format!("https://{host}{fips}.{region}.{}", suffix(partition))
    }

    fn signing(&self, name: &'static str) -> FrozenLayer {
        let mut layer = Layer::new("signing");
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        let mut signing_options = SigningOptions::default();
        signing_options.content_sha256_header = true;
        layer.store_put(SigV4OperationSigningConfig {
            region: Some(SigningRegion::from(Region::new(self.place.region.to_string()))),
            name: Some(SigningName::from_static(name)),
            signing_options,
            ..SigV4OperationSigningConfig::default()
        });
        layer.freeze()
    }

    fn components(&self) -> RuntimeComponentsBuilder {
        let config = &self.place.config;
        let resolver = StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]);
        let mut components = RuntimeComponentsBuilder::new("signed")
            .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
            .with_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(resolver)))
            .with_identity_cache(config.identity_cache())
            .with_sleep_impl(config.sleep_impl())
            .with_time_source(config.time_source());
        if let Some(credentials) = config.credentials_provider() {
            components.set_identity_resolver(SCHEME_ID, SharedIdentityResolver::new(credentials));
        }
        components
    }
}

/// What hosts of a partition end in.
fn suffix(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        _ => "amazonaws.com",
    }
}
