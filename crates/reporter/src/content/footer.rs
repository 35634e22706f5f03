//! Where the answer comes from: warnings, what was assumed, what is missing.

use super::readings::readings;
use super::remark::remark as remark_text;
use crate::Provenance;
use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{Answer, CheckAnswer, Completeness, Remark, Warning, Whole};
use iamdiag_evaluator::{Contradiction, Decision, Flag, Layer};
use iamdiag_snapshot::Presumed;

/// Each note with the word that says what it is.
pub(super) fn notes(
    answer: &Answer,
    check: &CheckAnswer,
    provenance: &Provenance<'_>,
) -> Vec<(&'static str, String)> {
    let warnings = answer.warnings.iter().filter(|warning| !is_of_question(warning));
    let mut found: Vec<_> = warnings.map(|warning| ("warning", warning_text(warning))).collect();
    found.extend(readings(check).into_iter().map(|sentence| ("note", sentence)));
    found.extend(check.flags.iter().filter_map(|flag| Some(("note", note(*flag)?))));
    let remarks = answer.remarks.iter().filter(|remark| !is_about_question(remark));
    found.extend(remarks.map(|remark| ("note", remark_text(remark))));
    for (word, texts) in [
        ("assumed", assumed(answer, check)),
        ("absent, as you said", absent(answer)),
        ("not collected", not_collected(answer)),
        ("complete", answer.completeness.iter().map(whole).collect()),
    ] {
        if !texts.is_empty() {
            found.push((word, texts.join("; ")));
        }
    }
    found.push((
        "data",
        format!(
            "{}{}; facts about AWS of {}; exit {}",
            escaped(provenance.data),
            answer.collected_at.as_deref().map_or(String::new(), |at| format!(" of {}", escaped(at))),
            answer.catalog_date,
            provenance.exit_code
        ),
    ));
    found
}

/// `account 111122223333 (prod), but for parts of sqs`: something of which the data holds everything, or what it lacks.
fn whole(one: &Completeness) -> String {
    let lacks: Vec<_> = one.lacks.iter().map(|service| escaped(service)).collect();
    let but = match (&one.of, lacks.is_empty()) {
        (_, true) => String::new(),
        (Whole::Organization { .. }, false) => ", but for what could not be read".to_owned(),
        (_, false) => format!(", but for parts of {}", lacks.join(", ")),
    };
    match &one.of {
        Whole::Organization { accounts } => {
            format!("the organization of {}{but}", words::count(*accounts, "account", "accounts"))
        }
        Whole::NoOrganization => "accounts that are in no organization".to_owned(),
        Whole::Account { id, name, only_iam } => {
            let name = name.as_deref().map_or(String::new(), |name| format!(" ({})", escaped(name)));
            let part = if *only_iam { "IAM of " } else { "" };
            format!("{part}account {}{name}{but}", escaped(id))
        }
    }
}

/// Whether a warning is about what was asked: those stand below the headline.
pub(super) fn is_of_question(warning: &Warning) -> bool {
    match warning {
        Warning::UnknownAction { .. }
        | Warning::ResourceDoesNotFit { .. }
        | Warning::Wildcards { .. }
        | Warning::Contradiction(_)
        | Warning::OtherRegion { .. }
        | Warning::ResourceLeftOut { .. }
        | Warning::UnknownKey { .. } => true,
        Warning::Policy { .. } | Warning::PartialFile => false,
    }
}

/// Whether a remark is about what was asked: it stands below the headline.
pub(super) fn is_about_question(remark: &Remark) -> bool {
    matches!(remark, Remark::AuthorisedBy { .. })
}

/// Whether AWS will never ask what was asked, as far as the catalog and the caller tell.
pub(super) fn is_of_no_request(warning: &Warning) -> bool {
    matches!(
        warning,
        Warning::UnknownAction { .. } | Warning::ResourceDoesNotFit { .. } | Warning::Contradiction(_)
    )
}

fn assumed(answer: &Answer, check: &CheckAnswer) -> Vec<String> {
    let is_told = |presumed: &&Presumed| matches!(presumed, Presumed::Absent(_));
    let mut found: Vec<String> =
        answer.presumed.iter().filter(|presumed| !is_told(presumed)).map(presumed_text).collect();
    let relied = check.assumptions.iter();
    found.extend(relied.map(|assumption| {
        format!(
            "{} is {} (the answer relies on it)",
            escaped(assumption.key.written()),
            words::state(&assumption.state)
        )
    }));
    found.extend(answer.time.as_ref().map(|time| format!("the time is {time} (--at TIME)")));
    found
}

/// The layers that the user says do not exist.
fn absent(answer: &Answer) -> Vec<String> {
    let layer = |presumed: &Presumed| match presumed {
        Presumed::Absent(layer) => Some(layer_name(*layer)),
        _ => None,
    };
    answer.presumed.iter().filter_map(layer).collect()
}

/// What was presumed and can be told.
pub(crate) fn presumed(answer: &Answer) -> Vec<String> {
    answer.presumed.iter().map(presumed_text).collect()
}

