//! Services, actions and resource types.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;

use crate::Packer;
use crate::facts::{self, Fact};
use crate::pool::sort_key;
use crate::rows::{
    ActionRow, FactRow, LEVELS, RefRow, ScenarioRow, ServiceRow, TemplateRow, TypeRow, service_flags,
};
use crate::source::{Action, ArnTemplates, ResourcePolicies, Service, Sources};
use crate::templates::Reader;

pub(crate) fn pack(sources: &Sources, packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let facts = facts::collect(&sources.service_rules, &sources.synthetic_arns);
    let mut tables = Tables {
        forms: &sources.arn_templates,
        reader: Reader::new(&sources.arn_templates),
        policies: &sources.resource_policies,
        services: Vec::new(),
        actions: Vec::new(),
        action_names: Vec::new(),
        refs: Vec::new(),
        types: Vec::new(),
        templates: Vec::new(),
        scenarios: Vec::new(),
    };
    for (prefix, service) in &sources.catalog.services {
        let listed = sources.rcp_services.prefixes.contains(prefix);
        let mut flags = 0;
        flags |= if listed { service_flags::UNDER_RCPS } else { 0 };
        flags |= if sources.global_services.regions.contains_key(prefix) { service_flags::GLOBAL } else { 0 };
        flags |= if service.rcp { service_flags::UNDER_RCPS_REFERENCE } else { 0 };
        tables.service(prefix, service, flags, packer)?;
    }
    packer.table("services", &tables.services)?;
    packer.table("actions", &tables.actions)?;
    packer.index("service_index", sources.catalog.services.keys().map(String::as_str))?;
    packer.index("action_index", tables.action_names.iter().map(String::as_str))?;
    packer.table("refs", &tables.refs)?;
    packer.table("types", &tables.types)?;
    packer.table("templates", &tables.templates)?;
    packer.table("scenarios", &tables.scenarios)?;
    pack_facts(&facts, packer)
}

/// Exact names in one table, names with a final `*` in another.
fn pack_facts(facts: &BTreeMap<String, Fact<'_>>, packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let mut exact = Vec::new();
    let mut patterns = Vec::new();
    for fact in facts.values() {
        let (name, rows) = match fact.name.strip_suffix('*') {
            Some(head) => (head, &mut patterns),
            None => (fact.name, &mut exact),
        };
        let template = packer.strings.id(fact.template)?;
        rows.push(FactRow { name: packer.strings.id(name)?, flags: fact.flags, template });
    }
    let names = facts.values().map(|fact| fact.name).filter(|name| !name.ends_with('*'));
    packer.index("fact_index", names.collect::<Vec<_>>().into_iter())?;
    packer.table("facts", &exact)?;
    packer.table("fact_patterns", &patterns)
}

struct Tables<'a> {
    forms: &'a ArnTemplates,
    reader: Reader<'a>,
    policies: &'a ResourcePolicies,
    services: Vec<ServiceRow>,
    actions: Vec<ActionRow>,
    /// `service:name` of each.
    action_names: Vec<String>,
    refs: Vec<RefRow>,
    types: Vec<TypeRow>,
    templates: Vec<TemplateRow>,
    scenarios: Vec<ScenarioRow>,
}

