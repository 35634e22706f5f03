//! What AWS's documentation leaves open, and how it is read here (section 12 of docs/semantics.md), in words.

use iamdiag_evaluator::{Flag, Reading};

/// The note of a reading that an answer rests on.
pub(super) fn note(reading: Reading) -> String {
    match words(reading) {
        Some((question, read_as)) => {
            format!(
                "AWS's documentation is not clear on {question}; here {read_as} ({reading} of docs/semantics.md)"
            )
        }
        None => format!("AWS's documentation is not clear here; read as in {reading} of docs/semantics.md"),
    }
}

/// A question that the decision turns on, for "depending on …".
pub(super) fn open_question(flag: Flag) -> String {
    let text = match flag {
        Flag::Reading(reading) => match words(reading) {
            Some((question, _)) => question,
            None => return format!("how AWS reads {flag}"),
        },
        Flag::Rule("X1" | "X2") => "whether such a policy can refuse a call that needs no permission",
        Flag::AllowNotPrincipal => "what an Allow with NotPrincipal still does",
        Flag::TrustWildcard => {
            "whether a Deny of {\"AWS\": \"*\"} in a trust policy meets a caller that is no AWS principal"
        }
        Flag::EndpointPrincipal => "how a gateway endpoint reads the principals of its policy",
        Flag::CrossedColon => "whether a * reaches over a colon of an ARN",
        _ => return format!("how AWS reads {flag}"),
    };
    format!("{text} ({flag})")
}

/// What is not clear, for "not clear on …", and how it is read here.
fn words(reading: Reading) -> Option<(&'static str, &'static str)> {
    Some(match reading.0 {
        1 => ("whether RCPs bind calls that a service makes as itself", "they do"),
        2 => (
            "which RCPs bind an action without a resource",
            "those of the account that owns what it is about, else the caller's",
        ),
        3 => {
            ("whether an Allow of an SCP may name resources and conditions", "it may, and is read literally")
        }
        4 => (
            "whom a Deny with NotPrincipal spares if it lists only a part of user, role, session and account",
            "a user or session is spared only if it is listed itself",
        ),
        5 => ("ForAnyValue with ...IfExists on an absent key", "an Allow with it does not match"),
        6 => ("empty texts in lists of values", "they are compared as values"),
        7 => ("a condition with an empty list of values", "an Allow with it does not match"),
        8 => ("an empty NotAction or NotResource", "an Allow with it does nothing"),
        9 => ("a variable without a value in a negated condition", "a Deny with it matches"),
        10 => ("variables elsewhere than in the resource part of an ARN", "they are replaced"),
        11 => ("wildcards in the service part of an action", "only *:* is sure to be read as all actions"),
        12 => ("whether a * reaches over a colon of an ARN", "only one that ends the pattern does"),
        13 => ("ARNs with fewer parts than an ARN has", "those that end in * match"),
        14 => (
            "what an action without a resource type is asked on",
            "it is asked on the ARN that AWS's messages and samples show",
        ),
        15 => ("the case of names of elements and operators", "it does not matter"),
        16 => {
            ("Federated principals in other policies than trust policies", "they match no session of a role")
        }
        17 => (
            "whether an Allow to everybody (\"*\") on the resource goes past a boundary or session policy that does not allow",
            "it does for users and sessions of roles",
        ),
        18 => ("aws:SourceIp in calls that a service passes on", "it is the caller's own"),
        19 => ("aws:MultiFactorAuthPresent in a session of a role", "it is false"),
        20 => ("a negated comparison with a value that is no number or date", "it is true"),
        21 => ("a key with several values and no ForAnyValue or ForAllValues", "it never matches"),
        22 => ("IPv6 networks with bits beyond their length", "they match nothing"),
        23 => {
            ("a text that is no ARN in an ARN condition", "an Allow never matches by it, a Deny always does")
        }
        24 => ("keys of the principal in calls that a service makes as itself", "they are absent"),
        25 => (
            "whether an identity policy has to name the bucket beside the access point",
            "the access point is enough",
        ),
        26 => ("tags whose keys differ in case only", "keys are compared in any case"),
        29 => ("s3:prefix of a request that sends none", "it is absent"),
        30 => (
            "a Deny with NotPrincipal for a caller with a permissions boundary",
            "it matches whomever it lists, as documented without exception",
        ),
        32 => ("a role that assumes itself", "its trust policy has to allow it, as for others"),
        33 => ("aws:PrincipalArn of unsigned calls", "it is absent"),
        34 => ("aws:ResourceAccount of what AWS owns", "there is one, whose value is not known"),
        35 => ("a Bool condition on a value that is neither true nor false", "it counts as false"),
        36 => (
            "whether the value of a variable may reach over a colon of an ARN",
            "it may not, so that nothing is granted by it",
        ),
        37 => ("tags of root users and service-linked roles", "a root user has none, the role's count"),
        38 => ("Null with ForAllValues or ForAnyValue", "it is taken as sure only where all readings agree"),
        _ => return None,
    })
}
