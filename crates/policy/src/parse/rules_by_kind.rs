//! What each kind of policy may hold (Z30, Z1 to Z3, A3, R7, Z40).

use super::context::Context;
use super::quote::quote;
use crate::action::{ActionPattern, ActionService};
use crate::document::{Effect, Statement};
use crate::kind::PolicyKind;
use crate::principal::PrincipalEntry;
use crate::problem::{Problem, ProblemCode};
use crate::resource::ResourcePattern;
use crate::span::Span;

/// The name with its article.
fn a(kind: PolicyKind) -> String {
    let article = if kind == PolicyKind::Identity { "an" } else { "a" };
    format!("{article} {}", kind.name())
}

/// Refuses an element that this kind of policy may not hold.
pub(super) fn check_element(context: &mut Context, element: &str, span: Span) {
    let kind = context.kind;
    let help = match (element, kind) {
        ("Principal" | "NotPrincipal", _) if !kind.has_principals() => {
            "remove it: it applies to whom it is attached to"
        }
        ("NotPrincipal", PolicyKind::Trust) => {
            "write `Principal`, or a `Deny` with a condition on `aws:PrincipalArn`"
        }
        ("NotPrincipal", PolicyKind::Rcp) => {
            "write `\"Principal\": \"*\"` and a condition on `aws:PrincipalArn`"
        }
        ("NotAction", PolicyKind::Rcp) => "write `Action`",
        ("Resource" | "NotResource", PolicyKind::Trust) => "remove it: the resource is the role itself",
        _ => return,
    };
    let message = format!("{} may not hold `{element}`", a(kind));
    context.error(Problem::new(ProblemCode::ElementNotAllowed, span, message).help(help));
}

/// Asks for the elements that this kind needs.
pub(super) fn check_presence(context: &mut Context, principal: bool, resource: bool, brace: Span) {
    let kind = context.kind;
    if !principal && kind == PolicyKind::Resource {
        let problem = Problem::new(
            ProblemCode::NoPrincipal,
            brace,
            "the statement has no `Principal` and matches nobody",
        );
        context.warn(problem.help("write `\"Principal\": ...`; only a few services fill it in"));
    } else if !principal && kind.has_principals() {
        let help = if kind == PolicyKind::Trust { "{\"AWS\": \"...\"}" } else { "\"*\"" };
        context.error(missing(kind, "Principal", help, brace));
    }
    if !resource && !matches!(kind, PolicyKind::Resource | PolicyKind::Trust) {
        context.error(missing(kind, "Resource", "\"*\"", brace));
    }
}

fn missing(kind: PolicyKind, element: &str, example: &str, brace: Span) -> Problem {
    let message = format!("the statement has no `{element}`, which {} needs", a(kind));
    Problem::new(ProblemCode::MissingElement, brace, message)
        .help(format!("write `\"{element}\": {example}`"))
}

/// Rules over several elements.
pub(super) fn check_statement(context: &mut Context, statement: &Statement) {
    match context.kind {
        PolicyKind::Trust => check_trust(context, statement),
        PolicyKind::Rcp => check_rcp(context, statement),
        PolicyKind::Resource | PolicyKind::Vpce => check_not_principal(context, statement),
        PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session | PolicyKind::Scp => {}
    }
}

/// Z1: `"*"` is to be written `{"AWS": "*"}`.
fn check_trust(context: &mut Context, statement: &Statement) {
    let entries = statement.principal.iter().flat_map(|principal| &principal.entries);
    for entry in entries.filter(|entry| matches!(entry.value, PrincipalEntry::Anyone { scalar: true })) {
        let message = "a trust policy does not take `\"*\"` as its principal";
        let problem = Problem::new(ProblemCode::ElementNotAllowed, entry.span, message);
        context.error(problem.help("write `{\"AWS\": \"*\"}`"));
    }
}

