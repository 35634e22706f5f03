"""Writes what is sent to the emulator as a data directory of iamdiag.

Every call that changes something is recorded with its parameters. Policies are taken from the parameters, ids and ARNs from the
answers: so the files say what was meant, and a fetch says what came back.
"""

import json
import os

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
FULL = {SCP: "p-FullAWSAccess", RCP: "p-RCPFullAWSAccess"}
# Made by the emulator itself, with a trust policy of its own.
NOT_OURS = {"OrganizationAccountAccessRole"}


class Account:
    def __init__(self):
        self.policies = {}
        self.users, self.groups, self.roles = {}, {}, {}
        self.resources = {}
        self.block = None

    def iam(self):
        def attached(holder):
            return [{"PolicyName": arn.rsplit("/", 1)[-1], "PolicyArn": arn} for arn in holder["attached"]]

        def inline(holder):
            return [{"PolicyName": n, "PolicyDocument": json.loads(d)} for n, d in holder["inline"].items()]

        users, groups, roles = [], [], []
        for u in self.users.values():
            users.append({**u["as_told"], "GroupList": u["groups"], "UserPolicyList": inline(u),
                          "AttachedManagedPolicies": attached(u)})
        for g in self.groups.values():
            groups.append({**g["as_told"], "GroupPolicyList": inline(g), "AttachedManagedPolicies": attached(g)})
        for r in self.roles.values():
            role = {**r["as_told"], "AssumeRolePolicyDocument": json.loads(r["trust"]), "RolePolicyList": inline(r),
                    "AttachedManagedPolicies": attached(r)}
            if r["boundary"]:
                role["PermissionsBoundary"] = {"PermissionsBoundaryArn": r["boundary"]}
            roles.append(role)
        policies = [
            {"Arn": arn, "PolicyName": arn.rsplit("/", 1)[-1], "DefaultVersionId": "v1",
             "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": True, "Document": json.loads(document)}]}
            for arn, document in self.policies.items()
        ]
        return {"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": roles, "Policies": policies}


