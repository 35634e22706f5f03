//! Which checks AWS makes for what was asked (R21, X14, X60): one API call may be several requests.

use iamdiag_catalog::{Action, Catalog, ResourceType};
use iamdiag_evaluator::{KeyState, Owner, Request, Resource};
use iamdiag_policy::pattern::Glob;
use iamdiag_policy::{ActionName, Arn, KeyKind};

/// One request to be decided, and why it is asked.
#[derive(Clone, Debug)]
pub struct Check {
    /// Why.
    pub reason: CheckReason,
    /// The request.
    pub request: Request,
}

/// Why a check is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckReason {
    /// It is what was asked.
    Asked,
    /// The resource was told with wildcards, which AWS takes literally: this asks about some resource that is like it.
    Like,
    /// The resource was not told, and this is one of the types the action is authorised on (R21).
    ResourceType {
        /// The type.
        name: Box<str>,
        /// Whether every call needs such a resource, as far as the reference tells.
        required: bool,
        /// The account whose resources were asked about, for types whose ARNs name one.
        account: Option<Box<str>>,
    },
    /// The same call needs this action too (X14).
    AlsoNeeded {
        /// Whether it surely does: what makes it so was told.
        certain: bool,
    },
}

impl CheckReason {
    /// Whether the call surely fails if this check does.
    pub fn is_required(&self) -> bool {
        match self {
            Self::Asked => true,
            Self::Like => false,
            Self::ResourceType { required, .. } => *required,
            Self::AlsoNeeded { certain } => *certain,
        }
    }
}

/// The checks behind a request.
pub fn checks(request: &Request, catalog: &Catalog) -> Vec<Check> {
    let action = catalog.action(request.action.service(), request.action.name());
    let mut found = match (&request.resource, action) {
        (Resource::Star, Some(action)) if action.has_resource_types() => by_type(request, action),
        _ => vec![Check { reason: CheckReason::Asked, request: request.clone() }],
    };
    if let Some(action) = action {
        found.iter_mut().for_each(|check| make_at_home(&mut check.request, action));
    }
    let also: Vec<Check> = found.iter().flat_map(also_needed).collect();
    found.extend(also);
    found.extend(any_like(request, action));
    found
}

/// What an action makes it makes in the caller's account; that it is in no listing says nothing.
fn make_at_home(request: &mut Request, action: Action<'_>) {
    let is_open = matches!(request.resource_account, None | Some(Owner::Other));
    if is_open && !request.strict && action.makes(&request.resource.text()).is_some() {
        request.resource_account = request.caller.account.clone().map(Owner::Account);
    }
}

/// AWS takes an ARN literally (R12), and people mean the resources that are like it: those are asked about as well, unless
/// there is none yet, since AWS itself then asks with a `*` (R21).
fn any_like(request: &Request, action: Option<Action<'_>>) -> Option<Check> {
    let Resource::Arn(text) = &request.resource else { return None };
    let arn = Arn::parse(text).filter(|_| text.contains(['*', '?']))?;
    if action.is_some_and(|action| action.makes(text).is_some()) {
        return None;
    }
    let mut asked = Request { resource: Resource::Like(Glob::new(text)), ..request.clone() };
    let is_told = |part: &str| !part.is_empty() && !part.contains(['*', '?']);
    if asked.resource_account.is_none() {
        asked.resource_account = arn.account_id().map(|account| Owner::Account(account.into()));
    }
    if is_told(arn.region) {
        asked.region = Some(arn.region.into());
    }
    Some(Check { reason: CheckReason::Like, request: asked })
}

/// R21: one check for each resource type, each with an ARN of which only the form is known. A type whose ARNs have several forms
/// is asked about in each, and no call needs any one of them.
fn by_type(request: &Request, action: Action<'_>) -> Vec<Check> {
    let only = action.resource_types().len() == 1;
    let types = action.resource_types().flat_map(|of| {
        let kind = of.resource_type();
        let asked = of_type(request, kind);
        let required = (of.required() || only) && asked.len() == 1;
        asked.into_iter().map(move |(request, account)| Check {
            reason: CheckReason::ResourceType { name: kind.name().into(), required, account },
            request,
        })
    });
    types.collect()
}

