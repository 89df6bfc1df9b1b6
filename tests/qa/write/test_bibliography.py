"""Bibliographies, each read back by a library that did not write it: pybtex, citeproc-py, rispy."""

import json
import re
from dataclasses import replace

import rispy
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from corpus.records import Reference
from qa.records import Answer
from qa.write.bibliography import to_bibtex, to_csl_json, to_ris
from qa.write.works import collect_works
from tests.qa.write.conftest import HOSTILE, SPECIAL_REFERENCE


def test_bibtex_keeps_every_field(special_answer: Answer) -> None:
    entries = parse_string(to_bibtex(special_answer), "bibtex").entries
    assert list(entries) == ["bk-1", "own-report-pdf"]
    fields = entries["bk-1"].fields
    unescaped = {k: re.sub(r"\\([&%$#_{}])", r"\1", v) for k, v in fields.items()}
    assert unescaped["title"] == "{Arms & 50% {more} of_it #1}"
    assert (unescaped["year"], fields["url"]) == ("2024", SPECIAL_REFERENCE.url)
    assert str(entries["bk-1"].persons["author"][0]) == "{Åsa Müller}"
    note = (
        "[1] “Serbia bought arms & drones worth $5 million.” Serbia, Security (serbia.md, characters 10-54)"
    )
    assert note in unescaped["note"] and "[2] " in unescaped["note"]
    assert "pages" not in fields and entries["own-report-pdf"].fields["pages"] == "14"


def test_csl_json_is_read_by_a_citation_processor(special_answer: Answer) -> None:
    items = json.loads(to_csl_json(special_answer))
    item = CiteProcJSON(items)["bk-1"]
    assert ("".join(item.title), item.issued.year, item.type) == (SPECIAL_REFERENCE.title, 2024, "webpage")
    assert items[0]["note"].count("\n") == 1
    assert items[1]["page"] == "14" and "“It trades.”" in items[1]["note"]


def test_ris_has_a_note_for_each_quotation(special_answer: Answer) -> None:
    first, second = rispy.loads(to_ris(special_answer))
    assert (first["title"], first["authors"]) == (SPECIAL_REFERENCE.title, ["Åsa Müller"])
    assert (first["publisher"], first["year"], first["urls"]) == ("A & B", "2024", [SPECIAL_REFERENCE.url])
    assert len(first["notes"]) == 2
    assert "Serbia bought arms & drones worth $5 million." in first["notes"][0]
    assert (second["start_page"], second["type_of_reference"]) == ("14", "GEN")


def test_every_format_has_every_cited_work(answer: Answer) -> None:
    works = collect_works(answer)
    references = {replace(r, grade=None) for s in answer.sources for r in s.references}
    references |= {Reference(s.document_id, s.title) for s in answer.sources if not s.references}
    assert {w.reference for w in works} == references
    assert len(parse_string(to_bibtex(answer), "bibtex").entries) == len(works)
    assert len(json.loads(to_csl_json(answer))) == len(works)
    assert len(rispy.loads(to_ris(answer))) == len(works)


def test_a_hostile_document_stays_plain_text(hostile_answer: Answer) -> None:
    (entry,) = parse_string(to_bibtex(hostile_answer), "bibtex").entries.values()
    assert set(entry.fields) == {"title", "publisher", "year", "date", "url", "note"}
    assert entry.fields["url"] == "https://evil.example/%7D%5Cinput%7Bx"
    assert "\\input" not in re.sub(r"\\textbackslash\{\}", "", to_bibtex(hostile_answer))
    (record,) = rispy.loads(to_ris(hostile_answer))
    assert record["type_of_reference"] == "ELEC" and record["urls"] == ["https://evil.example/}\\input{x"]
    (item,) = json.loads(to_csl_json(hostile_answer))
    assert item["title"] == HOSTILE


def test_an_answer_without_evidence_has_no_works(empty_answer: Answer) -> None:
    assert to_bibtex(empty_answer) == to_ris(empty_answer) == ""
    assert json.loads(to_csl_json(empty_answer)) == []
