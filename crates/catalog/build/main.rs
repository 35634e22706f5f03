//! Packs the readable files in `data/` into flat tables that the crate embeds and looks up in place.
//!
//! `docs/decisions/0002-catalog-format.md` has the reasons. Nothing here touches the network: `cargo xtask catalog`
//! refreshes the files, and the tests compare every packed record with them.
#![expect(clippy::print_stdout, reason = "a build script talks to Cargo by printing")]

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

mod facts;
#[allow(dead_code, reason = "shared with the crate, which uses the rest of it")]
#[path = "../src/hash.rs"]
mod hash;
mod keys;
mod operations;
mod policies;
mod pool;
mod reference;
#[allow(dead_code, reason = "shared with the crate, which reads what is written here")]
#[path = "../src/rows.rs"]
mod rows;
mod small;
mod source;
mod templates;

use pool::{Lists, Strings, bytes_of, bytes_of_numbers};
use rows::{ListRow, Row};
use source::Sources;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=src/hash.rs");
    println!("cargo::rerun-if-changed=src/rows.rs");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("no CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    let sources = Sources::read(&root.join("data"))?;
    let mut packer = Packer::new(&out);
    keys::pack(&sources, &mut packer)?;
    reference::pack(&sources, &mut packer)?;
    operations::pack(&sources, &mut packer)?;
    small::pack(&sources, &mut packer)?;
    let policies = policies::Packed::pack(&sources.managed, &mut packer.strings)?;
    packer.table("policies", &policies.rows)?;
    packer.table("policy_blocks", &policies.blocks)?;
    packer.file("policy_texts", &policies.bytes)?;
    packer.finish()
}

/// What all tables share, and where they are written.
pub(crate) struct Packer<'a> {
    out: &'a Path,
    pub(crate) strings: Strings,
    pub(crate) lists: Lists,
    /// Condition keys by lower-case name.
    pub(crate) keys: HashMap<String, u32>,
}

impl<'a> Packer<'a> {
    fn new(out: &'a Path) -> Self {
        Self { out, strings: Strings::new(), lists: Lists::new(), keys: HashMap::new() }
    }

    pub(crate) fn table<R: Row>(&self, name: &str, rows: &[R]) -> Result<(), Box<dyn Error>> {
        self.file(name, &bytes_of(rows))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        Ok(std::fs::write(self.out.join(name), bytes)?)
    }

    /// An index of rows by name: open addressing in a table of a size that is a power of two; 0 is a free place, and the
    /// rows are counted from 1.
    pub(crate) fn index<'n>(
        &self,
        file: &str,
        names: impl ExactSizeIterator<Item = &'n str>,
    ) -> Result<(), Box<dyn Error>> {
        let mut places = vec![0; (names.len() * 2).next_power_of_two()];
        for (row, name) in names.enumerate() {
            // The number of places is a power of two, so this is what the reader does with a mask.
            let mut place = hash::hash(name.bytes()) as usize % places.len();
            while places.get(place).is_some_and(|taken| *taken != 0) {
                place = (place + 1) % places.len();
            }
            if let Some(free) = places.get_mut(place) {
                *free = u32::try_from(row + 1)?;
            }
        }
        self.file(file, &bytes_of_numbers(places))
    }

    /// A list of strings.
    pub(crate) fn names(&mut self, names: &[String]) -> Result<u32, Box<dyn Error>> {
        let ids = self.strings.ids(names)?;
        self.lists.id(ids)
    }

    /// A list of condition keys, in the order of their table, so that a reader can search it.
    pub(crate) fn key_set(&mut self, names: &[String]) -> Result<u32, Box<dyn Error>> {
        let find = |name: &String| {
            let known = self.keys.get(&pool::sort_key(name)).copied();
            known.ok_or_else(|| format!("condition key {name} is not described"))
        };
        let mut ids = names.iter().map(find).collect::<Result<Vec<u32>, String>>()?;
        ids.sort_unstable();
        ids.dedup();
        self.lists.id(ids)
    }

    fn finish(self) -> Result<(), Box<dyn Error>> {
        let spans: Vec<ListRow> =
            self.lists.spans.iter().map(|[start, len]| ListRow { start: *start, len: *len }).collect();
        self.table("lists", &spans)?;
        self.file("list_items", &bytes_of_numbers(self.lists.items.iter().copied()))?;
        self.file("string_ends", &bytes_of_numbers(self.strings.ends.iter().copied()))?;
        self.file("strings", self.strings.text.as_bytes())
    }
}
