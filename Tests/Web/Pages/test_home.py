"""Home: tiles, list, search, arrangement, creating and deleting."""

import pathlib
import re
import unittest

from playwright.sync_api import expect

from browsing import INTEGRATION, PageTest


class HomeTest(PageTest):
    def names(self):
        return self.page.locator(".tile h2").all_text_contents()

    def create(self, name):
        self.page.get_by_role("button", name="Create", exact=True).click()
        self.page.get_by_role("menuitem", name="Integration").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Name").fill(name)
        dialog.get_by_role("button", name="Save").click()
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()

    def delete(self, name):
        self.open("/")
        self.page.get_by_role("button", name=f"Actions for {name}", exact=True).click()
        self.page.get_by_role("menuitem", name="Delete").click()
        dialog = self.page.get_by_role("dialog")
        button = dialog.get_by_role("button", name="Delete")
        expect(button).to_be_disabled()
        dialog.get_by_role("textbox").fill(name[:-1])
        expect(button).to_be_disabled()
        dialog.get_by_role("textbox").fill(name)
        button.click()
        expect(dialog).to_have_count(0)
        expect(self.page.get_by_role("link", name=name, exact=True)).to_have_count(0)

    def test_a_tile_shows_what_one_has_to_know(self):
        self.open("/")
        tile = self.page.locator(".tile", has_text=INTEGRATION).first
        for text in ["shopify", "netsuite", "5 flows", "Manage"]:
            expect(tile.get_by_text(text, exact=True)).to_have_count(1)

    def test_search_and_filters_narrow_and_stay_in_the_address(self):
        self.open("/")
        self.page.get_by_role("searchbox").fill("shopify netsuite")
        expect(self.page.locator(".tile", has_text=INTEGRATION).first).to_be_visible()
        self.page.wait_for_url(re.compile("search="))
        self.page.reload()
        self.settled()
        expect(self.page.get_by_role("searchbox")).to_have_value("shopify netsuite")
        self.page.get_by_role("searchbox").fill("no such thing")
        expect(self.page.get_by_text("Nothing fits")).to_be_visible()

    def test_view_pin_and_order_are_remembered(self):
        self.open("/")
        self.create("Arranged B")
        self.open("/")
        self.create("Arranged A")
        self.open("/")
        self.page.get_by_role("button", name="Actions for Arranged B").click()
        self.page.get_by_role("menuitem", name="Pin").click()
        self.assertEqual(self.names()[0], "Arranged B")
        self.page.get_by_role("button", name="Move Arranged A").focus()
        self.page.keyboard.press("Home")
        self.assertEqual(self.names()[:2], ["Arranged B", "Arranged A"])
        self.page.keyboard.press("ArrowRight")
        self.page.wait_for_timeout(600)
        order = self.names()
        self.assertNotEqual(order[1], "Arranged A")
        self.page.reload()
        self.settled()
        self.assertEqual(self.names(), order)
        self.page.get_by_role("button", name="List", exact=True).click()
        expect(self.page.get_by_role("table")).to_be_visible()
        self.page.wait_for_timeout(600)
        self.page.reload()
        self.settled()
        rows = self.page.locator("tbody tr")
        expect(rows.first).to_contain_text("Arranged B")
        self.page.get_by_role("button", name="Name", exact=True).click()
        self.page.get_by_role("button", name="Name", exact=True).click()
        expect(rows.first).to_contain_text("Arranged B")
        self.page.get_by_role("button", name="Unpin Arranged B").click()
        self.page.get_by_role("button", name="Tiles", exact=True).click()
        self.page.wait_for_timeout(600)
        self.delete("Arranged A")
        self.delete("Arranged B")

    def test_a_tile_is_dragged_with_the_mouse(self):
        self.open("/")
        self.create("Z dragged")
        self.open("/")
        dots = self.page.get_by_role("button", name="Move Z dragged")
        first = self.page.locator(".tile").first
        self.assertNotEqual(self.names()[0], "Z dragged")
        start, end = dots.bounding_box(), first.bounding_box()
        self.page.mouse.move(start["x"] + 5, start["y"] + 5)
        self.page.mouse.down()
        self.page.mouse.move(end["x"] + 60, end["y"] + 60, steps=12)
        self.page.mouse.up()
        self.assertEqual(self.names()[0], "Z dragged")
        self.delete("Z dragged")

    def test_what_is_created_has_its_name_at_once(self):
        self.open("/")
        self.page.get_by_role("button", name="Create", exact=True).click()
        self.page.get_by_role("menuitem", name="Integration").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_text("Give it a name.")).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    def test_a_deletion_is_taken_back(self):
        self.open("/")
        self.create("Deleted by mistake")
        self.delete("Deleted by mistake")
        self.page.locator(".notice").get_by_role("button", name="Undo").click()
        expect(self.page.locator(".notice", has_text="is back")).to_be_visible()
        self.settled()
        expect(self.page.get_by_role("link", name="Deleted by mistake")).to_be_visible()
        self.delete("Deleted by mistake")

    def test_standalone_flows_and_apis_are_refused_with_reasons(self):
        with self.in_environment("production"):
            self.open("/")
            self.page.get_by_role("button", name=re.compile("Actions for Standalone")).click()
            item = self.page.get_by_role("menuitem", name="Delete")
            expect(item).to_have_attribute("aria-disabled", "true")
            expect(item).to_contain_text("cannot be deleted")
            self.page.keyboard.press("Escape")
            self.page.get_by_role("button", name="Actions for Store API").click()
            for verb in ["Clone", "Download"]:
                expect(self.page.get_by_role("menuitem", name=verb)).to_contain_text("APIs cannot be")

    def test_a_file_that_is_no_zip_is_refused(self):
        self.open("/")
        self.page.get_by_role("button", name="Install from zip").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Zip file").set_input_files(
            {"name": "x.zip", "mimeType": "application/zip", "buffer": b"this is no zip"}
        )
        expect(dialog.locator(".problem")).to_be_visible()
        self.page.keyboard.press("Escape")

    def test_a_downloaded_bundle_can_be_installed(self):
        self.open("/")
        with self.page.expect_download() as download:
            self.choose_from(f"Actions for {INTEGRATION}", "Download")
        path = pathlib.Path(download.value.path())
        self.page.get_by_role("button", name="Install from zip").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("Installed copy")
        dialog.get_by_label("Zip file").set_input_files(
            {"name": "x.zip", "mimeType": "application/zip", "buffer": path.read_bytes()}
        )
        expect(dialog.get_by_role("heading", name=re.compile("resources? will be made"))).to_be_visible()
        dialog.get_by_role("button", name="Install").click()
        expect(self.page.get_by_role("heading", name="Installed copy", level=1)).to_be_visible()
        self.delete("Installed copy")

    def test_a_clone_is_previewed_and_made(self):
        self.open("/")
        self.choose_from(f"Actions for {INTEGRATION}", "Clone")
        dialog = self.page.get_by_role("dialog")
        expect(dialog.get_by_role("heading", name=re.compile("will be made"))).to_be_visible()
        # What it is bound to in its own environment is shown, and is no placeholder.
        connections = dialog.get_by_role("group", name="Connections")
        expect(connections.get_by_label("NetSuite")).not_to_have_value("")
        dialog.get_by_label("Name").fill("Cloned copy")
        dialog.get_by_role("button", name="Clone").click()
        expect(self.page.get_by_role("heading", name="Cloned copy", level=1)).to_be_visible()
        self.delete("Cloned copy")


if __name__ == "__main__":
    unittest.main()
