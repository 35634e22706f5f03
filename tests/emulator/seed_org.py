#!/usr/bin/env python3
"""Seed a small but realistic AWS organization into a local AWS emulator.

    seed_org.py --endpoint http://127.0.0.1:5000 [--reset] [--deterministic]
                [--bulk N] [--manifest FILE] [--files DIRECTORY]

Talks plain AWS APIs through boto3, so it works against any emulator that
speaks them at one endpoint; it is written for, and checked against, moto's
server.  Only loopback endpoints are accepted.

What it makes (names are stable, ids are the emulator's):

  management account
   +-- Root            RCP: only principals of this organization
   |                   SCP: nobody leaves the organization
   +-- OU Workloads    SCP: region guardrail (NotAction + NotIn-style condition)
   |    +-- OU Prod    SCP: no deletion of the audit bucket or KMS keys
   |    |    +-- account orders-prod   SCP: allow-list (FullAWSAccess detached)
   |    +-- account data-dev
   +-- OU Security
        +-- account security-tooling

Every member account gets users, groups, roles (service, cross-account,
external-id, OIDC and boundary-limited trust), inline, customer managed and
multi-version policies, and resource policies on S3, KMS, SQS, SNS, Lambda,
Secrets Manager, ECR, DynamoDB and a VPC endpoint.

A step the emulator refuses is recorded under "unsupported" in the manifest and
printed; it does not stop the run.  The exit status is 1 when a step in the
REQUIRED set was refused, else 0.

With --files the same organization is also written as a data directory
(docs/data-directory.md), from what is sent and not from what the emulator
makes of it.
"""

import argparse
import io
import ipaddress
import json
import re
import sys
import urllib.parse
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from files import Files

REGION = "us-east-1"
REQUIRED = {"iam", "organizations", "s3", "sts"}
# moto makes OrganizationAccountAccessRole itself in every created account
ALREADY_THERE = {"EntityAlreadyExists", "AlreadyInOrganizationException"}


def pol(*statements, pid=None):
    doc = {"Version": "2012-10-17"}
    if pid:
        doc["Id"] = pid
    doc["Statement"] = list(statements)
    return json.dumps(doc, indent=2)


def st(sid, effect="Allow", **kw):
    out = {"Sid": sid, "Effect": effect}
    out.update(kw)
    return out


def trust(principal, action="sts:AssumeRole", condition=None):
    s = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        s["Condition"] = condition
    return pol(s)


class Seeder:
    def __init__(self, endpoint, region, access_key="AKIAEXAMPLEFAKE00000", secret_key="fake"):
        self.endpoint = endpoint
        self.region = region
        self.root = {
            "AccessKeyId": access_key,
            "SecretAccessKey": secret_key,
            "SessionToken": None,
        }
        self.unsupported = []
        self.calls = 0
        self.files = Files(region)

    def clients(self, creds=None):
        creds = creds or self.root
        session = boto3.Session(
            aws_access_key_id=creds["AccessKeyId"],
            aws_secret_access_key=creds["SecretAccessKey"],
            aws_session_token=creds["SessionToken"],
            region_name=self.region,
        )
        cache = {}
        config = Config(
            s3={"addressing_style": "path"},
            retries={"max_attempts": 2, "mode": "standard"},
            connect_timeout=5,
            read_timeout=30,
        )

        def client(service):
            if service not in cache:
                cache[service] = c = session.client(
                    service, endpoint_url=self.endpoint, config=config
                )
                if service == "s3control":
                    # its endpoint rules put "<account>." before any host, which
                    # no resolver answers for 127.0.0.1; take it off again
                    def drop_account_prefix(request, **_):
                        request.url = re.sub(r"//\d{12}\.", "//", request.url, count=1)

                    c.meta.events.register("request-created.s3-control", drop_account_prefix)
            return cache[service]

        return client

    def do(self, client, service, method, **kw):
        """One API call; a refusal is written down, not raised."""
        self.calls += 1
        try:
            answer = getattr(client(service), method)(**kw)
            self.files.record(client.account, service, method, kw, answer)
            return answer
        except (ClientError, BotoCoreError, AttributeError) as e:
            if getattr(e, "response", {}).get("Error", {}).get("Code") in ALREADY_THERE:
                return None
            line = f"{service}.{method}: {type(e).__name__}: {str(e)[:200]}"
            self.unsupported.append(line)
            print("  refused  " + line, file=sys.stderr)
            return None


