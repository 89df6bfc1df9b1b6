"""Answers and evidence as HTML, without a browser: escaping, ids, citations at their places."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

from corpus.records import Block, BlockKind, Document, Reference
from qa.compose.balance import SideEvidence, measure_evidence
from qa.records import Answer, Gap, Kind, Question, Role, Source, Span, Statement, Status
from qa.theme_records import Count, Place, Theme, TopicCount
from ui.html.answer_html import build_link, render_answer, render_error, render_skeleton
from ui.html.evidence_html import Context, build_contexts, render_cards

EVIL = '<script>alert(1)</script><img src=x onerror="alert(1)">'
TEXT = "Heading\n\nBefore it. China <b>sells</b> arms & trains. After it.\n\nAnother paragraph."
QUOTE = "China <b>sells</b> arms & trains."
START = TEXT.index(QUOTE)
DOCUMENT = Document(
    "serbia.md",
    "Serbia",
    TEXT,
    (
        Block(0, 7, BlockKind.HEADING),
        Block(9, TEXT.index("\n\nAnother"), BlockKind.PARAGRAPH),
        Block(TEXT.index("Another"), len(TEXT), BlockKind.PARAGRAPH),
    ),
)


class Collector(HTMLParser):
    """Start tags with their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Collector:
    collector = Collector()
    collector.feed(html)
    return collector


def source(n: int, *references: Reference, title: str = "Serbia") -> Source:
    return Source(
        n,
        DOCUMENT.id,
        title,
        "p. 4 | Security",
        START,
        START + len(QUOTE),
        QUOTE,
        DOCUMENT.sha256,
        references,
    )


def cell(side: str, text: str, *cites: int, aspect: str = "security") -> Statement:
    return Statement((side,), aspect, Role.CELL, text, cites, verbatim=True)


def comparison(
    *statements: Statement,
    sources: tuple[Source, ...],
    missing: tuple[Gap, ...] = (),
    nearest: tuple[int, ...] = (),
) -> Answer:
    question = Question("Compare them", Kind.COMPARISON, ("Serbia", "Kenya"), ("economic", "security"))
    return Answer(
        question,
        Status.PARTIAL if missing else Status.ANSWERED,
        statements,
        missing,
        nearest,
        sources,
        {"build": "b"},
    )


def answered(answer: Answer, ordinal: int = 1, **options: Any) -> str:
    return render_answer(answer, ordinal, ("economic", "security"), **options)


def carded(answer: Answer, ordinal: int = 1, document: Document = DOCUMENT) -> str:
    return render_cards(answer, ordinal, build_contexts(answer, {document.id: document}))


def amounts(html: str) -> list[str]:
    """The lines on how much there is."""
    section = re.search(r'<section class="themes">.*?</section>', html)
    lines = re.findall(r"<li.*?</li>", section.group()) if section else []
    return [read(line).text.replace("\xa0", " ") for line in lines]


def test_a_table_has_a_column_for_each_side_and_a_row_for_each_aspect() -> None:
    html = answered(
        comparison(cell("Serbia", QUOTE, 1), sources=(source(1),), missing=(Gap("Kenya", None),)), 3
    )
    table = html[html.index('<table class="matrix"') : html.index("</table>")]
    assert re.findall(r'<th scope="col"[^>]*>([^<]+)', table) == ["Serbia", "Kenya"]
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)', table) == ["Economic", "Security"]
    assert table.count("Nothing found.") == 3
    assert "What the corpus does not say" in html


def test_what_holds_worldwide_is_shown_with_its_citation() -> None:
    context = Statement(("Global",), None, Role.CONTEXT, "It is large.", (2,), verbatim=True)
    html = answered(comparison(cell("Serbia", "It sells.", 1), context, sources=(source(1), source(2))))
    (line,) = re.findall(r'<p class="worldwide">.*?</p>', html, re.DOTALL)
    assert " ".join(read(line).text.split()) == "Worldwide It is large. [2]"
    assert "#source-1-2" in line and line not in answered(comparison(sources=(source(1),)))


def test_citations_lead_to_the_cards_of_their_answer() -> None:
    answer = comparison(
        cell("Serbia", "a", 1), cell("Kenya", "b", 2, 1), sources=(source(1), source(2)), nearest=(2,)
    )
    links = [a["href"] for tag, a in read(answered(answer, 3)).tags if tag == "a" and a["class"] == "cite"]
    assert links == ["#source-3-1", "#source-3-2", "#source-3-1", "#source-3-2"]
    cards = read(carded(answer, 3)).tags
    assert [a["id"] for tag, a in cards if tag == "article"] == ["source-3-1", "source-3-2"]


