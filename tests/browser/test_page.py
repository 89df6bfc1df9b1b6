"""The main paths of a user, in a real Chromium against a real server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import FIRST_ANSWER_MS, SECURITY, ask, rebuild, remove, show, upload
from tests.browser.conftest import Server, serve

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`app.py` on an empty data folder: the first test runs before there is an index."""
    yield from serve(tmp_path_factory.mktemp("data"))


def in_view(card: Locator) -> bool:
    """True if the top of a card is inside the evidence pane and the window."""
    return bool(
        card.evaluate(
            "e => { const card = e.getBoundingClientRect();"
            " const pane = document.getElementById('evidence').getBoundingClientRect();"
            " return card.top >= pane.top && card.top < Math.min(pane.bottom, innerHeight); }"
        )
    )


def test_a_question_asked_before_the_first_index_waits_and_is_answered(page: Page) -> None:
    page.locator("textarea").first.fill(SECURITY)
    page.locator("textarea").first.press("Enter")
    expect(page.locator(".waiting")).to_contain_text("as soon as the index is ready")
    expect(page.locator(".answer table.matrix")).to_be_visible(timeout=FIRST_ANSWER_MS)


def test_a_question_gives_a_table_whose_citation_opens_the_marked_quotation(page: Page) -> None:
    answer = ask(page, SECURITY)
    assert answer.locator("table.matrix thead th").all_inner_texts() == ["Central Asia", "Balkans"]
    assert all(cell.locator("a.cite").count() for cell in answer.locator("table.matrix tbody td").all())

    cell = answer.locator("table.matrix tbody td").nth(1).locator("p").first
    link = cell.locator("a.cite").last
    link.click()
    card = page.locator(link.get_attribute("href") or "")
    expect(card).to_have_class(re.compile(r"\bis-active\b"))
    expect(card).to_be_visible()
    assert in_view(card)
    mark = " ".join(card.locator("mark").inner_text().split())
    assert re.sub(r"\s*(\[\d+\])+$", "", " ".join(cell.inner_text().split())) in mark
    assert mark in " ".join(card.locator("blockquote").inner_text().split())
    assert (card.locator("h3 a").first.get_attribute("href") or "").startswith("http")

    other = answer.locator("table.matrix tbody td").nth(0).locator("a.cite").first
    other.click()
    expect(page.locator(other.get_attribute("href") or "")).to_have_class(re.compile(r"\bis-active\b"))
    expect(card).not_to_have_class(re.compile(r"\bis-active\b"))


def test_the_keyboard_alone_opens_a_citation_and_returns_to_it(page: Page) -> None:
    link = ask(page, SECURITY).locator("a.cite").first
    link.focus()
    page.keyboard.press("Space")
    card = page.locator(link.get_attribute("href") or "")
    expect(card).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_follow_up_takes_its_sides_from_the_conversation(page: Page) -> None:
    ask(page, SECURITY)
    second = ask(page, "And the economic side?")
    assert second.locator("table.matrix thead th").all_inner_texts() == ["Central Asia", "Balkans"]
    hrefs = [link.get_attribute("href") or "" for link in second.locator("a.cite").all()]
    expect(page.locator("#answer-2 .reading")).to_contain_text("read as a follow-up")
    expect(page.locator("#answer-1 .reading")).not_to_contain_text("follow-up")
    assert hrefs and all(h.startswith("#source-2-") and page.locator(h).count() == 1 for h in hrefs)

    expect(page.locator("#source-2-1")).to_be_visible()
    page.locator(".answer").first.locator("a.cite").first.click()
    expect(page.locator("#source-1-1")).to_be_visible()
    expect(page.locator("#source-2-1")).to_be_hidden()


def test_an_example_is_asked_by_a_click_and_a_new_conversation_starts_empty(page: Page) -> None:
    page.locator(".example").first.click()
    expect(page.locator("#answer-1 table.matrix")).to_be_visible(timeout=FIRST_ANSWER_MS)
    page.locator("#new").click()
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator("#evidence .source")).to_have_count(0)
    assert ask(page, SECURITY).locator("a.cite").first.get_attribute("href") == "#source-1-1"


def test_an_uploaded_fact_is_cited_after_a_rebuild_and_gone_after_its_removal(page: Page) -> None:
    fact = (
        "China and Tajikistan opened a snow leopard patrol school at Lake Qorashimul in March 2031, "
        "with 77 rangers in its first class."
    )
    question = "What did China open at Lake Qorashimul in Tajikistan?"
    assert "77 rangers" not in ask(page, question).inner_text()

    upload(page, "qorashimul.md", f"# Lake Qorashimul\n\n{fact}\n")
    expect(page.locator("#files")).to_contain_text("not yet in the index")
    rebuild(page)
    expect(page.locator("#rebuild-status")).to_contain_text("(embedded 1, reused ")
    expect(page.locator("#files")).not_to_contain_text("not yet in the index")
    answer = ask(page, question)
    cited = answer.locator("li, td p, .said").filter(has_text="77 rangers").first
    cited.locator("a.cite").last.click()
    expect(page.locator(".source.is-active mark")).to_have_text(fact)

    remove(page, "qorashimul.md")
    rebuild(page)
    assert "77 rangers" not in ask(page, question).inner_text()
    expect(page.locator("#files")).not_to_contain_text("qorashimul.md")
    show(page, "Ask")
    page.locator(".answer").nth(1).locator("a.cite").first.click()
    # an old answer keeps its evidence
    expect(page.locator("#evidence .cards.is-shown")).to_contain_text("77 rangers")


