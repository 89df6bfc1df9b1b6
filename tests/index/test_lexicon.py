"""The names and words of an index: found, corrected, explained and suggested."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.annotate.names import DocumentNames
from index.lexicon import Lexicon, names_line, write_lexicon
from index.search.bm25 import Vocabulary
from index.store import PassageIndex
from index.topics import DocumentTopics
from tests.building import build
from tests.conftest import WordEmbedder, terms_of

NAMES = {"Red Lantern Bank": 2, "Red Lantern": 5, "Zelmirastan": 3, "Harvest": 2, "Bravona": 2}


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    return make(
        tmp_path, NAMES, {"RLB": "Red Lantern Bank"}, "Rivers", "Rivers harvest lanterns, Zelmirastan"
    )


def make(
    path: Path, counts: Mapping[str, int], acronyms: Mapping[str, str], title: str, text: str
) -> Lexicon:
    terms_of(path, [text])
    write_lexicon(path, [names_line(DocumentNames(counts, acronyms, (title,)))])
    return open_lexicon(path)


class NoTopics(DocumentTopics):
    """Topics of no documents."""

    def __init__(self) -> None:
        pass


def open_lexicon(path: Path) -> Lexicon:
    return Lexicon(path, Vocabulary(path), NoTopics())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who runs the Red Lantern Bank?", ["Red Lantern Bank"]),
        ("who runs red lantern?", ["Red Lantern"]),
        ("RED LANTERN BANK", ["Red Lantern Bank"]),
        ("the Red Lantern Bank's debt", ["Red Lantern Bank"]),
        ("red lantern and bravona", ["Red Lantern", "Bravona"]),
        ("the harvest failed", []),  # an English word, not the name that is spelt like it
        ("the Harvest failed", ["Harvest"]),
        ("where do rivers end", ["Rivers"]),  # a title
        ("lantern bank", []),
        ("", []),
    ],
)
def test_names_are_found_in_any_case_the_longest_at_each_place(
    lexicon: Lexicon, text: str, names: list[str]
) -> None:
    assert [m.name for m in lexicon.find(text)] == names


def test_a_mention_is_the_span_of_the_name_in_the_text(lexicon: Lexicon) -> None:
    text = "Is bravona near?"
    (mention,) = lexicon.find(text)
    assert text[mention.start : mention.end] == "bravona"


def test_a_word_is_had_in_any_form(lexicon: Lexicon) -> None:
    assert lexicon.has_word("lantern") and lexicon.has_word("harvesting")
    assert not lexicon.has_word("Ostrova")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lantrens", "lanterns"),  # an English word that the documents have
        ("bravonna", "bravona"),  # a name, one slip away
        ("zelmrstan", "zelmirastan"),  # a long name, two slips away
        ("brvna", ""),  # too far off
        ("copper", ""),  # English, so not misspelt
        ("brav", ""),  # too short to tell
        ("бравонна", "bravona"),  # in other letters
        ("红灯笼银行", ""),
    ],
)
def test_a_misspelt_word_is_one_of_the_documents(lexicon: Lexicon, word: str, expected: str) -> None:
    assert lexicon.correct(word) == expected


def test_an_acronym_has_a_long_form_and_a_name_has_none(lexicon: Lexicon) -> None:
    assert lexicon.get_long_form("RLB") == "Red Lantern Bank"
    assert lexicon.get_long_form("Bravona") == ""


def test_names_spelt_nearly_alike_are_suggested(lexicon: Lexicon) -> None:
    assert "Bravona" in lexicon.suggest("Bravonna")
    assert lexicon.suggest("Qxqxqx") == ()


def test_an_index_without_names_knows_none(tmp_path: Path) -> None:
    terms_of(tmp_path, ["tea"])
    write_lexicon(tmp_path, [])
    empty = open_lexicon(tmp_path)
    assert (empty.find("Red Lantern"), empty.suggest("Red Lantern"), empty.correct("bravonna")) == (
        [],
        (),
        "",
    )


def test_a_build_knows_the_names_of_its_documents(tmp_path: Path) -> None:
    text = "It is run by the Red Lantern Bank (RLB). We saw Zelmira. They left Zelmira."
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(text, encoding="utf-8")
    build(tmp_path / "docs", tmp_path / "index")
    names = PassageIndex(tmp_path / "index", WordEmbedder()).lexicon
    assert [m.name for m in names.find("does zelmira owe RLB money?")] == ["Zelmira", "RLB"]
    assert names.get_long_form("RLB") == "Red Lantern Bank"