def test_each_phrase_is_followed_by_its_citations() -> None:
    text = "Serbia buys arms & drones; Kenya builds rail."
    spans = tuple(
        Span(text.index(p), text.index(p) + len(p), cites)
        for p, cites in (("rail", (2,)), ("arms & drones", (1, 2)))
    )
    statement = Statement(("Serbia", "Kenya"), None, Role.SUMMARY, text, (1, 2), verbatim=False, spans=spans)
    html = answered(comparison(statement, sources=(source(1), source(2))))
    summary = html[html.index('<p class="summary">') : html.index('<div class="matrix-frame">')]
    assert (
        read(summary).text.replace("\xa0", " ") == "Serbia buys arms & drones [1][2]; Kenya builds rail [2]."
    )
    assert '<span class="phrase">arms &amp; drones</span>' in summary


def test_the_bottom_line_is_one_paragraph_with_labels_where_a_sentence_lacks_its_side() -> None:
    first, second = "Serbs buy drones.", "The patrols began in 2019."
    spans = (Span(0, len(first), (1,)), Span(len(first) + 1, len(first) + 1 + len(second), (2,)))
    serbia = Statement(("Serbia",), None, Role.SUMMARY, f"{first} {second}", (1, 2), False, spans)
    kenya = Statement(("Kenya",), None, Role.SUMMARY, "Nairobi owes <much>.", (3,), verbatim=True)
    html = answered(comparison(serbia, kenya, cell("Kenya", "a", 3), sources=tuple(map(source, (1, 2, 3)))))
    (line,) = re.findall(r'<p class="summary quoted">.*?</p>', html)
    shown = read(line).text.replace("\xa0", " ")
    assert shown == f"{first} [1] {second} [2] Kenya Nairobi owes <much>. [3]"
    assert '<span class="part side-2"><b class="side-name">Kenya</b>' in line and line.count('"said"') == 3
    assert re.findall(r'<span class="phrase">([^<]+)', line) == [first, second]


def test_what_the_bottom_line_quotes_is_not_shown_again_but_its_card_is() -> None:
    said = Statement(("Serbia",), "security", Role.SUMMARY, "It sells.", (1,), verbatim=True)
    answer = comparison(
        said,
        *(cell("Serbia", "It sells.", 1), cell("Serbia", "It lends.", 2), cell("Kenya", "It builds.", 3)),
        sources=tuple(map(source, (1, 2, 3))),
    )
    html = answered(answer)
    assert html.count("It sells.") == 1 and html.count("It lends.") == 1 and "See above" not in html
    card = next(a for tag, a in read(carded(answer)).tags if tag == "article")
    assert (card["id"], card["class"]) == ("source-1-1", "source side-1")
    of_three = replace(
        answer,
        statements=(
            replace(said, text="It sells. It lends.", cites=(1, 2)),
            *answer.statements[1:],
            cell("Serbia", "It digs.", 2),
        ),
    )
    assert re.findall(r'<p class="above">(.*?)&nbsp;', answered(of_three).replace("\xa0", "&nbsp;")) == [
        "See above"
    ]


def test_long_or_repeated_disagreements_of_a_comparison_are_folded() -> None:
    sources = (source(1), source(2))
    cells = (cell("Serbia", "It sells 2.", 1), cell("Kenya", "It builds.", 2))
    other = Statement(("Kenya",), None, Role.CONFLICT, "“It sells 3.”", (2,), verbatim=False)
    fold = re.compile(r"<h3>Where sources disagree</h3><details><summary>(.*?)</summary>")
    assert not fold.search(answered(comparison(*cells, other, sources=sources)))
    for text in ("“It sells 2.” – “It sells 3.”", "word " * 61):
        long = replace(other, subjects=("Serbia",), text=text, cites=(1, 2))
        found = fold.search(answered(comparison(*cells, long, sources=sources)))
        assert found is not None and found.group(1) == "1 disagreement on Serbia"
    listed = replace(comparison(*cells, long, sources=sources), question=Question("Where?", Kind.LOOKUP))
    assert not fold.search(answered(listed))