impl Tables<'_> {
    fn service(
        &mut self,
        prefix: &str,
        service: &Service,
        flags: u32,
        packer: &mut Packer<'_>,
    ) -> Result<(), Box<dyn Error>> {
        let types = u32::try_from(self.types.len())?;
        let actions = u32::try_from(self.actions.len())?;
        let places = self.resource_types(prefix, service, packer)?;
        let mut sorted: Vec<_> = service.actions.iter().collect();
        sorted.sort_by_key(|(name, _)| sort_key(name));
        for (name, action) in sorted {
            self.action(name, action, &places, packer)?;
            self.action_names.push(format!("{prefix}:{name}"));
        }
        self.services.push(ServiceRow {
            prefix: packer.strings.id(prefix)?,
            title: packer.strings.id(&service.title)?,
            actions,
            action_count: u32::try_from(service.actions.len())?,
            types,
            type_count: u32::try_from(service.resource_types.len())?,
            flags,
        });
        Ok(())
    }

    /// Writes the resource types of a service and says where each is.
    fn resource_types<'s>(
        &mut self,
        prefix: &str,
        service: &'s Service,
        packer: &mut Packer<'_>,
    ) -> Result<HashMap<&'s str, u32>, Box<dyn Error>> {
        let kinds = policy_kinds(self.policies, prefix, service)?;
        let all = service.resource_types.values().flat_map(|t| &t.arn).map(String::as_str);
        let mut sorted: Vec<_> = service.resource_types.iter().collect();
        sorted.sort_by_key(|(name, _)| sort_key(name));
        let mut places = HashMap::new();
        for (name, resource_type) in sorted {
            places.insert(name.as_str(), u32::try_from(self.types.len())?);
            let templates = u32::try_from(self.templates.len())?;
            let full_name = format!("{prefix}:{name}");
            let also = self.forms.also.get(&full_name).map_or(&[][..], Vec::as_slice);
            let own = resource_type.arn.iter().map(|template| (template, false));
            for (template, extra) in own.chain(also.iter().map(|template| (template, true))) {
                self.templates.push(self.reader.pack(&full_name, template, extra, all.clone(), packer)?);
            }
            self.types.push(TypeRow {
                service: u32::try_from(self.services.len())?,
                name: packer.strings.id(name)?,
                templates,
                template_count: u32::try_from(resource_type.arn.len() + also.len())?,
                keys: packer.key_set(&resource_type.keys)?,
                policy: packer.strings.id(kinds.get(name.as_str()).map_or("", String::as_str))?,
            });
        }
        Ok(places)
    }

    fn action(
        &mut self,
        name: &str,
        action: &Action,
        places: &HashMap<&str, u32>,
        packer: &mut Packer<'_>,
    ) -> Result<(), Box<dyn Error>> {
        let place = |name: &str| places.get(name).copied().ok_or_else(|| format!("no resource type {name}"));
        let refs = u32::try_from(self.refs.len())?;
        for (name, reference) in &action.on {
            self.refs.push(RefRow {
                resource_type: place(name)?,
                required: u32::from(reference.required),
                keys: packer.key_set(&reference.keys)?,
                dependents: packer.names(&reference.dependents)?,
            });
        }
        let id = u32::try_from(self.actions.len())?;
        for scenario in &action.scenarios {
            let items = scenario.iter().map(|(name, required)| Ok(place(name)? * 2 + u32::from(*required)));
            let types = packer.lists.id(items.collect::<Result<_, String>>()?)?;
            self.scenarios.push(ScenarioRow { action: id, types });
        }
        let level = LEVELS.iter().position(|l| *l == action.level);
        self.actions.push(ActionRow {
            service: u32::try_from(self.services.len())?,
            name: packer.strings.id(name)?,
            level: u32::try_from(level.ok_or_else(|| format!("unknown access level {}", action.level))?)?,
            keys: packer.key_set(&action.keys)?,
            dependents: packer.names(&action.dependents)?,
            refs,
            ref_count: u32::try_from(action.on.len())?,
        });
        Ok(())
    }
}

/// The kind of resource policy of each type of a service that has one.
fn policy_kinds(
    policies: &ResourcePolicies,
    prefix: &str,
    service: &Service,
) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let without = policies.without.get(prefix).map_or(&[][..], Vec::as_slice);
    let with = policies.with.get(prefix);
    let by_hand: BTreeSet<&String> = with.iter().flat_map(|types| types.keys()).chain(without).collect();
    if let Some(gone) = by_hand.into_iter().find(|name| !service.resource_types.contains_key(*name)) {
        return Err(format!("resource_policies.json: {prefix} has no resource type {gone}").into());
    }
    let mut kinds = HashMap::new();
    for (name, action) in &service.actions {
        if policies.actions.contains(name) && !policies.not_these.contains(&format!("{prefix}:{name}")) {
            kinds.extend(action.on.keys().map(|name| (name.clone(), sort_key(name))));
        }
    }
    kinds.extend(with.into_iter().flatten().map(|(name, kind)| (name.clone(), kind.clone())));
    kinds.retain(|name, _| !without.contains(name));
    Ok(kinds)
}
