"""The service under test: 'ilm serve' with the example accounts, or one that runs already.

ILM_WEB_URL names one that runs, with ILM_WEB_OWNER and ILM_WEB_MONITOR as its tokens.
"""

import http.cookiejar
import json
import os
import random
import re
import time
import urllib.parse
import urllib.request

import accounts

_running = None


def running():
    """The one service of this run."""
    global _running
    if _running is None:
        given = os.environ.get("ILM_WEB_URL")
        if given:
            tokens = os.environ["ILM_WEB_OWNER"], os.environ["ILM_WEB_MONITOR"]
            _running = Service(given.rstrip("/"), *tokens)
        else:
            _running = Service(*accounts.serve())
    return _running


class Client:
    """Requests with the session of a token, as a browser makes them."""

    def __init__(self, url, token):
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.csrf = ""
        self.csrf = self("POST", "/ilm/v1/session", {"token": token})["csrfToken"]

    def __call__(self, method, path, body=None, environment=None, tag=None):
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self.csrf}
        if environment:
            headers["X-Ilm-Environment"] = environment
        if tag:
            headers["If-Match"] = tag
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with self.opener.open(request) as answer:
            text = answer.read()
            return json.loads(text) if text else None


class Service:
    """A running service with an integration in production and sandbox."""

    def __init__(self, url, owner, monitor, slug=accounts.HOME):
        self.url, self.owner, self.monitor, self.slug = url, owner, monitor, slug
        self.client = Client(url, owner)
        self.changed, self.made, self.scripts = [], [], {}

    # What the tests need to know

    def integration(self, environment):
        query = urllib.parse.urlencode({"environment": environment})
        rows = self.client("GET", f"/ilm/v1/integrations?{query}")["integrations"]
        return next(row for row in rows if row["target"] == f"{environment}/{self.slug}")["id"]

    def listed(self, kind, environment):
        path = f"/v1/integrations/{self.integration(environment)}/{kind}"
        return self.client("GET", path, environment=environment) or []

    def flow_address(self):
        flow = next(one for one in self.listed("flows", "sandbox") if one["name"] == "Order to cash")
        return f"/integrations/sandbox/{self.slug}/flows/{flow['_id']}"

    def environment_of(self, page):
        label = page.get_by_role("button", name=re.compile("^Environment: ")).get_attribute("aria-label")
        return label.removeprefix("Environment: ")

    def switch(self, page, name):
        if self.environment_of(page) == name:
            return
        page.get_by_role("button", name=re.compile("^Environment: ")).click()
        page.get_by_role("menuitemradio", name=re.compile(f"^{name}")).click()
        page.get_by_role("button", name=f"Environment: {name}").wait_for()

    def wait_for(self, holds):
        """Asks again and again, for at most twenty seconds."""
        for _ in range(100):
            if holds():
                return
            time.sleep(0.2)
        raise AssertionError("it did not come to hold")

    def invite(self, email, level, environments=("production", "sandbox")):
        """Somebody with a role; returns the token."""
        for environment in environments:
            invited = {"email": email, "accessLevel": level}
            code = self.client("POST", "/v1/invite", invited, environment)["invitationCode"]
            accepted = self.client("POST", "/ilm/v1/invitations/accept", {"code": code})
        return accepted["token"]

    def share(self, email, environment="sandbox"):
        shares = self.client("GET", "/v1/ashares", environment=environment)
        return next(one for one in shares if one["sharedWithUser"]["email"] == email)

    def change_level(self, email, level, environment="sandbox"):
        path = f"/v1/ashares/{self.share(email, environment)['_id']}"
        self.client("PUT", path, {"accessLevel": level}, environment)

    def dismiss(self, email, environments=("production", "sandbox")):
        for environment in environments:
            path = f"/v1/ashares/{self.share(email, environment)['_id']}"
            self.client("DELETE", path, environment=environment)

    def revisions(self):
        path = f"/ilm/v1/targets/sandbox/{self.slug}/revisions"
        return self.client("GET", path)["revisions"]

    def newest_revision(self):
        return self.revisions()[0]["id"]

    def cancel_what_is_open(self):
        if any(one["status"] == "in_progress" for one in self.revisions()):
            self.client("POST", f"/ilm/v1/targets/sandbox/{self.slug}/cancel", {})

    # What others do meanwhile

    def change(self, kind, identifier, environment, mutate):
        path = f"/v1/{kind}/{identifier}"
        document = self.client("GET", path, environment=environment)
        self.changed.append((path, environment, json.loads(json.dumps(document))))
        mutate(document)
        self.client("PUT", path, document, environment=environment)

    def hooks(self, environment):
        """The id of the script; it may be called otherwise later."""
        if environment not in self.scripts:
            scripts = self.listed("scripts", environment)
            self.scripts[environment] = next(
                one for one in scripts if one["name"] == "Order hooks")["_id"]
        return self.scripts[environment]

    def script(self, environment="sandbox"):
        path = f"/v1/scripts/{self.hooks(environment)}"
        return self.client("GET", path, environment=environment)["content"]

    def change_script(self, line, environment="sandbox"):
        def mutate(document):
            document["content"] = re.sub("HOLD_ABOVE = [0-9]+", line, document["content"])

        self.change("scripts", self.hooks(environment), environment, mutate)

    def conflict(self):
        """Both sides change the same line, to what it never was."""
        one, other = random.sample(range(10_000, 1_000_000), 2)
        self.change_script(f"HOLD_ABOVE = {one}", "production")
        self.change_script(f"HOLD_ABOVE = {other}", "sandbox")

    def poison(self, text):
        """Puts a text wherever a name, a description or a message can be."""
        self.changed, self.made = [], []
        sandbox = self.integration("sandbox")

        def integration(document):
            document["name"] = text[:100]
            document["description"] = document["readme"] = text
            document["settings"] = {**document.get("settings", {}), "evil": text, text: text}
            for group in document.get("flowGroupings", []):
                group["name"] = text
            for alias in document.get("aliases", []):
                alias["description"] = text

        def named(document):
            document["name"] = text[:100]
            document["description"] = text

        self.change("integrations", sandbox, "sandbox", integration)
        for flow in self.listed("flows", "sandbox"):
            self.change("flows", flow["_id"], "sandbox", named)
        for kind in ["exports", "imports", "connections", "lookupcaches"]:
            for one in self.listed(kind, "sandbox")[:2]:
                self.change(kind, one["_id"], "sandbox", lambda one: one.update(name=text[:100]))

        def script(document):
            named(document)
            document["content"] += "\n// " + text

        self.change("scripts", self.hooks("sandbox"), "sandbox", script)
        self.make("apis", {"name": text, "description": text, "type": "script", "version": "v1",
                           "_integrationId": sandbox, "disabled": True})
        self.make("tools", {"name": text, "description": text, "_integrationId": sandbox,
                            "input": {"name": text}, "routers": [], "output": {"name": text}})
        self.client("POST", "/v1/invite", {
            "email": "mallory@example.com", "name": text, "accessLevel": "monitor"}, "sandbox")
        self.client("POST", "/v1/tags", {"tag": "evil"}, "sandbox")
        flow = self.listed("flows", "sandbox")[0]
        step = self.listed("imports", "sandbox")[0]
        self.client("POST", "/ilm/v1/errors", {"errors": [{
            "_flowId": flow["_id"], "_stepId": step["_id"], "code": text, "message": text,
            "source": text, "traceKey": text, "retryData": {text: text}}]}, "sandbox")
        self.client("POST", f"/ilm/v1/targets/sandbox/{self.slug}/revisions", {"description": text})

    def make(self, kind, document):
        made = self.client("POST", f"/v1/{kind}", document, "sandbox")
        self.made.append(f"/v1/{kind}/{made['_id']}")

    def cleanse(self):
        """Takes back what `poison` did."""
        for path in self.made:
            self.client("DELETE", path, environment="sandbox")
        for path, environment, document in reversed(self.changed):
            self.client("PUT", path, document, environment=environment)
        self.changed, self.made = [], []
        self.dismiss("mallory@example.com", ["sandbox"])
