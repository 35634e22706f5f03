//! Policies in JSON files: an object, a string that holds the policy's text, or the name of a file beside.

use crate::file::{Framing, SourceFile};
use crate::policy_text::{PolicyText, StoredPolicy};
use crate::read_error::{ReadError, ReadProblem};
use iamdiag_policy::Position;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Somebody who opens the files that policies are named by.
pub(crate) trait Beside {
    /// Why a file cannot be opened.
    type Error: From<ReadError>;

    /// The text of the file of that name, and the file; `None` if there is no such file, or none may be named. It is named at
    /// that place.
    fn open(&mut self, name: &str, at: Position) -> Result<Option<Opened>, Self::Error>;
}

/// A policy that is a file of its own.
pub(crate) type Opened = (Arc<PolicyText>, Arc<SourceFile>);

/// There is nothing beside: every string is the text of a policy.
pub(crate) struct Nothing;

impl Beside for Nothing {
    type Error = ReadError;

    fn open(&mut self, _: &str, _: Position) -> Result<Option<Opened>, ReadError> {
        Ok(None)
    }
}

/// The policies of one file, each text once.
pub(crate) struct Documents<'a, B> {
    pub(crate) file: &'a Arc<SourceFile>,
    pub(crate) beside: B,
    texts: HashMap<&'a str, Arc<PolicyText>>,
}

impl<'a, B: Beside> Documents<'a, B> {
    pub(crate) fn new(file: &'a Arc<SourceFile>, beside: B) -> Self {
        Self { file, beside, texts: HashMap::new() }
    }

    /// The policy that a value holds or names.
    pub(crate) fn stored(&mut self, name: &str, value: &'a RawValue) -> Result<StoredPolicy, B::Error> {
        let raw = value.get();
        // INVARIANT: a raw value is a slice of the file's text.
        let start = self.file.offset_of(raw).unwrap_or(0);
        if raw.starts_with('"') {
            return self.string(name, raw, start);
        }
        if !raw.starts_with('{') {
            return Err(self.error(start, ReadProblem::NoPolicy).into());
        }
        let text = match self.texts.get(raw) {
            Some(text) => text.clone(),
            None => {
                let text = Arc::new(PolicyText::in_file(self.file.clone(), start..start + raw.len()));
                self.texts.insert(raw, text.clone());
                text
            }
        };
        Ok(StoredPolicy {
            name: name.into(),
            text,
            origin: Some((self.file.clone(), start, Framing::ByFile)),
        })
    }

    fn string(&mut self, name: &str, raw: &'a str, start: usize) -> Result<StoredPolicy, B::Error> {
        if let Some(text) = self.texts.get(raw) {
            let origin = Some((self.file.clone(), start, Framing::ByItself));
            return Ok(StoredPolicy { name: name.into(), text: text.clone(), origin });
        }
        let Ok(text) = serde_json::from_str::<Cow<'_, str>>(raw) else {
            return Err(self.error(start, ReadProblem::NoPolicy).into());
        };
        if names_a_file(&text) {
            return match self.beside.open(&text, self.file.position(start))? {
                Some((text, file)) => {
                    Ok(StoredPolicy { name: name.into(), text, origin: Some((file, 0, Framing::ByFile)) })
                }
                None => Err(self.error(start, ReadProblem::NoSuchFile(text.into())).into()),
            };
        }
        let text = Arc::new(PolicyText::own(text));
        self.texts.insert(raw, text.clone());
        let origin = Some((self.file.clone(), start, Framing::ByItself));
        Ok(StoredPolicy { name: name.into(), text, origin })
    }

    pub(crate) fn error(&self, offset: usize, problem: ReadProblem) -> ReadError {
        ReadError { file: self.file.name().into(), position: self.file.position(offset), problem }
    }

    /// An error at a text that was borrowed from the file; at the first such string in it for other text, since what may be left
    /// out is never borrowed.
    pub(crate) fn error_at(&self, part: &str, problem: ReadProblem) -> ReadError {
        let borrowed = self.file.offset_of(part);
        let offset = borrowed.or_else(|| self.file.text().find(&format!("\"{part}\"")));
        self.error(offset.unwrap_or(0), problem)
    }
}

/// No policy text ends so: it would have to end in `}` or `%7D`.
fn names_a_file(text: &str) -> bool {
    text.to_ascii_lowercase().ends_with(".json")
}
