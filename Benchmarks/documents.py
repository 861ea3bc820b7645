#!/usr/bin/env python3
"""Measures how long two revisions of one large document take to compare, the whole command.

  Benchmarks/documents.py --ilm .build/release/ilm [--runs 7]

One document holds a keyed array of 20,000 elements, of which some are changed, moved, added and
removed; the other one is 10 MB of nested settings.
"""
import argparse
import json
import os
import shutil
import statistics
import tempfile

import peers

KEYED, LARGE = "diff of a keyed array of 20,000 elements", "diff of a document of 10 MB"
IDENTIFIER = "66a0000000000000000000{:02x}"


def element(number, extract):
    return {"generate": f"field_{number:05}", "extract": extract, "discardIfEmpty": True}


def keyed(is_edited):
    """A mapping of 20,000 fields, edited in 100 places."""
    fields = [element(number, f"source_{number}") for number in range(20_000)]
    if is_edited:
        for number in range(0, 20_000, 200):
            fields[number]["extract"] += "_new"
        fields.insert(5_000, fields.pop(15_000))
        del fields[10_000]
        fields.append(element(20_000, "added"))
    return {"netsuite_da": {"operation": "add", "recordType": "order", "mapping": {"fields": fields}}}


def large(is_edited):
    """Settings of 10 MB: 20,000 objects of nested members."""
    rows = {f"row{number:05}": {
        "title": f"Row {number}", "text": "x" * 380, "limits": {"low": number, "high": number + 1},
        "tags": ["a", "b", str(number % 7)]} for number in range(20_000)}
    if is_edited:
        for number in range(0, 20_000, 200):
            rows[f"row{number:05}"]["limits"]["high"] += 1
    return {"settings": {"rows": rows}}


def write(folder, kind, identifier, members):
    os.makedirs(os.path.join(folder, kind), exist_ok=True)
    with open(os.path.join(folder, kind, identifier + ".json"), "w", encoding="utf-8") as file:
        json.dump({"_id": identifier, **members}, file)


def account(folder, is_edited):
    """Two integrations, each with a flow whose import is large."""
    for number, name, members in ((1, "Keyed", keyed), (4, "Settings", large)):
        integration, document, flow = (IDENTIFIER.format(number + place) for place in range(3))
        write(folder, "integrations", integration, {"name": name})
        write(folder, "imports", document,
              {"name": name, "adaptorType": "NetSuiteDistributedImport", **members(is_edited)})
        write(folder, "flows", flow,
              {"name": name, "_integrationId": integration, "disabled": True,
               "pageProcessors": [{"type": "import", "_importId": document}]})


def measure(ilm, runs, note):
    """Calls `note` with row, tool and seconds."""
    work = tempfile.mkdtemp(prefix="ilm-documents-")

    def call(*words, codes=(0,)):
        return peers.run([ilm, *words], work, codes)

    try:
        call("init")
        account(os.path.join(work, "account"), False)
        call("env", "add", "a", "dir:account")
        call("snapshot", "a/keyed", "a/settings")
        account(os.path.join(work, "account"), True)
        call("snapshot", "a/keyed", "a/settings")
        for _ in range(runs):
            for row, name in ((KEYED, "a/keyed"), (LARGE, "a/settings")):
                seconds, _, printed = call("diff", name + "@r1", name + "@r2", "--json", codes=(1,))
                changes = json.loads(printed)["resources"][0]["changes"]
                if len(changes) < 100:
                    raise peers.Failure(f"{name}: {len(changes)} changes instead of 100 and more")
                note(row, "ilm", seconds)
    finally:
        shutil.rmtree(work)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    figures = {}
    measure(os.path.abspath(options.ilm), options.runs,
            lambda row, _, value: figures.setdefault(row, []).append(value))
    for row, values in figures.items():
        print(f"{row:44} {statistics.median(values) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