def test_a_file_of_an_unknown_type_is_refused_in_one_sentence(page: Page) -> None:
    show(page, "Library")
    page.locator("input[type=file]").set_input_files(
        {"name": "table.odg", "mimeType": "text/plain", "buffer": b"x"}
    )
    expect(page.locator("#library-note")).to_contain_text("is not of a type that can be read")
    expect(page.locator("#files")).not_to_contain_text("table.odg")


def test_a_broken_file_is_named_with_its_reason_after_a_rebuild(page: Page) -> None:
    upload(page, "broken.pdf", "this is not a PDF")
    rebuild(page)
    expect(page.locator("#rebuild-status")).to_contain_text(
        "Skipped broken.pdf: broken.pdf is damaged or not a PDF"
    )
    remove(page, "broken.pdf")
    rebuild(page)
    expect(page.locator("#rebuild-status")).not_to_contain_text("Skipped")


def test_document_html_is_shown_as_text(page: Page) -> None:
    markup = '<img src=x onerror="window.owned=1"> and <script>window.owned=1</script> its ${cranes} {{too}}.'
    text = f"China lent Montenegro money for the Glimmerfjord harbour {markup}"
    upload(page, "harbour.txt", f"The Glimmerfjord harbour\n\n{text}\n")
    rebuild(page)
    answer = ask(page, "What did China lend Montenegro for the Glimmerfjord harbour?")
    expect(answer).to_contain_text(markup)
    answer.locator("li, td p, .said").filter(has_text="Glimmerfjord").first.locator("a.cite").last.click()
    expect(page.locator(".source.is-active mark")).to_have_text(text)
    assert page.evaluate("window.owned") is None
    assert page.locator("#panes img").count() == 0
    ask(page, "<img src=x onerror='window.owned=1'> Compare Serbia and Montenegro")
    assert page.evaluate("window.owned") is None
    remove(page, "harbour.txt")


def test_asking_works_while_a_rebuild_runs(page: Page) -> None:
    ask(page, SECURITY)
    sentences = (
        f"Plot {n} of the model farm grew {n * 7} baskets of turnips, "
        f"sold at market stall {n % 13} to buyer number {n * 3}."
        for n in range(1500)
    )
    upload(page, "turnips.txt", "\n\n".join(sentences))
    page.locator("#rebuild").click()
    expect(page.locator("#rebuild-status")).to_contain_text("Embedding passages", timeout=60_000)
    expect(ask(page, "And the economic side?").locator("table.matrix")).to_be_visible()
    show(page, "Library")
    expect(page.locator("#rebuild-status .is-running")).to_be_visible()
    expect(page.locator("#rebuild-status .is-ready")).to_be_visible(timeout=FIRST_ANSWER_MS)
    remove(page, "turnips.txt")


def test_a_build_made_by_another_process_answers_the_next_question(page: Page, server: Server) -> None:
    question = "What did China donate to the Vrelozid library in Serbia?"
    assert "4,321 atlases" not in ask(page, question).inner_text()
    library = server.data / "library"
    for path in library.iterdir():
        path.unlink()
    (library / "vrelozid.md").write_text(
        "# Vrelozid\n\nChina donated 4,321 atlases to the Vrelozid library in Serbia in 2030.\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "index", "build", "--data", str(server.data)]
    subprocess.run(
        command, cwd=_ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"}, check=True, capture_output=True
    )
    assert "4,321 atlases" in ask(page, question).inner_text()


def test_an_empty_question_and_an_overlong_one_get_one_sentence(page: Page) -> None:
    expect(ask(page, "").locator("p")).to_have_text(
        "The question is empty; ask about a region, a country or a topic."
    )
    expect(ask(page, "China " * 400).locator("p")).to_have_text(
        "The question has 2,400 characters; ask in at most 2,000."
    )
    expect(ask(page, SECURITY).locator("table.matrix")).to_be_visible()


def test_on_a_phone_a_citation_opens_the_pane_over_the_conversation(phone: Page) -> None:
    answer = ask(phone, SECURITY)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.locator("#evidence")).to_be_hidden()
    link = answer.locator("table.matrix a.cite").first
    link.click()
    card = phone.locator(link.get_attribute("href") or "")
    expect(card.locator("mark")).to_be_in_viewport()
    phone.locator(".pane-close").click()
    expect(phone.locator("#evidence")).to_be_hidden()
    expect(link).to_be_in_viewport()
