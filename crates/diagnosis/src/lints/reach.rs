//! Actions and resources of one statement that never come together (R10, R19, X41).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_catalog::{Action, Catalog};
use iamdiag_policy::pattern::Piece;
use iamdiag_policy::{PolicyKind, ResourcePattern, Span, Spanned, Statement};

static BUCKET_OR_OBJECT: Code = Code {
    id: "IAM1201",
    name: "bucket-or-object",
    severity: Severity::Warning,
    headline: "the ARN of a bucket stands where its objects are meant, or the other way round",
    rules: &["X41", "R19"],
    means: "Actions on a bucket, such as `s3:ListBucket`, are asked for `arn:aws:s3:::acme-raw`; actions on objects, such as \
            `s3:GetObject`, for `arn:aws:s3:::acme-raw/KEY`. None of the statement's resources is of the kind that the action \
            needs.",
    matters: "This is the most common mistake with S3. An Allow grants nothing by the action, a Deny does not stop it.",
    example: "\"Action\": \"s3:GetObject\",\n\"Resource\": \"arn:aws:s3:::acme-raw\"",
    fix: "Write `arn:aws:s3:::acme-raw/*` for objects and `arn:aws:s3:::acme-raw` for the bucket; list both if the statement \
          has actions of both kinds.",
};

static RESOURCE_LESS: Code = Code {
    id: "IAM1202",
    name: "action-takes-no-resource",
    severity: Severity::Warning,
    headline: "the action is not asked for any resource, so that an ARN never matches it",
    rules: &["R10", "R11"],
    means: "AWS asks for this action with `*` in place of a resource. Only the entry `*` covers that; the statement lists ARNs.",
    matters: "An Allow grants nothing by the action, and a Deny never stops it. The reference is not complete: some such actions \
              are asked for an ARN of the whole account; patterns that could cover one are not reported.",
    example: "{\"Effect\": \"Deny\", \"Action\": \"ec2:DescribeInstances\", \"Resource\": \"arn:aws:ec2:*:*:instance/i-1\"}",
    fix: "Put the action into a statement with `\"Resource\": \"*\"`.",
};

static NO_RESOURCE_FITS: Code = Code {
    id: "IAM1203",
    name: "no-resource-fits-action",
    severity: Severity::Warning,
    headline: "none of the statement's resources is of a type that the action is asked for",
    rules: &["R19"],
    means: "The reference lists the types of resource of every action, with the form of their ARNs. No entry of `Resource` can \
            cover such an ARN.",
    matters: "An Allow grants nothing by the action, and a Deny does not stop it. If the resources are of the right service it is \
              a note: the reference may lack a new type.",
    example: "\"Action\": \"sqs:SendMessage\",\n\"Resource\": \"arn:aws:sns:eu-west-1:111122223333:orders\"",
    fix: "Write an ARN of one of the forms that are named.",
};

static RESOURCE_FITS_NONE: Code = Code {
    id: "IAM1204",
    name: "resource-fits-no-action",
    severity: Severity::Note,
    headline: "none of the statement's actions is asked for such a resource",
    rules: &["R19"],
    means: "Other entries of `Resource` serve the actions; this one serves none of them.",
    matters: "The entry has no effect. Perhaps an action is missing.",
    example: "\"Action\": \"s3:GetObject\",\n\"Resource\": [\"arn:aws:s3:::acme-raw\", \"arn:aws:s3:::acme-raw/*\"]",
    fix: "Remove the entry, or add the actions that it was meant for.",
};

pub(super) const LINT: Lint =
    Lint { codes: &[&BUCKET_OR_OBJECT, &RESOURCE_LESS, &NO_RESOURCE_FITS, &RESOURCE_FITS_NONE], check };

/// How many forms of ARNs are named.
const SHOWN: usize = 3;

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    if linted.document.kind == PolicyKind::Trust {
        return;
    }
    for statement in linted.statements().filter(|statement| !statement.action.negated) {
        let Some(resource) = statement.resource.as_ref().filter(|resource| !resource.negated) else {
            continue;
        };
        if resource.entries.is_empty() || resource.entries.iter().any(|entry| entry.value.is_everything()) {
            continue;
        }
        let targets: Vec<Target<'_>> = resource.entries.iter().map(Target::new).collect();
        if !linted.budget.allows(steps(linted, statement, &targets)) {
            continue;
        }
        let before = found.len();
        of_actions(linted, statement, resource.span, &targets, found);
        if found.len() == before {
            of_resources(linted, statement, &targets, found);
        }
    }
}

/// About how many steps it takes to compare all actions with all resources: a form has some sixty.
fn steps(linted: &Linted<'_>, statement: &Statement, targets: &[Target<'_>]) -> usize {
    let entries = statement.action.entries.iter();
    let actions: usize = entries.map(|entry| linted.covered(&entry.value).actions().len()).sum();
    let letters: usize = targets.iter().filter_map(|target| target.flat.as_deref()).map(str::len).sum();
    actions.saturating_mul(letters)
}

