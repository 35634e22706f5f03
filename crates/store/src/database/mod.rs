//! The store: one SQLite file that keeps snapshots, each policy text once, and what did not change between snapshots once.
//!
//! Rows of policies, principals and resources never change. A snapshot holds a state of each account, and a state holds rows;
//! equal states are one. `docs/store.md` describes the tables.

mod changes;
mod clock;
mod documents;
mod draft;
mod error;
mod json;
mod keep;
mod keep_organization;
mod listing;
mod lock;
mod open;
mod prune;
mod reader;
mod schema;
mod texts;
mod writer;

pub use changes::{Changed, Changes};
pub use error::{StoreError, StoreProblem};
pub use listing::{Choice, Counts, SnapshotEntry};
pub use lock::Holder;
pub use prune::{Prune, Pruned, prune};
pub use reader::{Store, StoredSnapshot};
pub use writer::{Run, Writer};

#[cfg(test)]
mod tests;
