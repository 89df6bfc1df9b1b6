"""What documents are about, and the terms that few of them have, in a question."""

from pathlib import Path

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.read.question import know, read_question
from tests.building import build
from tests.conftest import WordEmbedder

FILES = {
    "viola.md": "# The viola\n\nIt is lower than a violin.\n\nIts strings are long.",
    "cello.md": "# Playing the cello\n\nThe cellist sits.\n\nA cello is lower than a viola.",
    "wool.md": "# Mineral wool\n\nThe wool is spun.\n\nIt keeps a house warm.",
    # no title names it, but all four passages do
    "lamps.md": "# Nights\n\n" + "\n\n".join(f"## Part {n}\n\nThe lantern burns oil." for n in range(4)),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    folder = tmp_path_factory.mktemp("topics")
    write(folder / "docs", FILES)
    build(folder / "docs", folder / "index", passage_words=8)
    return PassageIndex(folder / "index", WordEmbedder())


def write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Is a viola lower than a cello?", ["viola", "cello"]),
        ("mineral wool in a house", ["mineral wool"]),  # words of one document are one phrase
        ("mineral oil and wool", ["mineral", "oil", "wool"]),
        ("Do lanterns burn oil?", ["lanterns burn oil"]),  # no title has them, but all passages of a document
        ("Are violins long?", []),  # a document has them, but is not about them
        ("the and of", []),
        ("", []),
    ],
)
def test_a_topic_is_a_word_of_a_title_or_of_all_passages(
    index: PassageIndex, text: str, topics: list[str]
) -> None:
    assert [m.name for m in index.lexicon.find_topics(text)] == topics


def test_terms_are_words_that_some_document_has_and_few_do(index: PassageIndex) -> None:
    assert [m.name for m in index.lexicon.find_terms("Who has a long violin or a flute?")] == ["long violin"]


def test_documents_about_a_name_are_about_all_its_words(index: PassageIndex) -> None:
    (wool,) = index.lexicon.find_documents_about("mineral wool")
    assert index.documents.at(wool).title == "Mineral wool"
    assert index.lexicon.find_documents_about("mineral oil") == frozenset()
    assert index.lexicon.find_documents_about("the") == frozenset()


def test_topics_of_the_framework_are_no_topics_of_documents_without_the_actor(
    index: PassageIndex, ten_index: PassageIndex, framework: Framework
) -> None:
    text = "What did attacks on the port cost?"
    assert read_question(text, framework, known=know(index)).topics == ()
    assert "ports" in read_question(text, framework, known=know(ten_index)).topics
