"""Exports, each read back by a library that did not write it: python-docx, csv, pybtex, citeproc-py, rispy, markdown-it."""

import csv
import io
import json
import re
from dataclasses import replace

import docx
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from markdown_it import MarkdownIt
from pybtex.database import parse_string

from corpus.framework import Framework
from corpus.records import Reference
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Kind, Question, Role, Source, Statement, Status
from qa.write.export import collect_works, to_bibtex, to_csl_json, to_csv, to_docx, to_markdown, to_ris

STRANGE = Reference(
    "bk/1",
    "Arms & 50% {more} of_it #1",
    "Åsa Müller",
    "A & B",
    "2024-03-05",
    "https://a.org/x_y?a=1&b=2",
    "medium",
    "A Relay",
)
QUOTE = "Serbia bought arms & drones\nworth $5 million."


@pytest.fixture(scope="module")
def answer(ten_index: PassageIndex, framework: Framework) -> Answer:
    return ask("How does China's strategy differ between Central Asia and the Balkans?", ten_index, framework)


@pytest.fixture
def strange() -> Answer:
    """Two quotations of one work with signs that formats use, one of an own PDF."""
    sources = (
        Source(1, "serbia.md", "Serbia", "Security", 10, 54, QUOTE, "a" * 64, (STRANGE,)),
        Source(2, "serbia.md", "Serbia", "Economy", 60, 80, "=SUM(A1:A9)", "a" * 64, (STRANGE,)),
        Source(3, "own report.pdf", "Own report", "p. 14 | Trade", 0, 9, "It trades.", "b" * 64),
    )
    said = (
        Statement(("Serbia",), "security", Role.CELL, QUOTE, (1,), verbatim=True),
        Statement(("Serbia",), "economic", Role.CELL, "=SUM(A1:A9)", (2,), verbatim=True),
        Statement(("Kenya",), "economic", Role.CELL, "It trades.", (3,), verbatim=True),
    )
    question = Question("Compare | them_*", Kind.COMPARISON, ("Serbia", "Kenya"), ("economic", "security"))
    return Answer(question, Status.ANSWERED, said, (), (), sources, {"build": "7f3a", "documents": 2})


def test_word_has_the_table_the_notes_and_the_bibliography(answer: Answer) -> None:
    document = docx.Document(io.BytesIO(to_docx(answer)))
    assert (
        document.paragraphs[0].text == answer.question.text
        and document.core_properties.title == answer.question.text
    )
    table = document.tables[0]
    assert [c.text for c in table.rows[0].cells] == ["", *answer.question.subjects]
    for row, aspect in enumerate(answer.question.aspects, start=1):
        for column, side in enumerate(answer.question.subjects, start=1):
            said = [
                s
                for s in answer.statements
                if s.role is Role.CELL and s.subjects == (side,) and s.aspect == aspect
            ]
            expected = [f"{s.text}{''.join(f'[{n}]' for n in s.cites)}" for s in said] or [
                "No evidence in the corpus."
            ]
            assert [p.text for p in table.cell(row, column).paragraphs] == expected
    text = [p.text for p in document.paragraphs]
    for source in answer.sources:
        assert any(t.startswith(f"[{source.n}] “{source.quote}”") for t in text)
    assert len(text[text.index("Bibliography") + 1 : -1]) == len(collect_works(answer))


def test_word_numbers_are_raised(answer: Answer) -> None:
    cell = docx.Document(io.BytesIO(to_docx(answer))).tables[0].cell(1, 1)
    assert re.fullmatch(r"(\[\d+\])+", "".join(r.text for r in cell.paragraphs[0].runs if r.font.superscript))


def test_csv_has_a_line_for_each_citation_and_no_formula(strange: Answer, answer: Answer) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(answer), newline="")))
    assert [(r["statement"], int(r["source"])) for r in rows] == [
        (s.text, n) for s in answer.statements for n in s.cites
    ]
    rows = list(csv.DictReader(io.StringIO(to_csv(strange), newline="")))
    assert rows[0]["quotation"] == QUOTE and rows[0]["addresses"] == STRANGE.url
    assert (rows[1]["statement"], rows[1]["quotation"]) == ("'=SUM(A1:A9)", "'=SUM(A1:A9)")
    for sign in "=+-@\t\r":
        said = replace(strange.statements[0], text=f"{sign}cmd")
        assert f"'{sign}cmd" in to_csv(replace(strange, statements=(said,)))


