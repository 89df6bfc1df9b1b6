"""The Ask tab as its users meet it: reading, hovering, correcting; on a desktop screen and on a phone."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.browser.acts import FIRST_ANSWER_MS, SECURITY, STRATEGY, ask, flat, rebuild, show
from tests.browser.conftest import Server, open_page

BROAD = (
    SECURITY,
    "Compare Chinese diplomacy in South Asia and in Latin America",
    "China's economic role in Africa compared with Latin America",
)
LOANS = "Where do Serbia and Montenegro differ in Chinese loans and construction?"


def cells(answer: Locator) -> Locator:
    return answer.locator("table.matrix tbody td")


def test_two_clicks_lead_from_the_empty_page_to_a_cited_comparison(page: Page) -> None:
    page.locator(".example").first.click()
    expect(page.locator("#answer-1 table.matrix a.cite").first).to_be_visible(timeout=FIRST_ANSWER_MS)
    page.locator("#answer-1 table.matrix a.cite").first.click()
    expect(page.locator(".source.is-active mark")).to_be_visible()


def test_the_builder_composes_a_question_and_asks_it(page: Page) -> None:
    form = page.locator(".builder form")
    form.get_by_label("side 1", exact=True).fill("Serbia")
    form.get_by_label("side 2", exact=True).fill("Kenya")
    for aspect in ("economic", "political", "social"):
        form.get_by_text(aspect, exact=True).click()
    form.get_by_label("period").fill("since 2015")
    form.get_by_role("button", name="Compare").click()
    answer = page.locator("#answer-1")
    expect(answer.locator("table.matrix thead th")).to_have_text(["Serbia", "Kenya"], timeout=FIRST_ANSWER_MS)
    expect(answer.locator("table.matrix tbody th")).to_have_text(["Security"])
    expect(page.locator(".question")).to_have_text(
        "Compare China's security role in Serbia and Kenya since 2015"
    )
    assert answer.get_by_label("period").input_value() == "since 2015"


def test_an_empty_builder_says_what_is_missing(page: Page) -> None:
    page.locator(".builder form").get_by_role("button", name="Compare").click()
    expect(page.locator(".builder .form-note")).to_have_text(
        "There is nothing to ask about yet; choose a region, a country or a topic."
    )
    expect(page.locator(".turn")).to_have_count(0)


def test_a_corrected_chip_asks_again_with_the_correction(page: Page) -> None:
    answer = ask(page, SECURITY)
    chips = answer.locator("form.chips")
    expect(chips.get_by_role("button", name="Ask again")).to_be_hidden()
    chips.get_by_label("side 2", exact=True).fill("Serbia")
    chips.get_by_role("button", name="+ side").click()
    chips.get_by_label("side 3", exact=True).fill("Kenya")
    chips.get_by_role("button", name="Ask again").click()
    second = page.locator("#answer-2")
    expect(second.locator("table.matrix thead th")).to_have_text(["Central Asia", "Serbia", "Kenya"])
    expect(second.locator("table.matrix tbody th")).to_have_text(["Security"])
    second.get_by_role("button", name="Remove Kenya").click()
    second.get_by_label("side 2", exact=True).press("Enter")
    expect(page.locator("#answer-3 table.matrix thead th")).to_have_text(["Central Asia", "Serbia"])
    follow = ask(page, "And the economic side?")  # goes on from the corrected question
    expect(follow.locator("table.matrix thead th")).to_have_text(["Central Asia", "Serbia"])


def test_sources_are_filtered_by_grade_until_a_citation_of_another_is_opened(page: Page) -> None:
    answer = ask(page, SECURITY)
    shown = page.locator(".cards.is-shown .source:visible")
    page.get_by_label("Show").select_option("graded A1 to B2")
    sound = shown.count()
    assert sound == page.locator(".cards.is-shown .is-sound").count() > 0
    expect(page.locator(".position")).to_have_text(re.compile(rf"{sound}( sources)?$"))
    page.get_by_label("Show").select_option("the others")
    expect(page.locator(".cards.is-shown .is-sound").first).to_be_hidden()
    first_sound = page.locator(".cards.is-shown .is-sound").first.get_attribute("id")
    answer.locator(f"a.cite[href='#{first_sound}']").first.click()
    expect(page.locator(f"#{first_sound} mark")).to_be_visible()
    assert shown.count() > sound


def test_hovering_or_focusing_a_citation_shows_the_quotation_its_source_and_date(page: Page) -> None:
    link = cells(ask(page, SECURITY)).first.locator("a.cite").first
    card = page.locator(link.get_attribute("href") or "")
    quote, peek = flat(card.locator("mark").inner_text()), page.locator("#peek")
    link.hover()
    expect(peek).to_be_visible()
    assert flat(peek.locator("q").inner_text()).strip("“”…").startswith(quote[:200])
    assert flat(card.locator("h3 cite").first.inner_text()) in flat(peek.inner_text())
    assert re.search(r"\b(19|20)\d\d\b", peek.locator("p").inner_text())
    box = peek.bounding_box()
    assert (
        box
        and box["x"] >= 0
        and box["x"] + box["width"] <= 1400
        and box["y"] >= 0
        and box["y"] + box["height"] <= 900
    )
    peek.hover()  # the pointer may move onto it
    page.wait_for_timeout(400)
    expect(peek).to_be_visible()
    page.mouse.move(5, 5)
    expect(peek).to_be_hidden()
    page.locator("#question").focus()
    page.keyboard.press("Shift+Tab")  # into the answer, from the end
    link.focus()
    expect(peek).to_be_visible()
    expect(link).to_have_attribute("aria-describedby", "peek")
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()


def test_the_keyboard_steps_through_the_citations_opens_the_document_and_returns(page: Page) -> None:
    link = ask(page, SECURITY).locator("a.cite").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".position")).to_have_text(re.compile(r"^1 of \d+$"))
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#source-1-3")).to_be_focused()
    expect(page.locator("#source-1-3")).to_have_class(re.compile("is-active"))
    page.keyboard.press("k")
    expect(page.locator("#source-1-2")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("#reader mark.is-current")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator("#source-1-2")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("cite")


def test_the_whole_document_opens_at_the_quotation_with_the_others_marked(page: Page) -> None:
    ask(page, SECURITY)
    files = [
        flat(f.inner_text()).split(", characters")[0] for f in page.locator(".cards.is-shown .file").all()
    ]
    shared = next(f for f in files if files.count(f) > 1)
    card = page.locator(".cards.is-shown .source").nth(files.index(shared))
    card.get_by_role("button", name="Open the document").click()
    current = page.locator("#reader mark.is-current")
    expect(current).to_be_in_viewport()
    assert flat(current.inner_text()) == flat(card.locator("mark").text_content() or "")
    expect(page.locator("#reader mark.other")).to_have_count(files.count(shared) - 1)
    assert page.locator("#reader p").count() > 3
    page.locator("#reader .back").click()
    expect(card).to_be_visible()


def test_from_a_users_pdf_to_its_quotation_on_the_page_in_under_six_clicks(
    page: Page, tmp_path: Path
) -> None:
    lines = (
        "China and Serbia agreed in 2031 to build a solar observatory on Mount Kablar,",
        "with 41 instruments and a school for young astronomers.",
    )
    made = Canvas(str(tmp_path / "kablar.pdf"), pagesize=A4)
    for page_lines in (("The first page is about other things, in other places.",), lines):
        made.setFont("Helvetica", 12)
        for number, line in enumerate(page_lines):
            made.drawString(60, 760 - 16 * number, line)
        made.showPage()
    made.save()
    show(page, "Library")  # one
    page.locator("input[type=file]").first.set_input_files(
        tmp_path / "kablar.pdf"
    )  # two: the button that opens the file dialogue
    expect(page.locator("#library-tab")).to_contain_text("kablar.pdf")
    rebuild(page)  # three, for the tab is open
    answer = ask(
        page, "What did China and Serbia agree to build on Mount Kablar?"
    )  # four: the tab; Enter asks
    answer.locator("li, td p, .said").filter(has_text="observatory").first.locator(
        "a.cite"
    ).first.click()  # five
    expect(page.locator(".source.is-active .locator")).to_contain_text("p. 2")

    page.locator(".source.is-active").get_by_role("button", name="Open the document").click()
    sheet = page.locator("#reader .page.is-current")
    expect(sheet).to_have_attribute("data-page", "2")
    expect(sheet.locator("img")).to_be_visible()
    expect(sheet.locator("mark.is-current")).to_have_count(2)  # one rectangle per line
    expect(sheet.locator("mark.is-current").first).to_be_in_viewport()
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#reader mark.is-current")).to_have_text(" ".join(lines))


def test_a_line_for_each_side_says_how_much_there_is(page: Page) -> None:
    lines = ask(page, SECURITY).locator("section.themes li")
    texts = [flat(text) for text in lines.all_inner_texts()]
    assert [re.match(r"(.+?) \d+ passages: ", text).group(1) for text in texts] == ["Central Asia", "Balkans"]
    assert all(re.search(r" · \d+ works? · \d{4}", text) for text in texts)
    heights = [box["height"] for line in lines.all() if (box := line.bounding_box())]
    assert len(heights) == 2 and max(heights) < 30  # one line of text


def test_the_bottom_line_the_table_and_the_counts_of_a_broad_answer_fit_one_screen(page: Page) -> None:
    for question in BROAD:
        page.locator("#new").click()
        answer = ask(page, question)
        composer = page.locator("#composer").bounding_box()
        head = page.locator(".turn").last.locator(".question").bounding_box()
        counts = answer.locator("section.themes").bounding_box()
        table = answer.locator("table.matrix").bounding_box()
        assert composer and head and counts and table
        assert head["y"] >= 0 and counts["y"] + counts["height"] <= composer["y"]
        said = answer.locator("p.summary.quoted")
        expect(said).to_have_count(1)
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        assert said.evaluate(size) > 1.3 * answer.locator("table.matrix td p").first.evaluate(size)
        texts = answer.locator("table.matrix td p").all_inner_texts()
        quoted = [re.sub(r"\s*(\[\d+\])+$", "", flat(text)) for text in texts]
        assert quoted and not [text for text in quoted if text in flat(said.inner_text())]


def test_a_follow_up_and_an_empty_cell_ask_by_a_click(page: Page) -> None:
    answer = ask(page, STRATEGY)
    first = answer.locator(".followup").first
    text = first.inner_text()
    first.click()
    expect(page.locator("#answer-2")).to_be_visible()
    expect(page.locator(".question").nth(1)).to_have_text(text)
    empty = ask(page, "Compare China's social role in Monaco and Serbia").locator(".search-cell").first
    expect(empty).to_be_visible()
    about = empty.get_attribute("aria-label") or ""
    empty.click()
    expect(page.locator("#answer-4")).to_be_visible()
    assert (
        about.removeprefix("Search for this alone: ").split(":")[0]
        in page.locator(".question").nth(3).inner_text()
    )


def test_nothing_jumps_when_the_answer_arrives(page: Page) -> None:
    page.evaluate(
        "() => { window.shifts = [];"
        " new PerformanceObserver(l => l.getEntries().forEach(e => window.shifts.push(e.value)))"
        ".observe({ type: 'layout-shift', buffered: true }); }"
    )
    ask(page, SECURITY)
    page.wait_for_timeout(500)
    assert sum(page.evaluate("window.shifts")) < 0.1  # a good page, https://web.dev/articles/cls


def test_dark_and_light_themes_have_different_backgrounds(server: Server, browser: Browser) -> None:
    backgrounds = []
    for scheme in ("light", "dark"):
        for page in open_page(server.url, browser, 1400, 900, color_scheme=scheme):
            backgrounds.append(
                page.evaluate("getComputedStyle(document.querySelector('#evidence')).backgroundColor")
            )
    light, dark = (sum(map(int, re.findall(r"\d+", g)[:3])) for g in backgrounds)
    assert light > 600 and dark < 200


def test_a_print_has_the_answer_and_its_sources_but_no_controls(page: Page) -> None:
    answer = ask(page, SECURITY)
    page.emulate_media(media="print")
    expect(answer.locator("table.matrix")).to_be_visible()
    expect(page.locator("#source-1-1 mark")).to_be_visible()
    for control in ("#composer", "#new", ".tools", ".next", "#tabs > .tab-wrapper", ".pane-head"):
        expect(page.locator(control).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('#conversation')).overflowY") == "visible"


def test_many_sides_need_no_sideways_scroll_on_any_screen(page: Page, phone: Page) -> None:
    question = "Compare China's economic role in Serbia, Kenya, Kazakhstan, Brazil, Pakistan and Indonesia"
    for screen, width in ((page, 1400), (phone, 390)):
        answer = ask(screen, question)
        assert screen.evaluate("document.documentElement.scrollWidth") <= width
        frame = answer.locator(".matrix-frame")
        assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")
        narrowest = min(box["width"] for cell in cells(answer).all() if (box := cell.bounding_box()))
        assert narrowest >= 150  # room for words
        assert cells(answer).count() == 6


def test_a_phone_opens_a_document_steps_on_and_returns(phone: Page) -> None:
    link = ask(phone, SECURITY).locator("table.matrix a.cite").first
    link.tap()
    expect(phone.locator(".source.is-active mark")).to_be_in_viewport()
    phone.locator(".source.is-active").get_by_role("button", name="Open the document").tap()
    expect(phone.locator("#reader mark.is-current")).to_be_in_viewport()
    opened = int(link.inner_text().strip("[]"))
    phone.get_by_role("button", name="Next source").tap()
    expect(phone.locator(".position")).to_have_text(re.compile(rf"^{opened + 1} of"))
    phone.get_by_role("button", name="Close").tap()
    expect(phone.locator("#evidence")).to_be_hidden()


def test_an_answer_can_be_exported_on_a_phone(phone: Page) -> None:
    answer = ask(phone, SECURITY)
    answer.locator(".tools summary").click()
    with phone.expect_download() as waiting:
        answer.get_by_role("button", name="Markdown", exact=True).click()
    assert "How much there is" in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_phone_composes_a_comparison_and_opens_it_again(phone: Page) -> None:
    form = phone.locator(".builder form")
    form.get_by_label("side 1", exact=True).fill("Serbia")
    form.get_by_label("side 2", exact=True).fill("Kenya")
    form.get_by_role("button", name="Compare").tap()
    expect(phone.locator("#answer-1 table.matrix")).to_be_visible(timeout=FIRST_ANSWER_MS)
    phone.locator("#new").tap()
    phone.locator("#past summary").tap()
    phone.locator("#past .open").first.tap()
    expect(phone.locator("#answer-1 table.matrix")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