class Files:
    def __init__(self, region):
        self.region = region
        self.accounts = {}
        self.nodes, self.org_policies = {}, {}
        self.organization = {}

    def record(self, account, service, method, kw, answer):
        handler = getattr(self, f"{service}_{method}", None)
        if handler is None:
            return
        if service == "organizations":
            handler(kw, answer)
        else:
            handler(account, self.accounts.setdefault(account, Account()), kw, answer)

    # ---- organization ----
    def node(self, ident, **facts):
        full = {"scps": [FULL[SCP]], "rcps": [FULL[RCP]]}
        self.nodes[ident] = {"id": ident, **facts, **full}

    def organizations_create_organization(self, kw, answer):
        o = answer["Organization"]
        self.organization = {"id": o["Id"], "management_account": o["MasterAccountId"]}

    def organizations_create_organizational_unit(self, kw, answer):
        unit = answer["OrganizationalUnit"]
        self.node(unit["Id"], name=kw["Name"], parent=kw["ParentId"])

    def organizations_create_account(self, kw, answer):
        self.node(answer["CreateAccountStatus"]["AccountId"], name=kw["AccountName"], parent=None)

    def organizations_enable_policy_type(self, kw, answer):
        self.organization.setdefault("root", kw["RootId"])

    def organizations_move_account(self, kw, answer):
        self.nodes[kw["AccountId"]]["parent"] = kw["DestinationParentId"]

    def organizations_create_policy(self, kw, answer):
        ident = answer["Policy"]["PolicySummary"]["Id"]
        arn = answer["Policy"]["PolicySummary"]["Arn"]
        self.org_policies[ident] = {"id": ident, "arn": arn, "name": kw["Name"], "type": kw["Type"],
                                    "policy": json.loads(kw["Content"])}

    def attachments(self, policy, target):
        if target not in self.nodes:
            self.node(target, name="Root")
        kind = self.org_policies[policy]["type"] if policy in self.org_policies else SCP
        return self.nodes[target]["scps" if kind == SCP else "rcps"]

    def organizations_attach_policy(self, kw, answer):
        self.attachments(kw["PolicyId"], kw["TargetId"]).append(kw["PolicyId"])

    def organizations_detach_policy(self, kw, answer):
        self.attachments(kw["PolicyId"], kw["TargetId"]).remove(kw["PolicyId"])

    # ---- IAM ----
    def iam_create_policy(self, account, a, kw, answer):
        a.policies[answer["Policy"]["Arn"]] = kw["PolicyDocument"]

    def iam_create_policy_version(self, account, a, kw, answer):
        if kw.get("SetAsDefault"):
            a.policies[kw["PolicyArn"]] = kw["PolicyDocument"]

    def holder(self, told, *names):
        return {"as_told": {n: told[n] for n in names}, "inline": {}, "attached": []}

    def iam_create_group(self, account, a, kw, answer):
        a.groups[kw["GroupName"]] = self.holder(answer["Group"], "Arn", "GroupName", "GroupId")

    def iam_attach_group_policy(self, account, a, kw, answer):
        a.groups[kw["GroupName"]]["attached"].append(kw["PolicyArn"])

    def iam_put_group_policy(self, account, a, kw, answer):
        a.groups[kw["GroupName"]]["inline"][kw["PolicyName"]] = kw["PolicyDocument"]

    def iam_create_user(self, account, a, kw, answer):
        # The emulator drops a user's permissions boundary, so the files leave it out.
        user = self.holder(answer["User"], "Arn", "UserName", "UserId")
        user["as_told"]["Tags"] = kw.get("Tags", [])
        a.users[kw["UserName"]] = {**user, "groups": []}

    def iam_add_user_to_group(self, account, a, kw, answer):
        a.users[kw["UserName"]]["groups"].append(kw["GroupName"])

    def iam_attach_user_policy(self, account, a, kw, answer):
        a.users[kw["UserName"]]["attached"].append(kw["PolicyArn"])

    def iam_put_user_policy(self, account, a, kw, answer):
        a.users[kw["UserName"]]["inline"][kw["PolicyName"]] = kw["PolicyDocument"]

    def iam_create_role(self, account, a, kw, answer):
        role = self.holder(answer["Role"], "Arn", "RoleName", "RoleId")
        role["as_told"]["Tags"] = kw.get("Tags", [])
        a.roles[kw["RoleName"]] = {**role, "trust": kw["AssumeRolePolicyDocument"],
                                   "boundary": kw.get("PermissionsBoundary")}

    def iam_attach_role_policy(self, account, a, kw, answer):
        if kw["RoleName"] not in NOT_OURS:
            a.roles[kw["RoleName"]]["attached"].append(kw["PolicyArn"])

    def iam_put_role_policy(self, account, a, kw, answer):
        a.roles[kw["RoleName"]]["inline"][kw["PolicyName"]] = kw["PolicyDocument"]

    def iam_create_open_id_connect_provider(self, account, a, kw, answer):
        arn = answer["OpenIDConnectProviderArn"]
        a.resources[arn] = {"client_ids": kw["ClientIDList"]}

    # ---- resources ----
    def kms_create_key(self, account, a, kw, answer):
        a.resources[answer["KeyMetadata"]["Arn"]] = {"policy": kw["Policy"], "aliases": [], "grants": []}

    def key(self, account, a, ident):
        return a.resources[f"arn:aws:kms:{self.region}:{account}:key/{ident}"]

    def kms_create_alias(self, account, a, kw, answer):
        self.key(account, a, kw["TargetKeyId"])["aliases"].append(kw["AliasName"])

    def kms_create_grant(self, account, a, kw, answer):
        grant = {"GrantId": answer["GrantId"], "GranteePrincipal": kw["GranteePrincipal"], "Operations": kw["Operations"]}
        self.key(account, a, kw["KeyId"])["grants"].append(grant)

    def bucket(self, a, kw):
        return a.resources.setdefault(f"arn:aws:s3:::{kw['Bucket']}", {})

    def s3_create_bucket(self, account, a, kw, answer):
        self.bucket(a, kw)["tags"] = {}

    def s3_put_bucket_ownership_controls(self, account, a, kw, answer):
        self.bucket(a, kw)["object_ownership"] = kw["OwnershipControls"]["Rules"][0]["ObjectOwnership"]

    def s3_put_public_access_block(self, account, a, kw, answer):
        self.bucket(a, kw)["public_access_block"] = kw["PublicAccessBlockConfiguration"]

    def s3_put_bucket_policy(self, account, a, kw, answer):
        self.bucket(a, kw)["policy"] = kw["Policy"]

    def s3control_put_public_access_block(self, account, a, kw, answer):
        a.block = kw["PublicAccessBlockConfiguration"]

    def sns_set_topic_attributes(self, account, a, kw, answer):
        a.resources[kw["TopicArn"]] = {"policy": kw["AttributeValue"], "tags": {}}

    def sqs_create_queue(self, account, a, kw, answer):
        arn = f"arn:aws:sqs:{self.region}:{account}:{kw['QueueName']}"
        a.resources[arn] = {"policy": kw["Attributes"]["Policy"], "tags": {}}

    def secretsmanager_create_secret(self, account, a, kw, answer):
        a.resources[answer["ARN"]] = {"tags": {t["Key"]: t["Value"] for t in kw["Tags"]}}

    def secretsmanager_put_resource_policy(self, account, a, kw, answer):
        a.resources[kw["SecretId"]]["policy"] = kw["ResourcePolicy"]

    def lambda_add_permission(self, account, a, kw, answer):
        arn = f"arn:aws:lambda:{self.region}:{account}:function:{kw['FunctionName']}"
        # Lambda writes the statement itself.
        statement = {
            "Sid": kw["StatementId"], "Effect": "Allow", "Principal": {"Service": kw["Principal"]},
            "Action": kw["Action"], "Resource": arn,
            "Condition": {"StringEquals": {"AWS:SourceAccount": kw["SourceAccount"]},
                          "ArnLike": {"AWS:SourceArn": kw["SourceArn"]}},
        }
        policy = {"Version": "2012-10-17", "Id": "default", "Statement": [statement]}
        a.resources[arn] = {"policy": json.dumps(policy), "tags": {}}

    def ecr_set_repository_policy(self, account, a, kw, answer):
        arn = f"arn:aws:ecr:{self.region}:{account}:repository/{kw['repositoryName']}"
        a.resources[arn] = {"policy": kw["policyText"], "tags": {}}

    def dynamodb_put_resource_policy(self, account, a, kw, answer):
        a.resources[kw["ResourceArn"]] = {"policy": kw["Policy"], "tags": {}}

    def ec2_create_vpc_endpoint(self, account, a, kw, answer):
        ident = answer["VpcEndpoint"]["VpcEndpointId"]
        endpoint = {"service": kw["ServiceName"], "type": kw["VpcEndpointType"].lower(), "vpc": kw["VpcId"]}
        a.resources[f"arn:aws:ec2:{self.region}:{account}:vpc-endpoint/{ident}"] = {
            "policy": kw["PolicyDocument"], "endpoint": endpoint, "tags": {}}

    # ---- the directory ----
    def write(self, directory):
        def dump(value, *path):
            file = os.path.join(directory, *path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "w", encoding="utf-8") as out:
                json.dump(value, out, indent=2)
                out.write("\n")

        os.makedirs(directory)
        root = self.organization.pop("root")
        management = self.organization["management_account"]
        self.node(management, name="master", parent=root)
        accounts = [n for n in self.nodes.values() if n["id"].isdigit()]
        units = [n for n in self.nodes.values() if n["id"].startswith("ou-")]
        dump({"organization": {
            **self.organization,
            "policy_types": {SCP: "ENABLED", RCP: "ENABLED"},
            "root": self.nodes[root],
            "organizational_units": units,
            "accounts": accounts,
            "policies": list(self.org_policies.values()),
            "delegated_administrators": [],
        }}, "organization.json")
        for ident, a in self.accounts.items():
            if ident is None:
                continue
            dump(a.iam(), "accounts", ident, "iam.json")
            resources = []
            for arn, facts in a.resources.items():
                if "policy" in facts:
                    facts = {**facts, "policy": json.loads(facts["policy"])}
                resources.append({"arn": arn, **facts})
            dump({"account": {"s3_public_access_block": a.block, "allow_users_to_change_password": False},
                  "resources": resources}, "accounts", ident, "resources.json")
