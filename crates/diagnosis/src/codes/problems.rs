//! The codes of what the parser finds.

use super::{Code, Severity, text};
use iamdiag_policy::{PolicyKind, Problem, ProblemCode};

/// The code of a problem; its name is the problem's.
pub(crate) fn of_problem(problem: ProblemCode) -> &'static Code {
    // INVARIANT: every problem has its code, which a test holds.
    text::CODES.iter().find(|code| code.name == problem.name()).copied().unwrap_or(&text::NOT_JSON)
}

/// How much a problem matters that the parser only warned of: an error where AWS refuses to store the policy (G5b).
pub(crate) fn severity_of_warning(problem: &Problem, kind: PolicyKind, under: &str) -> Severity {
    let is_session = kind == PolicyKind::Session;
    let refused = match problem.code {
        ProblemCode::MissingElement
        | ProblemCode::TrustActionOutsideSts
        | ProblemCode::ResourceServiceWildcard
        | ProblemCode::MalformedVariable
        | ProblemCode::DuplicateSid => true,
        // A variable may supply the rest of the ARN (R8).
        ProblemCode::ShortArn => !under.contains("${"),
        // P7 and P3 are about `AWS`; of the other types AWS documents no check.
        ProblemCode::PrincipalNamesNobody => under.contains("arn:") || !under.contains(['*', '?']),
        // C20: IAM refuses to store it, STS takes it.
        ProblemCode::UnreadableOperand => !is_session,
        _ => false,
    };
    if refused { Severity::Error } else { Severity::Warning }
}
