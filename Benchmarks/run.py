#!/usr/bin/env python3
"""Measures ilm and git on the same folder of documents, in turns, and prints medians and ratios.

  Benchmarks/run.py --ilm .build/release/ilm [--account DIR] [--runs 5] [--check] [--json FILE]

Every run starts from a fresh copy of the folder and fresh repositories. git runs with its defaults,
but for automatic maintenance, which is off. --check fails beyond Benchmarks/thresholds.json.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
GENERATOR = os.path.join(os.path.dirname(ROOT), "shared", "tools", "gen_account.py")
DOCUMENTS = 10_000
EDITS = 100

GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "bench"), ("EMAIL", "bench@example.com"))},
}


class Failure(Exception):
    """A command did not end as it should."""


def run(command, cwd, codes=(0,)):
    """Runs a command; returns its wall time in seconds and its peak memory in bytes."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "ILM_USER": "bench", **GIT_ENVIRONMENT}
    with tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                                 stdout=printed, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in codes:
            printed.seek(0)
            tail = printed.read().decode(errors="replace")[-800:]
            raise Failure(f"'{' '.join(command)}' ended with {child.returncode}:\n{tail}")
    return seconds, usage.ru_maxrss * 1024


def make_account(folder):
    """Makes an account of 10,000 documents, with the generator beside the checkout if it is there."""
    if os.path.exists(GENERATOR):
        subprocess.run([sys.executable, GENERATOR, folder, "--integrations", "200", "--per", "50",
                        "--seed", "1"], check=True, stdout=subprocess.DEVNULL)
    else:
        print("note: no generator beside the checkout; multiplying Examples", file=sys.stderr)
        multiply_examples(folder)


