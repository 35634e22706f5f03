//! What is kept by hand about single actions, keyed by lower-case `service:action`.

use std::collections::BTreeMap;

use crate::pool::sort_key;
use crate::rows::fact_flags;
use crate::source::{ServiceRules, SyntheticArns};

/// The flags of an action and the template of the ARN that AWS asks about.
#[derive(Default)]
pub(crate) struct Fact<'a> {
    pub(crate) name: &'a str,
    pub(crate) flags: u32,
    pub(crate) template: &'a str,
}

/// All of them; names may end in `*`.
pub(crate) fn collect<'a>(rules: &'a ServiceRules, arns: &'a SyntheticArns) -> BTreeMap<String, Fact<'a>> {
    let mut facts = BTreeMap::new();
    let mut add = |name: &'a str, flag: u32, template: &'a str| {
        let fact: &mut Fact<'a> = facts.entry(sort_key(name)).or_default();
        fact.name = name;
        fact.flags |= flag;
        if !template.is_empty() {
            fact.template = template;
        }
    };
    for name in &rules.public_calls {
        add(name, fact_flags::PUBLIC, "");
    }
    for name in &rules.single_account {
        add(name, fact_flags::SINGLE_ACCOUNT, "");
    }
    for name in &rules.without_resource_account {
        add(name, fact_flags::NO_RESOURCE_ACCOUNT, "");
    }
    for (name, template) in &arns.documented {
        add(name, fact_flags::ARN_DOCUMENTED, template);
    }
    for (name, template) in &arns.message_only {
        add(name, fact_flags::ARN_FROM_MESSAGES, template);
    }
    for name in &arns.star {
        add(name, fact_flags::STAR, "");
    }
    facts
}
