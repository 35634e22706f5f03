//! Packs the texts of the AWS managed policies into blocks, so that one policy can be read without the others.

use std::error::Error;

use miniz_oxide::deflate::compress_to_vec;

use crate::pool::Strings;
use crate::rows::{BlockRow, PolicyRow};
use crate::source::ManagedPolicies;

/// A block is closed when the next policy would make it longer. A longer policy has a block to itself.
const BLOCK: usize = 64 * 1024;
/// Between speed and size: the best level saves one in a hundred and takes three times as long.
const LEVEL: u8 = 6;

/// The packed texts and their tables.
#[derive(Default)]
pub(crate) struct Packed {
    pub(crate) rows: Vec<PolicyRow>,
    pub(crate) blocks: Vec<BlockRow>,
    pub(crate) bytes: Vec<u8>,
}

impl Packed {
    pub(crate) fn pack(managed: &ManagedPolicies, strings: &mut Strings) -> Result<Self, Box<dyn Error>> {
        let mut packed = Self::default();
        let mut open = String::new();
        for (name, policy) in &managed.policies {
            let text = policy.document.get();
            if !open.is_empty() && open.len() + text.len() > BLOCK {
                packed.close(&mut open)?;
            }
            packed.rows.push(PolicyRow {
                name: strings.id(name)?,
                path: strings.id(&policy.path)?,
                version: strings.id(&policy.version)?,
                date: strings.id(&policy.date)?,
                block: u32::try_from(packed.blocks.len())?,
                start: u32::try_from(open.len())?,
                len: u32::try_from(text.len())?,
            });
            open.push_str(text);
        }
        packed.close(&mut open)?;
        Ok(packed)
    }

    fn close(&mut self, open: &mut String) -> Result<(), Box<dyn Error>> {
        let bytes = compress_to_vec(open.as_bytes(), LEVEL);
        self.blocks.push(BlockRow {
            start: u32::try_from(self.bytes.len())?,
            len: u32::try_from(bytes.len())?,
            unpacked: u32::try_from(open.len())?,
        });
        self.bytes.extend_from_slice(&bytes);
        open.clear();
        Ok(())
    }
}