FORMULAS = {
    "=1": "'=1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t'=1",
    "\r=1": "'\r'=1",
    "\n=1": "'\n'=1",
    " =1": "' =1",
    "\u00a0=1": "'\u00a0=1",
    "\ufeff=1": "'\ufeff=1",
    "\u200b=1": "'\u200b=1",
    '"=1"': '\'"=1"',
    "“=1": "'“=1",
    "'=1": "''=1",
    "＝1": "'＝1",
    "＋1": "'＋1",
    "－1": "'－1",
    "＠x": "'＠x",
    "−1": "'−1",
    "said;=1": "said;'=1",
    "said; =HYPERLINK(1)": "said;' =HYPERLINK(1)",
    'said";"=1': 'said";\'"=1',
    "said\n@x": "said\n'@x",
    "said\t+1": "said\t'+1",
}


@pytest.mark.parametrize("words", FORMULAS)
def test_csv_has_no_formula_wherever_a_spreadsheet_would_find_one(strange: Answer, words: str) -> None:
    said, source = (
        replace(strange.statements[0], text=words),
        replace(strange.sources[0], title=words, quote=words, locator=words, document_id=words),
    )
    (row,) = csv.DictReader(
        io.StringIO(to_csv(replace(strange, statements=(said,), sources=(source,))), newline="")
    )
    assert {row[c] for c in ("statement", "quotation", "title", "locator", "document")} == {FORMULAS[words]}


@pytest.mark.parametrize(
    "words", ["China's share rose by -3 % (a = b).", "In 2020-21; and since: e-mail x@y.org", "", "1=1"]
)
def test_csv_leaves_plain_words_as_they_are(strange: Answer, words: str) -> None:
    said = replace(strange.statements[0], text=words)
    (row, *_) = csv.DictReader(io.StringIO(to_csv(replace(strange, statements=(said,))), newline=""))
    assert row["statement"] == words


HOSTILE = (
    "x} @comment{ \\input{/etc/passwd} <script>alert(1)</script> <img src=x onerror=alert(1)> ![t](https://evil.example/t.png) [go](javascript:alert(1)) "
    "\nER  - \nTY  - BOOK\n[ref]: https://evil.example/ ![ref] \x00\x0b\ufffe\ud800"
)


@pytest.fixture
def hostile(strange: Answer) -> Answer:
    """An answer all of whose words are a document's that means harm."""
    work = Reference(
        HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "https://evil.example/}\\input{x", via=HOSTILE
    )
    source = Source(1, HOSTILE, HOSTILE, HOSTILE, 10, 54, HOSTILE, "a" * 64, (work,))
    said = (
        replace(strange.statements[0], text=HOSTILE),
        replace(strange.statements[0], text=f"[ref]: {HOSTILE}", role=Role.SUMMARY),
    )
    return replace(
        strange, statements=said, sources=(source,), question=replace(strange.question, text=HOSTILE)
    )


