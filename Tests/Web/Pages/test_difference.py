"""The difference: what changed, in its place, found by key, filter and link."""

import pathlib
import re
import unittest

from playwright.sync_api import expect

from browsing import PageTest


class DifferenceTest(PageTest):
    def compare(self):
        slug = self.service.slug
        self.open(f"/difference?left=production/{slug}&right=sandbox/{slug}")

    def test_changes_are_shown_in_both_layouts(self):
        self.compare()
        expect(self.page.locator(".d-line.split").first).to_be_visible()
        self.page.get_by_role("button", name="Unified").click()
        expect(self.page.locator(".d-line:not(.split)").first).to_be_visible()
        self.page.get_by_role("button", name="Side by side").click()

    def test_n_and_p_go_through_the_changes(self):
        self.compare()
        self.page.keyboard.press("n")
        first = self.page.locator(".d-row.current").first
        expect(first).to_be_visible()
        self.page.wait_for_url(re.compile("at="))
        address = self.page.url
        self.page.keyboard.press("n")
        self.page.wait_for_function("address => location.href !== address", arg=address)
        self.page.keyboard.press("p")
        self.page.wait_for_function("address => location.href === address", arg=address)

    def test_a_link_leads_to_one_change(self):
        self.compare()
        for _ in range(3):
            self.page.keyboard.press("n")
        self.page.wait_for_timeout(100)
        address = self.page.url
        self.page.goto("about:blank")
        self.page.goto(address)
        expect(self.page.locator(".d-row.current").first).to_be_in_viewport()

    def test_filters_leave_what_fits(self):
        self.compare()
        names = self.page.locator(".difference-outline button")
        before = names.count()
        self.page.get_by_label("Kind").select_option("scripts")
        expect(names).to_have_count(1)
        self.page.get_by_label("Kind").select_option("")
        expect(names).to_have_count(before)
        self.page.get_by_role("searchbox").fill("order-hooks")
        expect(names).to_have_count(1)

    def test_the_whole_document_and_its_json_come_on_demand(self):
        self.compare()
        self.page.get_by_role("button", name=re.compile("Whole document of")).first.click()
        expect(self.page.locator(".d-fold").first).to_be_visible()
        self.page.get_by_role("button", name=re.compile("Raw JSON of")).first.click()
        expect(self.page.locator("dialog pre.raw").first).to_contain_text("{")
        self.page.keyboard.press("Escape")

    def test_scripts_have_colours(self):
        self.compare()
        self.page.get_by_label("Kind").select_option("scripts")
        expect(self.page.locator(".d-cell .s-word").first).to_be_visible()
        expect(self.page.locator(".d-cell mark").first).to_be_visible()

    def test_environments_are_compared_and_exported(self):
        self.open("/compare?left=production&right=sandbox")
        expect(self.page.get_by_role("button", name=re.compile("^Changed"))).to_be_visible()
        self.page.get_by_role("button", name=re.compile("^Only in production")).click()
        expect(self.page.locator("tbody tr")).not_to_have_count(0)
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Export HTML").click()
        text = pathlib.Path(download.value.path()).read_text("utf-8")
        self.assertIn("<!doctype html>", text)
        self.assertIn("order-hooks", text)
        self.assertNotIn("<script", text)

    def test_two_states_are_exported(self):
        self.compare()
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Export HTML").click()
        slug = self.service.slug
        self.assertEqual(download.value.suggested_filename, f"production-{slug}-sandbox-{slug}.html")
        self.assertIn("HOLD_ABOVE", pathlib.Path(download.value.path()).read_text("utf-8"))

    def test_back_and_reload_keep_the_page(self):
        self.open("/compare?left=production&right=sandbox")
        self.page.get_by_role("link", name=re.compile("^Look at")).first.click()
        expect(self.page.get_by_role("heading", name="Difference", level=1)).to_be_visible()
        self.page.go_back()
        expect(self.page.get_by_role("heading", name="Compare environments")).to_be_visible()
        self.page.reload()
        expect(self.page.get_by_role("heading", name="Compare environments")).to_be_visible()


if __name__ == "__main__":
    unittest.main()