/// An entry of `Resource`.
struct Target<'a> {
    written: &'a str,
    span: Span,
    /// Its text with every variable as `*`; `None` where it may stand for anything.
    flat: Option<String>,
}

impl<'a> Target<'a> {
    fn new(entry: &'a Spanned<ResourcePattern>) -> Self {
        let pattern = &entry.value;
        let is_open = pattern.is_everything() || pattern.is_short();
        Self { written: pattern.written(), span: entry.span, flat: (!is_open).then(|| flat(pattern)) }
    }
}

/// Entries of `Action` that no entry of `Resource` serves.
fn of_actions(
    linted: &Linted<'_>,
    statement: &Statement,
    resource: Span,
    targets: &[Target<'_>],
    found: &mut Vec<Finding>,
) {
    for entry in &statement.action.entries {
        let covered = linted.covered(&entry.value);
        let actions = covered.actions();
        let served =
            |action: &Action<'_>| targets.iter().any(|target| reaches(*action, target, linted.catalog));
        let Some(first) = actions.first() else { continue };
        if actions.iter().any(served) {
            continue;
        }
        let text = quote(entry.value.written());
        let finding = if actions.iter().all(|action| !action.has_resource_types()) {
            let finding = Finding::new(
                &RESOURCE_LESS,
                entry.span,
                format!("{text} is asked for no resource, only for `*`"),
            );
            finding.help("put it into a statement with `\"Resource\": \"*\"`")
        } else if let Some(help) = swapped(*first, targets) {
            let message = format!("{text} is not asked for what `Resource` names");
            Finding::new(&BUCKET_OR_OBJECT, entry.span, message).help(help)
        } else {
            let message = format!("{text} is asked for no resource that `Resource` names");
            let finding = Finding::new(&NO_RESOURCE_FITS, entry.span, message).help(forms(actions));
            // The reference is behind for new types of a service more often than policies name another service's.
            if is_of_service(actions, targets) { finding.severity(Severity::Note) } else { finding }
        };
        let what = match targets.len() {
            _ if finding.code == &RESOURCE_LESS => "never matches it",
            1 => "is no such resource",
            _ => "none of these is such a resource",
        };
        found.push(finding.mark(resource, what));
    }
}

/// Entries of `Resource` that no entry of `Action` is asked for, where every action is known.
fn of_resources(
    linted: &Linted<'_>,
    statement: &Statement,
    targets: &[Target<'_>],
    found: &mut Vec<Finding>,
) {
    let Some(actions) = linted.cover.all_known(statement, linted.catalog) else { return };
    for target in targets {
        let mut all = actions.iter().flat_map(|covered| covered.actions());
        if !all.any(|action| reaches(*action, target, linted.catalog)) {
            let message = format!("none of the actions is asked for {}", quote(target.written));
            found.push(Finding::new(&RESOURCE_FITS_NONE, target.span, message));
        }
    }
}

/// Whether AWS may ask for the action with a resource that the entry covers. `false` is as sure as the reference.
fn reaches(action: Action<'_>, target: &Target<'_>, catalog: &Catalog) -> bool {
    let Some(text) = &target.flat else { return true };
    let service = action.service();
    let (prefix, name) = (service.prefix(), action.name());
    // R11.
    let synthetic = catalog.synthetic_arn(prefix, name).map(|arn| arn.fill("*", "*", "*"));
    if synthetic.as_deref().is_some_and(|arn| may_meet(text, arn)) {
        return true;
    }
    if action.has_resource_types() {
        return action.resource_types().any(|of| of.resource_type().may_match(text));
    }
    // R10's caution: an ARN of the whole account.
    synthetic.is_none() && !catalog.is_seen_with_star(prefix, name) && is_account_wide(text, prefix)
}

/// Whether some resource may be of a service that the actions' resources are of.
fn is_of_service(actions: &[Action<'_>], targets: &[Target<'_>]) -> bool {
    let service = |arn: &str| arn.split(':').nth(2).unwrap_or("").to_owned();
    let of_types = actions.iter().flat_map(|action| action.resource_types());
    let mut known: Vec<String> = of_types.map(|of| service(of.resource_type().arn_template())).collect();
    known.extend(actions.iter().map(|action| action.service().prefix().to_owned()));
    known.sort_unstable();
    known.dedup();
    let named: Vec<String> =
        targets.iter().filter_map(|target| target.flat.as_deref()).map(service).collect();
    known.iter().any(|known| named.iter().any(|named| may_meet(named, known)))
}

fn is_account_wide(text: &str, prefix: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    let service = parts.nth(2).unwrap_or("");
    let last = parts.nth(2).unwrap_or("");
    service.eq_ignore_ascii_case(prefix) && (last.is_empty() || last.ends_with('*'))
}

/// The pattern with every variable as `*`.
fn flat(pattern: &ResourcePattern) -> String {
    let mut text = String::new();
    for piece in pattern.whole().pieces().iter() {
        match piece {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Question => text.push('?'),
            Piece::Star | Piece::Variable(_) => text.push('*'),
        }
    }
    text
}

/// Whether two patterns may have a text in common.
fn may_meet(a: &str, b: &str) -> bool {
    use iamdiag_policy::pattern::{Glob, Relation, Subject};
    Glob::new(a).relate(Subject::Like(&Glob::new(b))) != Relation::Never
}

/// What to write if a bucket was taken for its objects, or the other way round.
fn swapped(action: Action<'_>, targets: &[Target<'_>]) -> Option<String> {
    if action.service().prefix() != "s3" {
        return None;
    }
    let fits = |text: &str| action.resource_types().any(|of| of.resource_type().may_match(text));
    targets.iter().find_map(|target| {
        let text = target.written;
        let objects = format!("{text}/*");
        if !text.contains('/') && fits(&objects) {
            return Some(format!("for the objects in the bucket write `{objects}`"));
        }
        let (bucket, _) = text.split_once('/')?;
        fits(bucket).then(|| format!("for the bucket itself write `{bucket}`"))
    })
}

fn forms(actions: &[Action<'_>]) -> String {
    let mut forms: Vec<String> = Vec::new();
    for of in actions.iter().flat_map(|action| action.resource_types()) {
        let form = format!("`{}`", of.resource_type().arn_template());
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    let more = if forms.len() > SHOWN { " and others" } else { "" };
    forms.truncate(SHOWN);
    format!("its resources have the form {}{more}", forms.join(" or "))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    const CODES: &[&str] = &["IAM1201", "IAM1202", "IAM1203", "IAM1204"];

    #[track_caller]
    fn check_pair(action: &str, resource: &str, expected: &[&str]) {
        check(
            CODES,
            &format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {resource}}}"#),
            expected,
        );
    }

    #[test]
    fn buckets_and_objects_are_told_apart() {
        let bucket = r#""arn:aws:s3:::b""#;
        let objects = r#""arn:aws:s3:::b/*""#;
        check_pair(
            r#""s3:GetObject""#,
            bucket,
            &[
                r#"IAM1201 warning: `s3:GetObject` is not asked for what `Resource` names | "s3:GetObject" , "arn:aws:s3:::b""#,
            ],
        );
        check_pair(r#""s3:ListBucket""#, objects, &["IAM1201"]);
        check_pair(r#""s3:GetObject*""#, bucket, &["IAM1201"]);
        check_pair(r#""s3:GetObject""#, objects, &[]);
        check_pair(r#""s3:GetObject""#, r#""arn:aws:s3:::b*""#, &[]);
        check_pair(r#""s3:GetObject""#, r#""arn:aws:s3:::${aws:username}""#, &[]);
        check_pair(r#""s3:*""#, bucket, &[]);
        check_pair(r#""s3:*""#, objects, &[]);
    }

    #[test]
    fn only_the_action_that_is_not_served_is_named() {
        check_pair(
            r#"["s3:GetObject", "s3:ListBucket"]"#,
            r#""arn:aws:s3:::b/*""#,
            &[r#"IAM1201 warning: `s3:ListBucket`"#],
        );
    }

    #[test]
    fn actions_without_resources_need_a_star() {
        check_pair(r#""ec2:DescribeInstances""#, r#""arn:aws:ec2:*:*:instance/*""#, &["IAM1202 warning"]);
        check_pair(r#""ec2:Describe*""#, r#""*""#, &[]);
        // R10's caution: it may be an ARN of the whole account.
        check_pair(r#""sns:ListSubscriptions""#, r#""arn:aws:sns:*:111122223333:*""#, &[]);
        check_pair(r#""sns:ListSubscriptions""#, r#""arn:aws:sns:*:111122223333:topic""#, &["IAM1202"]);
        // R11's table.
        check_pair(r#""s3:ListAllMyBuckets""#, r#""arn:aws:s3:::*""#, &[]);
        check_pair(r#""iam:ListUsers""#, r#""arn:aws:iam::111122223333:user/*""#, &[]);
    }

    #[test]
    fn resources_of_another_service_are_told() {
        check_pair(
            r#""sqs:SendMessage""#,
            r#""arn:aws:sns:eu-west-1:111122223333:t""#,
            &["IAM1203 warning: `sqs:SendMessage` is asked for no resource that `Resource` names"],
        );
        check_pair(
            r#""cloudformation:CreateStack""#,
            r#""arn:aws:cloudformation:*:*:type/*""#,
            &["IAM1203 note"],
        );
    }

    #[test]
    fn a_resource_that_serves_no_action_is_a_note() {
        check_pair(
            r#""s3:GetObject""#,
            r#"["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#,
            &[r#"IAM1204 note: none of the actions is asked for `arn:aws:s3:::b` | "arn:aws:s3:::b""#],
        );
        check_pair(r#"["s3:GetObject", "newservice:Do"]"#, r#"["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#, &[]);
    }

    #[test]
    fn access_points_are_resources_too() {
        let point = r#""arn:aws:s3:eu-west-1:111122223333:accesspoint/p/object/*""#;
        check_pair(r#""s3:GetObject""#, point, &[]);
        check_pair(r#""s3:ListBucket""#, r#""arn:aws:s3:eu-west-1:111122223333:accesspoint/p""#, &[]);
    }
}
