//! What AWS does whatever policies say, in words.

use iamdiag_diagnosis::ServiceRule;

/// The rule as a part of a sentence.
pub(crate) fn says(rule: ServiceRule) -> &'static str {
    match rule {
        ServiceRule::RootUser => {
            "a root user needs no identity policy, and may do everything that no other layer stops"
        }
        ServiceRule::OtherPartition => {
            "caller and resource are of different partitions (such as aws and aws-cn), between which nothing is allowed"
        }
        ServiceRule::EverySignedCaller => "AWS lets every signed caller do this, whatever policies say",
        ServiceRule::NoPermission => "this call needs no permission",
        ServiceRule::LongTermOnly => {
            "only a user or root user with long-term credentials may make this call, not a session"
        }
        ServiceRule::SessionTokenInIam => "a session of GetSessionToken made without MFA may not call IAM",
        ServiceRule::SessionTokenInSts => {
            "a session of GetSessionToken may call only AssumeRole and GetCallerIdentity of STS"
        }
        ServiceRule::Public => "this call is public and needs no permission",
        ServiceRule::OwnPassword => "the account lets its users change their own passwords",
        ServiceRule::RootAssumesRole => "a root user cannot assume a role",
        ServiceRule::FederatedUser => "a federated user may call neither IAM nor STS",
        ServiceRule::ManagedByAws => "policies of AWS's own cannot be changed by its customers",
        ServiceRule::ServiceLinkedRole => {
            "only the service that a service-linked role belongs to may change it"
        }
        ServiceRule::ReservedRole => "a role under /aws-reserved/ is AWS's to change and to pass",
        ServiceRule::ReservedAlias => "an alias under alias/aws/ is AWS's to make and to change",
        ServiceRule::OtherProvider => {
            "the caller has to be an identity provider of the call's kind (SAML, or OpenID Connect for web identity)"
        }
        ServiceRule::BucketOwnersRoot => {
            "the root user of the bucket's account may always read, write and delete the bucket's policy"
        }
        ServiceRule::PassesOtherAccountsRole => "only roles of the caller's own account can be passed",
        ServiceRule::OtherAccount => {
            "the service does not offer this action on a resource of another account, whatever policies say"
        }
        ServiceRule::Other => "AWS does not leave this to policies",
    }
}
