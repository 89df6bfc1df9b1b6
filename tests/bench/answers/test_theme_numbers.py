"""Counts of passages that an answer states are compared with its themes, and these with their places."""

from typing import Any

import pytest

from bench.answers.numbers import find_unsupported
from bench.answers.theme_numbers import find_miscounted

TEXT = "The corpus has 5 passages on Kenya, above all on ports (2 passages, 3 works)."
THEME = {
    "subject": "Kenya",
    "aspect": None,
    "passages": 5,
    "works": 4,
    "topics": [
        {
            "topic": "ports",
            "passages": 2,
            "works": 3,
            "places": [
                {"document_id": "a", "start": 0, "end": 9},
                {"document_id": "a", "start": 9, "end": 20},
            ],
        }
    ],
}


def make_count(text: str, words: str, topic: int | None) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "theme": 0, "topic": topic}


def make_answer(text: str, *counts: tuple[str, int | None]) -> dict[str, Any]:
    return {
        "question": "What does China do in Kenya?",
        "period": None,
        "subjects": ["Kenya"],
        "within": [],
        "index": {},
        "statements": [{"text": text, "cites": [], "counts": [make_count(text, *count) for count in counts]}],
        "figures": [],
        "figure_sets": [],
        "sources": [],
        "themes": [THEME],
    }


def list_numbers(answer: dict[str, Any]) -> list[str]:
    return [unsupported.number for unsupported in find_unsupported(answer)]


def test_counts_that_the_themes_have_are_supported() -> None:
    assert list_numbers(make_answer(TEXT, ("5 passages", None), ("2 passages, 3 works", 0))) == []
    assert list_numbers(make_answer("Ports: 2 of 5.", ("2 of 5", 0))) == []


@pytest.mark.parametrize("words", ["3 passages, 3 works", "2 passages, 2 works", "2 of 3", "no passages"])
def test_a_count_that_its_topic_does_not_have_is_not(words: str) -> None:
    assert list_numbers(make_answer(f"Ports ({words}).", (words, 0))) == [words]


def test_a_number_beside_the_counts_needs_another_support() -> None:
    assert list_numbers(make_answer(TEXT, ("5 passages", None))) == ["2", "3"]


@pytest.mark.parametrize(
    "fields", [{"passages": 3}, {"places": THEME["topics"][0]["places"][:1]}, {"passages": 6}]
)
def test_a_topic_has_as_many_places_as_passages(fields: dict[str, Any]) -> None:
    assert list(find_miscounted(THEME)) == []
    (ports,) = THEME["topics"]
    wrong = ports | fields
    assert list(find_miscounted(THEME | {"topics": [wrong]})) == [f"{wrong['passages']} passages on ports"]
