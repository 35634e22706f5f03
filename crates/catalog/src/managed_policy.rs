//! AWS managed policies.

use std::fmt;

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::catalog::Catalog;
use crate::rows::PolicyRow;

/// A policy that AWS publishes for every account, in its default version.
#[derive(Clone, Copy)]
pub struct ManagedPolicy<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) row: PolicyRow,
}

impl<'a> ManagedPolicy<'a> {
    /// The name: `ReadOnlyAccess`.
    pub fn name(&self) -> &'a str {
        self.catalog.strings.get(self.row.name)
    }

    /// The path, with a slash at both ends: `/`, `/job-function/`.
    pub fn path(&self) -> &'a str {
        self.catalog.strings.get(self.row.path)
    }

    /// The ARN in partition `aws`.
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::aws:policy{}{}", self.path(), self.name())
    }

    /// The default version: `v12`.
    pub fn version_id(&self) -> &'a str {
        self.catalog.strings.get(self.row.version)
    }

    /// The day of its last change, as `YYYY-MM-DD`.
    pub fn date(&self) -> &'a str {
        self.catalog.strings.get(self.row.date)
    }

    /// The document as JSON on one line, unpacked now: some tenths of a millisecond.
    pub fn document(&self) -> String {
        // INVARIANT: the build script packed the block and a test unpacks every policy. Should it fail nevertheless, an
        // empty text is no policy to any parser, so that nothing is decided by it.
        self.unpack().unwrap_or_default()
    }

    fn unpack(&self) -> Option<String> {
        let block = self.catalog.policy_blocks.get(self.row.block);
        let (start, end) = (block.start as usize, (block.start + block.len) as usize);
        let packed = self.catalog.policy_texts.get(start..end)?;
        let text = decompress_to_vec_with_limit(packed, block.unpacked as usize).ok()?;
        let document = text.get(self.row.start as usize..(self.row.start + self.row.len) as usize)?;
        String::from_utf8(document.to_vec()).ok()
    }
}

impl Catalog {
    /// The AWS managed policy of that name or ARN. The partition of the ARN may be any; letter case counts.
    pub fn managed_policy(&self, arn_or_name: &str) -> Option<ManagedPolicy<'_>> {
        let full_name = path_and_name(arn_or_name);
        let name = full_name.map_or(arn_or_name, |full| full.rsplit('/').next().unwrap_or(full));
        let (_, row) = self.policies.find_in_all(|row| self.strings.get(row.name).cmp(name))?;
        let policy = ManagedPolicy { catalog: self, row };
        let path_fits = full_name.is_none_or(|full| full.strip_suffix(name) == Some(policy.path()));
        path_fits.then_some(policy)
    }

    /// All AWS managed policies, by name.
    pub fn managed_policies(&self) -> impl ExactSizeIterator<Item = ManagedPolicy<'_>> + Clone {
        self.policies.all().map(|(_, row)| ManagedPolicy { catalog: self, row })
    }
}

/// `/job-function/Billing` of `arn:aws:iam::aws:policy/job-function/Billing`.
fn path_and_name(arn: &str) -> Option<&str> {
    let (_partition, rest) = arn.strip_prefix("arn:")?.split_once(':')?;
    rest.strip_prefix("iam::aws:policy")
}

impl fmt::Debug for ManagedPolicy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ManagedPolicy").field(&self.name()).field(&self.version_id()).finish()
    }
}
