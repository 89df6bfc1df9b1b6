import numpy as np
from numpy.typing import NDArray

from corpus.text.tokens import content_stems
from index.origins.near import find_near

PORT = "China and Fiji signed an agreement on Saturday to rebuild the port of Suva for 120 million dollars"


def find(texts: list[str], works: list[int], compared: list[bool] | None = None) -> list[tuple[int, int]]:
    vocabulary: dict[str, int] = {}
    stems = [[vocabulary.setdefault(s, len(vocabulary)) for s in content_stems(text)] for text in texts]
    numbers: NDArray[np.int32] = np.array([n for row in stems for n in row], dtype=np.int32)
    lengths = np.array([len(row) for row in stems], dtype=np.int64)
    flags = np.array(compared or [True] * len(texts), dtype=np.bool_)
    return find_near(numbers, lengths, [s.encode() for s in vocabulary], flags, np.array(works))


def test_sentences_of_different_works_with_nearly_the_same_words_are_paired() -> None:
    other = (
        "The sugar harvest in Fiji was the best for a whole decade, growers in the west of the island said"
    )
    edited = f"SUVA, March 2 (Xinhua) -- {PORT.replace(' on Saturday', '')}"
    assert find([PORT, other, edited], [0, 1, 2]) == [(0, 2)]


def test_sentences_of_one_work_or_with_other_numbers_or_few_words_are_not_paired() -> None:
    assert find([PORT, PORT], [4, 4]) == []
    assert find([PORT, PORT.replace("120", "90")], [0, 1]) == []
    assert find(["China signed an agreement"] * 2, [0, 1]) == []


def test_a_sentence_that_is_not_compared_is_in_no_pair_and_changes_none() -> None:
    texts = ["Butter and wheat", PORT, "Roses from Sofia", PORT, "Ships", PORT]
    assert find(texts, [0, 1, 2, 3, 4, 5], [True, True, False, False, False, True]) == [(1, 5)]


def test_a_thousand_repeats_take_a_few_pairs_each() -> None:
    pairs = find([PORT] * 1000, list(range(1000)))
    assert len(pairs) < 4000
    assert {row for pair in pairs for row in pair} == set(range(1000))
