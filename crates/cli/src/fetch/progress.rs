//! How far it is: a bar on a terminal, a line for each account elsewhere.

use crate::environment::Environment;
use crate::snapshot::count;
use iamdiag_fetcher::{Event, Observer};
use iamdiag_reporter::escaped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::time::Instant;

/// Shows progress on standard error.
pub(super) struct Progress<'s> {
    form: Form,
    stderr: &'s mut dyn Write,
    started: Instant,
    accounts: usize,
    accounts_done: usize,
    items: usize,
    requests: u64,
}

enum Form {
    Nothing,
    Lines,
    Bar(ProgressBar),
}

impl<'s> Progress<'s> {
    pub(super) fn new(quiet: bool, environment: &Environment, stderr: &'s mut dyn Write) -> Self {
        let form = match (quiet, environment.watched) {
            (true, _) => Form::Nothing,
            (false, false) => Form::Lines,
            (false, true) => Form::Bar(bar()),
        };
        Self { form, stderr, started: Instant::now(), accounts: 0, accounts_done: 0, items: 0, requests: 0 }
    }

    fn line(&mut self, text: &str) {
        match &self.form {
            Form::Nothing => {}
            // Nobody is left to be told if this fails.
            Form::Lines => drop(writeln!(self.stderr, "{text}")),
            Form::Bar(bar) => bar.println(text),
        }
    }

    fn numbers(&self) -> String {
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let rate = self.requests as f64 / seconds;
        let accounts = count(signed(self.accounts), "account", "accounts");
        format!(
            "{} of {accounts}, {}, {} ({rate:.0}/s)",
            self.accounts_done,
            count(signed(self.items), "item", "items"),
            count(i64::try_from(self.requests).unwrap_or(i64::MAX), "request", "requests"),
        )
    }

    fn account_done(&mut self, id: &str, how: &str) {
        self.accounts_done += 1;
        if matches!(self.form, Form::Lines) {
            let numbers = self.numbers();
            self.line(&format!("{} {how}; {numbers}", escaped(id)));
        }
    }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn bar() -> ProgressBar {
    // One unit for the organization.
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{elapsed_precise} [{bar:30}] {pos}/{len} {msg}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

impl Observer for Progress<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Started { accounts } => self.accounts = *accounts,
            Event::Account { units, .. } => {
                if let Form::Bar(bar) = &self.form {
                    bar.inc_length(*units as u64);
                }
            }
            Event::NotEntered { id, failure } => {
                self.line(&format!("{} cannot be entered: {}", escaped(id), escaped(&failure.to_string())));
                self.account_done(id, "left out");
            }
            Event::Items(number) => self.items += number,
            Event::Unit { .. } => {
                if let Form::Bar(bar) = &self.form {
                    bar.inc(1);
                }
            }
            Event::AccountDone { id } => self.account_done(id, "done"),
            Event::Tick { requests } => {
                self.requests = *requests;
                if let Form::Bar(bar) = &self.form {
                    bar.set_message(self.numbers());
                    bar.tick();
                }
            }
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}
