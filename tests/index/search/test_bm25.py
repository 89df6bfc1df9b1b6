"""BM25 against the formula written out, over all rows, chosen ones and texts without words."""

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.text.tokens import content_stems
from tests.conftest import terms_of


def test_bm25_is_lucenes_formula(tmp_path: Path) -> None:
    index = terms_of(tmp_path, ["gas gas pipelines", "railway", "the gas"])
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    average = (3 + 1 + 1) / 3
    first = idf * 2 / (2 + 1.5 * (0.25 + 0.75 * 3 / average))
    last = idf * 1 / (1 + 1.5 * (0.25 + 0.75 * 1 / average))
    assert (round(first, 4), round(last, 4)) == (0.2136, 0.2293)
    assert index.score_all("gas").tolist() == pytest.approx([first, 0, last], abs=1e-6)
    assert index.score_all("what of the gas, gas?").tolist() == pytest.approx(
        [2 * first, 0, 2 * last], abs=1e-6
    )
    assert index.score_all("unknown").tolist() == [0, 0, 0]
    assert index.idf("gas") == pytest.approx(idf)
    assert index.idf("unknown") == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_bm25_of_chosen_rows_is_that_of_all(tmp_path: Path) -> None:
    texts = [
        " ".join(word for i, word in enumerate(("gas", "railway", "mine", "drones")) if row % (i + 2) == 0)
        for row in range(200)
    ]
    for number, rows in enumerate(
        (np.array([3, 60, 199]), np.arange(0, 200, 2), np.array([], dtype=np.int64))
    ):
        index = terms_of(tmp_path / str(number), texts)  # a new one, so that no scores are cached
        for query in ("gas railway", "drones drones mine", "unknown", "what of it"):
            found = index.score(query, rows).tolist()
            assert found == index.score_all(query)[rows].tolist() == index.score(query, rows).tolist()
    assert terms_of(tmp_path / "empty", []).score_all("gas").tolist() == []


def test_rows_have_the_stems_of_their_texts(tmp_path: Path) -> None:
    index = terms_of(tmp_path, ["gas gas pipelines", "railway", "", "the gas"])
    assert index.have_stem(np.arange(4), "gas").tolist() == [True, False, False, True]
    assert index.have_stem(np.array([1, 3]), "gas").tolist() == [False, True]
    assert index.have_stem(np.arange(4), "the").tolist() == [False] * 4
    assert index.have_stem(np.array([], dtype=np.int64), "gas").tolist() == []


def test_the_stems_of_a_text_are_listed_in_order_with_repeats(tmp_path: Path) -> None:
    texts = ["the Railways of gas, gas and railways", "", "the of", "Gas mines"]
    index = terms_of(tmp_path, texts)
    assert [index.list_stems(row) for row in range(4)] == [
        ["railway", "gas", "gas", "railway"],
        [],
        [],
        ["gas", "mine"],
    ]
    assert [index.list_stems(row) for row in range(4)] == [content_stems(text) for text in texts]


def test_bm25_accepts_texts_without_words(tmp_path: Path) -> None:
    loaded = terms_of(tmp_path, ["", "the of", "Railways of Serbia", "Serbia's railway"])
    assert loaded.size == 4
    assert loaded.score_all("railways").tolist()[:2] == [0, 0]
    assert loaded.score_all("railways")[2] == loaded.score_all("railways")[3] > 0
