//! How what is unknown can be told.

use crate::escape::escaped;
use iamdiag_diagnosis::{Remedy, UnknownAnswer, UnknownName};
use iamdiag_evaluator::AtomName;
use iamdiag_policy::KeyKind;

/// How a session is named.
const SESSION: &str = "name the session: ACCOUNT:assumed-role/ROLE/SESSION";

/// The option that tells it, or an empty text.
pub(crate) fn supply(unknown: &UnknownAnswer) -> String {
    let text = match &unknown.name {
        UnknownName::Key(_) if unknown.remedy == Remedy::Session => SESSION,
        UnknownName::Key(key) => match key.kind() {
            KeyKind::MultiFactorAuthPresent => "--mfa or --no-mfa",
            KeyKind::SourceIp => "--source-ip ADDRESS",
            KeyKind::SourceVpce => "--vpce ID",
            KeyKind::RequestedRegion => "--region REGION",
            KeyKind::CurrentTime => "--at TIME",
            KeyKind::RequestTag => "--tag KEY=VALUE",
            _ if unknown.remedy == Remedy::Value => {
                return format!("--context {}=VALUE", escaped(key.written()));
            }
            _ => return format!("--context {}=VALUE or --absent {0}", escaped(key.written())),
        },
        UnknownName::Action => "look up how AWS spells it",
        UnknownName::Resource => "name the resource's ARN",
        UnknownName::PolicyText(_) => "collect it: the file does not hold it",
        UnknownName::Atom(AtomName::Resource) => match unknown.remedy {
            Remedy::Give => "--resource-policy FILE",
            Remedy::NameOrDeny => "name the resource's ARN, or --assume-absent resource",
            Remedy::Name => "name the resource's ARN",
            _ => "--resource-policy FILE or --assume-absent resource",
        },
        UnknownName::Atom(atom) => of_atom(*atom),
    };
    text.to_owned()
}

fn of_atom(atom: AtomName) -> &'static str {
    match atom {
        AtomName::Scps => "--assume-absent scp",
        AtomName::Rcps => "--assume-absent rcp",
        AtomName::Identity => "collect the caller's account, or --assume-absent identity",
        AtomName::Boundary => "collect the caller's account, or --assume-absent boundary",
        AtomName::Session => "--session-policy FILE or --assume-absent session",
        AtomName::Vpce => "--assume-absent vpce",
        AtomName::Acl => "--assume-absent acl",
        AtomName::Grant => "--assume-absent grant",
        AtomName::PublicAccessBlock => "--assume-absent block-public-access",
        AtomName::OwnerConsent => "--assume-absent resource",
        AtomName::ResourceOwner => "--resource-account ID",
        AtomName::ObjectOwner => "--object-owner ID",
        AtomName::SessionName => SESSION,
        _ => "",
    }
}
