//! A resource with its policy and what else decides about it.

use super::{From, Shown, ShownPolicy, tag_texts};
use iamdiag_evaluator::Collected;
use iamdiag_policy::PolicyKind;
use iamdiag_snapshot::{
    BucketDetails, CollectedResource, EndpointDetails, KeyDetails, PublicAccessBlock, ResourceDetails,
};

impl From<'_> {
    pub(super) fn resource(&self, resource: &CollectedResource) -> Shown {
        let mut shown = Shown::named("resource", &resource.arn);
        shown.fact("owner", self.account_label(&resource.account));
        match &resource.tags {
            None => shown.fact("tags", "not collected"),
            Some(tags) => shown.facts("tags", tag_texts(tags)),
        }
        match &resource.details {
            ResourceDetails::Plain => {}
            ResourceDetails::Bucket(bucket) => self.bucket(bucket, &resource.account, &mut shown),
            ResourceDetails::Key(details) => key(details, &mut shown),
            ResourceDetails::Endpoint(details) => endpoint(details, &mut shown),
            ResourceDetails::OidcProvider { client_ids } => {
                shown.facts("audiences", client_ids.iter().map(ToString::to_string).collect());
            }
        }
        let gaps = self.snapshot.coverage().gaps_of(&resource.arn);
        shown.facts(
            "not collected",
            gaps.map(|gap| {
                format!("{}: {}", gap.operation, gap.error_code.as_deref().unwrap_or("no answer"))
            })
            .collect(),
        );
        let endpoint = resource.endpoint().is_some();
        let kind = if endpoint { PolicyKind::Vpce } else { PolicyKind::Resource };
        match &resource.policy {
            Collected::Known(Some(policy)) => {
                shown.policies.push(ShownPolicy::stored("policy".to_owned(), policy, kind));
            }
            Collected::Known(None) => shown.fact("policy", "none"),
            Collected::NotCollected => shown.fact("policy", "not collected"),
        }
        shown
    }

    fn bucket(&self, bucket: &BucketDetails, account: &str, shown: &mut Shown) {
        shown.fact("object ownership", bucket.object_ownership.as_deref().unwrap_or("not collected"));
        let of_account = self.snapshot.account(account).map(|account| &account.facts.public_access_block);
        shown.fact("public access block of the bucket", block(&bucket.public_access_block));
        let of_account = of_account.map_or_else(|| "not collected".to_owned(), block);
        shown.fact("public access block of the account", of_account);
    }
}

fn block(block: &Collected<Option<PublicAccessBlock>>) -> String {
    let Collected::Known(block) = block else { return "not collected".to_owned() };
    let Some(block) = block else { return "none".to_owned() };
    let settings = [
        ("BlockPublicAcls", block.block_public_acls),
        ("IgnorePublicAcls", block.ignore_public_acls),
        ("BlockPublicPolicy", block.block_public_policy),
        ("RestrictPublicBuckets", block.restrict_public_buckets),
    ];
    let on: Vec<&str> = settings.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect();
    if on.is_empty() { "all settings off".to_owned() } else { on.join(", ") }
}

fn key(key: &KeyDetails, shown: &mut Shown) {
    shown.facts("aliases", key.aliases.iter().map(ToString::to_string).collect());
    match &key.grants {
        Collected::NotCollected => shown.fact("grants", "not collected"),
        Collected::Known(grants) if grants.is_empty() => shown.fact("grants", "none"),
        Collected::Known(grants) => shown.facts(
            "grants",
            grants
                .iter()
                .map(|grant| format!("{}: {}", grant.grantee, grant.operations.join(", ")))
                .collect(),
        ),
    }
}

fn endpoint(endpoint: &EndpointDetails, shown: &mut Shown) {
    shown.facts("service", endpoint.service.iter().map(ToString::to_string).collect());
    shown.facts("VPC", endpoint.vpc.iter().map(ToString::to_string).collect());
}
