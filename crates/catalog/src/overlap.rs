//! Whether a pattern with wildcards and the form of a resource type's ARNs have an ARN in common.

use crate::rows::part;
use crate::template::ArnTemplate;

/// Longer patterns are not looked at: AWS allows ARNs of 2,048 characters.
const LONGEST: usize = 4096;

/// One step of a pattern or of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// This byte.
    Byte(u8),
    /// One byte of the set.
    One(Set),
    /// Any run of bytes of the set, the empty one included.
    Run(Set),
}

/// Which bytes a placeholder may stand for: all, but perhaps not these two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Set {
    slash: bool,
    colon: bool,
}

/// Whether some ARN may have this form and match the pattern, whose wildcards are `*` and `?`.
///
/// Two ways are tried. A wildcard in one of the first five parts stays in it (R4), and a name may hold colons; or a `*` at the
/// end of a part runs on (R5, U12), and no name holds any: with both at once nearly everything would fit. A placeholder may hold
/// slashes unless the form is `strict`: names of some services do, and the reference does not tell.
pub(crate) fn may_overlap(template: ArnTemplate<'_>, strict: bool, pattern: &str) -> bool {
    pattern.len() > LONGEST
        || meets(&steps(pattern, false), &form(template, strict, true))
        || meets(&steps(pattern, true), &form(template, strict, false))
}

/// Whether pattern and form surely are of two services: both spell them, and not alike. Most pairs are told apart by this.
pub(crate) fn are_of_two_services(template: ArnTemplate<'_>, pattern: &str) -> bool {
    let mut parts = pattern.splitn(4, ':');
    let (Some(first), Some(partition), Some(service)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let spelled = [first, partition, service].iter().all(|part| !part.contains(['*', '?']));
    match template.row.service {
        part::ANY | part::SOME => false,
        text => spelled && template.catalog.strings.get(text) != service,
    }
}

/// Whether a text exists that both take: a search over pairs of places, each looked at once.
fn meets(pattern: &[Step], form: &[Step]) -> bool {
    let width = form.len() + 1;
    let mut seen = vec![false; (pattern.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((p, f)) = open.pop() {
        match seen.get_mut(p * width + f) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (step, other) = (pattern.get(p).copied(), form.get(f).copied());
        if step.is_none() && other.is_none() {
            return true;
        }
        if matches!(step, Some(Step::Run(_))) {
            open.push((p + 1, f));
        }
        if matches!(other, Some(Step::Run(_))) {
            open.push((p, f + 1));
        }
        if let (Some(step), Some(other)) = (step, other)
            && meet(step, other)
        {
            let after = |at: usize, step| if matches!(step, Step::Run(_)) { at } else { at + 1 };
            open.push((after(p, step), after(f, other)));
        }
    }
    false
}

/// The pattern; `crossing` lets a `*` at the end of a part run over colons.
fn steps(pattern: &str, crossing: bool) -> Vec<Step> {
    let bytes = pattern.as_bytes();
    let mut colons = 0;
    let mut steps = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let is_end = matches!(bytes.get(at + 1), None | Some(b':'));
        let colon = colons >= 5 || crossing && is_end && byte == b'*';
        let set = Set { slash: true, colon };
        steps.push(match byte {
            b'*' => Step::Run(set),
            b'?' => Step::One(set),
            other => Step::Byte(other),
        });
        colons += usize::from(byte == b':');
    }
    steps
}

fn form(template: ArnTemplate<'_>, strict: bool, colons: bool) -> Vec<Step> {
    let (row, strings) = (&template.row, &template.catalog.strings);
    let mut form: Vec<Step> = literal("arn:").collect();
    let inside = Set { slash: false, colon: false };
    form.extend([Step::One(inside), Step::Run(inside), Step::Byte(b':')]);
    for part in [row.service, row.region, row.account] {
        match part {
            // AWS's own resources, such as SSM documents, have no account.
            part::ANY | part::SOME => form.push(Step::Run(inside)),
            text => form.extend(literal(strings.get(text))),
        }
        form.push(Step::Byte(b':'));
    }
    let mut tail = template.catalog.lists.iter(row.tail);
    while let Some(text) = tail.next() {
        form.extend(literal(strings.get(text)));
        let Some(flags) = tail.next() else { break };
        let set =
            Set { slash: !strict || flags & part::SLASH != 0, colon: colons && flags & part::COLON != 0 };
        if flags & part::EMPTY == 0 {
            form.push(Step::One(set));
        }
        form.push(Step::Run(set));
    }
    form
}

fn literal(text: &str) -> impl Iterator<Item = Step> {
    text.bytes().map(Step::Byte)
}

/// Whether one byte can be taken by both.
fn meet(a: Step, b: Step) -> bool {
    match (a, b) {
        (Step::Byte(a), Step::Byte(b)) => a == b,
        (Step::Byte(byte), Step::One(set) | Step::Run(set))
        | (Step::One(set) | Step::Run(set), Step::Byte(byte)) => match byte {
            b'/' => set.slash,
            b':' => set.colon,
            _ => true,
        },
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::Catalog;

    #[track_caller]
    fn check(service: &str, resource_type: &str, pattern: &str, expected: bool) {
        let found = Catalog::embedded().service(service).unwrap().resource_type(resource_type).unwrap();
        assert_eq!(found.may_match(pattern), expected, "{resource_type} {pattern}");
    }

    #[test]
    fn a_bucket_is_no_object() {
        check("s3", "bucket", "arn:aws:s3:::b", true);
        check("s3", "bucket", "arn:aws:s3:::b*", true);
        check("s3", "bucket", "arn:aws:s3:::*", true);
        check("s3", "bucket", "arn:aws:s3:::b/*", false);
        check("s3", "object", "arn:aws:s3:::b", false);
        check("s3", "object", "arn:aws:s3:::b*", true);
        check("s3", "object", "arn:aws:s3:::b/*", true);
        check("s3", "object", "arn:*:s3:::*/a?", true);
    }

    #[test]
    fn wildcards_anywhere_may_cover_a_form() {
        check("dynamodb", "table", "arn:aws:dynamodb:*", true);
        check("secretsmanager", "Secret", "arn:aws:secretsmanager:*:*:sqlworkbench!*", true);
        check("logs", "log-group", "arn:aws:logs:*:*:log-group:g:*", true);
        check("dynamodb", "table", "arn:aws:dynamodb:*:*:table/orders", true);
        check("dynamodb", "table", "arn:aws:dynamodb:*:*:global-table/orders", false);
        check("sagemaker", "domain", "arn:aws:sagemaker:*:*:action/*", false);
        check("dynamodb", "table", "*", true);
        check("config", "ConfigRule", "arn:aws:config:*:*:config-rule/aws-service-rule/x/*", true);
        check("ssm", "document", "arn:aws:ssm:*::document/AWS-*", true);
        check("dynamodb", "table", "", false);
        check("dynamodb", "table", "arn:aws:sqs:*:*:q", false);
    }
}
