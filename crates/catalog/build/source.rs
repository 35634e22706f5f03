//! The readable files in `data/`, as they are written.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// Everything in `data/`.
pub(crate) struct Sources {
    pub(crate) catalog: Catalog,
    pub(crate) operations: Operations,
    pub(crate) managed: ManagedPolicies,
    pub(crate) global_keys: GlobalKeys,
    pub(crate) operation_names: OperationNames,
    pub(crate) resource_policies: ResourcePolicies,
    pub(crate) synthetic_arns: SyntheticArns,
    pub(crate) rcp_services: RcpServices,
    pub(crate) service_rules: ServiceRules,
    pub(crate) global_services: GlobalServices,
    pub(crate) arn_templates: ArnTemplates,
}

impl Sources {
    pub(crate) fn read(data: &Path) -> Result<Self, Box<dyn Error>> {
        let mut catalog: Catalog = read(data, "catalog.json")?;
        let gaps: ReferenceGaps = read(data, "reference_gaps.json")?;
        gaps.fill(&mut catalog)?;
        Ok(Self {
            catalog,
            operations: read(data, "operations.json")?,
            managed: read(data, "managed_policies.json")?,
            global_keys: read(data, "global_keys.json")?,
            operation_names: read(data, "operation_names.json")?,
            resource_policies: read(data, "resource_policies.json")?,
            synthetic_arns: read(data, "synthetic_arns.json")?,
            rcp_services: read(data, "rcp_services.json")?,
            service_rules: read(data, "service_rules.json")?,
            global_services: read(data, "global_services.json")?,
            arn_templates: read(data, "arn_templates.json")?,
        })
    }
}

fn read<T: DeserializeOwned>(data: &Path, name: &str) -> Result<T, Box<dyn Error>> {
    let text = std::fs::read_to_string(data.join(name)).map_err(|e| format!("data/{name}: {e}"))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("data/{name}: {e}"))?)
}

#[derive(Deserialize)]
pub(crate) struct Catalog {
    pub(crate) sources: Vec<Source>,
    pub(crate) key_prefixes: BTreeMap<String, Vec<String>>,
    pub(crate) keys: BTreeMap<String, String>,
    pub(crate) services: BTreeMap<String, Service>,
}

#[derive(Deserialize)]
pub(crate) struct Source {
    pub(crate) package: String,
    pub(crate) version: String,
    pub(crate) licence: String,
    #[serde(rename = "use")]
    pub(crate) usage: String,
    #[serde(default)]
    pub(crate) sha256: String,
    #[serde(default)]
    pub(crate) updated: String,
}

#[derive(Deserialize)]
pub(crate) struct Service {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) rcp: bool,
    pub(crate) resource_types: BTreeMap<String, ResourceType>,
    pub(crate) actions: BTreeMap<String, Action>,
}

#[derive(Deserialize)]
pub(crate) struct ResourceType {
    pub(crate) arn: Vec<String>,
    #[serde(default)]
    pub(crate) keys: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Action {
    pub(crate) level: String,
    #[serde(default)]
    pub(crate) keys: Vec<String>,
    #[serde(default)]
    pub(crate) dependents: Vec<String>,
    #[serde(default)]
    pub(crate) on: BTreeMap<String, TypeRef>,
    #[serde(default)]
    pub(crate) scenarios: Vec<BTreeMap<String, bool>>,
}

#[derive(Default, Deserialize)]
pub(crate) struct TypeRef {
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) keys: Vec<String>,
    #[serde(default)]
    pub(crate) dependents: Vec<String>,
}

#[derive(Deserialize)]
struct ReferenceGaps {
    on: BTreeMap<String, Vec<String>>,
}

impl ReferenceGaps {
    /// Adds the resource types that the reference leaves out.
    fn fill(self, catalog: &mut Catalog) -> Result<(), Box<dyn Error>> {
        for (full, types) in self.on {
            let names = full.split_once(':');
            let service = names.and_then(|(prefix, _)| catalog.services.get_mut(prefix));
            let action = service.zip(names).and_then(|(service, (_, name))| service.actions.get_mut(name));
            let action = action.ok_or_else(|| format!("reference_gaps.json: no action {full}"))?;
            for name in types {
                action.on.entry(name).or_default();
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
pub(crate) struct Operations {
    pub(crate) sources: Vec<Source>,
    pub(crate) event_sources: BTreeMap<String, String>,
    pub(crate) unsigned: Vec<String>,
    pub(crate) likely: BTreeMap<String, String>,
    pub(crate) http: BTreeMap<String, [String; 2]>,
    pub(crate) unmapped: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct ManagedPolicies {
    pub(crate) sources: Vec<Source>,
    pub(crate) policies: BTreeMap<String, ManagedPolicy>,
}

#[derive(Deserialize)]
pub(crate) struct ManagedPolicy {
    pub(crate) path: String,
    pub(crate) version: String,
    pub(crate) date: String,
    pub(crate) document: Box<RawValue>,
}

#[derive(Deserialize)]
pub(crate) struct GlobalKeys {
    pub(crate) global: BTreeMap<String, String>,
    pub(crate) session: BTreeMap<String, String>,
    pub(crate) claims: BTreeMap<String, String>,
    pub(crate) corrected: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(crate) struct OperationNames {
    pub(crate) as_of: String,
    pub(crate) prefix_of_signing_name: BTreeMap<String, String>,
    pub(crate) prefix_of_event_source: BTreeMap<String, String>,
    pub(crate) renamed: BTreeMap<String, Vec<String>>,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Deserialize)]
pub(crate) struct Variant {
    pub(crate) operation: String,
    pub(crate) when: String,
    pub(crate) instead: bool,
    pub(crate) actions: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct ResourcePolicies {
    pub(crate) as_of: String,
    pub(crate) actions: Vec<String>,
    pub(crate) not_these: Vec<String>,
    pub(crate) with: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) without: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct SyntheticArns {
    pub(crate) as_of: String,
    pub(crate) documented: BTreeMap<String, String>,
    pub(crate) message_only: BTreeMap<String, String>,
    pub(crate) star: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct RcpServices {
    pub(crate) as_of: String,
    pub(crate) prefixes: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct ServiceRules {
    pub(crate) as_of: String,
    pub(crate) public_calls: Vec<String>,
    pub(crate) single_account: Vec<String>,
    pub(crate) without_resource_account: Vec<String>,
    pub(crate) requires_resource_policy: Vec<RequiresResourcePolicy>,
    pub(crate) called_via: Vec<String>,
    pub(crate) service_principals: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct RequiresResourcePolicy {
    pub(crate) service: String,
    pub(crate) resource_type: String,
    pub(crate) when: String,
}

#[derive(Deserialize)]
pub(crate) struct GlobalServices {
    pub(crate) regions: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
pub(crate) struct ArnTemplates {
    pub(crate) slash: Vec<String>,
    pub(crate) empty: Vec<String>,
    pub(crate) also: BTreeMap<String, Vec<String>>,
}
