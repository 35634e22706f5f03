//! Condition keys.

use std::collections::BTreeMap;
use std::error::Error;

use crate::Packer;
use crate::pool::sort_key;
use crate::rows::{FamilyRow, KeyRow, LIST, TYPES, key_scopes};
use crate::source::Sources;

pub(crate) fn pack(sources: &Sources, packer: &mut Packer<'_>) -> Result<(), Box<dyn Error>> {
    let mut keys = BTreeMap::new();
    for (name, kind) in &sources.catalog.keys {
        let kind = sources.global_keys.corrected.get(name).unwrap_or(kind);
        keys.insert(sort_key(name), (name.clone(), kind, scope(sources, name)));
    }
    for (claim, kind) in &sources.global_keys.claims {
        let name = format!("${{Issuer}}:{claim}");
        keys.insert(sort_key(&name), (name, kind, key_scopes::CLAIM));
    }
    let mut rows = Vec::new();
    let mut families = Vec::new();
    let mut names = Vec::new();
    for (sorted, (name, kind, scope)) in keys {
        let id = u32::try_from(rows.len())?;
        let key = packer.strings.id(&name)?;
        if let Some((head, _)) = name.split_once(['$', '<']).filter(|_| scope != key_scopes::CLAIM) {
            let literal = u32::try_from(literal_length(&name))?;
            families.push((sort_key(head), FamilyRow { head: packer.strings.id(head)?, key: id, literal }));
        }
        rows.push(KeyRow { name: key, kind: number(kind)?, scope });
        names.push(name);
        packer.keys.insert(sorted, id);
    }
    families.sort_by(|(a, _), (b, _)| a.cmp(b));
    let families: Vec<FamilyRow> = families.into_iter().map(|(_, row)| row).collect();
    packer.table("keys", &rows)?;
    packer.table("key_families", &families)?;
    packer.index("key_index", names.iter().map(String::as_str))
}

fn number(kind: &str) -> Result<u32, Box<dyn Error>> {
    let (element, list) = kind.strip_prefix("ArrayOf").map_or((kind, 0), |element| (element, LIST));
    let place = TYPES.iter().position(|t| *t == element).ok_or_else(|| format!("unknown key type {kind}"))?;
    Ok(u32::try_from(place)? + list)
}

fn scope(sources: &Sources, name: &str) -> u32 {
    let same = |other: &String| other.eq_ignore_ascii_case(name);
    let prefix = name.rsplit_once(':').map_or("", |(prefix, _)| prefix);
    if sources.global_keys.global.keys().any(same) {
        key_scopes::GLOBAL
    } else if sources.global_keys.session.keys().any(same) {
        key_scopes::SESSION
    } else if sources.catalog.key_prefixes.get(prefix).is_some_and(|of| of.iter().any(|s| s == "sts")) {
        key_scopes::FEDERATION
    } else {
        key_scopes::SERVICE
    }
}

/// How many characters are outside placeholders.
fn literal_length(name: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for c in name.chars() {
        match c {
            '{' | '<' => inside = true,
            '}' | '>' => inside = false,
            '$' => {}
            _ if !inside => count += 1,
            _ => {}
        }
    }
    count
}