def test_no_text_of_a_document_or_question_becomes_markup() -> None:
    evil = Reference(
        "r", EVIL, author=EVIL, publisher=EVIL, date=EVIL, url=f'https://x.org/"{EVIL}', via=EVIL
    )
    hostile = Document(
        EVIL, EVIL, EVIL + QUOTE + EVIL, (Block(0, 2 * len(EVIL) + len(QUOTE), BlockKind.PARAGRAPH, (EVIL,)),)
    )
    cited = Source(1, EVIL, EVIL, EVIL, len(EVIL), len(EVIL) + len(QUOTE), QUOTE, hostile.sha256, (evil,))
    question = Question(EVIL, Kind.COMPARISON, (EVIL, "Kenya"), (), topic=EVIL)
    said = (
        Statement((EVIL,), None, Role.CELL, EVIL, (1,), verbatim=True),
        Statement((EVIL,), None, Role.CONFLICT, EVIL, (1,), verbatim=True),
    )
    answer = Answer(question, Status.PARTIAL, said, (Gap(EVIL, None),), (1,), (cited,), {})
    for html in (
        answered(answer),
        render_error(EVIL, 2),
        carded(answer, document=hostile),
        render_skeleton(question),
    ):
        parsed = read(html)
        assert {tag for tag, _ in parsed.tags}.isdisjoint({"script", "img"})
        assert not any(name.startswith("on") for _, attributes in parsed.tags for name in attributes)
        assert EVIL in parsed.text


def test_the_quotation_is_marked_in_its_own_paragraph_only() -> None:
    html = carded(comparison(cell("Serbia", QUOTE, 1), sources=(source(1),)))
    quoted = html[html.index("<blockquote>") : html.index("</blockquote>")]
    assert read(quoted[quoted.index("<mark>") : quoted.index("</mark>")]).text == QUOTE
    assert read(quoted).text == f"Before it. {QUOTE} After it."


def test_a_paragraph_that_runs_over_pages_is_cut_at_words() -> None:
    text = "word " * 1000 + QUOTE + " more" * 1000
    start = text.index(QUOTE)
    document = Document("long.txt", "Long", text, (Block(0, len(text), BlockKind.PARAGRAPH),))
    cited = Source(1, "long.txt", "Long", "", start, start + len(QUOTE), QUOTE, document.sha256)
    shown = read(carded(comparison(cell("Serbia", QUOTE, 1), sources=(cited,)), document=document)).text
    assert "… word word" in shown and "more more …" in shown and len(shown) < 2500


def test_only_web_addresses_become_links_and_they_send_no_referrer() -> None:
    urls = (
        "https://a.org/x?a=1&b=2",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//a.org",
        "http://[",
        "data:text/html,x",
    )
    references = [Reference(f"r{n}", f"Title {n}", url=url) for n, url in enumerate(urls)]
    parsed = read(carded(comparison(cell("Serbia", QUOTE, 1), sources=(source(1, *references),))))
    links = [a for tag, a in parsed.tags if tag == "a"]
    assert links == [{"href": urls[0], "target": "_blank", "rel": "noopener noreferrer"}]
    assert all(f"Title {n}" in parsed.text for n in range(len(urls)))


def test_a_reference_says_who_relayed_it_and_how_it_is_graded() -> None:
    reference = Reference("r", "T", "An Author", "A Publisher", "2024", "https://a.org", "A Relay", "C2")
    parsed = read(carded(comparison(cell("Serbia", QUOTE, 1), sources=(source(1, reference),))))
    assert "T, An Author, A Publisher, 2024, relayed by A Relay grade C2" in parsed.text
    [tag] = [attributes for name, attributes in parsed.tags if name == "abbr"]
    assert tag["title"] == "source: lesser known or partisan; claim: probably true"


def test_a_card_of_a_brief_names_the_work_first_and_one_of_an_own_document_the_document() -> None:
    reference = Reference("r", "Loans", publisher="Ledger", grade="B1")
    own = source(1, reference, title="A report")
    for shown, order in ((own, ("A report", "Loans")), (replace(own, is_brief=True), ("Loans", "A report"))):
        text = read(carded(comparison(cell("Serbia", QUOTE, 1), sources=(shown,)))).text
        assert text.index(order[0]) < text.index(order[1])
        assert ("Summarised in the Parallax brief" in text) is shown.is_brief


