"""The Explore tab: figures are drawn offline, marks open their sentences or rows, cells open comparisons."""

import csv
import re

import pytest
from playwright.sync_api import Locator, Page, expect

_FIRST_FIGURES_MS = 300_000  # they wait for the first index


def explore(page: Page) -> Locator:
    """Open the tab, wait for all figures and return the heat map."""
    page.get_by_role("tab", name="Explore").click()
    expect(page.locator("#explore .js-plotly-plot[role=img]")).to_have_count(6, timeout=_FIRST_FIGURES_MS)
    return page.locator("#plot-coverage .nsewdrag")


def click_cell(heat_map: Locator, row: int, column: int, *, rows: int = 10, columns: int = 4) -> None:
    heat_map.scroll_into_view_if_needed()
    box = heat_map.bounding_box()
    assert box
    heat_map.click(
        position={"x": box["width"] * (column + 0.5) / columns, "y": box["height"] * (row + 0.5) / rows}
    )


def test_nothing_is_drawn_or_loaded_before_the_tab_is_opened(page: Page) -> None:
    loaded = "performance.getEntriesByType('resource').filter(e => e.name.includes('PlotlyPlot')).length"
    assert page.evaluate(loaded) == 0 and page.locator(".js-plotly-plot").count() == 0
    explore(page)
    assert page.evaluate(loaded) > 0


def test_a_cell_of_the_heat_map_opens_its_sentences_and_its_comparison_in_ask(page: Page) -> None:
    click_cell(explore(page), 1, 2)
    marked = page.locator("#marked")
    expect(marked.locator("h2")).to_have_text("Balkans: security")
    said = re.search(r"(\d+) sentences", marked.inner_text())
    assert said and marked.locator("details").count() == min(40, int(said[1]))
    first = marked.locator("details").first
    first.locator("summary").click()
    expect(first.locator("mark")).to_have_text(first.locator(".quoted").inner_text())
    marked.get_by_role("button", name="Compare in Ask").click()
    expect(page.locator(".answer table.matrix thead th").first).to_have_text("Central Asia")
    expect(page.locator(".answer table.matrix thead th").nth(1)).to_have_text("Balkans")
    expect(page.locator("#ask-tab")).to_be_visible()


def test_every_number_of_a_table_opens_with_the_keyboard_what_its_mark_opens(page: Page) -> None:
    explore(page)
    for title, figure in (
        ("Quotable sentences", "coverage"),
        ("Terms that distinguish", "terms"),
        ("Sentences that name", "years"),
        ("the perspective", "perspectives"),
    ):
        table = page.locator(".as-table", has=page.locator("caption", has_text=title))
        table.locator("summary").press("Enter")
        number = table.locator(f"button[data-figure={figure}]").first
        count, row = number.inner_text(), number.get_attribute("data-row")
        number.press("Enter")
        expect(page.locator("#marked h2")).to_contain_text(f"{row}:")
        expect(page.locator("#marked .hint")).to_have_text(
            re.compile(rf"^{count} sentences?; each opens its passage")
        )
        expect(page.locator("#marked h2")).to_be_focused()


def test_bars_and_bubbles_open_their_sentences(page: Page) -> None:
    explore(page)
    for plot, mark in (
        ("#plot-terms", ".bars .point path"),
        ("#plot-years", ".scatterlayer .point"),
        ("#plot-perspectives", ".bars .point path"),
    ):
        point = page.locator(f"{plot} {mark}").first
        point.scroll_into_view_if_needed()
        box = point.bounding_box()
        assert box
        page.locator("#marked").evaluate("e => e.querySelector('h2')?.remove()")
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator("#marked h2")).to_be_visible()
        assert page.locator("#marked details").count() > 0


def test_other_sides_give_other_terms_in_the_colours_of_the_sides(page: Page) -> None:
    explore(page)
    before = page.locator("#plot-terms .bartext").all_text_contents()
    page.locator("#first-side input").fill("Pacific Islands")
    page.get_by_role("option", name="Pacific Islands").click()
    expect(page.locator("#plot-terms")).to_contain_text("Pacific Islands")
    assert page.locator("#plot-terms .bartext").all_text_contents() != before
    colours = (
        "e => [...new Set([...e.querySelectorAll('.bars .point path')].map(p => getComputedStyle(p).fill))]"
    )
    sides = """['--side-1', '--side-2'].map(name => {
      const drop = document.createElement('i');
      drop.style.color = `var(${name})`;
      document.body.append(drop);
      return getComputedStyle(drop).color;
    })"""
    assert page.locator("#plot-terms").evaluate(colours) == page.evaluate(sides)


def test_on_a_phone_the_sentences_cover_the_figures_until_closed(phone: Page) -> None:
    click_cell(explore(phone), 0, 1)
    expect(phone.locator("#marked h2")).to_have_text("Central Asia: political")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.locator("#marked").get_by_role("button", name="Close").click()
    expect(phone.locator("#marked")).to_be_hidden()


