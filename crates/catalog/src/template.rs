//! Whether a concrete ARN has the form of a template such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.

use std::fmt;

use crate::catalog::Catalog;
use crate::names;
use crate::rows::{TemplateRow, part};

/// The form of the ARNs of a resource type.
#[derive(Clone, Copy)]
pub struct ArnTemplate<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) row: TemplateRow,
}

/// Longer texts are no ARNs: AWS allows 2,048 characters.
const LONGEST: usize = 4096;

/// How well a form fits: of two that an ARN has, the more literal one says more, then the one in the reference.
pub(crate) type Fit = (u32, bool);

/// An ARN, split at its first five colons.
#[derive(Clone, Copy)]
pub(crate) struct ArnParts<'t> {
    service: &'t str,
    region: &'t str,
    account: &'t str,
    last: &'t str,
}

impl<'t> ArnParts<'t> {
    pub(crate) fn split(arn: &'t str) -> Option<Self> {
        if arn.len() > LONGEST {
            return None;
        }
        let (partition, rest) = arn.strip_prefix("arn:")?.split_once(':')?;
        let (service, rest) = rest.split_once(':')?;
        let (region, rest) = rest.split_once(':')?;
        let (account, last) = rest.split_once(':')?;
        (!partition.is_empty()).then_some(Self { service, region, account, last })
    }
}

impl<'a> ArnTemplate<'a> {
    /// As the reference spells it.
    pub fn as_str(&self) -> &'a str {
        self.catalog.strings.get(self.row.text)
    }

    /// Whether the ARN has this form. Letter case counts. A `*` in the ARN is ordinary text.
    pub fn matches(&self, arn: &str) -> bool {
        ArnParts::split(arn).is_some_and(|arn| self.fit(arn).is_some())
    }

    /// The ARN with this form in a partition, region and account, where every other placeholder becomes `rest`.
    ///
    /// AWS itself asks with `*` in such places about a resource that is about to be created.
    pub fn fill(&self, partition: &str, region: &str, account: &str, rest: &str) -> String {
        let mut out = String::with_capacity(self.as_str().len());
        let mut left = self.as_str();
        while let Some((before, name, after)) = next_placeholder(left) {
            out.push_str(before);
            out.push_str(match name {
                "Partition" => partition,
                "Region" => region,
                "Account" | "AccountId" => account,
                _ => rest,
            });
            left = after;
        }
        out + left
    }

    pub(crate) fn fit(&self, arn: ArnParts<'_>) -> Option<Fit> {
        let is = |part: u32, text: &str| match part {
            part::ANY => true,
            part::SOME => !text.is_empty(),
            literal => names::same(self.catalog.strings.get(literal), text),
        };
        let row = &self.row;
        let first =
            is(row.service, arn.service) && is(row.region, arn.region) && is(row.account, arn.account);
        let fits = first && self.last_fits(self.catalog.lists.iter(row.tail), arn.last);
        fits.then_some((row.literal, row.extra == 0))
    }

    /// Whether the text consists of the fixed texts with something that may be there between them.
    fn last_fits(&self, mut pieces: impl Iterator<Item = u32> + Clone, text: &str) -> bool {
        let fixed = pieces.next().map_or("", |id| self.catalog.strings.get(id));
        let Some(text) = names::after(text, fixed) else { return false };
        let Some(flags) = pieces.next() else { return text.is_empty() };
        let stops = |c: u8| c == b'/' && flags & part::SLASH == 0 || c == b':' && flags & part::COLON == 0;
        let longest = text.bytes().position(stops).unwrap_or(text.len());
        let shortest = usize::from(flags & part::EMPTY == 0);
        let next = pieces.clone().next().map_or("", |id| self.catalog.strings.get(id));
        let at = |end: usize| text.get(end..).is_some_and(|rest| self.last_fits(pieces.clone(), rest));
        match next.as_bytes().first() {
            // Only the very last text is empty, or one between two placeholders.
            None if pieces.clone().nth(1).is_none() => longest == text.len() && longest >= shortest,
            // What follows begins where this must end.
            Some(c) if stops(*c) => longest >= shortest && at(longest),
            _ => (shortest..=longest).any(at),
        }
    }
}

impl PartialEq for ArnTemplate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for ArnTemplate<'_> {}

impl fmt::Display for ArnTemplate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ArnTemplate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The text before the first placeholder, its name, and the text after it.
fn next_placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once("${")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