/// The requests about some resource of a type, each with the account that the type's ARNs name: one for each form that is not a
/// case of an earlier one. The account is the caller's, unless another was told, or nothing is to be taken for granted.
fn of_type(request: &Request, kind: ResourceType<'_>) -> Vec<(Request, Option<Box<str>>)> {
    let mut found: Vec<(Request, Option<Box<str>>)> = Vec::new();
    let account = account(request);
    for form in kind.arn_templates() {
        let text = form.fill(partition(request), region(request), account.as_deref().unwrap_or("*"), "*");
        let is_case = |(other, _): &(Request, _)| matches!(&other.resource, Resource::Like(glob) if glob.matches(&text));
        if found.iter().any(is_case) {
            continue;
        }
        let mut asked = Request { resource: Resource::Like(Glob::new(&text)), ..request.clone() };
        let named = account.clone().filter(|_| form.as_str().contains("${Account}"));
        if named.is_some() && request.resource_account.is_none() {
            asked.resource_account = named.clone().map(Owner::Account);
        }
        found.push((asked, named));
    }
    if found.is_empty() { vec![(request.clone(), None)] } else { found }
}

fn partition(request: &Request) -> &str {
    if request.caller.partition.is_empty() { "aws" } else { &request.caller.partition }
}

fn region(request: &Request) -> &str {
    request.region.as_deref().unwrap_or("*")
}

/// The account of a resource that was not told: with the user's word for it, else the caller's (R21).
fn account(request: &Request) -> Option<Box<str>> {
    match &request.resource_account {
        Some(Owner::Account(account)) => Some(account.clone()),
        Some(_) => None,
        None => request.caller.account.clone().filter(|_| !request.strict),
    }
}

/// X14: passing tags, a source identity or contexts when assuming a role.
fn also_needed(check: &Check) -> Vec<Check> {
    let request = &check.request;
    let assumes = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];
    if !assumes.contains(&request.action.lower()) {
        return Vec::new();
    }
    let wanted = [
        ("sts:TagSession", passes(request, |_, kind| matches!(kind, KeyKind::RequestTag | KeyKind::TagKeys))),
        (
            "sts:SetSourceIdentity",
            // Passed in the call, or inherited from the session that makes it.
            passes(request, |lower, kind| lower == "sts:sourceidentity" || kind == KeyKind::SourceIdentity),
        ),
        ("sts:SetContext", passes(request, |lower, _| lower.starts_with("sts:requestcontext"))),
    ];
    let found = wanted.into_iter().filter_map(|(name, certain)| {
        let (certain, action) = (certain?, ActionName::parse(name)?);
        let reason = CheckReason::AlsoNeeded { certain };
        Some(Check { reason, request: Request { action, ..request.clone() } })
    });
    found.collect()
}

/// Whether the call passes something: surely, perhaps, or not as far as was told (`None`).
fn passes(request: &Request, wanted: impl Fn(&str, KeyKind) -> bool) -> Option<bool> {
    let told = request.context.iter().filter(|(key, _)| wanted(key.lower(), key.kind()));
    let certain = told.filter_map(|(_, state)| match state {
        KeyState::Absent => None,
        KeyState::List(values) if values.is_empty() => None,
        KeyState::Unknown(_) => Some(false),
        KeyState::Scalar(_) | KeyState::List(_) | KeyState::Present(_) => Some(true),
    });
    certain.max()
}

