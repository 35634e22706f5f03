//! Services.

use std::fmt;

use crate::action::Action;
use crate::catalog::Catalog;
use crate::resource_type::ResourceType;
use crate::rows::{ServiceRow, service_flags};

/// A service, known by the prefix of its actions.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) id: u32,
    pub(crate) row: ServiceRow,
}

impl<'a> Service<'a> {
    /// What its actions begin with: `s3`.
    pub fn prefix(&self) -> &'a str {
        self.catalog.strings.get(self.row.prefix)
    }

    /// What AWS calls it: `Amazon S3`.
    pub fn title(&self) -> &'a str {
        self.catalog.strings.get(self.row.title)
    }

    /// Its actions, in alphabetical order.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = Action<'a>> + Clone + use<'a> {
        let Self { catalog, row, .. } = *self;
        catalog.actions.rows(row.actions, row.action_count).map(move |(id, row)| Action { catalog, id, row })
    }

    /// The action of that name, in any letter case.
    pub fn action(&self, name: &str) -> Option<Action<'a>> {
        self.catalog.action(self.prefix(), name)
    }

    /// Its resource types, in alphabetical order.
    pub fn resource_types(&self) -> impl ExactSizeIterator<Item = ResourceType<'a>> + Clone + use<'a> {
        let Self { catalog, row, .. } = *self;
        catalog.types.rows(row.types, row.type_count).map(move |(id, row)| ResourceType { catalog, id, row })
    }

    /// The resource type of that name, in any letter case.
    pub fn resource_type(&self, name: &str) -> Option<ResourceType<'a>> {
        self.resource_types().find(|resource_type| resource_type.name().eq_ignore_ascii_case(name))
    }

    /// Whether resource control policies bind its actions, by the list of [`Catalog::rcp_list_date`].
    pub fn is_under_rcps(&self) -> bool {
        self.row.flags & service_flags::UNDER_RCPS != 0
    }

    /// The same by the list of the reference data, which can be older or newer.
    pub fn is_under_rcps_in_reference(&self) -> bool {
        self.row.flags & service_flags::UNDER_RCPS_REFERENCE != 0
    }

    /// The date of the list that [`is_under_rcps`](Self::is_under_rcps) goes by.
    pub fn rcp_list_date(&self) -> &'a str {
        self.catalog.rcp_list_date()
    }

    /// Whether any of its resource types has a resource-based policy.
    pub fn has_resource_policies(&self) -> bool {
        self.resource_types().any(|resource_type| resource_type.has_resource_policy())
    }
}

identified_by_row!(Service);

impl fmt::Debug for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.prefix()).finish()
    }
}
