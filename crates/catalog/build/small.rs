//! The small tables that are kept by hand, the sources, and the dates.

use std::error::Error;

use crate::Packer;
use crate::pool::bytes_of_numbers;
use crate::rows::{DateRow, GlobalRow, PrincipalRow, RequiredRow, SourceRow};
use crate::source::Sources;

pub(crate) fn pack(sources: &Sources, packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let mut global = Vec::new();
    for (prefix, regions) in &sources.global_services.regions {
        for (partition, region) in regions {
            let ids = [prefix, partition, region].map(|text| packer.strings.id(text));
            let [prefix, partition, region] = ids;
            global.push(GlobalRow { prefix: prefix?, partition: partition?, region: region? });
        }
    }
    packer.table("global_services", &global)?;

    let mut required = Vec::new();
    for entry in &sources.service_rules.requires_resource_policy {
        required.push(RequiredRow {
            service: packer.strings.id(&entry.service)?,
            resource_type: packer.strings.id(&entry.resource_type)?,
            when: packer.strings.id(&entry.when)?,
        });
    }
    packer.table("required_policies", &required)?;

    let mut principals = Vec::new();
    for (name, others) in &sources.service_rules.service_principals {
        for other in others {
            principals
                .push(PrincipalRow { name: packer.strings.id(name)?, other: packer.strings.id(other)? });
        }
    }
    packer.table("service_principals", &principals)?;

    let called_via = packer.strings.ids(&sources.service_rules.called_via)?;
    packer.file("called_via", &bytes_of_numbers(called_via))?;
    let rcp_services = packer.strings.ids(&sources.rcp_services.prefixes)?;
    packer.file("rcp_services", &bytes_of_numbers(rcp_services))?;
    pack_sources(sources, packer)
}

fn pack_sources(sources: &Sources, packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let all = [&sources.catalog.sources, &sources.operations.sources, &sources.managed.sources];
    let mut rows = Vec::new();
    for source in all.into_iter().flatten() {
        rows.push(SourceRow {
            package: packer.strings.id(&source.package)?,
            version: packer.strings.id(&source.version)?,
            licence: packer.strings.id(&source.licence)?,
            updated: packer.strings.id(&source.updated)?,
            sha256: packer.strings.id(&source.sha256)?,
            usage: packer.strings.id(&source.usage)?,
        });
    }
    packer.table("sources", &rows)?;

    let updated =
        |sources: &[crate::source::Source]| sources.first().map_or_else(String::new, |s| s.updated.clone());
    // In the order of `rows::dated`.
    let dates = [
        &updated(&sources.catalog.sources),
        &sources.rcp_services.as_of,
        &sources.service_rules.as_of,
        &sources.resource_policies.as_of,
        &sources.synthetic_arns.as_of,
        &sources.operation_names.as_of,
        &updated(&sources.managed.sources),
    ];
    let mut rows = Vec::new();
    for date in dates {
        rows.push(DateRow { date: packer.strings.id(date)? });
    }
    packer.table("dates", &rows)
}
