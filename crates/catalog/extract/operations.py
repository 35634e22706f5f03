"""API operations, from PyPI package `botocore` -> operations.json.

Says how an API operation or CloudTrail event is spelled as an IAM action where
that is not simply `prefix:Operation`, as far as the service models tell it.
What they do not tell is kept by hand in data/operation_names.json.
"""

from __future__ import annotations

import collections
import re


def build_operations(pkg, catalog, by_hand):
    index = ActionIndex(catalog)
    stale = [t for targets in by_hand["renamed"].values() for t in targets if not index.has(t)]
    stale += [k for k in by_hand["renamed"] if index.has(k)]
    renamed = {k.lower() for k in by_hand["renamed"]}
    counts = collections.Counter()
    labels, unsigned, http, likely, unmapped = {}, set(), {}, {}, {}
    for service, model in newest_models(pkg):
        meta = model["metadata"]
        signing = (meta.get("signingName") or meta["endpointPrefix"]).lower()
        prefix = by_hand["prefix_of_signing_name"].get(signing, signing)
        for label in {signing, meta["endpointPrefix"].lower(), service} - {prefix}:
            if label not in index.services and prefix in index.services:
                # two services behind one label: ambiguous, so neither
                if labels.setdefault(label, prefix) != prefix:
                    labels[label] = ""
        for name, operation in sorted(model["operations"].items()):
            full = f"{prefix}:{name}"
            open_to_all = is_unsigned(operation, meta)
            if open_to_all:
                unsigned.add(full)
            if index.has(full):
                kind = "same name"
            elif prefix == "apigateway":  # authorized by HTTP verb and path
                uri = operation["http"]["requestUri"].split("?")[0]
                http[f"{service}:{name}"] = [operation["http"]["method"], uri]
                kind = "by HTTP verb"
            elif full.lower() in renamed:
                kind = "renamed, by hand"
            elif open_to_all:
                kind = "unsigned"
            elif guess := index.stem(prefix, name):
                likely[full] = guess
                kind = "likely"
            else:
                unmapped.setdefault(prefix, []).append(name)
                kind = "unmapped"
            counts["operations"] += 1
            counts[kind] += 1
    return {
        "sources": [pkg.source("API operations and their HTTP bindings")],
        # label before .amazonaws.com -> IAM prefix
        "event_sources": {k: v for k, v in sorted(labels.items()) if v},
        "unsigned": sorted(unsigned),
        # the same name less 'V2' or 'Batch': likely, not documented
        "likely": dict(sorted(likely.items())),
        "http": dict(sorted(http.items())),
        "unmapped": {k: sorted(set(v)) for k, v in sorted(unmapped.items())},
    }, counts, stale


class ActionIndex:
    def __init__(self, catalog):
        self.services = {
            service: {name.lower(): name for name in entry["actions"]}
            for service, entry in catalog["services"].items()
        }

    def has(self, full):
        service, name = full.split(":", 1)
        return name.lower() in self.services.get(service, {})

    def stem(self, prefix, name):
        """An action of the same name without 'V2' or 'Batch'."""
        for guess in (
            re.sub(r"V2$", "", name),
            re.sub(r"^Batch", "", name),
            re.sub(r"^Batch(\w+?)s$", r"\1", name),
        ):
            if guess != name and self.has(f"{prefix}:{guess}"):
                return f"{prefix}:{self.services[prefix][guess.lower()]}"
        return None


def newest_models(pkg):
    newest = {}
    for m, name in pkg.find(r"(^|/)botocore/data/([^/]+)/([^/]+)/service-2\.json(\.gz)?$"):
        newest[m.group(2)] = max(newest.get(m.group(2), ("", "")), (m.group(3), name))
    return [(service, pkg.json(name)) for service, (_, name) in sorted(newest.items())]


def is_unsigned(operation, meta):
    return operation.get("authtype") == "none" or operation.get("auth", meta.get("auth")) == ["smithy.api#noAuth"]
