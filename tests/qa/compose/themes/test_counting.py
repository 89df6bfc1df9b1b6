"""Counts of passages equal those of reading every sentence of a small index."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.answers.theme_numbers import find_miscounted, read_index, recount
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.compose.themes.counting import build_theme, count_sides
from qa.read.question import know, read_question
from qa.records import Question
from tests.conftest import WordEmbedder

KENYA = """---
title: Kenya
countries: [Kenya]
---

## Security

China made arms sales to Kenya in 2014. [^a] Chinese police trained Kenyan police in 2015. [^b]

## Economy

China lent Kenya $300 million for a railway in 2014. [^a]

China lent Kenya $90 million for a road in 2021. [^b] A port in Kenya was built by China in 2022. [^b]

[^a]: Ann Ink, "Arms and rails", Press, 2016.
[^b]: Bo Blot, "Police and roads", Press, 2023.
"""
PERU = """---
title: Peru
countries: [Peru]
---

## Security

China made arms sales to Peru in 2019.

China made arms sales to Peru and to Kenya in 2022.
"""


@pytest.fixture
def folder(tmp_path: Path, write: Callable[[str, str], Path]) -> Path:
    documents = load_documents([write("kenya.md", KENYA), write("peru.md", PERU)])
    build_index(documents, tmp_path / "index", WordEmbedder(), passage_words=12)
    return tmp_path / "index"


@pytest.fixture
def count(folder: Path, framework: Framework) -> Callable[..., dict[tuple[str, str | None], Any]]:
    index = PassageIndex(folder, WordEmbedder())

    def count(text: str, **changes: Any) -> dict[tuple[str, str | None], Any]:
        question: Question = replace(read_question(text, framework, (), know(index)), **changes)
        counts = count_sides(question, index, framework)
        themes = [build_theme(found, found.topics, index.sentences) for found in counts]
        return {
            (theme.subject, theme.aspect): (
                theme.passages,
                theme.works,
                {topic.topic: (topic.passages, topic.works) for topic in theme.topics if topic.passages},
            )
            for theme in themes
        }

    return count


def test_passages_works_and_topics_are_those_of_a_side_under_an_aspect(count: Callable[..., Any]) -> None:
    assert count("How does China's security role differ between Kenya and Peru?") == {
        ("Kenya", "security"): (3, 3, {"arms sales": (2, 2), "police cooperation": (1, 1)}),
        ("Peru", "security"): (2, 1, {"arms sales": (2, 1)}),
    }


def test_sentences_outside_a_period_or_without_a_year_are_not_counted(count: Callable[..., Any]) -> None:
    found = count("How does China's security role differ between Kenya and Peru?", period="since 2020")
    assert found == {
        ("Kenya", "security"): (1, 1, {"arms sales": (1, 1)}),
        ("Peru", "security"): (1, 1, {"arms sales": (1, 1)}),
    }


def test_what_a_question_leaves_out_is_not_counted(count: Callable[..., Any]) -> None:
    found = count("How does China's security role differ between Kenya and Peru?", excluded=("Peru",))
    assert found == {("Kenya", "security"): (2, 2, {"arms sales": (1, 1), "police cooperation": (1, 1)})}


@pytest.mark.parametrize(
    "question",
    [
        "How do Chinese arms sales differ between Kenya and Peru?",  # on one topic
        "When did China sell arms to Peru?",
        "Which owes China more, Kenya or Peru?",
    ],
)
def test_a_narrow_question_has_no_counts(count: Callable[..., Any], question: str) -> None:
    assert count(question) == {}


@pytest.mark.usefixtures("answer_whatever_is_found")
@pytest.mark.parametrize(
    "question",
    [
        "How does China's strategy differ between Central Asia and the Balkans?",
        "How does China's security role differ between Central Asia and the Balkans?",
        "Compare China's security and economic role in Serbia and Kazakhstan",
        "Describe China's role in the Balkans since 2020",
    ],
)
def test_themes_of_an_answer_are_those_of_reading_every_sentence(
    question: str, ten_folder: Path, ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(question, ten_index, framework).to_json()
    assert answer["themes"]
    read = read_index(ten_folder, framework)
    wrong = [fault for theme in answer["themes"] for fault in recount(theme, answer, read)]
    wrong += [fault for theme in answer["themes"] for fault in find_miscounted(theme)]
    assert wrong == []