def test_cards_can_be_filtered_by_grade_where_they_differ() -> None:
    sound, weak = Reference("a", "Loans", grade="B2"), Reference("b", "Rumours", grade="D3")
    shown = comparison(
        cell("Serbia", QUOTE, 1), cell("Serbia", QUOTE, 2), sources=(source(1, sound), source(2, weak))
    )
    assert ["is-sound" in a["class"] for tag, a in read(carded(shown)).tags if tag == "article"] == [
        True,
        False,
    ]
    assert "graded A1 to B2" in carded(shown)
    assert "graded A1 to B2" not in carded(comparison(cell("Serbia", QUOTE, 1), sources=(source(1, weak),)))


def test_a_side_has_the_same_colour_in_the_table_and_on_its_cards() -> None:
    answer = comparison(
        cell("Serbia", "a", 1), cell("Kenya", "b", 2), sources=(source(1), source(2), source(3)), nearest=(3,)
    )
    assert re.search(r'<th scope="col"[^>]* class="side-2">Kenya', answered(answer))
    classes = [(a["class"] or "").split() for tag, a in read(carded(answer)).tags if tag == "article"]
    assert classes == [["source", "side-1"], ["source", "side-2"], ["source"]]


def test_an_answer_without_evidence_says_so_and_has_no_table() -> None:
    question = Question("Compare them", Kind.COMPARISON, ("Serbia", "Kenya"), ("security",))
    html = answered(
        Answer(
            question,
            Status.NO_EVIDENCE,
            (),
            (Gap("Serbia", None), Gap("Kenya", None)),
            (1,),
            (source(1),),
            {},
        )
    )
    assert (
        "<table" not in html and "No answer to this was found" in html and "no answer was recognised" in html
    )


def test_an_empty_cell_is_a_button_that_asks_for_it_alone() -> None:
    html = answered(comparison(cell("Serbia", QUOTE, 1, aspect="security"), sources=(source(1),)))
    asked = [a["data-question"] for tag, a in read(html).tags if a.get("class") == "search-cell"]
    assert asked == [
        "Describe China's economic role in Serbia",
        "Describe China's economic role in Kenya",
        "Describe China's security role in Kenya",
    ]


def test_a_card_keeps_its_paragraph_without_the_document() -> None:
    answer = comparison(cell("Serbia", QUOTE, 1), sources=(source(1),))
    kept = Context(1, "Said before. ", " Said after.", "An Author", "2025", (("academic", 7), ("media", 2)))
    shown = read(render_cards(answer, 1, [kept])).text
    assert (
        f"Said before. {QUOTE} Said after." in shown
        and "An Author · updated 2025 · sources: academic 7, media 2" in shown
    )
    assert QUOTE in read(render_cards(answer, 1, [])).text


def test_a_reference_shows_the_perspective_of_its_publisher() -> None:
    answer = comparison(
        cell("Serbia", QUOTE, 1), sources=(source(1, Reference("r", "T", publisher="Xinhua")),)
    )
    assert "T, Xinhua PRC official" in read(carded(answer)).text


def test_a_link_carries_the_question_its_history_and_the_build() -> None:
    answer = comparison(cell("Serbia", "a", 1), sources=(source(1),))
    link = build_link(answer, ("First & last?",))
    assert parse_qsl(link.removeprefix("?")) == [
        ("q", "Compare them"),
        ("h", "First & last?"),
        ("build", "b"),
    ]
    assert (
        read(answered(answer, history=("First & last?",))).tags.count(
            ("a", {"class": "permalink", "href": link})
        )
        == 1
    )


def test_the_balance_counts_quotations_works_and_years_of_each_side() -> None:
    old, new = Reference("r1", "Old", publisher="Xinhua", date="2013-01"), Reference("r2", "New", date="2024")
    sources = (source(1, old), source(2, old), source(3, new), source(4, new))
    answer = comparison(
        cell("Serbia", "a", 1, 2),
        cell("Serbia", "b", 3),
        cell("Kenya", "c", 4),
        cell("Serbia", "d", 3),
        sources=sources,
    )
    assert measure_evidence(answer) == (
        SideEvidence("Serbia", 3, 2, (2013, 2024), ("PRC official",), ("Old", "New")),
        SideEvidence("Kenya", 1, 1, (2024, 2024), (), ("New",)),
    )
    html = answered(answer)
    assert 'title="3 quotations · 2 works · 2013–2024 · PRC official"' in html
    assert amounts(html) == ["Serbia 2 works · 2013–2024", "Kenya 1 work · 2024"]
    assert "Little evidence on Kenya" in read(html).text


