//! The document as a whole: `Version`, `Id`, `Statement` (M1 to M5).

use super::context::{Context, empty_list};
use super::json::{Json, Member, Members, Node, Value};
use super::quote::quote;
use super::statement::{self, STATEMENT_ELEMENTS};
use super::suggest::nearest;
use super::{PolicyError, nothing_read, refuse, rules_by_kind};
use crate::document::{Document, StatementSlot};
use crate::kind::{Origin, PolicyKind};
use crate::problem::{Problem, ProblemCode};
use crate::span::Span;
use crate::statements::Statements;
use crate::version::Version;
use std::collections::HashSet;

const DOCUMENT_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

/// Reads a decoded text.
pub(super) fn read(text: &str, kind: PolicyKind, origin: Origin) -> Result<Document, PolicyError> {
    let json = match Json::read(text) {
        Ok(json) => json,
        Err((text, problem)) => return refuse(text, vec![problem], kind, origin),
    };
    let mut context = Context::new(kind);
    let document = read_json(&mut context, &json, origin);
    if context.error_count > 0 {
        context.errors.sort_by_key(|problem| problem.span);
        return refuse(json.text().clone(), context.errors, kind, origin);
    }
    Ok(document)
}

/// Reads what can be read of a decoded text, whatever is wrong with it.
pub(super) fn read_loosely(text: &str, kind: PolicyKind) -> Document {
    match Json::read(text) {
        Ok(json) => {
            let mut context = Context { loose: true, ..Context::new(kind) };
            read_json(&mut context, &json, Origin::Collected)
        }
        Err((text, _)) => nothing_read(text, kind),
    }
}

fn read_json(context: &mut Context, json: &Json, origin: Origin) -> Document {
    rules_by_kind::check_size(context, json.size(), brace_of(json.root()));
    let outline = outline(context, json.root());
    let of_document = context.error_count;
    let statements = match outline.statement {
        Some(node) if of_document == 0 || origin == Origin::Given || context.loose => {
            read_statements(context, node, origin)
        }
        _ => Statements::default(),
    };
    check_sids(context, &statements);
    let mut warnings = std::mem::take(&mut context.warnings);
    warnings.sort_by_key(|problem| problem.span);
    Document {
        kind: context.kind,
        text: json.text().clone(),
        version: outline.version,
        version_span: outline.version_span,
        statement_list: outline.statement_list,
        statements,
        warnings: warnings.into(),
    }
}

/// The document without its statements' insides.
struct Outline<'t> {
    version: Version,
    version_span: Option<Span>,
    statement_list: bool,
    /// `None` where there is no `Statement` or it holds none.
    statement: Option<Node<'t>>,
}

fn outline<'t>(context: &mut Context, root: Node<'t>) -> Outline<'t> {
    let mut outline =
        Outline { version: Version::default(), version_span: None, statement_list: false, statement: None };
    let brace = brace_of(root);
    let Value::Object(members) = root.value() else {
        context.wrong_type(root, "a policy must be an object", help_for_root(&root.value()));
        return outline;
    };
    let [version, id, statement] = sort_members(context, members, brace);
    if let Some(version) = version {
        outline.version = read_version(context, version.value);
        outline.version_span = Some(version.value.span());
    } else if context.kind == PolicyKind::Scp {
        let problem = Problem::new(ProblemCode::MissingElement, brace, "the policy has no `Version`");
        context.warn(
            problem.help("write `\"Version\": \"2012-10-17\"`; Organizations refuses a policy without it"),
        );
    }
    if let Some(id) = id {
        context.text(id.value, "Id");
    }
    context.variables = outline.version == Version::V2012;
    match statement.map(|statement| (statement.value, statement.value.value())) {
        Some((node, Value::Object(_))) => outline.statement = Some(node),
        Some((node, Value::List(nodes))) => {
            outline.statement_list = true;
            outline.statement = Some(node);
            if nodes.is_empty() {
                context.warn(empty_list(node.span(), "Statement"));
            }
        }
        Some((node, _)) => {
            context.wrong_type(node, "`Statement` must be an object or a list of objects", "write `[{...}]`");
        }
        None => {}
    }
    outline
}

/// Where a whole object is meant, its first bracket is underlined.
pub(super) fn brace_of(node: Node<'_>) -> Span {
    Span { start: node.span().start, end: node.span().start + 1 }
}

