"""Accessibility: axe-core finds nothing serious on any tab, and the keyboard reaches everything."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import FIRST_ANSWER_MS, SECURITY, ask, show
from tests.browser.conftest import Server, open_page

SCREENS = {"desktop": (1400, 900, "light"), "dark": (1400, 900, "dark"), "phone": (390, 844, "light")}


def serious(page: Page) -> list[str]:
    """Findings that are serious or critical, with the elements they are about."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:4]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_tab_has_a_serious_finding(server: Server, browser: Browser, screen: str) -> None:
    width, height, scheme = SCREENS[screen]
    for page in open_page(server.url, browser, width, height, color_scheme=scheme):
        assert serious(page) == [], "the empty page"
        answer = ask(page, SECURITY)
        answer.locator("a.cite").first.click()
        page.locator(".source.is-active").get_by_role("button", name="Open the document").click()
        expect(page.locator("#reader mark.is-current")).to_be_visible()
        assert serious(page) == [], "a document"
        page.keyboard.press("Escape")
        assert serious(page) == [], "an answer"
        page.keyboard.press("Escape")
        show(page, "Explore")
        assert serious(page) == [], "figures are loading"
        expect(page.locator("#plot-perspectives .js-plotly-plot")).to_be_visible(timeout=FIRST_ANSWER_MS)
        assert serious(page) == [], "figures"
        show(page, "Library")
        expect(page.locator("#rebuild-status .is-ready")).to_be_visible(timeout=FIRST_ANSWER_MS)
        assert serious(page) == [], "the library"


def test_axe_finds_what_is_wrong(page: Page) -> None:
    faulty = '<input><p style="color:#999;background:#fff">pale</p>'
    page.locator("#conversation").evaluate("(e, html) => e.insertAdjacentHTML('beforeend', html)", faulty)
    assert {line.split(":")[0] for line in serious(page)} == {"label", "color-contrast"}


def test_the_tab_key_reaches_the_citations_and_the_focus_is_visible(page: Page) -> None:
    ask(page, SECURITY)
    page.locator("#new").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.cite')"):
            break
    assert page.evaluate("document.activeElement.matches('a.cite:focus-visible')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
