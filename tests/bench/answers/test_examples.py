"""docs/EXAMPLES.md has the answers that the program gives today, with quotations from the starter corpus."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.answers.examples import EXAMPLES, QUESTIONS, answer_examples, provenance_comment
from corpus.framework import Framework
from corpus.ingest.load import STARTER_CORPUS, load_documents
from index.encode.encoder import SentenceEmbedder
from index.store import PassageIndex

STALE = "docs/EXAMPLES.md is out of date; run 'make examples' and read what changed."
SOURCE = re.compile(r"^(\d+)\. .*?\(([^()]+), characters (\d+)-(\d+)\)", re.MULTILINE)
LABEL = re.compile(r"^(?:- |\*\*[\w ]+:\*\* )")
QUOTATION = re.compile(r"([^\[\]]+) \[(\d+)\]")


@pytest.fixture(scope="module")
def sections() -> list[str]:
    *written, _ = EXAMPLES.read_text(encoding="utf-8").split("\n<!-- ")
    return [f"## {section}" for section in "".join(written).split("\n## ")[1:]]


def quotations(section: str) -> Iterator[tuple[str, str]]:
    """Yield each cell, point or paragraph that is one quotation, with the document of its source.

    Most computed sentences end in a full stop after the number, so they do not match; counts of passages and
    marks that lead to another column are left out. Figures cite rows.
    """
    documents = {n: document for n, document, _, _ in SOURCE.findall(section)}
    for piece in re.split(r"<br>| \| |\n", section.split("**Sources**")[0]):
        match = QUOTATION.fullmatch(LABEL.sub("", piece).removesuffix(" |"))
        is_computed = "assages on" in piece or piece.startswith("As for ")
        if match and not is_computed and not documents[match[2]].startswith("figures/"):
            yield match[1].replace("\\|", "|"), documents[match[2]]


def test_the_examples_are_the_questions_in_their_order(sections: list[str]) -> None:
    assert [s.split("\n\n")[:2] for s in sections] == [
        [f"## {kind}", f"> {question}"] for kind, question in QUESTIONS.items()
    ], STALE
    assert len(QUESTIONS) == 11


def test_every_quotation_of_the_examples_is_in_the_starter_corpus(sections: list[str]) -> None:
    texts = {d.id: " ".join(d.text.split()) for d in load_documents([STARTER_CORPUS]).documents}
    found = [quotation for section in sections for quotation in quotations(section)]
    assert len(found) > 40
    assert [text for text, document in found if text not in texts.get(document, "")] == [], STALE


def test_the_examples_are_todays_answers(
    sections: list[str], starter_data: Path, framework: Framework
) -> None:
    embedder = SentenceEmbedder()
    answered = answer_examples(PassageIndex(starter_data / "index", embedder), framework)
    changed = [
        kind
        for kind, written, now in zip(QUESTIONS, sections, answered, strict=True)
        if written.rstrip() != now.rstrip()
    ]
    if EXAMPLES.read_text(encoding="utf-8").endswith(provenance_comment(embedder) + "\n"):
        assert changed == [], STALE
    else:  # another arithmetic may order sentences of nearly equal score differently
        assert len(changed) < len(QUESTIONS) / 2, STALE
        assert [s.split("\n\n")[:3] for s in sections] == [s.split("\n\n")[:3] for s in answered], STALE