/// Z3: deny everyone; the one exception is the policy that AWS itself attaches.
fn check_rcp(context: &mut Context, statement: &Statement) {
    if let Some(principal) = &statement.principal {
        let everyone = !principal.entries.is_empty()
            && principal.entries.iter().all(|entry| matches!(entry.value, PrincipalEntry::Anyone { .. }));
        if !everyone {
            let message = "a resource control policy applies to everyone";
            let problem = Problem::new(ProblemCode::ElementNotAllowed, principal.span, message);
            context.error(problem.help("write `\"Principal\": \"*\"` and a condition on `aws:PrincipalArn`"));
        }
    }
    if statement.effect.value == Effect::Allow && !is_default_allow(statement) {
        let problem = Problem::new(
            ProblemCode::ElementNotAllowed,
            statement.effect.span,
            "a resource control policy can only deny",
        );
        context.error(problem.help("write `\"Deny\"`, or remove the statement"));
    }
}

/// `RCPFullAWSAccess` (Q2).
fn is_default_allow(statement: &Statement) -> bool {
    let every_action = statement.action.entries.iter().any(|e| e.value.service() == ActionService::Every);
    let every_resource =
        statement.resource.iter().any(|r| !r.negated && r.entries.iter().any(|e| e.value.is_everything()));
    every_action && every_resource && statement.conditions.is_empty()
}

/// P16.
fn check_not_principal(context: &mut Context, statement: &Statement) {
    let Some(principal) = statement.principal.as_ref().filter(|principal| principal.negated) else { return };
    if statement.effect.value == Effect::Allow {
        let message = "`Allow` with `NotPrincipal` grants to everyone who is not listed";
        context.warn(
            Problem::new(ProblemCode::AllowNotPrincipal, principal.name_span, message)
                .help("list whom you mean under `Principal`; most services refuse the policy"),
        );
    }
}

/// A3.
pub(super) fn refuses_prefix_wildcards(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Trust)
}

/// Z1: the actions of a trust policy are those of STS.
pub(super) fn check_action(context: &mut Context, text: &str, pattern: &ActionPattern, span: Span) {
    let foreign = matches!(pattern.service(), ActionService::One(_))
        && !text.split_once(':').is_some_and(|(service, _)| service.eq_ignore_ascii_case("sts"));
    if context.kind == PolicyKind::Trust && foreign {
        let message = format!("{} is no action on a role's trust", quote(text));
        context.warn(
            Problem::new(ProblemCode::TrustActionOutsideSts, span, message)
                .help("write `sts:AssumeRole` or another action of STS"),
        );
    }
}

/// What becomes of a `Resource` entry of fewer than six parts (R7).
pub(super) enum ShortArn {
    /// It has a reading.
    Read,
    /// The document is in error.
    Refused,
}

/// R7. A variable may supply the missing parts (R8).
pub(super) fn short_arn(kind: PolicyKind, pattern: &ResourcePattern) -> ShortArn {
    let fixed = pattern.fixed().is_some();
    match kind {
        PolicyKind::Rcp if fixed => ShortArn::Refused,
        PolicyKind::Scp if fixed && !pattern.ends_in_star() => ShortArn::Refused,
        _ => ShortArn::Read,
    }
}

/// Warns where no policy of this kind can be as large (Z40). AWS's own managed policies exceed the quota of customers'.
pub(super) fn check_size(context: &mut Context, size: usize, brace: Span) {
    let limit = match context.kind {
        PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => 262_144,
        PolicyKind::Resource => 32_768,
        PolicyKind::Vpce => 20_480,
        PolicyKind::Scp => 10_240,
        PolicyKind::Trust => 8_192,
        PolicyKind::Rcp => 5_120,
    };
    if size > limit {
        let message = format!(
            "the policy has {size} bytes without blanks; no {} is larger than {limit}",
            context.kind.name()
        );
        context.warn(
            Problem::new(ProblemCode::Oversized, brace, message)
                .help("split it, or check that it is the right file"),
        );
    }
}
