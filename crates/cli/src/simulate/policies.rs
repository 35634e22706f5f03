//! The policies of a line: from its fields to evidence.

use super::cache::Cache;
use super::fields::{Field, Fields};
use super::problem::LineError;
use iamdiag_evaluator::{
    Attached, Collected, Endpoint, EndpointType, Evidence, Grant, Keeping, KeyState, Layer, Node, Owner,
    Request, Resource, ResourcePolicy, S3Facts,
};
use iamdiag_policy::{Arn, Document, KeyKind, PolicyError, PolicyKind};
use std::sync::Arc;

const NOT_COLLECTED: &[&str] =
    &["identity", "boundary", "session", "resource", "scp", "rcp", "vpce", "acl", "grant", "owner-consent"];

/// Layers of which a part can be told while the rest is not collected.
const PARTLY: &[(&str, Layer)] = &[
    ("identity", Layer::Identity),
    ("session", Layer::Session),
    ("scp", Layer::Scp),
    ("rcp", Layer::Rcp),
    ("resource", Layer::Resource),
];

const GRANT_FIELDS: &[&str] = &[
    "KeyId",
    "GrantId",
    "Name",
    "CreationDate",
    "GranteePrincipal",
    "RetiringPrincipal",
    "IssuingAccount",
    "Operations",
    "Constraints",
];

/// The settings of Block Public Access as AWS prints them, and in lower case with underscores.
const PUBLIC_ACCESS_FIELDS: &[&str] = &[
    "BlockPublicAcls",
    "IgnorePublicAcls",
    "BlockPublicPolicy",
    "RestrictPublicBuckets",
    "block_public_acls",
    "ignore_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
];

const ENTRY_FIELDS: &[&str] = &["name", "policy", "arn", "kind", "via", "version"];

/// Reads the policies of one check.
pub(super) struct Reader<'a, 'c> {
    pub(super) fields: &'a Fields<'a>,
    pub(super) cache: &'c Cache,
    pub(super) ignored: Vec<String>,
}

