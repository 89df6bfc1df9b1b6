"""Sentences on themes give the counts of an index made here, and each number leads to its passages."""

import string
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.compose.followups import suggest_followups
from qa.records import Answer, Role
from tests.conftest import WordEmbedder

HEAD = "---\ntitle: {0}\ncountries: [{0}]\naspects: [{1}]\n---\n\n# {0}\n\n"
QUESTION = "How does China's security role differ between Kenya and Peru?"


def write_document(country: str, aspect: str, *counts: tuple[str, int]) -> str:
    """Write a passage for each of so many copies of a sentence, '{}' replaced by the country."""
    texts = [text.format(country) for text, count in counts for _ in range(count)]
    cases = [f"{text} in case {letter}." for text, letter in zip(texts, string.ascii_uppercase, strict=False)]
    return HEAD.format(country, aspect) + "\n\n".join(cases)


KENYA = write_document(
    "Kenya",
    "security",
    ("China made an arms sale to {}", 8),
    ("China began police cooperation with {}", 5),
    ("China said {} is a safe place", 3),
)
PERU = write_document(
    "Peru",
    "security",
    ("China did peacekeeping in {}", 8),
    ("China began police cooperation with {}", 6),
    ("China said {} is a safe place", 2),
)
CHAD = write_document(
    "Chad", "security", ("China made an arms sale to {}", 1), ("China said {} is a safe place", 3)
)


@pytest.fixture
def index(tmp_path: Path, write: Callable[[str, str], Path]) -> PassageIndex:
    documents = load_documents([write("kenya.md", KENYA), write("peru.md", PERU), write("chad.md", CHAD)])
    build_index(documents, tmp_path / "index", WordEmbedder(), passage_words=12)
    return PassageIndex(tmp_path / "index", WordEmbedder())


@pytest.fixture
def compare(
    index: PassageIndex, framework: Framework, answer_whatever_is_found: None
) -> Callable[[str], Answer]:
    return lambda question: ask(question, index, framework)


def list_texts(answer: Answer, role: Role) -> list[str]:
    return [s.text for s in answer.statements if s.role is role]


def test_each_side_is_counted_with_its_most_frequent_topics(compare: Callable[[str], Answer]) -> None:
    answer = compare(QUESTION)
    assert list_texts(answer, Role.THEME) == [
        "On security matters the corpus has 16 passages on Kenya, above all on arms sales (8 passages, 1 "
        "work) and police cooperation (5, 1).",
        "On security matters the corpus has 16 passages on Peru, above all on peacekeeping (8 passages, 1 "
        "work) and police cooperation (6, 1).",
    ]


def test_topics_differ_by_their_shares_of_the_passages(compare: Callable[[str], Answer]) -> None:
    assert list_texts(compare(QUESTION), Role.DIFFERENCE) == [
        "On security matters, passages on Kenya speak more often than those on Peru of arms sales (8 of 16, "
        "against 0 of 16).",
        "On security matters, passages on Peru speak more often than those on Kenya of peacekeeping (8 of "
        "16, against 0 of 16).",
    ]


def test_a_topic_with_a_like_share_on_every_side_is_shared(compare: Callable[[str], Answer]) -> None:
    answer = compare("What do China's security roles in Kenya and Peru have in common?")
    assert list_texts(answer, Role.SIMILARITY) == [
        "On security matters, passages on Kenya and Peru alike speak of police cooperation (5 of 16 and 6 of "
        "16)."
    ]


def test_with_more_sides_each_is_set_against_all_others(compare: Callable[[str], Answer]) -> None:
    answer = compare("How does China's security role differ between Kenya, Peru and Chad?")
    assert list_texts(answer, Role.DIFFERENCE)[0] == (
        "On security matters, passages on Kenya speak more often than those on the other sides of arms sales "
        "(8 of 16, against 0 of 16 and 1 of 4)."
    )


def test_every_number_is_that_of_the_theme_it_leads_to(compare: Callable[[str], Answer]) -> None:
    answer = compare(QUESTION)
    counted = {
        statement.text[c.start : c.end]: None if c.topic is None else answer.themes[c.theme].topics[c.topic]
        for statement in answer.statements
        if statement.subjects == ("Kenya",)
        for c in statement.counts
    }
    assert list(counted) == ["16 passages", "8 passages, 1 work", "5, 1", "8 of 16", "0 of 16"]
    arms = counted["8 of 16"]
    assert arms is not None and (arms.topic, arms.passages) == ("arms sales", 8)
    assert len({place.start for place in arms.places}) == 8


def test_a_topic_is_followed_by_a_quotation_that_is_on_it(compare: Callable[[str], Answer]) -> None:
    answer = compare(QUESTION)
    quotes = {source.n: source.quote for source in answer.sources}
    computed = [s for s in answer.statements if s.role in (Role.THEME, Role.DIFFERENCE)]
    spans = [(s.text[p.start : p.end], quotes[n]) for s in computed for p in s.spans for n in p.cites]
    assert spans
    assert all(topic.removesuffix("s") in quote for topic, quote in spans)


def test_a_count_without_topics_is_not_stated_but_counts(compare: Callable[[str], Answer]) -> None:
    answer = compare("How does China's security role differ between Kenya, Peru and Chad?")
    assert {s.subjects for s in answer.statements if s.role is Role.THEME} == {("Kenya",), ("Peru",)}
    assert [theme.passages for theme in answer.themes if theme.subject == "Chad"] == [4]


def test_a_topic_that_every_side_has_sentences_on_is_asked_next(
    compare: Callable[[str], Answer], index: PassageIndex, framework: Framework
) -> None:
    suggested = [s.text for s in suggest_followups(compare(QUESTION), index, framework)]
    assert "Compare police cooperation in Kenya and Peru" in suggested
    assert not any("arms sales" in text or "peacekeeping" in text for text in suggested)
