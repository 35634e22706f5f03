//! What a service's module works with while it collects one unit: calls that are counted, bounded and written down when they
//! fail, and a way for pages of items to the sink.

use crate::failure::{Failure, FailureKind};
use crate::operation::Operation;
use aws_config::SdkConfig;
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::StreamExt;
use iamdiag_snapshot::{CoverageState, Gap, Item, Unit};
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, mpsc};

/// How many resources of one unit are asked about at once; the limits on calls stand below it.
const RESOURCES_AT_ONCE: usize = 16;

/// What goes from those who collect to the one who writes.
#[derive(Debug)]
pub(crate) enum Message {
    /// A unit is collected from its beginning.
    Begin(Unit),
    /// A page of items of a unit that has begun.
    Page(Vec<Item>),
    /// A unit has come to its end.
    End(Unit, CoverageState, Vec<(Gap, Failure)>),
    /// These units are not asked for.
    Skipped(Vec<Unit>),
    /// An account was entered, and has so many units to collect and so many that were collected before.
    Entered { account: Box<str>, units: usize, kept: usize },
    /// An account could not be entered.
    NotEntered(Box<str>, Failure),
    /// An account has come to its end.
    Done(Box<str>),
}

/// An account that can be called into, in one region.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Twelve digits.
    pub(crate) account: Box<str>,
    /// `aws`, `aws-cn`, …
    pub(crate) partition: Box<str>,
    /// The region that calls go to.
    pub(crate) region: Box<str>,
    /// Credentials, endpoint, time-outs, retries.
    pub(crate) config: SdkConfig,
}

/// How many calls may be on their way at once.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) account: Arc<Semaphore>,
    pub(crate) service: Arc<Semaphore>,
}

/// One unit while it is collected.
pub(crate) struct Site {
    pub(crate) place: Place,
    unit: Unit,
    limits: Limits,
    out: mpsc::Sender<Message>,
    tally: Mutex<Tally>,
}

#[derive(Default)]
struct Tally {
    items: usize,
    gaps: Vec<(Gap, Failure)>,
}

/// What a call brought.
pub(crate) enum Asked<T> {
    /// An answer.
    Told(T),
    /// The answer that there is nothing.
    Absent,
    /// The answer that what was asked about is no longer there.
    Gone,
    /// Nothing; the gap is written down.
    Missing,
}

/// The pages of a list.
///
/// The SDK takes a token that comes twice for the end. Then what is on the pages behind it would look as if it did not exist; so
/// the last page is asked whether it promises more.
pub(crate) struct Pages<T, E> {
    stream: PaginationStream<Result<T, SdkError<E, HttpResponse>>>,
    has_more: fn(&T) -> bool,
    promises_more: bool,
}

impl<T, E> Pages<T, E> {
    pub(crate) fn new(
        stream: PaginationStream<Result<T, SdkError<E, HttpResponse>>>,
        has_more: fn(&T) -> bool,
    ) -> Self {
        Self { stream, has_more, promises_more: false }
    }
}

/// Whether a token is one: an empty one stands for none.
pub(crate) fn is_token(token: Option<&String>) -> bool {
    token.is_some_and(|token| !token.is_empty())
}

/// That the one who writes is gone: everything stops.
#[derive(Debug)]
pub(crate) struct Stopped;

impl Site {
    pub(crate) fn new(place: Place, unit: Unit, limits: Limits, out: mpsc::Sender<Message>) -> Self {
        Self { place, unit, limits, out, tally: Mutex::default() }
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        let Place { account, partition, region, .. } = &self.place;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// Makes one call about a resource, or about none: then what is missing is a part of the list of what there is.
    pub(crate) async fn ask<T, E>(
        &self,
        operation: &'static Operation,
        resource: Option<&str>,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Asked<T>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let answer = {
            let _service = self.limits.service.acquire().await;
            let _account = self.limits.account.acquire().await;
            call.await
        };
        let error = match answer {
            Ok(told) => return Asked::Told(told),
            Err(error) => error,
        };
        let code = error.as_service_error().and_then(ProvideErrorMetadata::code).unwrap_or("");
        if operation.absent.contains(&code) {
            return Asked::Absent;
        }
        if operation.gone.contains(&code) {
            return Asked::Gone;
        }
        self.missing(operation, resource, Failure::of(operation.name, &error));
        Asked::Missing
    }

    /// The next page of a list; `None` at its end, and where a page cannot be had.
    pub(crate) async fn next<T, E>(
        &self,
        operation: &'static Operation,
        resource: Option<&str>,
        pages: &mut Pages<T, E>,
    ) -> Option<T>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match self.page(operation, resource, pages).await {
            Asked::Told(page) => page,
            Asked::Absent | Asked::Gone | Asked::Missing => None,
        }
    }

