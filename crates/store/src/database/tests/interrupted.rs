//! Writers that went away in the middle, and going on where they were.

use super::*;
use crate::database::StoreProblem;

fn partial(path: &Path) -> i64 {
    let mut writer = Writer::start(path, &run("2026-11-23T08:00:00Z")).unwrap();
    let planned = [unit(PROD, "", "iam"), unit(DATA, "", "iam"), unit(DATA, "eu-west-1", "kms")];
    writer.plan(&planned).unwrap();
    writer.begin(&planned[0]).unwrap();
    writer
        .put(vec![role(PROD, "done", ALLOW), Item::Coverage(planned[0].clone(), CoverageState::Collected)])
        .unwrap();
    writer.begin(&planned[1]).unwrap();
    writer.put(vec![role(DATA, "half", ALLOW), managed(&managed_arn(DATA), None), key()]).unwrap();
    writer.put(vec![Item::Gap(Gap { unit: planned[1].clone(), ..gap() })]).unwrap();
    writer.snapshot()
}

#[test]
fn an_interrupted_snapshot_is_listed_and_answers_by_id_only() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let id = partial(&place.path);
    assert_eq!(open(&place.path).entry().id, 1);
    let entries = Store::open(&place.path).unwrap().snapshots().unwrap();
    assert_eq!(entries.iter().map(|entry| &*entry.state).collect::<Vec<_>>(), ["complete", "partial"]);
    let snapshot = Store::open(&place.path).unwrap().snapshot(Choice::Id(id)).unwrap();
    let loaded = snapshot.load(&Wanted::everything()).unwrap();
    assert!(loaded.role(DATA, "half").is_some());
    // A unit that was planned only is not complete.
    assert_eq!(loaded.coverage().state(Some(DATA), None, "iam"), Some(CoverageState::NotAttempted));
    assert!(!loaded.has_all_of_iam(DATA) && loaded.has_all_of_iam(PROD));
}

#[test]
fn going_on_collects_a_begun_unit_anew() {
    let place = place();
    let id = partial(&place.path);
    let mut writer = Writer::resume(&place.path, "fetch").unwrap().unwrap();
    assert_eq!(writer.snapshot(), id);
    let units = writer.units().unwrap();
    let open: Vec<&Unit> = units.iter().filter(|(_, state)| state.is_none()).map(|(unit, _)| unit).collect();
    assert_eq!(open, [&unit(DATA, "", "iam"), &unit(DATA, "eu-west-1", "kms")]);
    writer.begin(&unit(DATA, "", "iam")).unwrap();
    writer
        .put(vec![
            role(DATA, "whole", ALLOW),
            Item::Coverage(unit(DATA, "", "iam"), CoverageState::Collected),
        ])
        .unwrap();
    writer.begin(&unit(DATA, "eu-west-1", "kms")).unwrap();
    writer.put(vec![Item::Coverage(unit(DATA, "eu-west-1", "kms"), CoverageState::Empty)]).unwrap();
    writer.finish(at("2026-11-23T09:00:00Z"), None).unwrap();
    let loaded = load(&place.path, &Wanted::everything());
    let roles: Vec<String> = loaded
        .accounts()
        .flat_map(|account| account.principals().map(|found| found.name.to_string()).collect::<Vec<_>>())
        .collect();
    assert_eq!(roles, ["done", "whole"]);
    assert!(loaded.policies().next().is_none() && loaded.resources().next().is_none());
    assert!(loaded.coverage().gaps().is_empty());
    assert!(Writer::resume(&place.path, "fetch").unwrap().is_none());
}

#[test]
fn a_snapshot_with_open_units_does_not_become_complete() {
    let place = place();
    partial(&place.path);
    let writer = Writer::resume(&place.path, "fetch").unwrap().unwrap();
    let refused = writer.finish(at("2026-11-23T09:00:00Z"), None).unwrap_err();
    let expected = "2 of the planned units have not been collected yet; the first is iam of 444455556666";
    assert!(refused.to_string().ends_with(expected), "{refused}");
    let none = Store::open(&place.path).unwrap().snapshot(Choice::Newest).unwrap_err();
    assert!(none.to_string().contains("snapshot 1 is partial"), "{none}");
}

#[test]
fn nothing_is_resumed_where_a_newer_one_is_complete() {
    let place = place();
    assert!(Writer::resume(&place.path, "fetch").unwrap().is_none());
    partial(&place.path);
    assert!(Writer::resume(&place.path, "import").unwrap().is_none());
    write(&place.path, "2026-11-24T08:00:00Z", Vec::new());
    assert!(Writer::resume(&place.path, "fetch").unwrap().is_none());
}

#[test]
fn sealed_accounts_of_an_interrupted_end_may_be_written_to_again() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let mut writer = Writer::start(&place.path, &run("2026-11-23T08:00:00Z")).unwrap();
    writer.put(acme()).unwrap();
    writer.seal_all();
    let id = writer.snapshot();
    drop(writer);
    let mut writer = Writer::resume(&place.path, "fetch").unwrap().unwrap();
    assert_eq!(writer.snapshot(), id);
    writer.put(vec![role(DATA, "late", ALLOW)]).unwrap();
    writer.finish(at("2026-11-23T09:00:00Z"), None).unwrap();
    assert!(load(&place.path, &Wanted::everything()).role(DATA, "late").is_some());
    let older = Store::open(&place.path).unwrap().snapshot(Choice::Id(1)).unwrap();
    assert!(older.load(&Wanted::everything()).unwrap().role(DATA, "late").is_none());
    super::changing::check_relations(&place.path);
}

#[test]
fn a_page_is_taken_whole_or_not_at_all() {
    let place = place();
    let mut writer = Writer::start(&place.path, &run("2026-11-23T08:00:00Z")).unwrap();
    let mut wrong = role(DATA, "second", ALLOW);
    if let Item::Principal(principal) = &mut wrong {
        principal.arn = "no ARN".into();
    }
    let refused = writer.put(vec![role(DATA, "first", ALLOW), wrong]).unwrap_err();
    assert!(matches!(refused.problem, StoreProblem::NotAnArn(_)));
    writer.put(vec![role(DATA, "third", ALLOW)]).unwrap();
    writer.finish(at("2026-11-23T09:00:00Z"), None).unwrap();
    let loaded = load(&place.path, &Wanted::everything());
    assert!(loaded.role(DATA, "first").is_none() && loaded.role(DATA, "third").is_some());
}

#[test]
fn a_discarded_snapshot_leaves_nothing() {
    let place = place();
    let mut writer = Writer::start(&place.path, &run("2026-11-23T08:00:00Z")).unwrap();
    writer.put(acme()).unwrap();
    writer.discard().unwrap();
    assert!(Store::open(&place.path).unwrap().snapshots().unwrap().is_empty());
}
