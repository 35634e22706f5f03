"""AWS managed policies, default versions, from PyPI package `moto` -> managed_policies.json."""

from __future__ import annotations

import ast
import json


def build_managed_policies(pkg):
    code = pkg.read(pkg.one(r"(^|/)moto/iam/aws_managed_policies\.py$")).decode()
    # The module is one string constant; it is parsed, never run.
    texts = [
        node.value.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    if len(texts) != 1:
        raise SystemExit(f"moto: expected one policy text, found {len(texts)}")
    policies = {
        name: {
            "path": row.get("Path", "/"),
            "version": row["DefaultVersionId"],
            "date": row.get("UpdateDate", row["CreateDate"])[:10],
            "document": row["Document"],
        }
        for name, row in sorted(json.loads(texts[0]).items())
    }
    source = pkg.source("AWS managed policies")
    source["updated"] = max(p["date"] for p in policies.values())
    return {"sources": [source], "policies": policies}
