#!/usr/bin/env python3
"""Measures ilm and git on the same folders of documents, in turns, and prints medians and ratios.

  Benchmarks/run.py --ilm .build/release/ilm [--sizes 1000,10000] [--runs 5] [--check] [--json FILE]

Every run starts from fresh copies of the folder and fresh repositories. git runs with its defaults,
but for automatic maintenance, which is off. --check fails beyond Benchmarks/thresholds.json.
"""
import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import accounts
import documents as large_documents
import merge
import network
import peers
from peers import Backup, Failure, Git, Ilm, run

HERE = os.path.dirname(os.path.abspath(__file__))
EDITS = 100
ROUNDS = 20


class Figures:
    """Measured values by size, row and tool."""

    def __init__(self):
        self.values = {}

    def note(self, documents, row, tool, value):
        self.values.setdefault((documents, row, tool), []).append(value)

    def median(self, documents, row, tool):
        values = self.values.get((documents, row, tool))
        return statistics.median(values) if values else None

    def rows(self, documents):
        return list(dict.fromkeys(row for size, row, _ in self.values if size == documents))


def in_turns(number, *measurements):
    """Calls measurements, every second time the other way round."""
    for measurement in measurements if number % 2 == 0 else reversed(measurements):
        measurement()


def measure_run(number, documents, account, work, ilm_path, figures, backups):
    """Everything once, from the first snapshot on."""
    ilm, git = Ilm(ilm_path, account, work), Git(account, work)
    durable = Git(account, work, "git, core.fsync=all", [("core.fsync", "all")])
    others = [Backup(program, account, work) for program in backups]
    os.sync()

    def first(peer):
        seconds, memory = peer.snapshot("first")
        figures.note(documents, "first snapshot", peer.name, seconds)
        figures.note(documents, "first snapshot, peak memory", peer.name, memory)

    def timed(row, peer, call):
        figures.note(documents, row, peer.name, call()[0])

    def both(row, of_ilm, of_git):
        in_turns(number, lambda: timed(row, ilm, of_ilm), lambda: timed(row, git, of_git))

    def status():
        return git.call("status", "--porcelain")

    in_turns(number, *[lambda peer=peer: first(peer) for peer in (ilm, git, durable, *others)])
    shutil.copytree(ilm.account, os.path.join(ilm.home, "other"))
    ilm.add("other", "other")
    for environment in ("bench", "other"):
        ilm.call("status", environment)
    status()
    both("status, nothing changed", lambda: ilm.call("status", "bench"), status)
    both("snapshot --if-changed, nothing changed", lambda: ilm.snapshot("none"), status)
    changed = accounts.spread(account, EDITS)
    for peer in (ilm, git):
        accounts.edit(peer.account, changed)
    os.sync()
    both(f"status, {EDITS} documents changed",
         lambda: ilm.call("status", "bench", codes=(1,)), status)
    both(f"snapshot after {EDITS} edits", lambda: ilm.snapshot("second"),
         lambda: git.snapshot("second"))
    ilm.call("status", "bench")
    both("compare two environments", lambda: ilm.call("compare", "bench", "other", codes=(1,)),
         lambda: git.compared(os.path.join(ilm.home, "other"), ilm.account))
    both("compare two environments, git at no file",
         lambda: ilm.call("compare", "bench", "other", codes=(1,)),
         lambda: git.call("diff", "HEAD~1", "HEAD"))
    both("compare two environments, git at one folder",
         lambda: ilm.call("compare", "bench", "other", codes=(1,)),
         lambda: git.call("diff", "HEAD~1"))
    both("compare two environments, as recorded",
         lambda: ilm.call("compare", "--recorded", "bench", "other", codes=(1,)),
         lambda: git.call("diff", "HEAD~1", "HEAD"))
    if number == 0:
        measure_history(documents, account, work, ilm, git, figures)
    for row, words in [("verify everything", ["fsck"]),
                       ("verify everything, indexes made anew", ["fsck", "--full"])]:
        both(row, lambda words=words: ilm.call(*words), ilm.verified_by_git)


def measure_history(documents, account, work, ilm, git, figures):
    """What depends on many revisions: made once, looked at several times."""
    integration, flows = accounts.flows_of_one(account)
    target = ilm.target(integration)
    for count in range(ROUNDS):
        for peer in (ilm, git):
            accounts.edit(peer.account, flows + accounts.spread(account, EDITS), f"({count})")
            peer.snapshot(f"round {count}")
    newest = json.loads(ilm.call("revisions", target, "--json")[2])["revisions"][0]["id"]
    states = [f"{target}@r{int(newest[1:]) - ROUNDS}", f"{target}@{newest}"]
    paths = ["--", *flows]
    for count in range(7):
        for row, words, git_words in [
                (f"compare revisions {ROUNDS} apart", [], ["diff", f"HEAD~{ROUNDS}", "HEAD", *paths]),
                (f"names only, {ROUNDS} revisions apart", ["--stat"],
                 ["diff-tree", "-r", f"HEAD~{ROUNDS}", "HEAD"])]:
            in_turns(
                count,
                lambda: figures.note(documents, row, "ilm",
                                     ilm.call("diff", *states, *words, codes=(1,))[0]),
                lambda: figures.note(documents, row, "git", git.call(*git_words)[0]))
    seconds, repacked = ilm.repacked(work)
    for row in ("store after many revisions", "store after gc"):
        figures.note(documents, row, "ilm", ilm.store_size())
        figures.note(documents, row, "git", repacked)
        if row == "store after many revisions":
            figures.note(documents, "collect garbage", "ilm", ilm.call("gc")[0])
            figures.note(documents, "collect garbage", "git", seconds)


