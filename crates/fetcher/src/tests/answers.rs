//! What AWS answers for an organization of two accounts that have one of everything.

use super::server::{Reply, Request};
use super::{ACCOUNT, MEMBER, REGION};

/// An answer before it goes out.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: String,
}

pub(super) fn xml(body: impl Into<String>) -> Answer {
    Answer { status: 200, kind: "text/xml", body: body.into() }
}

pub(super) fn json(body: impl Into<String>) -> Answer {
    Answer { status: 200, kind: "application/x-amz-json-1.1", body: body.into() }
}

/// An error in the form of the operation's protocol.
pub(super) fn error(request: &Request, status: u16, code: &str) -> Answer {
    let service = request.operation.split(' ').next().unwrap_or_default();
    let is_xml = matches!(service, "iam" | "sts" | "sns" | "s3" | "s3control" | "ec2");
    let body = match service {
        "ec2" => format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors></Response>"
        ),
        "s3" | "s3control" => format!("<Error><Code>{code}</Code><Message>no</Message></Error>"),
        _ if is_xml => {
            format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>")
        }
        "lambda" => format!(r#"{{"Type":"User","Message":"no","__type":"{code}","code":"{code}"}}"#),
        _ => format!(r#"{{"__type":"{code}","message":"no"}}"#),
    };
    Answer { status, ..if is_xml { xml(body) } else { json(body) } }
}

/// A refusal in place of an answer.
pub(super) fn refused(request: &Request) -> Option<Reply> {
    let code = match request.operation.split(' ').next() {
        Some("iam" | "sts" | "s3" | "s3control") => "AccessDenied",
        Some("sns") => "AuthorizationError",
        Some("ec2") => "UnauthorizedOperation",
        _ => "AccessDeniedException",
    };
    Some(Reply::Whole(error(request, 403, code)))
}

/// A policy that allows one action.
pub(super) const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;

/// That policy inside a JSON string.
fn quoted() -> String {
    serde_json::to_string(POLICY).unwrap()
}

/// That policy as IAM hands it out.
pub(super) fn encoded() -> String {
    POLICY.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The account that a request acts in: keys of the member account name it.
fn account(request: &Request) -> &'static str {
    if request.authorization.contains(MEMBER) { MEMBER } else { ACCOUNT }
}

/// What is answered unless a test says otherwise.
pub(super) fn usual(request: &Request) -> Answer {
    let (service, name) = request.operation.split_once(' ').unwrap_or_default();
    let account = account(request);
    match service {
        "sts" => sts(request, name),
        "iam" => iam(name, account),
        "organizations" => organizations(request, name),
        "s3" | "s3control" => s3(name, account),
        "ec2" => ec2(name),
        "sns" => sns(name, account),
        _ => others(service, name, account),
    }
}

fn sts(request: &Request, name: &str) -> Answer {
    match name {
        "GetCallerIdentity" => xml(format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/ann</Arn>\
             <Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        )),
        "AssumeRole" => {
            assert!(request.body.contains(MEMBER), "{}", request.body);
            xml(format!(
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA{MEMBER}</AccessKeyId>\
                 <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                 <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
            ))
        }
        _ => Answer { status: 400, ..xml("") },
    }
}

/// A page of authorization details with a role.
pub(super) fn details(account: &str, role: &str, marker: Option<&str>) -> Answer {
    let encoded = encoded();
    let more = marker.map_or_else(
        || "<IsTruncated>false</IsTruncated>".to_owned(),
        |marker| format!("<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>"),
    );
    xml(format!(
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>{more}\
         <RoleDetailList><member><Arn>arn:aws:iam::{account}:role/{role}</Arn><RoleName>{role}</RoleName>\
         <RoleId>AROA{role}</RoleId><AssumeRolePolicyDocument>{encoded}</AssumeRolePolicyDocument>\
         <RolePolicyList><member><PolicyName>in</PolicyName><PolicyDocument>{encoded}</PolicyDocument></member></RolePolicyList>\
         <AttachedManagedPolicies><member><PolicyName>ReadOnly</PolicyName>\
         <PolicyArn>arn:aws:iam::aws:policy/ReadOnly</PolicyArn></member></AttachedManagedPolicies>\
         <PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::{account}:policy/edge</PermissionsBoundaryArn>\
         </PermissionsBoundary></member></RoleDetailList>\
         <UserDetailList><member><Arn>arn:aws:iam::{account}:user/ann</Arn><UserName>ann</UserName>\
         <GroupList><member>team</member></GroupList>\
         <PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::{account}:policy/edge</PermissionsBoundaryArn>\
         </PermissionsBoundary></member></UserDetailList>\
         <GroupDetailList><member><Arn>arn:aws:iam::{account}:group/team</Arn><GroupName>team</GroupName></member></GroupDetailList>\
         <Policies><member><Arn>arn:aws:iam::{account}:policy/own</Arn><DefaultVersionId>v2</DefaultVersionId>\
         <PolicyVersionList><member><VersionId>v1</VersionId><Document>%7B%7D</Document></member>\
         <member><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion><Document>{encoded}</Document></member>\
         </PolicyVersionList></member></Policies>\
         </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    ))
}

