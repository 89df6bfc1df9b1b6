"""Answers and evidence as HTML, without a browser: escaping, ids, citations at their places."""

import re
from html.parser import HTMLParser

from corpus.records import Block, BlockKind, Document, Reference
from qa.records import Answer, Gap, Kind, Question, Role, Source, Span, Statement, Status
from ui.answer_html import Turn, render_answer, render_conversation, render_error
from ui.evidence_html import render_cards, render_pane

EVIL = '<script>alert(1)</script><img src=x onerror="alert(1)">'
TEXT = "Heading\n\nBefore it. China <b>sells</b> arms & trains. After it.\n\nAnother paragraph."
QUOTE = "China <b>sells</b> arms & trains."
START = TEXT.index(QUOTE)
DOCUMENT = Document(
    "serbia.md",
    "Serbia",
    TEXT,
    (Block(0, 7, BlockKind.HEADING), Block(9, TEXT.index("\n\nAnother"), BlockKind.PARAGRAPH), Block(TEXT.index("Another"), len(TEXT), BlockKind.PARAGRAPH)),
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
    return Source(n, DOCUMENT.id, title, "p. 4 | Security", START, START + len(QUOTE), QUOTE, DOCUMENT.sha256, references)


def cell(side: str, text: str, *cites: int, aspect: str = "security") -> Statement:
    return Statement((side,), aspect, Role.CELL, text, cites, verbatim=True)


def comparison(*statements: Statement, sources: tuple[Source, ...], missing: tuple[Gap, ...] = (), nearest: tuple[int, ...] = ()) -> Answer:
    question = Question("Compare them", Kind.COMPARISON, ("Serbia", "Kenya"), ("economic", "security"))
    return Answer(question, Status.PARTIAL if missing else Status.ANSWERED, statements, missing, nearest, sources, {"build": "b"})


def test_a_table_has_a_column_for_each_side_and_a_row_for_each_aspect() -> None:
    html = render_answer(comparison(cell("Serbia", QUOTE, 1), sources=(source(1),), missing=(Gap("Kenya", None),)), 3)
    table = html[html.index('<table class="matrix"') : html.index("</table>")]
    assert re.findall(r'<th scope="col"[^>]*>([^<]+)', table) == ["Serbia", "Kenya"]
    assert re.findall(r'<th scope="row">([^<]+)', table) == ["Economic", "Security"]
    assert table.count("No evidence in the corpus.") == 3
    assert "What the corpus does not say" in html


def test_citations_lead_to_the_cards_of_their_answer() -> None:
    answer = comparison(cell("Serbia", "a", 1), cell("Kenya", "b", 2, 1), sources=(source(1), source(2)), nearest=(2,))
    links = [a["href"] for tag, a in read(render_answer(answer, 3)).tags if tag == "a"]
    assert links == ["#source-3-1", "#source-3-2", "#source-3-1", "#source-3-2"]
    cards = read(render_cards(answer, 3, {DOCUMENT.id: DOCUMENT})).tags
    assert [a["id"] for tag, a in cards if tag == "article"] == ["source-3-1", "source-3-2"]


def test_phrases_carry_their_citations_at_their_places() -> None:
    text = "Serbia buys arms & drones; Kenya builds rail."
    spans = tuple(Span(text.index(p), text.index(p) + len(p), cites) for p, cites in (("rail", (2,)), ("arms & drones", (1, 2))))
    statement = Statement(("Serbia", "Kenya"), None, Role.SUMMARY, text, (1, 2), verbatim=False, spans=spans)
    html = render_answer(comparison(statement, sources=(source(1), source(2))), 1)
    summary = html[html.index('<p class="summary">') : html.index('<div class="matrix-frame">')]
    assert read(summary).text.replace("\xa0", " ") == "Serbia buys arms & drones [1][2]; Kenya builds rail [2]."
    assert '<span class="phrase">arms &amp; drones</span>' in summary


def test_nothing_of_a_document_or_question_becomes_markup() -> None:
    evil = Reference("r", EVIL, author=EVIL, publisher=EVIL, date=EVIL, url=f'https://x.org/"{EVIL}', via=EVIL)
    hostile = Document(EVIL, EVIL, EVIL + QUOTE + EVIL, (Block(0, 2 * len(EVIL) + len(QUOTE), BlockKind.PARAGRAPH, (EVIL,)),))
    cited = Source(1, EVIL, EVIL, EVIL, len(EVIL), len(EVIL) + len(QUOTE), QUOTE, hostile.sha256, (evil,))
    question = Question(EVIL, Kind.COMPARISON, (EVIL, "Kenya"), (), topic=EVIL)
    said = (Statement((EVIL,), None, Role.CELL, EVIL, (1,), verbatim=True), Statement((EVIL,), None, Role.CONFLICT, EVIL, (1,), verbatim=True))
    answer = Answer(question, Status.PARTIAL, said, (Gap(EVIL, None),), (1,), (cited,), {})
    turns = [Turn(EVIL, render_answer(answer, 1), None), Turn(EVIL, render_error(EVIL, 2), None)]
    for html in (
        render_conversation(turns, waiting=(EVIL, EVIL)),
        render_conversation((), examples=(EVIL,)),
        render_pane([render_cards(answer, 1, {EVIL: hostile})]),
    ):
        parsed = read(html)
        assert {tag for tag, _ in parsed.tags}.isdisjoint({"script", "img"})
        assert not any(name.startswith("on") for _, attributes in parsed.tags for name in attributes)
        assert EVIL in parsed.text


def test_the_quotation_is_marked_in_its_own_paragraph_only() -> None:
    html = render_cards(comparison(cell("Serbia", QUOTE, 1), sources=(source(1),)), 1, {DOCUMENT.id: DOCUMENT})
    quoted = html[html.index("<blockquote>") : html.index("</blockquote>")]
    assert read(quoted[quoted.index("<mark>") : quoted.index("</mark>")]).text == QUOTE
    assert read(quoted).text == f"Before it. {QUOTE} After it."


def test_a_paragraph_that_runs_over_pages_is_cut_at_words() -> None:
    text = "word " * 1000 + QUOTE + " more" * 1000
    start = text.index(QUOTE)
    document = Document("long.txt", "Long", text, (Block(0, len(text), BlockKind.PARAGRAPH),))
    cited = Source(1, "long.txt", "Long", "", start, start + len(QUOTE), QUOTE, document.sha256)
    shown = read(render_cards(comparison(cell("Serbia", QUOTE, 1), sources=(cited,)), 1, {"long.txt": document})).text
    assert "… word word" in shown and "more more …" in shown and len(shown) < 2500


def test_only_web_addresses_become_links_and_they_give_nothing_away() -> None:
    urls = ("https://a.org/x?a=1&b=2", "javascript:alert(1)", "file:///etc/passwd", "//a.org", "http://[", "data:text/html,x")
    references = [Reference(f"r{n}", f"Title {n}", url=url) for n, url in enumerate(urls)]
    parsed = read(render_cards(comparison(cell("Serbia", QUOTE, 1), sources=(source(1, *references),)), 1, {DOCUMENT.id: DOCUMENT}))
    links = [a for tag, a in parsed.tags if tag == "a"]
    assert links == [{"href": urls[0], "target": "_blank", "rel": "noopener noreferrer"}]
    assert all(f"Title {n}" in parsed.text for n in range(len(urls)))


def test_a_reference_says_who_relayed_it_and_that_confidence_is_medium() -> None:
    reference = Reference("r", "T", "An Author", "A Publisher", "2024", "https://a.org", "medium", "A Relay")
    html = render_cards(comparison(cell("Serbia", QUOTE, 1), sources=(source(1, reference),)), 1, {DOCUMENT.id: DOCUMENT})
    assert "T, An Author, A Publisher, 2024, relayed by A Relay medium confidence" in read(html).text


def test_the_pane_shows_the_cards_of_the_last_answer_and_keeps_the_others() -> None:
    html = render_pane(["<p>one</p>", None, "<p>three</p>"])
    assert re.findall(r'<section class="([^"]+)" id="([^"]+)"', html) == [("cards", "evidence-1"), ("cards", "evidence-2"), ("cards is-shown", "evidence-3")]


def test_a_side_has_the_same_colour_in_the_table_and_on_its_cards() -> None:
    answer = comparison(cell("Serbia", "a", 1), cell("Kenya", "b", 2), sources=(source(1), source(2), source(3)), nearest=(3,))
    assert '<th scope="col" class="side-2">Kenya' in render_answer(answer, 1)
    classes = [(a["class"] or "").split() for tag, a in read(render_cards(answer, 1, {DOCUMENT.id: DOCUMENT})).tags if tag == "article"]
    assert classes == [["source", "side-1"], ["source", "side-2"], ["source"]]


def test_no_evidence_is_said_and_nothing_is_tabled() -> None:
    question = Question("Compare them", Kind.COMPARISON, ("Serbia", "Kenya"), ("security",))
    html = render_answer(Answer(question, Status.NO_EVIDENCE, (), (Gap("Serbia", None), Gap("Kenya", None)), (1,), (source(1),), {}), 1)
    assert "<table" not in html and "holds no evidence" in html and "Nearest passages (not an answer)" in html
