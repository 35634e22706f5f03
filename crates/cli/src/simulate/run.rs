//! The command: files or standard input in, answers out in the same order.

use super::answer::{Answered, answer};
use super::cache::Cache;
use super::problem::LineError;
use iamdiag_policy::condition::Timestamp;
use rayon::prelude::*;
use serde_json::json;
use std::io::{self, BufRead, Write};

/// How many lines a thread is given to answer before they are written: enough to keep it busy, few enough for its cache.
const BATCH: usize = 32;
/// A batch also ends once its lines are this large together.
const BATCH_BYTES: usize = 32 << 20;

/// What the command was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Print the whole tree with every answer.
    pub trace: bool,
    /// Compare answers with the lines' `expect`.
    pub expect: bool,
    /// The time of evaluation where a line tells none.
    pub now: Timestamp,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Lines answered, errors included.
    pub(crate) lines: usize,
    /// Lines whose answer is an error.
    pub(crate) errors: usize,
    /// Lines with an expectation.
    pub(crate) expected: usize,
    /// Lines whose expectation did not hold.
    pub(crate) mismatches: usize,
}

/// Answers every line of `input` on `output`; mismatches are described on `report`. Blank lines are passed over. A line that
/// is not UTF-8 is answered as an error.
pub(crate) fn run(
    pool: &rayon::ThreadPool,
    mut input: impl BufRead,
    output: &mut dyn Write,
    report: &mut dyn Write,
    options: &Options,
    cache: &Cache,
    outcome: &mut Outcome,
) -> io::Result<()> {
    let mut number = 0;
    loop {
        let lines = batch(&mut input, &mut number, BATCH * pool.current_num_threads())?;
        if lines.is_empty() {
            return output.flush();
        }
        let one = |(number, line): &(usize, Text)| match line {
            Ok(text) => answer(text, *number, cache, options),
            Err(valid) => not_utf8(*number, valid),
        };
        // One thread alone needs no other to wait for.
        let answers: Vec<Answered> = match pool.current_num_threads() {
            1 => lines.iter().map(one).collect(),
            _ => pool.install(|| lines.par_iter().map(one).collect()),
        };
        let mut text = String::new();
        for ((number, _), answered) in lines.iter().zip(&answers) {
            outcome.lines += 1;
            outcome.errors += usize::from(answered.is_error);
            outcome.expected += usize::from(answered.expected.is_some());
            text.push_str(&answered.text);
            text.push('\n');
            if let Some(mismatch) = &answered.mismatch {
                outcome.mismatches += 1;
                writeln!(report, "line {number}: {mismatch}")?;
            }
        }
        output.write_all(text.as_bytes())?;
    }
}

/// A line's text; for one that is not UTF-8 the part of it before the first byte that is not.
type Text = Result<String, String>;

fn batch(input: &mut impl BufRead, number: &mut usize, most: usize) -> io::Result<Vec<(usize, Text)>> {
    let mut lines = Vec::new();
    let mut size = 0;
    while lines.len() < most && size < BATCH_BYTES {
        let mut bytes = Vec::new();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        *number += 1;
        while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            bytes.pop();
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        size += bytes.len();
        match String::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => lines.push((*number, Ok(text))),
            Err(error) => {
                let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
                lines.push((*number, Err(String::from_utf8_lossy(valid).into_owned())));
            }
        }
    }
    Ok(lines)
}

fn not_utf8(number: usize, valid: &str) -> Answered {
    let column = valid.chars().count() + 1;
    let message = "not UTF-8; save the input as UTF-8".to_owned();
    let error = LineError { code: "json", message, pointer: String::new(), line: number, column };
    let text = error.answer(&json!(number));
    Answered { text, is_error: true, expected: None, mismatch: None }
}
