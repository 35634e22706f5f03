//! Policy texts: each once, under its hash.

use super::error::Result;
use iamdiag_policy::plain_text;
use iamdiag_snapshot::PolicyText;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// How many texts the writer remembers, so that its memory does not grow with the store.
const REMEMBERED: usize = 20_000;

/// A kept text.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) id: i64,
    pub(super) sha256: Arc<str>,
}

/// Texts that were kept in the transactions that are done.
#[derive(Default)]
pub(super) struct Documents {
    known: HashMap<Arc<str>, i64>,
}

impl Documents {
    /// Keeps a text, plain, and says under which id.
    pub(super) fn keep(&mut self, connection: &Connection, text: &PolicyText) -> Result<Kept> {
        let text = plain_text(text.as_str());
        let sha256: Arc<str> = hex(&Sha256::digest(text.as_bytes())).into();
        if let Some(&id) = self.known.get(&sha256) {
            return Ok(Kept { id, sha256 });
        }
        let mut find = connection.prepare_cached("SELECT id FROM document WHERE sha256 = ?1")?;
        let id = match find.query_row([&*sha256], |row| row.get(0)).optional()? {
            Some(id) => id,
            None => {
                let mut insert =
                    connection.prepare_cached("INSERT INTO document (sha256, text) VALUES (?1, ?2)")?;
                insert.insert((&*sha256, &*text))?
            }
        };
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(sha256.clone(), id);
        Ok(Kept { id, sha256 })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest under which a row is kept: of its kind and its content.
pub(super) fn digest(kind: &str, content: &impl serde::Serialize) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(json(content)?);
    Ok(hash.finalize().into())
}

/// The JSON of a value of ours, which can always be written.
pub(super) fn json(content: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(content).map_err(|error| super::error::StoreProblem::Sql(error.to_string().into()))
}
