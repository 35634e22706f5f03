//! Numbers for strings and lists: each distinct one is stored once.

use std::collections::HashMap;
use std::error::Error;

use crate::rows::Row;

/// Distinct strings, in the order of first use.
pub(crate) struct Strings {
    ids: HashMap<String, u32>,
    pub(crate) text: String,
    pub(crate) ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn new() -> Self {
        // String 0 is the empty string.
        Self { ids: HashMap::from([(String::new(), 0)]), text: String::new(), ends: vec![0] }
    }

    pub(crate) fn id(&mut self, text: &str) -> Result<u32, Box<dyn Error>> {
        if let Some(id) = self.ids.get(text) {
            return Ok(*id);
        }
        let id = u32::try_from(self.ends.len())?;
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len())?);
        self.ids.insert(text.to_owned(), id);
        Ok(id)
    }

    pub(crate) fn ids<S: AsRef<str>>(
        &mut self,
        texts: impl IntoIterator<Item = S>,
    ) -> Result<Vec<u32>, Box<dyn Error>> {
        texts.into_iter().map(|t| self.id(t.as_ref())).collect()
    }
}

/// Distinct lists of numbers.
pub(crate) struct Lists {
    ids: HashMap<Vec<u32>, u32>,
    pub(crate) spans: Vec<[u32; 2]>,
    pub(crate) items: Vec<u32>,
}

impl Lists {
    pub(crate) fn new() -> Self {
        // List 0 is the empty list.
        Self { ids: HashMap::from([(Vec::new(), 0)]), spans: vec![[0, 0]], items: Vec::new() }
    }

    pub(crate) fn id(&mut self, items: Vec<u32>) -> Result<u32, Box<dyn Error>> {
        if let Some(id) = self.ids.get(&items) {
            return Ok(*id);
        }
        let id = u32::try_from(self.spans.len())?;
        self.spans.push([u32::try_from(self.items.len())?, u32::try_from(items.len())?]);
        self.items.extend_from_slice(&items);
        self.ids.insert(items, id);
        Ok(id)
    }
}

/// The rows of a table as bytes.
pub(crate) fn bytes_of<R: Row>(rows: &[R]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.len() * R::COLUMNS * 4);
    for row in rows {
        row.write(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    }
    bytes
}

/// Numbers as bytes.
pub(crate) fn bytes_of_numbers(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// The order in which a reader looks names up: ASCII letters without case.
pub(crate) fn sort_key(name: &str) -> String {
    name.to_ascii_lowercase()
}
