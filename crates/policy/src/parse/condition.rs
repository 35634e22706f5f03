//! `Condition` blocks (C1 to C3, M9, M14).

use super::context::{Context, empty_list};
use super::entries::check_variables;
use super::json::{Member, Node, Value};
use super::quote::quote;
use super::repeats::{refuse_repeats, repeats};
use super::statement::duplicate_key;
use super::suggest::nearest;
use crate::condition::{ArnOperand, Clause, Operand, OperandValue, Operator};
use crate::key::ConditionKey;
use crate::kind::PolicyKind;
use crate::problem::{Problem, ProblemCode};
use crate::span::Span;

/// Reads the value of `Condition`: every operator and every key in it is a clause.
pub(super) fn read(context: &mut Context, node: Node<'_>) -> Box<[Clause]> {
    let Some(operators) = context.object(node, "Condition") else { return Box::default() };
    refuse_repeats(context, operators);
    let mut clauses = Vec::new();
    for member in operators {
        let Some(operator) = read_operator(context, &member) else { continue };
        let Some(keys) = context.object(member.value, &member.name) else { continue };
        let first = clauses.len();
        clauses.extend(keys.map(|key| read_clause(context, operator, member.name_span, &key)));
        refuse_repeated_keys(context, clauses.get(first..).unwrap_or(&[]));
    }
    clauses.into()
}

/// Keys of one operator that differ in case at most (M9).
fn refuse_repeated_keys(context: &mut Context, clauses: &[Clause]) {
    if clauses.len() < 2 {
        return;
    }
    let keys: Vec<&ConditionKey> = clauses.iter().map(|clause| &clause.key).collect();
    for (later, first) in repeats(&keys) {
        let (Some(first), Some(later)) = (clauses.get(first), clauses.get(later)) else { continue };
        let (name, known) = (later.key.written(), first.key.written());
        if name == known {
            context.error(duplicate_key(name, later.key_span));
            continue;
        }
        let message = format!("the condition key {} stands twice, once as {}", quote(name), quote(known));
        context.error(
            Problem::new(ProblemCode::DuplicateConditionKey, later.key_span, message)
                .help("keep one; several values go in one list"),
        );
    }
}

fn read_operator(context: &mut Context, member: &Member<'_>) -> Option<Operator> {
    let Some(operator) = Operator::parse(&member.name) else {
        let message = format!("{} is not a condition operator", quote(&member.name));
        let problem = Problem::new(ProblemCode::UnknownOperator, member.name_span, message);
        context.error(problem.help(operator_help(&member.name)));
        return nearest(&member.name, Operator::base_names())
            .filter(|_| context.loose)
            .and_then(Operator::parse);
    };
    if !operator.is_spelled(&member.name) {
        let message = format!("{} is not spelled as AWS spells it", quote(&member.name));
        context.warn(
            Problem::new(ProblemCode::OperatorCase, member.name_span, message)
                .help(format!("write `{}`", operator.canonical())),
        );
    }
    Some(operator)
}

fn operator_help(text: &str) -> String {
    let (set, rest) = match text.split_once(':') {
        Some((set, rest)) => match nearest(set, ["ForAllValues", "ForAnyValue"]) {
            Some(set) => (format!("{set}:"), rest),
            None => return "the set operators are `ForAllValues:` and `ForAnyValue:`".to_owned(),
        },
        None => (String::new(), text),
    };
    let (name, suffix) = match rest.strip_suffix("IfExists") {
        Some(name) => (name, "IfExists"),
        None => (rest, ""),
    };
    match nearest(name, Operator::base_names()) {
        Some("Null") if !suffix.is_empty() => "write `Null`, which takes no `IfExists`".to_owned(),
        Some(name) => format!("did you mean `{set}{name}{suffix}`?"),
        None => "write an operator such as `StringEquals`, `ArnLike` or `Bool`".to_owned(),
    }
}

