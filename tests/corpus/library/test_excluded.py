"""Excluded documents are used by no answer and no search, and come back unchanged when included again."""

import json
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.library.excluded import excluded_path, read_excluded, set_excluded
from index.store import PassageIndex
from qa.ask import ask

QUESTION = "How does China's security role differ between Central Asia and the Balkans?"


def test_an_exclusion_is_stored_and_can_be_undone(tmp_path: Path) -> None:
    assert read_excluded(tmp_path) == frozenset()
    set_excluded(tmp_path, "b.md", True)
    assert set_excluded(tmp_path, "ä/a.md", True) == {"ä/a.md", "b.md"} == read_excluded(tmp_path)
    assert json.loads(excluded_path(tmp_path).read_text(encoding="utf-8")) == ["b.md", "ä/a.md"]
    assert set_excluded(tmp_path, "b.md", False) == {"ä/a.md"} == read_excluded(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["excluded.json"]


@pytest.mark.parametrize("content", ["[", '{"a": 1}', "[1]"])
def test_a_corrupt_list_is_one_sentence_with_the_remedy(tmp_path: Path, content: str) -> None:
    excluded_path(tmp_path).write_text(content)
    with pytest.raises(CorpusError, match=r"is corrupt .*; remove it, and answers use every document again"):
        read_excluded(tmp_path)


def test_no_sentence_and_no_passage_of_an_excluded_document_is_found(ten_index: PassageIndex) -> None:
    cut = ten_index.excluding({"balkans/security.md"})
    assert {h.passage.document_id for h in ten_index.search("drones for Serbia", 100)} - {
        h.passage.document_id for h in cut.search("drones for Serbia", 100)
    } == {"balkans/security.md"}
    held = {
        int(r)
        for r in ten_index.sentences.find_tagged()
        if ten_index.sentences.locate(int(r)).document.id == "balkans/security.md"
    }
    assert (
        held
        and set(cut.sentences.find_tagged().tolist())
        == set(ten_index.sentences.find_tagged().tolist()) - held
    )
    on_balkans = [("subject", "Balkans")]
    assert (
        set(cut.sentences.find_tagged(on_balkans).tolist())
        == set(ten_index.sentences.find_tagged(on_balkans).tolist()) - held
    )


def test_no_answer_cites_an_excluded_document_until_it_is_included_again(
    ten_index: PassageIndex, framework: Framework
) -> None:
    def sources(index: PassageIndex) -> set[str]:
        return {s.document_id for s in ask(QUESTION, index, framework).sources}

    before = sources(ten_index)
    assert "compared/two-regions.md" in before
    assert "compared/two-regions.md" not in sources(ten_index.excluding({"compared/two-regions.md"}))
    assert sources(ten_index.excluding(())) == before


def test_with_every_document_excluded_nothing_is_found_and_nothing_breaks(
    ten_index: PassageIndex, framework: Framework
) -> None:
    empty = ten_index.excluding(set(ten_index.documents))
    assert list(empty.sentences.find_tagged()) == []
    assert empty.search("drones", 5) == []
    assert ask(QUESTION, empty, framework).sources == ()
