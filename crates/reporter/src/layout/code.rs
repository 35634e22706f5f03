//! Lines of code with their numbers, and marks with words under them.

use super::canvas::{Canvas, Style};
use super::wrap::{is_wider, split};
use super::{columns, fold};
use std::ops::Range;

/// A label is not put into less room than this, but moved to the left.
const LABEL: usize = 24;
/// The same for a label that has nothing to its left.
const LONE_LABEL: usize = 44;

/// A range of the text and what is said about it.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// Where, in bytes; what goes beyond the line it begins in is not underlined.
    pub(crate) range: Range<usize>,
    /// Whether it is what decides.
    pub(crate) primary: bool,
    /// What it means.
    pub(crate) label: String,
}

/// A note in columns of its row.
struct Mark<'a> {
    start: usize,
    end: usize,
    style: Style,
    /// Empty where the label stands under a later row.
    label: &'a str,
}

/// The lines that hold notes, each with its number and with its notes under it. Lines that are too wide go on in the next row,
/// marked `>`; of those only rows with notes are shown. `colour` is that of what decides.
pub(crate) fn code(
    text: &str,
    first_line: usize,
    notes: &[Note],
    width: usize,
    colour: Option<&str>,
) -> Vec<String> {
    let lines: Vec<(usize, &str)> = starts(text);
    let last = first_line + lines.len().saturating_sub(1);
    let printer = Printer { gutter: last.to_string().len(), width, colour };
    let of_line = |start: usize, line: &str| -> Vec<&Note> {
        let within = |note: &&Note| note.range.start >= start && note.range.start <= start + line.len();
        notes.iter().filter(within).collect()
    };
    let marked: Vec<bool> = lines.iter().map(|(start, line)| !of_line(*start, line).is_empty()).collect();
    let is_marked = |index: usize| marked.get(index).copied().unwrap_or(false);
    let mut rows = vec![printer.row("", "|", &Canvas::default())];
    let mut shown: Option<usize> = None;
    for (index, (start, line)) in lines.iter().enumerate() {
        // A single line between two others is shorter than dots, and tells more.
        let between = shown.is_some_and(|shown| shown + 1 == index) && is_marked(index + 1);
        if !is_marked(index) && !between && !notes.is_empty() {
            continue;
        }
        if shown.is_some_and(|shown| shown + 1 < index) {
            rows.push("...".to_owned());
        }
        shown = Some(index);
        rows.extend(printer.line(first_line + index, *start, line, &of_line(*start, line)));
    }
    rows
}

/// All lines of a text, each with its number. Lines that are too wide go on in the next row, marked `>`.
pub(crate) fn listing(lines: &[String], first_line: usize, width: usize) -> String {
    let last = first_line + lines.len().saturating_sub(1);
    let printer = Printer { gutter: last.to_string().len(), width, colour: None };
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        for (piece, range) in pieces(line, printer.room()).into_iter().enumerate() {
            let number = if piece == 0 { (first_line + index).to_string() } else { ">".to_owned() };
            let row = format!("{number:>0$} | {1}", printer.gutter, line.get(range).unwrap_or(""));
            text.push_str(row.trim_end());
            text.push('\n');
        }
    }
    text
}

/// The lines of a text with where they begin.
fn starts(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let lines = text.split('\n').map(|line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    });
    lines.collect()
}

struct Printer<'a> {
    gutter: usize,
    width: usize,
    colour: Option<&'a str>,
}

