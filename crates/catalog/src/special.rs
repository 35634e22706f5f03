//! Rules of single services that no policy tells: kept by hand, with dates.

use crate::catalog::Catalog;
use crate::hash::{hash, pair};
use crate::names;
use crate::rows::{FactRow, dated, fact_flags, service_flags};

/// The ARN that AWS asks about for an action that has no resource type (semantics R11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntheticArn<'a> {
    /// The ARN, with `${Partition}`, `${Region}` and `${Account}` of the request. Its wildcards are literal text.
    pub template: &'a str,
    /// How it is known.
    pub class: SyntheticClass,
}

/// How a synthetic ARN is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntheticClass {
    /// AWS documents it.
    Documented,
    /// From denial messages only: an Allow that matches only through it is uncertain.
    MessageOnly,
}

impl SyntheticArn<'_> {
    /// The ARN for a request.
    pub fn fill(&self, partition: &str, region: &str, account: &str) -> String {
        let text = self.template.replace("${Partition}", partition);
        text.replace("${Region}", region).replace("${Account}", account)
    }
}

impl Catalog {
    /// The ARN that stands for "no resource" in requests for this action, where one is known.
    pub fn synthetic_arn(&self, service: &str, action: &str) -> Option<SyntheticArn<'_>> {
        let row = self.fact(service, action)?;
        let class = if row.flags & fact_flags::ARN_DOCUMENTED != 0 {
            SyntheticClass::Documented
        } else if row.flags & fact_flags::ARN_FROM_MESSAGES != 0 {
            SyntheticClass::MessageOnly
        } else {
            return None;
        };
        Some(SyntheticArn { template: self.strings.get(row.template), class })
    }

    /// Whether denials of this action have been seen with resource `*` or none: no synthetic ARN is behind it.
    pub fn is_seen_with_star(&self, service: &str, action: &str) -> bool {
        self.has_flag(service, action, fact_flags::STAR)
    }

    /// The date of the table of synthetic ARNs.
    pub fn synthetic_arns_date(&self) -> &str {
        self.date_of(dated::SYNTHETIC_ARNS)
    }

    /// Whether the call needs neither a signature nor an IAM permission (semantics X3).
    pub fn is_public_call(&self, service: &str, action: &str) -> bool {
        self.has_flag(service, action, fact_flags::PUBLIC)
    }

    /// Whether the action never works on a resource of another account, whatever both sides allow (X27, X50).
    pub fn never_cross_account(&self, service: &str, action: &str) -> bool {
        self.has_flag(service, action, fact_flags::SINGLE_ACCOUNT)
    }

    /// Whether requests for the action are documented not to carry `aws:ResourceAccount`, `aws:ResourceOrgID` and
    /// `aws:ResourceOrgPaths` (semantics 6.5).
    pub fn lacks_resource_account(&self, service: &str, action: &str) -> bool {
        self.has_flag(service, action, fact_flags::NO_RESOURCE_ACCOUNT)
    }

    /// The date of the rules of single services.
    pub fn service_rules_date(&self) -> &str {
        self.date_of(dated::SERVICE_RULES)
    }

    /// Whether the service has one endpoint for a whole partition, so that the region of a request is fixed there.
    pub fn is_global_service(&self, prefix: &str) -> bool {
        self.service(prefix).is_some_and(|service| service.row.flags & service_flags::GLOBAL != 0)
    }

    /// The value of `aws:RequestedRegion` in requests to a service that is global in the partition.
    pub fn global_region(&self, prefix: &str, partition: &str) -> Option<&str> {
        let mut rows = self.global_services.all().map(|(_, row)| row);
        let is = |id: u32, text: &str| self.strings.get(id).eq_ignore_ascii_case(text);
        rows.find(|row| is(row.prefix, prefix) && is(row.partition, partition))
            .map(|row| self.strings.get(row.region))
    }

    /// Whether resource control policies bind the actions of a prefix, also one that the reference does not have.
    pub fn is_under_rcps(&self, prefix: &str) -> bool {
        self.rcp_services().any(|listed| listed.eq_ignore_ascii_case(prefix))
    }

    /// The prefixes whose actions resource control policies bind.
    pub fn rcp_services(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.rcp_services.iter().map(|id| self.strings.get(id))
    }

    /// The date of that list.
    pub fn rcp_list_date(&self) -> &str {
        self.date_of(dated::RCP_SERVICES)
    }

    /// The services that fill `aws:CalledVia` when they call on a principal's behalf, as service principals.
    pub fn called_via_services(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.called_via.iter().map(|id| self.strings.get(id))
    }

    /// The other names of a service principal (P13): `logs.${Region}.amazonaws.com` of `logs.amazonaws.com`.
    pub fn service_principal_names<'c>(&'c self, principal: &'c str) -> impl Iterator<Item = &'c str> {
        let rows = self.service_principals.all().map(|(_, row)| row);
        rows.filter(move |row| self.strings.get(row.name) == principal).map(|row| self.strings.get(row.other))
    }

    fn has_flag(&self, service: &str, action: &str, flag: u32) -> bool {
        self.fact(service, action).is_some_and(|row| row.flags & flag != 0)
    }

    fn fact(&self, service: &str, action: &str) -> Option<FactRow> {
        let same = |id| names::is_pair(self.strings.get(self.facts.get(id).name), service, action);
        let exact = self.fact_index.find(hash(pair(service, action)), same);
        exact.map(|id| self.facts.get(id)).or_else(|| {
            let mut patterns = self.fact_patterns.all().map(|(_, row)| row);
            patterns.find(|row| names::pair_starts_with(self.strings.get(row.name), service, action))
        })
    }
}
