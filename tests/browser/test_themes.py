"""Counts of passages as users meet them: a click, the keyboard or a finger lists what they count."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import SECURITY, ask, flat


def read_count(link: Locator) -> tuple[str, int]:
    """The id of the list that a count leads to, and how many passages it states."""
    href, number = link.get_attribute("href") or "", re.match(r"\d+", flat(link.inner_text()))
    assert number is not None
    return href, int(number.group())


def test_a_count_lists_its_passages_and_escape_leads_back_to_it(page: Page) -> None:
    answer = ask(page, SECURITY)
    counts = answer.locator("a.count")
    expect(answer.locator("section.themes .side-name")).to_have_text(["Central Asia", "Balkans"])
    for act in ("click", "Enter"):
        link = counts.nth(1)
        href, number = read_count(link)
        assert href.startswith("#theme-1-")
        if act == "click":
            link.click()
        else:
            link.focus()
            page.keyboard.press(act)
        expect(page.locator(f"{href} article")).to_have_count(number)
        expect(page.locator(f"{href} mark").first).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(page.locator(href)).to_have_count(0)
        expect(link).to_be_focused()
    expect(page.locator("#evidence-1 .source").first).to_be_visible()


def test_on_a_phone_a_count_opens_its_passages_over_the_chat(phone: Page) -> None:
    answer = ask(phone, SECURITY)
    link = answer.locator("a.count").first
    href, number = read_count(link)
    link.scroll_into_view_if_needed()
    link.tap()
    expect(phone.locator(f"{href} article")).to_have_count(number)
    expect(phone.locator(f"{href} mark").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Close").click()
    expect(phone.locator("#evidence")).to_be_hidden()
