"""A sentence is of the one period that its main statement is of."""

from collections.abc import Callable

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.read.question import read_question
from qa.select.candidates import find_in_period

MakeIndex = Callable[..., PassageIndex]
PORT = """In 2012 Serbia bought a crane.

In 2021 Serbia sold a crane.

Between 2012 and 2021 Serbia bought ten cranes.

In 2021 Serbia had twenty cranes, up from ten in 2012.

Since 2009 Serbia has had a port.

Since 2020 Serbia has had a second port.

Serbia paid for a quay in 2017.

Serbia dug a dock in the 1960s.

In 2022 a strike began. It hurt Serbia.

Serbia likes cranes.
"""


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("before 2015", ["In 2012 Serbia bought a crane.", "Serbia dug a dock in the 1960s."]),
        (
            "since 2019",
            [
                "In 2021 Serbia sold a crane.",
                "In 2021 Serbia had twenty cranes, up from ten in 2012.",
                "Since 2020 Serbia has had a second port.",
                "In 2022 a strike began.",
                "It hurt Serbia.",
            ],
        ),
    ],
)
def test_a_sentence_is_of_a_period_if_all_that_it_states_is(
    period: str, expected: list[str], make_index: MakeIndex, framework: Framework
) -> None:
    sentences = make_index(a=PORT).sentences
    question = read_question("How did Serbia differ before 2015 and since 2019?", framework)
    rows = sentences.find_tagged()
    found = rows[find_in_period(question, period, rows, sentences)]
    assert [sentences.locate(int(row)).text for row in found] == expected


def test_the_period_that_a_question_is_limited_to_keeps_what_names_a_year_of_it_or_none(
    make_index: MakeIndex, framework: Framework
) -> None:
    sentences = make_index(
        a="Serbia grew in 2012 and 2021.", b="Serbia shrank in 2021.", c="Serbia rests."
    ).sentences
    question = read_question("How did Serbia fare before 2015?", framework)
    rows = sentences.find_tagged()
    found = rows[find_in_period(question, "before 2015", rows, sentences)]
    assert [sentences.locate(int(row)).text for row in found] == [
        "Serbia grew in 2012 and 2021.",
        "Serbia rests.",
    ]
