//! Block Public Access and what makes a bucket policy public (X35, X36).

use crate::caller::CallerKind;
use crate::check::Check;
use crate::evidence::{Collected, Evidence};
use crate::request::Owner;
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::condition::{Clause, Family, Operand, OperandValue, Qualifier};
use iamdiag_policy::{Document, Effect, PrincipalEntry, Statement, StatementSlot};
use ipnet::IpNet;

/// Keys that narrow a grant to everybody down to somebody, if their values are fixed.
const NARROWING_KEYS: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalservicename",
    "aws:principalorgid",
    "aws:sourceip",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:userid",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

/// Whether `RestrictPublicBuckets` cuts the caller off: everybody from outside, while the bucket's policy is public (X35).
pub(crate) fn cut_by_block_public_access(
    check: &Check<'_>,
    evidence: &Evidence,
    atoms: &mut Vec<Atom>,
) -> Truth {
    let prepared = check.prepared;
    let facts = &evidence.s3;
    let may_restrict = facts.restrict_public_buckets || facts.restriction_not_collected;
    if !may_restrict || prepared.request.action.service() != "s3" {
        return Truth::False;
    }
    let outside = match (&prepared.request.caller.kind, &prepared.owner, &prepared.request.caller.account) {
        (CallerKind::Service { .. }, ..) => Truth::False,
        (CallerKind::Anonymous, ..) => Truth::True,
        (_, Owner::Account(owner), Some(own)) => (owner != own).into(),
        _ => Truth::Unknown,
    };
    let Collected::Known(policies) = &evidence.resource else {
        return Truth::False;
    };
    let public =
        policies.iter().map(|policy| is_public(&policy.policy.document)).fold(Truth::False, Truth::or);
    let mut open = |name: AtomName| {
        let atom = Atom::of(name, 0);
        atoms.push(atom);
        check.atom(atom)
    };
    let cut = match outside.and(public) {
        Truth::Unknown => open(AtomName::Support("public-policy")),
        settled => settled,
    };
    if facts.restrict_public_buckets || cut.is_false() {
        cut
    } else {
        cut.and(open(AtomName::PublicAccessBlock))
    }
}

/// X36.
fn is_public(document: &Document) -> Truth {
    let of = |slot: &StatementSlot| match slot {
        StatementSlot::Read(statement) => grants_to_everybody(statement).into(),
        StatementSlot::Unreadable { effect: Some(Effect::Deny), .. } => Truth::False,
        StatementSlot::Unreadable { .. } => Truth::Unknown,
    };
    document.statements.iter().map(of).fold(Truth::False, Truth::or)
}

fn grants_to_everybody(statement: &Statement) -> bool {
    let everybody = statement.principal.as_ref().is_some_and(|element| {
        element.negated
            || element.entries.iter().any(|entry| matches!(entry.value, PrincipalEntry::Anyone { .. }))
    });
    statement.effect.value == Effect::Allow && everybody && !statement.conditions.iter().any(narrows)
}

fn narrows(clause: &Clause) -> bool {
    let operator = &clause.operator;
    let positive = !operator.negated
        && !operator.if_exists
        && operator.qualifier != Some(Qualifier::ForAllValues)
        && matches!(operator.family, Family::String | Family::Arn | Family::Ip);
    let key = clause.key.lower();
    positive
        && NARROWING_KEYS.contains(&key)
        && !clause.values.is_empty()
        && clause.values.iter().all(|value| is_fixed(key, value))
}

fn is_fixed(key: &str, operand: &Operand) -> bool {
    match &operand.value {
        OperandValue::Network(network) => network.is_some_and(|network| is_narrow(network.net())),
        OperandValue::Text(_) if key == "aws:sourceip" => operand.text.parse::<IpNet>().is_ok_and(is_narrow),
        OperandValue::Text(template) => {
            is_access_point(key, &operand.text)
                || template
                    .fixed()
                    .is_some_and(|glob| glob.exact_text().is_some() && !operand.text.contains('*'))
        }
        OperandValue::Arn(arn) => {
            is_access_point(key, &operand.text)
                || arn.whole.fixed().is_some_and(|glob| glob.exact_text().is_some())
        }
        _ => false,
    }
}

/// Address ranges broader than these are as good as everybody.
fn is_narrow(net: IpNet) -> bool {
    match net {
        IpNet::V4(net) => net.prefix_len() >= 8,
        IpNet::V6(net) => net.prefix_len() >= 32,
    }
}

/// For access points a wildcard may stand in the name.
fn is_access_point(key: &str, text: &str) -> bool {
    key == "s3:dataaccesspointarn"
        && text.split_once(":accesspoint/").is_some_and(|(head, _)| !head.contains(['*', '?', '$']))
}
