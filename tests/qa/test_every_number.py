"""Questions to tables get the figures of their files, and no answer has a number that nothing supports."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.answers.numbers import describe_starter, find_unsupported
from bench.answers.question_file import OWN_QUESTIONS, read_questions
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.store import PassageIndex
from qa.ask import ask
from tests.qa.figure_questions import (
    EXPECTED,
    OF_PROJECTS,
    OTHERS,
    OTHERS_OF_PROJECTS,
    PROJECTS,
    Figures,
)

Answers = Mapping[str, Mapping[str, Any]]  # JSON by question


@pytest.fixture(scope="module")
def of_starter(starter_data: Path, framework: Framework) -> Answers:
    index = PassageIndex(starter_data / "index", SentenceEmbedder())
    return _ask([*EXPECTED, *OTHERS], index, framework)


@pytest.fixture(scope="module")
def of_list(ten: Path, framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Answers from a user's list of 102 projects, beside ten documents."""
    folder, embedder = tmp_path_factory.mktemp("projects") / "index", SentenceEmbedder()
    build_index(load_documents([ten, PROJECTS]), folder, embedder)
    return _ask([*OF_PROJECTS, *OTHERS_OF_PROJECTS], PassageIndex(folder, embedder), framework)


def _ask(questions: Sequence[str], index: PassageIndex, framework: Framework) -> Answers:
    return {text: ask(text, index, framework).to_json() for text in questions}


def _find_unsupported(answers: Answers) -> dict[str, list[tuple[str, str]]]:
    descriptions = describe_starter()
    found = {text: find_unsupported(answer, descriptions) for text, answer in answers.items()}
    return {
        text: [(u.place, u.number) for u in unsupported] for text, unsupported in found.items() if unsupported
    }


def _is_same(figure: Mapping[str, Any], name: str, value: float) -> bool:
    if name not in ("", figure["subject"]):
        return False
    if figure["value"] is None:
        return math.isnan(value)
    return bool(figure["value"] == pytest.approx(value, rel=1e-9))


def _has_in_order(figures: Sequence[Mapping[str, Any]], expected: Figures) -> bool:
    left = iter(figures)
    return all(any(_is_same(figure, *pair) for figure in left) for pair in expected)


def test_there_are_questions_of_all_kinds() -> None:
    assert len(EXPECTED) + len(OF_PROJECTS) >= 45
    assert len({*EXPECTED, *OF_PROJECTS, *OTHERS, *OTHERS_OF_PROJECTS}) >= 70
    assert len(PROJECTS.read_text(encoding="utf-8").splitlines()) == 103


@pytest.mark.parametrize("question", EXPECTED)
def test_the_figures_are_those_of_the_file_in_their_order(question: str, of_starter: Answers) -> None:
    expected, figures = EXPECTED[question](), of_starter[question]["figures"]
    assert expected
    assert _has_in_order(figures, expected), [(f["subject"], f["value"]) for f in figures]


@pytest.mark.parametrize("question", OF_PROJECTS)
def test_the_figures_are_those_of_the_users_list_in_their_order(question: str, of_list: Answers) -> None:
    expected, figures = OF_PROJECTS[question](), of_list[question]["figures"]
    assert expected
    assert _has_in_order(figures, expected), [(f["subject"], f["value"]) for f in figures]


@pytest.mark.parametrize(
    ("question", "computed"),
    [
        ("Which five countries owe China the most?", 0),
        ("Which three countries had the most students in China in 2016?", 0),
        ("Which countries owe China more than $7 billion?", 1),
        ("Which countries had more than 15,000 students in China in 2015?", 1),
    ],
)
def test_the_first_n_and_those_within_limits_are_all_that_is_listed(
    question: str, computed: int, of_starter: Answers
) -> None:
    figures = of_starter[question]["figures"]
    assert len(figures) == len(EXPECTED[question]()) + computed
    assert sum(f["measure"].startswith("number of") for f in figures) == computed


def test_no_answer_from_the_starter_tables_has_an_unsupported_number(of_starter: Answers) -> None:
    assert len([a for a in of_starter.values() if a["figures"]]) >= 45
    assert _find_unsupported(of_starter) == {}


def test_no_answer_from_a_users_list_has_an_unsupported_number(of_list: Answers) -> None:
    assert len([a for a in of_list.values() if a["figures"]]) >= 20
    assert _find_unsupported(of_list) == {}


def test_no_answer_to_the_projects_own_questions_has_an_unsupported_number(
    starter_data: Path, framework: Framework
) -> None:
    index = PassageIndex(starter_data / "index", SentenceEmbedder())
    answers = {
        q.question: ask(q.question, index, framework, q.history).to_json()
        for q in read_questions(OWN_QUESTIONS)
    }
    assert len(answers) >= 30
    assert _find_unsupported(answers) == {}


def test_a_changed_number_is_found_wherever_it_stands(of_starter: Answers) -> None:
    """The check is worth nothing if it lets a wrong number pass."""
    missed = []
    for text, answer in of_starter.items():
        for number, figure in enumerate(answer["figures"]):
            wrong = {**figure, "value": figure["value"] * 1.07 + 1}
            figures = [*answer["figures"][:number], wrong, *answer["figures"][number + 1 :]]
            if f"figure {number + 1}" not in [
                u.place for u in find_unsupported({**answer, "figures": figures})
            ]:
                missed.append((text, number))
    assert missed == []


def test_no_figure_is_stated_where_none_exists(of_starter: Answers) -> None:
    for place, question in (
        ("Venezuela", "How much debt does Venezuela owe to China?"),
        ("Kenya", "How many students from Kenya studied in China in 2015?"),
        ("Georgia", "How often did Georgia vote with China at the UN in 2023?"),
        ("Cuba", "Which owes China more, Cuba or Ecuador?"),
    ):
        answer = of_starter[question]
        assert place not in [f["subject"] for f in answer["figures"]]
        assert f"has no figure for {place}" in " ".join(s["text"] for s in answer["statements"]), question