def http(endpoint, method, path, data=None):
    # a plain content type: as a form, moto's /moto-api/ would see an empty body
    req = urllib.request.Request(
        endpoint + path, data=data, method=method, headers={"Content-Type": "text/plain"}
    )
    with urllib.request.urlopen(req, timeout=60) as r:
        return r.read()


def seed_organization(s, mgmt):
    do = lambda svc, m, **kw: s.do(mgmt, svc, m, **kw)
    out = {"ous": {}, "accounts": {}, "policies": {}}
    org = do("organizations", "create_organization", FeatureSet="ALL")
    if org is None:
        org = mgmt("organizations").describe_organization()
    out["organization_id"] = org["Organization"]["Id"]
    out["management_account_id"] = org["Organization"]["MasterAccountId"]
    root = mgmt("organizations").list_roots()["Roots"][0]["Id"]
    out["root_id"] = root
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        do("organizations", "enable_policy_type", RootId=root, PolicyType=kind)

    def ou(name, parent):
        r = do(
            "organizations", "create_organizational_unit", ParentId=parent, Name=name
        )
        out["ous"][name] = r["OrganizationalUnit"]["Id"]
        return out["ous"][name]

    workloads = ou("Workloads", root)
    prod = ou("Prod", workloads)
    security = ou("Security", root)

    for name, parent in (
        ("orders-prod", prod),
        ("data-dev", workloads),
        ("security-tooling", security),
    ):
        r = do(
            "organizations",
            "create_account",
            Email=f"{name}@example.com",
            AccountName=name,
        )
        acct = r["CreateAccountStatus"]["AccountId"]
        out["accounts"][name] = acct
        do(
            "organizations",
            "move_account",
            AccountId=acct,
            SourceParentId=root,
            DestinationParentId=parent,
        )

    def org_policy(name, kind, content, *targets):
        r = do(
            "organizations",
            "create_policy",
            Name=name,
            Description=name,
            Type=kind,
            Content=content,
        )
        if r is None:
            return None
        pid = r["Policy"]["PolicySummary"]["Id"]
        out["policies"][name] = pid
        for t in targets:
            do("organizations", "attach_policy", PolicyId=pid, TargetId=t)
        return pid

    scp, rcp = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
    org_policy(
        "DenyLeaveOrganization",
        scp,
        pol(
            st(
                "NoLeave",
                "Deny",
                Action=["organizations:LeaveOrganization", "account:CloseAccount"],
                Resource="*",
            )
        ),
        root,
    )
    org_policy(
        "RegionGuardrail",
        scp,
        pol(
            st(
                "OnlyApprovedRegions",
                "Deny",
                NotAction=[
                    "iam:*",
                    "organizations:*",
                    "sts:*",
                    "support:*",
                    "s3:GetBucketLocation",
                    "s3:ListAllMyBuckets",
                ],
                Resource="*",
                Condition={
                    "StringNotEquals": {
                        "aws:RequestedRegion": ["us-east-1", "eu-west-1"]
                    },
                    "ArnNotLike": {
                        "aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAccountAccessRole"
                    },
                },
            )
        ),
        workloads,
    )
    org_policy(
        "ProtectProdData",
        scp,
        pol(
            st(
                "NoKeyDeletion",
                "Deny",
                Action=["kms:ScheduleKeyDeletion", "kms:DisableKey"],
                Resource="*",
            ),
            st(
                "NoAuditBucketChange",
                "Deny",
                Action=["s3:DeleteBucket*", "s3:PutBucketPolicy"],
                Resource="arn:aws:s3:::*-audit",
            ),
        ),
        prod,
    )
    allow_list = org_policy(
        "OrdersAllowList",
        scp,
        pol(
            st(
                "OnlyWhatOrdersNeeds",
                Action=[
                    "s3:*",
                    "sqs:*",
                    "sns:*",
                    "kms:*",
                    "iam:*",
                    "sts:*",
                    "lambda:*",
                    "secretsmanager:*",
                    "dynamodb:*",
                    "ec2:*",
                    "ecr:*",
                    "cloudtrail:*",
                    "logs:*",
                ],
                Resource="*",
            )
        ),
        out["accounts"]["orders-prod"],
    )
    if allow_list:
        do(
            "organizations",
            "detach_policy",
            PolicyId="p-FullAWSAccess",
            TargetId=out["accounts"]["orders-prod"],
        )
    org_policy(
        "OnlyOrgPrincipals",
        rcp,
        pol(
            st(
                "EnforceOrgIdentities",
                "Deny",
                Principal="*",
                Action=["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
                Resource="*",
                Condition={
                    "StringNotEqualsIfExists": {
                        "aws:PrincipalOrgID": out["organization_id"]
                    },
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            )
        ),
        root,
    )
    return out


def seed_account(s, client, name, acct, org, bulk):
    do = lambda svc, m, **kw: s.do(client, svc, m, **kw)
    region = s.region
    made = {}
    other = [a for n, a in org["accounts"].items() if n != name][0]

    # ---- IAM: customer managed policies (one with several versions) ----
    def managed(pname, doc, path="/"):
        r = do(
            "iam", "create_policy", PolicyName=pname, Path=path, PolicyDocument=doc
        )
        return r["Policy"]["Arn"] if r else f"arn:aws:iam::{acct}:policy{path}{pname}"

    boundary = managed(
        "DeveloperBoundary",
        pol(
            st(
                "CeilingServices",
                Action=["s3:*", "sqs:*", "dynamodb:*", "logs:*", "kms:Decrypt"],
                Resource="*",
            ),
            st(
                "NeverTouchAudit",
                "Deny",
                Action="s3:*",
                Resource=[f"arn:aws:s3:::{name}-audit", f"arn:aws:s3:::{name}-audit/*"],
            ),
        ),
        "/boundaries/",
    )
    home = managed(
        "UserHomeFolder",
        pol(
            st(
                "ListOwnPrefix",
                Action="s3:ListBucket",
                Resource=f"arn:aws:s3:::{name}-data",
                Condition={"StringLike": {"s3:prefix": ["home/${aws:username}/*"]}},
            ),
            st(
                "OwnObjects",
                Action=["s3:GetObject", "s3:PutObject"],
                Resource=f"arn:aws:s3:::{name}-data/home/${{aws:username}}/*",
            ),
        ),
    )
    queue_use = managed(
        "QueueConsumer",
        pol(st("v1", Action="sqs:ReceiveMessage", Resource="*")),
    )
    do(
        "iam",
        "create_policy_version",
        PolicyArn=queue_use,
        PolicyDocument=pol(
            st(
                "v2",
                Action=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                Resource=f"arn:aws:sqs:{region}:{acct}:orders-*",
            )
        ),
        SetAsDefault=True,
    )
    abac = managed(
        "TagScoped",
        pol(
            st(
                "SameProjectOnly",
                Action="secretsmanager:GetSecretValue",
                Resource="*",
                Condition={
                    "StringEquals": {
                        "aws:ResourceTag/project": "${aws:PrincipalTag/project}"
                    }
                },
            )
        ),
    )

    # ---- IAM: groups and users ----
    for group, arns, inline in (
        ("developers", [home, queue_use], ("ReadLogs", pol(st("Logs", Action="logs:Get*", Resource="*")))),
        ("auditors", ["arn:aws:iam::aws:policy/SecurityAudit"], None),
        ("admins", ["arn:aws:iam::aws:policy/AdministratorAccess"], None),
    ):
        do("iam", "create_group", GroupName=group, Path="/team/")
        for arn in arns:
            do("iam", "attach_group_policy", GroupName=group, PolicyArn=arn)
        if inline:
            do(
                "iam",
                "put_group_policy",
                GroupName=group,
                PolicyName=inline[0],
                PolicyDocument=inline[1],
            )
    for user, groups, with_boundary in (
        ("alice", ["developers"], True),
        ("bob", ["developers", "auditors"], False),
        ("carol", ["admins"], False),
    ):
        kw = {"PermissionsBoundary": boundary} if with_boundary else {}
        do(
            "iam",
            "create_user",
            UserName=user,
            Tags=[{"Key": "project", "Value": "orders"}],
            **kw,
        )
        for g in groups:
            do("iam", "add_user_to_group", UserName=user, GroupName=g)
    do("iam", "attach_user_policy", UserName="alice", PolicyArn=abac)
    do(
        "iam",
        "put_user_policy",
        UserName="bob",
        PolicyName="DenyWithoutMfa",
        PolicyDocument=pol(
            st(
                "DenyMostWithoutMfa",
                "Deny",
                NotAction=["iam:*MFA*", "sts:GetSessionToken"],
                Resource="*",
                Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
            )
        ),
    )
    key = do("iam", "create_access_key", UserName="alice")
    if key:
        made["alice_access_key"] = key["AccessKey"]["AccessKeyId"]
        made["alice_secret_key"] = key["AccessKey"]["SecretAccessKey"]

    # ---- IAM: roles ----
    roles = {
        "OrganizationAccountAccessRole": (
            trust({"AWS": f"arn:aws:iam::{org['management_account_id']}:root"}),
            ["arn:aws:iam::aws:policy/AdministratorAccess"],
            None,
        ),
        "order-worker": (
            trust({"Service": "lambda.amazonaws.com"}),
            [queue_use],
            None,
        ),
        "vendor-scanner": (
            trust(
                {"AWS": "arn:aws:iam::999999999999:root"},
                condition={"StringEquals": {"sts:ExternalId": "vendor-42"}},
            ),
            ["arn:aws:iam::aws:policy/SecurityAudit"],
            None,
        ),
        "ci-deployer": (
            trust(
                {
                    "Federated": f"arn:aws:iam::{acct}:oidc-provider/token.actions.example.com"
                },
                "sts:AssumeRoleWithWebIdentity",
                {
                    "StringEquals": {"token.actions.example.com:aud": "sts.amazonaws.com"},
                    "StringLike": {"token.actions.example.com:sub": "repo:acme/orders:*"},
                },
            ),
            [],
            boundary,
        ),
        "peer-reader": (
            trust({"AWS": [f"arn:aws:iam::{other}:role/order-worker", f"arn:aws:iam::{other}:user/alice"]}),
            [],
            None,
        ),
    }
    for role, (doc, arns, bnd) in roles.items():
        kw = {"PermissionsBoundary": bnd} if bnd else {}
        do(
            "iam",
            "create_role",
            RoleName=role,
            Path="/",
            AssumeRolePolicyDocument=doc,
            Tags=[{"Key": "project", "Value": "orders"}],
            **kw,
        )
        for arn in arns:
            do("iam", "attach_role_policy", RoleName=role, PolicyArn=arn)
    do(
        "iam",
        "put_role_policy",
        RoleName="peer-reader",
        PolicyName="ReadData",
        PolicyDocument=pol(
            st("Read", Action="s3:GetObject", Resource=f"arn:aws:s3:::{name}-data/*")
        ),
    )
    do(
        "iam",
        "put_role_policy",
        RoleName="ci-deployer",
        PolicyName="Deploy",
        PolicyDocument=pol(
            st("Everything", Action="*", Resource="*"),
            st(
                "PassOnlyWorker",
                Action="iam:PassRole",
                Resource=f"arn:aws:iam::{acct}:role/order-worker",
                Condition={
                    "StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}
                },
            ),
        ),
    )
    do("iam", "create_instance_profile", InstanceProfileName="worker-profile")
    do(
        "iam",
        "add_role_to_instance_profile",
        InstanceProfileName="worker-profile",
        RoleName="order-worker",
    )
    do(
        "iam",
        "create_open_id_connect_provider",
        Url="https://token.actions.example.com",
        ClientIDList=["sts.amazonaws.com"],
        ThumbprintList=["0" * 40],
    )
    do("iam", "create_account_alias", AccountAlias=f"acme-{name}")
    for i in range(bulk):
        do(
            "iam",
            "create_role",
            RoleName=f"bulk-{i:05d}",
            AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"}),
        )
        do(
            "iam",
            "put_role_policy",
            RoleName=f"bulk-{i:05d}",
            PolicyName="inline",
            PolicyDocument=pol(
                st("B", Action=["s3:Get*", "s3:List*"], Resource=f"arn:aws:s3:::bulk-{i}/*")
            ),
        )

    # ---- KMS ----
    r = do(
        "kms",
        "create_key",
        Description=f"{name} data key",
        Policy=pol(
            st(
                "EnableIamPolicies",
                Principal={"AWS": f"arn:aws:iam::{acct}:root"},
                Action="kms:*",
                Resource="*",
            ),
            st(
                "PeerUse",
                Principal={"AWS": f"arn:aws:iam::{other}:role/order-worker"},
                Action=["kms:Decrypt", "kms:DescribeKey"],
                Resource="*",
                Condition={
                    "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}
                },
            ),
            pid="key-default-1",
        ),
    )
    key_id = r["KeyMetadata"]["KeyId"] if r else None
    key_arn = r["KeyMetadata"]["Arn"] if r else None
    made["kms_key"] = key_arn
    if key_id:
        do("kms", "create_alias", AliasName=f"alias/{name}-data", TargetKeyId=key_id)
        do(
            "kms",
            "create_grant",
            KeyId=key_id,
            GranteePrincipal=f"arn:aws:iam::{acct}:role/order-worker",
            Operations=["Decrypt"],
        )

    # ---- S3 ----
    data, audit = f"{name}-data", f"{name}-audit"
    for b in (data, audit):
        do("s3", "create_bucket", Bucket=b)
        do(
            "s3",
            "put_bucket_ownership_controls",
            Bucket=b,
            OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        )
        do(
            "s3",
            "put_public_access_block",
            Bucket=b,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": b == audit,
                "RestrictPublicBuckets": b == audit,
            },
        )
    do(
        "s3",
        "put_bucket_policy",
        Bucket=data,
        Policy=pol(
            st(
                "TlsOnly",
                "Deny",
                Principal="*",
                Action="s3:*",
                Resource=[f"arn:aws:s3:::{data}", f"arn:aws:s3:::{data}/*"],
                Condition={"Bool": {"aws:SecureTransport": "false"}},
            ),
            st(
                "PeerAccountRead",
                Principal={"AWS": f"arn:aws:iam::{other}:root"},
                Action="s3:GetObject",
                Resource=f"arn:aws:s3:::{data}/shared/*",
            ),
            st(
                "OnlyFromEndpoint",
                "Deny",
                Principal="*",
                NotAction=["s3:GetBucketPolicy", "s3:PutBucketPolicy"],
                Resource=f"arn:aws:s3:::{data}/private/*",
                Condition={
                    "StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-0123456789abcdef0"}
                },
            ),
        ),
    )
    do(
        "s3control",
        "put_public_access_block",
        AccountId=acct,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": name != "data-dev",
        },
    )

    # ---- SNS + SQS ----
    t = do("sns", "create_topic", Name="orders-events")
    topic = t["TopicArn"] if t else f"arn:aws:sns:{region}:{acct}:orders-events"
    made["topic"] = topic
    do(
        "sns",
        "set_topic_attributes",
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=pol(
            st(
                "OrgPublish",
                Principal="*",
                Action="sns:Publish",
                Resource=topic,
                Condition={
                    "StringEquals": {"aws:PrincipalOrgID": org["organization_id"]}
                },
            )
        ),
    )
    queue = f"arn:aws:sqs:{region}:{acct}:orders-inbox"
    q = do(
        "sqs",
        "create_queue",
        QueueName="orders-inbox",
        Attributes={
            "Policy": pol(
                st(
                    "TopicSend",
                    Principal={"Service": "sns.amazonaws.com"},
                    Action="sqs:SendMessage",
                    Resource=queue,
                    Condition={"ArnEquals": {"aws:SourceArn": topic}},
                )
            )
        },
    )
    made["queue_url"] = q["QueueUrl"] if q else None

    # ---- Secrets Manager ----
    r = do(
        "secretsmanager",
        "create_secret",
        Name="orders/db",
        SecretString="not-a-secret",
        Tags=[{"Key": "project", "Value": "orders"}],
    )
    if r:
        made["secret"] = r["ARN"]
        do(
            "secretsmanager",
            "put_resource_policy",
            SecretId=r["ARN"],
            ResourcePolicy=pol(
                st(
                    "PeerRead",
                    Principal={"AWS": f"arn:aws:iam::{other}:role/order-worker"},
                    Action="secretsmanager:GetSecretValue",
                    Resource="*",
                )
            ),
        )

    # ---- Lambda ----
    buf = io.BytesIO()
    with zipfile.ZipFile(buf, "w") as z:
        z.writestr("main.py", "def handler(event, context):\n    return event\n")
    f = do(
        "lambda",
        "create_function",
        FunctionName="order-worker",
        Runtime="python3.12",
        Role=f"arn:aws:iam::{acct}:role/order-worker",
        Handler="main.handler",
        Code={"ZipFile": buf.getvalue()},
    )
    if f:
        do(
            "lambda",
            "add_permission",
            FunctionName="order-worker",
            StatementId="sns-invoke",
            Action="lambda:InvokeFunction",
            Principal="sns.amazonaws.com",
            SourceArn=topic,
            SourceAccount=acct,
        )

    # ---- ECR ----
    do("ecr", "create_repository", repositoryName="orders/app")
    do(
        "ecr",
        "set_repository_policy",
        repositoryName="orders/app",
        policyText=pol(
            st(
                "PeerPull",
                Principal={"AWS": f"arn:aws:iam::{other}:root"},
                Action=["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            )
        ),
    )

    # ---- DynamoDB ----
    table = do(
        "dynamodb",
        "create_table",
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    if table:
        arn = table["TableDescription"]["TableArn"]
        made["table"] = arn
        do(
            "dynamodb",
            "put_resource_policy",
            ResourceArn=arn,
            Policy=pol(
                st(
                    "PeerGet",
                    Principal={"AWS": f"arn:aws:iam::{other}:root"},
                    Action="dynamodb:GetItem",
                    Resource=arn,
                )
            ),
        )

    # ---- VPC endpoint with a policy ----
    vpc = do("ec2", "create_vpc", CidrBlock="10.20.0.0/16")
    if vpc:
        e = do(
            "ec2",
            "create_vpc_endpoint",
            VpcId=vpc["Vpc"]["VpcId"],
            ServiceName=f"com.amazonaws.{region}.s3",
            VpcEndpointType="Gateway",
            PolicyDocument=pol(
                st(
                    "OnlyOwnBuckets",
                    Principal="*",
                    Action="s3:*",
                    Resource=[f"arn:aws:s3:::{name}-*", f"arn:aws:s3:::{name}-*/*"],
                )
            ),
        )
        if e:
            made["vpc_endpoint"] = e["VpcEndpoint"]["VpcEndpointId"]

    # ---- CloudTrail ----
    do("cloudtrail", "create_trail", Name="audit", S3BucketName=audit)
    return made


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--endpoint", required=True, help="e.g. http://127.0.0.1:5000")
    ap.add_argument("--region", default=REGION)
    ap.add_argument("--reset", action="store_true", help="moto only: drop all state first")
    ap.add_argument(
        "--deterministic",
        action="store_true",
        help="moto only: seed the id generator, so ids repeat from run to run",
    )
    ap.add_argument("--bulk", type=int, default=0, help="extra roles per account, for paging tests")
    ap.add_argument("--access-key", default="AKIAEXAMPLEFAKE00000", help="management account's key id")
    ap.add_argument("--secret-key", default="fake")
    ap.add_argument("--files", help="write the same as a data directory, which must not exist")
    ap.add_argument("--manifest", help="write what was made to this JSON file")
    a = ap.parse_args()

    endpoint = a.endpoint.rstrip("/")
    host = urllib.parse.urlsplit(endpoint).hostname or ""
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        ap.error("only a loopback endpoint is accepted")

    if a.reset:
        http(endpoint, "POST", "/moto-api/reset", b"")
    if a.deterministic:
        http(endpoint, "POST", "/moto-api/seed?a=42", b"")

    s = Seeder(endpoint, a.region, a.access_key, a.secret_key)
    mgmt = s.clients()
    mgmt.account = None
    org = seed_organization(s, mgmt)
    org["resources"] = {}
    for name, acct in org["accounts"].items():
        r = s.do(
            mgmt,
            "sts",
            "assume_role",
            RoleArn=f"arn:aws:iam::{acct}:role/OrganizationAccountAccessRole",
            RoleSessionName="seed",
        )
        client = s.clients(r["Credentials"])
        client.account = acct
        org["resources"][name] = seed_account(s, client, name, acct, org, a.bulk)
    if a.files:
        s.files.write(a.files)
    org["calls"] = s.calls
    org["unsupported"] = s.unsupported
    text = json.dumps(org, indent=2, sort_keys=True)
    if a.manifest:
        with open(a.manifest, "w", encoding="utf-8") as f:
            f.write(text + "\n")
    print(text)
    if any(line.split(".")[0] in REQUIRED for line in s.unsupported):
        sys.exit(1)


if __name__ == "__main__":
    main()
