//! Collecting: accounts side by side, in each its units side by side, and one who writes what they bring.

use crate::access::{self, Assumed};
use crate::connect::{Fetcher, Target};
use crate::failure::Failure;
use crate::plan::Plan;
use crate::report::{Observer, Report};
use crate::services::{DESCRIBE_REGIONS, Reach, Service, enabled_regions};
use crate::site::{Asked, Limits, Message, Place, Site, Stopped};
use crate::write::Writer;
use aws_config::Region;
use futures_util::StreamExt;
use iamdiag_snapshot::{Sink, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

/// How many accounts are collected at once.
const ACCOUNTS_AT_ONCE: usize = 8;
/// How many units of an account are collected at once.
const UNITS_AT_ONCE: usize = 24;
/// How many calls into an account may be on their way at once, and how many of one service.
const CALLS_OF_ACCOUNT: usize = 16;
const CALLS_OF_SERVICE: usize = 4;
/// How many pages may wait for the sink.
const PAGES_WAITING: usize = 16;
/// What all tasks share.
struct Work {
    plan: Plan,
    home: Place,
    done: BTreeSet<Unit>,
    out: mpsc::Sender<Message>,
}

/// One unit to collect.
struct Task {
    service: &'static dyn Service,
    place: Place,
    unit: Unit,
}

impl Fetcher {
    /// Collects everything that is planned into a sink, but for the units that are done already.
    ///
    /// A unit is done when it came to its end in an earlier, interrupted fetch. Every other unit is collected from its beginning.
    /// SIGINT (Ctrl-C) ends it early: what was complete stays complete, and the report says that it was interrupted.
    ///
    /// # Errors
    ///
    /// When the sink cannot keep what was collected. What AWS does not give is no error: the report tells it, and the sink
    /// gets it as coverage and gaps.
    pub fn collect<S: Sink>(
        &self,
        sink: &mut S,
        done: &BTreeSet<Unit>,
        observer: &mut dyn Observer,
    ) -> Result<Report, S::Error> {
        let (out, news) = mpsc::channel(PAGES_WAITING);
        let (plan, home, done) = (self.plan.clone(), self.home.clone(), done.clone());
        let work = Arc::new(Work { plan, home, done, out });
        let mut writer = Writer::new(sink, observer, self.count.clone(), &self.targets);
        self.runtime.block_on(async {
            // Dropped at the end, and with it everything that is still on its way.
            let mut collecting = JoinSet::new();
            collecting.spawn(everything(work, self.targets.clone()));
            writer.write(news).await
        })?;
        Ok(writer.report())
    }
}

async fn everything(work: Arc<Work>, targets: Vec<Target>) {
    let mut tasks = JoinSet::new();
    let slots = Arc::new(Semaphore::new(ACCOUNTS_AT_ONCE));
    {
        let work = work.clone();
        tasks.spawn(async move { organization(&work).await });
    }
    for target in targets {
        let slot = slots.clone().acquire_owned().await;
        let work = work.clone();
        tasks.spawn(async move {
            let _slot = slot;
            account(&work, &target).await
        });
    }
    while tasks.join_next().await.is_some() {}
}

async fn organization(work: &Work) -> Result<(), Stopped> {
    let unit = |service: &dyn Service| Unit { account: None, region: None, service: service.name().into() };
    let services = work.plan.services.selected().filter(|service| service.reach() == Reach::Organization);
    let tasks = services.map(|service| Task { service, place: work.home.clone(), unit: unit(service) });
    units(work, tasks.filter(|task| !work.done.contains(&task.unit)).collect()).await
}

async fn account(work: &Work, target: &Target) -> Result<(), Stopped> {
    let place = match enter(work, target).await {
        Ok(place) => place,
        Err(failure) => return work.send(Message::NotEntered(target.account.clone(), failure)).await,
    };
    let regions = regions(work, &place).await?;
    let all = tasks(&work.plan, &place, &regions);
    let planned = all.len();
    let tasks: Vec<Task> = all.into_iter().filter(|task| !work.done.contains(&task.unit)).collect();
    let (account, kept) = (target.account.clone(), planned - tasks.len());
    work.send(Message::Entered { account: account.clone(), units: tasks.len(), kept }).await?;
    work.send(Message::Skipped(skipped(&work.plan, &place, &regions))).await?;
    units(work, tasks).await?;
    work.send(Message::Done(account)).await
}

/// The caller's own account as it is, another by its role.
async fn enter(work: &Work, target: &Target) -> Result<Place, Failure> {
    let home = &work.home;
    if target.account == home.account {
        return Ok(home.clone());
    }
    let role = format!("arn:{}:iam::{}:role/{}", home.partition, target.account, work.plan.role.name);
    let assumed = Assumed::new(&home.config, role, work.plan.role.external_id.clone());
    assumed.enter().await?;
    Ok(Place { account: target.account.clone(), config: access::with(&home.config, assumed), ..home.clone() })
}

/// The regions to collect in an account. Where those that are enabled may not be asked for, there is the home region, and the
/// gap is written down.
async fn regions(work: &Work, place: &Place) -> Result<Vec<Box<str>>, Stopped> {
    if !work.plan.regions.is_empty() {
        let named: BTreeSet<Box<str>> = work.plan.regions.iter().map(|name| name.as_str().into()).collect();
        return Ok(named.into_iter().collect());
    }
    if !work.plan.services.have_regions() {
        return Ok(Vec::new());
    }
    let unit = Unit { account: Some(place.account.clone()), region: None, service: "ec2".into() };
    let site = Site::new(place.clone(), unit, work.limits(), work.out.clone());
    match site.ask(&DESCRIBE_REGIONS, None, enabled_regions(place)).await {
        Asked::Told(regions) => Ok(regions),
        Asked::Absent | Asked::Gone | Asked::Missing => {
            site.begin().await?;
            site.end().await?;
            Ok(vec![place.region.clone()])
        }
    }
}

fn tasks(plan: &Plan, place: &Place, regions: &[Box<str>]) -> Vec<Task> {
    let mut tasks = Vec::new();
    for service in plan.services.selected() {
        for unit in units_of(service, place, regions) {
            let mut place = place.clone();
            if let Some(region) = &unit.region {
                place.config = place.config.into_builder().region(Region::new(region.to_string())).build();
                place.region = region.clone();
            }
            tasks.push(Task { service, place, unit });
        }
    }
    tasks
}

/// The units of an account that are not asked for.
fn skipped(plan: &Plan, place: &Place, regions: &[Box<str>]) -> Vec<Unit> {
    let services = crate::services::ALL.iter().filter(|service| !plan.services.includes(service.name()));
    services.flat_map(|service| units_of(*service, place, regions)).collect()
}

fn units_of(service: &dyn Service, place: &Place, regions: &[Box<str>]) -> Vec<Unit> {
    let unit = |region: Option<&Box<str>>| Unit {
        account: Some(place.account.clone()),
        region: region.cloned(),
        service: service.name().into(),
    };
    match service.reach() {
        Reach::Organization => Vec::new(),
        Reach::Account => vec![unit(None)],
        Reach::Region => regions.iter().map(|region| unit(Some(region))).collect(),
    }
}

/// Collects units side by side.
async fn units(work: &Work, tasks: Vec<Task>) -> Result<(), Stopped> {
    let mut limits: BTreeMap<&str, Limits> = BTreeMap::new();
    let of_account = work.limits();
    for task in &tasks {
        let of_service =
            || Limits { service: Arc::new(Semaphore::new(CALLS_OF_SERVICE)), ..of_account.clone() };
        limits.entry(task.service.name()).or_insert_with(of_service);
    }
    let limits = &limits;
    let collected = tasks.into_iter().map(|task| async move {
        let limits = limits.get(task.service.name()).cloned().unwrap_or_else(|| work.limits());
        let site = Site::new(task.place, task.unit, limits, work.out.clone());
        site.begin().await?;
        task.service.collect(&site).await?;
        site.end().await
    });
    let mut all = futures_util::stream::iter(collected).buffer_unordered(UNITS_AT_ONCE);
    while let Some(ended) = all.next().await {
        ended?;
    }
    Ok(())
}

impl Work {
    fn limits(&self) -> Limits {
        Limits {
            account: Arc::new(Semaphore::new(CALLS_OF_ACCOUNT)),
            service: Arc::new(Semaphore::new(CALLS_OF_SERVICE)),
        }
    }

    async fn send(&self, message: Message) -> Result<(), Stopped> {
        self.out.send(message).await.map_err(|_| Stopped)
    }
}
