//! Statements as code frames.

mod cut;
pub(crate) mod lint;

use crate::Look;
use crate::content::mark_text;
use crate::escape::escaped;
use crate::layout::{Note, code};
use crate::words;
use cut::Cut;
use iamdiag_diagnosis::{Citation, Frame, FrameRole, MarkOf};
use iamdiag_policy::{Effect, Layout};
use iamdiag_snapshot::Framing;

/// One frame with its title and notes.
pub(crate) fn render(frame: &Frame, action: &str, look: Look) -> String {
    let mut text = title(frame, action, look);
    text.push_str(&body(frame, look));
    text
}

/// The place, the lines with their marks, and the notes.
pub(crate) fn body(frame: &Frame, look: Look) -> String {
    let cut = Cut::new(frame, look);
    let notes = notes(frame, &cut, look);
    let gutter = cut.last_line().to_string().len();
    let (arrow, bar) = (" ".repeat(gutter) + "--> ", " ".repeat(gutter) + " |");
    let colour = look.colour.then(|| colour(frame.role));
    let mut text = look.wrap(&format!("{arrow}{}", place(frame)), arrow.len());
    let mut lines = code(&cut.text, cut.first_line, &notes, look.width, colour);
    let about = about(&frame.citation);
    if !about.is_empty() {
        lines.push(bar);
    }
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    for note in about {
        text.push_str(&look.wrap(&format!("{} = {note}", " ".repeat(gutter)), gutter + 3));
    }
    text
}

/// The marks with what they say; several of one element that say the same say it once, at the last.
fn notes(frame: &Frame, cut: &Cut, look: Look) -> Vec<Note> {
    let labels: Vec<String> =
        frame.marks.iter().map(|mark| look.text(&mark_text(&mark.label)).into_owned()).collect();
    let said: Vec<_> = frame.marks.iter().map(|mark| mark.of).zip(&labels).collect();
    let is_said_later = |at: usize| said.iter().skip(at + 1).any(|later| Some(later) == said.get(at));
    let notes = frame.marks.iter().zip(&labels).enumerate().map(|(at, (mark, label))| Note {
        range: cut.range(mark.span),
        primary: mark.primary,
        label: if is_said_later(at) { String::new() } else { label.clone() },
    });
    notes.collect()
}

fn title(frame: &Frame, action: &str, look: Look) -> String {
    titled(&level(frame), colour(frame.role), &said(frame, action), look)
}

/// `LEVEL: TEXT`, the level in its colour.
fn titled(level: &str, colour: &str, text: &str, look: Look) -> String {
    let plain = look.wrap(&format!("{level}: {text}"), level.len() + 2);
    match plain.strip_prefix(level).filter(|_| look.colour) {
        Some(rest) => {
            let rest = rest.trim_end().replace('\n', "\u{1b}[0m\n\u{1b}[1m");
            format!("\u{1b}[1;{colour}m{level}\u{1b}[0m\u{1b}[1m{rest}\u{1b}[0m\n")
        }
        None => plain,
    }
}

/// `error[IAM0101]`.
pub(crate) fn level(frame: &Frame) -> String {
    let level = match frame.role {
        FrameRole::Denies => "error",
        FrameRole::Allows | FrameRole::NearMiss => "note",
        FrameRole::Open => "open",
    };
    format!("{level}[{}]", frame.code.id)
}

fn colour(role: FrameRole) -> &'static str {
    match role {
        FrameRole::Denies => "31",
        FrameRole::Allows => "32",
        FrameRole::NearMiss | FrameRole::Open => "33",
    }
}

/// What a frame shows.
pub(crate) fn said(frame: &Frame, action: &str) -> String {
    let statement = words::statement(&frame.citation);
    let action = escaped(action);
    match frame.role {
        FrameRole::Denies => format!("{statement} denies {action}"),
        FrameRole::Allows => format!("{statement} allows {action}"),
        FrameRole::NearMiss => {
            let which = if frame.is_further { "further" } else { "closest" };
            format!("{which} Allow: {statement} would allow {action} but for its {}", missing(frame))
        }
        FrameRole::Open => match frame.citation.effect {
            Some(Effect::Allow) => format!("{statement} allows {action} or not: that is not known"),
            Some(Effect::Deny) => format!("{statement} denies {action} or not: that is not known"),
            None => format!("{statement} may do anything"),
        },
    }
}

/// The parts that do not match.
fn missing(frame: &Frame) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for mark in frame.marks.iter().filter(|mark| mark.primary) {
        let name = match mark.of {
            MarkOf::Effect | MarkOf::Statement => continue,
            MarkOf::Principal => "Principal",
            MarkOf::Action => "Action",
            MarkOf::Resource => "Resource",
            MarkOf::Condition => "Condition",
        };
        if !parts.contains(&name) {
            parts.push(name);
        }
    }
    parts.join(" and ")
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

/// What else is to be known of the text.
fn about(citation: &Citation) -> Vec<String> {
    let lines = &citation.lines;
    let mut notes = Vec::new();
    let named = citation.arn.as_deref().filter(|arn| **arn != *citation.holder);
    let arn = named.map_or(String::new(), |arn| format!(" ({})", escaped(arn)));
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
        notes.extend(
            path.accounts
                .map(|accounts| format!("in force for {}", words::count(accounts, "account", "accounts"))),
        );
    }
    if citation.from_catalog {
        notes.push("not in the data; text of the catalog".to_owned());
    }
    if lines.layout == Layout::Reflowed {
        notes.push("reflowed; AWS keeps this policy on one line".to_owned());
    }
    notes
}
