//! Services as files name them. What is said of a service by a wrong name is lost, and then what it has counts as seen.

use crate::documents::{Beside, Documents};
use crate::read_error::ReadProblem;
use crate::read_warning::{ReadDoubt, ReadWarning};
use iamdiag_catalog::Catalog;

/// Checks a service's name. One that cannot be a service, or is one letter away from one, is refused; AWS has new services
/// every month, so that any other is a doubt at most.
pub(super) fn check<B: Beside>(
    documents: &Documents<'_, B>,
    name: &str,
) -> Result<Option<ReadWarning>, B::Error> {
    let catalog = Catalog::embedded();
    if catalog.service(name).is_some_and(|service| service.prefix() == name) {
        return Ok(None);
    }
    if let Some(near) = nearest(name, catalog) {
        let problem = ReadProblem::Service { found: name.into(), near: near.into() };
        return Err(documents.error_at(name, problem).into());
    }
    if name.is_empty() || !name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        let expected = "a service by its IAM prefix, such as `s3` or `kms`";
        return Err(documents.error_at(name, ReadProblem::Value { found: name.into(), expected }).into());
    }
    Ok(Some(ReadWarning {
        file: documents.file.name().into(),
        doubt: ReadDoubt::UnknownService { name: name.into() },
    }))
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
