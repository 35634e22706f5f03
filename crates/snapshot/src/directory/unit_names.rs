//! Services and regions as files name them. What is said of one by a wrong name is lost, and then what it has counts as seen.

use crate::documents::{Beside, Documents};
use crate::read_error::ReadProblem;
use crate::read_warning::{ReadDoubt, ReadWarning};
use iamdiag_catalog::Catalog;
use iamdiag_policy::is_region;

/// Checks the names of a service and of its region; what is no error may be a doubt.
pub(super) fn check<B: Beside>(
    documents: &Documents<'_, B>,
    service: &str,
    region: Option<&str>,
) -> Result<impl Iterator<Item = ReadWarning> + use<B>, B::Error> {
    let service = check_service(documents, service)?;
    let region = region.map(|region| check_region(documents, region)).transpose()?.flatten();
    let file = documents.file.name().to_owned();
    let warning = move |doubt| ReadWarning { file: file.as_str().into(), doubt };
    Ok(service.into_iter().chain(region).map(warning))
}

/// A service that cannot be one, or is one letter away from one, is refused; AWS has new services every month, so that any other
/// is a doubt at most.
fn check_service<B: Beside>(documents: &Documents<'_, B>, name: &str) -> Result<Option<ReadDoubt>, B::Error> {
    let catalog = Catalog::embedded();
    if catalog.service(name).is_some_and(|service| service.prefix() == name) {
        return Ok(None);
    }
    if let Some(near) = nearest(name, catalog) {
        let problem = ReadProblem::Service { found: name.into(), near: near.into() };
        return Err(documents.error_at(name, problem).into());
    }
    if !is_name(name) {
        let expected = "a service by its IAM prefix, such as `s3` or `kms`";
        return Err(documents.error_at(name, ReadProblem::Value { found: name.into(), expected }).into());
    }
    Ok(Some(ReadDoubt::UnknownService { name: name.into() }))
}

/// A region that cannot be one is refused. The SDKs have names of their own, such as `aws-global`.
fn check_region<B: Beside>(documents: &Documents<'_, B>, name: &str) -> Result<Option<ReadDoubt>, B::Error> {
    if is_region(name) {
        return Ok(None);
    }
    if !is_name(name) {
        let expected = "a region by its name, such as `eu-west-1`";
        return Err(documents.error_at(name, ReadProblem::Value { found: name.into(), expected }).into());
    }
    Ok(Some(ReadDoubt::OddRegion { name: name.into() }))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// The service whose name is at most one letter away. Of several, one of the same letters: it was typed too fast.
fn nearest(name: &str, catalog: &'static Catalog) -> Option<&'static str> {
    let name = name.to_lowercase();
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let prefixes = catalog.services().map(|service| service.prefix());
    // To compare names of other lengths takes as long as their lengths' product.
    let prefixes = prefixes.filter(|known| name.len().abs_diff(known.len()) <= 1);
    prefixes
        .map(|known| (strsim::osa_distance(&name, known), letters(&name) != letters(known), known))
        .filter(|(distance, _, known)| *distance <= 1 && *distance < known.len())
        .min()
        .map(|(.., known)| known)
}
