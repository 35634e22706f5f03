//! Policy texts on the way out: each read once for a snapshot, and shared by all that hold it.

use super::error::Result;
use iamdiag_snapshot::{PolicyText, StoredPolicy};
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::Arc;

/// The texts that were read.
#[derive(Default)]
pub(super) struct Texts {
    known: HashMap<i64, Arc<PolicyText>>,
}

impl Texts {
    /// The text of that id under a name.
    pub(super) fn stored(&mut self, connection: &Connection, name: &str, id: i64) -> Result<StoredPolicy> {
        let text = match self.known.get(&id) {
            Some(text) => text.clone(),
            None => {
                let mut find = connection.prepare_cached("SELECT text FROM document WHERE id = ?1")?;
                let text: Box<str> = find.query_row([id], |row| row.get(0))?;
                let text = Arc::new(PolicyText::own(text));
                self.known.insert(id, text.clone());
                text
            }
        };
        Ok(StoredPolicy::without_place(name, text))
    }

    /// As [`Texts::stored`], where there is one.
    pub(super) fn perhaps(
        &mut self,
        connection: &Connection,
        name: Option<&str>,
        id: Option<i64>,
    ) -> Result<Option<StoredPolicy>> {
        id.map(|id| self.stored(connection, name.unwrap_or_default(), id)).transpose()
    }
}
