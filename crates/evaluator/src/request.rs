//! One request, as told (I1).

use crate::caller::{Caller, CallerKind};
use crate::flag::Reading;
use crate::state::KeyState;
use crate::truth::Truth;
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::pattern::Glob;
use iamdiag_policy::{ActionName, Arn, ConditionKey};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// An ARN, literally (R12).
    Arn(Box<str>),
    /// `*`: no resource, or a resource that was not told (R10, R21).
    Star,
    /// An ARN of which only a pattern is known (R21, T6).
    Like(Glob),
}

impl Resource {
    /// Reads `*` or an ARN; `None` for other text.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Star);
        }
        Arn::parse(text).map(|_| Self::Arn(text.into()))
    }

    /// The text to show.
    pub fn text(&self) -> String {
        match self {
            Self::Arn(text) => text.to_string(),
            Self::Star => "*".to_owned(),
            Self::Like(glob) => glob.instance("*"),
        }
    }
}

/// The account that owns the resource (I5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An account id.
    Account(Box<str>),
    /// The literal `aws`: AWS itself (I6).
    Aws,
    /// Another account than the caller's; which one is not known.
    Other,
    /// Not known: same account and cross account are both worlds.
    Unknown,
}

/// How a session's credentials were made (K20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// A user's or root's access key.
    LongTerm,
    /// `GetSessionToken`.
    SessionToken,
    /// A console sign-in.
    Console,
    /// `AssumeRole`.
    Role,
    /// `AssumeRoleWithWebIdentity`.
    WebIdentity,
    /// `AssumeRoleWithSAML`.
    Saml,
    /// An EC2 instance profile.
    InstanceProfile,
    /// `GetFederationToken`.
    Federation,
    /// `AssumeRoot`.
    AssumeRoot,
}

/// What is told of the session (K20, I15).
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// How the credentials were made.
    pub kind: Option<SessionKind>,
    /// Whether MFA was used.
    pub mfa: Option<bool>,
    /// Seconds since MFA.
    pub mfa_age: Option<Box<str>>,
    /// When the credentials were issued.
    pub issued_at: Option<Box<str>>,
    /// The source identity that the session carries.
    pub source_identity: Option<Box<str>>,
    /// Keys of the tags that a chained session hands on.
    pub transitive_tag_keys: Vec<Box<str>>,
}

/// Tags by key; a value of `None` is there but not known.
pub type Tags = Vec<(Box<str>, Option<Box<str>>)>;

/// What is known of an account's place in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum OrgPath {
    /// Not in an organization.
    #[default]
    None,
    /// `o-…/r-…/ou-…/` (I18).
    Path(Box<str>),
    /// Not in the organization of this id: in another one, or in none.
    Elsewhere(Box<str>),
    /// Not known.
    Unknown,
}

/// Which account manages the organization (O6, Q6).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Management {
    /// None that matters here.
    #[default]
    Other,
    /// The caller's account.
    Caller,
    /// This account.
    Account(Box<str>),
}

/// Whether keys that were not told are absent or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum World {
    /// What is neither told nor derivable does not exist (`simulate`).
    #[default]
    Closed,
    /// What is neither told nor derivable is unknown (T20).
    Open,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub caller: Caller,
    /// What for, in IAM's spelling (A7).
    pub action: ActionName,
    /// On what.
    pub resource: Resource,
    /// Whose it is; `None` = not told.
    pub resource_account: Option<Owner>,
    /// The keys that were told; they win over every derived or assumed value (K2).
    pub context: Vec<(ConditionKey, KeyState)>,
    /// Keys that hold lists whatever the catalog says.
    pub multivalued: Vec<ConditionKey>,
    /// Closed or open world.
    pub world: World,
    /// Whether assumed defaults are unknown instead (T18).
    pub strict: bool,
    /// The time of the evaluation.
    pub time: Timestamp,
    /// The session's facts; `None` = not told.
    pub session: Option<Session>,
    /// Tags of the caller (I20); `None` = not known.
    pub principal_tags: Option<Tags>,
    /// Tags of the resource; `None` = not known.
    pub resource_tags: Option<Tags>,
    /// Place of the caller's account.
    pub principal_org: OrgPath,
    /// Place of the resource's account.
    pub resource_org: OrgPath,
    /// The management account.
    pub management: Management,
    /// The region the call goes to, where told apart from the resource's.
    pub region: Option<Box<str>>,
    /// X5: the account lets users change their own password.
    pub allow_change_password: Truth,
    /// E19: the resource's owner consents by other means than a policy; `None` = by the type's default.
    pub owner_consents: Option<Truth>,
    /// X53: the resource demands an allowing resource policy; `None` = by the type's default.
    pub requires_resource_policy: Option<Truth>,
    /// A disputed reading to be taken the other way: what AWS would answer if it reads so. Only those of
    /// [`Reading::HAVE_ANOTHER`] can be.
    pub otherwise: Option<Reading>,
}

impl Request {
    /// Whether the credentials can have been made with session policies (E6, I7): those of users cannot, and those of root
    /// users only by `sts:AssumeRoot`.
    pub(crate) fn can_have_session_policies(&self) -> bool {
        match self.caller.kind {
            CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. } => true,
            CallerKind::Root => self.is_assumed_root(),
            _ => false,
        }
    }

    /// Whether `sts:AssumeRoot` made the session, which no call makes without a task policy (X18).
    pub(crate) fn is_assumed_root(&self) -> bool {
        let kind = self.session.as_ref().and_then(|session| session.kind);
        self.caller.kind == CallerKind::Root && kind == Some(SessionKind::AssumeRoot)
    }

    /// Whether the reading of that number is to be taken the other way.
    pub(crate) fn reads_otherwise(&self, number: u8) -> bool {
        self.otherwise == Some(Reading(number))
    }

    /// A request in a closed world of which nothing else is told.
    pub fn new(caller: Caller, action: ActionName, resource: Resource, time: Timestamp) -> Self {
        Self {
            caller,
            action,
            resource,
            resource_account: None,
            context: Vec::new(),
            multivalued: Vec::new(),
            world: World::Closed,
            strict: false,
            time,
            session: None,
            principal_tags: Some(Vec::new()),
            resource_tags: Some(Vec::new()),
            principal_org: OrgPath::None,
            resource_org: OrgPath::None,
            management: Management::Other,
            region: None,
            allow_change_password: Truth::False,
            owner_consents: None,
            requires_resource_policy: None,
            otherwise: None,
        }
    }
}
