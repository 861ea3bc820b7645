#!/usr/bin/env python3
"""Measures a merge of two integrations, edited on both sides, beside git's merge of the same trees.

  Benchmarks/merge.py --ilm .build/release/ilm [--documents 10000] [--edits 100] [--runs 7]

`ilm pull --dry-run` reads both environments, finds the base, merges and plans; `git merge-tree
--write-tree` merges the two content branches that ilm recorded. Process start is part of both; the
first pull after the environments were recorded is shown apart.
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


def make(folder, documents):
    """One integration of so many documents."""
    if os.path.exists(accounts.GENERATOR):
        subprocess.run([sys.executable, accounts.GENERATOR, folder, "--integrations", "1", "--per",
                        str(documents), "--seed", "1", "--apis", "0", "--payloads", "0"],
                       check=True, stdout=subprocess.DEVNULL)
    else:
        sys.exit("the account generator is not beside the checkout")


def edit(folder, count, kind):
    """Edits so many documents of a kind."""
    paths = [path for path in accounts.editable(folder) if path.startswith(kind)]
    accounts.edit(folder, paths[::max(1, len(paths) // count)][:count])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    ilm = os.path.abspath(options.ilm)
    work = tempfile.mkdtemp(prefix="ilm-merge-")
    try:
        measure(ilm, options, work)
    finally:
        shutil.rmtree(work)


def measure(ilm, options, work):
    def call(*words, codes=(0,)):
        return peers.run([ilm, *words], work, codes)[0]

    make(os.path.join(work, "one"), options.documents)
    os.makedirs(os.path.join(work, "two", "integrations"))
    call("init")
    call("env", "add", "one", "dir:one")
    call("env", "add", "two", "dir:two")
    listed = subprocess.run([ilm, "list", "one", "--json"], cwd=work, capture_output=True, text=True)
    one = next(row["target"] for row in json.loads(listed.stdout)["integrations"] if row["id"])
    two = "two/" + one.split("/")[1]
    print(f"clone {call('clone', one, 'two', '--yes'):.2f} s", file=sys.stderr)
    for name, kind in (("one", "exports"), ("two", "imports")):
        edit(os.path.join(work, name), options.edits, kind)
    call("snapshot", one, two)
    git = ["git", "--git-dir", os.path.join(work, ".ilm"), "merge-tree", "--write-tree",
           *("refs/heads/" + name for name in (one, two))]
    pull = [ilm, "pull", one, "--from", two, "--dry-run"]
    first = peers.run(pull, work)[0]
    figures = {"git": [], "ilm": []}
    for _ in range(options.runs):
        figures["git"].append(peers.run(git, work)[0])
        figures["ilm"].append(peers.run(pull, work)[0])
    git, ilm = (statistics.median(figures[tool]) for tool in ("git", "ilm"))
    print(f"merge of two integrations of {options.documents} documents, {options.edits} changed on "
          f"each side: git {git * 1000:.0f} ms, ilm {ilm * 1000:.0f} ms ({ilm / git:.1f} times), "
          f"the first time {first * 1000:.0f} ms")


if __name__ == "__main__":
    main()
