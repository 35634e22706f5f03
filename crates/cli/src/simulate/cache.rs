//! Compiled documents by their raw text, shared by all lines and threads.

use iamdiag_policy::{Document, Origin, PolicyError, PolicyKind, parse};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The texts kept are dropped once they are this large together, so that memory stays bounded.
const LIMIT: usize = 64 << 20;

type Compiled = Result<Arc<Document>, Arc<PolicyError>>;

/// Documents that were compiled before.
#[derive(Debug, Default)]
pub struct Cache {
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_kind: HashMap<PolicyKind, HashMap<Box<str>, Compiled>>,
    size: usize,
}

impl Cache {
    /// Compiles a policy's text, or takes it from the cache.
    pub(super) fn document(&self, text: &str, kind: PolicyKind) -> Compiled {
        {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = kept.by_kind.get(&kind).and_then(|texts| texts.get(text)) {
                return found.clone();
            }
        }
        let compiled = parse(text, kind, Origin::Given).map(Arc::new).map_err(Arc::new);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.size > LIMIT {
            *kept = Kept::default();
        }
        kept.size += text.len();
        kept.by_kind.entry(kind).or_default().insert(text.into(), compiled.clone());
        compiled
    }
}
