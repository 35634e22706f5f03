//! What is written is what is read.

use super::*;
use iamdiag_policy::plain_text;

/// An item as text, with the plain texts of its policies in place of where they came from.
pub(super) fn describe(item: &Item) -> String {
    let policy = |stored: &StoredPolicy| format!("{:?} {:?}", stored.name, plain_text(stored.text.as_str()));
    let policies = |all: &[StoredPolicy]| all.iter().map(policy).collect::<Vec<_>>();
    let perhaps = |stored: &Option<StoredPolicy>| stored.as_ref().map(policy);
    match item {
        Item::Principal(found) => format!(
            "principal {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            found.arn,
            found.name,
            found.unique_id,
            found.tags,
            policies(&found.inline),
            found.attached,
            found.boundary,
            match &found.kind {
                PrincipalKind::User { groups } => format!("{groups:?}"),
                PrincipalKind::Role { trust } => format!("{:?}", perhaps(trust)),
            }
        ),
        Item::Group(found) => {
            format!(
                "group {:?} {:?} {:?} {:?}",
                found.arn,
                found.name,
                policies(&found.inline),
                found.attached
            )
        }
        Item::Policy(found) => {
            format!("policy {:?} {:?} {:?}", found.arn, found.version, perhaps(&found.document))
        }
        Item::Resource(found) => format!(
            "resource {:?} {:?} {:?} {:?} {:?}",
            found.arn,
            found.account,
            found.policy.known().map(perhaps),
            found.tags,
            found.details
        ),
        Item::Organization(found) => describe_organization(found.as_ref().as_ref()),
        other => format!("{other:?}"),
    }
}

fn describe_organization(organization: Option<&Organization>) -> String {
    let Some(organization) = organization else { return "no organization".to_owned() };
    let text = |stored: &StoredPolicy| format!("{:?} {:?}", stored.name, plain_text(stored.text.as_str()));
    let policies = organization.policies.values().map(|policy| {
        let document = policy.document.as_ref().map(text);
        format!("{:?} {:?} {:?} {:?} {document:?}", policy.id, policy.arn, policy.kind, policy.name)
    });
    format!(
        "organization {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        organization.id,
        organization.management_account,
        organization.scps_enabled,
        organization.rcps_enabled,
        organization.nodes,
        policies.collect::<Vec<_>>(),
        organization.delegated_administrators,
        organization.resource_policy.known().map(|policy| policy.as_ref().map(text)),
    )
}

pub(super) fn described(items: impl IntoIterator<Item = Item>) -> Vec<String> {
    let mut all: Vec<String> = items.into_iter().map(|item| describe(&item)).collect();
    all.sort();
    all
}

#[test]
fn everything_comes_back() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    assert_eq!(described(load(&place.path, &Wanted::everything()).items()), described(acme()));
}

#[test]
fn a_snapshot_knows_its_id_and_time() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00.5+01:00", acme());
    let info = load(&place.path, &Wanted::default()).info;
    assert_eq!(info.id.as_deref(), Some("1"));
    assert_eq!(info.collected_at.as_deref(), Some("2026-11-22T07:00:00Z"));
}

#[test]
fn data_that_does_not_say_when_it_was_collected_has_no_time() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", Vec::new());
    let writer = Writer::start(&place.path, &run("2026-11-23T08:00:00Z")).unwrap();
    writer.finish_undated(at("2026-11-23T09:00:00Z")).unwrap();
    let entry = open(&place.path).entry().clone();
    assert_eq!((entry.id, entry.collected_at.as_deref(), entry.time()), (2, None, "2026-11-23T09:00:00Z"));
    assert_eq!(load(&place.path, &Wanted::default()).info.collected_at, None);
}

#[test]
fn a_later_item_of_the_same_name_takes_the_place_of_an_earlier_one() {
    let place = place();
    let mut items = acme();
    items.push(role(DATA, "other-path/DEPLOY", "{}"));
    items.push(managed(&managed_arn(PROD), Some("{}")));
    items.push(resource("arn:aws:s3:::acme-raw", DATA, ResourceDetails::Plain));
    items.push(Item::Organization(Box::new(None)));
    write(&place.path, "2026-11-22T08:00:00Z", items.clone());
    let mut in_memory = iamdiag_snapshot::Snapshot::default();
    in_memory.put(items).unwrap();
    assert_eq!(described(load(&place.path, &Wanted::everything()).items()), described(in_memory.items()));
}

#[test]
fn an_export_is_read_as_the_same_snapshot() {
    let place = place();
    // A tag of unknown value has no form in the directory; everything else has one.
    let items: Vec<Item> =
        acme().into_iter().filter(|item| !describe(item).contains("(\"a\", None)")).collect();
    write(&place.path, "2026-11-22T08:00:00Z", items);
    let directory = place.path.with_file_name("exported");
    let done = crate::export(&open(&place.path), &directory).unwrap();
    assert_eq!((done.accounts, done.left_out), (2, Vec::new()));
    let read = crate::DataDirectory::new(&directory).load(&Wanted::everything()).unwrap();
    let again = place.path.with_file_name("again.db");
    write(&again, "2026-11-22T08:00:00Z", read.items().collect());
    let before = normal(load(&place.path, &Wanted::everything()));
    assert_eq!(normal(load(&again, &Wanted::everything())), before);
    assert!(
        crate::export(&open(&place.path), &directory).unwrap_err().to_string().contains("is there already")
    );
}

/// What both forms can say: the directory names policies after what they belong to, keeps no blanks behind a policy, and says of
/// everything that stands in it whether it is complete.
fn normal(snapshot: iamdiag_snapshot::Snapshot) -> Vec<String> {
    let trimmed =
        |name: &str, stored: &StoredPolicy| policy(name, plain_text(stored.text.as_str()).trim_end());
    let one = |item| match item {
        Item::Account(_) | Item::Coverage(_, CoverageState::Collected | CoverageState::Partial) => None,
        Item::Resource(mut found) => {
            if let Collected::Known(Some(stored)) = &mut found.policy {
                *stored = trimmed("", stored);
            }
            Some(Item::Resource(found))
        }
        Item::Principal(mut found) => {
            for stored in &mut found.inline {
                *stored = trimmed(&stored.name, stored);
            }
            Some(Item::Principal(found))
        }
        Item::Organization(mut found) => {
            if let Some(organization) = &mut *found {
                organization.policies.remove("p-RCPFullAWSAccess");
                for policy in organization.policies.values_mut() {
                    policy.document = policy.document.as_ref().map(|stored| trimmed("", stored));
                }
            }
            Some(Item::Organization(found))
        }
        other => Some(other),
    };
    described(snapshot.items().filter_map(one))
}
