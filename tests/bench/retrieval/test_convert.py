"""Conversion of public collections to BEIR folders; all samples are invented."""

import json
from pathlib import Path

import pytest

from bench.retrieval.beir import read_collection
from bench.retrieval.convert import write_folder
from bench.retrieval.multi_hop import read_multi_hop
from bench.retrieval.smart import read_smart
from bench.retrieval.source import SourceCollection
from corpus.errors import UserError
from tests.bench.retrieval.conftest import write_files

SMART = {
    "small.all.3": """.I 1
.T
Ports of
the coast
.A
Doe, J.
.W
  Harbours were dredged.
.X
1 5 1
.W
Cranes were built.
.I 2
.T
.W
.I 3
.T\x20
Only a title
""",
    "small.qry": ".I 001\n.W\nwhich harbours\nwere dredged\n.I 004\n.T\nCranes\n.W\nWho built them?\n",
    "smallqrel": "1 1 2\n1 3 -1\n2 3 4 \n 2 1 0 0.0\n\n",
}
HOTPOT = [
    {
        "_id": "a",
        "question": "Who dug it?",
        "supporting_facts": [["Canal", 1], ["Digger", 0]],
        "context": [
            ["Canal", ["It is long.", " It was dug."]],
            ["Digger", ["A man."]],
            ["Lake", ["It is wet."]],
        ],
    },
    {
        "_id": "b",
        "question": "How wet?",
        "supporting_facts": [["Lake", 0]],
        "context": [["Lake", ["It is wet."]], ["Canal", ["It is another."]]],
    },
]


def test_smart_records_keep_title_text_and_position(tmp_path: Path) -> None:
    collection = read_smart(write_files(tmp_path, SMART))
    assert collection.documents == {
        "1": ("Ports of the coast", "Harbours were dredged. Cranes were built."),
        "2": ("", ""),
        "3": ("Only a title", "Only a title"),
    }
    assert collection.questions == {"1": "which harbours were dredged", "2": "Cranes Who built them?"}
    assert list(collection.relevant) == [("1", "1"), ("2", "3"), ("2", "1")]


def test_judgements_with_a_zero_before_the_document_are_read(tmp_path: Path) -> None:
    collection = read_smart(write_files(tmp_path, SMART | {"smallqrel": "1 0 3 1\n2 0 1 1\n"}))
    assert list(collection.relevant) == [("1", "3"), ("2", "1")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("other.qry", ".I 1\n", r"2 files called \*\.qry"),
        ("smallqrel", "1 1\n", "2 columns"),
        ("small.qry", "no record", "has no record"),
        ("small.qry", "\0", "cannot be read"),
    ],
)
def test_a_folder_that_is_not_in_smart_form_is_refused(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    write_files(tmp_path, SMART | {name: text})
    with pytest.raises(UserError, match=message):
        read_smart(tmp_path)


def test_hotpotqa_pools_paragraphs_and_keeps_each_questions_judgements(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"hotpot.json": json.dumps(HOTPOT)}) / "hotpot.json"
    collection = read_multi_hop(path, "hotpotqa")
    assert collection.documents["0"] == ("Canal", "It is long. It was dug.")
    titles = [title for title, _ in collection.documents.values()]
    assert titles == ["Canal", "Digger", "Lake", "Canal"]
    assert list(collection.relevant) == [("a", "0"), ("a", "1"), ("b", "2")]
    one = read_multi_hop(path, "hotpotqa", ["b"])
    assert one.questions == {"b": "How wet?"}
    assert one.documents == {"0": ("Lake", "It is wet."), "1": ("Canal", "It is another.")}


def test_musique_is_read_from_json_lines(tmp_path: Path) -> None:
    paragraphs = [
        {"title": "Sea", "paragraph_text": "Salt.", "is_supporting": True},
        {"title": "Sky", "paragraph_text": "Air.", "is_supporting": False},
    ]
    lines = "".join(json.dumps({"id": i, "question": f"{i}?", "paragraphs": paragraphs}) + "\n" for i in "xy")
    path = write_files(tmp_path, {"m.jsonl": lines}) / "m.jsonl"
    assert read_multi_hop(path, "musique") == SourceCollection(
        documents={"0": ("Sea", "Salt."), "1": ("Sky", "Air.")},
        questions={"x": "x?", "y": "y?"},
        relevant={("x", "0"): None, ("y", "0"): None},
    )


def test_questions_in_another_form_or_absent_are_refused(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"hotpot.json": json.dumps(HOTPOT), "broken.json": "[{]"}) / "hotpot.json"
    with pytest.raises(UserError, match="not in the form of musique"):
        read_multi_hop(path, "musique")
    with pytest.raises(UserError, match="lacks 1 of the 2 questions asked for, the first is 'c'"):
        read_multi_hop(path, "hotpotqa", ["a", "c"])
    with pytest.raises(UserError, match="neither a JSON list nor JSON Lines"):
        read_multi_hop(tmp_path / "broken.json", "hotpotqa")


def test_a_written_folder_reads_back_without_empty_documents(tmp_path: Path) -> None:
    out = tmp_path / "new" / "small"
    assert write_folder(read_smart(write_files(tmp_path / "smart", SMART)), out) == ["2"]
    read = read_collection(out)
    assert read.documents == {
        "1": "Ports of the coast. Harbours were dredged. Cranes were built.",
        "3": "Only a title. Only a title",
    }
    assert read.relevant == {"1": frozenset("1"), "2": frozenset("31")}
    assert [p.name for p in out.parent.iterdir()] == ["small"]
    with pytest.raises(UserError, match="exists already"):
        write_folder(SourceCollection(), out)