impl Printer<'_> {
    /// How many columns there are beside the numbers.
    fn room(&self) -> usize {
        self.width.saturating_sub(self.gutter + 3).max(20)
    }

    fn row(&self, number: &str, bar: &str, content: &Canvas) -> String {
        let mut gutter = Canvas::default();
        gutter.put(0, &format!("{number:>0$} {bar}", self.gutter), Style::Gutter);
        let content = content.line(self.colour);
        let space = if content.is_empty() { "" } else { " " };
        format!("{}{space}{content}", gutter.line(self.colour))
    }

    fn line(&self, number: usize, start: usize, line: &str, notes: &[&Note]) -> Vec<String> {
        let mut rows = Vec::new();
        let mut left_out = false;
        let pieces = pieces(line, self.room());
        let end = start + line.len();
        for (index, range) in pieces.iter().enumerate() {
            let here = start + range.start..start + range.end;
            let is_last = index + 1 == pieces.len();
            let holds = |at: usize| here.contains(&at) || is_last && at == here.end;
            let last_of =
                |note: &Note| note.range.end.clamp(note.range.start + 1, end.max(note.range.start + 1)) - 1;
            let touched: Vec<&&Note> =
                notes.iter().filter(|note| holds(note.range.start) || holds(last_of(note))).collect();
            if index > 0 && touched.is_empty() {
                left_out = true;
                continue;
            }
            if std::mem::take(&mut left_out) {
                rows.push(self.row(">", "| ...", &Canvas::default()));
            }
            let text = line.get(range.clone()).unwrap_or("");
            let mut canvas = Canvas::default();
            canvas.put(0, text, Style::Plain);
            let number = if index == 0 { number.to_string() } else { ">".to_owned() };
            rows.push(self.row(&number, "|", &canvas));
            let column = |at: usize| columns(text.get(..at.saturating_sub(here.start)).unwrap_or(text));
            let marks: Vec<Mark<'_>> = touched
                .iter()
                .map(|note| {
                    let from = column(note.range.start.max(here.start));
                    Mark {
                        start: from,
                        end: column(note.range.end.min(here.end)).max(from + 1),
                        style: if note.primary { Style::Primary } else { Style::Context },
                        label: if holds(last_of(note)) { &note.label } else { "" },
                    }
                })
                .collect();
            rows.extend(self.marks(marks).iter().map(|canvas| self.row("", "|", canvas)));
        }
        rows
    }

    /// The rows under a row of code: underlines, then the labels from the right to the left.
    fn marks(&self, mut marks: Vec<Mark<'_>>) -> Vec<Canvas> {
        if marks.is_empty() {
            return Vec::new();
        }
        marks.sort_by_key(|mark| (mark.start, mark.end));
        let mut underline = Canvas::default();
        for mark in &marks {
            let sign = if mark.style == Style::Primary { "^" } else { "-" };
            underline.put(mark.start, &sign.repeat(mark.end - mark.start), mark.style);
        }
        // An underline whose label stands under a later row takes room as well.
        let outermost = marks.iter().map(|mark| mark.end).max().unwrap_or(0);
        let mut labelled: Vec<Mark<'_>> = marks.into_iter().filter(|mark| !mark.label.is_empty()).collect();
        let mut rows = Vec::new();
        if let Some(last) = labelled.pop() {
            let beside = last.end + 1 + columns(last.label) <= self.room();
            let is_outermost = last.end >= outermost && labelled.iter().all(|mark| mark.end <= last.start);
            if beside && is_outermost {
                underline.put(last.end + 1, last.label, last.style);
            } else {
                labelled.push(last);
            }
        }
        let mut connect = !labelled.is_empty() && labelled.len() > 1;
        rows.push(underline);
        while let Some(mark) = labelled.pop() {
            let bars = |canvas: &mut Canvas, all: &[Mark<'_>]| {
                all.iter().for_each(|other| canvas.put(other.start, "|", other.style));
            };
            if std::mem::take(&mut connect) {
                let mut canvas = Canvas::default();
                bars(&mut canvas, &labelled);
                canvas.put(mark.start, "|", mark.style);
                rows.push(canvas);
            }
            let most = if labelled.is_empty() { LONE_LABEL } else { LABEL };
            let wanted = columns(mark.label).min(most);
            let column = mark.start.min(self.room().saturating_sub(wanted));
            for line in fold(mark.label, self.room().saturating_sub(column)) {
                let mut canvas = Canvas::default();
                bars(&mut canvas, &labelled);
                canvas.put(column, line.trim_end(), mark.style);
                rows.push(canvas);
            }
        }
        rows
    }
}

/// A line in pieces that are not wider than `room`.
fn pieces(line: &str, room: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut rest = line;
    while is_wider(rest, room) {
        let (full, _) = split_anywhere(rest, room);
        // After a blank, if there is one not far from the end.
        let blank = full.rfind(' ').map(|at| at + 1).filter(|at| *at * 2 > full.len());
        let length = blank.unwrap_or_else(|| split(rest, room).0.len().max(full.len() / 2));
        let length = if rest.is_char_boundary(length) { length } else { full.len() };
        found.push(start..start + length);
        start += length;
        rest = line.get(start..).unwrap_or("");
    }
    found.push(start..line.len());
    found
}

