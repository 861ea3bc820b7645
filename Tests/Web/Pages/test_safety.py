"""Roles, sessions, and names that would like to be code."""

import re
import unittest

from playwright.sync_api import expect

from browsing import PageTest

EVIL = "<img src=x onerror=\"window.stolen=1\"><script>window.stolen=1</script>{{7*7}}${7*7}"


class SafetyTest(PageTest):
    def test_scripts_in_names_and_fields_are_text(self):
        self.service.poison(EVIL)
        slug = self.service.slug
        tabs = ["dashboard", "settings", "flows", "apis", "tools", "connections", "notifications",
                "audit", "analytics", "users", "admin", "aliases", "revisions", "status"]
        pages = ["/", "/compare?left=production&right=sandbox",
                 f"/difference?left=production/{slug}&right=sandbox/{slug}"]
        pages += [self.address("sandbox", tab) for tab in tabs]
        for path in pages:
            with self.subTest(path):
                self.open(path)
                self.assertIsNone(self.page.evaluate("window.stolen ?? null"))
                self.assertEqual(self.page.locator("main img[src=x], main script").count(), 0)
        self.open(self.address("sandbox", "flows"))
        expect(self.page.get_by_text(EVIL).first).to_be_visible()
        self.service.cleanse()

    def test_a_bad_token_is_refused(self):
        context = self.context_with(base_url=self.service.url)
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto("/compare")
        page.get_by_label("API token").fill("not a token")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("This token is not known")).to_be_visible()

    def test_the_session_is_no_business_of_scripts(self):
        self.assertEqual(self.page.evaluate("document.cookie"), "")
        cookie = next(one for one in self.context.cookies() if one["name"] == "ilm_session")
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")

    def test_a_session_that_ended_leads_back_to_where_one_was(self):
        self.open(self.address("sandbox", "flows"))
        self.context.clear_cookies()
        self.page.get_by_role("link", name="Aliases").click()
        expect(self.page.get_by_text("Your session has ended")).to_be_visible()
        self.page.get_by_label("API token").fill(self.service.owner)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name="Aliases")).to_have_attribute("aria-current", "page")

    def test_signing_out_ends_it(self):
        self.page.get_by_role("button", name=re.compile("^Account")).click()
        self.page.get_by_role("menuitem", name="Sign out").click()
        expect(self.page.get_by_role("heading", name="Sign in to ilm")).to_be_visible()
        self.page.goto("/")
        expect(self.page.get_by_role("heading", name="Sign in to ilm")).to_be_visible()

    def test_who_may_only_look_is_offered_nothing_else(self):
        context, page = self.signed_in(self.service.monitor)
        self.addCleanup(context.close)
        expect(page.get_by_role("button", name="Create", exact=True)).to_have_count(0)
        expect(page.get_by_role("button", name="Install from zip")).to_have_count(0)
        page.goto(self.address("sandbox", "revisions"))
        expect(page.locator("tbody tr").first).to_be_visible()
        for name in ["Create pull", "Create snapshot", "Ignore fields"]:
            expect(page.get_by_text(name, exact=True)).to_have_count(0)
        page.goto(self.address("sandbox", "pull"))
        expect(page.get_by_text("Your role does not allow pulls here")).to_be_visible()
        page.goto(self.address("sandbox", "flows"))
        expect(page.get_by_role("switch").first).to_be_disabled()

    def test_a_lost_service_is_said_and_tried_again(self):
        self.open(self.address("sandbox", "flows"))
        self.context.set_offline(True)
        self.page.get_by_role("link", name="Aliases").click()
        expect(self.page.get_by_text("The service cannot be reached")).to_be_visible()
        self.context.set_offline(False)
        self.page.get_by_role("button", name="Try again").click()
        expect(self.page.get_by_text("The service cannot be reached")).to_have_count(0)


if __name__ == "__main__":
    unittest.main()
