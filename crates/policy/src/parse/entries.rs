//! Entries of `Action` and `Resource` and their negations (A2, A3, R6, R7, W3).

use super::context::Context;
use super::quote::quote;
use super::rules_by_kind::{self, ShortArn};
use crate::action::{ActionPattern, ActionService};
use crate::pattern::Template;
use crate::problem::{Problem, ProblemCode};
use crate::resource::{ARN_PARTS, ResourcePattern};
use crate::span::Span;

pub(super) fn action(context: &mut Context, text: &str, span: Span) -> Option<ActionPattern> {
    let Some(pattern) = ActionPattern::parse(text) else {
        let message = format!("the action {} has no colon", quote(text));
        context.error(
            Problem::new(ProblemCode::ActionWithoutColon, span, message)
                .help("write `service:Name`, such as `s3:GetObject`, or `*` for every action"),
        );
        return None;
    };
    match pattern.service() {
        ActionService::Wildcard => prefix_wildcard(context, text, span),
        ActionService::Every if text.contains(':') => context.warn(
            Problem::new(ProblemCode::ActionPrefixWildcard, span, format!("{} is read as `*`", quote(text)))
                .help("write `*`; IAM refuses a wildcard in the service prefix"),
        ),
        ActionService::Every | ActionService::One(_) => {}
    }
    rules_by_kind::check_action(context, text, &pattern, span);
    Some(pattern)
}

fn prefix_wildcard(context: &mut Context, text: &str, span: Span) {
    let message = format!("the action {} has a wildcard in its service prefix", quote(text));
    let problem = Problem::new(ProblemCode::ActionPrefixWildcard, span, message)
        .help("write one entry for each service, or `*` for every action");
    if rules_by_kind::refuses_prefix_wildcards(context.kind) {
        context.error(problem);
    } else {
        context.warn(problem);
    }
}

pub(super) fn resource(context: &mut Context, text: &str, span: Span) -> Option<ResourcePattern> {
    let pattern = ResourcePattern::parse(text, context.variables);
    check_variables(context, pattern.whole(), span);
    if pattern.is_short() {
        short_arn(context, text, &pattern, span);
    }
    if pattern.has_service_wildcard() {
        let message = format!("{} has a wildcard in its service part", quote(text));
        context.warn(
            Problem::new(ProblemCode::ResourceServiceWildcard, span, message)
                .help("name the service; IAM refuses a wildcard there"),
        );
    }
    Some(pattern)
}

fn short_arn(context: &mut Context, text: &str, pattern: &ResourcePattern, span: Span) {
    let parts = pattern.whole().segment_count();
    let message = format!("{} has {parts} of the {ARN_PARTS} parts of an ARN", quote(text));
    let help = "write `arn:partition:service:region:account:resource`, where parts may be empty, or `*`";
    match rules_by_kind::short_arn(context.kind, pattern) {
        ShortArn::Refused => {
            context.error(Problem::new(ProblemCode::ShortArnRefused, span, message).help(help));
        }
        ShortArn::Read => context.warn(Problem::new(ProblemCode::ShortArn, span, message).help(help)),
    }
}

/// W3.
pub(super) fn check_variables(context: &mut Context, template: &Template, span: Span) {
    if template.is_malformed() {
        context.warn(
            Problem::new(
                ProblemCode::MalformedVariable,
                span,
                "a policy variable is malformed and read as plain text",
            )
            .help("write `${key}` or `${key, 'default'}`, and `${$}` for a dollar sign"),
        );
    }
}
