//! `Principal` and `NotPrincipal` (P2, P3, P7).

use super::context::{Context, empty_list};
use super::json::{Member, Members, Node, Value};
use super::quote::quote;
use super::repeats::refuse_repeats;
use super::suggest::nearest;
use crate::document::Element;
use crate::principal::PrincipalEntry;
use crate::problem::{Problem, ProblemCode};
use crate::span::{Span, Spanned};

const TYPES: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

pub(super) fn read(
    context: &mut Context,
    member: &Member<'_>,
    negated: bool,
) -> Option<Element<PrincipalEntry>> {
    let node = member.value;
    let entries: Box<[_]> = match node.value() {
        Value::Text(text) if text == "*" => {
            Box::new([Spanned { value: PrincipalEntry::Anyone { scalar: true }, span: node.span() }])
        }
        Value::Object(types) => by_type(context, node.span(), types),
        _ => {
            not_a_principal(context, node, &member.name);
            return None;
        }
    };
    Some(Element { negated, name_span: member.name_span, span: node.span(), entries })
}

fn not_a_principal(context: &mut Context, node: Node<'_>, name: &str) {
    let wanted = format!("`{name}` must be `\"*\"` or an object of principal types");
    let help = match node.value() {
        Value::Text(text) => {
            let kind = if text.ends_with(".amazonaws.com") { "Service" } else { "AWS" };
            let help = format!("write `{{\"{kind}\": {}}}`", quote(&text).replace('`', "\""));
            context.error(Problem::new(ProblemCode::WrongType, node.span(), wanted).help(help));
            return;
        }
        Value::List(_) => "write `{\"AWS\": [...]}`",
        _ => "write `\"*\"` or `{\"AWS\": ...}`",
    };
    context.wrong_type(node, &wanted, help);
}

fn by_type(context: &mut Context, span: Span, types: Members<'_>) -> Box<[Spanned<PrincipalEntry>]> {
    if types.is_empty() {
        context.warn(empty_list(span, "Principal"));
    }
    refuse_repeats(context, types);
    let mut all = Vec::new();
    for member in types {
        match reader(&member.name) {
            Some(read) => {
                let entries = context.entries(member.value, &member.name, |context, text, span| {
                    let entry = read(text);
                    check_entry(context, &entry, span);
                    Some(entry)
                });
                all.extend(entries);
            }
            None => unknown_type(context, &member),
        }
    }
    all.into()
}

/// How the values of a principal type are read; its name's case counts (P2).
fn reader(name: &str) -> Option<fn(&str) -> PrincipalEntry> {
    match name {
        "AWS" => Some(PrincipalEntry::aws),
        "Service" => Some(|text| PrincipalEntry::Service(text.into())),
        "Federated" => Some(|text| PrincipalEntry::Federated(text.into())),
        "CanonicalUser" => Some(|text| PrincipalEntry::CanonicalUser(text.into())),
        _ => None,
    }
}

fn unknown_type(context: &mut Context, member: &Member<'_>) {
    let help = match nearest(&member.name, TYPES) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the types are `{}`", TYPES.join("`, `")),
    };
    let message = format!("{} is not a type of principal", quote(&member.name));
    context.error(Problem::new(ProblemCode::UnknownPrincipalType, member.name_span, message).help(help));
}

/// Entries that name nobody: a wildcard, a group, other text (P3, P7, P13).
fn check_entry(context: &mut Context, entry: &PrincipalEntry, span: Span) {
    let text = entry.text();
    let wildcard = text.contains(['*', '?']);
    let (message, help) = match entry {
        PrincipalEntry::Nobody(_) if wildcard => (
            format!("{} names nobody: a principal holds no wildcard", quote(text)),
            "write `\"*\"` and a condition `ArnLike` on `aws:PrincipalArn`",
        ),
        PrincipalEntry::Nobody(_) => (
            format!("{} is no principal and names nobody", quote(text)),
            "write an account id, or the ARN of an account, a user, a role or a session",
        ),
        PrincipalEntry::Service(_) | PrincipalEntry::Federated(_) | PrincipalEntry::CanonicalUser(_)
            if wildcard =>
        {
            (format!("{} names nobody: a principal holds no wildcard", quote(text)), "write the whole name")
        }
        _ => return,
    };
    context.warn(Problem::new(ProblemCode::PrincipalNamesNobody, span, message).help(help));
}
