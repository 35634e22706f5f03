//! Amazon Resource Names (I2 to I4).

/// An ARN split at its first five colons (I2). Borrowed: the parts are slices of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Arn<'a> {
    /// The whole text.
    pub text: &'a str,
    /// `aws`, `aws-cn`, `aws-us-gov`, … (I3).
    pub partition: &'a str,
    /// The service segment, such as `s3`.
    pub service: &'a str,
    /// The region segment; empty where the service has none.
    pub region: &'a str,
    /// The account segment: twelve digits, empty, or `aws` (I4).
    pub account: &'a str,
    /// Everything after the fifth colon.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits `text`; `None` if it has fewer than six parts or does not begin with `arn` (I2).
    pub fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("arn:")?;
        let (partition, rest) = cut(rest)?;
        let (service, rest) = cut(rest)?;
        let (region, rest) = cut(rest)?;
        let (account, resource) = cut(rest)?;
        Some(Self { text, partition, service, region, account, resource })
    }

    /// The account segment when it is an account id (I4).
    pub fn account_id(&self) -> Option<&'a str> {
        is_account_id(self.account).then_some(self.account)
    }
}

/// Cuts at the first colon. Byte by byte: the parts are short, and a searcher costs more than it saves.
fn cut(text: &str) -> Option<(&str, &str)> {
    let colon = text.bytes().position(|byte| byte == b':')?;
    Some((text.get(..colon)?, text.get(colon + 1..)?))
}

/// Whether `text` is a 12-digit account id (I4).
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_part_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:logs:eu-west-1:111111111111:log-group:g:log-stream:s").unwrap();
        assert_eq!(arn.resource, "log-group:g:log-stream:s");
        assert_eq!(arn.account_id(), Some("111111111111"));
    }

    #[test]
    fn short_or_foreign_text_is_no_arn() {
        assert_eq!(Arn::parse("arn:aws:s3"), None);
        assert_eq!(Arn::parse("urn:aws:s3:::b"), None);
        assert_eq!(Arn::parse("arn:aws:s3:::b").unwrap().account_id(), None);
    }
}