fn split_anywhere(text: &str, room: usize) -> (&str, &str) {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        if columns(text.get(..next).unwrap_or("")) > room && end > 0 {
            break;
        }
        end = next;
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str, marked: &str, primary: bool, label: &str) -> Note {
        let start = text.find(marked).unwrap();
        Note { range: start..start + marked.len(), primary, label: label.to_owned() }
    }

    #[track_caller]
    fn check(text: &str, notes: &[Note], width: usize, expected: &str) {
        let found = code(text, 9, notes, width, None);
        assert!(found.iter().all(|line| columns(line) <= width), "{}", found.join("\n"));
        assert_eq!(found.join("\n"), expected.trim_matches('\n'));
    }

    #[test]
    fn notes_stand_under_what_they_are_about() {
        let text = "\"Effect\": \"Deny\",\n\"Sid\": \"\",\n\"Action\": \"s3:*\"";
        let notes = [note(text, "\"Deny\"", true, "explicit deny"), note(text, "\"s3:*\"", false, "matches")];
        check(
            text,
            &notes,
            80,
            r#"
   |
 9 | "Effect": "Deny",
   |           ^^^^^^ explicit deny
10 | "Sid": "",
11 | "Action": "s3:*"
   |           ------ matches"#,
        );
    }

    #[test]
    fn several_notes_of_a_line_are_told_from_the_right() {
        let text = r#"{"Effect": "Deny", "Action": "s3:*"}"#;
        let notes = [
            note(text, "\"Deny\"", true, "explicit deny"),
            note(text, "\"s3:*\"", false, "matches s3:GetObject"),
        ];
        check(
            text,
            &notes,
            80,
            r#"
  |
9 | {"Effect": "Deny", "Action": "s3:*"}
  |            ^^^^^^            ------ matches s3:GetObject
  |            explicit deny"#,
        );
    }

    #[test]
    fn a_label_does_not_run_into_an_underline_that_goes_on() {
        let text =
            r#"{"Action":"logs:Put","Resource":"arn:aws:logs:eu-central-1:200000000002:log-group:/a"}"#;
        let notes = [
            note(text, "\"logs:Put\"", false, "matches logs:Put"),
            note(text, "\"arn:aws:logs:eu-central-1:200000000002:log-group:/a\"", true, "misses"),
        ];
        check(
            text,
            &notes,
            60,
            r#"
  |
9 | {"Action":"logs:Put","Resource":"arn:aws:logs:
  |           ----------            ^^^^^^^^^^^^^^
  |           matches logs:Put
> | eu-central-1:200000000002:log-group:/a"}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ misses"#,
        );
    }

    #[test]
    fn a_line_that_is_too_wide_goes_on_and_labels_are_folded() {
        let text = r#"{"Effect": "Allow", "Resource": "arn:aws:s3:::bucket/some/quite/long/prefix/of/a/key", "Action": "s3:*"}"#;
        let notes = [
            note(text, "\"Allow\"", false, "allows"),
            note(
                text,
                "\"s3:*\"",
                true,
                "does not match dynamodb:PutItem, whatever else is said about it in many words",
            ),
        ];
        check(
            text,
            &notes,
            44,
            r#"
  |
9 | {"Effect": "Allow", "Resource":
  |            ------- allows
> | ...
> | prefix/of/a/key", "Action": "s3:*"}
  |                             ^^^^^^
  | does not match dynamodb:PutItem,
  | whatever else is said about it in many
  | words"#,
        );
    }

    /// Nothing is left out of a listing.
    #[test]
    fn a_listing_holds_everything() {
        let lines = [
            "{".to_owned(),
            r#"  "Resource": "arn:aws:s3:::bucket/some/quite/long/prefix/é""#.to_owned(),
            String::new(),
        ];
        let text = listing(&lines, 9, 36);
        let expected = r#"
 9 | {
10 |   "Resource": "arn:aws:s3:::
 > | bucket/some/quite/long/prefix/
 > | é"
11 |"#;
        assert_eq!(text.trim_end(), expected.trim_start_matches('\n'));
        let wide = listing(&["ab cd/".repeat(30_000)], 1, 80);
        let whole: String =
            wide.lines().filter_map(|line| line.split_once("| ")).map(|(_, piece)| piece).collect();
        assert_eq!(whole.replace(' ', ""), "abcd/".repeat(30_000));
    }
}
