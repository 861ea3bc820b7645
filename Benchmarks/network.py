#!/usr/bin/env python3
"""Measures snapshots of an account behind `ilm serve` on loopback beside those of the same folder.

  Benchmarks/network.py --ilm .build/release/ilm [--documents 10000] [--runs 3]

A snapshot over HTTP may take twice the time of the folder's, and what its requests of documents take;
the latter is measured with wrk, which asks for the same documents over as many connections.
Requests are counted in the service's own log.
"""
import argparse
import collections
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request

import accounts
import peers

EDITS = 100
CONNECTIONS = 8
FIRST, SECOND = "first snapshot over HTTP, without its requests", \
    f"snapshot over HTTP after {EDITS} edits, without its requests"
READS, LISTS = f"documents read for {EDITS} edits", f"pages listed for {EDITS} edits"
SCRIPT = """
local paths, token, next = {}, nil, 0
function init(args)
  token = args[1]
  for line in io.lines(args[2]) do table.insert(paths, line) end
  math.randomseed(1)
end
function request()
  next = next % #paths + 1
  return wrk.format("GET", paths[next], { ["Authorization"] = "Bearer " .. token })
end
"""


class Service:
    """`ilm serve` over an account."""

    def __init__(self, ilm, account, home):
        self.log = os.path.join(home, "log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [ilm, "serve", "--listen", "127.0.0.1:0", "--data", os.path.join(home, "data"),
                 "--rate-limit", "0", "--import", f"dir:{account}"],
                stdout=subprocess.PIPE, stderr=log)
        lines = []
        while not lines or not lines[-1].startswith("Serving "):
            line = self.process.stdout.readline().decode()
            if not line:
                sys.exit("the service did not start")
            lines.append(line.strip())
        self.token = next(line for line in lines if line.startswith("ilm_"))
        self.address = lines[-1].split()[-1]
        self.seen = 0

    def requests(self):
        """The lines of the log since the last call: method and path of each request."""
        with open(self.log, encoding="utf-8") as log:
            log.seek(self.seen)
            text = log.read()
            self.seen = log.tell()
        return re.findall(r" ([A-Z]+) (/\S+) \d{3} ", text)

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.address + path, method=method, data=body and json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def request_time(service, paths, work):
    """The seconds that one GET of these documents takes, when as many are asked for at once."""
    script, list_ = os.path.join(work, "reads.lua"), os.path.join(work, "paths")
    for path, text in ((script, SCRIPT), (list_, "\n".join(paths))):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    printed = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", "-d3s", "-s", script, service.address, "--",
         service.token, list_], check=True, capture_output=True, text=True).stdout
    service.requests()
    return 1 / float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1])


def sorts(requests):
    """How many requests were for single documents and how many for lists."""
    return collections.Counter(
        "read" if len(path.split("/")) == 4 else "list" for _, path in requests)


def measure_run(ilm_path, account, work, note):
    home = tempfile.mkdtemp(prefix="network", dir=work)
    folder = os.path.join(home, "folder")
    shutil.copytree(account, folder)
    service = Service(ilm_path, account, home)
    os.environ["ILM_BENCH_TOKEN"] = service.token

    def ilm(*words):
        return peers.run([ilm_path, *words], home)[0]

    def snapshot(environment):
        return ilm("snapshot", "--all", environment, "-m", "x")

    try:
        ilm("init")
        ilm("env", "add", "folder", "dir:folder")
        ilm("env", "add", "net", service.address, "--token-env", "ILM_BENCH_TOKEN")
        ilm("env", "set", "net", "rate", "1000000/1000000")
        # Adding a folder looks at it; a first snapshot is measured without what that left.
        shutil.rmtree(os.path.join(home, ".ilm", "ilm", "cache"), ignore_errors=True)
        service.requests()
        first = {name: snapshot(name) for name in ("folder", "net")}
        reads = [path for _, path in service.requests() if len(path.split("/")) == 4]
        one = request_time(service, reads, home)
        note(FIRST, "ilm", first["net"] - one * len(reads))
        note(FIRST, "folder", first["folder"])
        exports = [path for path in reads if path.startswith("/v1/exports/")][:EDITS]
        for path in exports:
            service.call("PATCH", path,
                         [{"op": "replace", "path": "/name", "value": f"Edited {path[-6:]}"}])
        accounts.edit(folder, accounts.spread(folder, EDITS))
        service.requests()
        second = {name: snapshot(name) for name in ("folder", "net")}
        counts = sorts(service.requests())
        note(SECOND, "ilm", second["net"] - one * counts["read"])
        note(SECOND, "folder", second["folder"])
        note(READS, "ilm", counts["read"])
        note(LISTS, "ilm", counts["list"])
    finally:
        service.stop()


def measure(ilm_path, documents, runs, note):
    """Notes figures by row and tool; nothing where there is no wrk."""
    if not shutil.which("wrk"):
        print("note: no wrk; snapshots over HTTP are not measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as work:
        account = os.path.join(work, "source")
        accounts.make(account, documents)
        for _ in range(runs):
            measure_run(os.path.abspath(ilm_path), account, work, note)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True, help="the program to measure: a release build")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    values = {}
    measure(arguments.ilm, arguments.documents, arguments.runs,
            lambda row, tool, value: values.setdefault((row, tool), []).append(value))
    for (row, tool), found in values.items():
        shown = found[0] if row in (READS, LISTS) else f"{statistics.median(found):.3f} s"
        print(f"{row}, {tool}: {shown}")
    for row in (FIRST, SECOND):
        print(f"{row} / folder: "
              f"{statistics.median(values[row, 'ilm']) / statistics.median(values[row, 'folder']):.2f}")


if __name__ == "__main__":
    main()
