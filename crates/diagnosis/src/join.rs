//! From the decisions of several checks to one (X60, R21).

use crate::answer::{CheckAnswer, Outcome};
use crate::checks::CheckReason;
use crate::frames::FrameRole;
use crate::unknowns::{UnknownAnswer, add};
use crate::verdict::{Collected, Verdict};
use iamdiag_evaluator::{Decision, UnknownKind};

/// The decision over all checks, and the position of the one to show.
///
/// All must be allowed. A denial of something that every call needs denies the call; a denial of a resource type that only some
/// calls have leaves it open, unless every type is denied.
pub(crate) fn join(checks: &[CheckAnswer]) -> (Decision, usize) {
    let denied =
        |check: &CheckAnswer| matches!(check.decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
    // What was asked with wildcards, and differs from what AWS makes of them.
    if let Some(at) = checks.iter().position(|check| check.reason == CheckReason::Like) {
        return (Decision::Depends, at);
    }
    let position = |wanted: &dyn Fn(&CheckAnswer) -> bool| checks.iter().position(wanted);
    let sure = |check: &CheckAnswer| denied(check) && check.reason.is_required();
    let decision_at = |at: usize| checks.get(at).map_or(Decision::Depends, |check| check.decision);
    if let Some(at) = position(&sure) {
        return (decision_at(at), at);
    }
    if !checks.is_empty() && checks.iter().all(denied) {
        return (decision_at(0), 0);
    }
    if let Some(at) = most_telling(checks) {
        return (Decision::Depends, at);
    }
    match position(&denied) {
        Some(at) => (Decision::Depends, at),
        None => (decision_at(0), 0),
    }
}

/// Of the checks that depend, the one to look at: what every call needs goes first, then where a statement is waiting for
/// something, then where not only what was not collected could allow.
fn most_telling(checks: &[CheckAnswer]) -> Option<usize> {
    let rank = |check: &CheckAnswer| {
        let waits = check.frames.iter().any(|frame| frame.role == FrameRole::Open);
        let is_shut = matches!(check.verdict, Verdict::Depends { collected: Collected::DoNotAllow, .. });
        (check.reason.is_required(), waits, !is_shut)
    };
    let open = checks.iter().enumerate().filter(|(_, check)| check.decision == Decision::Depends);
    // Of equals the first.
    open.rev().max_by_key(|(_, check)| rank(check)).map(|(at, _)| at)
}

/// What the joined decision turns on.
pub(crate) fn unknowns(checks: &[CheckAnswer], decision: Decision) -> Vec<UnknownAnswer> {
    let mut found = Vec::new();
    if decision != Decision::Depends {
        return found;
    }
    for check in checks {
        for unknown in &check.unknowns {
            add(&mut found, unknown.clone());
        }
    }
    let turns = |check: &CheckAnswer| match (&check.reason, check.decision) {
        (CheckReason::Like, Decision::Allowed) => true,
        (_, Decision::Allowed) => false,
        // Only the resource's name can make the difference.
        (CheckReason::ResourceType { .. } | CheckReason::Like, Decision::Depends) => {
            check.unknowns.is_empty()
        }
        // Whether there is such a resource makes it.
        (CheckReason::ResourceType { .. } | CheckReason::Like, _) => true,
        (CheckReason::Asked | CheckReason::AlsoNeeded { .. }, _) => false,
    };
    if checks.iter().any(turns) {
        add(&mut found, UnknownAnswer::resource());
    }
    found
}

/// The kind of answer: missing data goes before missing context.
pub(crate) fn outcome(decision: Decision, unknowns: &[UnknownAnswer]) -> Outcome {
    let by_data = |unknown: &UnknownAnswer| matches!(unknown.kind, UnknownKind::Data | UnknownKind::Support);
    match decision {
        Decision::Allowed => Outcome::Allowed,
        Decision::ExplicitDeny | Decision::ImplicitDeny => Outcome::Denied,
        Decision::Depends if unknowns.iter().any(by_data) => Outcome::MissingData,
        Decision::Depends => Outcome::DependsOnContext,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iamdiag_evaluator::Decision::{Allowed, Depends, ExplicitDeny, ImplicitDeny};

    fn check(reason: CheckReason, decision: Decision) -> CheckAnswer {
        CheckAnswer {
            reason,
            action: "s3:GetObject".into(),
            resource: String::new(),
            decision,
            verdict: Verdict::Depends { collected: Collected::Open, missing: Vec::new() },
            frames: Vec::new(),
            near_frames: Vec::new(),
            blockers: Vec::new(),
            layers: Vec::new(),
            near_misses: Vec::new(),
            near_misses_left_out: 0,
            grounds: None,
            assumptions: Vec::new(),
            flags: Vec::new(),
            other_readings: Vec::new(),
            unknowns: Vec::new(),
            outcomes: Vec::new(),
            outcome_causes: Vec::new(),
            outcomes_are_complete: true,
            cross_account: None,
        }
    }

    fn of_type(required: bool, decision: Decision) -> CheckAnswer {
        check(CheckReason::ResourceType { name: "t".into(), required, account: None }, decision)
    }

    #[track_caller]
    fn check_join(checks: &[CheckAnswer], decision: Decision, deciding: usize) {
        assert_eq!(join(checks), (decision, deciding));
    }

    #[test]
    fn all_must_be_allowed() {
        check_join(&[of_type(true, Allowed), of_type(false, Allowed)], Allowed, 0);
        check_join(&[of_type(true, Allowed), of_type(true, ImplicitDeny)], ImplicitDeny, 1);
        check_join(&[of_type(true, Depends), of_type(true, ExplicitDeny)], ExplicitDeny, 1);
        check_join(&[of_type(true, Allowed), of_type(true, Depends)], Depends, 1);
    }

    #[test]
    fn a_type_that_only_some_calls_have_leaves_it_open() {
        let checks = [of_type(true, Allowed), of_type(false, ExplicitDeny)];
        check_join(&checks, Depends, 1);
        let names: Vec<_> =
            unknowns(&checks, Depends).into_iter().map(|unknown| unknown.name.text()).collect();
        assert_eq!(names, ["resource"]);
        check_join(&[of_type(false, ImplicitDeny), of_type(false, ExplicitDeny)], ImplicitDeny, 0);
    }

    #[test]
    fn what_every_call_needs_is_shown_before_what_some_have() {
        let shut = |required| CheckAnswer {
            verdict: Verdict::Depends { collected: Collected::DoNotAllow, missing: Vec::new() },
            ..of_type(required, Depends)
        };
        check_join(&[of_type(false, Depends), of_type(true, Depends)], Depends, 1);
        check_join(&[shut(false), of_type(false, Depends), of_type(false, Depends)], Depends, 1);
        check_join(&[of_type(false, Depends), shut(true)], Depends, 1);
    }

    #[test]
    fn what_a_call_perhaps_needs_leaves_it_open() {
        let also = |certain| check(CheckReason::AlsoNeeded { certain }, ImplicitDeny);
        check_join(&[check(CheckReason::Asked, Allowed), also(true)], ImplicitDeny, 1);
        check_join(&[check(CheckReason::Asked, Allowed), also(false)], Depends, 1);
    }

    #[test]
    fn missing_data_goes_before_context() {
        let unknown = |kind| UnknownAnswer { kind, ..UnknownAnswer::resource() };
        let (context, data) = (unknown(UnknownKind::Context), unknown(UnknownKind::Data));
        assert_eq!(outcome(Depends, &[context.clone(), data]), Outcome::MissingData);
        assert_eq!(outcome(Depends, &[context, unknown(UnknownKind::Disputed)]), Outcome::DependsOnContext);
        assert_eq!(outcome(ImplicitDeny, &[]), Outcome::Denied);
    }
}
