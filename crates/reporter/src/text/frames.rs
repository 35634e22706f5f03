//! Statements as code frames.

use super::label::label;
use crate::escape::{escaped, is_unsafe};
use crate::words;
use crate::Look;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use iamdiag_diagnosis::{Citation, Frame, FrameRole};
use iamdiag_policy::{Effect, Layout};
use iamdiag_snapshot::Framing;
use std::ops::Range;

/// One frame with its title and notes.
///
/// Title and place are written here: the lines are shown without their common indentation, so that the renderer cannot know
/// the columns.
pub(super) fn render(frame: &Frame, action: &str, look: Look) -> String {
    let cut = Cut::new(frame);
    let annotations = frame.marks.iter().map(|mark| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(cut.range(mark.span.start as usize..mark.span.end as usize)).label(label(&mark.label))
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
    match (&citation.lines.file, citation.lines.framing) {
        (Some(file), Framing::ByFile) => escaped(file).into_owned(),
        _ => words::policy(citation),
    }
}

fn notes(citation: &Citation) -> Vec<String> {
    let lines = &citation.lines;
    let mut notes = Vec::new();
    let arn = citation.arn.as_deref().map_or(String::new(), |arn| format!(" ({})", escaped(arn)));
    match lines.framing {
        Framing::ByFile => notes.push(format!("in {}{arn}", words::policy(citation))),
        Framing::ByItself if citation.arn.is_some() => notes.push(format!("in{arn}").replace(['(', ')'], "")),
        Framing::ByItself => {}
    }
    if let (Some(file), Some(start), Framing::ByItself) = (&lines.file, lines.policy_start, lines.framing) {
        notes.push(format!("the policy is at {}:{}:{}", escaped(file), start.line, start.column));
    }
    if citation.from_catalog {
        notes.push("not in the data; text of the catalog".to_owned());
    }
    if lines.layout == Layout::Reflowed {
        notes.push("reflowed; AWS keeps this policy on one line".to_owned());
    }
    notes
}

/// The lines that hold marks, made harmless and without their common indentation.
struct Cut {
    text: String,
    first_line: usize,
    /// For each kept character of the document: its offset there and in `text`.
    offsets: Vec<(usize, usize)>,
}

impl Cut {
    fn new(frame: &Frame) -> Self {
        let source = frame.text.as_str();
        let span = frame.citation.lines.span;
        let starts = frame.marks.iter().map(|mark| mark.span.start as usize).min();
        let ends = frame.marks.iter().map(|mark| mark.span.end as usize).max();
        let start = line_start(source, starts.unwrap_or(span.start as usize));
        let end = line_end(source, ends.unwrap_or(span.start as usize));
        let lines = source.get(start..end).unwrap_or("");
        let indent = common_indent(lines);
        let position = frame.text.position(u32::try_from(start).unwrap_or(u32::MAX));
        let first_line = frame.citation.lines.shown(position).line as usize;
        let mut cut = Self { text: String::new(), first_line, offsets: Vec::new() };
        let mut column = 0;
        for (at, c) in lines.char_indices() {
            cut.offsets.push((start + at, cut.text.len()));
            column += 1;
            match c {
                '\n' => {
                    column = 0;
                    cut.text.push(c);
                }
                _ if column <= indent => {}
                '\r' => {}
                '\t' => cut.text.push(c),
                c if is_unsafe(c) => cut.text.push(char::REPLACEMENT_CHARACTER),
                c => cut.text.push(c),
            }
        }
        cut
    }

    fn last_line(&self) -> usize {
        self.first_line + self.text.matches('\n').count()
    }

    fn range(&self, span: Range<usize>) -> Range<usize> {
        let start = self.offset(span.start);
        start..self.offset(span.end).max(start)
    }

    fn offset(&self, at: usize) -> usize {
        let index = self.offsets.partition_point(|(known, _)| *known < at);
        self.offsets.get(index).map_or(self.text.len(), |(_, here)| *here)
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length)
}

/// How many spaces every line that is not blank begins with.
fn common_indent(lines: &str) -> usize {
    let indents = lines.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start_matches(' ').len());
    indents.min().unwrap_or(0)
}
