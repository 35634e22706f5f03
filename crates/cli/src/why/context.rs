//! The context options: every way to tell a condition key, each key once.

use super::args::WhyArgs;
use super::context_file;
use super::values::{split, state};
use crate::error::CliError;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{CallerKind, KeyState, Possible, Request};
use iamdiag_policy::{ConditionKey, KeyKind};
use iamdiag_reporter::escaped;
use std::net::IpAddr;

type Told = Vec<(ConditionKey, KeyState)>;
/// Keys with the values typed for them.
type Typed = Vec<(ConditionKey, Vec<Box<str>>)>;

/// The keys that were told. Options win over `--context-file`; a key told twice by options is an error.
pub(super) fn context(args: &WhyArgs, request: &Request, catalog: &Catalog) -> Result<Told, CliError> {
    let mut told = Told::new();
    for (key, values) in pairs(args, catalog)? {
        let state = state(&key, values, catalog)?;
        tell(&mut told, key, state)?;
    }
    for tag in &args.tag {
        let (name, value) = pair("--tag", tag)?;
        tell(&mut told, ConditionKey::new(&format!("aws:RequestTag/{name}")), KeyState::scalar(value))?;
    }
    for key in &args.absent {
        tell(&mut told, named("--absent", key)?, KeyState::Absent)?;
    }
    for key in &args.unknown {
        tell(&mut told, named("--unknown", key)?, KeyState::unknown())?;
    }
    shorthands(args, request, &mut told)?;
    let by_option = by_option(args);
    agree(&by_option, &told)?;
    if let Some(path) = &args.context_file {
        for (key, state) in context_file::read(path)? {
            let is_told = told.iter().any(|(known, _)| *known == key);
            if !is_told && !by_option.iter().any(|(_, known, _)| *known == key) {
                told.push((key, state));
            }
        }
    }
    path(&mut told);
    let vpce = ConditionKey::new("aws:SourceVpce");
    if args.strict && !told.iter().any(|(key, _)| *key == vpce) {
        // V1, T18: whether the request goes through an endpoint is taken for granted otherwise.
        told.push((vpce, KeyState::unknown()));
    }
    told.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(told)
}

/// The keys that follow from an option of their own, with what it says.
fn by_option(args: &WhyArgs) -> Vec<(&'static str, ConditionKey, &str)> {
    let options = [
        ("--region", "aws:RequestedRegion", &args.region),
        ("--at", "aws:CurrentTime", &args.at),
        ("--at", "aws:EpochTime", &args.at),
    ];
    let given = options.into_iter().filter_map(|(option, key, value)| Some((option, key, value.as_deref()?)));
    given.map(|(option, key, value)| (option, ConditionKey::new(key), value)).collect()
}

/// That no key is told one thing by its option and another as a key.
fn agree(by_option: &[(&str, ConditionKey, &str)], told: &Told) -> Result<(), CliError> {
    for (option, key, value) in by_option {
        let otherwise =
            |(known, state): &&(ConditionKey, KeyState)| known == key && *state != KeyState::scalar(*value);
        if let Some((key, state)) = told.iter().find(otherwise) {
            let also = match state {
                KeyState::Scalar(text) => format!("`{}`", escaped(text)),
                _ => "something else".to_owned(),
            };
            let (key, value) = (escaped(key.written()), escaped(value));
            return Err(CliError::new(format!(
                "{key} is told twice: `{value}` by {option}, and {also} as a key"
            )));
        }
    }
    Ok(())
}

/// V1, T16: any key of the path through an endpoint tells of one, though not which.
fn path(told: &mut Told) {
    use KeyKind::{SourceVpc, SourceVpcArn, SourceVpce, VpcSourceIp, VpceAccount, VpceOrgId, VpceOrgPaths};
    const OTHERS: [KeyKind; 6] = [SourceVpc, SourceVpcArn, VpcSourceIp, VpceAccount, VpceOrgId, VpceOrgPaths];
    if told.iter().any(|(key, _)| key.kind() == SourceVpce) {
        return;
    }
    let mut states: Vec<KeyState> = Vec::new();
    for (_, state) in told.iter().filter(|(key, _)| OTHERS.contains(&key.kind())) {
        match state {
            KeyState::Absent => {}
            KeyState::Unknown(_) => states.push(KeyState::unknown()),
            KeyState::Scalar(_) | KeyState::List(_) | KeyState::Present(_) => {
                states.insert(0, KeyState::present())
            }
        }
    }
    if let Some(state) = states.into_iter().next() {
        told.push((ConditionKey::new(SourceVpce.name()), state));
    }
}

/// `--context`, the values of one key together.
fn pairs(args: &WhyArgs, catalog: &Catalog) -> Result<Typed, CliError> {
    let mut found = Typed::new();
    for text in &args.context {
        let (key, value) = pair("--context", text)?;
        let key = named("--context", key)?;
        let values = split(&key, value, catalog).into_iter().map(Into::into);
        match found.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => known.extend(values),
            None => found.push((key, values.collect())),
        }
    }
    Ok(found)
}

fn shorthands(args: &WhyArgs, request: &Request, told: &mut Told) -> Result<(), CliError> {
    if args.mfa {
        tell(told, ConditionKey::new("aws:MultiFactorAuthPresent"), KeyState::scalar("true"))?;
    }
    if args.no_mfa {
        // K20: `false` in temporary credentials, absent with a user's access key.
        let state = match request.caller.kind {
            CallerKind::RoleSession { .. } => KeyState::scalar("false"),
            _ => KeyState::Unknown(Possible::AnyOf(["false".into()].into())),
        };
        tell(told, ConditionKey::new("aws:MultiFactorAuthPresent"), state)?;
        tell(told, ConditionKey::new("aws:MultiFactorAuthAge"), KeyState::Absent)?;
    }
    if let Some(text) = &args.source_ip {
        tell(told, ConditionKey::new("aws:SourceIp"), address(text)?)?;
    }
    if let Some(id) = &args.vpce {
        tell(told, ConditionKey::new("aws:SourceVpce"), KeyState::scalar(&**id))?;
    }
    Ok(())
}

fn tell(told: &mut Told, key: ConditionKey, state: KeyState) -> Result<(), CliError> {
    if told.iter().any(|(known, _)| *known == key) {
        return Err(CliError::new(format!("{} is told twice", escaped(key.written()))));
    }
    told.push((key, state));
    Ok(())
}

fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), CliError> {
    text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
        CliError::new(format!("{option}: `{}` is not KEY=VALUE", escaped(text))).help(format!(
            "such as {option} {}",
            if option == "--tag" { "team=data" } else { "aws:SourceIp=203.0.113.7" }
        ))
    })
}

fn named(option: &str, text: &str) -> Result<ConditionKey, CliError> {
    let is_key = text.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    if is_key {
        return Ok(ConditionKey::new(text));
    }
    Err(CliError::new(format!("{option}: `{}` is not a condition key", escaped(text)))
        .help("expected `service:Name`, such as aws:SourceIp"))
}

/// An address, or a network of which any address may be the caller's.
fn address(text: &str) -> Result<KeyState, CliError> {
    if text.parse::<IpAddr>().is_ok() {
        return Ok(KeyState::scalar(text));
    }
    match text.parse() {
        Ok(network) => Ok(KeyState::Present(Possible::Cidr(network))),
        Err(_) => {
            Err(CliError::new(format!("--source-ip: `{}` is not an IP address or network", escaped(text)))
                .help("such as 203.0.113.7 or 10.0.0.0/8"))
        }
    }
}
