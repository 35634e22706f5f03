"""Reads published packages: a wheel or zip file, or the directory it was unpacked to."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zipfile


class Package:
    """The files of one package. Nothing in it is ever executed."""

    def __init__(self, path):
        self.path = path
        self.zip = zipfile.ZipFile(path) if os.path.isfile(path) else None
        self.names = sorted(self._zip_names() if self.zip else self._directory_names())

    def _zip_names(self):
        return [n for n in self.zip.namelist() if not n.endswith("/")]

    def _directory_names(self):
        for root, _, files in os.walk(self.path):
            for name in files:
                yield os.path.relpath(os.path.join(root, name), self.path).replace(os.sep, "/")

    def find(self, pattern):
        """All (match, file name) whose name fits the pattern, in order."""
        rx = re.compile(pattern)
        return [(m, n) for n in self.names for m in [rx.search(n)] if m]

    def one(self, pattern):
        hits = self.find(pattern)
        if len(hits) != 1:
            raise SystemExit(f"{self.path}: expected one file like {pattern}, found {len(hits)}")
        return hits[0][1]

    def read(self, name):
        if self.zip:
            return self.zip.read(name)
        with open(os.path.join(self.path, *name.split("/")), "rb") as f:
            return f.read()

    def json(self, name):
        raw = self.read(name)
        return json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)

    def source(self, use):
        """What a reader needs to get the same package again, from its own metadata."""
        text = self.read(self.one(r"(^|/)[^/]+\.dist-info/METADATA$")).decode()
        head = text.split("\n\n", 1)[0]

        def field(key):
            m = re.search(rf"^{key}: (.+)$", head, re.M)
            return m.group(1).strip() if m else ""

        licence = field("License-Expression") or field("License")
        if not licence:
            m = re.search(r"^Classifier: License :: OSI Approved :: (.+)$", head, re.M)
            licence = m.group(1) if m else ""
        out = {"package": field("Name"), "version": field("Version"), "licence": spdx(licence), "use": use}
        if self.zip:
            with open(self.path, "rb") as f:
                out["sha256"] = hashlib.sha256(f.read()).hexdigest()
        return out


SPDX = {
    "MIT License": "MIT",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
}


def spdx(text):
    """The short name of a licence; a licence we have not met stops the refresh."""
    name = SPDX.get(text, text)
    if name not in set(SPDX.values()):
        raise SystemExit(f"unexpected licence {text!r}: read it before taking the data")
    return name
