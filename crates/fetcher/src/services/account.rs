//! What is known of an account as a whole: its alias, whether users may change their passwords, its S3 Block Public Access.

use super::{Collecting, Reach, Service};
use crate::operation::Operation;
use crate::signed::{Answer, Request, Signed};
use crate::site::{Asked, Site, Stopped};
use aws_sdk_iam::Client;
use iamdiag_evaluator::{Collected, Truth};
use iamdiag_snapshot::{AccountFacts, Item, PublicAccessBlock};
use serde::Deserialize;

const LIST_ALIASES: Operation = Operation::new("iam", "ListAccountAliases", &["iam:ListAccountAliases"]);
const GET_PASSWORD_POLICY: Operation =
    Operation::new("iam", "GetAccountPasswordPolicy", &["iam:GetAccountPasswordPolicy"])
        .absent(&["NoSuchEntity"]);
const GET_BLOCK: Operation =
    Operation::new("s3control", "GetPublicAccessBlock", &["s3:GetAccountPublicAccessBlock"])
        .absent(&["NoSuchPublicAccessBlockConfiguration"]);

/// The account as a whole. Three calls.
pub(super) struct Account;

impl Service for Account {
    fn name(&self) -> &'static str {
        "account"
    }

    fn reach(&self) -> Reach {
        Reach::Account
    }

    fn operations(&self) -> &'static [Operation] {
        &[LIST_ALIASES, GET_PASSWORD_POLICY, GET_BLOCK]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let client = Client::new(&site.place.config);
    let mut facts = AccountFacts::new(site.place.account.clone());
    if let Asked::Told(told) = site.ask(&LIST_ALIASES, None, client.list_account_aliases().send()).await {
        facts.name = told.account_aliases.into_iter().next().map(Into::into);
    }
    facts.allow_change_password =
        match site.ask(&GET_PASSWORD_POLICY, None, client.get_account_password_policy().send()).await {
            Asked::Told(told) => told.password_policy.map_or(Truth::Unknown, |policy| {
                if policy.allow_users_to_change_password { Truth::True } else { Truth::False }
            }),
            // Without a password policy of its own, an account has AWS's default, which leaves this to permissions.
            Asked::Absent => Truth::False,
            Asked::Gone | Asked::Missing => Truth::Unknown,
        };
    facts.public_access_block = match site.ask(&GET_BLOCK, None, public_access_block(site)).await {
        Asked::Told(told) => Collected::Known(Some(told.into())),
        Asked::Absent => Collected::Known(None),
        Asked::Gone | Asked::Missing => Collected::NotCollected,
    };
    site.put(vec![Item::Account(facts)]).await
}

/// `PublicAccessBlockConfiguration` of S3 Control.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Block {
    block_public_acls: bool,
    ignore_public_acls: bool,
    block_public_policy: bool,
    restrict_public_buckets: bool,
}

impl From<Block> for PublicAccessBlock {
    fn from(block: Block) -> Self {
        Self {
            block_public_acls: block.block_public_acls,
            ignore_public_acls: block.ignore_public_acls,
            block_public_policy: block.block_public_policy,
            restrict_public_buckets: block.restrict_public_buckets,
        }
    }
}

async fn public_access_block(site: &Site) -> Answer<Block> {
    let signed = Signed::new(&site.place, "S3 Control");
    let host = format!("{}.s3-control", site.place.account);
    let request = Request {
        host: &host,
        signing_name: "s3",
        path: "/v20180820/configuration/publicAccessBlock",
        headers: &[("x-amz-account-id", &site.place.account)],
        form: None,
        operation: GET_BLOCK.name,
    };
    signed.send(request).await
}
