//! The embedded tables and the look-ups into them.

use std::fmt;

use crate::action::Action;
use crate::hash::{hash, pair};
use crate::key::Key;
use crate::names;
use crate::resource_type::ResourceType;
use crate::rows::{
    ActionRow, BlockRow, DateRow, FactRow, FamilyRow, GlobalRow, KeyRow, LabelRow, OperationRow, PolicyRow,
    PrincipalRow, RefRow, RequiredRow, ScenarioRow, ServiceRow, SourceRow, TemplateRow, TypeRow, VariantRow,
    dated,
};
use crate::service::Service;
use crate::tables::{Index, Lists, Numbers, Strings, Table};

/// What the program knows about AWS services.
pub struct Catalog {
    pub(crate) strings: Strings,
    pub(crate) lists: Lists,
    pub(crate) service_index: Index,
    pub(crate) action_index: Index,
    pub(crate) key_index: Index,
    pub(crate) fact_index: Index,
    pub(crate) services: Table<ServiceRow>,
    pub(crate) actions: Table<ActionRow>,
    pub(crate) refs: Table<RefRow>,
    pub(crate) types: Table<TypeRow>,
    pub(crate) templates: Table<TemplateRow>,
    pub(crate) keys: Table<KeyRow>,
    pub(crate) key_families: Table<FamilyRow>,
    pub(crate) scenarios: Table<ScenarioRow>,
    pub(crate) labels: Table<LabelRow>,
    pub(crate) operations: Table<OperationRow>,
    pub(crate) variants: Table<VariantRow>,
    pub(crate) facts: Table<FactRow>,
    pub(crate) fact_patterns: Table<FactRow>,
    pub(crate) global_services: Table<GlobalRow>,
    pub(crate) required_policies: Table<RequiredRow>,
    pub(crate) service_principals: Table<PrincipalRow>,
    pub(crate) called_via: Numbers,
    pub(crate) rcp_services: Numbers,
    pub(crate) sources: Table<SourceRow>,
    pub(crate) dates: Table<DateRow>,
    pub(crate) policies: Table<PolicyRow>,
    pub(crate) policy_blocks: Table<BlockRow>,
    pub(crate) policy_texts: &'static [u8],
}

macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name))
    };
}

static EMBEDDED: Catalog = Catalog {
    strings: Strings {
        text: include_str!(concat!(env!("OUT_DIR"), "/strings")),
        ends: Numbers(packed!("string_ends")),
    },
    lists: Lists { spans: Table::new(packed!("lists")), items: Numbers(packed!("list_items")) },
    service_index: Index(packed!("service_index")),
    action_index: Index(packed!("action_index")),
    key_index: Index(packed!("key_index")),
    fact_index: Index(packed!("fact_index")),
    services: Table::new(packed!("services")),
    actions: Table::new(packed!("actions")),
    refs: Table::new(packed!("refs")),
    types: Table::new(packed!("types")),
    templates: Table::new(packed!("templates")),
    keys: Table::new(packed!("keys")),
    key_families: Table::new(packed!("key_families")),
    scenarios: Table::new(packed!("scenarios")),
    labels: Table::new(packed!("labels")),
    operations: Table::new(packed!("operations")),
    variants: Table::new(packed!("variants")),
    facts: Table::new(packed!("facts")),
    fact_patterns: Table::new(packed!("fact_patterns")),
    global_services: Table::new(packed!("global_services")),
    required_policies: Table::new(packed!("required_policies")),
    service_principals: Table::new(packed!("service_principals")),
    called_via: Numbers(packed!("called_via")),
    rcp_services: Numbers(packed!("rcp_services")),
    sources: Table::new(packed!("sources")),
    dates: Table::new(packed!("dates")),
    policies: Table::new(packed!("policies")),
    policy_blocks: Table::new(packed!("policy_blocks")),
    policy_texts: packed!("policy_texts"),
};

/// A package that reference data was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// Its name in the Python Package Index.
    pub package: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Its licence, by SPDX name.
    pub licence: &'a str,
    /// What was taken from it.
    pub usage: &'a str,
    /// The date of the data in it, as `YYYY-MM-DD`, where the package says so.
    pub updated: Option<&'a str>,
    /// The SHA-256 digest of the package file.
    pub sha256: &'a str,
}

impl Catalog {
    /// The catalog that is part of the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The date of the reference data, as `YYYY-MM-DD`. AWS adds actions and keys weekly: what is not here may be newer.
    pub fn date(&self) -> &str {
        self.date_of(dated::REFERENCE)
    }

    /// The date of the table of resource types with resource-based policies.
    pub fn resource_policies_date(&self) -> &str {
        self.date_of(dated::RESOURCE_POLICIES)
    }

    /// The date of the table of renamed operations.
    pub fn operation_names_date(&self) -> &str {
        self.date_of(dated::OPERATION_NAMES)
    }