fn iam(name: &str, account: &str) -> Answer {
    let result =
        |body: String| xml(format!("<{name}Response><{name}Result>{body}</{name}Result></{name}Response>"));
    match name {
        "GetAccountAuthorizationDetails" => details(account, "deploy", None),
        "GetPolicy" => result("<Policy><DefaultVersionId>v7</DefaultVersionId></Policy>".into()),
        "GetPolicyVersion" => result(format!(
            "<PolicyVersion><VersionId>v7</VersionId><Document>{}</Document></PolicyVersion>",
            encoded()
        )),
        "ListOpenIDConnectProviders" => result(format!(
            "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::{account}:oidc-provider/ci.example</Arn></member></OpenIDConnectProviderList>"
        )),
        "GetOpenIDConnectProvider" => {
            result("<ClientIDList><member>sts.amazonaws.com</member></ClientIDList>".into())
        }
        "ListSAMLProviders" => result(format!(
            "<SAMLProviderList><member><Arn>arn:aws:iam::{account}:saml-provider/idp</Arn></member></SAMLProviderList>"
        )),
        "ListAccountAliases" => result(
            "<IsTruncated>false</IsTruncated><AccountAliases><member>shop</member></AccountAliases>".into(),
        ),
        "GetAccountPasswordPolicy" => result(
            "<PasswordPolicy><AllowUsersToChangePassword>true</AllowUsersToChangePassword></PasswordPolicy>"
                .into(),
        ),
        _ => Answer { status: 400, ..xml("") },
    }
}

