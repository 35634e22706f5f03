//! The services that the workload calls.

/// Something that can be called, with the form of its ARN.
pub(crate) struct Service {
    pub(crate) prefix: &'static str,
    pub(crate) actions: &'static [&'static str],
    /// Wildcards that policies write for these actions.
    pub(crate) patterns: &'static [&'static str],
    /// The resource, with `{region}`, `{account}`, `{name}` and `{id}` to be filled in.
    pub(crate) arn: &'static str,
    /// What kind of policy such resources have.
    pub(crate) policy: Policy,
    /// A condition key of its own, with a value that requests have and policies ask for.
    pub(crate) key: Option<(&'static str, &'static str)>,
}

/// Whether resources have policies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Never.
    None,
    /// Some do.
    Some,
    /// Each one does, and it has to allow.
    Always,
}

impl Service {
    /// The ARN with its parts filled in.
    pub(crate) fn fill(&self, region: &str, account: &str, name: &str, id: &str) -> String {
        let arn = self.arn.replace("{region}", region).replace("{account}", account);
        arn.replace("{name}", name).replace("{id}", id)
    }
}

pub(crate) const SERVICES: &[Service] = &[
    Service {
        prefix: "s3",
        actions: &[
            "GetObject",
            "GetObject",
            "PutObject",
            "DeleteObject",
            "GetObjectTagging",
            "GetObjectVersion",
        ],
        patterns: &["Get*", "Get*Object*", "*Object", "Put*", "*"],
        arn: "arn:aws:s3:::{name}-{id}/reports/2026/summary.csv",
        policy: Policy::Some,
        key: None,
    },
    Service {
        prefix: "s3",
        actions: &["ListBucket", "GetBucketLocation", "GetBucketVersioning", "GetLifecycleConfiguration"],
        patterns: &["List*", "GetBucket*", "*"],
        arn: "arn:aws:s3:::{name}-{id}",
        policy: Policy::Some,
        key: Some(("s3:prefix", "reports/2026/")),
    },
    Service {
        prefix: "ec2",
        actions: &["StartInstances", "StopInstances", "TerminateInstances", "RebootInstances"],
        patterns: &["*Instances", "Start*", "St*Instances", "*"],
        arn: "arn:aws:ec2:{region}:{account}:instance/i-0{id}",
        policy: Policy::None,
        key: Some(("ec2:InstanceType", "m7g.large")),
    },
    Service {
        prefix: "iam",
        actions: &["PassRole", "GetRole", "AttachRolePolicy", "UpdateAssumeRolePolicy"],
        patterns: &["Get*", "List*", "*Role", "*RolePolicy", "*"],
        arn: "arn:aws:iam::{account}:role/app/{name}-{id}",
        policy: Policy::None,
        key: Some(("iam:PassedToService", "lambda.amazonaws.com")),
    },
    Service {
        prefix: "sts",
        actions: &["AssumeRole"],
        patterns: &["Assume*", "*"],
        arn: "arn:aws:iam::{account}:role/app/{name}-{id}",
        policy: Policy::Always,
        key: Some(("sts:ExternalId", "partner-7")),
    },
    Service {
        prefix: "kms",
        actions: &["Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey"],
        patterns: &["*crypt", "GenerateDataKey*", "Describe*", "*"],
        arn: "arn:aws:kms:{region}:{account}:key/{id}-7c1f-4b7e-9d55-0a1b2c3d4e5f",
        policy: Policy::Always,
        key: Some(("kms:ViaService", "s3.eu-west-1.amazonaws.com")),
    },
    Service {
        prefix: "sqs",
        actions: &["SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"],
        patterns: &["*Message", "Get*", "SendMessage*", "*"],
        arn: "arn:aws:sqs:{region}:{account}:{name}-{id}",
        policy: Policy::Some,
        key: None,
    },
    Service {
        prefix: "sns",
        actions: &["Publish", "Subscribe", "GetTopicAttributes"],
        patterns: &["Pub*", "Get*", "*"],
        arn: "arn:aws:sns:{region}:{account}:{name}-{id}",
        policy: Policy::Some,
        key: Some(("sns:Protocol", "https")),
    },
    Service {
        prefix: "dynamodb",
        actions: &["GetItem", "PutItem", "Query", "UpdateItem", "BatchGetItem", "Scan"],
        patterns: &["*Item", "Batch*", "Get*", "*"],
        arn: "arn:aws:dynamodb:{region}:{account}:table/{name}-{id}",
        policy: Policy::Some,
        key: None,
    },
    Service {
        prefix: "lambda",
        actions: &["InvokeFunction", "GetFunction", "UpdateFunctionCode"],
        patterns: &["Invoke*", "Get*", "*Function*", "*"],
        arn: "arn:aws:lambda:{region}:{account}:function:{name}-{id}",
        policy: Policy::Some,
        key: None,
    },
    Service {
        prefix: "secretsmanager",
        actions: &["GetSecretValue", "DescribeSecret", "PutSecretValue"],
        patterns: &["Get*", "*SecretValue", "*"],
        arn: "arn:aws:secretsmanager:{region}:{account}:secret:{name}/db-{id}",
        policy: Policy::Some,
        key: Some(("secretsmanager:VersionStage", "AWSCURRENT")),
    },
    Service {
        prefix: "logs",
        actions: &["PutLogEvents", "CreateLogStream", "GetLogEvents", "FilterLogEvents"],
        patterns: &["*LogEvents", "Create*", "Get*", "*"],
        arn: "arn:aws:logs:{region}:{account}:log-group:/app/{name}:log-stream:{id}",
        policy: Policy::None,
        key: None,
    },
    Service {
        prefix: "ssm",
        actions: &["GetParameter", "GetParametersByPath", "PutParameter"],
        patterns: &["GetParameter*", "Put*", "*"],
        arn: "arn:aws:ssm:{region}:{account}:parameter/{name}/{id}",
        policy: Policy::None,
        key: None,
    },
    Service {
        prefix: "ecr",
        actions: &["BatchGetImage", "GetDownloadUrlForLayer", "PutImage"],
        patterns: &["Batch*", "Get*", "*Image", "*"],
        arn: "arn:aws:ecr:{region}:{account}:repository/{name}-{id}",
        policy: Policy::Some,
        key: None,
    },
];

/// Actions without a resource.
pub(crate) const EVERYWHERE: &[&str] = &[
    "ec2:DescribeInstances",
    "ec2:DescribeVpcs",
    "s3:ListAllMyBuckets",
    "iam:ListUsers",
    "logs:DescribeMetricFilters",
    "cloudwatch:PutMetricData",
    "ecr:GetAuthorizationToken",
    "ssm:DescribeParameters",
    "kms:ListAliases",
    "sts:GetServiceBearerToken",
];