fn presumed_text(presumed: &Presumed) -> String {
    match presumed {
        Presumed::NoSessionPolicy => "no session policy".to_owned(),
        Presumed::NoSessionTags => "no session tags".to_owned(),
        Presumed::NoEndpoint => "not through a VPC endpoint".to_owned(),
        Presumed::ResourceOf { account } => format!(
            "the resource is account {}'s (--resource-account ID, or name the resource)",
            escaped(account)
        ),
        Presumed::OwnObjects => "the bucket's owner owns the object (--object-owner ID)".to_owned(),
        Presumed::NotRestricted => "RestrictPublicBuckets is off".to_owned(),
        Presumed::NotListed { resource, account } => format!(
            "{} has no policy (it is not in the data, which holds all such resources of account {account})",
            escaped(resource)
        ),
        Presumed::Made { resource, account } => {
            format!("{} is made in account {}, and has no policy yet", escaped(resource), escaped(account))
        }
        Presumed::ElsewhereOwned { resource } => format!(
            "{} belongs to another account (it is not among the caller's; --resource-account ID)",
            escaped(resource)
        ),
        Presumed::Absent(layer) => format!("no {} (your word)", words::policies_of(*layer)),
        Presumed::FromCatalog { arn, version, date } => {
            format!("{} as in the catalog ({}, {})", escaped(arn), escaped(version), escaped(date))
        }
    }
}

fn layer_name(layer: Layer) -> String {
    match layer {
        Layer::Scp => "SCPs".to_owned(),
        Layer::Rcp => "RCPs".to_owned(),
        other => words::policies_of(other).to_owned(),
    }
}

fn not_collected(answer: &Answer) -> Vec<String> {
    let layers = answer.not_collected.iter().map(|layer| layer_name(*layer));
    layers.chain(missing(answer)).collect()
}

/// Policies that apply but whose text was not collected.
pub(crate) fn missing(answer: &Answer) -> Vec<String> {
    answer.missing.iter().map(words::missing_text).collect()
}

/// A warning in words.
pub(crate) fn warning_text(warning: &Warning) -> String {
    let list =
        |all: &[Box<str>]| all.iter().map(|one| escaped(one).into_owned()).collect::<Vec<_>>().join(", ");
    match warning {
        Warning::UnknownAction { action, candidates } if candidates.is_empty() => {
            format!("{} is not in the catalog: misspelt, or newer than it", escaped(action))
        }
        Warning::UnknownAction { action, candidates } => {
            format!("{} is not in the catalog; did you mean {}?", escaped(action), list(candidates))
        }
        Warning::ResourceDoesNotFit { resource, forms } => {
            format!("AWS does not ask for this action on {}, but on {}", escaped(resource), list(forms))
        }
        Warning::Wildcards { resource, literally, statements } => {
            let named: Vec<String> = statements.iter().map(words::cited).collect();
            let by = if named.is_empty() { String::new() } else { format!(", by {}", named.join(", ")) };
            let fares = match literally {
                Decision::Depends => "; what is like it may fare otherwise".to_owned(),
                told => format!(", and a resource of that very name is {}; what is like it may not be", words::verdict(*told)),
            };
            format!("AWS takes {} literally{fares}{by}", escaped(resource))
        }
        Warning::ResourceLeftOut { resource } => {
            format!("AWS asks for this action on no resource (*), so {} was left out", escaped(resource))
        }
        Warning::Contradiction(Contradiction { key, told, fact }) => format!(
            "{} was told as \"{}\", but by the caller it is \"{}\"; the answer goes by what was told",
            escaped(key.written()),
            escaped(told),
            escaped(fact)
        ),
        Warning::OtherRegion { key, told, fact } => format!(
            "--region {} is not the resource's region; {} is \"{}\"",
            escaped(told),
            escaped(key.written()),
            escaped(fact)
        ),
        Warning::UnknownKey { key } => {
            format!("{} is not in the catalog: misspelt, or newer than it", escaped(key))
        }
        Warning::Policy { policy, lines, message } => {
            format!("policy {} ({}): {}", escaped(policy), words::place(lines), escaped(message))
        }
        Warning::PartialFile => {
            "the file is not everything (a page, or a filter): users, groups, roles or policies may be missing".to_owned()
        }
    }
}

/// Flags that help people to judge the answer.
fn note(flag: Flag) -> Option<String> {
    Some(match flag {
        Flag::MayBeExplicit => "denied in any case; perhaps explicitly".to_owned(),
        Flag::ExplicitInSomeWorlds => "denied in any case; explicitly for some values".to_owned(),
        Flag::GrantCouldAllow => "a KMS grant that was not told could allow".to_owned(),
        Flag::Truncated => "too many values matter to try them all".to_owned(),
        Flag::NoCounterexample => {
            "no value that was tried gives another answer, but not all could be tried".to_owned()
        }
        Flag::PathNotVerified => "a role was compared without its path".to_owned(),
        _ => return None,
    })
}