    async fn page<T, E>(
        &self,
        operation: &'static Operation,
        resource: Option<&str>,
        pages: &mut Pages<T, E>,
    ) -> Asked<Option<T>>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let next = async { pages.stream.next().await.transpose() };
        let asked = self.ask(operation, resource, next).await;
        match &asked {
            Asked::Told(Some(page)) => pages.promises_more = (pages.has_more)(page),
            Asked::Told(None) if pages.promises_more => {
                self.unreadable(operation, resource, "a new token for the next page");
                return Asked::Missing;
            }
            _ => {}
        }
        asked
    }

    /// All pages of a list that fits into memory, each turned into its entries; `None` where one could not be had.
    pub(crate) async fn list<T, E, Entry>(
        &self,
        operation: &'static Operation,
        resource: Option<&str>,
        mut pages: Pages<T, E>,
        entries: impl Fn(T) -> Vec<Entry>,
    ) -> Option<Vec<Entry>>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let mut all = Vec::new();
        loop {
            match self.page(operation, resource, &mut pages).await {
                Asked::Told(Some(page)) => all.extend(entries(page)),
                Asked::Told(None) | Asked::Absent => return Some(all),
                Asked::Gone | Asked::Missing => return None,
            }
        }
    }

    /// Does the same with every entry, several at once.
    pub(crate) async fn each<'s, Entry, Done>(
        &'s self,
        entries: Vec<Entry>,
        work: impl Fn(&'s Self, Entry) -> Done,
    ) -> Result<(), Stopped>
    where
        Done: Future<Output = Result<(), Stopped>>,
    {
        let work = &work;
        let mut all = futures_util::stream::iter(entries)
            .map(|entry| work(self, entry))
            .buffer_unordered(RESOURCES_AT_ONCE);
        while let Some(done) = all.next().await {
            done?;
        }
        Ok(())
    }

    /// Hands items on. Waits while the sink is behind, so that memory stays flat.
    pub(crate) async fn put(&self, items: Vec<Item>) -> Result<(), Stopped> {
        if items.is_empty() {
            return Ok(());
        }
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).items += items.len();
        self.send(Message::Page(items)).await
    }

    /// Writes down an answer that lacks what every such answer has.
    pub(crate) fn unreadable(&self, operation: &'static Operation, resource: Option<&str>, lacks: &str) {
        let message = format!("the answer lacks {lacks}");
        self.missing(operation, resource, Failure::new(operation.name, FailureKind::Unreadable, message));
    }

    fn missing(&self, operation: &'static Operation, resource: Option<&str>, failure: Failure) {
        let gap = gap(self.unit.clone(), resource, operation.name, &failure);
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).gaps.push((gap, failure));
    }

    pub(crate) async fn begin(&self) -> Result<(), Stopped> {
        self.send(Message::Begin(self.unit.clone())).await
    }

    pub(crate) async fn end(self) -> Result<(), Stopped> {
        let Tally { items, mut gaps } = self.tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Resources answer in any order; a snapshot does not depend on it.
        gaps.sort_by(|(one, _), (other, _)| one.cmp(other));
        let state = state(items, &gaps);
        self.out.send(Message::End(self.unit, state, gaps)).await.map_err(|_| Stopped)
    }

    async fn send(&self, message: Message) -> Result<(), Stopped> {
        self.out.send(message).await.map_err(|_| Stopped)
    }
}

/// The gap that a failure leaves.
pub(crate) fn gap(unit: Unit, resource: Option<&str>, operation: &str, failure: &Failure) -> Gap {
    Gap {
        unit,
        operation: operation.into(),
        resource: resource.map(Into::into),
        error_code: failure.code.clone(),
        request_id: failure.request_id.clone(),
    }
}

fn state(items: usize, gaps: &[(Gap, Failure)]) -> CoverageState {
    if gaps.is_empty() {
        return if items > 0 { CoverageState::Collected } else { CoverageState::Empty };
    }
    if items > 0 {
        CoverageState::Partial
    } else if gaps.iter().all(|(_, failure)| failure.is_refusal()) {
        CoverageState::Refused
    } else {
        CoverageState::Failed
    }
}
