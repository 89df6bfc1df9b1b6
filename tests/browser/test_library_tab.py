"""The Library tab: what users do with their documents, from uploading to rolling back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import SECURITY, ask, rebuild, remove, show, upload

_READY_MS = 300_000
_ROSES = (
    "In 2031 Qorashimul sold 4,711 tonnes of roses from Bulgaria to China, "
    "the ministry of trade in Sofia said."
)
_QUESTION = "What roses did Qorashimul sell from Bulgaria to China?"
_DOCUMENTS, _TABLES = 83, 6  # of the starter corpus


@pytest.fixture
def ready(page: Page) -> Page:
    show(page, "Library")
    expect(page.locator("#rebuild-status .is-ready")).to_be_visible(timeout=_READY_MS)
    return page


@pytest.fixture
def roses(ready: Page) -> Iterator[Page]:
    """A page whose library has one indexed document, removed afterwards."""
    upload(ready, "roses.md", _ROSES)
    rebuild(ready)
    yield ready
    remove(ready, "roses.md")
    rebuild(ready)


def row(page: Page, name: str) -> Locator:
    return page.locator("table.catalogue tr", has_text=name)


def cited(page: Page) -> bool:
    return "4,711" in ask(page, _QUESTION).inner_text()


def test_an_uploaded_document_is_in_the_table_and_cited_after_a_rebuild(roses: Page) -> None:
    expect(page_status(roses)).to_contain_text("Added: roses.md.")
    expect(row(roses, "roses.md")).to_contain_text("Balkans")
    expect(row(roses, "roses.md")).to_contain_text("indexed")
    assert cited(roses)


def page_status(page: Page) -> Locator:
    return page.locator("#rebuild-status")


def test_an_excluded_document_is_not_cited_until_it_is_included_again(roses: Page) -> None:
    show(roses, "Library")
    box = row(roses, "roses.md").get_by_role("checkbox")
    box.uncheck()
    expect(roses.locator("#library-note")).to_contain_text("excluded from the answers")
    expect(row(roses, "roses.md")).to_contain_text("excluded")
    assert not cited(roses)
    show(roses, "Library")
    box.check()
    expect(row(roses, "roses.md")).to_contain_text("indexed")
    assert cited(roses)


def test_rolling_back_answers_from_the_previous_build_until_a_rebuild(roses: Page) -> None:
    show(roses, "Library")
    roses.locator("#roll-back").click()
    expect(page_status(roses)).to_contain_text("Rolled back to the previous index")
    expect(page_status(roses)).to_contain_text("Removed: roses.md.")
    expect(row(roses, "roses.md")).to_contain_text("not yet in the index")
    assert not cited(roses)
    rebuild(roses)
    assert cited(roses)


def test_a_cancelled_build_leaves_the_index_as_it_was(ready: Page) -> None:
    words = [
        f"Turnip {n} was sold by farmer {n} in the town of Talas to a buyer from Urumqi in {1990 + n % 30}."
        for n in range(3000)
    ]
    upload(ready, "turnips.txt", "\n\n".join(words))
    ready.locator("#rebuild").click()
    expect(page_status(ready)).to_contain_text("Embedding passages", timeout=60_000)
    ready.locator("#stop").click()
    expect(page_status(ready)).to_contain_text("cancelled", timeout=60_000)
    expect(page_status(ready)).to_contain_text("the index in use goes on answering")
    expect(row(ready, "turnips.txt")).to_contain_text("not yet in the index")
    expect(ask(ready, SECURITY).locator("table.matrix")).to_be_visible()
    remove(ready, "turnips.txt")
    expect(row(ready, "turnips.txt")).to_have_count(0)


def test_a_file_that_cannot_be_read_is_listed_with_its_reason(ready: Page) -> None:
    upload(ready, "empty.txt", "")
    rebuild(ready)
    expect(row(ready, "empty.txt")).to_contain_text("empty.txt has no text")
    remove(ready, "empty.txt")
    rebuild(ready)


def test_an_invalid_address_is_refused_in_one_sentence_and_can_be_corrected(ready: Page) -> None:
    ready.locator("#address textarea, #address input").fill("not an address")
    ready.locator("#fetch").click()
    expect(ready.locator("#library-note")).to_contain_text("is not a web address")
    expect(ready.locator("#address textarea, #address input")).to_have_value("not an address")


def test_documents_are_found_by_words_and_health_is_shown(ready: Page) -> None:
    ready.get_by_role("button", name="The starter corpus").click()
    expect(ready.locator("#starter tbody tr")).to_have_count(_DOCUMENTS + _TABLES)
    ready.get_by_label("Find").fill("balkans security")
    expect(ready.locator("#starter tbody tr")).not_to_have_count(_DOCUMENTS + _TABLES)
    assert all(
        "balkans" in text.lower() and "security" in text.lower()
        for text in ready.locator("#starter tbody tr").all_inner_texts()
    )
    expect(row(ready, "balkans/security.md")).to_be_visible()
    ready.get_by_role("button", name="Health of the corpus").click()
    expect(ready.locator("#health")).to_contain_text("English")


def test_on_a_phone_documents_are_cards_that_fit_the_screen(phone: Page) -> None:
    show(phone, "Library")
    expect(phone.locator("#rebuild-status .is-ready")).to_be_visible(timeout=_READY_MS)
    phone.get_by_role("button", name="The starter corpus").click()
    card = row(phone, "balkans/security.md")
    card.scroll_into_view_if_needed()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    switch = card.get_by_role("checkbox")
    switch.uncheck()
    expect(card).to_contain_text("excluded")
    switch.check()
    expect(card).to_contain_text("indexed")
