//! Statements as code frames.

use super::label::label;
use crate::escape::{escaped, is_unsafe};
use crate::words;
use crate::Look;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use iamdiag_diagnosis::{Citation, Frame, FrameRole};
use iamdiag_policy::{Layout, Position, ShownText};
use iamdiag_snapshot::Framing;
use std::ops::Range;

/// One frame with its title and notes.
pub(super) fn render(frame: &Frame, action: &str, look: Look) -> String {
    let citation = &frame.citation;
    let cut = Cut::new(frame);
    let annotations = frame.marks.iter().map(|mark| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(cut.range(mark.span.start as usize..mark.span.end as usize)).label(label(&mark.label))
    });
    let snippet = Snippet::source(cut.text.as_str()).path(path(citation)).line_start(cut.first_line).annotations(annotations);
    let (level, title) = title(frame, action);
    let mut group = level.primary_title(title).element(snippet);
    for note in notes(citation) {
        group = group.element(Level::NOTE.no_name().message(note));
    }
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(look.width).render(&[group])
}

fn title(frame: &Frame, action: &str) -> (Level<'static>, String) {
    let statement = words::statement(&frame.citation);
    let action = escaped(action);
    match frame.role {
        FrameRole::Denies => (Level::ERROR, format!("{statement} denies {action}")),
        FrameRole::Allows => (Level::NOTE, format!("{statement} allows {action}")),
        FrameRole::NearMiss => (Level::NOTE, format!("closest Allow: {statement} would allow {action} but for one part")),
        FrameRole::Open => {
            let effect = frame.citation.effect.map_or("applies", |effect| match effect {
                iamdiag_policy::Effect::Allow => "allows",
                iamdiag_policy::Effect::Deny => "denies",
            });
            (Level::WARNING, format!("{statement} {effect} {action}, or not: that is not known"))
        }
    }
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

/// The lines that hold marks, made harmless.
struct Cut {
    text: String,
    first_line: usize,
    /// For each kept character of the document: its offset there and in `text`.
    offsets: Vec<(usize, usize)>,
}

impl Cut {
    fn new(frame: &Frame) -> Self {
        let source = frame.text.as_str();
        let starts = frame.marks.iter().map(|mark| mark.span.start as usize).min();
        let ends = frame.marks.iter().map(|mark| mark.span.end as usize).max();
        let span = frame.citation.lines.span;
        let start = line_start(source, starts.unwrap_or(span.start as usize));
        let end = line_end(source, ends.unwrap_or(span.start as usize));
        let first = shown_line(&frame.text, &frame.citation, start);
        // A policy in a file may begin behind other text of its line.
        let mut cut = Self { text: " ".repeat(first.column as usize - 1), first_line: first.line as usize, offsets: Vec::new() };
        for (at, c) in source.get(start..end).unwrap_or("").char_indices() {
            cut.offsets.push((start + at, cut.text.len()));
            match c {
                '\n' | '\t' => cut.text.push(c),
                '\r' => {}
                c if is_unsafe(c) => cut.text.push(char::REPLACEMENT_CHARACTER),
                c => cut.text.push(c),
            }
        }
        cut
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

fn shown_line(text: &ShownText, citation: &Citation, offset: usize) -> Position {
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    citation.lines.shown(text.position(offset))
}
