//! Random `Principal` and `NotPrincipal` elements, of all forms.

use super::Rng;
use super::policies::{Kind, listed};
use super::universe::{A, B, Scene, user};
use serde_json::{Value, json};

/// `Principal` or `NotPrincipal`, and its value.
pub fn principal(rng: &mut Rng, scene: &Scene, kind: Kind, deny: bool) -> (&'static str, Value) {
    if kind == Kind::Rcp {
        return ("Principal", if rng.chance(80) { json!("*") } else { json!({"AWS": "*"}) });
    }
    let leaf = scene.principal.clone();
    let account = rng.pick(&[A.to_string(), format!("arn:aws:iam::{A}:root")]).clone();
    let may_negate = kind == Kind::Resource && matches!(scene.service.as_str(), "s3" | "sqs");
    if may_negate
        && rng.chance(if deny {
            20
        } else if scene.profile.disputed {
            2
        } else {
            0
        })
    {
        let mut list: Vec<String> = Vec::new();
        if scene.has_account {
            let full = [leaf.clone(), scene.role_arn.clone(), user("u"), account];
            list.extend(full.into_iter().filter(|_| rng.chance(80)));
            list.push(user("other"));
            list.dedup();
            return ("NotPrincipal", json!({"AWS": list}));
        }
        return (
            "NotPrincipal",
            json!({"Service": rng.word(&["sns.amazonaws.com", "events.amazonaws.com"])}),
        );
    }
    if rng.chance(15) && kind != Kind::Trust {
        return ("Principal", json!("*"));
    }
    if scene.kind == "provider" && rng.chance(85) {
        return (
            "Principal",
            json!({"Federated": rng.pick(&[leaf, format!("arn:aws:iam::{A}:oidc-provider/other")])}),
        );
    }
    if scene.kind == "service" && rng.chance(80) {
        let names = ["sns.amazonaws.com", "events.amazonaws.com"];
        return (
            "Principal",
            json!({"Service": if rng.chance(50) { json!(names) } else { json!(rng.pick(&names)) }}),
        );
    }
    let mut list: Vec<String> = Vec::new();
    for _ in 0..1 + rng.below(2) {
        list.push(match rng.below(10) {
            0 | 1 if scene.has_account => leaf.clone(),
            2 | 3 if scene.has_account => scene.role_arn.clone(),
            4 | 5 => account.clone(),
            6 => "*".to_string(),
            7 => user(&rng.word(&["u", "team/v", "other"])),
            8 => rng.word(&["AROAR", "AROAQ", "AIDAU", "AIDAV"]),
            _ => rng
                .pick(&[
                    B.to_string(),
                    format!("arn:aws:sts::{A}:assumed-role/R/t"),
                    format!("arn:aws:iam::{B}:role/R"),
                ])
                .clone(),
        });
    }
    // An id needs a caller whose id can be compared (P12); other partitions are refused when saved (I3).
    let by_id = |e: &String| e.starts_with("AIDA") && scene.kind == "federated";
    list.retain(|e| ![by_id(e), e.contains("us-gov"), e.contains("token.")].contains(&true));
    if list.is_empty() {
        list.push(account);
    }
    let mut out = json!({"AWS": listed(rng, list)});
    if rng.chance(10) {
        out["Service"] = json!("events.amazonaws.com");
    }
    if rng.chance(4) && scene.service == "s3" && kind == Kind::Resource {
        out["CanonicalUser"] = json!(canonical(rng.chance(60)));
    }
    ("Principal", out)
}

/// The caller's canonical id, or another.
pub fn canonical(own: bool) -> String {
    if own { "c".repeat(64) } else { "d".repeat(64) }
}
