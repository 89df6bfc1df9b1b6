"""The catalogue and its HTML: one row for each document, its state and reason, all of it only text."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.coverage import Coverage
from corpus.figure_tables import Measure, TableDescription
from corpus.health import Health
from corpus.ingest.load import load_documents
from corpus.records import Block, BlockKind, Document, LeftOut, LeftOutKind
from index.build.run import Changes, build_index
from index.store import PassageIndex
from tests.conftest import WordEmbedder
from ui.html.library_html import (
    MAX_ROWS,
    find_rows,
    render_health,
    render_no_documents,
    render_status,
    render_table,
    render_unlisted,
)
from ui.records import CatalogueRow, DocumentState, ListedTable, Progress
from ui.server.catalogue import Catalogue

EVIL = '<img src=x onerror="alert(1)">'
SOUND = Health((), 0.0, "en")
ROSES = CatalogueRow(
    "roses.md",
    "Roses",
    DocumentState.INDEXED,
    own=True,
    file="roses.md",
    regions=("Balkans",),
    aspects=("economic",),
    passages=3,
    health=SOUND,
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Roses and tulips are indexed, lilies could not be read; each line of `many.jsonl` is a document."""
    (tmp_path / "roses.md").write_text(
        "Bulgaria sells roses to China. Romania sells roses to China too.", encoding="utf-8"
    )
    (tmp_path / "tulips.md").write_text("Kazakhstan exports tulips to China by rail.", encoding="utf-8")
    (tmp_path / "lilies.txt").write_text("")
    (tmp_path / "many.jsonl").write_text(
        '{"_id": "one", "title": "One", "text": "Serbia sells plums to China."}\n{"_id": 2}\n',
        encoding="utf-8",
    )
    folder = tmp_path / ".index"
    build_index(load_documents([tmp_path]), folder, WordEmbedder())
    return opened(folder)


def opened(folder: Path) -> Catalogue:
    catalogue = Catalogue(PassageIndex(folder, WordEmbedder()))
    catalogue.examine()
    return catalogue


FILES = ["lilies.txt", "many.jsonl", "roses.md", "tulips.md"]


def states(rows: list[CatalogueRow]) -> dict[str, DocumentState]:
    return {r.id: r.state for r in rows}


def test_every_document_and_every_skipped_file_has_one_row_with_its_reason(catalogue: Catalogue) -> None:
    rows = {r.id: r for r in catalogue.rows(FILES, (), ())}
    assert states(list(rows.values())) == {
        "lilies.txt": DocumentState.SKIPPED,
        "many.jsonl:2": DocumentState.SKIPPED,
        "one": DocumentState.INDEXED,
        "roses.md": DocumentState.INDEXED,
        "tulips.md": DocumentState.INDEXED,
    }
    assert "has no text" in rows["lilies.txt"].reason
    assert (rows["one"].title, rows["one"].file, rows["roses.md"].passages) == ("One", "many.jsonl", 1)


def test_a_file_that_can_no_longer_be_read_keeps_its_row_with_the_reason(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "roses.md").write_bytes(b"")
    build_index(load_documents([tmp_path]), tmp_path / ".index", WordEmbedder())
    rows = [r for r in opened(tmp_path / ".index").rows(FILES, (), ()) if r.id == "roses.md"]
    assert [(r.state, r.passages) for r in rows] == [(DocumentState.INDEXED, 1)]
    assert "stays in the index" in rows[0].reason and rows[0].health and not rows[0].health.is_sound


def test_a_document_without_declared_regions_shows_those_of_its_sentences(
    catalogue: Catalogue,
) -> None:
    rows = {r.id: r for r in catalogue.rows(FILES, (), ())}
    assert (rows["roses.md"].regions[0], rows["tulips.md"].regions, rows["tulips.md"].aspects) == (
        "Balkans",
        ("Central Asia",),
        ("economic",),
    )


def test_a_file_waits_until_it_is_built_and_stays_until_its_removal_is_built(catalogue: Catalogue) -> None:
    rows = catalogue.rows(["lilies.txt", "new.md", "tulips.md"], {"tulips.md", "lilies.txt"}, {"one"})
    assert states(rows) == {
        "lilies.txt": DocumentState.WAITING,
        "new.md": DocumentState.WAITING,
        "one": DocumentState.REMOVED,
        "roses.md": DocumentState.REMOVED,
        "tulips.md": DocumentState.CHANGED,
    }
    assert [r.file for r in rows] == ["lilies.txt", "new.md", None, None, "tulips.md"]
    assert Catalogue().rows(["new.md"], (), ()) == [
        CatalogueRow("new.md", "new.md", DocumentState.WAITING, own=True, file="new.md")
    ]


