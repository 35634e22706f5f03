//! XML answers, and errors in them.

use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use quick_xml::events::Event;
use serde::Deserialize;
use std::error::Error;
use std::fmt;

/// An error that a service answered with.
#[derive(Debug)]
pub(crate) struct ErrorAnswer(ErrorMetadata);

impl ProvideErrorMetadata for ErrorAnswer {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl fmt::Display for ErrorAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code().unwrap_or("an error without a code"))
    }
}

impl Error for ErrorAnswer {}

/// Reads an answer. Its text goes into no message.
pub(super) fn read<T: for<'de> Deserialize<'de>>(
    response: &HttpResponse,
) -> Result<T, OrchestratorError<ErrorAnswer>> {
    let unreadable = || OrchestratorError::other("the answer is not the XML that was expected");
    let body = response.body().bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
    if response.status().is_success() {
        return quick_xml::de::from_str(body.ok_or_else(unreadable)?).map_err(|_| unreadable());
    }
    let mut metadata = ErrorMetadata::builder();
    if let Some(code) = body.and_then(|body| first(body, "Code")) {
        metadata = metadata.code(code);
    }
    if let Some(message) = body.and_then(|body| first(body, "Message")) {
        metadata = metadata.message(message);
    }
    Err(OrchestratorError::operation(ErrorAnswer(metadata.build())))
}

/// The text of the first element of a name; services wrap their errors differently.
fn first(xml: &str, name: &str) -> Option<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == name => {
                return match reader.read_event().ok()? {
                    Event::Text(text) => Some(text.xml10_content().into_owned()),
                    _ => None,
                };
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_found_however_they_are_wrapped() {
        let ec2 = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
        let s3 = "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
        assert_eq!(first(ec2, "Code").as_deref(), Some("UnauthorizedOperation"));
        assert_eq!(first(ec2, "Message").as_deref(), Some("no"));
        assert_eq!(first(s3, "Code").as_deref(), Some("AccessDenied"));
        assert_eq!(first("<html><body>oops", "Code"), None);
        assert_eq!(first("<Code", "Code"), None);
    }
}
