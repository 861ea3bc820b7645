"""Large accounts and documents: what is on the screen is all there is in the page.

The figures are printed. ILM_WEB_SPEED=1 measures with 10,000 documents and holds the figures against
their limits, on an idle machine; ILM should then be a release.
"""

import json
import os
import tempfile
import unittest

from playwright.sync_api import expect

import accounts
import tracing
from browsing import PageTest
from service import Service

STRICT = os.environ.get("ILM_WEB_SPEED") == "1"
SHIFT = """() => { window.shift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true }); }"""


def resource(number):
    changes = [
        {"op": "replace", "path": f"/mapping/fields/{field}/extract", "from": f"a{field}", "to": f"b{field}"}
        for field in range(6)
    ]
    name = f"imports/import-{number:03}"
    return {"kind": "imports", "name": name, "leftId": None, "rightId": None, "status": "modified",
            "matchedBy": "id", "changes": changes, "payloadsChanged": False}


def comparison(resources):
    summary = {"added": 0, "modified": len(resources), "deleted": 0}
    side = {"target": "production/x", "content": ""}
    return {"schemaVersion": 1, "left": side, "right": {**side, "target": "sandbox/x"},
            "identical": False, "summary": summary, "resources": resources, "environment": []}


def document(changed):
    """About 10 MB of JSON."""
    rows = [{"extract": f"field {n}", "generate": f"target {n % 977}", "keep": n % 3 == 0} for n in range(110_000)]
    for number in changed:
        rows[number]["extract"] = "something else"
    return {"mapping": {"fields": rows}}


class Measuring(PageTest):
    def figure(self, name, value, unit, limit):
        print(f"  {name}: {value:.0f} {unit} (limit {limit})")
        if STRICT:
            self.assertLessEqual(value, limit, name)

    def shown_after(self, path, selector):
        self.page.goto(path)
        self.page.locator(selector).first.wait_for()
        return self.page.evaluate("performance.now()")

    def scroll(self, name):
        """Wheels through a difference; no task may hold the page up."""
        with tracing.tasks(self.page) as tasks:
            for _ in range(60):
                self.page.mouse.move(700, 500)
                self.page.mouse.wheel(0, 900)
                self.page.wait_for_timeout(30)
        print(f"  most time a task computed while scrolling {name}: {tasks.computed:.0f} ms")
        self.figure(f"longest task while scrolling {name}", tasks.longest, "ms", 50)


class SpeedTest(Measuring):
    def answer(self, pattern, body):
        text = json.dumps(body)
        self.page.route(pattern, lambda route: route.fulfill(body=text, content_type="application/json"))
        return len(text)

    def test_home_with_200_integrations(self):
        rows = [{"target": f"sandbox/i{n}", "id": f"{n:024x}", "name": f"Integration {n}", "flows": 5,
                 "applications": ["shopify", "netsuite"], "apis": 0, "tools": 0, "revision": "r1",
                 "changed": False} for n in range(200)]
        self.answer("**/ilm/v1/integrations?*", {"schemaVersion": 1, "integrations": rows})
        time = self.shown_after("/", ".tile")
        expect(self.page.locator(".tile")).to_have_count(200)
        self.figure("Home with 200 integrations", time, "ms", 1000)

    def test_500_changed_resources(self):
        self.answer("**/ilm/v1/comparison?*", comparison([resource(n) for n in range(500)]))
        time = self.shown_after("/difference?left=production/x&right=sandbox/x", ".d-line")
        self.figure("500 changed resources", time, "ms", 1000)
        self.scroll("500 changed resources")
        self.assertLess(self.page.locator(".d-row").count(), 250)
        self.page.keyboard.press("p")
        expect(self.page.locator(".d-row.current").first).to_be_in_viewport()

    def test_a_document_of_10_mb(self):
        self.answer("**/ilm/v1/comparison?*", comparison([resource(0)]))
        size = 0
        for side, changed in [("production", []), ("sandbox", [7, 50_000, 109_000])]:
            body = {"documents": [{"kind": "imports", "name": "imports/import-000", "document": document(changed)}]}
            size = self.answer(f"**/ilm/v1/targets/{side}/x/documents?*", body)
        self.assertGreater(size, 7_000_000)
        self.page.goto("/difference?left=production/x&right=sandbox/x")
        button = self.page.get_by_role("button", name="Whole document of imports/import-000")
        button.wait_for()
        start = self.page.evaluate("performance.now()")
        button.click()
        self.page.locator(".d-fold").first.wait_for()
        time = self.page.evaluate("performance.now()") - start
        expect(self.page.locator(".d-fold")).not_to_have_count(0)
        expect(self.page.locator("mark").first).to_be_visible()
        self.figure("a document of 10 MB", time, "ms", 2000)

class ServedSpeedTest(Measuring):
    """The same with a generated account that the service holds."""

    DOCUMENTS, STEPS, HUGE = (10_000, 500, 110_000) if STRICT else (500, 40, 2_000)

    @classmethod
    def start_service(cls):
        with tempfile.TemporaryDirectory() as folder:
            accounts.write_generated_account(folder, cls.DOCUMENTS)
            accounts.write_wide_account(folder, cls.STEPS, fields=30, moved_in=True, huge=cls.HUGE)
            cls.instance = accounts.Instance(folder)
        setup = accounts.Setup(cls.instance.url, cls.instance.token)
        setup.make_sandbox("wide", "Wide")
        for one in setup("GET", "/v1/imports?include=name&limit=1000", token=setup.sandbox):
            path = f"/v1/imports/{one['_id']}"
            step = setup("GET", path, token=setup.sandbox)
            for field in range(0, 30, 5):
                step["mapping"]["fields"][field]["extract"] = f"another {field}"
            setup("PUT", path, step, token=setup.sandbox)
        return Service(cls.instance.url, cls.instance.token, None, slug="wide")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.instance.stop()

    def test_home(self):
        self.open("/")
        time = self.shown_after("/", ".tile")
        self.page.evaluate(SHIFT)
        self.settled()
        expect(self.page.locator(".tile")).not_to_have_count(0)
        count = self.page.locator(".tile").count()
        self.figure(f"Home of a served account, {count} integrations", time, "ms", 1000)
        self.assertEqual(self.page.evaluate("window.shift"), 0)

    def test_a_difference(self):
        path = "/difference?left=production/wide&right=sandbox/wide"
        self.open(path)
        time = self.shown_after(path, ".d-line")
        self.figure(f"{self.STEPS + 1} changed resources, served", time, "ms", 1000)
        self.page.evaluate(SHIFT)
        self.scroll("a served difference")
        self.assertEqual(self.page.evaluate("window.shift"), 0)

    def test_a_huge_document(self):
        self.open("/difference?left=production/wide&right=sandbox/wide&kind=imports")
        self.page.get_by_role("searchbox").fill("imports/huge")
        button = self.page.get_by_role("button", name="Whole document of imports/huge")
        button.wait_for()
        start = self.page.evaluate("performance.now()")
        button.click()
        self.page.locator(".d-fold").first.wait_for()
        time = self.page.evaluate("performance.now()") - start
        self.figure(f"a served document of {self.HUGE} fields", time, "ms", 2000)


if __name__ == "__main__":
    unittest.main()
