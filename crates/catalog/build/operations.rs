//! API operations and CloudTrail events that are not simply an action of the same name.

use std::collections::BTreeMap;
use std::error::Error;

use crate::Packer;
use crate::pool::sort_key;
use crate::rows::{CASES, LabelRow, OperationRow, VariantRow, operation_kinds};
use crate::source::{Sources, Variant};

pub(crate) fn pack(sources: &Sources, packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let generated = &sources.operations;
    let by_hand = &sources.operation_names;
    let mut rows = BTreeMap::new();
    let mut add = |name: &str, kind: u32, targets: &[String]| {
        rows.insert(sort_key(name), (name.to_owned(), kind, targets.to_vec()));
    };
    // A later entry replaces an earlier one.
    for (prefix, names) in &generated.unmapped {
        for name in names {
            add(&format!("{prefix}:{name}"), operation_kinds::UNMAPPED, &[]);
        }
    }
    for name in &generated.unsigned {
        add(name, operation_kinds::UNSIGNED, &[]);
    }
    for (name, target) in &generated.likely {
        add(name, operation_kinds::LIKELY, std::slice::from_ref(target));
    }
    // CloudTrail says `apigateway` for both generations of its API; the older one has the name.
    for (name, call) in &generated.http {
        if let Some(name) = name.strip_prefix("apigatewayv2:") {
            add(&format!("apigateway:{name}"), operation_kinds::HTTP, call);
        }
    }
    for (name, call) in &generated.http {
        add(name, operation_kinds::HTTP, call);
    }
    for (name, targets) in &by_hand.renamed {
        add(name, operation_kinds::RENAMED, targets);
    }
    let mut packed = Vec::new();
    for (name, kind, targets) in rows.values() {
        packed.push(OperationRow {
            name: packer.strings.id(name)?,
            kind: *kind,
            targets: packer.names(targets)?,
        });
    }
    packer.table("operations", &packed)?;

    let mut labels: BTreeMap<&String, &String> = generated.event_sources.iter().collect();
    labels.extend(&by_hand.prefix_of_signing_name);
    labels.extend(&by_hand.prefix_of_event_source);
    let mut rows = Vec::new();
    for (label, prefix) in labels {
        rows.push(LabelRow { label: packer.strings.id(label)?, prefix: packer.strings.id(prefix)? });
    }
    packer.table("labels", &rows)?;
    pack_variants(&by_hand.variants, packer)
}

fn pack_variants(variants: &[Variant], packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let mut sorted: Vec<&Variant> = variants.iter().collect();
    sorted.sort_by_key(|variant| sort_key(&variant.operation));
    let mut rows = Vec::new();
    for variant in sorted {
        let case = CASES.iter().position(|case| *case == variant.when);
        rows.push(VariantRow {
            name: packer.strings.id(&variant.operation)?,
            when: u32::try_from(case.ok_or_else(|| format!("unknown case {}", variant.when))?)?,
            instead: u32::from(variant.instead),
            targets: packer.names(&variant.actions)?,
        });
    }
    packer.table("variants", &rows)
}
