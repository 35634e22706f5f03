//! What ARN templates are made of, and what their placeholders may stand for.

use std::collections::HashSet;
use std::error::Error;

use crate::Packer;
use crate::rows::{TemplateRow, part};
use crate::source::ArnTemplates;

/// The start of a placeholder.
const OPEN: &str = "${";

/// Packs templates by the rules in `arn_templates.json`.
pub(crate) struct Reader<'a> {
    slash: HashSet<&'a str>,
    empty: HashSet<&'a str>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(rules: &'a ArnTemplates) -> Self {
        let set = |names: &'a [String]| names.iter().map(String::as_str).collect();
        Self { slash: set(&rules.slash), empty: set(&rules.empty) }
    }

    /// The template of the type `of` (`kms:alias`), among all templates of its service.
    pub(crate) fn pack<'t>(
        &self,
        of: &str,
        template: &str,
        extra: bool,
        all: impl Iterator<Item = &'t str>,
        packer: &mut Packer<'_>,
    ) -> Result<TemplateRow, Box<dyn Error>> {
        let parts: Vec<&str> = template.splitn(6, ':').collect();
        let ["arn", "${Partition}", service, region, account, last] = parts.as_slice() else {
            return Err(format!("unexpected template {template}").into());
        };
        let colon_at_end = !goes_on_with_colon(template, all);
        let mut tail = Vec::new();
        let mut literal = service.len();
        for piece in pieces(last) {
            match piece {
                Piece::Text(text) => {
                    literal += text.len();
                    tail.push(packer.strings.id(text)?);
                }
                Piece::Placeholder(name) => {
                    let listed = |names: &HashSet<&str>| {
                        names.contains(name) || names.contains(&*format!("{of}:{name}"))
                    };
                    let slash = if listed(&self.slash) { part::SLASH } else { 0 };
                    let empty = if listed(&self.empty) { part::EMPTY } else { 0 };
                    tail.push(slash | empty);
                }
                Piece::Star => tail.push(part::SLASH | part::COLON | part::EMPTY),
            }
        }
        // The last text is empty if the template ends in a placeholder.
        if let [.., placeholder, 0] = tail.as_mut_slice()
            && colon_at_end
        {
            *placeholder |= part::COLON;
        }
        Ok(TemplateRow {
            text: packer.strings.id(template)?,
            service: first_part(service, packer)?,
            region: first_part(region, packer)?,
            account: first_part(account, packer)?,
            tail: packer.lists.id(tail)?,
            literal: u32::try_from(literal)?,
            extra: u32::from(extra),
        })
    }
}

fn first_part(text: &str, packer: &mut Packer<'_>) -> Result<u32, Box<dyn Error>> {
    match text {
        "*" => Ok(part::ANY),
        _ if text.starts_with(OPEN) => Ok(part::SOME),
        _ => packer.strings.id(text),
    }
}

/// Whether another template is this one and more after a colon: a name at the end of this one then stops at a colon, as
/// in `function:${Name}` and `function:${Name}:${Alias}`.
fn goes_on_with_colon<'t>(template: &str, mut all: impl Iterator<Item = &'t str>) -> bool {
    let longer = shape(template) + ":";
    all.any(|other| shape(other).starts_with(&longer))
}

/// The template with all placeholders alike.
fn shape(template: &str) -> String {
    let text = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Placeholder(_) => "$",
        Piece::Star => "*",
    };
    pieces(template).into_iter().map(text).collect()
}

#[derive(Clone, Copy)]
enum Piece<'t> {
    Text(&'t str),
    Placeholder(&'t str),
    Star,
}

/// Text and placeholders by turns, beginning and ending with text, which may be empty.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = template;
    while let Some(at) = [rest.find(OPEN), rest.find('*')].into_iter().flatten().min() {
        let (text, special) = rest.split_at(at);
        let (piece, after) = match special.strip_prefix(OPEN).and_then(|name| name.split_once('}')) {
            Some((name, after)) => (Piece::Placeholder(name), after),
            None => (Piece::Star, special.get(1..).unwrap_or_default()),
        };
        out.extend([Piece::Text(text), piece]);
        rest = after;
    }
    out.push(Piece::Text(rest));
    out
}
