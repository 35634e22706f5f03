//! What the program is told by its surroundings, so that nothing below asks for it.

use iamdiag_policy::condition::Timestamp;
use iamdiag_store::default_place;
use std::ffi::OsString;
use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// How wide text is where nobody looks at a terminal, so that it is the same everywhere.
const WIDTH: usize = 120;

/// Surroundings as values.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Whether to use colours.
    pub colour: bool,
    /// How many columns text has.
    pub width: usize,
    /// Whether text is to be nothing but ASCII.
    pub ascii: bool,
    /// Whether somebody watches a terminal while it works.
    pub watched: bool,
    /// The time.
    pub now: Timestamp,
    /// The store that `$IAMDIAG_STORE` names.
    pub named_store: Option<PathBuf>,
    /// Where the store is by the platform's convention.
    pub default_store: Option<PathBuf>,
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
    /// The surroundings of this process: `NO_COLOR`, the terminal, the locale, the clock, where the store is.
    pub fn of_process() -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let no_colour = variable("NO_COLOR").is_some();
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            colour: is_terminal && !no_colour && !dumb,
            width: columns.filter(|_| is_terminal).unwrap_or(WIDTH),
            // Windows has no such variables, and its terminals show everything.
            ascii: !cfg!(windows) && is_ascii(|name| std::env::var(name).ok()),
            watched: std::io::stderr().is_terminal() && !dumb,
            now: now(),
            named_store: variable("IAMDIAG_STORE").map(PathBuf::from),
            default_store: default_place(variable),
        }
    }
}

/// Whether the locale is one without UTF-8: the first variable that is set tells, and without any it is POSIX's own.
fn is_ascii(variable: impl Fn(&str) -> Option<String>) -> bool {
    let told =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let charset = told.unwrap_or_default().to_ascii_lowercase();
    !(charset.contains("utf-8") || charset.contains("utf8"))
}

/// A variable that is set to something.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The time by this machine's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Whole seconds: what AWS compares is no finer, and people can read it.
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    Timestamp::from_millis(seconds.saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_tells_the_locale() {
        let ascii = |set: &[(&str, &str)]| {
            is_ascii(|name| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(!ascii(&[("LANG", "en_US.UTF-8")]));
        assert!(!ascii(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        assert!(ascii(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
        assert!(ascii(&[("LANG", "de_DE.ISO-8859-1")]));
        assert!(ascii(&[]));
    }
}
