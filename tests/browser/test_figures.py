"""Figures of tables as users meet them: cited rows, the table they are from, a phone that scrolls one way."""

import re

from playwright.sync_api import Page, expect

from tests.browser.acts import ask, flat, show

DEBT = "Which owes China more, Tajikistan or Kyrgyzstan?"
ROW = re.compile(r"country: Tajikistan; year: \d{4}; creditor: [\w ]+; usd: \d+")


def test_a_figure_leads_to_its_row_and_the_row_to_its_table(page: Page) -> None:
    answer = ask(page, DEBT)
    row = answer.locator("table.figures tbody tr", has_text="Tajikistan")
    expect(row.locator(".value")).to_have_text(re.compile(r"^\$\d+"))
    assert (row.locator(".figure-bar i").bounding_box() or {"width": 0})["width"] > 20
    row.locator("a.cite").click()
    mark = page.locator(".source.is-active mark")
    expect(mark.first).to_be_in_viewport()
    assert ROW.fullmatch(flat(mark.first.inner_text()))
    page.keyboard.press("o")
    marked = page.locator("#reader table.sheet mark.is-current")
    expect(marked.first).to_be_in_viewport()
    assert [flat(text) for text in marked.all_inner_texts()][:1] == ["Tajikistan"]
    expect(page.locator("#reader table.sheet thead th").first).to_be_in_viewport()


def test_on_a_phone_figures_and_lines_fit_the_screen(phone: Page) -> None:
    for question in (DEBT, "How did the number of Lao students in China change from 2010 to 2016?"):
        shown = ask(phone, question).locator(".figure-set").first
        expect(shown).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        box = shown.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
    expect(phone.locator("svg.line-chart circle").first).to_be_visible()


def test_the_library_lists_tables_with_their_rows_and_licence(page: Page) -> None:
    show(page, "Library")
    page.get_by_text("The starter corpus").click()
    page.get_by_placeholder("Find documents").fill("figures/debt_owed_to_china.csv")
    row = page.locator("#starter tr", has_text="figures/debt_owed_to_china.csv")
    expect(row.locator("td[data-label=Kind]")).to_have_text("table of 126 rows")
    expect(row.get_by_role("link")).to_have_text("CC BY 4.0")