impl<'a> Reader<'a, '_> {
    pub(super) fn evidence(&mut self, request: &Request) -> Result<Evidence, LineError> {
        let fields = self.fields;
        let missing = self.not_collected()?;
        let is_missing = |name: &str| missing.iter().any(|known| known == name);
        let mut evidence = Evidence {
            identity: unless_empty(
                self.list("identity_policies", PolicyKind::Identity)?,
                is_missing("identity"),
            ),
            boundary: known(self.optional("boundary", PolicyKind::Boundary)?, is_missing("boundary")),
            session: match self.session_policies()? {
                None if is_missing("session") => Collected::NotCollected,
                told => Collected::Known(told),
            },
            scps: unless_empty(self.nodes("scps", PolicyKind::Scp)?, is_missing("scp")),
            rcps: unless_empty(self.nodes("rcps", PolicyKind::Rcp)?, is_missing("rcp")),
            caller_rcps: Collected::default(),
            resource: unless_empty(self.resource_policies(request)?, is_missing("resource")),
            endpoint: self.endpoint(request, is_missing("vpce"))?,
            grants: self.grants(request)?.map(Collected::Known),
            s3: self.s3()?,
            acl_not_collected: is_missing("acl"),
            owner_consent_not_collected: is_missing("owner-consent"),
            partly: PARTLY.iter().filter(|(name, _)| is_missing(name)).map(|(_, layer)| *layer).collect(),
        };
        evidence.caller_rcps = match fields.get("caller_rcps") {
            Some(_) => Collected::Known(self.nodes("caller_rcps", PolicyKind::Rcp)?),
            None if is_own_account(request) => evidence.rcps.clone(),
            None => known(Vec::new(), is_missing("rcp")),
        };
        if is_missing("grant") {
            evidence.grants = Some(Collected::NotCollected);
        }
        Ok(evidence)
    }

    fn not_collected(&self) -> Result<Vec<String>, LineError> {
        let names = self.fields.strings("not_collected")?;
        if let Some(name) = names.iter().find(|name| !NOT_COLLECTED.contains(&name.as_str()))
            && let Some(field) = self.fields.get("not_collected")
        {
            let message = format!("`{name}` is no layer; expected any of {}", NOT_COLLECTED.join(", "));
            return Err(self.fields.error("bad-value", field, message));
        }
        Ok(names)
    }

    fn list(&mut self, name: &str, kind: PolicyKind) -> Result<Vec<Attached>, LineError> {
        let Some(field) = self.fields.get(name) else {
            return Ok(Vec::new());
        };
        self.entries(field, kind)
    }

    fn entries(&mut self, field: &Field<'a>, kind: PolicyKind) -> Result<Vec<Attached>, LineError> {
        let elements = self.fields.list_of(field, "a list of entries {\"name\", \"policy\"}")?;
        elements
            .iter()
            .map(|element| self.entry(element, kind, || format!("{}[{}]", field.name, element.name)))
            .collect()
    }

    fn optional(&mut self, name: &str, kind: PolicyKind) -> Result<Option<Attached>, LineError> {
        self.fields.get(name).map(|field| self.entry(field, kind, || name.to_owned())).transpose()
    }

    fn session_policies(&mut self) -> Result<Option<Vec<Attached>>, LineError> {
        let policies = self.list("session_policies", PolicyKind::Session)?;
        Ok((!policies.is_empty()).then_some(policies))
    }

    /// An entry `{name, policy, …}`, or a policy by itself, which is called `fallback`.
    fn entry(
        &mut self,
        field: &Field<'a>,
        kind: PolicyKind,
        fallback: impl Fn() -> String,
    ) -> Result<Attached, LineError> {
        if field.value.starts_with('"') {
            return Ok(Attached::new(fallback(), self.document(field, kind)?));
        }
        let object = Fields::within(self.fields.line, field.value)?;
        let Some(policy) = object.get("policy") else {
            return Ok(Attached::new(fallback(), self.document(field, kind)?));
        };
        self.ignored.extend(object.ignored(ENTRY_FIELDS)?);
        let name = object.string("name")?.unwrap_or_else(|| fallback().into());
        let mut attached = Attached::new(&*name, self.document(policy, kind)?);
        attached.arn = object.string("arn")?.map(Into::into);
        attached.via = object.string("via")?.map(Into::into);
        attached.version = object.string("version")?.map(Into::into);
        if let Some(kind) = object.get("kind") {
            attached.keeping = match &*object.string_of(kind)? {
                "inline" => Keeping::Inline,
                "managed" => Keeping::Managed,
                _ => return Err(object.wrong_type(kind, "\"inline\" or \"managed\"")),
            };
        }
        Ok(attached)
    }

    /// A policy is a JSON object or a string holding one.
    fn document(&self, field: &Field<'a>, kind: PolicyKind) -> Result<Arc<Document>, LineError> {
        let fields = self.fields;
        let text = match field.value.as_bytes().first() {
            Some(b'"') => fields.string_of(field)?,
            Some(b'{') => field.value.into(),
            _ => return Err(fields.wrong_type(field, "a policy object, or a string holding one")),
        };
        self.cache
            .document(&text, kind)
            .map_err(|error| fields.line.error("policy", field.value, problems(&error)))
    }

    /// One list of entries for each node, root first, or `[{node, policies}]`.
    fn nodes(&mut self, name: &str, kind: PolicyKind) -> Result<Vec<Node>, LineError> {
        let Some(field) = self.fields.get(name) else {
            return Ok(Vec::new());
        };
        let elements =
            self.fields.list_of(field, "a list with one list of entries for each node, root first")?;
        elements.iter().map(|element| self.node(element, kind)).collect()
    }

    fn node(&mut self, element: &Field<'a>, kind: PolicyKind) -> Result<Node, LineError> {
        if element.value.starts_with('[') {
            return Ok(Node { id: None, policies: self.entries(element, kind)? });
        }
        let object = Fields::within(self.fields.line, element.value)?;
        let Some(policies) = object.get("policies") else {
            return Err(self.fields.wrong_type(element, "a list of entries, or {\"node\", \"policies\"}"));
        };
        self.ignored.extend(object.ignored(&["node", "policies"])?);
        let id = object.string("node")?.map(Into::into);
        Ok(Node { id, policies: self.entries(policies, kind)? })
    }

    fn resource_policies(&mut self, request: &Request) -> Result<Vec<ResourcePolicy>, LineError> {
        let default = resource_kind(request);
        let kind_of = |kind: &str| if kind == "trust" { PolicyKind::Trust } else { PolicyKind::Resource };
        let mut policies = Vec::new();
        if let Some(policy) = self.optional_policy("resource_policy", kind_of(default))? {
            policies.push(ResourcePolicy { kind: default.into(), policy });
        }
        let Some(field) = self.fields.get("resource_policies") else {
            return Ok(policies);
        };
        for element in self.fields.list_of(field, "a list of {\"kind\", \"arn\", \"policy\"}")? {
            let object = Fields::within(self.fields.line, element.value)?;
            self.ignored.extend(object.ignored(&["kind", "arn", "policy", "name"])?);
            let kind = object.string("kind")?.unwrap_or_else(|| default.into());
            let Some(policy) = object.get("policy") else {
                return Err(self.fields.wrong_type(&element, "an object with a `policy`"));
            };
            let arn = object.string("arn")?;
            let name =
                object.string("name")?.or_else(|| arn.clone()).unwrap_or_else(|| "resource_policy".into());
            let mut attached = Attached::new(&*name, self.document(policy, kind_of(&kind))?);
            attached.arn = arn.map(Into::into);
            policies.push(ResourcePolicy { kind: (&*kind).into(), policy: attached });
        }
        Ok(policies)
    }

    fn optional_policy(&mut self, name: &str, kind: PolicyKind) -> Result<Option<Attached>, LineError> {
        self.optional(name, kind)
    }

    fn endpoint(&mut self, request: &Request, missing: bool) -> Result<Option<Endpoint>, LineError> {
        let told = |kind: KeyKind| {
            request.context.iter().find(|(key, _)| key.kind() == kind).map(|(_, state)| state)
        };
        if let (Some(_), Some(both)) = (self.fields.get("vpce"), self.fields.get("vpce_policy")) {
            let message = "give the endpoint's policy once: in `vpce`, or as `vpce_policy`".to_owned();
            return Err(self.fields.error("bad-value", both, message));
        }
        let mut endpoint = None;
        if let Some(object) = self.fields.object("vpce")? {
            self.ignored.extend(object.ignored(&["id", "type", "policy"])?);
            let endpoint_type = match object.get("type") {
                None => None,
                Some(field) => Some(match &*object.string_of(field)? {
                    "gateway" => EndpointType::Gateway,
                    "interface" => EndpointType::Interface,
                    _ => return Err(object.wrong_type(field, "\"gateway\" or \"interface\"")),
                }),
            };
            let policy = object
                .get("policy")
                .map(|field| self.entry(field, PolicyKind::Vpce, || "vpce".to_owned()))
                .transpose()?;
            let id = object.string("id")?.map(Into::into);
            // V2: an endpoint that is named without its policy.
            let policy = if object.find("policy").is_some() {
                Collected::Known(policy)
            } else {
                Collected::NotCollected
            };
            endpoint = Some(Endpoint { id, vpc: None, endpoint_type, policy });
        } else if let Some(policy) = self.optional("vpce_policy", PolicyKind::Vpce)? {
            endpoint = Some(Endpoint { policy: Collected::Known(Some(policy)), ..Endpoint::default() });
        } else if told(KeyKind::SourceVpce).is_some_and(|state| *state != KeyState::Absent) {
            // V2: an endpoint that is named without its policy.
            endpoint = Some(Endpoint { policy: Collected::NotCollected, ..Endpoint::default() });
        }
        if missing {
            let known = endpoint.unwrap_or_default();
            return Ok(Some(Endpoint { policy: Collected::NotCollected, ..known }));
        }
        Ok(endpoint)
    }

    /// Grants on this key, spelled as `ListGrants` does.
    fn grants(&mut self, request: &Request) -> Result<Option<Vec<Grant>>, LineError> {
        let Some(field) = self.fields.get("grants") else {
            return Ok(None);
        };
        let mut grants = Vec::new();
        for element in self.fields.list_of(field, "a list of grants as ListGrants prints them")? {
            let object = Fields::within(self.fields.line, element.value)?;
            self.ignored.extend(object.ignored(GRANT_FIELDS)?);
            let key = object.string("KeyId")?;
            let same_key = |key: &str, arn: &str| {
                *arn == *key || arn.rsplit_once(":key/").is_some_and(|(_, id)| id == key)
            };
            let other_key =
                matches!((&key, &request.resource), (Some(key), Resource::Arn(arn)) if !same_key(key, arn));
            if other_key {
                continue;
            }
            let constraints = object.object("Constraints")?;
            grants.push(Grant {
                id: object.string("GrantId")?.unwrap_or_default().into(),
                grantee: object.string("GranteePrincipal")?.unwrap_or_default().into(),
                retiring: object.string("RetiringPrincipal")?.map(Into::into),
                operations: object.strings("Operations")?.into_iter().map(Into::into).collect(),
                constrained: constraints.is_some_and(|constraints| !constraints.entries.is_empty()),
            });
        }
        Ok(Some(grants))
    }

    fn s3(&mut self) -> Result<S3Facts, LineError> {
        let Some(object) = self.fields.object("s3")? else {
            return Ok(S3Facts::default());
        };
        const FIELDS: &[&str] = &[
            "bucket_owner",
            "object_owner",
            "object_ownership",
            "block_public_access",
            "acl_grants",
            "access_point",
        ];
        self.ignored.extend(object.ignored(FIELDS)?);
        let enforced = object.string("object_ownership")?.as_deref() == Some("BucketOwnerEnforced");
        let bucket_owner = match object.string("bucket_owner")? {
            Some(owner) => Some(owner),
            None => self.fields.string("resource_account")?,
        };
        let object_owner = object.string("object_owner")?;
        let differs = object_owner.is_some() && object_owner != bucket_owner;
        let acl_grants = match object.get("acl_grants") {
            Some(field) => !object.list_of(field, "a list of ACL grants")?.is_empty(),
            None => false,
        };
        Ok(S3Facts {
            foreign_object: differs && !enforced,
            object_owner_not_known: false,
            acl_could_allow: acl_grants && !enforced,
            access_point: object.get("access_point").is_some(),
            restrict_public_buckets: restricts(&object)?,
            restriction_not_collected: false,
        })
    }
}

