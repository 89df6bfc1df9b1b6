"""The corpus that comes with the program: marked throughout, of one bibliography, and able to fill every cell of a comparison."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from corpus.check import BIBLIOGRAPHY, problems, write_definitions
from corpus.framework import Framework
from corpus.load import STARTER_CORPUS, Loaded, load_documents
from corpus.records import Document, Sentence
from corpus.split import split_document

ASPECTS = ("economic", "political", "security", "social")


@pytest.fixture(scope="module")
def starter() -> Loaded:
    return load_documents([STARTER_CORPUS])


@pytest.fixture(scope="module")
def quotable(starter: Loaded, framework: Framework) -> list[tuple[Document, Sentence]]:
    return [(d, s) for d in starter.documents for p in split_document(d, framework) for s in p.sentences]


@pytest.fixture(scope="module")
def sentences(quotable: list[tuple[Document, Sentence]]) -> list[Sentence]:
    return [s for _, s in quotable]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER_CORPUS, tmp_path / "documents"))


def test_the_starter_corpus_has_no_problems() -> None:
    assert list(problems()) == []


def test_its_definitions_are_the_ones_that_would_be_written(copy: Path) -> None:
    assert write_definitions(copy) == 0


def test_every_file_of_it_is_read(starter: Loaded) -> None:
    assert starter.skipped == ()
    assert [d.id for d in starter.documents] == sorted(p.relative_to(STARTER_CORPUS).as_posix() for p in STARTER_CORPUS.rglob("*.md"))


def test_its_front_matter_uses_names_of_the_framework(starter: Loaded, framework: Framework) -> None:
    for document in starter.documents:
        assert document.regions, document.id
        assert {*document.regions, *document.countries} <= framework.subjects.keys(), document.id
        assert document.aspects, document.id
        assert set(document.aspects) <= set(ASPECTS), document.id


def test_every_sentence_of_it_bears_a_reference_that_is_known(quotable: list[tuple[Document, Sentence]]) -> None:
    known = {id(d): {r.id for r in d.references} for d, _ in quotable}
    assert [d.text[s.start : s.end] for d, s in quotable if not s.references or not set(s.references) <= known[id(d)]] == []


@pytest.mark.parametrize("region", ["Central Asia", "Balkans"])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_region_has_sentences_to_quote_on_every_aspect(sentences: list[Sentence], region: str, aspect: str) -> None:
    assert sum(region in s.subjects and aspect in s.aspects[:1] for s in sentences) >= 8


def test_every_sentence_has_a_side_and_an_aspect(sentences: list[Sentence]) -> None:
    assert [s for s in sentences if not s.subjects or not s.aspects] == []
    assert set(Counter(s.aspects[0] for s in sentences)) == set(ASPECTS)


def test_a_definition_that_is_not_the_bibliographys_is_found_and_mended(copy: Path) -> None:
    brief = copy / "balkans" / "albania.md"
    right = brief.read_text(encoding="utf-8")
    brief.write_text(right.replace("Mining Europe / Balkan Insight, 2016", "Mining Europe, 2017", 1), encoding="utf-8")
    found = list(problems(copy))
    assert len(found) == 1
    assert found[0].startswith("balkans/albania.md:")
    assert found[0].endswith("the definition of bk-eco-026 is not the bibliography's; run 'python -m corpus.check --write'.")
    assert write_definitions(copy) == 1
    assert brief.read_text(encoding="utf-8") == right


def test_marks_and_sentences_without_support_are_found_by_line(tmp_path: Path) -> None:
    identifier = BIBLIOGRAPHY.read_text(encoding="utf-8").split('"')[3]
    (tmp_path / "a.md").write_text(
        f"---\ntitle: T\n---\n\n# T\n\nBacked by a source.[^nowhere]\n\nBacked but undefined.[^{identifier}]\n\nBare one. Backed.[^{identifier}]\n",
        encoding="utf-8",
    )
    assert list(problems(tmp_path)) == [
        "a.md:7: nowhere is not in the bibliography.",
        f"a.md:9: {identifier} has no definition; run 'python -m corpus.check --write'.",
        f"a.md:11: {identifier} has no definition; run 'python -m corpus.check --write'.",
        f"a.md:11: a sentence bears no reference: 'Bare one. Backed.[^{identifier}]'.",
    ]
