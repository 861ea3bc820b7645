"""Every page in light and dark, on a desktop and a phone: no accessibility violation, no shift."""

import unittest

from axe_playwright_python.sync_playwright import Axe

from browsing import DESKTOP, PHONE, PICTURES, PageTest

SHIFT = """() => { window.shift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true }); }"""


class LookTest(PageTest):
    def pages(self):
        slug = self.service.slug
        tabs = ["dashboard", "settings", "flows", "apis", "tools", "connections", "notifications",
                "audit", "analytics", "users", "admin", "aliases", "revisions", "status", "pull"]
        named = {tab: self.address("sandbox", tab) for tab in tabs}
        return {
            "home": "/", "compare": "/compare?left=production&right=sandbox",
            "difference": f"/difference?left=production/{slug}&right=sandbox/{slug}",
            "flow": self.service.flow_address(), "revision": self.address("sandbox", "revisions", "r1"),
            "revert": self.address("sandbox", "revisions", "r1", "revert"),
            "conflict": self.address("sandbox", f"pull?from=production/{slug}&description=look"),
            "missing": "/no/such/page", **named,
        }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.conflict()

    def look_at(self, theme, viewport, name):
        self.context.close()
        self.context = self.context_with(
            base_url=self.service.url, color_scheme=theme, bypass_csp=True)
        self.page = self.context.new_page()
        self.watch(self.page)
        self.page.set_viewport_size(viewport)
        self.look_at_each({"sign-in": "/sign-in", "invitation": "/invitation"}, viewport, name)
        self.sign_in(self.page, self.service.owner)
        self.look_at_each(self.pages(), viewport, name)
        self.page.goto("/")
        self.page.get_by_role("button", name="List", exact=True).click()
        self.look("list", viewport, name)
        self.page.get_by_role("button", name="Tiles", exact=True).click()
        self.page.wait_for_timeout(400)

    def look_at_each(self, pages, viewport, name):
        for page, path in pages.items():
            with self.subTest(f"{page}, {name}"):
                self.open(path)
                self.look(page, viewport, name)

    def look(self, page, viewport, name):
        self.page.evaluate(SHIFT)
        self.page.wait_for_timeout(50)
        self.picture(f"{page}-{name}")
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, viewport["width"], "the page is wider than the screen")
        self.assertEqual(self.violations(self.page), [])
        self.assertLess(self.page.evaluate("window.shift"), 0.01, "the layout shifts")

    def test_an_exported_report(self):
        """The file that a person sends to another: it needs nothing, and looks as the pages do."""
        self.open("/compare?left=production&right=sandbox")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Export HTML").click()
        PICTURES.mkdir(parents=True, exist_ok=True)
        report = PICTURES.resolve() / "report.html"
        download.value.save_as(str(report))
        for theme, viewport, name in [("light", DESKTOP, "light-desktop"), ("dark", PHONE, "dark-phone")]:
            context = self.context_with(color_scheme=theme, bypass_csp=True)
            self.addCleanup(context.close)
            page = context.new_page()
            self.watch(page)
            page.on("request", lambda one: self.assertTrue(one.url.startswith("file:"), one.url))
            page.set_viewport_size(viewport)
            page.goto(f"file://{report}")
            page.screenshot(path=str(PICTURES / f"report-{name}.png"))
            self.assertLessEqual(
                page.evaluate("document.documentElement.scrollWidth"), viewport["width"])
            self.assertEqual(self.violations(page), [])

    def violations(self, page):
        found = Axe().run(page).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]

    def test_light_desktop(self):
        self.look_at("light", DESKTOP, "light-desktop")

    def test_dark_desktop(self):
        self.look_at("dark", DESKTOP, "dark-desktop")

    def test_light_phone(self):
        self.look_at("light", PHONE, "light-phone")

    def test_dark_phone(self):
        self.look_at("dark", PHONE, "dark-phone")


if __name__ == "__main__":
    unittest.main()
