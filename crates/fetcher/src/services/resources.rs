//! What the services with plain resources have in common: a policy, tags, nothing else.

use crate::site::{Asked, Site, Stopped};
use crate::text::stored;
use iamdiag_evaluator::{Collected, Tags};
use iamdiag_snapshot::{CollectedResource, Item, ResourceDetails, StoredPolicy};

/// A policy under a name, from an answer that carries its text or none.
pub(super) fn policy<T>(
    asked: Asked<T>,
    name: &str,
    text: impl FnOnce(T) -> Option<String>,
) -> Collected<Option<StoredPolicy>> {
    match asked {
        Asked::Told(told) => {
            let text = text(told).filter(|text| !text.trim().is_empty());
            Collected::Known(text.map(|text| stored(name, &text)))
        }
        Asked::Absent => Collected::Known(None),
        Asked::Gone | Asked::Missing => Collected::NotCollected,
    }
}

/// Tags from an answer that carries them.
pub(super) fn tags<T>(asked: Asked<T>, pairs: impl FnOnce(T) -> Vec<(String, String)>) -> Option<Tags> {
    match asked {
        Asked::Told(told) => Some(sorted(pairs(told))),
        Asked::Absent => Some(Tags::new()),
        Asked::Gone | Asked::Missing => None,
    }
}

/// Tags by their keys; AWS lists them in any order.
pub(super) fn sorted(mut pairs: Vec<(String, String)>) -> Tags {
    pairs.sort();
    pairs.into_iter().map(|(key, value)| (key.into(), Some(value.into()))).collect()
}

/// Hands a resource with nothing but a policy and tags to the sink.
pub(super) async fn put(
    site: &Site,
    arn: &str,
    policy: Collected<Option<StoredPolicy>>,
    tags: Option<Tags>,
) -> Result<(), Stopped> {
    let account = site.place.account.clone();
    let details = ResourceDetails::Plain;
    site.put(vec![Item::Resource(CollectedResource { arn: arn.into(), account, policy, tags, details })])
        .await
}