    /// The date of the newest AWS managed policy.
    pub fn managed_policies_date(&self) -> &str {
        self.date_of(dated::MANAGED_POLICIES)
    }

    /// The packages that the reference data was taken from.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = Source<'_>> + Clone {
        let text = |id| self.strings.get(id);
        self.sources.all().map(move |(_, row)| Source {
            package: text(row.package),
            version: text(row.version),
            licence: text(row.licence),
            usage: text(row.usage),
            updated: (row.updated != 0).then(|| text(row.updated)),
            sha256: text(row.sha256),
        })
    }

    /// The service with that prefix, in any letter case.
    pub fn service(&self, prefix: &str) -> Option<Service<'_>> {
        let same = |id| self.service_at(id).prefix().eq_ignore_ascii_case(prefix);
        self.service_index.find(hash(prefix.bytes()), same).map(|id| self.service_at(id))
    }

    /// All services, by prefix.
    pub fn services(&self) -> impl ExactSizeIterator<Item = Service<'_>> + Clone {
        self.services.all().map(|(id, row)| Service { catalog: self, id, row })
    }

    /// The action `service:name`, in any letter case.
    pub fn action(&self, service: &str, name: &str) -> Option<Action<'_>> {
        let same = |id| {
            let action = self.action_at(id);
            action.name().eq_ignore_ascii_case(name)
                && action.service().prefix().eq_ignore_ascii_case(service)
        };
        self.action_index.find(hash(pair(service, name)), same).map(|id| self.action_at(id))
    }

    /// The condition key of that name in any letter case, or the family it is of: `aws:PrincipalTag/team` is of
    /// `aws:PrincipalTag/${TagKey}`, and `<issuer>:aud` of the claims that any OpenID Connect issuer fills.
    pub fn key(&self, name: &str) -> Option<Key<'_>> {
        let same = |id| self.key_at(id).name().eq_ignore_ascii_case(name);
        let exact = self.key_index.find(hash(name.bytes()), same).map(|id| self.key_at(id));
        exact.or_else(|| self.family(name)).or_else(|| self.claim(name))
    }

    /// All condition keys, by name.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = Key<'_>> + Clone {
        self.keys.all().map(|(id, row)| Key { catalog: self, id, row })
    }

    /// The family that covers the name: the most literal one. The text before the first placeholder of all families ends
    /// in one of a few characters, so only a few beginnings of the name can be that text.
    fn family(&self, name: &str) -> Option<Key<'_>> {
        let ends = name.match_indices(['/', ':', '.', '-']).map(|(at, end)| at + end.len());
        let heads = ends.filter_map(|end| name.get(..end));
        let covering = heads.flat_map(|head| self.families_of(head)).filter(|(_, key)| key.covers(name));
        covering.max_by_key(|(literal, _)| *literal).map(|(_, key)| key)
    }

    /// The claim of an OpenID Connect issuer, which is a host name and perhaps a path.
    pub(crate) fn claim(&self, name: &str) -> Option<Key<'_>> {
        let (_, claim) = name.rsplit_once(':').filter(|(issuer, _)| issuer.contains('.'))?;
        let same = |id| names::is_pair(self.key_at(id).name(), "${Issuer}", claim);
        self.key_index.find(hash(pair("${Issuer}", claim)), same).map(|id| self.key_at(id))
    }

    fn families_of(&self, head: &str) -> impl Iterator<Item = (u32, Key<'_>)> {
        let order = |row: &FamilyRow| names::order(self.strings.get(row.head), head);
        let first = self.key_families.first(|row| order(row).is_lt());
        let rows = self.key_families.rows(first, self.key_families.len() - first).map(|(_, row)| row);
        rows.take_while(move |row| order(row).is_eq()).map(|row| (row.literal, self.key_at(row.key)))
    }

    pub(crate) fn action_at(&self, id: u32) -> Action<'_> {
        Action { catalog: self, id, row: self.actions.get(id) }
    }

    pub(crate) fn service_at(&self, id: u32) -> Service<'_> {
        Service { catalog: self, id, row: self.services.get(id) }
    }

    pub(crate) fn type_at(&self, id: u32) -> ResourceType<'_> {
        ResourceType { catalog: self, id, row: self.types.get(id) }
    }

    pub(crate) fn key_list(&self, list: u32) -> impl ExactSizeIterator<Item = Key<'_>> + Clone + use<'_> {
        self.lists.iter(list).map(|id| self.key_at(id))
    }

    pub(crate) fn string_list(&self, list: u32) -> impl ExactSizeIterator<Item = &str> + Clone + use<'_> {
        self.lists.iter(list).map(|id| self.strings.get(id))
    }

    pub(crate) fn date_of(&self, table: u32) -> &str {
        self.strings.get(self.dates.get(table).date)
    }

    fn key_at(&self, id: u32) -> Key<'_> {
        Key { catalog: self, id, row: self.keys.get(id) }
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").field("date", &self.date()).finish_non_exhaustive()
    }
}
