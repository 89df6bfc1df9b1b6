"""Conversations are stored, opened again, linked to and exported."""

import io
import json
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from qa.write.export import FORMATS
from tests.browser.acts import FIRST_ANSWER_MS, SECURITY, STRATEGY, ask, flat
from tests.browser.conftest import Server, open_page

LOANS = "Where do Serbia and Montenegro differ in Chinese loans and construction?"


def test_a_conversation_survives_a_reload_and_its_citations_still_open(page: Page) -> None:
    ask(page, SECURITY)
    ask(page, "And the economic side?")
    before = page.locator("#answer-2").inner_text()
    page.reload()
    expect(page.locator("#answer-2")).to_be_visible()
    assert page.locator("#answer-2").inner_text() == before
    link = page.locator("#answer-1 a.cite").first
    link.click()
    expect(page.locator("#source-1-1.is-active mark")).to_be_visible()
    page.locator("#source-1-1").get_by_role("button", name="Open the document").click()
    expect(page.locator("#reader mark.is-current")).to_be_in_viewport()
    third = ask(page, "And the social side?")  # still a follow-up
    expect(third.locator("table.matrix thead th")).to_have_text(["Central Asia", "Balkans"])


def test_a_question_still_open_at_a_reload_is_asked_again(page: Page) -> None:
    # No reply ever arrives. page.route does not help: an open page may send a request past a new route.
    page.evaluate(
        "() => { const real = window.fetch;"
        " const asks = (to) => String(to.url ?? to).includes('component_server');"
        " window.fetch = (to, ...more) => asks(to) ? new Promise(() => {}) : real(to, ...more); }"
    )
    page.locator("#question").fill(SECURITY)
    page.locator("#question").press("Enter")
    page.wait_for_timeout(1000)
    expect(page.locator(".waiting")).to_be_visible()
    page.reload()
    expect(page.locator("#answer-1 table.matrix")).to_be_visible(timeout=FIRST_ANSWER_MS)
    expect(page.locator(".question")).to_have_text([SECURITY])


def test_conversations_are_listed_opened_deleted_and_restored(page: Page) -> None:
    ask(page, SECURITY)
    page.locator("#new").click()
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, LOANS)
    menu = page.locator("#past")
    menu.locator("summary").click()
    expect(menu.locator(".open")).to_have_count(2)
    menu.locator(".open").filter(has_text=SECURITY).click()
    expect(page.locator(".question")).to_have_text([SECURITY])
    menu.locator("summary").click()
    menu.get_by_role("button", name=f"Delete the conversation {SECURITY}").click()
    expect(menu.locator(".open")).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(0)
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(menu.locator(".open")).to_have_count(2)


def test_a_link_reproduces_a_follow_up_and_says_if_the_build_is_another(
    page: Page, server: Server, browser: Browser
) -> None:
    ask(page, SECURITY)
    second = ask(page, "And the economic side?")
    link = second.locator(".permalink").get_attribute("href") or ""
    said = second.locator("table.matrix").inner_text()
    for target, other in ((link, False), (re.sub(r"build=\w+", "build=0123456789abcdef", link), True)):
        for opened in open_page(f"{server.url}/{target}", browser, 1400, 900):
            expect(opened.locator("#answer-1 table.matrix")).to_be_visible()
            assert opened.locator("#answer-1 table.matrix").inner_text() == said
            assert opened.locator(".notice").count() == other
            if other:
                expect(opened.locator(".notice")).to_contain_text("made on build 01234567")


def test_the_menus_show_all_their_items(page: Page, phone: Page) -> None:
    for screen, width, height in ((page, 1400, 900), (phone, 390, 844)):
        tools = ask(screen, SECURITY).locator(".tools")
        tools.locator("summary").click()
        screen.wait_for_timeout(300)  # until scrolling ends
        menu = tools.locator(".menu-items").bounding_box()
        assert menu and menu["height"] > 150
        for item in tools.locator(".menu-items button").all():
            expect(item).to_be_in_viewport(ratio=1)
            box = item.bounding_box()
            assert box and box["height"] >= 20
            right, foot = min(menu["x"] + menu["width"], width), min(menu["y"] + menu["height"], height)
            assert menu["x"] <= box["x"] and box["x"] + box["width"] <= right
            assert menu["y"] <= box["y"] and box["y"] + box["height"] <= foot
            middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
            seen = item.evaluate("(e, [x, y]) => e.contains(document.elementFromPoint(x, y))", middle)
            assert seen, "another element covers it"


@pytest.mark.parametrize("extension", FORMATS)
def test_an_answer_is_exported(page: Page, extension: str) -> None:
    answer = ask(page, SECURITY)
    quote = flat(page.locator("#source-1-1 mark").inner_text())
    answer.locator(".tools summary").click()
    with page.expect_download() as waiting:
        answer.get_by_role("button", name=FORMATS[extension].label, exact=True).click()
    download: Download = waiting.value
    content = Path(download.path()).read_bytes()
    assert download.suggested_filename.startswith("how-does-china-s-security-role-differ")
    assert download.suggested_filename.endswith(f".{extension}")
    if extension == "docx":
        assert any(quote in flat(p.text) for p in docx.Document(io.BytesIO(content)).paragraphs)
    elif extension == "json":
        assert any(quote in item["note"] for item in json.loads(content))
    else:
        assert quote in flat(content.decode("utf-8-sig").replace('""', '"').replace("\\", ""))


def test_enter_sends_shift_enter_breaks_the_line_and_an_error_keeps_the_text(page: Page) -> None:
    box = page.locator("#question")
    box.fill("Compare")
    box.press("Shift+Enter")
    box.type("Serbia and Kenya on debt")
    assert box.input_value() == "Compare\nSerbia and Kenya on debt"
    box.press("Enter")
    expect(page.locator("#answer-1 table.matrix")).to_be_visible(timeout=FIRST_ANSWER_MS)
    assert box.input_value() == ""
    long = "China " * 400
    ask(page, long)
    assert box.input_value() == long


def test_the_masthead_stays_visible_in_a_long_conversation(page: Page) -> None:
    for question in (SECURITY, STRATEGY, "Does China have soldiers in Tajikistan?"):
        ask(page, question)
    expect(page.locator(".answer").last).to_be_in_viewport()
    page.wait_for_timeout(1000)  # of smooth scrolling
    title, question = (page.locator(name).bounding_box() for name in ("#masthead h1", "#question"))
    assert title and question and title["y"] >= 0 and 0 < question["y"] + question["height"] <= 900
