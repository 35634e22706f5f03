//! `Resource` and `NotResource` entries (R1 to R8).

use crate::pattern::{Glob, Piece, Shape, Template, Wildcards};
use std::sync::OnceLock;

/// How many parts an ARN has (I2).
pub const ARN_PARTS: usize = 6;

/// One entry of `Resource` or `NotResource`.
#[derive(Clone, Debug)]
pub struct ResourcePattern {
    written: Box<str>,
    whole: Template,
    /// Cut when first asked for: most entries of a policy are never compared with a resource.
    segments: OnceLock<Box<[Template]>>,
    everything: bool,
    short: bool,
}

impl ResourcePattern {
    /// Reads an entry. `variables` is true in documents of version 2012-10-17.
    pub fn parse(text: &str, variables: bool) -> Self {
        let whole = Template::parse(text, variables, Wildcards::Active);
        let everything = whole.fixed().is_some_and(|glob| glob.shape() == Shape::Any);
        let short = !everything && whole.segment_count() < ARN_PARTS;
        Self { written: text.into(), whole, segments: OnceLock::new(), everything, short }
    }

    /// The entry as written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Whether it is `*` (or `**`, which is the same), and so matches every resource and none (R2, R10).
    pub fn is_everything(&self) -> bool {
        self.everything
    }

    /// The entry as one pattern.
    pub fn whole(&self) -> &Template {
        &self.whole
    }

    /// The parts between the first five colons.
    pub fn segments(&self) -> &[Template] {
        self.segments.get_or_init(|| self.whole.segments().into())
    }

    /// Whether it has fewer than six parts and is not `*` (R7).
    pub fn is_short(&self) -> bool {
        self.short
    }

    /// Whether its last character is a wildcard `*`.
    pub fn ends_in_star(&self) -> bool {
        match self.whole.fixed() {
            Some(glob) => glob.ends_in_star(),
            None => matches!(self.whole.pieces().last(), Some(Piece::Star)),
        }
    }

    /// Whether it holds a wildcard.
    pub fn has_wildcard(&self) -> bool {
        match self.whole.fixed() {
            Some(glob) => glob.has_wildcard(),
            None => self.whole.pieces().iter().any(|piece| matches!(piece, Piece::Star | Piece::Question)),
        }
    }

    /// Whether it holds a wildcard in its service part (R6).
    pub fn has_service_wildcard(&self) -> bool {
        !self.everything && self.has_wildcard() && self.whole.segment_has_wildcard(2)
    }

    /// The pattern without variables, if it has none.
    pub fn fixed(&self) -> Option<&Glob> {
        self.whole.fixed()
    }
}

impl PartialEq for ResourcePattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written && self.whole == other.whole
    }
}

impl Eq for ResourcePattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_alone_are_everything() {
        assert!(ResourcePattern::parse("**", true).is_everything());
        assert!(!ResourcePattern::parse("arn:aws:s3:::*", true).is_everything());
        assert!(!ResourcePattern::parse("", true).is_everything());
    }

    #[test]
    fn short_patterns_are_told() {
        assert!(ResourcePattern::parse("arn:aws:s3:*", true).is_short());
        assert!(!ResourcePattern::parse("arn:aws:s3:::b", true).is_short());
        assert!(!ResourcePattern::parse("*", true).is_short());
    }
}
