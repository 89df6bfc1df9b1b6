from collections.abc import Callable

import numpy as np
import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.read.question import read_question
from qa.records import Question
from qa.select.candidates import Side, locate_side
from qa.select.features import (
    ANSWER,
    RANKING,
    compute_answer_features,
    compute_ranking_features,
)
from qa.select.pool import Pool, score_pool
from tests.oracles import bm25

MakeIndex = Callable[..., PassageIndex]
DRONES = "How many drones did Serbia buy?"


class Scored:
    """The sentences of an index scored for a question and one side of it."""

    def __init__(self, text: str, side: str | None, index: PassageIndex, framework: Framework) -> None:
        self.question: Question = read_question(text, framework)
        self.sentences = index.sentences
        self.pool: Pool = score_pool(self.question, index, framework)
        self.side: Side = locate_side(self.question, side, self.pool, index, framework)
        self.texts = [index.sentences.locate(row).text for row in self.pool.rows.tolist()]

    def rank(self, places: list[int] | None = None) -> dict[str, list[float]]:
        """Each ranking feature of the places in the pool, all by default."""
        chosen = np.arange(len(self.pool.rows)) if places is None else np.array(places, dtype=np.int64)
        aspects = self.question.aspects
        matrix = compute_ranking_features(
            self.question, aspects, self.pool, self.side, chosen, self.sentences
        )
        assert matrix.shape == (len(chosen), len(RANKING)) and np.isfinite(matrix).all()
        return dict(zip(RANKING, matrix.T.tolist(), strict=True))

    def answer(self, places: list[int], scores: list[float]) -> dict[str, float]:
        """Each feature of the side with candidates at these places."""
        at, aspects = np.array(places), self.question.aspects
        ranking = compute_ranking_features(self.question, aspects, self.pool, self.side, at, self.sentences)
        features = compute_answer_features(self.question, self.pool, self.side, at, ranking, np.array(scores))
        assert features.shape == (len(ANSWER),) and np.isfinite(features).all()
        return dict(zip(ANSWER, features.tolist(), strict=True))


@pytest.fixture
def scored(make_index: MakeIndex, framework: Framework) -> Scored:
    index = make_index(
        a="Serbia bought six drones. Serbia pays teachers. Serbia pays nurses.",
        b="Kenya bought drones in 2019. Kenya bought a tractor.",
    )
    return Scored(DRONES, "Serbia", index, framework)


def z(scores: np.ndarray) -> np.ndarray:
    return (scores - scores.mean()) / scores.std()


def test_scores_are_compared_with_those_of_all_sentences_not_of_candidates(scored: Scored) -> None:
    all_features, of_two = scored.rank(), scored.rank([0, 3])
    for name in RANKING:
        assert of_two[name] == [all_features[name][0], all_features[name][3]], name
    assert all_features["cosine"] == pytest.approx(z(scored.pool.cosine), abs=1e-5)
    assert all_features["content_cosine"] == pytest.approx(z(scored.pool.content_cosine), abs=1e-5)
    assert all_features["lexical"] == pytest.approx(z(np.log1p(bm25(DRONES, scored.texts))), abs=1e-5)


def test_what_depends_on_the_question_alone_is_that_of_the_pool(scored: Scored) -> None:
    features = scored.rank()
    assert set(scored.pool.features) < set(RANKING)
    for name, values in scored.pool.features.items():
        assert features[name] == values.tolist(), name


def test_what_a_sentence_is_tagged_with_is_weighed_against_the_question(scored: Scored) -> None:
    features = scored.rank()
    assert features["side"] == [1, 1, 1, 0, 0]
    assert features["topic"] == [1, 0, 0, 1, 0]  # arms sales
    assert features["value"] == [1, 0, 0, 0, 0]  # a number is asked for
    assert features["document_share"] == [1, 1, 1, 0, 0]
    located = [scored.sentences.locate(row).sentence for row in scored.pool.rows.tolist()]
    assert features["aspect"] == [float("security" in s.aspects) for s in located]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Describe China's security role in Serbia", True),
        ("What about China's military footprint in Serbia?", True),
        ("Describe China's drones in Serbia", False),
    ],
)
def test_a_question_is_broad_if_it_has_no_words_but_for_sides_and_aspects(
    text: str, expected: bool, framework: Framework
) -> None:
    assert read_question(text, framework).is_broad is expected


