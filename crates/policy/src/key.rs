//! Names of condition keys (C4).

use std::hash::{DefaultHasher, Hash, Hasher};

/// A condition key as a document or a request spells it. Compared without regard to case, tag part included (C4).
#[derive(Clone, Debug)]
pub struct ConditionKey {
    written: Box<str>,
    lower: Box<str>,
    hash: u64,
    kind: KeyKind,
}

impl ConditionKey {
    /// Takes over the spelling.
    pub fn new(written: &str) -> Self {
        let lower: Box<str> = written.to_lowercase().into();
        let mut hasher = DefaultHasher::new();
        lower.hash(&mut hasher);
        let kind = KeyKind::of(&lower);
        Self { written: written.into(), hash: hasher.finish(), lower, kind }
    }

    /// The spelling it came in.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The lower-case form it is compared by.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// Which of the keys that an evaluator can derive it is.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The tag key after the `/` of a tag condition key, lower-cased.
    pub fn tag(&self) -> Option<&str> {
        self.lower.split_once('/').map(|(_, tag)| tag)
    }

    /// The part before the first colon, lower-cased: `aws`, `s3`, ….
    pub fn service(&self) -> &str {
        self.lower.split_once(':').map_or("", |(service, _)| service)
    }
}

impl PartialEq for ConditionKey {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.lower == other.lower
    }
}

impl Eq for ConditionKey {}

impl PartialOrd for ConditionKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ConditionKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.lower.cmp(&other.lower)
    }
}

impl Hash for ConditionKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

macro_rules! key_kinds {
    ($($kind:ident = $name:literal, $lower:literal;)*) => {
        /// The keys whose value an evaluator knows how to find (semantics section 6); every other key is `Other`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum KeyKind {
            $(#[doc = concat!("`", $name, "`")] $kind,)*
            /// `aws:PrincipalTag/…`
            PrincipalTag,
            /// `aws:ResourceTag/…`
            ResourceTag,
            /// `aws:RequestTag/…`
            RequestTag,
            /// Any other key.
            Other,
        }

        impl KeyKind {
            /// Every kind that is one key.
            pub const SINGLE: &'static [KeyKind] = &[$(KeyKind::$kind),*];

            fn of(lower: &str) -> Self {
                match lower {
                    $($lower => Self::$kind,)*
                    _ if lower.starts_with("aws:principaltag/") => Self::PrincipalTag,
                    _ if lower.starts_with("aws:resourcetag/") => Self::ResourceTag,
                    _ if lower.starts_with("aws:requesttag/") => Self::RequestTag,
                    _ => Self::Other,
                }
            }

            /// The canonical spelling; empty for tag keys and other keys, which have none of their own.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                    Self::PrincipalTag | Self::ResourceTag | Self::RequestTag | Self::Other => "",
                }
            }
        }
    };
}

key_kinds! {
    PrincipalArn = "aws:PrincipalArn", "aws:principalarn";
    PrincipalAccount = "aws:PrincipalAccount", "aws:principalaccount";
    PrincipalOrgId = "aws:PrincipalOrgID", "aws:principalorgid";
    PrincipalOrgPaths = "aws:PrincipalOrgPaths", "aws:principalorgpaths";
    PrincipalIsAwsService = "aws:PrincipalIsAWSService", "aws:principalisawsservice";
    PrincipalServiceName = "aws:PrincipalServiceName", "aws:principalservicename";
    PrincipalServiceNamesList = "aws:PrincipalServiceNamesList", "aws:principalservicenameslist";
    PrincipalType = "aws:PrincipalType", "aws:principaltype";
    UserId = "aws:userid", "aws:userid";
    Username = "aws:username", "aws:username";
    TokenIssueTime = "aws:TokenIssueTime", "aws:tokenissuetime";
    MultiFactorAuthPresent = "aws:MultiFactorAuthPresent", "aws:multifactorauthpresent";
    MultiFactorAuthAge = "aws:MultiFactorAuthAge", "aws:multifactorauthage";
    SourceIdentity = "aws:SourceIdentity", "aws:sourceidentity";
    FederatedProvider = "aws:FederatedProvider", "aws:federatedprovider";
    AssumedRoot = "aws:AssumedRoot", "aws:assumedroot";
    SourceIp = "aws:SourceIp", "aws:sourceip";
    VpcSourceIp = "aws:VpcSourceIp", "aws:vpcsourceip";
    SourceVpce = "aws:SourceVpce", "aws:sourcevpce";
    SourceVpc = "aws:SourceVpc", "aws:sourcevpc";
    SourceVpcArn = "aws:SourceVpcArn", "aws:sourcevpcarn";
    VpceAccount = "aws:VpceAccount", "aws:vpceaccount";
    VpceOrgId = "aws:VpceOrgID", "aws:vpceorgid";
    VpceOrgPaths = "aws:VpceOrgPaths", "aws:vpceorgpaths";
    ResourceAccount = "aws:ResourceAccount", "aws:resourceaccount";
    ResourceOrgId = "aws:ResourceOrgID", "aws:resourceorgid";
    ResourceOrgPaths = "aws:ResourceOrgPaths", "aws:resourceorgpaths";
    CurrentTime = "aws:CurrentTime", "aws:currenttime";
    EpochTime = "aws:EpochTime", "aws:epochtime";
    SecureTransport = "aws:SecureTransport", "aws:securetransport";
    RequestedRegion = "aws:RequestedRegion", "aws:requestedregion";
    UserAgent = "aws:UserAgent", "aws:useragent";
    Referer = "aws:referer", "aws:referer";
    ViaAwsService = "aws:ViaAWSService", "aws:viaawsservice";
    CalledVia = "aws:CalledVia", "aws:calledvia";
    CalledViaFirst = "aws:CalledViaFirst", "aws:calledviafirst";
    CalledViaLast = "aws:CalledViaLast", "aws:calledvialast";
    ViaAwsMcpService = "aws:ViaAWSMCPService", "aws:viaawsmcpservice";
    CalledViaAwsMcp = "aws:CalledViaAWSMCP", "aws:calledviaawsmcp";
    IsMcpServiceAction = "aws:IsMcpServiceAction", "aws:ismcpserviceaction";
    TagKeys = "aws:TagKeys", "aws:tagkeys";
    SourceArn = "aws:SourceArn", "aws:sourcearn";
    SourceAccount = "aws:SourceAccount", "aws:sourceaccount";
    SourceOrgId = "aws:SourceOrgID", "aws:sourceorgid";
    SourceOrgPaths = "aws:SourceOrgPaths", "aws:sourceorgpaths";
}