def test_a_side_of_which_all_works_have_one_origin_is_marked_and_its_cards_name_the_origin() -> None:
    references = [Reference(f"r{n}", f"Work {n}") for n in range(3)]
    origins = ("Xinhua", "Xinhua", "“Work 2” (2020)")
    sources = tuple(
        replace(source(n + 1, r), origin=origin)
        for n, (r, origin) in enumerate(zip(references, origins, strict=True))
    )
    answer = comparison(
        cell("Serbia", "a", 1), cell("Serbia", "b", 2), cell("Kenya", "c", 3), sources=sources
    )
    assert amounts(answered(answer)) == ["Serbia 2 works · 1 origin", "Kenya 1 work"]
    html = read(answered(answer)).text
    assert "All evidence on Serbia goes back to one origin: Xinhua." in html
    assert "All evidence on Kenya" not in html
    cards = read(render_cards(answer, 1, ())).text
    assert "Origin: Xinhua (also quotation 2)" in cards and "Origin: Xinhua (also quotation 1)" in cards
    assert cards.count("Origin:") == 2


def test_a_balanced_comparison_has_no_caution_and_a_list_has_no_balance() -> None:
    balanced = comparison(cell("Serbia", "a", 1), cell("Kenya", "b", 2), sources=(source(1), source(2)))
    assert "Little evidence" not in answered(balanced) and len(amounts(answered(balanced))) == 2
    assert amounts(answered(replace(balanced, question=Question("Where?", Kind.LOOKUP, ("Serbia",))))) == []


def test_the_skeleton_has_the_sides_and_rows_of_the_table() -> None:
    question = Question("Compare", Kind.COMPARISON, ("Serbia", "Kenya", "Peru"), ("economic", "security"))
    assert (render_skeleton(question).count("<b>"), render_skeleton(question).count("<i>")) == (3, 6)
    assert render_skeleton(replace(question, topic="ports")).count("<i>") == 3


def test_a_count_leads_to_its_passages_unless_there_is_none() -> None:
    text = "Serbia more often than Kenya: arms sales (1 of 2, against 0 of 3)."
    counts = tuple(
        Count(text.index(words), text.index(words) + len(words), theme, 0)
        for theme, words in enumerate(("1 of 2", "0 of 3"))
    )
    place = Place(DOCUMENT.id, 9, 20)
    themes = (
        Theme("Serbia", None, 2, 2, (TopicCount("arms sales", 1, 1, (place,)),)),
        Theme("Kenya", None, 3, 1, (TopicCount("arms sales", 0, 0),)),
    )
    span = Span(text.index("arms"), text.index(" (1"), (1,))
    said = Statement(("Serbia",), None, Role.DIFFERENCE, text, (1,), False, (span,), counts)
    html = answered(
        replace(comparison(cell("Serbia", QUOTE, 1), said, sources=(source(1),)), themes=themes), 3
    )
    section = html[html.index("<h3>What differs") :].partition("</section>")[0]
    assert re.findall(r'<a class="count" href="([^"]+)"[^>]*>([^<]+)<', section) == [
        ("#theme-3-0-0", "1 of 2")
    ]
    shown = read(section).text.replace("\xa0", " ")
    assert shown.strip() == "What differs" + text.replace("sales", "sales [1]")


def test_a_side_has_one_line_with_its_passages_by_topic_and_what_it_is_quoted_from() -> None:
    text = "The corpus has 1,200 passages on Serbia, above all on ports (8, 9) and arms sales (3, 2)."
    where = {
        words: (text.index(words), text.index(words) + len(words)) for words in ("1,200", "8", "3", "ports")
    }
    counts = (Count(*where["1,200"], 0), Count(*where["8"], 0, 0), Count(*where["3"], 0, 1))
    topics = (TopicCount("ports", 8, 9, (Place(DOCUMENT.id, 9, 20),)), TopicCount("arms sales", 3, 2))
    counted = Statement(
        ("Serbia",), None, Role.THEME, text, (1,), False, (Span(*where["ports"], (1,)),), counts
    )
    answer = comparison(
        cell("Serbia", "a", 1), cell("Kenya", "b", 2), counted, sources=(source(1), source(2))
    )
    html = answered(replace(answer, themes=(Theme("Serbia", None, 1200, 300, topics),)), 3)
    assert amounts(html) == [
        "Serbia 1,200 passages: ports (8) [1], arms sales (3) · 1 work",
        "Kenya 1 work",
    ]
    assert re.findall(r'<a class="count" href="([^"]+)" title="([^"]+)">8<', html) == [
        ("#theme-3-0-0", "Read these passages, which rest on 9 works")
    ]
