//! What is wrong with a policy's text.

use crate::span::Span;
use std::fmt;

/// One thing found in a document, with the place and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem; its name is stable.
    pub code: ProblemCode,
    /// What is wrong, in one clause without a final period.
    pub message: String,
    /// What to write instead, if there is something to say.
    pub help: Option<String>,
    /// Where, in the shown text.
    pub span: Span,
}

impl Problem {
    pub(crate) fn new(code: ProblemCode, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None, span }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal;)*) => {
        /// The kinds of [`Problem`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ProblemCode {
            $($(#[$doc])* $code,)*
        }

        impl ProblemCode {
            /// Every kind, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The stable name, as `simulate` prints it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }
        }
    };
}

problem_codes! {
    /// The text is not JSON (M15).
    NotJson = "not-json";
    /// The text is not UTF-8.
    NotUtf8 = "not-utf8";
    /// Objects or lists lie deeper in one another than any policy needs.
    TooDeep = "too-deep";
    /// A value has the wrong JSON type (M1, M5, M10).
    WrongType = "wrong-type";
    /// A key stands twice in one object (M9).
    DuplicateKey = "duplicate-key";
    /// A condition key stands twice in one operator, differing in case at most (M9).
    DuplicateConditionKey = "duplicate-condition-key";
    /// An element that the policy language does not have (M7).
    UnknownElement = "unknown-element";
    /// An element spelled in another case (M7, U15); a warning.
    ElementCase = "element-case";
    /// A required element is missing (M6).
    MissingElement = "missing-element";
    /// Both of a pair such as `Action` and `NotAction` (M6).
    BothOfPair = "both-of-pair";
    /// An element that this kind of policy may not hold (Z30).
    ElementNotAllowed = "element-not-allowed";
    /// `Effect` is neither `Allow` nor `Deny` (M8).
    IllegalEffect = "illegal-effect";
    /// `Version` is neither of the two (M2).
    IllegalVersion = "illegal-version";
    /// An unknown condition operator (C3).
    UnknownOperator = "unknown-operator";
    /// A condition operator spelled in another case (C3, U15); a warning.
    OperatorCase = "operator-case";
    /// A condition value that is null, an object or a list in a list (M14).
    IllegalConditionValue = "illegal-condition-value";
    /// `Null` with a value other than true or false (C29).
    IllegalNullValue = "illegal-null-value";
    /// A malformed operand of an Arn operator (C27).
    MalformedArnOperand = "malformed-arn-operand";
    /// A policy value that its operator cannot read (C20, C22 to C24); a warning.
    UnreadableOperand = "unreadable-operand";
    /// An action entry without a colon (A2).
    ActionWithoutColon = "action-without-colon";
    /// A wildcard in an action's service prefix (A3).
    ActionPrefixWildcard = "action-prefix-wildcard";
    /// A principal entry that names nobody (P3, P7); a warning.
    PrincipalNamesNobody = "principal-names-nobody";
    /// An unknown kind of principal (P2).
    UnknownPrincipalType = "unknown-principal-type";
    /// `Allow` with `NotPrincipal` (P16); a warning.
    AllowNotPrincipal = "allow-not-principal";
    /// A statement of a resource policy that names no principal (M6); a warning.
    NoPrincipal = "no-principal";
    /// An action of another service than STS in a trust policy (Z1); a warning.
    TrustActionOutsideSts = "trust-action-outside-sts";
    /// A `Resource` entry of fewer than six parts where the policy kind refuses it (R7).
    ShortArnRefused = "short-arn-refused";
    /// A `Resource` entry of fewer than six parts that is read by padding (R7); a warning.
    ShortArn = "short-arn";
    /// A wildcard in the service segment of a `Resource` entry (R6); a warning.
    ResourceServiceWildcard = "resource-service-wildcard";
    /// An empty list (M11, C40); a warning.
    EmptyList = "empty-list";
    /// An unterminated or blank policy variable, read as literal text (W3); a warning.
    MalformedVariable = "malformed-variable";
    /// A `Sid` that stands twice (M12); a warning.
    DuplicateSid = "duplicate-sid";
    /// Larger than any policy AWS stores (Z40); a warning.
    Oversized = "oversized";
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
