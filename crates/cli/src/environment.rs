//! What the program is told by its surroundings, so that nothing below asks for it.

use iamdiag_policy::condition::Timestamp;
use std::io::{IsTerminal, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

/// How wide text is where nobody looks at a terminal, so that it is the same everywhere.
const WIDTH: usize = 120;

/// Surroundings as values.
#[derive(Clone, Copy, Debug)]
pub struct Environment {
    /// Whether to use colours.
    pub colour: bool,
    /// How many columns text has.
    pub width: usize,
    /// The time.
    pub now: Timestamp,
}

/// The streams of the process, or a test's.
pub struct Streams<'a> {
    /// Data in.
    pub stdin: &'a mut dyn Read,
    /// Answers.
    pub stdout: &'a mut dyn Write,
    /// Everything else.
    pub stderr: &'a mut dyn Write,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Streams").finish_non_exhaustive()
    }
}

impl Environment {
    /// The surroundings of this process: `NO_COLOR`, the terminal, the clock.
    pub fn of_process() -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            colour: is_terminal && !no_colour && !dumb,
            width: columns.filter(|_| is_terminal).unwrap_or(WIDTH),
            now: now(),
        }
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Whole seconds: what AWS compares is no finer, and people can read it.
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    Timestamp::from_millis(seconds.saturating_mul(1000))
}
