"""Rows of a table as evidence: the card's marks hold the quotation, the document opens as a table."""

import re
from html import unescape
from pathlib import PurePosixPath

from corpus.figure_tables import Measure, TableDescription
from corpus.records import Block, BlockKind, Document, Reference
from qa.figure_records import FigureSet, StatedFigure
from qa.records import Answer, Kind, Question, Source, Status
from ui.html.document_html import QuotedSpan, render_text
from ui.html.evidence_html import Context, build_contexts, render_cards
from ui.html.tables.rows import find_row_columns

ROWS = (
    "country: Chad; year: 2019; note: a <b>; usd: 1",
    "country: Chad; year: 2020; usd: 2",
    "country: Laos; year: 2020; note: see: below; usd: 3",
    "country: Mali; year: 2020; note: x; usd: 4",
)
TEXT = "\n\n".join(ROWS)
STARTS = [TEXT.index(row) for row in ROWS]
WORK = Reference("debt", "Debt Statistics", "A Bank", "A Bank", "2025", "https://bank.example/debt")


def table(name: str = "debt.csv", *, described: bool = True) -> Document:
    description = TableDescription("Debt", (Measure("usd", "debt", "USD"),), "country", "year")
    kind = BlockKind.ROW if described else BlockKind.PARAGRAPH
    blocks = tuple(Block(start, start + len(row), kind) for start, row in zip(STARTS, ROWS, strict=True))
    return Document(name, "Debt", TEXT, blocks, table=description if described else None)


def card(document: Document, quote: str, *references: Reference, contexts: tuple[Context, ...] = ()) -> str:
    start = document.text.index(quote)
    place = PurePosixPath(document.id).suffix and "rows 1–2"
    source = Source(
        1, document.id, document.title, place, start, start + len(quote), quote, document.sha256, references
    )
    question = Question("Who?", Kind.COMPARISON, ("Laos", "Chad"), ("economic",))
    figures = FigureSet("Debt", "bars", (StatedFigure("Chad", "debt", 3, "USD", 2020, (1,)),))
    answer = Answer(question, Status.ANSWERED, (), (), (), (source,), {"build": "b"}, (figures,))
    return render_cards(answer, 2, contexts or build_contexts(answer, {document.id: document}))


def marks_of(html: str) -> list[str]:
    """The text of each mark."""
    return [unescape(re.sub("<[^>]+>", "", m)) for m in re.findall(r"<mark[^>]*>(.*?)</mark>", html)]


def test_each_quoted_row_is_one_mark_with_the_row_as_it_is_written() -> None:
    html = card(table(), f"{ROWS[0]}\n\n{ROWS[1]}")
    assert marks_of(html) == [ROWS[0], ROWS[1]]
    assert re.findall(r'"columnheader">(\w+)', html) == ["country", "year", "note", "usd"]
    assert html.count('role="cell"') == 8 and "<blockquote" not in html and "<b>" not in html
    assert 'id="source-2-1"' in html and 'class="source side-2"' in html


def test_columns_that_no_quoted_row_has_are_left_out() -> None:
    assert re.findall(r'"columnheader">(\w+)', card(table(), ROWS[1])) == ["country", "year", "usd"]


def test_the_card_of_a_table_names_the_work_before_the_table() -> None:
    html = card(table(), ROWS[0], WORK)
    assert html.index("Debt Statistics") < html.index("Debt, rows 1–2") < html.index("<mark")
    assert html.count("A Bank") == 1
    assert '<h3>Debt</h3><p class="locator">rows 1–2</p>' in card(table(), ROWS[0])


def test_a_spreadsheet_of_the_user_is_shown_as_a_table_too() -> None:
    html = card(table(described=False), ROWS[2])
    assert marks_of(html) == [ROWS[2]] and 'role="table"' in html


def test_a_part_of_a_row_and_a_text_are_shown_as_text() -> None:
    for document, quote in (
        (table(), "year: 2019; note: a <b>"),
        (table("debt.md", described=False), ROWS[0]),
    ):
        html = card(document, quote)
        assert marks_of(html) == [quote] and "<blockquote" in html


def test_a_card_stored_before_there_were_columns_is_shown_as_text() -> None:
    html = card(table(), ROWS[0], contexts=(Context(1),))
    assert marks_of(html) == [ROWS[0]] and "<blockquote" in html


def test_the_columns_are_found_in_the_rows_around() -> None:
    document = table()
    assert find_row_columns(document, STARTS[1], STARTS[1] + len(ROWS[1])) == (
        "country",
        "year",
        "note",
        "usd",
    )
    assert find_row_columns(document, STARTS[1] + 1, STARTS[1] + len(ROWS[1])) == ()


def test_a_table_opens_as_a_table_with_the_cited_rows_marked() -> None:
    quoted = [QuotedSpan(n, STARTS[n], STARTS[n] + len(ROWS[n])) for n in (1, 2)]
    html = render_text(table(), quoted, 2)
    assert re.findall(r'<th scope="col">(\w+)', html) == ["Row", "country", "year", "note", "usd"]
    assert re.findall(r'<th scope="row">(\d)</th><td>(?:<mark class="([\w-]+)")?', html) == [
        ("1", ""),
        ("2", "other"),
        ("3", "is-current"),
        ("4", ""),
    ]
    assert (
        "<td>a &lt;b&gt;</td>" in html
        and '<mark class="is-current" title="Source 2">see: below</mark>' in html
    )


def test_what_is_no_row_stays_a_paragraph_between_the_tables() -> None:
    text = f"Debts\n\n{TEXT}\n\nSource: a bank."
    shift, end = len("Debts\n\n"), len(text)
    blocks = (
        Block(0, 5, BlockKind.HEADING, ("Debts",)),
        *(
            Block(s + shift, s + shift + len(r), BlockKind.PARAGRAPH, ("Debts",))
            for s, r in zip(STARTS, ROWS, strict=True)
        ),
        Block(end - len("Source: a bank."), end, BlockKind.PARAGRAPH, ("Debts",)),
    )
    html = render_text(Document("own.xlsx", "Own", text, blocks), [QuotedSpan(1, shift, shift + 5)], 1)
    assert re.findall(r"<(h3|table|p)\b", html) == ["h3", "table", "p"]
    assert "Source: a bank." in html and html.count("is-current") == 4


def test_a_table_at_its_beginning_is_shown_as_far_as_a_long_document_is() -> None:
    row = "country: Chad; year: 2019; usd: 1"
    text = "\n\n".join([row] * 10_000)
    blocks = tuple(Block(i * 35, i * 35 + 33, BlockKind.ROW) for i in range(10_000))
    description = TableDescription("Debt", (Measure("usd", "debt", "USD"),), "country", "year")
    document = Document("debt.csv", "Debt", text, blocks, table=description)
    html = render_text(document, [QuotedSpan(1, 35, 68)], 1)
    assert html.count("<tr>") == 10_001 and "The document is long" not in html