fn help_for_root(value: &Value<'_>) -> &'static str {
    match value {
        Value::Text(_) => "give the policy itself, not a string that holds it",
        Value::List(_) => "give one policy; a list of statements belongs under `Statement`",
        _ => "a policy is an object: `{\"Version\": \"2012-10-17\", \"Statement\": [...]}`",
    }
}

/// The members by [`DOCUMENT_ELEMENTS`].
fn sort_members<'t>(context: &mut Context, members: Members<'t>, brace: Span) -> [Option<Member<'t>>; 3] {
    let mut slots = [const { None }; 3];
    let (mut misspelled, mut of_statement) = (false, false);
    for member in members {
        let place = statement::place_of(context, &member, &DOCUMENT_ELEMENTS);
        match place.and_then(|place| slots.get_mut(place)) {
            Some(slot) => statement::fill(context, slot, member),
            None => {
                misspelled |= unknown_element(context, &member) == Some("Statement");
                of_statement |= STATEMENT_ELEMENTS.contains(&&*member.name);
            }
        }
    }
    if !misspelled && slots.last().is_some_and(Option::is_none) {
        let problem = Problem::new(ProblemCode::MissingElement, brace, "the policy has no `Statement`");
        context.error(problem.help(if of_statement {
            "put the statement inside: `\"Statement\": [{...}]`"
        } else {
            "write `\"Statement\": [...]`"
        }));
    }
    slots
}

/// Records an unknown element; gives the known one that was probably meant.
fn unknown_element(context: &mut Context, member: &Member<'_>) -> Option<&'static str> {
    let message = format!("a policy has no element {}", quote(&member.name));
    let meant = nearest(&member.name, DOCUMENT_ELEMENTS);
    let help = match meant {
        Some(name) => format!("did you mean `{name}`?"),
        None if STATEMENT_ELEMENTS.contains(&&*member.name) => {
            format!("`{}` belongs inside a statement", member.name)
        }
        None => "the elements are `Version`, `Id` and `Statement`".to_owned(),
    };
    context.error(Problem::new(ProblemCode::UnknownElement, member.name_span, message).help(help));
    meant
}

fn read_version(context: &mut Context, node: Node<'_>) -> Version {
    let Some(text) = context.text(node, "Version") else { return Version::V2012 };
    Version::from_text(&text).unwrap_or_else(|| {
        let message = format!("{} is not a version of the policy language", quote(&text));
        context.error(
            Problem::new(ProblemCode::IllegalVersion, node.span(), message)
                .help("write `\"2012-10-17\"`; it names the language, not your edit"),
        );
        Version::V2012
    })
}

fn read_statements(context: &mut Context, node: Node<'_>, origin: Origin) -> Statements {
    let (list, count) = match node.value() {
        Value::List(nodes) => (Some(nodes), nodes.count()),
        _ => (None, 1),
    };
    let mut slots = Vec::with_capacity(count);
    let mut read = |node: Node<'_>| match statement::read(context, node) {
        Some(statement) => slots.push(StatementSlot::Read(Box::new(statement))),
        None if origin == Origin::Collected => slots.extend(unreadable(context, node)),
        None => {}
    };
    match list {
        Some(nodes) => nodes.for_each(read),
        None => read(node),
    }
    slots.into()
}

/// Takes the problems of the statement just read out of the document's.
fn unreadable(context: &mut Context, node: Node<'_>) -> Option<StatementSlot> {
    context.error_count = 0;
    let problem = std::mem::take(&mut context.errors).into_iter().min_by_key(|problem| problem.span)?;
    Some(StatementSlot::Unreadable { span: node.span(), effect: statement::effect_of(node), problem })
}

/// IAM wants every `Sid` once (M12).
fn check_sids(context: &mut Context, statements: &[StatementSlot]) {
    if !matches!(context.kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session) {
        return;
    }
    let mut seen = HashSet::with_capacity(statements.len());
    for slot in statements {
        let StatementSlot::Read(statement) = slot else { continue };
        let Some(sid) = &statement.sid else { continue };
        if !sid.value.is_empty() && !seen.insert(&*sid.value) {
            let message = format!("the Sid {} stands twice", quote(&sid.value));
            context.warn(
                Problem::new(ProblemCode::DuplicateSid, sid.span, message)
                    .help("give each statement a `Sid` of its own, or none; IAM refuses the policy"),
            );
        }
    }
}
