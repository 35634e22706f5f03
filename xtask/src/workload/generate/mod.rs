//! The standard workload: requests of an invented organization with everything that decides them.
//!
//! 200 principals over five accounts with about fifty identity statements each, a boundary on every fifth, service control
//! policies on three levels, a resource policy on a third of the requests, and a third of the requests across accounts. The
//! objects are those of `docs/simulate.md`, so that any engine can be measured on them. The same seed gives the same bytes.

mod policies;
mod principals;
mod rng;
mod scps;
mod services;

use policies::{ORGANIZATION, REGIONS};
use principals::{ACCOUNTS, Principal, Shared, TEAMS};
use rng::Rng;
use serde_json::{Map, Value, json};
use services::{EVERYWHERE, Policy, SERVICES, Service};

/// The seed and the number of requests of the standard workload.
pub(crate) const STANDARD: (u64, usize) = (1, 2000);

const PRINCIPALS: usize = 200;
/// How many resources of each service an account has.
const RESOURCES: usize = 16;

/// The requests, one JSON object each.
pub(crate) fn requests(seed: u64, number: usize) -> Vec<String> {
    let mut rng = Rng::new(seed);
    let shared = Shared::new(&mut rng);
    let principals: Vec<Principal> =
        (0..PRINCIPALS).map(|number| principals::principal(&mut rng, &shared, number)).collect();
    let resources = resources(&mut rng);
    (0..number).map(|at| request(&mut rng, at, &principals, &resources)).collect()
}

/// Something that is asked for.
struct Resource {
    service: &'static Service,
    account: &'static str,
    unit: &'static str,
    team: &'static str,
    region: &'static str,
    arn: String,
    policy: Option<Value>,
}

fn resources(rng: &mut Rng) -> Vec<Resource> {
    let mut resources = Vec::new();
    for (account, unit) in ACCOUNTS {
        for service in SERVICES {
            for _ in 0..RESOURCES {
                resources.push(resource(rng, service, account, unit));
            }
        }
    }
    resources
}

fn resource(rng: &mut Rng, service: &'static Service, account: &'static str, unit: &'static str) -> Resource {
    let team = *rng.pick(&TEAMS);
    let region = REGIONS.get(rng.below(25)).copied().unwrap_or("eu-west-1");
    let name = format!("{team}-{}", rng.pick(&["dev", "test", "prod"]));
    let id = rng.hex(8);
    let arn = service.fill(region, account, &name, &id);
    let has_policy = match service.policy {
        Policy::None => false,
        Policy::Some => rng.percent(50),
        Policy::Always => true,
    };
    let other = rng.pick(&ACCOUNTS).0;
    let policy = has_policy.then(|| policies::resource(rng, service, &arn, account, other));
    Resource { service, account, unit, team, region, arn, policy }
}

/// Request number `at`: every third goes to another account. Those have a policy on the resource mostly, others seldom.
fn request(rng: &mut Rng, at: usize, principals: &[Principal], resources: &[Resource]) -> String {
    let caller = rng.pick(principals);
    let crosses = at.is_multiple_of(3);
    let with_policy = rng.percent(if crosses { 67 } else { 17 });
    if !crosses && !with_policy && rng.percent(12) {
        return write(at, rng, caller, None);
    }
    let of_team = rng.percent(75);
    let wanted = |resource: &&Resource| {
        (resource.account != caller.account) == crosses
            && resource.policy.is_some() == with_policy
            && (!of_team || resource.team == caller.team)
            // Where a resource has no policy, its owner's consent is not known.
            && (!crosses || resource.service.policy != Policy::None)
    };
    let candidates: Vec<&Resource> = resources.iter().filter(wanted).collect();
    let resource = *rng.pick(&candidates);
    write(at, rng, caller, Some(resource))
}

fn write(at: usize, rng: &mut Rng, caller: &Principal, resource: Option<&Resource>) -> String {
    let mut fields = caller.fields.clone();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("id", json!(format!("r{at}")));
    put("time", json!("2026-06-01T12:00:00Z"));
    put("scps", scps::nodes(caller.account, caller.unit));
    put("context", context(rng, resource));
    match resource {
        None => {
            put("action", json!(rng.pick(EVERYWHERE)));
        }
        Some(resource) => {
            put(
                "action",
                json!(format!("{}:{}", resource.service.prefix, rng.pick(resource.service.actions))),
            );
            put("resource", json!(resource.arn));
            put("resource_account", json!(resource.account));
            put("resource_org", json!(format!("{ORGANIZATION}/r-root/{}/", resource.unit)));
            put(
                "resource_tags",
                json!({"team": resource.team, "env": *rng.pick(&["dev", "test", "prod"]), "owner": "it"}),
            );
            if let Some(policy) = &resource.policy {
                put("resource_policy", policy.clone());
            }
        }
    }
    Value::Object(fields).to_string()
}

fn context(rng: &mut Rng, resource: Option<&Resource>) -> Value {
    let mut context = Map::new();
    let mut put = |key: &str, value: Value| context.insert(key.to_owned(), value);
    let inside = format!("10.{}.{}.{}", rng.below(256), rng.below(256), rng.below(256));
    let outside = format!("203.0.{}.{}", rng.between(112, 114), rng.below(256));
    put("aws:SourceIp", json!(if rng.percent(70) { inside } else { outside }));
    put("aws:RequestedRegion", json!(resource.map_or("eu-west-1", |resource| resource.region)));
    put("aws:UserAgent", json!("aws-cli/2.31.0"));
    put("aws:SecureTransport", json!(!rng.percent(2)));
    if rng.percent(25) {
        let env = *rng.pick(&["dev", "test", "prod"]);
        put("aws:RequestTag/env", json!(env));
        put("aws:TagKeys", json!(["env"]));
    }
    if let Some((key, value)) = resource.and_then(|resource| resource.service.key)
        && rng.percent(80)
    {
        put(key, json!(value));
    }
    Value::Object(context)
}
