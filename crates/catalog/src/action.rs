//! Actions and what they are authorised on.

use std::fmt;

use crate::catalog::Catalog;
use crate::key::Key;
use crate::resource_type::ResourceType;
use crate::rows::{ActionRow, RefRow};
use crate::service::Service;
use crate::template::ArnParts;

/// An action that a policy can name.
#[derive(Clone, Copy)]
pub struct Action<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) id: u32,
    pub(crate) row: ActionRow,
}

/// One of the resource types that an action is authorised on.
#[derive(Clone, Copy)]
pub struct ActionResource<'a> {
    catalog: &'a Catalog,
    row: RefRow,
}

/// A combination of resource types that one call can need.
#[derive(Clone, Copy)]
pub struct Scenario<'a> {
    catalog: &'a Catalog,
    types: u32,
}

/// What an action does, in the words of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads what is in them.
    Read,
    /// Makes, changes or deletes them.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
    /// Changes only tags.
    Tagging,
}

impl AccessLevel {
    /// As the reference spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::PermissionsManagement => "Permissions management",
            Self::Tagging => "Tagging",
        }
    }
}

impl<'a> Action<'a> {
    /// Its service.
    pub fn service(&self) -> Service<'a> {
        self.catalog.service_at(self.row.service)
    }

    /// The canonical spelling, without the service: `GetObject`.
    pub fn name(&self) -> &'a str {
        self.catalog.strings.get(self.row.name)
    }

    /// What it does.
    pub fn access_level(&self) -> AccessLevel {
        match self.row.level {
            0 => AccessLevel::List,
            1 => AccessLevel::Read,
            2 => AccessLevel::Write,
            3 => AccessLevel::PermissionsManagement,
            _ => AccessLevel::Tagging,
        }
    }

    /// The condition keys of the action itself, whatever the resource.
    pub fn keys(&self) -> impl Iterator<Item = Key<'a>> + Clone + use<'a> {
        self.catalog.key_list(self.row.keys)
    }

    /// The resource types it is authorised on. With none, its resource is `*`.
    ///
    /// Several that are required do not all have to occur in one call: see [`scenarios`](Self::scenarios).
    pub fn resource_types(&self) -> impl ExactSizeIterator<Item = ActionResource<'a>> + Clone + use<'a> {
        let Self { catalog, row, .. } = *self;
        catalog.refs.rows(row.refs, row.ref_count).map(move |(_, row)| ActionResource { catalog, row })
    }

    /// Its reference to the resource type of that name, in any letter case.
    pub fn resource_type(&self, name: &str) -> Option<ActionResource<'a>> {
        self.resource_types().find(|of| of.resource_type().name().eq_ignore_ascii_case(name))
    }

    /// Whether it is authorised on resources at all.
    pub fn has_resource_types(&self) -> bool {
        self.row.ref_count != 0
    }

    /// Actions (`iam:PassRole`) that a call of this one can need besides, whatever the resource.
    pub fn dependent_actions(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.catalog.string_list(self.row.dependents)
    }

    /// The combinations of resource types that a call can need, for the few actions for which the reference has them.
    pub fn scenarios(&self) -> impl Iterator<Item = Scenario<'a>> + use<'a> {
        let Self { catalog, id, .. } = *self;
        let rows = catalog.scenarios.all().map(|(_, row)| row).filter(move |row| row.action == id);
        rows.map(move |row| Scenario { catalog, types: row.types })
    }

    /// Whether a check of this action on a resource of that type can have the key: the reference lists it for the
    /// action, for its reference to the type, or for the type itself. Without a type: for any of its types.
    ///
    /// Keys whose [scope](Key::scope) is not [`Service`](crate::KeyScope::Service) can be present without being listed;
    /// a name that [`Catalog::key`] does not know is listed nowhere.
    pub fn carries_key(&self, key_name: &str, resource_type: Option<&str>) -> bool {
        self.catalog.key(key_name).is_some_and(|key| self.carries(key, resource_type))
    }

    /// The same for a key that has been looked up.
    pub fn carries(&self, key: Key<'_>, resource_type: Option<&str>) -> bool {
        let wanted = |of: &ActionResource<'_>| {
            resource_type.is_none_or(|name| of.resource_type().name().eq_ignore_ascii_case(name))
        };
        self.catalog.lists.contains(self.row.keys, key.id)
            || self.resource_types().filter(wanted).any(|of| of.lists(key.id))
    }

    /// The resource type, among those of the action, that the ARN has the form of: the most literal one if it has the
    /// form of several.
    pub fn resource_type_of(&self, arn: &str) -> Option<ResourceType<'a>> {
        let arn = ArnParts::split(arn)?;
        let mut best = None;
        for resource_type in self.resource_types().map(|of| of.resource_type()) {
            match (resource_type.fit(arn), best) {
                (Some(fit), Some((other, _))) if fit <= other => {}
                (Some(fit), _) => best = Some((fit, resource_type)),
                (None, _) => {}
            }
        }
        best.map(|(_, resource_type)| resource_type)
    }
}

impl<'a> ActionResource<'a> {
    /// The resource type.
    pub fn resource_type(&self) -> ResourceType<'a> {
        self.catalog.type_at(self.row.resource_type)
    }

    /// Whether the reference marks it as required.
    pub fn required(&self) -> bool {
        self.row.required != 0
    }

    /// The condition keys that this action has on this resource type, besides its own and those of the type.
    pub fn keys(&self) -> impl Iterator<Item = Key<'a>> + Clone + use<'a> {
        self.catalog.key_list(self.row.keys)
    }

    /// Actions (`iam:PassRole`) that a call can need besides when it concerns such a resource.
    pub fn dependent_actions(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.catalog.string_list(self.row.dependents)
    }

    fn lists(&self, key: u32) -> bool {
        self.catalog.lists.contains(self.row.keys, key) || self.resource_type().lists(key)
    }
}

impl<'a> Scenario<'a> {
    /// The resource types, and whether each is required.
    pub fn resource_types(&self) -> impl Iterator<Item = (ResourceType<'a>, bool)> + use<'a> {
        let Self { catalog, types } = *self;
        catalog.lists.iter(types).map(move |item| (catalog.type_at(item / 2), item % 2 == 1))
    }
}

identified_by_row!(Action);

impl fmt::Display for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service().prefix(), self.name())
    }
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({self})")
    }
}

impl fmt::Debug for ActionResource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.resource_type().name();
        f.debug_struct("ActionResource")
            .field("resource_type", &name)
            .field("required", &self.required())
            .finish()
    }
}

impl fmt::Debug for Scenario<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.resource_types()).finish()
    }
}
