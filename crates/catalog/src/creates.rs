//! Which resources an action makes, so that they cannot be there when it is asked for.

use crate::action::Action;
use crate::resource_type::ResourceType;

/// What actions make whose names do not say so, or not all of it. A type that a call may also be about as it is, such as the
/// snapshots that instances are run from, is not among them.
const BY_HAND: &[(&str, &[&str])] = &[
    ("ec2:AllocateAddress", &["elastic-ip"]),
    ("ec2:AllocateHosts", &["dedicated-host"]),
    ("ec2:CreateFleet", &["instance", "volume"]),
    ("ec2:CreateImage", &["snapshot"]),
    ("ec2:CreateSnapshots", &["snapshot"]),
    ("ec2:ImportImage", &["image", "import-image-task"]),
    ("ec2:ImportKeyPair", &["key-pair"]),
    ("ec2:ImportSnapshot", &["snapshot", "import-snapshot-task"]),
    ("ec2:RegisterImage", &["image"]),
    ("ec2:RequestSpotInstances", &["spot-instances-request"]),
    ("ec2:RunInstances", &["instance", "network-interface", "spot-instances-request", "volume"]),
    ("es:CreateElasticsearchDomain", &["domain"]),
];

impl<'a> Action<'a> {
    /// The resource type of an ARN, if the action makes the resources of that type: `CreateBucket` a bucket, `RunInstances`
    /// instances. The name tells for most; for others `None` may only mean that nobody wrote it down.
    pub fn makes(&self, arn: &str) -> Option<ResourceType<'a>> {
        self.resource_type_of(arn).filter(|kind| self.makes_type(kind.name()))
    }

    fn makes_type(&self, kind: &str) -> bool {
        let plain = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        let named = self.name().strip_prefix("Create").is_some_and(|made| plain(made) == plain(kind));
        let by_hand = || BY_HAND.iter().filter(|(action, _)| *action == self.to_string());
        named || by_hand().any(|(_, kinds)| kinds.contains(&kind))
    }
}

#[cfg(test)]
mod tests {
    use super::BY_HAND;
    use crate::catalog::Catalog;

    #[track_caller]
    fn check(action: &str, arn: &str, expected: Option<&str>) {
        let (service, name) = action.split_once(':').unwrap();
        let action = Catalog::embedded().action(service, name).unwrap();
        assert_eq!(action.makes(arn).map(|kind| kind.name()), expected);
    }

    #[test]
    fn what_an_action_makes_is_told_from_what_it_uses() {
        check("s3:CreateBucket", "arn:aws:s3:::b", Some("bucket"));
        check("dynamodb:CreateTable", "arn:aws:dynamodb:eu-west-1:111122223333:table/t", Some("table"));
        check("dynamodb:CreateBackup", "arn:aws:dynamodb:eu-west-1:111122223333:table/t", None);
        check("kms:CreateAlias", "arn:aws:kms:eu-west-1:111122223333:alias/a", Some("alias"));
        check("kms:CreateAlias", "arn:aws:kms:eu-west-1:111122223333:key/k", None);
        check("ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*", Some("instance"));
        check("ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:subnet/*", None);
        check("ec2:CreateSnapshot", "arn:aws:ec2:eu-west-1:111122223333:volume/*", None);
        check("s3:PutObject", "arn:aws:s3:::b/*", None);
    }

    #[test]
    fn the_reference_has_what_is_written_by_hand() {
        for (action, kinds) in BY_HAND {
            let (service, name) = action.split_once(':').unwrap();
            let action = Catalog::embedded().action(service, name).unwrap();
            assert!(kinds.iter().all(|kind| action.resource_type(kind).is_some()), "{action}: {kinds:?}");
        }
    }
}
