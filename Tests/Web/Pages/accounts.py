"""Starts 'ilm serve' with the example accounts in it, as its owner would set it up."""

import atexit
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "Examples" / "accounts"
HOME = "shopify-to-netsuite"


def serve():
    """Returns the address, the owner's token and the token of one who may only look."""
    program = os.environ.get("ILM", str(ROOT / ".build" / "debug" / "ilm"))
    folder = tempfile.mkdtemp(prefix="ilm-web-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    log = open(os.path.join(folder, "log"), "w", encoding="utf-8")
    process = subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0", "--data", os.path.join(folder, "data"),
         "--import", f"dir:{EXAMPLES / 'production'}", "--account-name", "Production",
         "--owner", "ada@example.com", "--rate-limit", "0", "--json"],
        stdout=subprocess.PIPE, stderr=log, text=True,
    )
    atexit.register(stop, process)
    start = read_document(process.stdout)
    account = Setup(start["address"], start["token"])
    account.make_sandbox()
    return start["address"], start["token"], account.invite_monitor()


def stop(process):
    process.terminate()
    process.wait(timeout=40)


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
        self.url, self.token = url, token

    def __call__(self, method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def make_sandbox(self):
        """A second environment with a copy of the integration, which went its own way since."""
        made = self("POST", "/v1/environments", {"name": "Sandbox"})
        self("PUT", f"/v1/environments/{made['_id']}/enable")
        self.sandbox = made["token"]
        target = f"/ilm/v1/targets/production/{HOME}"
        self("POST", f"{target}/revisions", {"description": "as found"})
        asked = {"environment": "sandbox", "name": "Shopify to NetSuite"}
        plan = self("POST", f"{target}/clone", {**asked, "dryRun": True})["plan"]
        self("POST", f"{target}/clone", {**asked, "plan": plan["id"]})
        self.edit("scripts", "Order hooks", "content", lambda text: text.replace("= 2500", "= 4000"))
        self.edit("exports", "Get paid orders from Shopify", "pageSize", lambda _: 200)
        self.report_runs()

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

    def invite_monitor(self):
        for token in [self.token, self.sandbox]:
            invited = {"email": "grace@example.com", "accessLevel": "monitor"}
            code = self("POST", "/v1/invite", invited, token=token)["invitationCode"]
            accepted = self("POST", "/ilm/v1/invitations/accept", {"code": code})
        return accepted["token"]


def time(moment):
    """A time as the platform writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
