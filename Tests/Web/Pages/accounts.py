"""Starts 'ilm serve' with the example accounts in it, as its owner would set it up."""

import atexit
import datetime
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "Examples" / "accounts"
HOME = "shopify-to-netsuite"


class Instance:
    """One 'ilm serve' over a folder of its own; it can be killed and started again."""

    def __init__(self, account):
        self.folder = tempfile.mkdtemp(prefix="ilm-web-")
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        atexit.register(self.stop)
        start = self.start(
            "127.0.0.1:0", "--import", f"dir:{account}", "--account-name", "Production",
            "--owner", "ada@example.com")
        self.url, self.token = start["address"], start["token"]

    def start(self, address, *options):
        program = os.environ.get("ILM", str(ROOT / ".build" / "debug" / "ilm"))
        with open(os.path.join(self.folder, "log"), "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [program, "serve", "--listen", address, "--data", os.path.join(self.folder, "data"),
                 "--rate-limit", "0", "--json", *options],
                stdout=subprocess.PIPE, stderr=log, text=True,
            )
        return read_document(self.process.stdout)

    def start_again(self):
        """At the same address, over the same data."""
        self.start(self.url.removeprefix("http://"))

    def kill(self):
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=40)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=40)


def serve():
    """Returns the address, the owner's token and the token of one who may only look."""
    instance = Instance(EXAMPLES / "production")
    account = Setup(instance.url, instance.token)
    account.make_example_sandbox()
    account.report_runs()
    return instance.url, instance.token, account.invite("grace@example.com", "monitor")


def read_document(stream):
    """The first JSON document that a program writes."""
    text = ""
    for line in stream:
        text += line
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            continue
    raise RuntimeError(f"the service did not start: {text}")


class Setup:
    """What the owner does before anybody else comes."""

    def __init__(self, url, token):
        self.url, self.token, self.sandbox = url, token, None

    def __call__(self, method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def make_sandbox(self, slug, name):
        """A second environment with a copy of an integration."""
        made = self("POST", "/v1/environments", {"name": "Sandbox"})
        self("PUT", f"/v1/environments/{made['_id']}/enable")
        self.sandbox = made["token"]
        target = f"/ilm/v1/targets/production/{slug}"
        self("POST", f"{target}/revisions", {"description": "as found"})
        asked = {"environment": "sandbox", "name": name}
        plan = self("POST", f"{target}/clone", {**asked, "dryRun": True})["plan"]
        self("POST", f"{target}/clone", {**asked, "plan": plan["id"]})

    def make_example_sandbox(self):
        """The copy went its own way since."""
        self.make_sandbox(HOME, "Shopify to NetSuite")
        self.edit("scripts", "Order hooks", "content", lambda text: text.replace("= 2500", "= 4000"))
        self.edit("exports", "Get paid orders from Shopify", "pageSize", lambda _: 200)

    def named(self, kind, name):
        rows = self("GET", f"/v1/{kind}", token=self.sandbox)
        return next(row["_id"] for row in rows if row["name"] == name)

    def edit(self, kind, name, member, change):
        path = f"/v1/{kind}/{self.named(kind, name)}"
        document = self("GET", path, token=self.sandbox)
        document[member] = change(document.get(member))
        self("PUT", path, document, token=self.sandbox)

    def report_runs(self):
        """What a runner tells of yesterday and today."""
        flow = self.named("flows", "Order to cash")
        step = self.named("imports", "Create NetSuite sales order")
        now = datetime.datetime.now(datetime.timezone.utc)
        for days in range(5):
            end = now - datetime.timedelta(days=days, minutes=5)
            start = end - datetime.timedelta(minutes=3)
            self("POST", "/ilm/v1/jobs", {
                "type": "flow", "status": "completed", "_flowId": flow, "startedAt": time(start),
                "endedAt": time(end), "numSuccess": 120 + days, "numError": days, "numIgnore": 3,
            }, token=self.sandbox)
        self("POST", "/ilm/v1/errors", {"errors": [{
            "_flowId": flow, "_stepId": step, "code": "invalid_key", "message": "no such customer",
            "source": "netsuite", "traceKey": "#1001", "retryData": {"order": "#1001", "total": 12.5},
        }]}, token=self.sandbox)

    def invite(self, email, level):
        """A user of both environments; returns the token."""
        for token in [self.token, self.sandbox]:
            invited = {"email": email, "accessLevel": level}
            code = self("POST", "/v1/invite", invited, token=token)["invitationCode"]
            accepted = self("POST", "/ilm/v1/invitations/accept", {"code": code})
        return accepted["token"]


def time(moment):
    """A time as the platform writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def write_wide_account(folder, steps, fields=0, moved_in=False, huge=None):
    """An integration with a small flow, and a flow of many steps: in it, or alone beside it.

    Each step maps so many fields; `huge` is the number of fields of one step more.
    """
    def write(kind, number, **members):
        place = pathlib.Path(folder) / kind
        place.mkdir(parents=True, exist_ok=True)
        document = {"_id": f"{number:024x}", **members}
        (place / f"{kind}-{number:024x}.json").write_text(json.dumps(document), "utf-8")
        return document["_id"]

    home = write("integrations", 1, name="Wide", description="")
    shop = write("connections", 2, name="Shop", type="http", http={"baseURI": "https://example.com"})

    def source(number, name):
        return write("exports", number, name=name, _connectionId=shop, adaptorType="HTTPExport",
                     http={"method": "GET", "relativeURI": "/orders"})

    def flow(number, name, first, imports, **members):
        write("flows", number, name=name, disabled=True, pageGenerators=[{"_exportId": first}],
              pageProcessors=[{"type": "import", "_importId": one} for one in imports], **members)

    def step(number, name, count):
        mapping = {"fields": [
            {"extract": f"field {n}", "generate": f"target {n}", "note": f"of {name}"}
            for n in range(count)]}
        return write("imports", number, name=name, _connectionId=shop, adaptorType="HTTPImport",
                     http={"method": ["POST"], "relativeURI": [f"/step/{number}"]}, mapping=mapping)

    inside = {"_integrationId": home}
    flow(3, "Small", source(4, "Small source"), [], **inside)
    wide = [step(100 + number, f"Step {number:03}", fields) for number in range(steps)]
    if huge:
        wide.append(step(99, "Huge", huge))
    flow(5, "Wide flow", source(6, "Wide source"), wide, **(inside if moved_in else {}))


def write_generated_account(folder, documents):
    """An account as the benchmarks measure with."""
    path = ROOT / "Benchmarks" / "accounts.py"
    loader = importlib.util.spec_from_file_location("benchmark_accounts", path)
    module = importlib.util.module_from_spec(loader)
    loader.loader.exec_module(module)
    module.make(folder, documents)
