//! Statements as code frames.

use super::cut::Cut;
use super::label::label;
use crate::Look;
use crate::escape::escaped;
use crate::words;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use iamdiag_diagnosis::{Citation, Frame, FrameRole};
use iamdiag_policy::{Effect, Layout};
use iamdiag_snapshot::Framing;

/// One frame with its title and notes.
///
/// Title and place are written here: the lines are shown without their common indentation, so that the renderer cannot know
/// the columns.
pub(super) fn render(frame: &Frame, action: &str, look: Look) -> String {
    let cut = Cut::new(frame);
    let annotations = frame.marks.iter().map(|mark| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(cut.range(mark.span)).label(label(&mark.label))
    });
    let snippet = Snippet::source(cut.text.as_str()).line_start(cut.first_line).annotations(annotations);
    let level = if frame.role == FrameRole::Denies { Level::ERROR } else { Level::NOTE };
    let mut group = Group::with_level(level).element(snippet);
    for note in notes(&frame.citation) {
        group = group.element(Level::NOTE.no_name().message(note));
    }
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    let lines = renderer.term_width(look.width).render(&[group]);
    let gutter = " ".repeat(cut.last_line().to_string().len());
    format!("{}\n{gutter}--> {}\n{lines}", title(frame, action, look), place(frame))
}

fn title(frame: &Frame, action: &str, look: Look) -> String {
    let statement = words::statement(&frame.citation);
    let action = escaped(action);
    let text = match frame.role {
        FrameRole::Denies => format!("{statement} denies {action}"),
        FrameRole::Allows => format!("{statement} allows {action}"),
        FrameRole::NearMiss => format!("closest Allow: {statement} would allow {action} but for one part"),
        FrameRole::Open => match frame.citation.effect {
            Some(Effect::Allow) => format!("{statement} allows {action} or not: that is not known"),
            Some(Effect::Deny) => format!("{statement} denies {action} or not: that is not known"),
            None => format!("{statement} may do anything"),
        },
    };
    let (level, colour) = match frame.role {
        FrameRole::Denies => ("error", "31"),
        FrameRole::Allows | FrameRole::NearMiss => ("note", "32"),
        FrameRole::Open => ("open", "33"),
    };
    match look.colour {
        true => format!("\u{1b}[1;{colour}m{level}\u{1b}[0m\u{1b}[1m: {text}\u{1b}[0m"),
        false => format!("{level}: {text}"),
    }
}

/// The place of the first mark that decides.
fn place(frame: &Frame) -> String {
    let primary = frame.marks.iter().find(|mark| mark.primary).or(frame.marks.first());
    let start = primary.map_or(frame.citation.lines.span.start, |mark| mark.span.start);
    let place = frame.citation.lines.shown(frame.text.position(start));
    format!("{}:{}:{}", path(&frame.citation), place.line, place.column)
}

/// What the line numbers are of.
fn path(citation: &Citation) -> String {
    match citation.lines.file.as_deref().filter(|_| citation.lines.lead_into_file()) {
        Some(file) => escaped(file).into_owned(),
        None => words::policy(citation),
    }
}

fn notes(citation: &Citation) -> Vec<String> {
    let lines = &citation.lines;
    let mut notes = Vec::new();
    let arn = citation.arn.as_deref().map_or(String::new(), |arn| format!(" ({})", escaped(arn)));
    match &citation.arn {
        _ if lines.lead_into_file() => notes.push(format!("in {}{arn}", words::policy(citation))),
        Some(arn) => notes.push(format!("in {}", escaped(arn))),
        None => {}
    }
    if let (Some(file), Some(start), Framing::ByItself) = (&lines.file, lines.policy_start, lines.framing) {
        notes.push(format!("the policy is at {}:{}:{}", escaped(file), start.line, start.column));
    }
    if let Some(path) = &citation.path {
        notes.push(format!("handed down: {}", words::path(path)));
    }
    if citation.from_catalog {
        notes.push("not in the data; text of the catalog".to_owned());
    }
    if lines.layout == Layout::Reflowed {
        notes.push("reflowed; AWS keeps this policy on one line".to_owned());
    }
    notes
}
