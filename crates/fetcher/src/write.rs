//! The one who writes: takes what all others bring, hands it to the sink, and keeps the report.

use crate::access::ASSUME_ROLE;
use crate::connect::Target;
use crate::failure::Failure;
use crate::http::Count;
use crate::report::{AccountReport, Event, Observer, Report};
use crate::site::{Message, gap};
use iamdiag_snapshot::{CoverageState, Gap, Item, Sink, Unit};
use std::time::Duration;
use tokio::sync::mpsc;

/// How often the observer hears that time goes by.
const TICK: Duration = Duration::from_millis(200);

pub(crate) struct Writer<'w, S> {
    sink: &'w mut S,
    observer: &'w mut dyn Observer,
    count: Count,
    report: Report,
}

impl<'w, S: Sink> Writer<'w, S> {
    pub(crate) fn new(
        sink: &'w mut S,
        observer: &'w mut dyn Observer,
        count: Count,
        targets: &[Target],
    ) -> Self {
        let account = |target: &Target| {
            (target.account.clone(), AccountReport { name: target.name.clone(), ..AccountReport::default() })
        };
        let report = Report { accounts: targets.iter().map(account).collect(), ..Report::default() };
        Self { sink, observer, count, report }
    }

    pub(crate) fn report(self) -> Report {
        Report { requests: self.count.get(), ..self.report }
    }

    /// Writes until all is collected, or until the user stops it.
    pub(crate) async fn write(&mut self, mut news: mpsc::Receiver<Message>) -> Result<(), S::Error> {
        self.observer.event(&Event::Started { accounts: self.report.accounts.len() });
        let mut ticks = tokio::time::interval(TICK);
        let stopped = stopped();
        tokio::pin!(stopped);
        loop {
            tokio::select! {
                biased;
                () = &mut stopped => break,
                _ = ticks.tick() => self.observer.event(&Event::Tick { requests: self.count.get() }),
                message = news.recv() => match message {
                    Some(message) => self.take(message)?,
                    None => return Ok(()),
                },
            }
        }
        self.report.interrupted = true;
        // What has come this far is kept: it may be the end of a unit.
        news.close();
        while let Ok(message) = news.try_recv() {
            self.take(message)?;
        }
        Ok(())
    }

    fn take(&mut self, message: Message) -> Result<(), S::Error> {
        match message {
            Message::Begin(unit) => self.sink.begin(&unit)?,
            Message::Page(items) => {
                let count = items.len();
                self.sink.put(items)?;
                self.report.items += count;
                self.observer.event(&Event::Items(count));
            }
            Message::End(unit, state, gaps) => self.end(unit, state, gaps)?,
            Message::Skipped(units) if units.is_empty() => {}
            Message::Skipped(units) => {
                let item = |unit| Item::Coverage(unit, CoverageState::NotAttempted);
                self.sink.put(units.into_iter().map(item).collect())?;
            }
            Message::Entered { account, units, kept } => {
                self.report.kept += kept;
                self.observer.event(&Event::Account { id: &account, units });
            }
            Message::NotEntered(account, failure) => self.not_entered(account, failure)?,
            Message::Done(account) => {
                self.observer.event(&Event::AccountDone { id: &account });
                self.report.accounts.entry(account).or_default().ended = true;
            }
        }
        Ok(())
    }

    fn end(&mut self, unit: Unit, state: CoverageState, gaps: Vec<(Gap, Failure)>) -> Result<(), S::Error> {
        let mut page: Vec<Item> = gaps.iter().map(|(gap, _)| Item::Gap(gap.clone())).collect();
        page.push(Item::Coverage(unit.clone(), state));
        self.sink.put(page)?;
        self.observer.event(&Event::Unit { unit: &unit, state });
        self.report.gaps.extend(gaps);
        self.report.units.insert(unit, state);
        Ok(())
    }

    /// The account stays in the snapshot as one that nobody could look into.
    fn not_entered(&mut self, account: Box<str>, failure: Failure) -> Result<(), S::Error> {
        let unit = Unit { account: Some(account.clone()), region: None, service: ASSUME_ROLE.api.into() };
        let state = if failure.is_refusal() { CoverageState::Refused } else { CoverageState::Failed };
        self.sink.begin(&unit)?;
        let gap = gap(unit.clone(), None, ASSUME_ROLE.name, &failure);
        self.sink.put(vec![Item::Gap(gap), Item::Coverage(unit.clone(), state)])?;
        self.observer.event(&Event::NotEntered { id: &account, failure: &failure });
        self.report.units.insert(unit, state);
        self.report.accounts.entry(account).or_default().not_entered = Some(failure);
        Ok(())
    }
}

/// When the user presses Ctrl-C.
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        // The system gives no signals: then it cannot be stopped this way.
        std::future::pending::<()>().await;
    }
}
