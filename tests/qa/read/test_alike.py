"""Two things of a kind that the same is asked of are set side by side."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.records import Vectors
from qa.read.alike import find_alike
from qa.read.mentions import Named, NameKind

KINDS = {"lakes": ("baikal", "tanganyika"), "people": ("anglers", "divers"), "food": ("trout",)}


def embed(texts: Sequence[str]) -> Vectors:
    """A vector for each kind of thing; what is of a kind has a cosine of 1, lakes and anglers one of .3."""
    rows = []
    for text in texts:
        kind = next(number for number, names in enumerate(KINDS.values()) if text in names)
        row = np.eye(3)[kind]
        rows.append(np.array([0.3, np.sqrt(0.91), 0]) if kind == 1 else row)
    return np.array(rows, dtype=np.float32)


def find(text: str) -> list[str]:
    names = [n for group in KINDS.values() for n in group if n in text.lower()]
    terms = [
        Named(name, text.lower().index(name), text.lower().index(name) + len(name), NameKind.THING)
        for name in names
    ]
    return [n.name for n in find_alike(text, sorted(terms, key=lambda t: t.start), embed)]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("What lives in Baikal, and what in Tanganyika?", ["baikal", "tanganyika"]),
        ("Are there divers in Baikal like in Tanganyika?", ["baikal", "tanganyika"]),
        ("Do anglers eat trout? And divers?", ["anglers", "divers"]),
        ("What do anglers and divers find?", []),  # one clause: the same is not asked twice
        ("Is there trout in Baikal, as people say?", []),
        ("What lives in Baikal?", []),
        # less alike, but both follow the same word
        ("What is it with Baikal, and with divers?", ["baikal", "divers"]),
        ("What is it with Baikal, and why do divers go?", []),
    ],
)
def test_the_two_terms_nearest_in_meaning_are_found_in_different_clauses(text: str, pair: list[str]) -> None:
    assert find(text) == pair


def test_a_word_that_only_asks_is_no_term() -> None:
    terms = [Named("compare", 0, 7, NameKind.THING), Named("Baikal", 9, 15, NameKind.THING)]
    assert find_alike("compare, Baikal", terms, embed) == []
