"""Large accounts and documents: what is on the screen is all there is in the page.

The figures are printed; ILM_WEB_SPEED=1 holds them against their limits, on an idle machine.
"""

import json
import os
import unittest

from playwright.sync_api import expect

from browsing import PageTest

STRICT = os.environ.get("ILM_WEB_SPEED") == "1"
LONG_TASKS = """() => { window.long = []; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.long.push(entry.duration);
}).observe({ type: 'longtask' }); }"""


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


class SpeedTest(PageTest):
    def answer(self, pattern, body):
        text = json.dumps(body)
        self.page.route(pattern, lambda route: route.fulfill(body=text, content_type="application/json"))
        return len(text)

    def figure(self, name, value, unit, limit):
        print(f"  {name}: {value:.0f} {unit} (limit {limit})")
        if STRICT:
            self.assertLessEqual(value, limit, name)

    def shown_after(self, path, selector):
        self.page.goto(path)
        self.page.locator(selector).first.wait_for()
        return self.page.evaluate("performance.now()")

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
        self.page.evaluate(LONG_TASKS)
        for _ in range(60):
            self.page.mouse.move(700, 500)
            self.page.mouse.wheel(0, 900)
            self.page.wait_for_timeout(30)
        self.assertLess(self.page.locator(".d-row").count(), 250)
        self.figure("longest task while scrolling", max(self.page.evaluate("long"), default=0), "ms", 50)
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


if __name__ == "__main__":
    unittest.main()
