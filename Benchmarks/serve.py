"""Puts load on a service: 64 clients that keep their connections, reads and 5 % writes."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import accounts

HERE = os.path.dirname(os.path.abspath(__file__))
P99_MILLISECONDS_MAX = 50
GROWTH_MAX = 1.5


def resident(pid):
    """The memory of a process in MB."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return 0


def start(ilm, folder, account):
    """Starts the service over an account and returns the process and what it announced."""
    process = subprocess.Popen(
        [ilm, "serve", "--listen", "127.0.0.1:0", "--data", os.path.join(folder, "data"),
         "--rate-limit", "0", "--json", "--import", f"dir:{account}"], stdout=subprocess.PIPE)
    text = b""
    while True:
        line = process.stdout.readline()
        if not line:
            sys.exit("the service did not start")
        text += line
        if line == b"}\n":
            return process, json.loads(text)


def write_ids(address, token, path):
    """Writes the ids that the load asks for."""
    with open(path, "w", encoding="utf-8") as file:
        for collection in ("integrations", "flows", "exports"):
            target = f"{address}/v1/{collection}?include=name"
            while target:
                request = urllib.request.Request(
                    target, headers={"Authorization": f"Bearer {token}"})
                with urllib.request.urlopen(request) as answer:
                    for document in json.load(answer):
                        file.write(f"{collection} {document['_id']}\n")
                    link = answer.headers.get("Link")
                target = link.split(">")[0][1:] if link else None


def load(address, token, ids, seconds):
    """Runs wrk and returns its figures."""
    output = subprocess.run(
        ["wrk", "-t2", "-c64", f"-d{seconds}s", "--timeout", "10s", "-s",
         os.path.join(HERE, "serve.lua"), address, "--", token, ids],
        check=True, capture_output=True, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ilm", required=True, help="the program to measure: a release build")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--check", action="store_true", help="fail beyond the limits")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        account = os.path.join(folder, "account")
        accounts.make(account, arguments.documents)
        process, started = start(os.path.abspath(arguments.ilm), folder, account)
        try:
            ids = os.path.join(folder, "ids")
            write_ids(started["address"], started["token"], ids)
            load(started["address"], started["token"], ids, 5)
            before, peak = resident(process.pid), [0.0]
            ended = threading.Event()

            def watch():
                while not ended.wait(0.5):
                    peak[0] = max(peak[0], resident(process.pid))

            watcher = threading.Thread(target=watch)
            watcher.start()
            figures = load(started["address"], started["token"], ids, arguments.seconds)
            ended.set()
            watcher.join()
        finally:
            process.terminate()
            status = process.wait()
    figures |= {"documents": started["imported"], "perSecond": figures["requests"] / figures["seconds"],
                "memoryBefore": before, "memoryPeak": peak[0], "exit": status}
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}, indent=2))
    problems = [
        name for name, is_wrong in {
            "requests failed": figures["failed"] or figures["broken"],
            "p99 is too long": figures["p99"] > P99_MILLISECONDS_MAX,
            "memory grows": peak[0] > GROWTH_MAX * before, "it did not end well": status,
        }.items() if is_wrong]
    if problems:
        print("; ".join(problems), file=sys.stderr)
        sys.exit(1 if arguments.check else 0)


if __name__ == "__main__":
    main()
