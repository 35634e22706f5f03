//! Why a call brought nothing: the code, the message and the request's id, never the raw answer.

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use std::error::Error;
use std::fmt;

/// A call that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// The API operation.
    pub operation: &'static str,
    /// AWS's error code, or `HTTP 500` and the like where the answer had none.
    pub code: Option<Box<str>>,
    /// AWS's message, or the system's reason. It may hold anything: escape it.
    pub message: Option<Box<str>>,
    /// AWS's id of the request.
    pub request_id: Option<Box<str>>,
}

/// Kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// AWS refused it: a permission is missing.
    Refused,
    /// AWS would not take more requests, however long it was waited.
    Throttled,
    /// There are no credentials, or they are not valid, or no longer.
    Credentials,
    /// The clock of this machine is too far off.
    ClockSkew,
    /// Nothing answered.
    Unreachable,
    /// Something answered, but not in time.
    TimedOut,
    /// The answer cannot be read.
    Unreadable,
    /// AWS answered with an error of another kind.
    Service,
}

const REFUSED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AllAccessDisabled",
    "AuthorizationError",
    "AuthorizationErrorException",
    "NotAuthorized",
    "OptInRequired",
    "SubscriptionRequiredException",
    "UnauthorizedOperation",
];
const THROTTLED: &[&str] = &[
    "EC2ThrottledException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];
const CREDENTIALS: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
];
const CLOCK: &[&str] = &["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"];

impl Failure {
    pub(crate) fn new(operation: &'static str, kind: FailureKind, message: impl Into<Box<str>>) -> Self {
        Self { kind, operation, code: None, message: Some(message.into()), request_id: None }
    }

    /// Whether AWS refused the call, so that only somebody with more permissions can make it.
    pub fn is_refusal(&self) -> bool {
        self.kind == FailureKind::Refused
    }

    pub(crate) fn of<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let request_id = error.request_id().map(Into::into);
        let (kind, code, message) = match error {
            // A success that is none of the operation's answers: a proxy's page, or an answer that is cut.
            SdkError::ServiceError(context) if context.raw().status().is_success() => {
                (FailureKind::Unreadable, None, Some("the answer cannot be read".into()))
            }
            SdkError::ServiceError(context) => {
                let answered = context.err();
                let status = context.raw().status().as_u16();
                let (code, message) = (answered.code(), answered.message());
                let code = code.map_or_else(|| format!("HTTP {status}").into(), Box::from);
                (kind_of(&code, message.unwrap_or(""), status), Some(code), message.map(Box::from))
            }
            SdkError::ResponseError(context) => {
                let status = context.raw().status().as_u16();
                let code = (status >= 400).then(|| format!("HTTP {status}").into());
                (FailureKind::Unreadable, code, Some("the answer cannot be read".into()))
            }
            SdkError::TimeoutError(_) => (FailureKind::TimedOut, None, Some("no answer in time".into())),
            SdkError::DispatchFailure(failure) => {
                let (kind, message) = unsent(failure);
                (kind, None, Some(message))
            }
            other => (FailureKind::Service, None, Some(innermost(other))),
        };
        Self { kind, operation, code, message, request_id }
    }
}

/// What an error code says; AWS spells the same thing differently from service to service.
pub(crate) fn kind_of(code: &str, message: &str, status: u16) -> FailureKind {
    let short = code.rsplit('.').next().unwrap_or(code);
    let is_one_of = |codes: &[&str]| codes.contains(&short);
    // Signature version 4 tells a wrong clock in words: "Signature expired: …", "Signature not yet current: …".
    let is_about_time = message.starts_with("Signature expired") || message.contains("not yet current");
    if is_one_of(CLOCK) || is_about_time {
        FailureKind::ClockSkew
    } else if is_one_of(REFUSED) {
        FailureKind::Refused
    } else if is_one_of(CREDENTIALS) || short == "InvalidSignatureException" {
        FailureKind::Credentials
    } else if is_one_of(THROTTLED) || status == 429 {
        FailureKind::Throttled
    } else if status == 403 {
        FailureKind::Refused
    } else {
        FailureKind::Service
    }
}

/// A request that never got an answer.
fn unsent(failure: &aws_smithy_runtime_api::client::result::DispatchFailure) -> (FailureKind, Box<str>) {
    let Some(connector) = failure.as_connector_error() else {
        return (FailureKind::Unreachable, "the request could not be sent".into());
    };
    if find::<CredentialsError>(connector).is_some() {
        return (FailureKind::Credentials, innermost(connector));
    }
    let kind = if connector.is_timeout() { FailureKind::TimedOut } else { FailureKind::Unreachable };
    (kind, innermost(connector))
}

/// The first error of a type on the way to the cause.
pub(crate) fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut at = Some(error);
    while let Some(error) = at {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        at = error.source();
    }
    None
}

/// The text of the innermost cause, which says what happened; those around it only say where.
pub(crate) fn innermost(error: &(dyn Error + 'static)) -> Box<str> {
    let mut at = error;
    while let Some(cause) = at.source() {
        at = cause;
    }
    at.to_string().into()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        if let Some(code) = &self.code {
            write!(f, ": {code}")?;
        }
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request {id})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart_however_services_spell_them() {
        for (code, message, status, kind) in [
            ("AccessDenied", "", 403, FailureKind::Refused),
            ("Client.UnauthorizedOperation", "", 403, FailureKind::Refused),
            ("SomethingNew", "", 403, FailureKind::Refused),
            ("ExpiredToken", "", 403, FailureKind::Credentials),
            ("InvalidSignatureException", "Signature expired: 2026", 400, FailureKind::ClockSkew),
            ("SignatureDoesNotMatch", "Signature not yet current: 2026", 403, FailureKind::ClockSkew),
            ("SignatureDoesNotMatch", "", 403, FailureKind::Credentials),
            ("Throttling", "", 400, FailureKind::Throttled),
            ("InternalFailure", "", 500, FailureKind::Service),
        ] {
            assert_eq!(kind_of(code, message, status), kind, "{code}");
        }
    }
}
