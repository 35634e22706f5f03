//! Resource types.

use std::fmt;

use crate::catalog::Catalog;
use crate::key::Key;
use crate::overlap::{are_of_two_services, may_overlap};
use crate::rows::TypeRow;
use crate::service::Service;
use crate::template::{ArnParts, ArnTemplate, Fit};

/// A type of resource, as one service's actions refer to it.
#[derive(Clone, Copy)]
pub struct ResourceType<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) id: u32,
    pub(crate) row: TypeRow,
}

/// When an identity policy alone does not allow, in the same account either (semantics X54).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyRequirement<'a> {
    /// For every resource of the type.
    Always,
    /// In one case, which the catalog can only name: `private-api`.
    When(&'a str),
}

impl<'a> ResourceType<'a> {
    /// The service whose actions refer to it so.
    pub fn service(&self) -> Service<'a> {
        self.catalog.service_at(self.row.service)
    }

    /// The name in the reference: `bucket`.
    pub fn name(&self) -> &'a str {
        self.catalog.strings.get(self.row.name)
    }

    /// The form of its ARNs: `arn:${Partition}:s3:::${BucketName}`. The first, where there are several.
    pub fn arn_template(&self) -> &'a str {
        self.arn_templates().next().map_or("", |template| template.as_str())
    }

    /// All forms of its ARNs: most types have one. Forms that the reference leaves out come last.
    pub fn arn_templates(&self) -> impl Iterator<Item = ArnTemplate<'a>> + Clone + use<'a> {
        let catalog = self.catalog;
        let rows = catalog.templates.rows(self.row.templates, self.row.template_count);
        rows.map(|(_, row)| ArnTemplate { catalog, row })
    }

    /// The condition keys of requests about a resource of this type, besides those of the action.
    pub fn keys(&self) -> impl Iterator<Item = Key<'a>> + Clone + use<'a> {
        self.catalog.key_list(self.row.keys)
    }

    /// Whether a resource-based policy takes part when an action *of this service* is authorised on such a resource,
    /// its own or that of what it lies in: an object has its bucket's.
    ///
    /// A role has one for STS (its trust policy) and none for IAM. In doubt the answer is yes.
    pub fn has_resource_policy(&self) -> bool {
        self.row.policy != 0
    }

    /// A word for the kind of that policy: `bucket`, `key`, `trust`.
    pub fn resource_policy_kind(&self) -> Option<&'a str> {
        self.has_resource_policy().then(|| self.catalog.strings.get(self.row.policy))
    }

    /// Whether that policy must allow even in the same account.
    pub fn requires_resource_policy(&self) -> Option<PolicyRequirement<'a>> {
        let catalog = self.catalog;
        // Equal strings have equal numbers.
        let service = self.service().row.prefix;
        let mut rows = catalog.required_policies.all().map(|(_, row)| row);
        let row = rows.find(|row| row.service == service && row.resource_type == self.row.name)?;
        Some(match catalog.strings.get(row.when) {
            "always" => PolicyRequirement::Always,
            case => PolicyRequirement::When(case),
        })
    }

    /// Whether a concrete ARN has the form of this type's ARNs.
    pub fn matches(&self, arn: &str) -> bool {
        ArnParts::split(arn).is_some_and(|arn| self.fit(arn).is_some())
    }

    /// How well the form fits that the ARN has, if it has one.
    /// Whether some ARN of this type may match a pattern with the wildcards `*` and `?`. `false` is as sure as the form of the
    /// type's ARNs.
    pub fn may_match(&self, pattern: &str) -> bool {
        self.arn_templates().any(|template| {
            !are_of_two_services(template, pattern)
                && may_overlap(template, self.is_continued(template), pattern)
        })
    }

    /// Whether another type's ARNs are those of this form and more after a slash, as an object's are a bucket's.
    fn is_continued(&self, template: ArnTemplate<'a>) -> bool {
        let longer = |other: ArnTemplate<'a>| {
            other.as_str().strip_prefix(template.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        self.service().resource_types().flat_map(|other| other.arn_templates()).any(longer)
    }

    pub(crate) fn fit(&self, arn: ArnParts<'_>) -> Option<Fit> {
        self.arn_templates().filter_map(|template| template.fit(arn)).max()
    }

    /// Whether the reference lists the key for this type.
    pub(crate) fn lists(&self, key: u32) -> bool {
        self.catalog.lists.contains(self.row.keys, key)
    }
}

identified_by_row!(ResourceType);

impl fmt::Debug for ResourceType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ResourceType").field(&self.service().prefix()).field(&self.name()).finish()
    }
}
