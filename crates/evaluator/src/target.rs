//! The resource of a request in the form that patterns are matched against (I2, R10 to R12, R21).

use crate::context::{Context, Facts};
use crate::flag::Flag;
use crate::request::{Request, Resource};
use crate::state::KeyState;
use iamdiag_catalog::SyntheticClass;
use iamdiag_policy::pattern::{Glob, Subject};
use iamdiag_policy::{ARN_PARTS, ConditionKey};
use std::borrow::Cow;

/// Stands for the region while a template is filled; no region is spelled so.
const UNKNOWN_REGION: &str = "\u{1}";

/// What resource patterns are matched against.
#[derive(Clone, Debug)]
pub(crate) enum Target<'a> {
    /// An ARN, taken literally (R12).
    Exact(Parts<'a>),
    /// An ARN of which only patterns of its parts are known.
    Like { whole: Glob, parts: Box<[Glob]> },
    /// `*` for an action that has resource types (R21): literal text.
    NotTold,
    /// No resource, for an action without resource types (R10).
    Nothing {
        /// The account-wide ARN that AWS is known to check instead (R11).
        synthetic: Option<(SyntheticClass, Box<Target<'a>>)>,
        /// Whether AWS is known to check `*` itself, so that R10 holds without its caution.
        bare: bool,
    },
}

/// R11: some actions with resource types ask for everything under an account-wide ARN when no resource is named.
fn is_listing(facts: &Facts<'_>) -> bool {
    facts.catalog.synthetic_arn(facts.request.action.service(), facts.request.action.name()).is_some()
}

/// A text cut at its first five colons.
#[derive(Clone, Debug)]
pub(crate) struct Parts<'t> {
    pub(crate) text: Cow<'t, str>,
    cuts: [usize; ARN_PARTS - 1],
}

impl<'t> Parts<'t> {
    pub(crate) fn new(text: impl Into<Cow<'t, str>>) -> Option<Self> {
        let text = text.into();
        let mut cuts = [0; ARN_PARTS - 1];
        let mut colons = text.bytes().enumerate().filter(|(_, byte)| *byte == b':');
        for cut in &mut cuts {
            *cut = colons.next()?.0;
        }
        Some(Self { text, cuts })
    }

    /// The part at `index`, 0 to 5.
    pub(crate) fn part(&self, index: usize) -> &str {
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => self.cuts.get(before).map_or(0, |cut| cut + 1),
        };
        let end = self.cuts.get(index).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or("")
    }
}

impl<'a> Target<'a> {
    pub(crate) fn new(
        request: &'a Request,
        facts: &Facts<'_>,
        context: &Context,
        flags: &mut Vec<Flag>,
    ) -> Self {
        match &request.resource {
            Resource::Arn(text) => Parts::new(&**text).map_or(Self::NotTold, Self::Exact),
            Resource::Like(glob) => Self::like(glob),
            Resource::Star
                if facts.action.is_some_and(|action| action.has_resource_types()) && !is_listing(facts) =>
            {
                flags.push(Flag::ResourceNotTold);
                Self::NotTold
            }
            Resource::Star => Self::nothing(facts, context),
        }
    }

    fn like(glob: &Glob) -> Self {
        let text = glob.instance("*");
        let parts: Vec<Glob> = text.splitn(ARN_PARTS, ':').map(Glob::new).collect();
        Self::Like { whole: glob.clone(), parts: parts.into() }
    }

    fn nothing(facts: &Facts<'_>, context: &Context) -> Self {
        let (service, name) = (facts.request.action.service(), facts.request.action.name());
        let Some(found) = facts.catalog.synthetic_arn(service, name) else {
            return Self::Nothing { synthetic: None, bare: facts.catalog.is_seen_with_star(service, name) };
        };
        let region =
            match context.get(facts, &ConditionKey::new("aws:RequestedRegion")).map(|entry| &entry.state) {
                Some(KeyState::Scalar(region)) => Some(&**region),
                _ => None,
            };
        let caller = &facts.request.caller;
        let account = caller.account.as_deref().unwrap_or("");
        let text = found.fill(&caller.partition, region.unwrap_or(UNKNOWN_REGION), account);
        let target = match region {
            None if text.contains(UNKNOWN_REGION) => Self::unknown_region(&text),
            Some(_) | None => Parts::new(text).map_or(Self::NotTold, Self::Exact),
        };
        Self::Nothing { synthetic: Some((found.class, Box::new(target))), bare: false }
    }

    /// A `*` of the template itself is literal text of the ARN (R12); only the region that was not told is a pattern.
    fn unknown_region(text: &str) -> Self {
        let part = |part: &str| if part == UNKNOWN_REGION { Glob::new("*") } else { Glob::literal(part) };
        let parts: Vec<Glob> = text.splitn(ARN_PARTS, ':').map(part).collect();
        Self::Like { whole: Glob::joined(&parts), parts: parts.into() }
    }

    /// The parts as subjects for patterns; `None` for targets that are no ARN.
    pub(crate) fn subject(&self, index: usize) -> Option<Subject<'_>> {
        match self {
            Self::Exact(parts) => Some(Subject::Exact(parts.part(index))),
            Self::Like { parts, .. } => parts.get(index).map(Subject::Like),
            Self::NotTold | Self::Nothing { .. } => None,
        }
    }
}