def test_of_a_sentence_on_several_regions_a_part_is_on_each(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(
        a="Serbia bought six drones. Serbia and Kenya bought tea. Serbia, Kenya and Peru sell tea.",
        b="Kenya bought a tractor.",
    )
    scored = Scored(DRONES, "Serbia", index, framework)
    assert scored.rank()["focus"] == pytest.approx([1, 1 / 2, 1 / 3, 0])
    region = Scored("What did the Balkans buy?", "Balkans", index, framework)
    assert region.rank()["focus"] == pytest.approx([1, 1 / 2, 1 / 3, 0])


@pytest.mark.parametrize(("side", "score"), [("Serbia", "country"), ("Balkans", "region")])
def test_salience_counts_as_far_as_the_sentence_is_on_the_side_and_on_an_aspect_asked(
    side: str, score: str, make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(
        a="Serbia bought six drones. Serbia and Kenya bought drones. Serbia's schools teach Mandarin.",
        b="Kenya bought drones.",
    )
    broad = Scored(f"Describe China's security role in {side}", side, index, framework)
    salience = index.sentences.get_salience(broad.pool.rows, score)
    assert broad.question.query == "" and all(abs(salience) > 0.01)
    expected = salience * np.array([1, 1 / 2, 0, 0])  # the third is on another aspect
    assert broad.rank()["salience"] == pytest.approx(expected, abs=1e-4)


def test_a_side_is_described_by_the_best_four_of_its_candidates(scored: Scored) -> None:
    found = scored.answer([0, 1, 2, 3, 4], [1.0, 5.0, 0.0, 3.0, 4.0])
    assert found["side"] == 1  # place 1 is the best
    assert found["side_share"] == pytest.approx(2 / 3)  # of 0, 1 and 2, which are on it, 0 and 1
    assert found["best_cosine"] == found["lookup_cosine"] == pytest.approx(scored.pool.cosine.max())
    assert found["best_content_cosine"] == pytest.approx(scored.pool.content_cosine.max())
    assert found["content_cosine"] == pytest.approx(scored.pool.content_cosine[1])
    assert (found["sides"], found["no_side"], found["unknown_side"]) == (1, 0, 0)
    assert scored.answer([3, 4], [1.0, 0.0])["side"] == 0


def test_a_value_that_none_of_the_best_four_has_is_lacking(scored: Scored) -> None:
    with_number = scored.answer([0, 1, 2, 3, 4], [1.0, 5.0, 0.0, 3.0, 4.0])
    assert (with_number["asks_value"], with_number["lacks_value"]) == (1, 0)
    without = scored.answer([0, 1, 2, 3, 4], [0.0, 5.0, 1.0, 3.0, 4.0])  # the number is in the fifth
    assert (without["asks_value"], without["lacks_value"]) == (1, 1)


def test_a_question_is_described_by_its_kind_and_sides(make_index: MakeIndex, framework: Framework) -> None:
    index = make_index(a="Serbia bought six drones. Kenya bought tea.")
    compared = Scored("How do Serbia and Kenya differ?", "Kenya", index, framework).answer([0, 1], [1.0, 0.0])
    assert (compared["sides"], compared["no_side"], compared["lookup_cosine"]) == (2, 0, 0)
    assert (compared["asks_value"], compared["lacks_value"], compared["side_share"]) == (0, 0, 1)
    sideless = Scored("Who buys tea?", None, index, framework).answer([0, 1], [1.0, 0.0])
    assert (sideless["sides"], sideless["no_side"], sideless["side"]) == (1, 1, 0)
    assert sideless["unknown_side"] == 0
    unknown = Scored("Who buys tea?", "Atlantis", index, framework).answer([0, 1], [1.0, 0.0])
    assert (unknown["unknown_side"], unknown["no_side"]) == (1, 0)
