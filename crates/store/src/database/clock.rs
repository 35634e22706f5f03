//! The time, for messages and for when snapshots were made.

use iamdiag_policy::condition::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in whole seconds.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    Timestamp::from_millis(seconds.saturating_mul(1000))
}

/// A time as the store keeps it: RFC 3339 in UTC with whole seconds, so that texts sort as times do.
pub(super) fn text(time: Timestamp) -> String {
    Timestamp::from_millis(time.millis().div_euclid(1000).saturating_mul(1000)).to_iso()
}
