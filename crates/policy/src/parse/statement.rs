//! One statement (M6 to M8).

use super::context::Context;
use super::document::brace_of;
use super::json::{Member, Members, Node, Value};
use super::quote::quote;
use super::suggest::nearest;
use super::{condition, entries, principal, rules_by_kind};
use crate::document::{Effect, Statement};
use crate::problem::{Problem, ProblemCode};
use crate::span::{Span, Spanned};

pub(super) const STATEMENT_ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads a statement; `None` if it is in error.
pub(super) fn read(context: &mut Context, node: Node<'_>) -> Option<Statement> {
    let errors = context.error_count;
    let Value::Object(members) = node.value() else {
        context.wrong_type(node, "a statement must be an object", "write it as `{\"Effect\": ..., ...}`");
        return None;
    };
    let found = sort_members(context, members);
    let brace = brace_of(node);
    let present = |names: &[&str]| found.is_present(names);
    let (has_principal, has_resource) =
        (present(&["Principal", "NotPrincipal"]), present(&["Resource", "NotResource"]));
    if !present(&["Effect"]) {
        let help = "write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`";
        context.error(missing("Effect", brace).help(help));
    }
    if !present(&["Action", "NotAction"]) {
        context.error(missing("Action", brace).help("write `\"Action\": \"service:Name\"`"));
    }
    rules_by_kind::check_presence(context, has_principal, has_resource, brace);

    let [sid, effect, principal, not_principal, action, not_action, resource, not_resource, condition] =
        found.members;
    let sid = sid.and_then(|member| read_sid(context, member.value));
    let effect = effect.and_then(|member| read_effect(context, member.value));
    let principal = pair(context, principal, not_principal)
        .and_then(|(member, negated)| principal::read(context, &member, negated));
    let action = pair(context, action, not_action)
        .map(|(member, negated)| context.element(&member, negated, entries::action));
    let resource = pair(context, resource, not_resource)
        .map(|(member, negated)| context.element(&member, negated, entries::resource));
    let conditions = condition.map_or_else(Box::default, |member| condition::read(context, member.value));
    let statement = Statement {
        span: node.span(),
        sid,
        effect: effect?,
        principal,
        action: action?,
        resource,
        conditions,
    };
    rules_by_kind::check_statement(context, &statement);
    (context.loose || context.error_count == errors).then_some(statement)
}

/// The members of a statement by [`STATEMENT_ELEMENTS`].
struct Found<'t> {
    members: [Option<Member<'t>>; 9],
    /// Elements that an unknown one was probably meant to be.
    misspelled: [bool; 9],
}

impl Found<'_> {
    /// Whether one of the elements is there, be it misspelled.
    fn is_present(&self, names: &[&str]) -> bool {
        let slots = STATEMENT_ELEMENTS.iter().zip(self.members.iter().zip(self.misspelled));
        slots.filter(|(name, _)| names.contains(name)).any(|(_, (member, meant))| member.is_some() || meant)
    }
}

fn sort_members<'t>(context: &mut Context, members: Members<'t>) -> Found<'t> {
    let mut found = Found { members: [const { None }; 9], misspelled: [false; 9] };
    for member in members {
        let place = place_of(context, &member, &STATEMENT_ELEMENTS);
        if let Some(name) = place.and_then(|place| STATEMENT_ELEMENTS.get(place)) {
            rules_by_kind::check_element(context, name, member.name_span);
        }
        match place.and_then(|place| found.members.get_mut(place)) {
            Some(slot) => fill(context, slot, member),
            None => {
                let meant = unknown_element(context, &member);
                let place = STATEMENT_ELEMENTS.iter().position(|name| Some(*name) == meant);
                let place = place.and_then(|place| {
                    Some((found.misspelled.get_mut(place)?, found.members.get_mut(place)?))
                });
                if let Some((misspelled, slot)) = place {
                    *misspelled = true;
                    if context.loose && slot.is_none() {
                        *slot = Some(member);
                    }
                }
            }
        }
    }
    found
}

