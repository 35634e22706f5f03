//! The answer to one question.

use crate::blockers::{BlockerAnswer, Cause};
use crate::checks::CheckReason;
use crate::citation::{Citation, Lines};
use crate::codes::{Code, of_allow};
use crate::completeness::Completeness;
use crate::frames::Frame;
use crate::grounds::Grounds;
use crate::layer_rows::LayerRow;
use crate::near_misses::NearMiss;
use crate::outcomes::OutcomeRow;
use crate::readings::OtherReading;
use crate::remarks::Remark;
use crate::unknowns::UnknownAnswer;
use crate::verdict::Verdict;
use iamdiag_evaluator::{Assumption, Contradiction, Decision, Flag, KeyState, Layer};
use iamdiag_policy::ConditionKey;
use iamdiag_snapshot::{Missing, Presumed};

/// What was asked and everything concluded from it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub asked: Asked,
    /// The decision over all checks.
    pub decision: Decision,
    /// What kind of answer it is, for exit codes.
    pub outcome: Outcome,
    /// The checks, the one that decides first.
    pub checks: Vec<CheckAnswer>,
    /// What the decision turns on, if it does.
    pub unknowns: Vec<UnknownAnswer>,
    /// What was presumed and can be told.
    pub presumed: Vec<Presumed>,
    /// Layers of which nothing was collected.
    pub not_collected: Vec<Layer>,
    /// Policies that apply but whose text was not collected.
    pub missing: Vec<Missing>,
    /// What the reader should know before believing the answer.
    pub warnings: Vec<Warning>,
    /// What goes beside the answer.
    pub remarks: Vec<Remark>,
    /// Of what the data holds everything.
    pub completeness: Vec<Completeness>,
    /// When the data was collected, as RFC 3339 text, where that is known.
    pub collected_at: Option<Box<str>>,
    /// The date of the catalog's facts.
    pub catalog_date: Box<str>,
    /// The time that was taken for the time of the request, where a policy asks for it.
    pub time: Option<String>,
}

/// The question as it was understood.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The caller as given.
    pub principal: Box<str>,
    /// `role/NAME` where the snapshot knows it, else the text as given.
    pub principal_label: Box<str>,
    /// The user behind a federated user, where the snapshot knows it.
    pub issuer: Option<Box<str>>,
    /// `user`, `role`, `session`, `root`, `federated`, `service`, `provider` or `anonymous`.
    pub principal_type: &'static str,
    /// The caller's account.
    pub account: Option<Box<str>>,
    /// Its name, where known.
    pub account_name: Option<Box<str>>,
    /// The action in its usual spelling.
    pub action: Box<str>,
    /// The resource; `None` where it was not told.
    pub resource: Option<Box<str>>,
    /// The account that owns the resource, where known.
    pub resource_account: Option<Box<str>>,
    /// Its name, where known.
    pub resource_account_name: Option<Box<str>>,
    /// The keys that were told.
    pub context: Vec<(ConditionKey, KeyState)>,
}

impl Answer {
    /// The codes of everything in the answer, each once, by id.
    pub fn codes(&self) -> Vec<&'static Code> {
        let unknowns = self.unknowns.iter().map(UnknownAnswer::code);
        let mut codes: Vec<&'static Code> =
            self.checks.iter().flat_map(CheckAnswer::codes).chain(unknowns).collect();
        codes.sort_by_key(|code| code.id);
        codes.dedup();
        codes
    }
}

impl CheckAnswer {
    /// The codes of what it shows: what allows, what is in the way, near misses, and what is not known.
    fn codes(&self) -> Vec<&'static Code> {
        let allows = match &self.verdict {
            Verdict::Allowed { by, .. } => {
                Some(by.as_ref().map_or_else(|| of_allow(None), Cause::code_of_allow))
            }
            _ => None,
        };
        let blockers = self.blockers.iter().map(|blocker| blocker.code);
        let shown = self.frames.iter().map(|frame| frame.code);
        let near = self.near_misses.iter().map(NearMiss::code);
        let unknowns = self.unknowns.iter().map(UnknownAnswer::code);
        allows.into_iter().chain(blockers).chain(shown).chain(near).chain(unknowns).collect()
    }
}

