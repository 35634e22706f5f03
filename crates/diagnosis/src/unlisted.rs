//! A resource that is not in the data: it may be somebody else's, or misspelt.

use crate::remarks::Remark;
use iamdiag_evaluator::{Request, Resource};
use iamdiag_policy::Arn;
use iamdiag_snapshot::{Snapshot, container};

/// How many near names are told.
const SHOWN: usize = 3;

/// The resource of a request that could be in the data and is not: itself, or what it lies in, such as an object's bucket. Whoever
/// tells who owns it knows what it is called, and roles that are not there are no question at all.
pub fn unlisted(request: &Request, snapshot: &Snapshot) -> Option<String> {
    let Resource::Arn(text) = &request.resource else { return None };
    let arn = Arn::parse(text)?;
    let is_one = !text.contains(['*', '?']) && arn.service != "iam" && arn.service != "sts";
    let listed = container(text).unwrap_or_else(|| text.to_string());
    let is_there = [&**text, &listed].iter().any(|arn| snapshot.resource(arn).is_some());
    (is_one && !is_there).then_some(listed)
}

impl Remark {
    /// The remark on such a resource, if some of the candidates are of its kind.
    pub fn not_in_data(resource: &str, candidates: Vec<Box<str>>) -> Option<Self> {
        let wanted = kind(resource)?;
        let is_near = |candidate: &str| kind(candidate) == Some(wanted) && candidate != resource;
        let near: Vec<Box<str>> = candidates.into_iter().filter(|one| is_near(one)).take(SHOWN).collect();
        (!near.is_empty()).then(|| Self::NotInData { resource: resource.into(), near })
    }
}

/// Service and type of a resource: what stands before its name.
fn kind(text: &str) -> Option<(&str, &str)> {
    let arn = Arn::parse(text)?;
    let end = arn.resource.rfind(['/', ':']).unwrap_or(0);
    Some((arn.service, arn.resource.get(..end)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(resource: &str, candidates: &[&str]) -> Vec<Box<str>> {
        match Remark::not_in_data(resource, candidates.iter().map(|&one| one.into()).collect()) {
            Some(Remark::NotInData { near, .. }) => near,
            _ => Vec::new(),
        }
    }

    #[test]
    fn only_resources_of_its_kind_are_near() {
        let bucket = "arn:aws:s3:::acme-rwa";
        assert_eq!(
            near(bucket, &["arn:aws:sqs:eu-west-1:111122223333:acme-raw", "arn:aws:s3:::acme-raw"]),
            ["arn:aws:s3:::acme-raw".into()]
        );
        assert!(near(bucket, &[]).is_empty() && near(bucket, &[bucket]).is_empty());
        let instance = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0example";
        assert!(
            near(instance, &["arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-0example"]).is_empty()
        );
    }
}