def test_a_hostile_document_is_only_words_in_markdown(hostile: Answer) -> None:
    text = to_markdown(hostile)
    md = MarkdownIt("commonmark").enable("table")
    tokens = [t for block in md.parse(text) for t in (block, *(block.children or ()))]
    assert not [t for t in tokens if t.type in ("image", "link_open", "html_block")]
    assert {t.content for t in tokens if t.type == "html_inline"} <= {"<br>"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in md.render(text)


def test_a_hostile_document_is_only_words_in_word(hostile: Answer) -> None:
    written = docx.Document(io.BytesIO(to_docx(hostile)))
    assert any("<script>alert(1)</script>" in p.text for p in written.paragraphs)
    kinds = {r.reltype.rsplit("/", 1)[-1] for r in written.part.rels.values()}
    assert not kinds & {"hyperlink", "image", "oleObject", "attachedTemplate"}


def test_a_hostile_document_is_only_words_in_bibliographies(hostile: Answer) -> None:
    (entry,) = parse_string(to_bibtex(hostile), "bibtex").entries.values()
    assert set(entry.fields) == {"title", "publisher", "year", "date", "url", "note"}
    assert entry.fields["url"] == "https://evil.example/%7D%5Cinput%7Bx"
    assert "\\input" not in re.sub(r"\\textbackslash\{\}", "", to_bibtex(hostile))
    (record,) = rispy.loads(to_ris(hostile))
    assert record["type_of_reference"] == "ELEC" and record["urls"] == ["https://evil.example/}\\input{x"]
    (item,) = json.loads(to_csl_json(hostile))
    assert item["title"] == HOSTILE


def test_bibtex_is_read_with_its_fields_unharmed(strange: Answer) -> None:
    entries = parse_string(to_bibtex(strange), "bibtex").entries
    assert list(entries) == ["bk-1", "own-report-pdf"]
    fields = entries["bk-1"].fields
    plain = {k: re.sub(r"\\([&%$#_{}])", r"\1", v) for k, v in fields.items()}
    assert (
        plain["title"] == "{Arms & 50% {more} of_it #1}"
        and plain["year"] == "2024"
        and fields["url"] == STRANGE.url
    )
    assert str(entries["bk-1"].persons["author"][0]) == "{Åsa Müller}"
    assert (
        "[1] “Serbia bought arms & drones worth $5 million.” Serbia, Security (serbia.md, characters 10-54)"
        in plain["note"]
        and "[2] " in plain["note"]
    )
    assert "pages" not in fields and entries["own-report-pdf"].fields["pages"] == "14"


def test_csl_json_is_taken_by_a_citation_processor(strange: Answer) -> None:
    items = json.loads(to_csl_json(strange))
    taken = CiteProcJSON(items)
    assert (
        "".join(taken["bk-1"].title) == STRANGE.title
        and taken["bk-1"].issued.year == 2024
        and taken["bk-1"].type == "webpage"
    )
    assert (
        items[0]["note"].count("\n") == 1 and items[1]["page"] == "14" and "“It trades.”" in items[1]["note"]
    )


def test_ris_is_read_with_a_note_for_each_quotation(strange: Answer) -> None:
    first, second = rispy.loads(to_ris(strange))
    assert (first["title"], first["authors"], first["publisher"], first["year"]) == (
        STRANGE.title,
        ["Åsa Müller"],
        "A & B",
        "2024",
    )
    assert (
        first["urls"] == [STRANGE.url]
        and len(first["notes"]) == 2
        and "Serbia bought arms & drones worth $5 million." in first["notes"][0]
    )
    assert second["start_page"] == "14" and second["type_of_reference"] == "GEN"


def test_every_work_cited_is_exported_in_each_form(answer: Answer) -> None:
    works = collect_works(answer)
    assert {w.reference for w in works} == {r for s in answer.sources for r in s.references} | {
        Reference(s.document_id, s.title) for s in answer.sources if not s.references
    }
    assert (
        len(parse_string(to_bibtex(answer), "bibtex").entries)
        == len(json.loads(to_csl_json(answer)))
        == len(rispy.loads(to_ris(answer)))
        == len(works)
    )


def test_markdown_has_the_answer_numbered_notes_and_the_bibliography(answer: Answer) -> None:
    text = to_markdown(answer)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open"]
    assert headings == [answer.question.text, "Notes", "Bibliography"]
    assert sum(t.type == "th_open" for t in tokens) == 1 + len(answer.question.subjects)
    notes = text[text.index("## Notes") : text.index("## Bibliography")]
    assert re.findall(r"^(\d+)\. “", notes, re.MULTILINE) == [str(s.n) for s in answer.sources]
    assert all(" ".join(s.quote.split()) in notes for s in answer.sources)


def test_an_answer_without_evidence_is_exported_too(ten_index: PassageIndex, framework: Framework) -> None:
    empty = replace(ask("Who dug the canal on the moon?", ten_index, framework), nearest=(), sources=())
    assert (
        "holds no evidence" in to_markdown(empty)
        and to_bibtex(empty) == ""
        and json.loads(to_csl_json(empty)) == []
    )
    assert any("holds no evidence" in p.text for p in docx.Document(io.BytesIO(to_docx(empty))).paragraphs)
