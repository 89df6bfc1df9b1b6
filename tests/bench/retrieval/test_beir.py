"""Collections in BEIR form, and the rankings that peers print."""

import pytest

from bench.retrieval.beir import Collection, format_ranking, parse_rankings, read_collection
from corpus.errors import UserError
from tests.bench.retrieval.conftest import write_files


def test_only_questions_with_a_relevant_document_are_kept(collection: Collection) -> None:
    assert collection.questions == {"1": "harbours", "2": "canals or lakes"}
    assert collection.relevant == {"1": frozenset("p"), "2": frozenset("qr")}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "p"}\n', "Line 1 of .*corpus.jsonl lacks '_id' or 'text'"),
        ("queries.jsonl", '{"_id": "9", "text": "?"}\n', "None of the 1 questions"),
        ("qrels/test.tsv", "1\tp\t1\n1 p 1\n", "Line 2 of .*test.tsv is not a judgement"),
    ],
)
def test_a_broken_collection_is_refused(collection: Collection, name: str, text: str, message: str) -> None:
    write_files(collection.folder, {name: text})
    with pytest.raises(UserError, match=message):
        read_collection(collection.folder)


def test_a_collection_needs_its_three_files(collection: Collection) -> None:
    (collection.folder / "qrels" / "test.tsv").unlink()
    with pytest.raises(UserError, match=r"no qrels.tsv or qrels/\*.tsv"):
        read_collection(collection.folder)
    with pytest.raises(UserError, match=r"corpus.jsonl cannot be read"):
        read_collection(collection.folder / "nowhere")


def test_documents_are_ranked_by_their_best_passage(collection: Collection) -> None:
    printed = [format_ranking("1", "srrp"), format_ranking("2", "sqqrp")]  # one letter a passage
    assert parse_rankings(printed, collection) == {"1": ["s", "r", "p"], "2": ["s", "q", "r", "p"]}


def test_broken_or_incomplete_rankings_are_refused(collection: Collection) -> None:
    with pytest.raises(UserError, match="1 of 2 questions of small have no ranking, the first is '2'"):
        parse_rankings([format_ranking("1", "p")], collection)
    with pytest.raises(UserError, match="cannot be read"):
        parse_rankings(["Loading weights"], collection)