def measure_start(documents, work, ilm_path, figures):
    for _ in range(40):
        figures.note(documents, "start (--version)", "ilm", run([ilm_path, "--version"], work)[0])
        figures.note(documents, "start (--version)", "git", run(["git", "--version"], work)[0])


def measure_merge(documents, ilm_path, figures):
    if not os.path.exists(accounts.GENERATOR):
        print("note: no generator beside the checkout; merges are not measured", file=sys.stderr)
        return
    merge.measure(ilm_path, documents, EDITS, 9,
                  lambda row, tool, value: figures.note(documents, row, tool, value))


def measure_network(documents, ilm_path, runs, figures):
    network.measure(ilm_path, documents, runs,
                    lambda row, tool, value: figures.note(documents, row, tool, value))


# Reporting

def shown(row, value):
    if value is None:
        return "-"
    if "memory" in row or "store" in row:
        return f"{value / 1e6:.1f} MB"
    if row in (network.READS, network.LISTS):
        return f"{value:.0f}"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def print_table(figures, documents):
    rows = figures.rows(documents)
    width = max(map(len, rows))
    print(f"\n{documents:,} documents")
    print(f"{'':{width}}  {'ilm':>10}  {'git':>10}  {'ilm/git':>7}  {'fsync=all':>10}  {'ratio':>5}")
    for row in rows:
        ilm, git, durable = (figures.median(documents, row, tool)
                             for tool in ("ilm", "git", "git, core.fsync=all"))
        print(f"{row:{width}}  {shown(row, ilm):>10}  {shown(row, git):>10}  "
              f"{f'{ilm / git:7.2f}' if git else '':>7}"
              + (f"  {shown(row, durable):>10}  {ilm / durable:5.2f}" if durable else ""))
    for tool in ("restic", "borg"):
        value = figures.median(documents, "first snapshot", tool)
        if value:
            print(f"{'first snapshot, ' + tool:{width}}  {'':>10}  {shown('', value):>10}")


def growth(figures, sizes):
    """The exponent with which each row grows from the smallest to the largest size."""
    low, high = sizes[0], sizes[-1]
    exponents = {}
    for row in figures.rows(high):
        one, other = figures.median(low, row, "ilm"), figures.median(high, row, "ilm")
        if one and other:
            exponents[row] = (math.log(other / one) / math.log(high / low), other / one)
    return exponents


def judged(figures, thresholds, sizes):
    """Compares figures with thresholds; yields name, figure, limit."""
    exponents = growth(figures, sizes) if len(sizes) > 1 else {}
    for limit in thresholds:
        row, against = limit["row"], limit["against"]
        if against == "exponent" or against == "smallest size":
            if row in exponents:
                value = exponents[row][0 if against == "exponent" else 1]
                yield f"{row}, {against}", value, limit["max"]
            continue
        for documents in [limit["documents"]] if "documents" in limit else sizes:
            ilm, peer = (figures.median(documents, row, tool) for tool in ("ilm", against))
            if ilm is not None and against == "itself":
                yield f"{row}, {documents:,}", ilm, limit["max"]
            elif ilm is not None and peer:
                yield f"{row} / {against}, {documents:,}", ilm / peer, limit["max"]


def check(figures, sizes):
    """Prints how figures and thresholds compare; returns whether none is beyond."""
    with open(os.path.join(HERE, "thresholds.json"), encoding="utf-8") as file:
        thresholds = json.load(file)
    print()
    fine = True
    for name, value, limit in judged(figures, thresholds, sizes):
        fine = fine and value <= limit
        print(f"{'within' if value <= limit else 'BEYOND'}  {name}: {value:.4g}, at most {limit:.4g}")
    return fine


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True, help="the program to measure: a release build")
    parser.add_argument("--sizes", default="1000,10000", help="numbers of documents")
    parser.add_argument("--runs", type=int, default=5, help="fewer for sizes beyond 20,000")
    parser.add_argument("--cpu", action="store_true",
                        help="measure processor time, which a busy machine disturbs less")
    parser.add_argument("--check", action="store_true", help="fail beyond the thresholds")
    parser.add_argument("--peers", default="", help="also measure: restic,borg")
    parser.add_argument("--json", help="also write the medians to this file")
    arguments = parser.parse_args()
    ilm = os.path.abspath(arguments.ilm)
    sizes = sorted(int(text) for text in arguments.sizes.split(","))
    peers.measures_processor_time = arguments.cpu
    backups = [name for name in arguments.peers.split(",") if name and shutil.which(name)]
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
    print(f"{'processor' if arguments.cpu else 'wall'} time, medians of {arguments.runs} runs; {git.stdout.strip()}; {os.cpu_count()} cores")
    figures = Figures()
    for documents in sizes:
        with tempfile.TemporaryDirectory() as work:
            account = os.path.join(work, "source")
            accounts.make(account, documents)
            for number in range(arguments.runs if documents <= 20_000 else min(arguments.runs, 3)):
                measure_run(number, documents, account, work, ilm, figures, backups)
            measure_start(documents, work, ilm, figures)
        if documents <= 20_000:
            measure_merge(documents, ilm, figures)
            measure_network(documents, ilm, min(arguments.runs, 3), figures)
        if documents == sizes[0]:
            large_documents.measure(
                ilm, 5, lambda row, tool, value: figures.note(documents, row, tool, value))
        print_table(figures, documents)
    if len(sizes) > 1:
        print(f"\ngrowth from {sizes[0]:,} to {sizes[-1]:,} documents")
        for row, (exponent, factor) in growth(figures, sizes).items():
            print(f"  {row}: {factor:.2f} times, exponent {exponent:.2f}")
    fine = check(figures, sizes)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump([[*key, statistics.median(value)] for key, value in figures.values.items()],
                      file, indent=1)
    return 0 if fine or not arguments.check else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"error: {failure}")
