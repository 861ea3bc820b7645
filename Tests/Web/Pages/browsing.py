"""A person at a browser: what all tests of pages share."""

import contextlib
import os
import pathlib
import unittest

from playwright.sync_api import expect, sync_playwright

import service

expect.set_options(timeout=20_000)
PICTURES = pathlib.Path(os.environ.get("ILM_WEB_PICTURES", "web-pictures"))
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
INTEGRATION = "Shopify to NetSuite"


class PageTest(unittest.TestCase):
    """One browser for a class, a fresh page for each test."""

    token = None

    @classmethod
    def setUpClass(cls):
        cls.service = cls.start_service()
        cls.playwright = sync_playwright().start()
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        cls.browser = cls.playwright.chromium.launch(
            executable_path=os.environ.get("ILM_CHROMIUM", "/usr/bin/chromium"), args=arguments
        )

    @classmethod
    def start_service(cls):
        return service.running()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.mistakes = []
        self.context, self.page = self.signed_in(self.token or self.service.owner)
        self.addCleanup(self.context.close)
        self.addCleanup(lambda: self.assertEqual(self.mistakes, [], "the page made mistakes"))

    def context_with(self, **options):
        context = self.browser.new_context(viewport=DESKTOP, **options)
        context.set_default_timeout(20_000)
        return context

    def watch(self, page):
        """Errors of scripts and of the content security policy fail the test."""

        def noted(message):
            text = message.text
            if message.type == "error" and "Failed to load resource" not in text:
                self.mistakes.append(text)

        page.on("console", noted)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))

    def signed_in(self, token, **options):
        context = self.context_with(base_url=self.service.url, **options)
        page = context.new_page()
        self.watch(page)
        self.sign_in(page, token)
        return context, page

    def sign_in(self, page, token):
        page.goto("/sign-in")
        page.get_by_label("API token").fill(token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Integrations", exact=True)).to_be_visible()

    def open(self, path):
        """Goes to a page by its address and waits until it shows what it has."""
        self.page.goto(path)
        self.settled()

    def settled(self):
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def address(self, environment, *rest):
        return "/".join(["/integrations", environment, self.service.slug, *rest])

    def choose_from(self, button, item):
        self.page.get_by_role("button", name=button).first.click()
        self.page.get_by_role("menuitem", name=item).click()

    @contextlib.contextmanager
    def in_environment(self, name):
        """Works in another environment for a while."""
        before = self.service.environment_of(self.page)
        self.service.switch(self.page, name)
        yield
        self.service.switch(self.page, before)

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{name}.png"))
