"""What the wording of a question sets side by side."""

import pytest

from corpus.framework import Framework
from qa.read.frames import are_set_off, compares, find_chains, find_phrases
from qa.read.mentions import find_mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do Kenya and Ghana owe more?", [["Kenya", "Ghana"]]),
        ("Kenya, Ghana or Togo?", [["Kenya", "Ghana", "Togo"]]),
        ("Deals with Kenya and with the Ghana of old", [["Kenya", "Ghana"]]),
        ("What distinguishes Kenya from Ghana?", [["Kenya", "Ghana"]]),
        ("What came to Kenya from Ghana?", []),
        ("Compare Kenya with Ghana", [["Kenya", "Ghana"]]),
        ("Does Kenya trade with Ghana?", []),
        ("Kenya Ghana Togo", [["Kenya", "Ghana", "Togo"]]),
        ("Did Kenya act on pressure that came out of Ghana?", []),
        ("Упореди Кенију и Гану", [["Kenya", "Ghana"]]),
        ("肯尼亚和加纳", [["Kenya", "Ghana"]]),
    ],
)
def test_names_joined_by_the_wording_are_a_chain(
    framework: Framework, text: str, expected: list[list[str]]
) -> None:
    chains = find_chains(text, find_mentions(text, framework, None))
    assert [[m.name for m in chain] for chain in chains] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grants or loans, which are repaid?", ["Grants", "loans"]),
        ("What is the difference between soft power and sharp power?", ["soft power", "sharp power"]),
        ("steam versus diesel", ["steam", "diesel"]),
        ("Who built mines and dams?", []),
        ("Is it true or not?", []),
        ("Is the first longer than the second?", []),
        ("Which is longer, the former or the latter?", []),
    ],
)
def test_phrases_without_a_name_are_set_side_by_side_by_their_connective(
    text: str, expected: list[str]
) -> None:
    assert [text[s:e] for s, e in find_phrases(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grants or loans, which did Zambia prefer?", True),
        ("Which is it in Zambia: grants or loans?", True),
        ("steam versus diesel in Zambia", True),
        ("Does Zambia take more grants than loans from banks there?", False),
    ],
)
def test_phrases_are_set_off_by_punctuation_or_versus(text: str, expected: bool) -> None:
    left, right = find_phrases(text)
    assert are_set_off(text, left, right) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is Kenya poorer than Ghana?", True),
        ("What did Kenya sell, and what did Ghana buy?", True),
        ("Разлика између Кеније и Гане", True),
        ("What did Kenya sell?", False),
    ],
)
def test_words_of_comparing_are_recognised(text: str, expected: bool) -> None:
    assert compares(text) is expected