/// Whether an ARN has the form of a resource that the action is authorised on; `None` where the catalog cannot tell (R19).
pub(crate) fn fits(request: &Request, catalog: &Catalog) -> Option<bool> {
    let action = catalog.action(request.action.service(), request.action.name())?;
    let Resource::Arn(text) = &request.resource else { return None };
    Arn::parse(text)?;
    Some(action.resource_type_of(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use iamdiag_evaluator::Caller;
    use iamdiag_policy::ConditionKey;
    use iamdiag_policy::condition::Timestamp;

    fn request(action: &str, resource: &str) -> Request {
        let caller = Caller::parse("arn:aws:iam::111122223333:user/u", false).unwrap();
        let action = ActionName::parse(action).unwrap();
        Request::new(caller, action, Resource::parse(resource).unwrap(), Timestamp::from_millis(0))
    }

    fn asked(request: &Request) -> Vec<(String, String)> {
        let checks = checks(request, Catalog::embedded());
        checks
            .iter()
            .map(|check| (check.request.action.written().to_owned(), check.request.resource.text()))
            .collect()
    }

    #[test]
    fn a_resource_that_was_told_is_one_check() {
        let found = asked(&request("s3:GetObject", "arn:aws:s3:::b/k"));
        assert_eq!(found, [("s3:GetObject".to_owned(), "arn:aws:s3:::b/k".to_owned())]);
        assert_eq!(asked(&request("ec2:DescribeInstances", "*")).len(), 1);
        assert_eq!(asked(&request("nosuch:Action", "*")).len(), 1);
    }

    #[test]
    fn a_resource_that_was_not_told_is_asked_by_type_in_the_callers_account() {
        let mut request = request("dynamodb:Query", "*");
        request.region = Some("eu-west-1".into());
        let found = checks(&request, Catalog::embedded());
        let table = found.iter().find(|check| check.request.resource.text().ends_with(":table/*")).unwrap();
        assert_eq!(table.request.resource.text(), "arn:aws:dynamodb:eu-west-1:111122223333:table/*");
        assert_eq!(table.request.resource_account, Some(Owner::Account("111122223333".into())));
        assert!(table.reason.is_required());
        // Strictly, whose it is is not known.
        request.strict = true;
        let found = checks(&request, Catalog::embedded());
        let table = found.iter().find(|check| check.request.resource.text().ends_with(":table/*")).unwrap();
        assert_eq!(table.request.resource.text(), "arn:aws:dynamodb:eu-west-1:*:table/*");
        assert_eq!(table.request.resource_account, None);
    }

    #[test]
    fn a_type_is_asked_about_in_each_form_of_its_arns() {
        let found = asked(&request("apigateway:GET", "*"));
        let stages: Vec<&str> =
            found.iter().map(|(_, text)| &**text).filter(|text| text.ends_with("/stages")).collect();
        assert_eq!(
            stages,
            ["arn:aws:apigateway:*::/apis/*/stages", "arn:aws:apigateway:*::/restapis/*/stages"]
        );
        // What a call needs is one of them; forms that are cases of another are not asked about.
        let functions = checks(&request("lambda:InvokeFunction", "*"), Catalog::embedded());
        let of_functions = functions.iter().filter(
            |check| matches!(&check.reason, CheckReason::ResourceType { name, .. } if &**name == "function"),
        );
        assert_eq!(of_functions.count(), 1);
    }

    #[test]
    fn assuming_a_role_with_tags_is_two_checks() {
        let role = "arn:aws:iam::111122223333:role/r";
        let with = |key: &str, state| {
            let mut request = request("sts:AssumeRole", role);
            request.context = vec![(ConditionKey::new(key), state)];
            let checks = checks(&request, Catalog::embedded());
            checks
                .iter()
                .map(|check| (check.request.action.written().to_owned(), check.reason.is_required()))
                .collect::<Vec<_>>()
        };
        let assume = ("sts:AssumeRole".to_owned(), true);
        assert_eq!(
            with("aws:RequestTag/a", KeyState::scalar("b")),
            [assume.clone(), ("sts:TagSession".to_owned(), true)]
        );
        assert_eq!(
            with("aws:TagKeys", KeyState::unknown()),
            [assume.clone(), ("sts:TagSession".to_owned(), false)]
        );
        assert_eq!(with("aws:TagKeys", KeyState::Absent).len(), 1);
        for key in ["sts:SourceIdentity", "aws:SourceIdentity"] {
            let found = with(key, KeyState::scalar("x"));
            assert_eq!(found, [assume.clone(), ("sts:SetSourceIdentity".to_owned(), true)], "{key}");
        }
    }
}
