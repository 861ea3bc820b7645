"""Revisions: snapshots, pulls with conflicts by keyboard alone, reverts."""

import random
import re
import unittest

from playwright.sync_api import expect

from browsing import PageTest


class RevisionTest(PageTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.service.cancel_what_is_open)

    def revisions(self):
        self.open(self.address("sandbox", "revisions"))
        return self.page.locator("tbody tr")

    def snapshot(self, description):
        self.page.get_by_role("button", name="Create snapshot").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Create").click()
        expect(dialog.get_by_text("Describe it.")).to_be_visible()
        dialog.get_by_label("Description").fill(description)
        dialog.get_by_role("button", name="Create").click()
        expect(dialog).to_have_count(0)

    def test_a_snapshot_is_listed_first_and_can_be_filtered(self):
        rows = self.revisions()
        self.snapshot("by a person")
        expect(rows.first).to_contain_text("by a person")
        self.page.get_by_label("Type").select_option("revert")
        expect(rows.filter(has_text="by a person")).to_have_count(0)
        self.page.get_by_label("Type").select_option("snapshot")
        expect(rows.filter(has_text="by a person")).not_to_have_count(0)
        self.page.get_by_label("Type").select_option("")
        rows.first.get_by_role("link", name="by a person").click()
        expect(self.page.get_by_role("heading", name=re.compile("by a person"))).to_be_visible()
        expect(self.page.get_by_text("Journal commit")).to_be_visible()

    def test_one_conflict_is_resolved_by_keyboard_alone(self):
        """Find, review, resolve: c for current, Enter for the plan, Enter to merge."""
        self.service.conflict()
        self.open(self.address("sandbox", "revisions"))
        keyboard = self.page.keyboard
        self.press_until("Create pull")
        keyboard.press("Enter")
        expect(self.page.get_by_label("Description")).to_be_visible()
        self.page.get_by_label("Description").focus()
        keyboard.type("from production")
        keyboard.press("Enter")
        expect(self.page.locator(".conflict").first).to_be_focused()
        open_ones = self.page.locator(".conflict-strip button:not(.done)")
        while open_ones.count() > 1:
            keyboard.press("r")
        keyboard.press("e")
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        keyboard.press("c")
        expect(self.page.get_by_role("button", name="Next: review the plan")).to_be_focused()
        keyboard.press("Enter")
        merge = self.page.get_by_role("button", name="Merge", exact=True)
        expect(merge).to_be_focused()
        keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name=re.compile("Pulled as r"))).to_be_visible()

    def test_one_conflict_takes_five_actions(self):
        """From the integration's page: find it, review it, resolve it, merge."""
        self.service.conflict()
        self.open(self.address("sandbox"))
        done = self.page.get_by_role("heading", name=re.compile("Pulled as r"))
        actions = ["Pull", "Next", "Take remote", "Next: review the plan", "Merge"]
        for name in actions:
            role = "link" if name == "Pull" else "button"
            self.page.get_by_role(role, name=name, exact=True).click()
        expect(done).to_be_visible()

    def test_what_is_done_besides_a_conflict_is_listed(self):
        self.service.conflict()
        script = next(
            one for one in self.service.listed("scripts", "production") if "efund" in one["name"]
        )

        path = f"/v1/scripts/{script['_id']}"
        before = self.service.client("GET", path, environment="production")
        self.addCleanup(self.service.client, "PUT", path, before, environment="production")
        after = {**before, "description": f"edited {random.random()}"}
        self.service.client("PUT", path, after, environment="production")
        self.pull("with more to do")
        besides = self.page.locator("details", has_text="Besides:")
        besides.locator("summary").click()
        expect(besides).to_contain_text("refund")
        expect(besides).to_contain_text("1 change")

    def press_until(self, name):
        for _ in range(120):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate("document.activeElement.textContent")
            if focused.strip() == name:
                return
        self.fail(f"'{name}' is not reached by Tab")

    def test_a_revert_is_reviewed_and_taken_back(self):
        self.revisions()
        self.snapshot("before the revert")
        self.service.change_script("HOLD_ABOVE = 7777")
        self.open(self.address("sandbox", "status"))
        expect(self.page.locator(".difference-outline")).to_contain_text("order-hooks")
        self.page.get_by_role("link", name="Discard the changes").click()
        expect(self.page.locator(".difference-outline")).to_contain_text("order-hooks")
        button = self.page.get_by_role("button", name="Revert", exact=True)
        expect(button).to_be_focused()
        button.click()
        expect(self.page.get_by_role("heading", name=re.compile("Reverted as r"))).to_be_visible()
        self.assertNotIn("HOLD_ABOVE = 7777", self.service.script())

    def test_a_pull_is_kept_for_later_told_to_others_and_canceled(self):
        self.service.conflict()
        self.pull("kept for later")
        self.page.get_by_role("button", name="Keep for later").click()
        expect(self.page.get_by_role("heading", name=re.compile("Continue r"))).to_be_visible()
        self.pull("a second one")
        problem = self.page.locator(".problem")
        expect(problem).to_contain_text(re.compile(r"\br\d+\b"))
        problem.get_by_role("link", name="Go to what is in progress").click()
        expect(self.page.locator(".conflict")).to_be_visible()
        self.page.get_by_role("button", name="Cancel it").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
        expect(self.page.locator("tbody tr").first).to_contain_text("Canceled")

    def test_a_pull_that_waited_is_completed_and_says_so(self):
        self.service.conflict()
        self.pull("decided later")
        self.page.get_by_role("button", name="Keep for later").click()
        expect(self.page.get_by_text("Waiting for resolutions")).to_be_visible()
        self.page.get_by_role("button", name="Rest: current").click()
        self.page.get_by_role("button", name="Next: review the plan").click()
        self.page.get_by_role("button", name="Merge", exact=True).click()
        expect(self.page.get_by_role("heading", name=re.compile("r\\d+ is completed"))).to_be_visible()
        expect(self.page.get_by_text("Waiting for resolutions")).to_have_count(0)
        expect(self.page.get_by_role("button", name="Cancel it")).to_have_count(0)

    def pull(self, description):
        self.open(self.address("sandbox", "pull"))
        self.page.get_by_label("Pull from").select_option(f"production/{self.service.slug}")
        self.page.get_by_label("Description").fill(description)
        self.page.get_by_role("button", name="Next").click()

    def test_connections_of_the_source_are_given_counterparts(self):
        """A new step comes with a connection that the sandbox does not know."""
        client = self.service.client
        connection = client("POST", "/v1/connections", {
            "name": "Loyalty", "type": "http", "http": {"baseURI": "https://loyalty.example.com"},
        }, "production")["_id"]
        step = client("POST", "/v1/imports", {
            "name": "Add loyalty points", "_connectionId": connection, "adaptorType": "HTTPImport",
            "http": {"method": ["POST"], "relativeURI": ["/points"]},
        }, "production")["_id"]
        flow = next(one for one in self.service.listed("flows", "production")
                    if one["name"] == "Customer sync")["_id"]
        self.service.change("flows", flow, "production", lambda one: one["pageProcessors"].append(
            {"type": "import", "_importId": step}))
        self.pull("with a new connection")
        rest = self.page.get_by_role("button", name="Rest: current")
        expect(rest.or_(self.page.get_by_role("region", name="Connections")).first).to_be_visible()
        if rest.count():
            rest.click()
            self.page.get_by_role("button", name="Next: review the plan").click()
        form = self.page.get_by_role("region", name="Connections")
        expect(form.get_by_role("heading")).to_contain_text("1 connection of the source has no counterpart")
        choice = form.get_by_role("combobox")
        expect(choice.locator("option")).not_to_have_count(1)
        choice.select_option(label="Shopify store")
        form.get_by_role("button", name="Next").click()
        self.page.get_by_role("button", name="Merge", exact=True).click()
        expect(self.page.get_by_role("heading", name=re.compile("Pulled as r"))).to_be_visible()
        made = next(one for one in self.service.listed("imports", "sandbox")
                    if one["name"] == "Add loyalty points")
        shop = next(one for one in self.service.listed("connections", "sandbox")
                    if one["name"] == "Shopify store")
        self.assertEqual(made["_connectionId"], shop["_id"])

    def test_a_broken_stream_is_asked_about(self):
        self.page.route("**/operations/*/events", lambda route: route.abort())
        rows = self.revisions()
        self.snapshot("without a stream")
        expect(rows.first).to_contain_text("without a stream")

    def test_nothing_to_pull_is_said(self):
        self.open(self.address("sandbox", "pull"))
        self.page.get_by_label("Pull from").select_option(f"production/{self.service.slug}")
        self.page.get_by_label("Description").fill("again")
        self.page.get_by_role("button", name="Next").click()
        expect(
            self.page.get_by_text("Nothing to do").or_(self.page.locator(".conflict").first)
            .or_(self.page.get_by_role("button", name="Merge", exact=True)).first
        ).to_be_visible()


if __name__ == "__main__":
    unittest.main()
