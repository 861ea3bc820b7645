#!/usr/bin/env python3
"""Measures how time and memory of ilm grow with the account, and prints exponents.

  Benchmarks/growth.py --ilm .build/release/ilm [--sizes 1000,10000,100000,300000] [--cpu] [--check]

One size after another: what is on the disk is removed before the next one. 300,000 documents take
about six gigabytes. Of an exponent, 1 is linear and 0 is flat.
"""
import argparse
import math
import os
import statistics
import sys
import tempfile

import accounts
import peers
from peers import Failure, Ilm

EXPONENT_MAX = 1.05
EDITS = (100, 1000)


def measure(documents, ilm_path, runs):
    """The rows of one size."""
    figures = {}
    with tempfile.TemporaryDirectory() as work:
        account = os.path.join(work, "source")
        accounts.make(account, documents)
        for _ in range(runs):
            ilm = Ilm(ilm_path, account, work)
            # The first file that is made durable would wait for all that was just copied.
            os.sync()
            note(figures, "first snapshot", *ilm.snapshot("first"))
            ilm.call("status", "bench")
            note(figures, "unchanged", *ilm.snapshot("none"))
            for count in EDITS:
                accounts.edit(ilm.account, accounts.spread(ilm.account, count), f"({count})")
                note(figures, f"snapshot after {count} edits", *ilm.snapshot(f"{count} edits"))
            accounts.edit(ilm.account, accounts.spread(ilm.account, 100), "(renamed)", "name")
            note(figures, "snapshot after 100 new names", *ilm.snapshot("names"))
    return {row: statistics.median(values) for row, values in figures.items()}


def note(figures, row, seconds, memory):
    figures.setdefault(row, []).append(seconds)
    figures.setdefault(f"{row}, peak memory", []).append(memory)


def shown(row, value):
    return f"{value / 1e6:.0f} MB" if "memory" in row else f"{value * 1000:.0f} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True, help="the program to measure: a release build")
    parser.add_argument("--sizes", default="1000,10000,100000,300000")
    parser.add_argument("--runs", type=int, default=1, help="how often each size is measured")
    parser.add_argument("--cpu", action="store_true", help="measure processor time")
    parser.add_argument("--check", action="store_true", help="fail beyond the exponent")
    arguments = parser.parse_args()
    peers.measures_processor_time = arguments.cpu
    sizes = sorted(int(text) for text in arguments.sizes.split(","))
    measured = {}
    for documents in sizes:
        measured[documents] = measure(documents, os.path.abspath(arguments.ilm), arguments.runs)
        print(f"{documents:,} documents: " + ", ".join(
            f"{row} {shown(row, value)}" for row, value in measured[documents].items()), flush=True)
    fine = True
    low, high = sizes[0], sizes[-1]
    for row in measured[high] if low < high else []:
        exponent = math.log(measured[high][row] / measured[low][row]) / math.log(high / low)
        is_fine = exponent <= EXPONENT_MAX
        fine = fine and is_fine
        print(f"{'within' if is_fine else 'BEYOND'}  {row}: exponent {exponent:.2f}")
    return 0 if fine or not arguments.check else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"error: {failure}")