fn read_clause(
    context: &mut Context,
    operator: Operator,
    operator_span: Span,
    member: &Member<'_>,
) -> Clause {
    let node = member.value;
    let values = match node.value() {
        Value::List(nodes) => {
            if nodes.is_empty() {
                context.warn(empty_list(node.span(), &member.name));
            }
            let mut values = Vec::with_capacity(nodes.at_most());
            values.extend(nodes.filter_map(|node| read_value(context, operator, node)));
            values.into()
        }
        _ => read_value(context, operator, node).into_iter().collect(),
    };
    Clause {
        operator,
        operator_span,
        key: ConditionKey::new(&member.name),
        key_span: member.name_span,
        values,
        values_span: node.span(),
    }
}

/// Numbers and booleans stand for their text (M14).
fn read_value(context: &mut Context, operator: Operator, node: Node<'_>) -> Option<Operand> {
    let value = node.value();
    let text = match &value {
        Value::Text(text) => text,
        Value::Number(source) => *source,
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Null | Value::List(_) | Value::Object(_) => {
            let message = format!("a condition value must be a string, not {}", node.noun());
            let help = match value {
                Value::List(_) => "lists do not nest; write all values in one list",
                Value::Null => "to test that a key is absent, write `\"Null\": {\"the:key\": \"true\"}`",
                _ => "write a string or a list of strings",
            };
            context.error(Problem::new(ProblemCode::IllegalConditionValue, node.span(), message).help(help));
            return None;
        }
    };
    let operand = Operand::parse(text, node.span(), operator.base, context.variables);
    check_operand(context, operator, &operand);
    Some(operand)
}

fn check_operand(context: &mut Context, operator: Operator, operand: &Operand) {
    let span = operand.span;
    match &operand.value {
        OperandValue::Null(None) => {
            let message = format!("`Null` compares with `true` or `false`, not {}", quote(&operand.text));
            context.error(
                Problem::new(ProblemCode::IllegalNullValue, span, message)
                    .help("write `\"true\"` if the key must be absent, `\"false\"` if it must be present"),
            );
        }
        OperandValue::Arn(arn) => {
            check_variables(context, &arn.whole, span);
            if is_malformed(arn) {
                malformed_arn(context, operator, operand);
            }
        }
        OperandValue::Text(template) | OperandValue::Variable(template) => {
            check_variables(context, template, span)
        }
        value if !value.is_convertible() => {
            let kind = noun(operator);
            let message = format!(
                "{} is not {kind}, so `{}` never matches it",
                quote(&operand.text),
                operator.base.name()
            );
            context.warn(
                Problem::new(ProblemCode::UnreadableOperand, span, message).help(format!("write {kind}")),
            );
        }
        _ => {}
    }
}

/// Whether an operand is no ARN whatever its variables stand for (C27).
fn is_malformed(arn: &ArnOperand) -> bool {
    if arn.everything || arn.segments.is_some() {
        return false;
    }
    let segments = arn.whole.segments();
    let wrong_start = segments.len() > 1
        && segments.first().and_then(|first| first.fixed()).is_some_and(|first| !first.matches("arn"));
    arn.whole.fixed().is_some() || wrong_start
}

fn malformed_arn(context: &mut Context, operator: Operator, operand: &Operand) {
    let message = format!("{} is not an ARN, which `{}` needs", quote(&operand.text), operator.base.name());
    let problem = Problem::new(ProblemCode::MalformedArnOperand, operand.span, message)
        .help("write all six parts, `arn:partition:service:region:account:resource`, or use `StringLike`");
    if context.kind == PolicyKind::Session {
        context.warn(problem);
    } else {
        context.error(problem);
    }
}

/// What a value of an operator's family is called.
fn noun(operator: Operator) -> &'static str {
    use crate::condition::Family;
    match operator.family {
        Family::Numeric => "a number",
        Family::Date => "a date such as `2026-01-31T00:00:00Z`",
        Family::Bool => "`true` or `false`",
        Family::Binary => "base64",
        Family::Ip => "an IP address or a CIDR block",
        Family::String | Family::Arn | Family::Null => "a string",
    }
}