fn organizations(request: &Request, name: &str) -> Answer {
    let of_root = request.body.contains("\"r-1\"");
    json(match name {
        "DescribeOrganization" => {
            format!(r#"{{"Organization":{{"Id":"o-1","MasterAccountId":"{ACCOUNT}"}}}}"#)
        }
        "ListRoots" => r#"{"Roots":[{"Id":"r-1","Name":"Root","PolicyTypes":[{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"}]}]}"#.into(),
        "ListOrganizationalUnitsForParent" if of_root => r#"{"OrganizationalUnits":[{"Id":"ou-1","Name":"Prod"}]}"#.into(),
        "ListOrganizationalUnitsForParent" => r#"{"OrganizationalUnits":[]}"#.into(),
        "ListAccountsForParent" if of_root => format!(r#"{{"Accounts":[{{"Id":"{ACCOUNT}","Name":"main"}}]}}"#),
        "ListAccountsForParent" => format!(r#"{{"Accounts":[{{"Id":"{MEMBER}","Name":"shop"}}]}}"#),
        "ListAccounts" => format!(
            r#"{{"Accounts":[{{"Id":"{ACCOUNT}","Name":"main","Status":"ACTIVE"}},{{"Id":"{MEMBER}","Name":"shop","Status":"ACTIVE"}},
                {{"Id":"777788889999","Name":"closed","Status":"SUSPENDED"}}]}}"#
        ),
        "ListPolicies" if request.body.contains("SERVICE_CONTROL") => r#"{"Policies":[{"Id":"p-1","Name":"guard"}]}"#.into(),
        "ListPolicies" => r#"{"Policies":[{"Id":"p-2","Name":"fence"}]}"#.into(),
        "DescribePolicy" => format!(r#"{{"Policy":{{"Content":{}}}}}"#, quoted()),
        "ListTargetsForPolicy" => r#"{"Targets":[{"TargetId":"ou-1"},{"TargetId":"r-1"}]}"#.into(),
        "ListDelegatedAdministrators" => format!(r#"{{"DelegatedAdministrators":[{{"Id":"{MEMBER}"}}]}}"#),
        "ListDelegatedServicesForAccount" => {
            r#"{"DelegatedServices":[{"ServicePrincipal":"guardduty.amazonaws.com"}]}"#.into()
        }
        "DescribeResourcePolicy" => format!(r#"{{"ResourcePolicy":{{"Content":{}}}}}"#, quoted()),
        _ => return Answer { status: 400, ..json("{}") },
    })
}

fn s3(name: &str, account: &str) -> Answer {
    const BLOCK: &str = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>\
        <IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy>\
        <RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";
    match name {
        "ListBuckets" => xml(format!(
            "<ListAllMyBucketsResult><Buckets><Bucket><Name>b-{account}</Name></Bucket>\
             <Bucket><Name>c-{account}</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>"
        )),
        "GetBucketLocation" => xml(format!("<LocationConstraint>{REGION}</LocationConstraint>")),
        "GetBucketPolicy" => json(POLICY),
        "GetPublicAccessBlock" => xml(BLOCK),
        "GetBucketOwnershipControls" => xml(
            "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>",
        ),
        "GetBucketTagging" => {
            xml("<Tagging><TagSet><Tag><Key>team</Key><Value>a</Value></Tag></TagSet></Tagging>")
        }
        _ => Answer { status: 400, ..xml("") },
    }
}

fn ec2(name: &str) -> Answer {
    match name {
        "DescribeRegions" => xml(format!(
            "<DescribeRegionsResponse><regionInfo><item><regionName>{REGION}</regionName></item></regionInfo></DescribeRegionsResponse>"
        )),
        "DescribeVpcEndpoints" => xml(format!(
            "<DescribeVpcEndpointsResponse><vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId>\
             <vpcEndpointType>Gateway</vpcEndpointType><policyDocument>{}</policyDocument></item></vpcEndpointSet>\
             </DescribeVpcEndpointsResponse>",
            POLICY.replace('"', "&quot;")
        )),
        _ => Answer { status: 400, ..xml("") },
    }
}

fn sns(name: &str, account: &str) -> Answer {
    match name {
        "ListTopics" => xml(format!(
            "<ListTopicsResponse><ListTopicsResult><Topics><member><TopicArn>arn:aws:sns:{REGION}:{account}:t</TopicArn></member></Topics></ListTopicsResult></ListTopicsResponse>"
        )),
        "GetTopicAttributes" => xml(format!(
            "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>Policy</key><value>{}</value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>",
            POLICY.replace('"', "&quot;")
        )),
        "ListTagsForResource" => xml(
            "<ListTagsForResourceResponse><ListTagsForResourceResult><Tags/></ListTagsForResourceResult></ListTagsForResourceResponse>",
        ),
        _ => Answer { status: 400, ..xml("") },
    }
}

fn others(service: &str, name: &str, account: &str) -> Answer {
    let policy = quoted();
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:{REGION}:{account}:{rest}");
    json(match (service, name) {
        ("kms", "ListKeys") => r#"{"Keys":[{"KeyId":"k-1"}]}"#.into(),
        ("kms", "ListAliases") => r#"{"Aliases":[{"AliasName":"alias/data","TargetKeyId":"k-1"}]}"#.into(),
        ("kms", "GetKeyPolicy") => format!(r#"{{"Policy":{policy}}}"#),
        ("kms", "ListGrants") => format!(
            r#"{{"Grants":[{{"GrantId":"g","GranteePrincipal":"{}","Operations":["Decrypt"],"Constraints":{{"EncryptionContextSubset":{{"a":"b"}}}}}}]}}"#,
            "arn:aws:iam::111122223333:role/deploy"
        ),
        ("kms", "ListResourceTags") => r#"{"Tags":[{"TagKey":"team","TagValue":"a"}]}"#.into(),
        ("sqs", "ListQueues") => format!(r#"{{"QueueUrls":["https://sqs.{REGION}.amazonaws.com/{account}/q"]}}"#),
        ("sqs", "GetQueueAttributes") => format!(r#"{{"Attributes":{{"Policy":{policy}}}}}"#),
        ("sqs", "ListQueueTags") => r#"{"Tags":{"team":"a"}}"#.into(),
        ("lambda", "ListFunctions") => {
            r#"{"Functions":[{"FunctionName":"f","Environment":{"Variables":{"PASSWORD":"hunter2-in-the-environment"}}}]}"#.into()
        }
        ("lambda", "ListVersionsByFunction") => r#"{"Versions":[{"Version":"$LATEST"},{"Version":"1"}]}"#.into(),
        ("lambda", "ListAliases") => r#"{"Aliases":[{"Name":"live"}]}"#.into(),
        ("lambda", "GetPolicy" | "GetLayerVersionPolicy") => format!(r#"{{"Policy":{policy}}}"#),
        ("lambda", "ListTags") => r#"{"Tags":{"team":"a"}}"#.into(),
        ("lambda", "ListLayers") => r#"{"Layers":[{"LayerName":"l"}]}"#.into(),
        ("lambda", "ListLayerVersions") => r#"{"LayerVersions":[{"Version":3}]}"#.into(),
        ("secretsmanager", "ListSecrets") => {
            format!(r#"{{"SecretList":[{{"ARN":"{}","Tags":[{{"Key":"b","Value":"2"}},{{"Key":"a","Value":"1"}}]}}]}}"#, arn("secretsmanager", "secret:s-Ab12Cd"))
        }
        ("secretsmanager" | "dynamodb", "GetResourcePolicy") => {
            format!(r#"{{"ResourcePolicy":{policy},"Policy":{policy}}}"#)
        }
        ("ecr", "DescribeRepositories") => r#"{"repositories":[{"repositoryName":"app"}]}"#.into(),
        ("ecr", "GetRepositoryPolicy") => format!(r#"{{"policyText":{policy}}}"#),
        ("ecr", "ListTagsForResource") => r#"{"tags":[]}"#.into(),
        ("dynamodb", "ListTables") => r#"{"TableNames":["t"]}"#.into(),
        ("dynamodb", "DescribeTable") => {
            format!(r#"{{"Table":{{"LatestStreamArn":"{}"}}}}"#, arn("dynamodb", "table/t/stream/s"))
        }
        ("dynamodb", "ListTagsOfResource") => r#"{"Tags":[{"Key":"team","Value":"a"}]}"#.into(),
        _ => return Answer { status: 400, ..json("{}") },
    })
}
