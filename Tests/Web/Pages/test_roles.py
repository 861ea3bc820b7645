"""Roles that change, and people who work at the same place at once."""

import re
import unittest

from playwright.sync_api import expect

from browsing import PageTest


class RoleTest(PageTest):
    def other(self, email, level, **options):
        """Somebody else at a browser of his own."""
        token = self.service.invite(email, level, **options)
        self.addCleanup(self.service.dismiss, email, **options)
        context, page = self.signed_in(token)
        self.addCleanup(context.close)
        return page

    def test_a_role_that_changes_while_a_page_is_open(self):
        page = self.other("hedy@example.com", "manage")
        page.goto(self.address("sandbox", "flows"))
        switch = page.get_by_role("switch").first
        expect(switch).to_be_enabled()
        before = switch.get_attribute("aria-checked")
        self.service.change_level("hedy@example.com", "monitor")
        switch.click()
        told = page.locator(".notice", has_text="your role has changed")
        expect(told).to_be_visible()
        expect(told).to_contain_text("nothing was written")
        expect(page.locator(".notice")).to_have_count(1)
        expect(page.get_by_role("switch").first).to_be_disabled()
        expect(page.get_by_role("switch").first).to_have_attribute("aria-checked", before)
        expect(page.get_by_role("button", name="Create flow")).to_have_count(0)
        expect(page.get_by_role("link", name="Pull", exact=True)).to_have_count(0)

    def test_a_role_that_changes_before_a_merge(self):
        self.service.conflict()
        before = self.service.script()
        page = self.other("barbara@example.com", "manage")
        page.goto(self.address("sandbox", "pull"))
        page.get_by_label("Description").fill("too late")
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Rest: remote").click()
        page.get_by_role("button", name="Next: review the plan").click()
        merge = page.get_by_role("button", name="Merge", exact=True)
        expect(merge).to_be_enabled()
        self.service.change_level("barbara@example.com", "monitor")
        merge.click()
        expect(page.locator(".notice", has_text="your role has changed")).to_be_visible()
        expect(page.get_by_text("Your role does not allow pulls here")).to_be_visible()
        self.assertEqual(self.service.script(), before)

    def test_a_role_in_one_integration_offers_nothing_elsewhere(self):
        token = self.service.invite("katherine@example.com", "monitor", environments=["sandbox"])
        self.addCleanup(self.service.dismiss, "katherine@example.com", environments=["sandbox"])
        share = self.service.share("katherine@example.com")
        grant = {"_integrationId": self.service.integration("sandbox"), "accessLevel": "manage"}
        self.service.client("PUT", f"/v1/ashares/{share['_id']}",
                            {"integrationAccessLevel": [grant]}, "sandbox")
        context, page = self.signed_in(token)
        self.addCleanup(context.close)
        expect(page.locator(".tile")).to_have_count(1)
        expect(page.get_by_role("button", name="Create", exact=True)).to_have_count(0)
        page.goto(self.address("sandbox", "flows"))
        expect(page.get_by_role("button", name="Create flow")).to_be_visible()

    def test_the_second_who_pulls_is_told_who_and_what(self):
        self.service.conflict()
        self.addCleanup(self.service.cancel_what_is_open)
        second = self.other("edsger@example.com", "manage")
        first = self.plan(self.page, "mine first")
        first.get_by_role("button", name="Keep for later").click()
        expect(first.get_by_role("heading", name=re.compile("Continue r"))).to_be_visible()
        problem = self.plan(second, "mine as well").locator(".problem")
        for word in ["begun by ada@example.com", "mine first"]:
            expect(problem).to_contain_text(word)
        second.goto(self.address("sandbox", "revisions"))
        expect(second.locator(".problem")).to_contain_text("ada@example.com began it")
        first.get_by_role("button", name="Cancel it").click()
        first.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
        expect(first.locator("tbody tr").first).to_contain_text("Canceled")

    def test_of_two_merges_the_second_looks_again(self):
        self.service.conflict()
        second = self.other("grete@example.com", "manage")
        pages = [self.plan(self.page, "first"), self.plan(second, "second")]
        for page in pages:
            page.get_by_role("button", name="Rest: remote").click()
            page.get_by_role("button", name="Next: review the plan").click()
            expect(page.get_by_role("button", name="Merge", exact=True)).to_be_enabled()
        pages[0].get_by_role("button", name="Merge", exact=True).click()
        expect(pages[0].get_by_role("heading", name=re.compile("Pulled as r"))).to_be_visible()
        pages[1].get_by_role("button", name="Merge", exact=True).click()
        expect(pages[1].locator(".problem").or_(pages[1].get_by_text("Nothing to do")).first).to_be_visible()
        expect(pages[1].get_by_role("heading", name=re.compile("Pulled as r"))).to_have_count(0)

    def plan(self, page, description):
        page.goto(self.address("sandbox", "pull"))
        page.get_by_label("Pull from").select_option(f"production/{self.service.slug}")
        page.get_by_label("Description").fill(description)
        page.get_by_role("button", name="Next").click()
        return page

    def test_a_role_is_changed_and_taken_on_the_users_tab(self):
        self.service.invite("john@example.com", "monitor", environments=["sandbox"])
        self.open(self.address("sandbox", "users"))
        row = self.page.locator("tbody tr", has_text="john@example.com")
        expect(row).to_contain_text("Monitor all")
        self.choose_from("Actions for john@example.com", "Change the role")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Role").select_option("monitor, integration manage")
        dialog.get_by_role("button", name="Save").click()
        expect(row).to_contain_text("Monitor all, manage this integration")
        share = self.service.share("john@example.com")
        self.assertEqual(share["accessLevel"], "monitor")
        self.assertEqual(share["integrationAccessLevel"][0]["accessLevel"], "manage")
        self.choose_from("Actions for john@example.com", "Take out")
        self.page.get_by_role("dialog").get_by_role("button", name="Take out").click()
        expect(row).to_have_count(0)

    def test_who_is_invited_signs_in_with_the_code(self):
        self.open(self.address("sandbox", "users"))
        self.page.get_by_role("button", name="Invite a user").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Email").fill("not an address")
        dialog.get_by_role("button", name="Invite", exact=True).click()
        expect(dialog.get_by_text("Write an email address.")).to_be_visible()
        dialog.get_by_label("Email").fill("linus@example.com")
        dialog.get_by_label("Role").select_option("integration manage")
        dialog.get_by_role("button", name="Invite", exact=True).click()
        told = self.page.get_by_role("dialog", name="linus@example.com is invited")
        code = told.locator(".secret").text_content()
        told.get_by_role("button", name="Done").click()
        row = self.page.locator("tbody tr", has_text="linus@example.com")
        expect(row).to_contain_text("Pending")
        self.addCleanup(self.service.dismiss, "linus@example.com", environments=["sandbox"])

        context = self.context_with(base_url=self.service.url)
        self.addCleanup(context.close)
        page = context.new_page()
        self.watch(page)
        page.goto("/invitation")
        page.get_by_label("Invitation code").fill("no such code")
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_text("This code is not known")).to_be_visible()
        page.get_by_label("Invitation code").fill(code)
        page.get_by_role("button", name="Accept").click()
        page.get_by_role("button", name="Sign in with it").click()
        expect(page.locator(".tile")).to_have_count(1)


if __name__ == "__main__":
    unittest.main()
