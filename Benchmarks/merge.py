#!/usr/bin/env python3
"""Measures a merge of two integrations, edited on both sides, beside git's merge of the same trees.

  Benchmarks/merge.py --ilm .build/release/ilm [--documents 10000] [--edits 100] [--runs 15]

`git merge-tree --write-tree` merges the two content branches that ilm recorded. `ilm pull --dry-run`
of two recorded states does the same and shows what changes; of two integrations as they are now, it
also looks at every file of both folders and plans all writes. Process start is part of everything.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import accounts
import peers

RECORDED, WHOLE = "merge of recorded states", "pull --dry-run of two environments"
STATUS = "status of both environments"


def make(folder, documents):
    """One integration of so many documents."""
    subprocess.run([sys.executable, accounts.GENERATOR, folder, "--integrations", "1", "--per",
                    str(documents), "--seed", "1", "--apis", "0", "--payloads", "0"],
                   check=True, stdout=subprocess.DEVNULL)


def edit(folder, count, kind):
    """Edits so many documents of a kind."""
    paths = [path for path in accounts.editable(folder) if path.startswith(kind)]
    accounts.edit(folder, paths[::max(1, len(paths) // count)][:count])


class Pair:
    """An integration and its clone, both edited and recorded."""

    def __init__(self, ilm, documents, edits, work, log=None):
        self.ilm, self.work = ilm, work
        make(os.path.join(work, "one"), documents)
        os.makedirs(os.path.join(work, "two", "integrations"))
        self.call("init")
        self.call("env", "add", "one", "dir:one")
        self.call("env", "add", "two", "dir:two")
        listed = json.loads(self.call("list", "one", "--json")[2])
        self.one = next(row["target"] for row in listed["integrations"] if row["id"])
        self.two = "two/" + self.one.split("/")[1]
        seconds = self.call("clone", self.one, "two", "--yes")[0]
        if log:
            print(f"clone {seconds:.2f} s", file=log)
        for name, kind in (("one", "exports"), ("two", "imports")):
            edit(os.path.join(work, name), edits, kind)
        self.call("snapshot", self.one, self.two)
        self.status()

    def call(self, *words, codes=(0,)):
        return peers.run([self.ilm, *words], self.work, codes)

    def recorded(self, *words):
        return self.call("pull", self.one + "@r2", "--from", self.two + "@r2", "--dry-run", *words)

    def whole(self):
        return self.call("pull", self.one, "--from", self.two, "--dry-run")

    def status(self):
        # What stands alone is not recorded, which counts as a difference.
        return (sum(self.call("status", name, codes=(0, 1))[0] for name in ("one", "two")),)

    def git(self):
        return peers.run(["git", "--git-dir", ".ilm", "merge-tree", "--write-tree",
                          *("refs/heads/" + name for name in (self.one, self.two))], self.work)

    def require_same(self):
        """Demands that git comes to the same tree."""
        ours = json.loads(self.recorded("--json")[2])["content"]
        theirs = self.git()[2].strip()
        if ours != theirs:
            raise peers.Failure(f"ilm merges to {ours}, git to {theirs}")


def measure(ilm, documents, edits, runs, note, log=None):
    """Measures in turns and calls `note` with row, tool and seconds."""
    work = tempfile.mkdtemp(prefix="ilm-merge-")
    try:
        pair = Pair(ilm, documents, edits, work, log)
        pair.require_same()
        for _ in range(runs):
            for row, tool, call in ((RECORDED, "git", pair.git), (RECORDED, "ilm", pair.recorded),
                                    (WHOLE, "ilm", pair.whole), (STATUS, "ilm", pair.status)):
                note(row, tool, call()[0])
    finally:
        shutil.rmtree(work)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    if not os.path.exists(accounts.GENERATOR):
        sys.exit("the account generator is not beside the checkout")
    figures = {}
    measure(os.path.abspath(options.ilm), options.documents, options.edits, options.runs,
            lambda row, tool, value: figures.setdefault((row, tool), []).append(value), sys.stderr)
    median = {key: statistics.median(values) for key, values in figures.items()}
    git = median[RECORDED, "git"]
    print(f"{options.documents:,} documents, {options.edits} changed on each side; "
          f"git merge-tree: {git * 1000:.1f} ms")
    for row in (RECORDED, WHOLE, STATUS):
        value = median[row, "ilm"]
        print(f"{row:36} {value * 1000:8.1f} ms {value / git:8.1f} times git merge-tree")


if __name__ == "__main__":
    main()
