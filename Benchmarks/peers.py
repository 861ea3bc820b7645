"""The tools that are measured, each in a folder of its own that holds a copy of the account."""
import glob
import json
import os
import shutil
import subprocess
import tempfile
import time

GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "bench"), ("EMAIL", "bench@example.com"))},
}


# Whether processor time is measured instead of the time that passes.
measures_processor_time = False


class Failure(Exception):
    """A command did not end as it should."""


def run(command, cwd, codes=(0,), environment=None):
    """Runs a command; returns its time in seconds, its peak memory in bytes, its output."""
    variables = {**os.environ, "LC_ALL": "C.UTF-8", "ILM_USER": "bench", **GIT_ENVIRONMENT,
                 **(environment or {})}
    with tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, env=variables, stdin=subprocess.DEVNULL,
                                 stdout=printed, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        if measures_processor_time:
            seconds = usage.ru_utime + usage.ru_stime
        child.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        output = printed.read().decode(errors="replace")
        if child.returncode not in codes:
            raise Failure(f"'{' '.join(command)}' ended with {child.returncode}:\n{output[-800:]}")
    return seconds, usage.ru_maxrss * 1024, output


def size(path):
    """The bytes of all files below a path."""
    return sum(os.path.getsize(os.path.join(place, name))
               for place, _, names in os.walk(path) for name in names)


class Peer:
    """One tool with a fresh copy of the account.

    Nothing is deleted between runs: ext4 avoids the inodes of files that were deleted in the last
    seconds, and looking for others makes every creation slow.
    """

    def __init__(self, name, account, work):
        self.name = name
        self.home = tempfile.mkdtemp(prefix=name.replace(" ", "-"), dir=work)
        self.account = os.path.join(self.home, "account")
        shutil.copytree(account, self.account)


class Ilm(Peer):
    def __init__(self, ilm, account, work):
        super().__init__("ilm", account, work)
        self.ilm = ilm
        self.call("init")
        self.call("env", "add", "bench", "dir:account")
        # Adding looked at the folder; a first snapshot is measured without what that left.
        for path in glob.glob(os.path.join(self.home, ".ilm", "ilm", "cache", "*")):
            os.remove(path)

    def call(self, *words, codes=(0,)):
        return run([self.ilm, *words], self.home, codes)

    def snapshot(self, message, environment="bench"):
        return self.call("snapshot", "--all", environment, "-m", message, "--if-changed")[:2]

    def add(self, environment, account):
        """Registers and records a second folder."""
        self.call("env", "add", environment, f"dir:{account}")
        self.snapshot("first", environment)

    def target(self, integration):
        """The logical name of an integration by its id."""
        listed = json.loads(self.call("list", "bench", "--json")[2])
        found = [item for item in flattened(listed)
                 if item.get("id") == integration or item.get("integrationId") == integration]
        return next(item["target"] for item in found if "target" in item)

    def store_size(self):
        return size(os.path.join(self.home, ".ilm", "objects"))

    def verified_by_git(self):
        """How long git takes to verify the same repository."""
        return run(["git", "--git-dir=.ilm", "fsck", "--full", "--strict"], self.home)

    def repacked(self, work):
        """How long git takes to pack the same objects at its best, and their size then."""
        copy = tempfile.mkdtemp(prefix="repacked", dir=work)
        run(["git", "clone", "-q", "--mirror", os.path.join(self.home, ".ilm"), "r"], copy)
        mirror = os.path.join(copy, "r")
        seconds = run(["git", "repack", "-adfq", "--window=50", "--depth=50"], mirror)[0]
        return seconds, size(os.path.join(mirror, "objects"))


def flattened(value):
    """All objects in a JSON value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from flattened(item)


class Git(Peer):
    def __init__(self, account, work, name="git", settings=()):
        super().__init__(name, account, work)
        self.call("init", "-q", ".")
        for setting, value in [("gc.auto", "0"), ("maintenance.auto", "false"), *settings]:
            self.call("config", setting, value)

    def call(self, *words, codes=(0,)):
        return run(["git", *words], self.account, codes)

    def compared(self, one, other):
        """How long a comparison of two folders takes that differ."""
        return run(["git", "diff", "--no-index", one, other], self.home, (1,))

    def snapshot(self, message):
        add, commit = self.call("add", "-A"), self.call("commit", "-qm", message)
        return add[0] + commit[0], max(add[1], commit[1])


class Backup(Peer):
    """A backup program, where one is installed: for orientation only."""

    def __init__(self, program, account, work):
        super().__init__(program, account, work)
        self.program = program
        self.variables = {"RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": f"{self.home}/r",
                          "BORG_REPO": f"{self.home}/r", "HOME": self.home}
        first = {"restic": ["init", "-q"], "borg": ["init", "-e", "none"]}[program]
        run([program, *first], self.home, environment=self.variables)

    def snapshot(self, message):
        words = {"restic": ["backup", "-q", "account"], "borg": ["create", f"::{message}", "account"]}
        return run([self.program, *words[self.program]], self.home,
                   environment=self.variables)[:2]
