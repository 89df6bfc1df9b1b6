import numpy as np
from numpy.typing import NDArray

from corpus.text.tokens import content_stems
from index.origins.near import find_near

PORT = "China and Fiji signed an agreement on Saturday to rebuild the port of Suva for 120 million dollars"


def find(texts: list[str], works: list[int], own_words: list[bool] | None = None) -> list[tuple[int, int]]:
    vocabulary: dict[str, int] = {}
    stems = [[vocabulary.setdefault(s, len(vocabulary)) for s in content_stems(text)] for text in texts]
    numbers: NDArray[np.int32] = np.array([n for row in stems for n in row], dtype=np.int32)
    lengths = np.array([len(row) for row in stems], dtype=np.int64)
    flags = np.array(own_words or [True] * len(texts), dtype=np.bool_)
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


def test_a_quotation_is_paired_whatever_each_document_says_around_it() -> None:
    quoted = "Now you have a railway where you can get on a train and arrive at the other end in five hours"
    one = f"“{quoted},” Sun, who advises two firms there, said"
    other = f"“And {quoted.lower()}. That is good for tea,” she added"
    assert find([one, other], [0, 1]) == [(0, 1)]
    assert (
        find([one, "The railway takes a train and five hours to the other end, they all said"], [0, 1]) == []
    )


def test_words_that_sum_up_a_work_are_paired_only_if_nearly_equal() -> None:
    longer = f"{PORT} and to hire four hundred workers there"
    assert find([PORT, longer], [0, 1]) == [(0, 1)]
    assert find([PORT, longer], [0, 1], [True, False]) == []
    assert find([PORT, PORT], [0, 1], [False, False]) == [(0, 1)]


def test_a_thousand_repeats_take_a_few_pairs_each() -> None:
    pairs = find([PORT] * 1000, list(range(1000)))
    assert len(pairs) < 4000
    assert {row for pair in pairs for row in pair} == set(range(1000))