def multiply_examples(folder):
    """Copies the example account again and again, with fresh ids in each copy."""
    source = os.path.join(ROOT, "Examples", "accounts", "production")
    files = [os.path.relpath(os.path.join(place, name), source)
             for place, _, names in os.walk(source) for name in sorted(names)]
    texts = {name: open(os.path.join(source, name), encoding="utf-8").read() for name in files}
    ids = set()
    for name, text in texts.items():
        if name.endswith(".json"):
            ids |= identifiers(json.loads(text))
    copies = -(-DOCUMENTS // sum(name.endswith(".json") for name in files))
    for copy in range(copies):
        fresh = {old: f"{copy:06x}{old[6:]}" for old in ids}
        for name, text in texts.items():
            for old, new in fresh.items():
                text = text.replace(old, new)
                name = name.replace(old, new)
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


def identifiers(value):
    """All texts of 24 hexadecimal digits in a document."""
    if isinstance(value, dict):
        return set().union(*map(identifiers, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(identifiers, value), set())
    if isinstance(value, str) and len(value) == 24 and all(c in "0123456789abcdef" for c in value):
        return {value}
    return set()


def edit(folder, count=EDITS):
    """Changes the description of every n-th export, import or flow; the same ones every time."""
    paths = sorted(os.path.join(folder, kind, name)
                   for kind in ("exports", "imports", "flows")
                   for name in os.listdir(os.path.join(folder, kind)) if name.endswith(".json"))
    for path in paths[::max(1, len(paths) // count)][:count]:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        document["description"] = document.get("description", "") + " (edited)"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")


class Peer:
    """One tool in a folder of its own, holding a fresh copy of the account.

    Nothing is deleted between runs: ext4 avoids the inodes of files that were deleted in the last
    seconds, and looking for others makes every creation slow.
    """

    def __init__(self, name, account, work):
        self.name = name
        self.home = tempfile.mkdtemp(prefix=name, dir=work)
        shutil.copytree(account, os.path.join(self.home, "account"))

    @property
    def account(self):
        return os.path.join(self.home, "account")


class Ilm(Peer):
    def __init__(self, ilm, account, work):
        super().__init__("ilm", account, work)
        self.ilm = ilm
        self.call("init")
        self.call("env", "add", "bench", "dir:account")

    def call(self, *words, codes=(0,)):
        return run([self.ilm, *words], self.home, codes)

    def snapshot(self, message):
        return self.call("snapshot", "--all", "bench", "-m", message, "--if-changed")

    def unchanged(self):
        return self.call("status", "bench")

    def status(self):
        return self.call("status", "bench", codes=(1,))


class Git(Peer):
    def __init__(self, account, work):
        super().__init__("git", account, work)
        self.call("init", "-q", ".")
        self.call("config", "gc.auto", "0")
        self.call("config", "maintenance.auto", "false")

    def call(self, *words, codes=(0,)):
        return run(["git", *words], self.account, codes)

    def snapshot(self, message):
        add, commit = self.call("add", "-A"), self.call("commit", "-qm", message)
        return add[0] + commit[0], max(add[1], commit[1])

    def unchanged(self):
        return self.call("status", "--porcelain")

    status = unchanged


def compare(ilm):
    """Compares the account with an edited copy of it, read from two folders; returns the seconds."""
    other = os.path.join(ilm.home, "other")
    shutil.copytree(ilm.account, other)
    edit(other)
    ilm.call("env", "add", "other", "dir:other")
    return ilm.call("compare", "bench", "other", codes=(1,))[0]


def objects_size(repository):
    """The bytes of all files with objects and what is written to find them."""
    return sum(os.path.getsize(os.path.join(place, name))
               for place, _, names in os.walk(os.path.join(repository, "objects")) for name in names)


def tidy(ilm, note):
    """Lets ilm collect garbage, and git pack a mirror of the same repository."""
    store, mirror = os.path.join(ilm.home, ".ilm"), os.path.join(ilm.home, "mirror")
    run(["git", "clone", "-q", "--mirror", store, mirror], ilm.home)
    repack = ["git", "repack", "-adfq", "--window=50", "--depth=50"]
    note("collect garbage|git", run(repack, mirror)[0])
    for name in ("size before gc", "size after gc"):
        note(f"{name}|git", objects_size(mirror))
        note(f"{name}|ilm", objects_size(store))
        if name == "size before gc":
            seconds, memory = ilm.call("gc")
            note("collect garbage|ilm", seconds)
            note("collect garbage, peak memory|ilm", memory)


def measure(arguments, account, work):
    """Runs everything in turns; returns lists of figures by name."""
    figures = {}

    def note(name, value):
        figures.setdefault(name, []).append(value)

    for number in range(arguments.runs):
        peers = [Ilm(arguments.ilm, account, work), Git(account, work)]
        if number % 2:
            peers.reverse()
        os.sync()
        for peer in peers:
            seconds, memory = peer.snapshot("first")
            note(f"first snapshot|{peer.name}", seconds)
            note(f"first snapshot, peak memory|{peer.name}", memory)
        for peer in peers:
            note(f"status, nothing changed|{peer.name}", peer.unchanged()[0])
        for peer in peers:
            edit(peer.account)
        os.sync()
        for peer in peers:
            note(f"status, {EDITS} documents changed|{peer.name}", peer.status()[0])
        for peer in peers:
            note(f"snapshot after {EDITS} edits|{peer.name}", peer.snapshot("second")[0])
        by_name = {peer.name: peer for peer in peers}
        note("compare two states|ilm", compare(by_name["ilm"]))
        note("compare two states|git", by_name["git"].call("diff", "HEAD~1", "HEAD")[0])
        note("verify everything|ilm", by_name["ilm"].call("fsck", "--full")[0])
        note("verify everything|git", by_name["git"].call("fsck", "--full", "--strict")[0])
        tidy(by_name["ilm"], note)
        progress(number + 1, arguments.runs)
    for _ in range(40):
        note("start (--version)|ilm", run([arguments.ilm, "--version"], work)[0])
        note("start (--version)|git", run(["git", "--version"], work)[0])
    return {name: statistics.median(values) for name, values in figures.items()}


def progress(done, total):
    if sys.stderr.isatty():
        print(f"\rrun {done} of {total}", end="\n" if done == total else "", file=sys.stderr)


def shown(name, value):
    if value is None:
        return "-"
    if "memory" in name or "size" in name:
        return f"{value / 1e6:.0f} MB"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def print_table(medians):
    names = list(dict.fromkeys(name.split("|")[0] for name in medians))
    width = max(map(len, names))
    print(f"{'':{width}}  {'ilm':>10}  {'git':>10}  ilm/git")
    for name in names:
        ilm, git = (medians.get(f"{name}|{peer}") for peer in ("ilm", "git"))
        ratio = f"{ilm / git:7.2f}" if git else ""
        print(f"{name:{width}}  {shown(name, ilm):>10}  {shown(name, git):>10}  {ratio}")


def judged(medians):
    """The figures that have thresholds."""
    def ratio(name):
        return medians[f"{name}|ilm"] / medians[f"{name}|git"]
    return {
        "first snapshot / git": ratio("first snapshot"),
        f"snapshot after {EDITS} edits / git": ratio(f"snapshot after {EDITS} edits"),
        "collect garbage / git": ratio("collect garbage"),
        "size before gc / git": ratio("size before gc"),
        "size after gc / git": ratio("size after gc"),
        "ilm --version": medians["start (--version)|ilm"],
        "first snapshot, peak memory": medians["first snapshot, peak memory|ilm"],
    }


def check(medians):
    """Prints every figure beyond its threshold; returns whether there is none."""
    with open(os.path.join(HERE, "thresholds.json"), encoding="utf-8") as file:
        thresholds = json.load(file)
    figures = judged(medians)
    beyond = [name for name, limit in thresholds.items() if figures[name] > limit["max"]]
    print()
    for name, limit in thresholds.items():
        verdict = "BEYOND" if name in beyond else "within"
        print(f"{verdict}  {name}: {figures[name]:.4g}, at most {limit['max']:.4g} {limit['unit']}")
    return not beyond


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True, help="the program to measure: a release build")
    parser.add_argument("--account", help="a folder of documents; made anew by default")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="fail beyond the thresholds")
    parser.add_argument("--json", help="also write the medians to this file")
    arguments = parser.parse_args()
    arguments.ilm = os.path.abspath(arguments.ilm)
    with tempfile.TemporaryDirectory() as work:
        account = arguments.account
        if account is None:
            account = os.path.join(work, "source")
            make_account(account)
        count = sum(name.endswith(".json") for _, _, names in os.walk(account) for name in names)
        git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
        print(f"{count} documents, medians of {arguments.runs} runs; {git.stdout.strip()}; "
              f"{os.cpu_count()} cores\n")
        medians = measure(arguments, account, work)
    print_table(medians)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(medians, file, indent=2)
    if not check(medians) and arguments.check:
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"error: {failure}")
