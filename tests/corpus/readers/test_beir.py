"""A BEIR corpus gives a document for each good line and a reason for each bad one."""

import pytest

from corpus.ingest.load import load_documents
from corpus.readers.beir import read_beir
from corpus.records import Document
from tests.reading import Write


def test_a_record_keeps_its_id_and_its_exact_text(write: Write) -> None:
    path = write(
        "c.jsonl",
        '{"_id": "d1", "title": "Ports", "text": "One.\\n\\nTwo."}\n\n'
        '{"_id": 2, "text": "Line\u2028three."}\n',
    )
    documents = [d for _, d in read_beir(path) if isinstance(d, Document)]
    assert [number for number, _ in read_beir(path)] == [1, 3]
    assert [(d.id, d.title, d.text) for d in documents] == [
        ("d1", "Ports", "One.\n\nTwo."),
        ("2", "", "Line\u2028three."),
    ]
    assert [documents[0].text[b.start : b.end] for b in documents[0].blocks] == ["One.", "Two."]


LACKING = 'The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "{broken",
            "The line is not valid JSON (Expecting property name enclosed in double quotes); "
            "each line must be one object.",
        ),
        ('["a"]', LACKING),
        ('{"text": "no id"}', LACKING),
        ('{"_id": null, "text": "no id"}', LACKING),
        ('{"_id": "d", "text": 7}', LACKING),
        ('{"_id": "d", "text": "  "}', "The text of 'd' is empty; remove the line."),
    ],
)
def test_a_bad_line_is_reported_with_its_number(write: Write, line: str, reason: str) -> None:
    lines = ['{"_id": "a", "text": "Good."}', "", line, '{"_id": "b", "text": "Good too."}', ""]
    loaded = load_documents([write("c.jsonl", "\n".join(lines))])
    assert [d.id for d in loaded.documents] == ["a", "b"]
    assert [(s.file, s.reason) for s in loaded.skipped] == [("c.jsonl:3", reason)]
