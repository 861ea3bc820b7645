"""The tabs of an integration, used."""

import pathlib
import re
import unittest

from playwright.sync_api import expect

from browsing import INTEGRATION, PageTest


class IntegrationTest(PageTest):
    def tab(self, name, environment="sandbox"):
        self.open(self.address(environment, name))

    def test_it_opens_on_the_dashboard(self):
        self.open(self.address("sandbox"))
        expect(self.page.get_by_role("heading", name=INTEGRATION, level=1)).to_be_visible()
        current = self.page.get_by_role("link", name="Dashboard")
        expect(current).to_have_attribute("aria-current", "page")

    def test_every_tab_has_its_own_address(self):
        self.open(self.address("sandbox"))
        for name in ["Settings", "Flows", "APIs", "Tools", "Connections", "Notifications",
                     "Audit log", "Analytics", "Users", "Admin", "Aliases", "Revisions"]:
            with self.subTest(name):
                self.page.get_by_role("link", name=name, exact=True).click()
                self.settled()
                expect(self.page.locator(".problem")).to_have_count(0)
                self.page.reload()
                self.settled()
                link = self.page.get_by_role("link", name=name, exact=True)
                expect(link).to_have_attribute("aria-current", "page")

    def test_a_flow_is_drawn_and_switched(self):
        self.tab("flows")
        self.page.get_by_role("link", name="Order to cash").click()
        picture = self.page.get_by_role("img", name=re.compile("Picture of the flow: 2 sources"))
        expect(picture).to_be_visible()
        switch = self.page.get_by_role("switch")
        before = switch.get_attribute("aria-checked")
        switch.click()
        self.settled()
        expect(self.page.get_by_role("switch")).not_to_have_attribute("aria-checked", before)
        self.page.reload()
        self.settled()
        expect(self.page.get_by_role("switch")).not_to_have_attribute("aria-checked", before)
        self.page.get_by_role("switch").click()
        self.settled()

    def test_a_schedule_is_set(self):
        self.tab("flows")
        self.choose_from("Actions for Customer sync", "Schedule")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("When").select_option(label="Custom…")
        dialog.get_by_label("Fields").fill("? 99 * ? * *")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_text("is no minute")).to_be_visible()
        dialog.get_by_label("When").select_option(label="Every 6 hours")
        dialog.get_by_role("button", name="Save").click()
        row = self.page.locator("tbody tr", has_text="Customer sync")
        expect(row).to_contain_text("Every 6 hours")

    def test_a_flow_is_created_and_deleted(self):
        self.tab("flows")
        self.page.get_by_role("button", name="Create flow").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("A new flow")
        dialog.get_by_role("button", name="Create").click()
        row = self.page.locator("tbody tr", has_text="A new flow")
        expect(row).to_be_visible()
        expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "false")
        self.choose_from("Actions for A new flow", "Delete")
        self.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(row).to_have_count(0)

    def test_settings_are_checked_and_saved(self):
        self.tab("settings")
        self.page.get_by_role("button", name="JSON", exact=True).click()
        text = self.page.get_by_label("Settings (JSON)")
        good = text.input_value()
        text.fill('{\n  "a": \n}')
        expect(self.page.get_by_text("This is not JSON")).to_be_visible()
        text.fill("[]")
        expect(self.page.get_by_text("Settings are an object")).to_be_visible()
        text.fill(good.rstrip()[:-1].rstrip() + ',\n  "fromTheTest": 1.0\n}')
        self.page.get_by_role("button", name="Save").click()
        expect(self.page.locator(".notice", has_text="Settings saved")).to_be_visible()
        self.page.reload()
        self.settled()
        self.page.get_by_role("button", name="JSON", exact=True).click()
        expect(self.page.get_by_label("Settings (JSON)")).to_have_value(re.compile("fromTheTest"))

    def test_the_readme_is_shown_and_saved(self):
        self.tab("admin")
        self.page.get_by_role("button", name="Write").click()
        readme = self.page.get_by_label("Readme (Markdown)")
        readme.fill("# Title\n\n<b onclick=alert(1)>no html</b>\n\n[bad](javascript:alert(1)) **bold**")
        self.page.get_by_role("button", name="Read", exact=True).click()
        shown = self.page.locator(".readme")
        expect(shown.get_by_text("<b onclick=alert(1)>no html</b>")).to_be_visible()
        expect(shown.locator("strong")).to_have_text("bold")
        expect(shown.locator("a")).to_have_count(0)
        self.page.get_by_role("button", name="Save").click()
        expect(self.page.locator(".notice", has_text="Saved")).to_be_visible()

    def test_an_alias_is_created_edited_and_deleted(self):
        self.tab("aliases")
        self.page.get_by_role("button", name="Create alias").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Alias", exact=False).first.fill("not good!")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.locator("[aria-invalid=true]")).to_have_count(1)
        dialog.get_by_label("Alias", exact=False).first.fill("test_alias")
        dialog.get_by_role("button", name="Save").click()
        row = self.page.locator("tbody tr", has_text="test_alias")
        expect(row).to_be_visible()
        self.choose_from("Actions for test_alias", "Delete")
        self.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(row).to_have_count(0)

    def test_the_audit_log_is_filtered_and_saved(self):
        self.tab("audit")
        self.page.get_by_label("Filter by actions").select_option("update")
        expect(self.page.locator("tbody tr").first).to_contain_text("Update")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Download CSV").click()
        head = pathlib.Path(download.value.path()).read_text("utf-8")
        self.assertTrue(head.startswith("Time,User,Email"))

    def test_one_can_be_told_by_mail(self):
        self.tab("notifications")
        box = self.page.get_by_label("A pull into this integration has ended")
        box.check()
        expect(self.page.locator(".notice", has_text="You will be told by email")).to_be_visible()
        self.page.reload()
        self.settled()
        box = self.page.get_by_label("A pull into this integration has ended")
        expect(box).to_be_checked()
        box.uncheck()

    def test_connections_show_who_uses_them(self):
        self.tab("connections")
        self.choose_from("Actions for NetSuite", "Used by")
        dialog = self.page.get_by_role("dialog")
        expect(dialog.get_by_text("Create NetSuite sales order")).to_be_visible()
        dialog.get_by_role("button", name="Close").first.click()

    def test_a_connection_is_replaced(self):
        def uses():
            steps = self.service.listed("imports", "sandbox") + self.service.listed("exports", "sandbox")
            return sum(one.get("_connectionId") == other for one in steps)

        old = next(one for one in self.service.listed("connections", "sandbox")
                   if one["name"] == "NetSuite")
        document = self.service.client("GET", f"/v1/connections/{old['_id']}", environment="sandbox")
        made = {key: value for key, value in document.items() if not key.startswith("_")}
        other = self.service.client(
            "POST", "/v1/connections", {**made, "name": "Other NetSuite"}, "sandbox")["_id"]
        self.tab("connections")
        self.choose_from("Actions for NetSuite", "Replace")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("By").select_option(label="Other NetSuite")
        for box in dialog.get_by_role("checkbox").all()[2:]:
            box.uncheck()
        dialog.get_by_role("button", name="Replace").click()
        expect(self.page.locator(".notice", has_text="2 steps now use Other NetSuite")).to_be_visible()
        self.assertEqual(uses(), 2)
        expect(self.page.locator("tbody tr", has_text="Other NetSuite")).to_be_visible()
        self.page.locator(".notice").get_by_role("button", name="Undo").click()
        self.service.wait_for(lambda: uses() == 0)
        self.choose_from("Actions for Other NetSuite", "Deregister")
        self.page.get_by_role("dialog").get_by_role("button", name="Deregister").click()
        expect(self.page.locator("tbody tr", has_text="Other NetSuite")).to_have_count(0)
        self.service.client("DELETE", f"/v1/connections/{other}", environment="sandbox")

    def test_a_step_tells_the_settings_that_it_sees(self):
        self.open(self.service.flow_address())
        self.page.get_by_role("button", name=re.compile("^Settings of")).first.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog.get_by_role("heading", name=re.compile("^Settings that"))).to_be_visible()
        expect(dialog.locator("pre.raw")).to_contain_text("integration")

    def test_an_unknown_integration_is_said_to_be_so(self):
        self.open("/integrations/sandbox/no-such-thing")
        expect(self.page.get_by_text("There is no integration 'sandbox/no-such-thing'")).to_be_visible()
        self.open("/no/such/page")
        expect(self.page.get_by_role("heading", name="There is no such page")).to_be_visible()


if __name__ == "__main__":
    unittest.main()
