"""Roles, sessions, and names that would like to be code."""

import pathlib
import re
import unittest

from playwright.sync_api import expect

from browsing import PageTest

EVIL = "<img src=x onerror=\"window.stolen=1\"><script>window.stolen=1</script>{{7*7}}${7*7}"


class SafetyTest(PageTest):
    def test_scripts_in_names_and_fields_are_text(self):
        self.service.poison(EVIL)
        self.addCleanup(self.service.cancel_what_is_open)
        self.addCleanup(self.service.cleanse)
        slug = self.service.slug
        tabs = ["dashboard", "settings", "flows", "apis", "tools", "connections", "notifications",
                "audit", "analytics", "users", "admin", "aliases", "revisions", "status", "pull"]
        flow = self.service.listed("flows", "sandbox")[0]["_id"]
        newest = self.service.newest_revision()
        pages = ["/", f"/difference?left=production/{slug}&right=sandbox/{slug}",
                 "/compare?left=production&right=sandbox",
                 self.address("sandbox", "flows", flow),
                 self.address("sandbox", "revisions", newest),
                 self.address("sandbox", "revisions", newest, "revert")]
        pages += [self.address("sandbox", tab) for tab in tabs]
        for path in pages:
            with self.subTest(path):
                self.open(path)
                self.is_text()
        self.open(self.address("sandbox", "flows"))
        expect(self.page.get_by_text(EVIL).first).to_be_visible()
        self.look_into_dialogs()
        self.look_at_a_conflict()

    def is_text(self):
        self.assertIsNone(self.page.evaluate("window.stolen ?? null"))
        self.assertEqual(self.page.locator("img[src=x], body script").count(), 0)
        self.assertNotIn("{{49}}", self.page.content())

    def look_into_dialogs(self):
        """What only a click shows: errors, menus, documents, an export."""
        self.open(self.address("sandbox", "dashboard"))
        for button in self.page.get_by_role("button", name=re.compile("^Look at the errors of")).all():
            button.click()
            expect(self.page.get_by_role("dialog")).to_be_visible()
            self.settled()
            self.is_text()
            self.page.keyboard.press("Escape")
        for tab in ["flows", "apis", "tools", "connections", "users"]:
            self.open(self.address("sandbox", tab))
            menu = self.page.locator("td.actions button").first
            menu.click()
            self.is_text()
            item = self.page.get_by_role("menuitem").filter(
                has_text=re.compile("^(Schedule|JSON|Used by|Change the role)")).first
            item.click()
            expect(self.page.get_by_role("dialog")).to_be_visible()
            self.is_text()
            self.page.keyboard.press("Escape")
        self.open("/compare?left=production&right=sandbox")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Export HTML").click()
        report = pathlib.Path(download.value.path()).read_text("utf-8")
        self.assertNotIn("<img", report)
        self.assertNotIn("<script", report)
        self.assertIn("&lt;script&gt;", report)

    def look_at_a_conflict(self):
        self.service.change_script(f"HOLD_ABOVE = 1 // {EVIL}", "production")
        self.service.change_script(f"HOLD_ABOVE = 2 // {EVIL}", "sandbox")
        self.open(self.address("sandbox", "pull"))
        self.page.get_by_label("Pull from").select_option(f"production/{self.service.slug}")
        self.page.get_by_label("Description").fill(EVIL)
        self.page.get_by_role("button", name="Next").click()
        expect(self.page.locator(".conflict").first).to_be_visible()
        self.is_text()
        self.page.get_by_role("button", name="Keep for later").click()
        expect(self.page.get_by_role("heading", name=re.compile("Continue r"))).to_be_visible()
        self.is_text()

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
        self.assertNotIn("ilm_", cookie["value"])

    def test_a_session_that_ended_leads_back_to_where_one_was(self):
        self.open(self.address("sandbox", "flows"))
        self.context.clear_cookies()
        self.page.get_by_role("link", name="Aliases").click()
        expect(self.page.get_by_text("Your session has ended")).to_be_visible()
        self.page.get_by_label("API token").fill(self.service.owner)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name="Aliases")).to_have_attribute("aria-current", "page")

    def test_signing_out_ends_it(self):
        kept = self.context.cookies()
        self.page.get_by_role("button", name=re.compile("^Account")).click()
        self.page.get_by_role("menuitem", name="Sign out").click()
        expect(self.page.get_by_role("heading", name="Sign in to ilm")).to_be_visible()
        self.context.add_cookies(kept)
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
