//! Policies in files, the endpoint, and layers that do not exist.

use super::args::WhyArgs;
use crate::error::CliError;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Attached, KeyState, Layer, Request, Resource};
use iamdiag_policy::{KeyKind, Origin, PolicyKind, is_account_id, parse_bytes};
use iamdiag_reporter::escaped;
use iamdiag_snapshot::{AbsentLayers, Given, GivenEndpoint, GivenPolicy};
use std::path::Path;
use std::sync::Arc;

pub(super) fn given(args: &WhyArgs, request: &Request, catalog: &Catalog) -> Result<Given, CliError> {
    let session: Result<Vec<GivenPolicy>, CliError> =
        args.session_policy.iter().map(|path| session_policy(path)).collect();
    let resource =
        args.resource_policy.as_deref().map(|path| resource_policy(path, request, catalog)).transpose()?;
    Ok(Given {
        session: Some(session?).filter(|policies| !policies.is_empty()),
        resource,
        endpoint: endpoint(request),
        object_owner: args.object_owner.as_deref().map(|id| object_owner(id, request)).transpose()?,
        absent: absent(&args.assume_absent)?,
    })
}

/// The endpoint follows from `aws:SourceVpce`, however that was told (V1). Where it is not known whether there is one, its
/// policy may have a say.
fn endpoint(request: &Request) -> Option<GivenEndpoint> {
    let told =
        request.context.iter().find(|(key, _)| key.kind() == KeyKind::SourceVpce).map(|(_, state)| state);
    match told? {
        KeyState::Scalar(id) => Some(GivenEndpoint { id: Some(id.clone()) }),
        KeyState::List(_) | KeyState::Present(_) | KeyState::Unknown(_) => Some(GivenEndpoint { id: None }),
        KeyState::Absent => None,
    }
}

/// X31: only objects of S3 have an owner of their own.
fn object_owner(id: &str, request: &Request) -> Result<Box<str>, CliError> {
    let is_object = request.action.service() == "s3" && request.resource.text().contains('/');
    if !is_object {
        return Err(CliError::new("--object-owner is for an object in an S3 bucket")
            .help("such as arn:aws:s3:::bucket/key"));
    }
    match is_account_id(id) {
        true => Ok(id.into()),
        false => Err(CliError::new(format!("--object-owner: `{}` is not an account id", escaped(id)))
            .help("expected twelve digits")),
    }
}

fn absent(words: &[String]) -> Result<AbsentLayers, CliError> {
    let mut layers = Vec::new();
    for word in words {
        if word == "all" {
            layers.extend(AbsentLayers::CHOICES);
            continue;
        }
        let known = AbsentLayers::CHOICES.into_iter().find(|layer| layer.name() == word);
        layers.push(known.ok_or_else(|| unknown_layer(word))?);
    }
    Ok(layers.into_iter().collect())
}

fn unknown_layer(word: &str) -> CliError {
    let names: Vec<&str> = AbsentLayers::CHOICES.into_iter().map(Layer::name).chain(["all"]).collect();
    CliError::new(format!("--assume-absent: `{}` is not a layer", escaped(word)))
        .help(format!("expected one of {}", names.join(", ")))
}

fn session_policy(path: &Path) -> Result<GivenPolicy, CliError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    policy(path, &name, PolicyKind::Session)
}

/// The policy on the resource with its kind, which the resource tells.
fn resource_policy(
    path: &Path,
    request: &Request,
    catalog: &Catalog,
) -> Result<(Box<str>, GivenPolicy), CliError> {
    if request.resource == Resource::Star {
        return Err(
            CliError::new("--resource-policy needs a resource that it is on").help("name the resource's ARN")
        );
    }
    let text = request.resource.text();
    let action = catalog.action(request.action.service(), request.action.name());
    let named =
        action.and_then(|action| action.resource_type_of(&text)).and_then(|kind| kind.resource_policy_kind());
    let is_trust = request.action.service() == "sts" && text.contains(":role/");
    let kind = if is_trust { PolicyKind::Trust } else { PolicyKind::Resource };
    let word = if is_trust { "trust" } else { named.unwrap_or("resource") };
    Ok((word.into(), policy(path, &format!("{word} policy"), kind)?))
}

fn policy(path: &Path, name: &str, kind: PolicyKind) -> Result<GivenPolicy, CliError> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|cause| CliError::new(format!("cannot read {}: {cause}", escaped(&file))))?;
    let document =
        parse_bytes(&bytes, kind, Origin::Given).map_err(|error| CliError::policy(&error, &file))?;
    Ok(GivenPolicy { file: file.into(), policy: Attached::new(name, Arc::new(document)) })
}