/// Which of the known elements a member is; another case is taken with a warning (M7).
pub(super) fn place_of(context: &mut Context, member: &Member<'_>, known: &[&str]) -> Option<usize> {
    if let Some(place) = known.iter().position(|name| *name == member.name) {
        return Some(place);
    }
    let place = known.iter().position(|name| name.eq_ignore_ascii_case(&member.name))?;
    let name = known.get(place)?;
    let message = format!("{} is not spelled as AWS spells it", quote(&member.name));
    context.warn(
        Problem::new(ProblemCode::ElementCase, member.name_span, message).help(format!("write `{name}`")),
    );
    Some(place)
}

/// Puts a member in its place, which must be empty (M9).
pub(super) fn fill<'t>(context: &mut Context, slot: &mut Option<Member<'t>>, member: Member<'t>) {
    if slot.is_some() {
        context.error(duplicate_key(&member.name, member.name_span));
    } else {
        *slot = Some(member);
    }
}

/// The error of a key that stands before.
pub(super) fn duplicate_key(name: &str, span: Span) -> Problem {
    let message = format!("the key {} stands twice", quote(name));
    Problem::new(ProblemCode::DuplicateKey, span, message).help("keep one; several values go in one list")
}

/// Records an unknown element; gives the known one that was probably meant.
fn unknown_element(context: &mut Context, member: &Member<'_>) -> Option<&'static str> {
    let name = &*member.name;
    let message = format!("a statement has no element {}", quote(name));
    let meant = nearest(name, STATEMENT_ELEMENTS);
    let help = match meant {
        Some(near) => format!("did you mean `{near}`?"),
        None if matches!(name, "Version" | "Id" | "Statement") => {
            format!("`{name}` belongs to the policy, not to a statement")
        }
        None => format!("the elements are `{}`", STATEMENT_ELEMENTS.join("`, `")),
    };
    context.error(Problem::new(ProblemCode::UnknownElement, member.name_span, message).help(help));
    meant
}

/// The one of a pair that is there, and whether it is the negated one; both are an error (M6).
fn pair<'t>(
    context: &mut Context,
    plain: Option<Member<'t>>,
    negated: Option<Member<'t>>,
) -> Option<(Member<'t>, bool)> {
    let (first, second) = match (plain, negated) {
        (Some(first), Some(second)) => (first, second),
        (plain, negated) => {
            return plain.map(|member| (member, false)).or(negated.map(|member| (member, true)));
        }
    };
    let later = if first.name_span < second.name_span { &second } else { &first };
    let message = format!("a statement holds both `{}` and `{}`", first.name, second.name);
    context.error(
        Problem::new(ProblemCode::BothOfPair, later.name_span, message)
            .help("keep one of them, or write two statements"),
    );
    Some((first, false))
}

fn missing(name: &str, brace: Span) -> Problem {
    Problem::new(ProblemCode::MissingElement, brace, format!("the statement has no `{name}`"))
}

fn read_sid(context: &mut Context, node: Node<'_>) -> Option<Spanned<Box<str>>> {
    let text = context.text(node, "Sid")?;
    Some(Spanned { value: text.into(), span: node.span() })
}

fn read_effect(context: &mut Context, node: Node<'_>) -> Option<Spanned<Effect>> {
    let text = &*context.text(node, "Effect")?;
    let span = node.span();
    if let Some(value) = parse_effect(text) {
        return Some(Spanned { value, span });
    }
    let near = nearest(text, ["Allow", "Deny"]);
    let help = match near {
        Some(near) => format!("write `\"{near}\"`"),
        None => "write `\"Allow\"` or `\"Deny\"`".to_owned(),
    };
    let message = format!("{} is not an effect", quote(text));
    context.error(Problem::new(ProblemCode::IllegalEffect, span, message).help(help));
    near.filter(|_| context.loose).and_then(parse_effect).map(|value| Spanned { value, span })
}

/// Case counts (M8).
fn parse_effect(text: &str) -> Option<Effect> {
    [Effect::Allow, Effect::Deny].into_iter().find(|effect| effect.name() == text)
}

/// The effect of a statement that is in error elsewhere, if it is told once and clearly.
pub(super) fn effect_of(node: Node<'_>) -> Option<Effect> {
    let Value::Object(members) = node.value() else { return None };
    let mut effects = members.filter(|member| member.name.eq_ignore_ascii_case("Effect"));
    match (effects.next()?.value.value(), effects.next()) {
        (Value::Text(text), None) => parse_effect(&text),
        _ => None,
    }
}
