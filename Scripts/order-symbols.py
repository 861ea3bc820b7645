#!/usr/bin/env python3
"""Writes Scripts/link-order.txt: the symbols that common commands touch, in the order of the touching.

  Scripts/order-symbols.py .build/release/ilm

The linker lays them out side by side, so that a command maps tens of pages and not hundreds. A name
that is not there any more is passed over and a new one lies anywhere: an old list costs time, and
nothing else. Needs valgrind.
"""
import bisect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORDERS = "production/shopify-to-netsuite"
PREPARATION = ["init", "env add production dir:production", "snapshot --all production"]
# Those of which the start of the program is a good part, the shortest first.
TRACED = ["--version", f"diff {ORDERS}@r1 {ORDERS}@r2", f"diff {ORDERS}@r1 {ORDERS}@r2 --stat",
          "status production", "snapshot --all production --if-changed", "list",
          f"revisions {ORDERS}", f"show {ORDERS}@r2"]


def symbols_of(binary):
    """The names at each address of the program."""
    found = {}
    listed = subprocess.run(["nm", "--defined-only", binary], check=True, capture_output=True, text=True)
    for line in listed.stdout.splitlines():
        address, _, name = line.split(" ", 2)
        # The linker takes no others.
        if name.isascii() and name.isprintable() and " " not in name:
            found.setdefault(int(address, 16), []).append(name)
    return found


def edit(folder):
    """Changes the description of every export."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        document["description"] = "edited"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)


def touched_by(binary, words, folder):
    """The addresses that a command touches, in the order of the first time."""
    reading, writing = os.pipe()
    tracer = ["valgrind", "--tool=lackey", "--trace-mem=yes", f"--log-fd={writing}"]
    command = subprocess.Popen([*tracer, binary, *words.split()], cwd=folder, pass_fds=[writing],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    addresses = {}
    with os.fdopen(reading) as trace:
        for line in trace:
            # As in 'I  00401000,3' and ' S 1ffeffe7a0,8'.
            if line[:2] in ("I ", " S", " L", " M"):
                addresses.setdefault(line[3:].split(",", 1)[0])
    command.wait()
    return [int(address, 16) for address in addresses]


def main(binary):
    symbols = symbols_of(binary)
    starts = sorted(symbols)
    order = {}
    with tempfile.TemporaryDirectory() as folder:
        lean = os.path.join(folder, "ilm")
        subprocess.run(["strip", "-g", "-o", lean, binary], check=True)
        work = os.path.join(folder, "work")
        shutil.copytree(os.path.join(ROOT, "Examples", "accounts"), work)

        def run(words):
            subprocess.run([lean, *words.split()], cwd=work, check=True, stdout=subprocess.DEVNULL)

        def trace(words):
            for address in touched_by(lean, words, work):
                if starts[0] <= address < starts[-1]:
                    order.update(dict.fromkeys(symbols[starts[bisect.bisect(starts, address) - 1]]))
            print(f"{len(order):6} {words}", file=sys.stderr)

        for words in PREPARATION:
            run(words)
        edit(os.path.join(work, "production", "exports"))
        run("snapshot --all production")
        # What was written a moment ago is looked at more closely than what is old.
        time.sleep(3)
        run("status production")
        for words in TRACED:
            trace(words)
    with open(os.path.join(ROOT, "Scripts", "link-order.txt"), "w", encoding="utf-8") as file:
        file.write("# Written by Scripts/order-symbols.py.\n")
        file.writelines(f"{name}\n" for name in order)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    main(os.path.abspath(sys.argv[1]))
