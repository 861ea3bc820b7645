"""A service that is lost in the middle, and what the page says then."""

import re
import tempfile
import unittest

from playwright.sync_api import expect

import accounts
from browsing import PageTest
from service import Service

STEPS = 150


class FaultTest(PageTest):
    """Over a service of its own, whose pull takes long enough to be killed in the middle."""

    @classmethod
    def start_service(cls):
        with tempfile.TemporaryDirectory() as folder:
            accounts.write_wide_account(folder, STEPS)
            cls.instance = accounts.Instance(folder)
        cls.setup = accounts.Setup(cls.instance.url, cls.instance.token)
        cls.setup.make_sandbox("wide", "Wide")
        cls.setup("POST", "/ilm/v1/move", {
            "_integrationId": f"{1:024x}", "flows": [f"{5:024x}"]})
        return Service(cls.instance.url, cls.instance.token, None, slug="wide")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.instance.stop()

    def imports(self):
        return len(self.service.listed("imports", "sandbox"))

    def plan(self, description):
        self.open(self.address("sandbox", "pull"))
        self.page.get_by_label("Pull from").select_option("production/wide")
        self.page.get_by_label("Description").fill(description)
        self.page.get_by_role("button", name="Next").click()
        return self.page.get_by_role("button", name="Merge", exact=True)

    def take_back(self):
        plan = self.service.client(
            "POST", "/ilm/v1/targets/sandbox/wide/undo", {"dryRun": True})["plan"]
        self.service.client("POST", "/ilm/v1/targets/sandbox/wide/undo", {"plan": plan["id"]})
        self.assertEqual(self.imports(), 0)

    def test_a_service_killed_in_the_middle_of_a_merge(self):
        self.plan("killed").click()
        expect(self.page.locator(".meter")).to_have_attribute("aria-valuenow", re.compile("^[1-9][0-9]$"))
        self.instance.kill()
        expect(self.page.get_by_text("The service does not answer; asking again…")).to_be_visible()
        self.instance.start_again()
        truth = self.service.revisions()[0]
        self.assertEqual((truth["status"], truth["description"]), ("in_progress", "killed"))
        self.assertLess(self.imports(), STEPS)
        said = self.page.get_by_text(f"The pull {truth['id']} did not end")
        expect(said).to_be_visible()
        self.page.get_by_role("link", name=f"Continue or cancel {truth['id']}").click()
        self.page.get_by_role("button", name="Resume").click()
        expect(self.page.get_by_role("heading", name=f"{truth['id']} is completed")).to_be_visible()
        self.assertEqual(self.service.revisions()[0]["status"], "completed")
        self.assertEqual(self.imports(), STEPS)
        self.take_back()

    def test_a_merge_whose_answer_is_lost_is_shown_as_done(self):
        def lose(route):
            if not (route.request.post_data_json or {}).get("dryRun"):
                route.fetch()
                route.abort()
            else:
                route.continue_()

        merge = self.plan("answer lost")
        self.page.route("**/targets/sandbox/wide/pull", lose)
        merge.click()
        expect(self.page.get_by_role("link", name=re.compile("Continue or cancel")).or_(
            self.page.get_by_role("heading", name=re.compile("Pulled as r"))).first).to_be_visible()
        self.service.wait_for(lambda: self.service.revisions()[0]["status"] == "completed")
        self.assertEqual(self.imports(), STEPS)
        self.take_back()

    def test_a_merge_that_never_began_is_shown_as_not_begun(self):
        merge = self.plan("never begun")
        self.page.route("**/targets/sandbox/wide/pull", lambda route: route.abort())
        merge.click()
        expect(self.page.get_by_text("The service was lost before it began")).to_be_visible()
        self.page.unroute("**/targets/sandbox/wide/pull")
        self.page.get_by_role("button", name="Look again").click()
        expect(self.page.get_by_role("button", name="Merge", exact=True)).to_be_visible()
        self.assertEqual(self.imports(), 0)


if __name__ == "__main__":
    unittest.main()