def test_an_excluded_document_is_marked_and_its_box_is_unchecked(catalogue: Catalogue) -> None:
    rows = catalogue.rows(FILES, (), {"roses.md"})
    assert states(rows)["roses.md"] is DocumentState.EXCLUDED
    boxes = re.findall(r"<input [^>]*>", render_table(rows, "Yours"))
    assert len(boxes) == 3
    assert [b.endswith(" checked>") for b in boxes if "roses" in b.lower()] == [False]
    assert [b.endswith(" checked>") for b in boxes if "tulips" in b.lower()] == [True]


def test_names_titles_and_reasons_are_text_and_never_markup() -> None:
    row = replace(
        ROSES,
        id=EVIL,
        title=EVIL,
        file=EVIL,
        reason=EVIL,
        regions=(EVIL,),
        date=EVIL,
        perspective=((EVIL, 1),),
        health=replace(SOUND, notes=(EVIL,)),
    )
    progress = Progress(EVIL, skipped=({"file": EVIL, "reason": EVIL},), changes=Changes((EVIL,)))
    for html in (render_table([row], EVIL), render_health([row]), render_status(progress)):
        assert "<img" not in html and "&lt;img" in html and 'onerror="' not in html


def test_documents_are_found_by_words_of_title_region_or_state_in_any_case() -> None:
    rows = [
        ROSES,
        replace(ROSES, id="x.md", title="Tulips", regions=("Central Asia",), state=DocumentState.EXCLUDED),
    ]
    assert [r.title for r in find_rows(rows, "balkans ROSES")] == ["Roses"]
    assert [r.title for r in find_rows(rows, "excluded")] == ["Tulips"]
    assert find_rows(rows, "") == rows and find_rows(rows, "balkans excluded") == []


def test_a_long_table_says_how_many_it_leaves_out() -> None:
    html = render_table([replace(ROSES, id=f"{i}.md") for i in range(MAX_ROWS + 7)], "Yours")
    assert html.count("<tr") == MAX_ROWS + 1 and "7 more documents" in html
    assert render_table([], "Yours") == "" and "No document matches" in render_no_documents(filtered=True)


def test_health_counts_each_issue_and_names_the_documents() -> None:
    rows = [
        ROSES,
        replace(
            ROSES,
            id="b.md",
            title="B",
            health=Health(("2 of 3 pages have no text.",), 0.0, "de"),
            excluded=True,
        ),
        replace(ROSES, id="c.md", title="C", health=Health((), 0.31, None, "roses.md", 0.75)),
        CatalogueRow("d.pdf", "d.pdf", DocumentState.SKIPPED, own=True),
    ]
    html = render_health(rows)
    assert "3 indexed, 1 of them excluded from the answers; 1 skipped" in html
    assert "English 1, German 1, not sure 1" in html
    issues = re.findall(r"<li>(.*?)</li>", html)
    assert len(issues) == 2
    assert "2 of 3 pages have no text; it is in German" in issues[0]
    assert (
        "31% of its characters are garbled; 75% of the shorter text is the same as in roses.md" in issues[1]
    )


def test_each_row_says_what_can_be_quoted_and_health_names_those_that_lost_most_or_are_misread() -> None:
    around = (LeftOut(LeftOutKind.REFERENCE, 31, 40), LeftOut(LeftOutKind.NAVIGATION, 14, 19))
    lost, whole = Coverage(41, 100, around), Coverage(9, 10, (LeftOut(LeftOutKind.TABLE, 1, 1),))
    rows = [
        replace(ROSES, health=replace(SOUND, coverage=whole)),
        replace(ROSES, id="b.md", title="B", health=replace(SOUND, coverage=lost)),
        replace(ROSES, id="c.md", title="C", health=replace(SOUND, unknown=0.12)),
    ]
    sentence = "only 41% can be quoted: left out are 31 references and 14 lines of navigation"
    table = render_table(rows, "Yours")
    assert re.findall(r'<span class="coverage">(.*?)</span>', table) == [
        "90% can be quoted; left out: 1 table",
        sentence,
    ]
    assert table.count("see Health") == 2
    html = render_health(rows)
    assert "<dt>Mostly left out</dt><dd>1 document</dd>" in html
    assert "<dt>Garbled text</dt><dd>1 document</dd>" in html
    assert re.findall(r"<li>(.*?)</li>", html) == [
        f"<b>B</b> (b.md): {sentence}.",
        "<b>C</b> (c.md): 12% of its words are not English, as bad OCR leaves them; run OCR over it again.",
    ]