/// How many problems of one policy are told in its line's answer.
const PROBLEMS: usize = 8;

/// What is wrong with a policy: each problem with its place in the policy's text as shown, and what to write instead.
fn problems(error: &PolicyError) -> String {
    let told = error.problems.iter().take(PROBLEMS).map(|problem| {
        let place = error.text.position(problem.span.start);
        let help = problem.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{}:{}: {}{help}", place.line, place.column, problem.message)
    });
    let mut told: Vec<String> = told.collect();
    if let Some(more) = error.problems.len().checked_sub(PROBLEMS).filter(|more| *more > 0) {
        told.push(format!("and {more} more"));
    }
    told.join("; ")
}

/// `RestrictPublicBuckets`, spelled as AWS prints it or in lower case with underscores.
fn restricts(object: &Fields<'_>) -> Result<bool, LineError> {
    let Some(settings) = object.object("block_public_access")? else {
        return Ok(false);
    };
    settings.ignored(PUBLIC_ACCESS_FIELDS)?;
    let wanted = |name: &str| name.replace('_', "").eq_ignore_ascii_case("RestrictPublicBuckets");
    settings
        .entries
        .iter()
        .find(|field| wanted(&field.name))
        .map_or(Ok(false), |field| settings.bool_of(field))
}

/// A list that is told in part stays, with the rest of its layer not collected (G5: a known Deny is not dropped).
fn unless_empty<T>(list: Vec<T>, missing: bool) -> Collected<Vec<T>> {
    let missing = missing && list.is_empty();
    known(list, missing)
}

fn known<T>(value: T, missing: bool) -> Collected<T> {
    if missing { Collected::NotCollected } else { Collected::Known(value) }
}

fn is_own_account(request: &Request) -> bool {
    let of_arn = match &request.resource {
        Resource::Arn(text) => Arn::parse(text).and_then(|arn| arn.account_id()),
        Resource::Star | Resource::Like(_) => None,
    };
    let owner = match &request.resource_account {
        Some(Owner::Account(account)) => Some(&**account),
        Some(Owner::Aws | Owner::Other | Owner::Unknown) => return false,
        None => of_arn,
    };
    owner.is_none() || owner == request.caller.account.as_deref()
}

/// What a policy given as `resource_policy` is on.
fn resource_kind(request: &Request) -> &'static str {
    let on_role = matches!(&request.resource, Resource::Arn(arn) if arn.contains(":role/"));
    match request.action.service() {
        "sts" if on_role => "trust",
        "kms" => "key",
        "s3" => "bucket",
        _ => "resource",
    }
}