@pytest.mark.parametrize("measure", ["passages", "sources"])
def test_the_heat_map_counts_the_chosen_unit(page: Page, measure: str) -> None:
    explore(page)
    numbers = page.locator("#plot-coverage .annotation-text")
    before = numbers.all_text_contents()
    page.get_by_label(measure).check()
    expect(numbers.first).not_to_have_text(before[0])
    assert len(numbers.all_text_contents()) == len(before) == 40


def choose(page: Page, control: str, name: str) -> None:
    box = page.locator(f"#{control} input")
    box.click()  # brings the list into view
    box.fill(name)
    page.get_by_role("option", name=name).first.click()


def open_table(page: Page, caption: str) -> Locator:
    """The table of a figure by country, opened."""
    table = page.locator("#by-country .as-table", has=page.locator("caption", has_text=caption))
    table.locator("summary").press("Enter")
    return table


def test_a_number_of_a_country_opens_its_rows_with_source_and_licence(page: Page) -> None:
    explore(page)
    choose(page, "country-measure", "External public debt owed to lenders in China")
    expect(page.locator("#by-country .what")).to_have_text(
        "Public debt owed to lenders in China, 2024, in USD"
    )
    expect(page.locator("#plot-series")).to_be_hidden()  # of one year
    choose(page, "country-region", "Central Asia")
    number = open_table(page, "2024").locator("tr", has_text="Uzbekistan").get_by_role("button")
    expect(number).to_have_text("$3.92 billion")
    number.press("Enter")
    marked = page.locator("#marked")
    expect(marked.locator("h2")).to_have_text("Uzbekistan: 2024")
    expect(marked.locator("h2")).to_be_focused()
    rows = marked.locator(".figure-rows tbody tr")
    expect(rows).to_have_count(2)
    assert [text.split()[1] for text in rows.all_inner_texts()] == ["2024", "2024"]
    expect(marked.locator("tfoot")).to_contain_text("3,918,314,024")
    expect(marked.locator(".credit a")).to_have_attribute(
        "href", "https://creativecommons.org/licenses/by/4.0/"
    )
    expect(page.locator("#country-credit .credit")).to_contain_text("The World Bank")


def test_bars_and_points_of_countries_open_their_rows(page: Page) -> None:
    explore(page)
    for plot, mark, title in (
        ("#plot-ranking", ".bars .point path", "2000–2021"),
        ("#plot-series", ".scatterlayer .point", "20"),
    ):
        point = page.locator(f"{plot} {mark}").last
        point.scroll_into_view_if_needed()
        box = point.bounding_box()
        assert box
        page.locator("#marked").evaluate("e => e.querySelector('h2')?.remove()")
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator("#marked h2")).to_contain_text(f": {title}")
        assert page.locator("#marked .figure-rows tbody tr").count() > 0


def test_a_measure_begins_with_its_own_years_and_countries(page: Page) -> None:
    explore(page)
    expect(page.locator("#country-year input")).to_have_value("all years")
    choose(page, "first-country", "Kazakhstan")
    expect(page.locator("#plot-series .legendtext").first).to_have_text("Kazakhstan")
    choose(page, "country-measure", "Votes in the UN General Assembly as China voted: recorded UN")
    expect(page.locator("#country-year input")).to_have_value("2019")
    expect(page.locator("#first-country input")).to_have_value("Kazakhstan")
    choose(page, "country-year", "2010")
    expect(page.locator("#by-country .what")).to_contain_text("2010")
    choose(page, "country-measure", "Military finance committed by Chinese state bodies")
    expect(page.locator("#country-year input")).to_have_value("all years")


def test_what_is_shown_is_exported_with_its_licence(page: Page) -> None:
    explore(page)
    choose(page, "country-region", "Balkans")
    expect(page.locator("#by-country .what")).to_contain_text("Balkans")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").first.click()
    assert download.value.suggested_filename.startswith("balkans-development-finance")
    with download.value.path().open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    shown = open_table(page, "2000–2021").locator("tbody th").all_inner_texts()
    assert [row["country"] for row in rows] == shown
    assert "Serbia" in shown and "Kenya" not in shown
    assert {row["licence"] for row in rows} == {"ODC-By 1.0 https://opendatacommons.org/licenses/by/1-0/"}
    assert all(float(row["value"]) > 0 and row["rows"] for row in rows)


def test_on_a_phone_the_figures_by_country_fit_the_page(phone: Page) -> None:
    explore(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    open_table(phone, "2000–2021").get_by_role("button").first.click()
    expect(phone.locator("#marked .figure-rows")).to_be_visible()
    assert phone.evaluate("document.querySelector('#marked').scrollWidth <= innerWidth")
