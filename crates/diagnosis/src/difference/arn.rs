//! Two ARNs, one of them perhaps a pattern.

use super::text::of_texts;
use super::{ArnPart, Difference};
use iamdiag_policy::Arn;
use iamdiag_policy::pattern::Glob;

/// How a resource entry differs from the resource that was asked, if it is near.
pub(crate) fn of_resource(pattern: &str, asked: &str) -> Option<Difference> {
    bucket(pattern, asked).or_else(|| of_arns(pattern, asked))
}

/// How an ARN pattern differs from an ARN, if it is near; texts that are no ARNs are compared as texts.
pub(crate) fn of_arns(pattern: &str, asked: &str) -> Option<Difference> {
    let (Some(wanted), Some(found)) = (Arn::parse(pattern), Arn::parse(asked)) else {
        return of_texts(pattern, asked);
    };
    if let Some(difference) = role_and_session(&wanted, &found) {
        return Some(difference);
    }
    let parts = [
        ("partition", wanted.partition, found.partition),
        ("service", wanted.service, found.service),
        ("region", wanted.region, found.region),
        ("account", wanted.account, found.account),
    ];
    let differ: Vec<ArnPart> = parts
        .into_iter()
        .filter(|(_, wanted, found)| !Glob::new(wanted).matches(found))
        .map(|(name, wanted, asked)| ArnPart { name, wanted: wanted.into(), asked: asked.into() })
        .collect();
    let same_resource = Glob::new(wanted.resource).matches(found.resource);
    match (differ.is_empty(), same_resource) {
        (false, true) if !is_any(wanted.resource) => Some(Difference::ArnParts(differ)),
        (true, false) => path(&wanted, &found).or_else(|| of_texts(wanted.resource, found.resource)),
        _ => only_case(pattern, asked),
    }
}

fn is_any(pattern: &str) -> bool {
    pattern.bytes().all(|byte| byte == b'*')
}

fn only_case(pattern: &str, asked: &str) -> Option<Difference> {
    of_texts(pattern, asked).filter(|difference| *difference == Difference::Case)
}

/// X41: a bucket where an object is asked for, or the other way about.
fn bucket(pattern: &str, asked: &str) -> Option<Difference> {
    let (wanted, found) = (Arn::parse(pattern)?, Arn::parse(asked)?);
    if wanted.service != "s3" || found.service != "s3" || !found.account.is_empty() {
        return None;
    }
    let same = |wanted: &str, found: &str| Glob::new(wanted).matches(found);
    match (wanted.resource.split_once('/'), found.resource.split_once('/')) {
        (None, Some((bucket, _))) if same(wanted.resource, bucket) => Some(Difference::IsTheBucket),
        (Some((bucket, _)), None) if same(bucket, found.resource) => Some(Difference::IsItsObjects),
        _ => None,
    }
}

/// A session of a role where the role is asked for, or the other way about.
fn role_and_session(wanted: &Arn<'_>, found: &Arn<'_>) -> Option<Difference> {
    if !Glob::new(wanted.account).matches(found.account) {
        return None;
    }
    let role = |arn: &Arn<'_>| {
        arn.resource.strip_prefix("role/").and_then(|path| Some(path.rsplit('/').next()?.to_owned()))
    };
    let session = |arn: &Arn<'_>| {
        let (role, session) = arn.resource.strip_prefix("assumed-role/")?.split_once('/')?;
        Some((role.to_owned(), session.to_owned()))
    };
    match (role(wanted), session(wanted), role(found), session(found)) {
        (_, Some((wanted, _)), Some(found), _) if Glob::new(&wanted).matches(&found) => {
            Some(Difference::NamesTheSession)
        }
        (Some(wanted), _, _, Some((found, _))) if Glob::new(&wanted).matches(&found) => {
            Some(Difference::NamesTheRole)
        }
        (_, Some((role, wanted)), _, Some((of, asked))) if role == of => {
            Some(Difference::OtherSession { wanted: wanted.into(), asked: asked.into() })
        }
        _ => None,
    }
}

/// A user or role that goes by the same name under another path.
fn path(wanted: &Arn<'_>, found: &Arn<'_>) -> Option<Difference> {
    let cut = |arn: &Arn<'_>| {
        let (kind, rest) = arn.resource.split_once('/')?;
        let (path, name) = rest.rsplit_once('/').unwrap_or(("", rest));
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        matches!(kind, "role" | "user").then(|| (kind.to_owned(), path, name.to_owned()))
    };
    let ((kind, path, name), (of, here, asked)) = (cut(wanted)?, cut(found)?);
    let same = kind == of && !is_any(&name) && Glob::new(&name).matches(&asked) && path != here;
    same.then(|| Difference::Path { wanted: path.into(), asked: here.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, asked: &str, expected: Option<Difference>) {
        assert_eq!(of_resource(pattern, asked), expected, "{pattern} {asked}");
    }

    fn part(name: &'static str, wanted: &str, asked: &str) -> ArnPart {
        ArnPart { name, wanted: wanted.into(), asked: asked.into() }
    }

    #[test]
    fn buckets_and_objects_are_told_apart() {
        check("arn:aws:s3:::b", "arn:aws:s3:::b/k", Some(Difference::IsTheBucket));
        check("arn:aws:s3:::b/*", "arn:aws:s3:::b", Some(Difference::IsItsObjects));
        check("arn:aws:s3:::b*/*", "arn:aws:s3:::bucket", Some(Difference::IsItsObjects));
    }

    #[test]
    fn parts_that_differ_alone_are_told() {
        let q = "arn:aws:sqs:eu-west-1:111122223333:q";
        check(
            "arn:aws-cn:sqs:*:*:q",
            q,
            Some(Difference::ArnParts(vec![part("partition", "aws-cn", "aws")])),
        );
        let both =
            vec![part("region", "us-east-1", "eu-west-1"), part("account", "444455556666", "111122223333")];
        check("arn:aws:sqs:us-east-1:444455556666:q", q, Some(Difference::ArnParts(both)));
        check("arn:aws:sqs:us-east-1:111122223333:*", q, None);
        check("arn:aws:sqs:us-east-1:111122223333:other", q, None);
        check("arn:aws:SQS:eu-west-1:111122223333:Q", q, Some(Difference::Case));
    }

    #[test]
    fn roles_their_paths_and_their_sessions_are_told_apart() {
        let role = "arn:aws:iam::111122223333:role/etl/runner";
        let session = "arn:aws:sts::111122223333:assumed-role/runner/s1";
        let path = Difference::Path { wanted: "/".into(), asked: "/etl/".into() };
        check("arn:aws:iam::111122223333:role/runner", role, Some(path));
        check("arn:aws:sts::111122223333:assumed-role/runner/*", role, Some(Difference::NamesTheSession));
        check("arn:aws:iam::111122223333:role/runner", session, Some(Difference::NamesTheRole));
        let other = Difference::OtherSession { wanted: "s2".into(), asked: "s1".into() };
        check("arn:aws:sts::111122223333:assumed-role/runner/s2", session, Some(other));
    }
}