/// The kinds of answer, one for each exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Allowed.
    Allowed,
    /// Denied, whatever else is not known.
    Denied,
    /// Depends on what the caller could tell, or on how AWS reads something.
    DependsOnContext,
    /// Depends on what was not collected or is not modelled.
    MissingData,
}

/// One check with its decision.
#[derive(Clone, Debug)]
pub struct CheckAnswer {
    /// Why it was made.
    pub reason: CheckReason,
    /// Its action.
    pub action: Box<str>,
    /// Its resource.
    pub resource: String,
    /// Its decision.
    pub decision: Decision,
    /// The decision in parts.
    pub verdict: Verdict,
    /// The statements to look at, the deciding one first.
    pub frames: Vec<Frame>,
    /// Frames of further near misses, nearest first.
    pub near_frames: Vec<Frame>,
    /// Everything that stands in the way.
    pub blockers: Vec<BlockerAnswer>,
    /// The layers in a fixed order.
    pub layers: Vec<LayerRow>,
    /// Statements that would allow but for one part, or two, nearest first.
    pub near_misses: Vec<NearMiss>,
    /// How many near misses there are beside these.
    pub near_misses_left_out: usize,
    /// What an Allow stands on, where that can be told.
    pub grounds: Option<Grounds>,
    /// Assumed values that the decision relies on.
    pub assumptions: Vec<Assumption>,
    /// Disputed readings and notes.
    pub flags: Vec<Flag>,
    /// Readings among these that decide otherwise if AWS takes them the other way.
    pub other_readings: Vec<OtherReading>,
    /// What the decision turns on.
    pub unknowns: Vec<UnknownAnswer>,
    /// Which values give which decision, where that is told by few.
    pub outcomes: Vec<OutcomeRow>,
    /// What decides in each of them, in their order.
    pub outcome_causes: Vec<Option<Cause>>,
    /// Whether these speak of all values, and not only of those that were tried.
    pub outcomes_are_complete: bool,
    /// Whether caller and resource are in different accounts, where known.
    pub cross_account: Option<bool>,
}

/// Something to know before believing the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The catalog has no such action; it may be misspelt, or newer than the catalog.
    UnknownAction {
        /// The action.
        action: Box<str>,
        /// Actions that look like it.
        candidates: Vec<Box<str>>,
    },
    /// AWS does not ask for this action on such a resource (R19).
    ResourceDoesNotFit {
        /// The resource.
        resource: Box<str>,
        /// The forms that fit.
        forms: Vec<Box<str>>,
    },
    /// The resource was told with wildcards: AWS takes it literally, and the answer is not the same for all that is like it.
    Wildcards {
        /// What was told.
        resource: Box<str>,
        /// The decision on a resource of that very name.
        literally: Decision,
        /// Statements that decide otherwise for some.
        statements: Vec<Citation>,
    },
    /// The action is authorised on no resource, so the one that was told was left out.
    ResourceLeftOut {
        /// The resource.
        resource: Box<str>,
    },
    /// Something in a policy that AWS would not store, or surely was not meant.
    Policy {
        /// The policy.
        policy: Box<str>,
        /// The place in it.
        lines: Lines,
        /// What it is.
        message: String,
    },
    /// A key was told otherwise than the caller says; what was told counts.
    Contradiction(Contradiction),
    /// Another region was told than the resource's, which is the one that is called.
    OtherRegion {
        /// The key that holds it.
        key: ConditionKey,
        /// What was told.
        told: Box<str>,
        /// The resource's.
        fact: Box<str>,
    },
    /// The catalog has no such condition key; it may be misspelt, or newer than the catalog.
    UnknownKey {
        /// The key.
        key: Box<str>,
    },
    /// The file is one page of several.
    PartialFile,
}
