//! Snapshots on disk.
//!
//! For: whoever has data in a file or directory and wants the [`Snapshot`](iamdiag_snapshot::Snapshot) in it. Not for: what a
//! snapshot is or how its formats are read (`iamdiag-snapshot`); this crate knows files, and nothing about policies.

mod data;
mod database;
mod directory;
mod export;
mod load_error;
mod place;

pub use data::{DataPath, is_store};
pub use database::{
    Changed, Changes, Choice, Counts, Holder, Prune, Pruned, Run, SnapshotEntry, Store, StoreError,
    StoreProblem, StoredSnapshot, Writer, prune,
};
pub use directory::DataDirectory;
pub use export::{ExportError, Exported, export};
pub use load_error::LoadError;
pub use place::default_place;
