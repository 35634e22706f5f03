//! The callers: users and role sessions with their policies.

use super::policies::{Scope, boundary, identity};
use super::rng::Rng;
use serde_json::{Map, Value, json};

pub(crate) const ACCOUNTS: [(&str, &str); 5] = [
    ("111111111111", "ou-production"),
    ("222222222222", "ou-production"),
    ("333333333333", "ou-data"),
    ("444444444444", "ou-data"),
    ("555555555555", "ou-sandbox"),
];

pub(crate) const TEAMS: [&str; 8] =
    ["orders", "billing", "media", "search", "fraud", "shipping", "mobile", "audit"];

/// Statements that a principal has at least.
const STATEMENTS: usize = 48;

/// A caller, with the fields of a request that belong to it.
pub(crate) struct Principal {
    pub(crate) account: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) team: &'static str,
    pub(crate) fields: Map<String, Value>,
}

/// Policies that many principals share, each an entry with its number of statements.
pub(crate) struct Shared {
    teams: Vec<Value>,
    jobs: Vec<(Value, usize)>,
    groups: Vec<(Value, usize)>,
}

/// How many statements a team's own policy has.
const OF_TEAM: usize = 10;

impl Shared {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let arn = |name: &str| format!("arn:aws:iam::aws:policy/shared/{name}");
        let managed = |name: String, policy: Value| json!({"name": name, "arn": arn(&name), "kind": "managed", "policy": policy});
        let anywhere = |team| Scope { account: "*", team };
        let teams =
            TEAMS.iter().map(|team| managed(format!("team-{team}"), identity(rng, anywhere(team), OF_TEAM)));
        let teams = teams.collect();
        let mut several = |kind: &str, number: usize| -> Vec<(Value, usize)> {
            let one = |at| {
                let statements = rng.between(5, 8);
                let team = rng.pick(&TEAMS);
                (managed(format!("{kind}-{at}"), identity(rng, anywhere(team), statements)), statements)
            };
            (0..number).map(one).collect()
        };
        Self { teams, jobs: several("job", 32), groups: several("group", 24) }
    }
}

/// Principal number `number`.
pub(crate) fn principal(rng: &mut Rng, shared: &Shared, number: usize) -> Principal {
    let &(account, unit) = rng.pick(&ACCOUNTS);
    let at = number % TEAMS.len();
    let team = TEAMS.get(at).copied().unwrap_or_default();
    let is_user = rng.percent(40);
    let mut fields = if is_user { user(rng, account, number) } else { session(rng, account, team, number) };
    let project = *rng.pick(&["apollo", "gemini", "mercury"]);
    fields.insert("principal_tags".to_owned(), json!({"team": team, "project": project}));
    fields.insert(
        "principal_org".to_owned(),
        json!(format!("{}/r-root/{unit}/", super::policies::ORGANIZATION)),
    );
    let policies = policies(rng, shared, Scope { account, team }, at, is_user);
    fields.insert("identity_policies".to_owned(), Value::Array(policies));
    if number.is_multiple_of(5) {
        fields.insert(
            "boundary".to_owned(),
            json!({"name": "boundary", "kind": "managed", "policy": boundary(rng)}),
        );
    }
    Principal { account, unit, team, fields }
}

fn user(rng: &mut Rng, account: &str, number: usize) -> Map<String, Value> {
    let kind = *rng.pick(&["long-term", "session-token", "session-token"]);
    let mut session = json!({"kind": kind});
    if kind == "session-token" {
        session = json!({"kind": kind, "mfa": rng.percent(70), "issued_at": "2026-06-01T08:00:00Z"});
    }
    object([
        ("principal", json!(format!("arn:aws:iam::{account}:user/staff/user-{number}"))),
        ("principal_id", json!(rng.id("AIDA"))),
        ("session", session),
    ])
}

fn session(rng: &mut Rng, account: &str, team: &str, number: usize) -> Map<String, Value> {
    let role = format!("{team}-service-{number}");
    object([
        ("principal", json!(format!("arn:aws:sts::{account}:assumed-role/{role}/run-{}", rng.hex(8)))),
        ("principal_arn", json!(format!("arn:aws:iam::{account}:role/{team}/{role}"))),
        ("principal_id", json!(rng.id("AROA"))),
        ("session", json!({"kind": "role", "issued_at": "2026-06-01T11:30:00Z"})),
    ])
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Inline policies, the team's policy, and as many shared ones as make about fifty statements; users have some by groups.
fn policies(rng: &mut Rng, shared: &Shared, scope: Scope<'_>, team: usize, is_user: bool) -> Vec<Value> {
    let mut policies = Vec::new();
    let mut statements = OF_TEAM;
    for number in 0..rng.between(1, 2) {
        let own = rng.between(3, 5);
        statements += own;
        policies.push(json!({"name": format!("inline-{number}"), "kind": "inline", "policy": identity(rng, scope, own)}));
    }
    policies.extend(shared.teams.get(team).cloned());
    let first = rng.below(shared.groups.len());
    let mut groups = shared.groups.iter().cycle().skip(first).take(if is_user { 4 } else { 0 });
    let first = rng.below(shared.jobs.len());
    let mut jobs = shared.jobs.iter().cycle().skip(first);
    while statements < STATEMENTS {
        let by_group = groups.next().map(|(entry, count)| (in_group(entry, first / 2), count));
        let Some((entry, count)) =
            by_group.or_else(|| jobs.next().map(|(entry, count)| (entry.clone(), count)))
        else {
            break;
        };
        statements += count;
        policies.push(entry);
    }
    policies
}

fn in_group(entry: &Value, group: usize) -> Value {
    let mut fields = entry.as_object().cloned().unwrap_or_default();
    fields.insert("via".to_owned(), json!(format!("group/group-{group}")));
    Value::Object(fields)
}
