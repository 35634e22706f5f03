//! Which actions of the catalog an entry of `Action` covers.

use iamdiag_catalog::{Action, Catalog, Service};
use iamdiag_policy::pattern::Glob;
use iamdiag_policy::{ActionPattern, ActionService, Spanned, Statement};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What an entry covers.
pub(super) enum Covered<'a> {
    /// Actions of all services, or of services that cannot be told.
    AnyService,
    /// Actions of a service that the catalog does not know.
    UnknownService(String),
    /// These actions; none where the catalog knows the service and no such action.
    Actions(Service<'a>, Vec<Action<'a>>),
}

impl<'a> Covered<'a> {
    /// The actions, as far as they are known.
    pub(super) fn actions(&self) -> &[Action<'a>] {
        match self {
            Self::Actions(_, actions) => actions,
            Self::AnyService | Self::UnknownService(_) => &[],
        }
    }

    fn new(entry: &ActionPattern, catalog: &'a Catalog) -> Self {
        let spelled = match entry.service() {
            ActionService::Every | ActionService::Wildcard => return Self::AnyService,
            ActionService::One(_) => entry.spelled_service().unwrap_or_default(),
        };
        let Some(service) = catalog.service(&spelled) else { return Self::UnknownService(spelled) };
        let Some((_, name)) = entry.written().split_once(':') else { return Self::AnyService };
        if !is_pattern(entry) {
            return Self::Actions(service, service.action(name).into_iter().collect());
        }
        // A1: without regard to letter case.
        let pattern = Glob::new(&name.to_ascii_lowercase());
        let matches = |action: &Action<'_>| pattern.matches(&action.name().to_ascii_lowercase());
        Self::Actions(service, service.actions().filter(matches).collect())
    }
}

/// What the entries of one document cover, each looked up once.
#[derive(Default)]
pub(super) struct Cover<'a>(RefCell<HashMap<Box<str>, Rc<Covered<'a>>>>);

impl<'a> Cover<'a> {
    /// What an entry covers.
    pub(super) fn of(&self, entry: &ActionPattern, catalog: &'a Catalog) -> Rc<Covered<'a>> {
        if let Some(known) = self.0.borrow().get(entry.written()) {
            return known.clone();
        }
        let covered = Rc::new(Covered::new(entry, catalog));
        self.0.borrow_mut().insert(entry.written().into(), covered.clone());
        covered
    }

    /// What each entry of a statement's `Action` covers; `None` where some entry may cover actions that are not known.
    pub(super) fn all_known(
        &self,
        statement: &Statement,
        catalog: &'a Catalog,
    ) -> Option<Vec<Rc<Covered<'a>>>> {
        if statement.action.negated || statement.action.entries.is_empty() {
            return None;
        }
        let known = |entry: &Spanned<ActionPattern>| {
            Some(self.of(&entry.value, catalog)).filter(|covered| !covered.actions().is_empty())
        };
        statement.action.entries.iter().map(known).collect()
    }
}

/// Whether the entry has a wildcard.
pub(super) fn is_pattern(entry: &ActionPattern) -> bool {
    entry.written().contains(['*', '?'])
}
