//! A seeded generator of `simulate` objects that are likely to be interesting: few names, so that things match
//! often, and all forms of the rules.
//!
//! Where the machine interface leaves a default open to reading (a missing `aws:SourceIp`, say), the generator
//! states the fact, so that two readings differ over rules and not over defaults.

mod conditions;
mod facts;
mod policies;
mod principals;
mod universe;

use serde_json::{Value, json};
use universe::{Scene, scene};

/// A small generator of random numbers (splitmix64).
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in `percent` of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of them, as text.
    pub fn word(&mut self, of: &[&str]) -> String {
        self.pick(of).to_string()
    }
}

/// What requests to make.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Context keys, tags and ids that are not told.
    pub unknowns: bool,
    /// Forms whose reading is disputed (U7, U8, U11 to U13, U21, U22, U38, …) on purpose; some arise anyway.
    pub disputed: bool,
    /// Layers named in `not_collected`, consent not told.
    pub not_collected: bool,
    /// `open_context`: what is not listed is unknown.
    pub open_context: bool,
    /// Several checks of one call (`requests`, X14).
    pub several: bool,
    /// Callers and forms that are rare: service-linked roles, other partitions, KMS grants.
    pub rare: bool,
}

impl Profile {
    /// Everything is known, and as little as possible is disputed.
    pub fn known() -> Profile {
        Profile {
            unknowns: false,
            disputed: false,
            not_collected: false,
            open_context: false,
            several: true,
            rare: true,
        }
    }

    /// Everything is known, disputed forms on purpose.
    pub fn disputed() -> Profile {
        Profile { disputed: true, ..Profile::known() }
    }

    /// Unknown context keys, all layers known.
    pub fn unknowns() -> Profile {
        Profile { unknowns: true, ..Profile::known() }
    }

    /// All of it but `open_context`, in which the catalog of the reader plays a part (C42).
    pub fn everything() -> Profile {
        Profile {
            unknowns: true,
            disputed: true,
            not_collected: true,
            open_context: false,
            several: true,
            rare: true,
        }
    }
}

/// One random request of any kind.
pub fn request(rng: &mut Rng) -> Value {
    let profile = match rng.below(4) {
        0 => Profile::known(),
        1 => Profile::disputed(),
        2 => Profile::unknowns(),
        _ => Profile::everything(),
    };
    request_with(rng, &profile)
}

/// One random request of a profile.
pub fn request_with(rng: &mut Rng, profile: &Profile) -> Value {
    let mut scene = scene(rng, *profile);
    let mut r = json!({
        "principal": scene.principal,
        "action": scene.action,
        "resource": scene.resource,
        "time": "2026-06-01T12:00:00Z",
    });
    let context = facts::facts(rng, &mut scene, &mut r);
    r["context"] = context;
    layers(rng, &scene, &mut r);
    if profile.not_collected && rng.chance(30) {
        not_collected(rng, &scene, &mut r);
    }
    if profile.open_context && rng.chance(60) {
        r["open_context"] = json!(true);
    }
    if profile.several && scene.service == "ec2" && scene.resource != "*" && rng.chance(30) {
        let other = scene.resource.replace("instance/i-1", &rng.word(&["volume/v-1", "instance/i-2"]));
        r["requests"] = json!([{"resource": scene.resource}, {"resource": other}]);
    }
    r
}

/// The policies of every layer that this caller and resource can have.
fn layers(rng: &mut Rng, scene: &Scene, r: &mut Value) {
    use policies::{Kind, entries, entry, nodes, policy};
    let wide =
        || json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let has_identity = matches!(scene.kind, "user" | "session" | "role" | "federated");
    if has_identity {
        let mut list = entries(rng, scene, Kind::Identity, 3);
        if rng.chance(35) {
            list.push(json!({"name": "admin", "policy": wide()}));
        }
        r["identity_policies"] = json!(list);
    }
    if has_identity && !scene.service_linked && rng.chance(25) {
        r["boundary"] = match rng.chance(40) {
            true => json!({"name": "b0", "policy": wide()}),
            false => entry(rng, scene, Kind::Boundary, "b0"),
        };
    }
    let can_have_session = matches!(scene.kind, "session" | "federated") && !scene.service_linked;
    if can_have_session && rng.chance(if scene.kind == "federated" { 70 } else { 30 }) {
        let mut list = entries(rng, scene, Kind::Session, 2);
        if rng.chance(40) {
            list.push(json!({"name": "s-wide", "policy": wide()}));
        }
        r["session_policies"] = json!(list);
    }
    if scene.resource_policy {
        let kind = if scene.trust { Kind::Trust } else { Kind::Resource };
        let needed = scene.trust || scene.service == "kms" || scene.cross || !has_identity;
        if rng.chance(if needed { 93 } else { 55 }) {
            r["resource_policy"] = policy(rng, scene, kind);
        }
    }
    if scene.has_account && rng.chance(35) {
        r["scps"] = nodes(rng, scene, Kind::Scp);
    }
    if scene.resource_account != "aws" && rng.chance(30) {
        r["rcps"] = nodes(rng, scene, Kind::Rcp);
        if scene.resource == "*" && scene.has_account && rng.chance(30) {
            r["caller_rcps"] = nodes(rng, scene, Kind::Rcp);
        }
    }
    if rng.chance(8) && scene.has_account {
        r["management_account"] = match rng.below(3) {
            0 => json!(true),
            1 => json!(universe::A),
            _ => json!(universe::B),
        };
    }
    if scene.endpoint {
        let kind = if scene.gateway { "gateway" } else { "interface" };
        r["vpce"] = json!({"id": "vpce-1", "type": kind, "policy": policy(rng, scene, Kind::Vpce)});
    }
    if scene.service == "ec2" && scene.cross {
        r["owner_consents"] = json!(rng.chance(60));
    }
    if scene.profile.rare
        && scene.service == "kms"
        && scene.has_account
        && scene.resource != "*"
        && rng.chance(12)
    {
        let grantee =
            rng.pick(&[scene.principal.clone(), scene.role_arn.clone(), universe::user("other")]).clone();
        if scene.kind == "session" {
            r["principal_arn"] = json!(scene.role_arn);
        }
        r["grants"] = json!([{"GrantId": "g1", "KeyId": scene.resource, "GranteePrincipal": grantee,
            "Operations": [rng.pick(&["Decrypt", "DescribeKey", "GenerateDataKey"])]}]);
    }
    if scene.action.eq_ignore_ascii_case("iam:ChangePassword") {
        r["allow_change_password"] = json!(rng.chance(60));
    }
}

/// T12: one layer that exists and is not known; nothing else is said of that layer.
fn not_collected(rng: &mut Rng, scene: &Scene, r: &mut Value) {
    let mut can = vec!["scp", "rcp", "resource"];
    if matches!(scene.kind, "user" | "session" | "federated") {
        can.extend(["identity", "boundary"]);
    }
    if matches!(scene.kind, "session" | "federated") {
        can.push("session");
    }
    if scene.service == "kms" {
        can.push("grant");
    }
    let layer = rng.word(&can);
    let fields: &[&str] = match layer.as_str() {
        "scp" => &["scps"],
        "rcp" => &["rcps", "caller_rcps"],
        "resource" => &["resource_policy"],
        "identity" => &["identity_policies"],
        "boundary" => &["boundary"],
        "session" => &["session_policies"],
        _ => &["grants"],
    };
    for f in fields {
        if let Some(o) = r.as_object_mut() {
            o.remove(*f);
        }
    }
    r["not_collected"] = json!([layer]);
}