def test_a_build_has_a_bar_while_it_runs_and_lists_the_changes_afterwards() -> None:
    assert 'value="0.250"' in render_status(Progress("Embedding", running=True, done=0.25))
    done = render_status(Progress("Ready.", changes=Changes(tuple("abcdefg"), ("x",))))
    assert "<progress" not in done and "is-ready" in done
    assert "Added: a, b, c, d, e and 2 more." in done and "Changed: x." in done and "Removed" not in done
    assert "No document has changed." in render_status(Progress("Ready.", changes=Changes()))
    assert "is-failed" in render_status(Progress("No.", failed=True))


def test_planted_text_and_unread_pages_are_counted_separately_and_shown_as_text() -> None:
    planted = (
        "Words addressed to a language model are in the text "
        f"(p. 2: “ignore all previous instructions {EVIL}”)."
    )
    rows = [
        replace(ROSES, id=str(n), health=Health(notes, 0.0, "en"))
        for n, notes in enumerate([(planted,), (planted, "1 of 3 pages (2) has no text."), ()])
    ]
    html = render_health(rows)
    assert (
        "<dt>Hidden or planted text</dt><dd>2 documents</dd>" in html
        and "<dt>Partly read</dt><dd>1 document</dd>" in html
    )
    assert EVIL not in html and "ignore all previous instructions &lt;img src=x" in html
    assert render_table(rows, "Yours").count("see Health") == 2


def test_of_very_many_documents_those_of_the_user_are_listed_and_the_others_counted(
    catalogue: Catalogue,
) -> None:
    few = Catalogue(catalogue.index, starter=frozenset({"one"}), max_listed=2)
    rows = few.rows(FILES, (), ())
    assert [r.id for r in rows if r.state is DocumentState.INDEXED] == ["roses.md", "tulips.md"]
    assert few.unlisted_count == 1
    assert "1 more document is in the index but not listed here" in render_unlisted(few.unlisted_count)
    assert render_unlisted(0) == ""


def test_a_table_shows_its_rows_and_licence_and_is_neither_searched_nor_examined(tmp_path: Path) -> None:
    (tmp_path / "roses.md").write_text("Bulgaria sells roses to China.", encoding="utf-8")
    loaded = load_documents([tmp_path])
    text = "country: Laos; year: 2020; usd: 1\n\ncountry: Mali; year: 2020; usd: 2"
    description = TableDescription(
        "Debt",
        (Measure("usd", "debt", "USD"),),
        "country",
        "year",
        attribution="A Bank, CC BY 4.0.",
        licence="CC BY 4.0",
        licence_url="https://licence.example/by",
    )
    blocks = (Block(0, 33, BlockKind.ROW), Block(35, 68, BlockKind.ROW))
    table = Document("figures/debt.csv", "Debt", text, blocks, table=description)
    folder = tmp_path / ".index"
    build_index(replace(loaded, documents=(*loaded.documents, table)), folder, WordEmbedder())
    rows = {r.id: r for r in opened(folder).rows(["roses.md"], (), ())}
    shown = rows["figures/debt.csv"]
    assert shown.table == ListedTable(2, "A Bank, CC BY 4.0.", "CC BY 4.0", "https://licence.example/by")
    assert (shown.passages, shown.health, shown.is_indexed, rows["roses.md"].table) == (
        None,
        None,
        True,
        None,
    )
    html = render_table([shown], "Tables")
    assert '<td data-label="Kind">table of 2 rows</td>' in html and 'data-document="figures/debt.csv"' in html
    assert re.search(r'A Bank, <a href="https://licence\.example/by" [^>]+>CC BY 4\.0</a>\.<', html)
    assert "<dd>1 indexed, 0 of them excluded" in render_health(list(rows.values()))
    assert find_rows(rows.values(), "table bank") == [shown]


def test_an_excluded_table_is_unticked_and_a_licence_that_is_no_web_address_is_no_link() -> None:
    table = ListedTable(1, "", "Free", "javascript:alert(1)")
    row = CatalogueRow("t.csv", "T", DocumentState.EXCLUDED, own=False, excluded=True, table=table)
    html = render_table([row], "Tables")
    assert "table of 1 row<" in html and "javascript" not in html
    assert 'aria-label="Use T in answers">' in html
