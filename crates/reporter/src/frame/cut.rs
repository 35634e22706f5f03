//! The part of a policy's text that a frame shows: the lines that hold marks, made harmless, without their common indentation,
//! and small whatever the policy is.

use crate::Look;
use iamdiag_diagnosis::{Frame, Lines};
use iamdiag_policy::{ShownText, Span};
use std::ops::Range;

/// A line longer than this is shown only near its marks.
const LINE: usize = 1000;
/// How many bytes beside a mark are kept of such a line.
const BESIDE: usize = 300;
/// How near to a mark a line must be to be kept; the renderer leaves farther ones out.
const NEAR: usize = 3;
/// What a tab is shown as.
const TAB: &str = "    ";

/// The lines between the first mark and the last.
pub(super) struct Cut {
    pub(super) text: String,
    /// The number of the first line, as people are shown it.
    pub(super) first_line: usize,
    /// Where marks begin and end: the offset in the document, and in `text`.
    places: Vec<(usize, usize)>,
}

impl Cut {
    pub(super) fn new(frame: &Frame, look: Look) -> Self {
        let spans: Vec<Span> = match frame.marks.iter().map(|mark| mark.span).collect::<Vec<_>>() {
            none if none.is_empty() => {
                vec![Span { end: frame.citation.lines.span.start, ..frame.citation.lines.span }]
            }
            some => some,
        };
        Self::of(&frame.text, &spans, &frame.citation.lines, look)
    }

    /// The lines that the spans of a text are in, numbered as people are shown them.
    pub(super) fn of(text: &ShownText, spans: &[Span], numbering: &Lines, look: Look) -> Self {
        let source = text.as_str();
        let start = line_start(source, spans.iter().map(|span| span.start as usize).min().unwrap_or(0));
        let end = line_end(source, spans.iter().map(|span| span.end as usize).max().unwrap_or(0));
        let position = text.position(u32::try_from(start).unwrap_or(u32::MAX));
        let first_line = numbering.shown(position).line as usize;
        let mut wanted: Vec<usize> =
            spans.iter().flat_map(|span| [span.start as usize, span.end as usize]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let marked = marked_lines(source, start, &wanted);
        let lines = source.get(start..end).unwrap_or("");
        let near = |index: usize| marked.iter().any(|line| index + NEAR >= *line && index <= line + NEAR);
        let kept =
            lines.split_inclusive('\n').enumerate().filter(|(index, _)| near(*index)).map(|(_, line)| line);
        let indent = common_indent(kept);
        let mut cut = Self { text: String::new(), first_line, places: Vec::new() };
        let mut at = start;
        for (index, line) in lines.split_inclusive('\n').enumerate() {
            match near(index) {
                true => cut.line(line, at, indent, &wanted, look),
                false => cut.text.push('\n'),
            }
            at += line.len();
        }
        cut.places.push((at, cut.text.len()));
        cut
    }

    /// Adds a line that begins at `start` in the document.
    fn line(&mut self, line: &str, start: usize, indent: usize, wanted: &[usize], look: Look) {
        let mut marks = wanted.iter().skip_while(|at| **at < start).peekable();
        let mut left_out = false;
        for (column, (at, c)) in line.char_indices().enumerate() {
            while let Some(place) = marks.next_if(|place| **place <= start + at) {
                self.places.push((*place, self.text.len()));
            }
            match c {
                '\n' => self.text.push(c),
                '\r' => {}
                _ if column < indent => {}
                _ if line.len() > LINE && !is_beside(wanted, start + at) => {
                    if !std::mem::replace(&mut left_out, true) {
                        self.text.push_str("...");
                    }
                    continue;
                }
                '\t' => self.text.push_str(TAB),
                c if look.spells(c) => self.text.extend(c.escape_unicode()),
                c => self.text.push(c),
            }
            left_out = false;
        }
    }

    pub(super) fn last_line(&self) -> usize {
        self.first_line + self.text.matches('\n').count()
    }

    /// Where a span of the document is in the text.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let start = self.offset(span.start as usize);
        start..self.offset(span.end as usize).max(start)
    }

    fn offset(&self, at: usize) -> usize {
        let index = self.places.partition_point(|(known, _)| *known < at);
        self.places.get(index).map_or(self.text.len(), |(_, here)| *here)
    }
}

/// Whether a place is near the beginning or end of a mark; `wanted` is sorted.
fn is_beside(wanted: &[usize], at: usize) -> bool {
    let next = wanted.partition_point(|place| *place < at);
    let near = |place: Option<&usize>| place.is_some_and(|place| place.abs_diff(at) <= BESIDE);
    near(wanted.get(next)) || near(next.checked_sub(1).and_then(|before| wanted.get(before)))
}

/// The lines, counted from the one that begins at `start`, that the places are in.
fn marked_lines(source: &str, start: usize, places: &[usize]) -> Vec<usize> {
    let mut found = Vec::with_capacity(places.len());
    let (mut from, mut line) = (start, 0);
    for &place in places {
        line += source
            .get(from..place)
            .map_or(0, |between| between.bytes().filter(|&byte| byte == b'\n').count());
        from = place;
        found.push(line);
    }
    found.dedup();
    found
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length)
}

/// How many spaces every line that is not blank begins with.
fn common_indent<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let indents = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len());
    indents.min().unwrap_or(0)
}
