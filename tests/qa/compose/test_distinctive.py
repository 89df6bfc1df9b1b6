import math

import numpy as np
import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.compose.distinctive import (
    DistinctiveTerm,
    choose_distinctive,
    find_own_terms,
    find_terms,
    rank_distinctive,
    score_shares,
)


def test_scores_are_those_of_the_formula_worked_by_hand() -> None:
    ranked = rank_distinctive(
        {"rail": 8, "trade": 2}, {"rail": 1, "trade": 9}, {"rail": 10, "trade": 30}, prior_size=20
    )
    # The prior shares out 20 occurrences as 5 and 15: rail counts 13 of 30 against 6 of 30.
    rail = (math.log(13 / 17) - math.log(6 / 24)) / math.sqrt(1 / 13 + 1 / 6)
    trade = (math.log(17 / 13) - math.log(24 / 6)) / math.sqrt(1 / 17 + 1 / 24)
    assert [(d.term, d.first, d.second) for d in ranked] == [("rail", 8, 1), ("trade", 2, 9)]
    assert [d.score for d in ranked] == [pytest.approx(rail), pytest.approx(trade)]


def test_swapping_the_sides_changes_every_sign() -> None:
    one, two, all_of_it = {"rail": 8, "loan": 3}, {"port": 5, "loan": 4}, {"rail": 9, "loan": 20, "port": 6}
    there = {d.term: d.score for d in rank_distinctive(one, two, all_of_it)}
    back = {d.term: -d.score for d in rank_distinctive(two, one, all_of_it)}
    assert there == pytest.approx(back)


def test_a_term_common_everywhere_is_less_distinctive_than_a_rare_one_with_the_same_counts() -> None:
    ranked = rank_distinctive(
        {"loan": 6, "gas": 6}, {"loan": 1, "gas": 1}, {"loan": 400, "gas": 7, "rest": 600}
    )
    assert ranked[0].term == "gas"


def test_a_prior_must_be_positive() -> None:
    with pytest.raises(ValueError, match="prior_size is 0; it must be positive"):
        rank_distinctive({"a": 1}, {}, {"a": 1}, prior_size=0)


def test_a_phrase_replaces_its_word_and_no_word_comes_twice() -> None:
    ranked = [
        DistinctiveTerm("coast", 3.0, 10, 0),
        DistinctiveTerm("coast guard", 2.6, 9, 0),
        DistinctiveTerm("guard", 2.9, 11, 0),
        DistinctiveTerm("port", 2.0, 5, 0),
    ]
    ours, theirs = choose_distinctive(ranked, 5)
    assert [d.term for d in ours] == ["coast guard", "port"] and theirs == []


def test_weak_terms_and_those_after_k_are_left_out() -> None:
    ranked = [
        DistinctiveTerm("gas", 3.0, 9, 0),
        DistinctiveTerm("oil", 1.0, 4, 3),
        DistinctiveTerm("port", -1.7, 0, 5),
        DistinctiveTerm("bank", -2.5, 0, 8),
    ]
    ours, theirs = choose_distinctive(ranked, 1)
    assert [d.term for d in ours] == ["gas"] and [d.term for d in theirs] == ["bank"]


def test_terms_are_stems_and_neighbours_without_names_numbers_and_words_of_reporting(
    framework: Framework,
) -> None:
    found = find_terms(
        "In May 2019 Kazakhstan said that two Chinese gas pipelines cross the border.", framework
    )
    assert found == {
        "gas": "gas",
        "pipelin": "pipelines",
        "gas pipelin": "gas pipelines",
        "cross": "cross",
        "border": "border",
        "pipelin cross": "pipelines cross",
    }


def test_names_of_the_sources_of_a_sentence_are_not_terms(
    ten_index: PassageIndex, framework: Framework
) -> None:
    located = next(
        row
        for r in ten_index.sentences.find_tagged()
        if (row := ten_index.sentences.locate(int(r))).sentence.references
        and any(x.publisher for x in row.document.references)
    )
    named = {x.publisher for x in located.document.references if x.id in located.sentence.references}
    assert not set(find_own_terms(located, framework)) & set(
        find_terms(" ".join(n for n in named if n), framework)
    )


def test_the_score_of_a_share_is_that_of_the_formula_worked_by_hand() -> None:
    scores = score_shares(np.array([8, 0, 20]), np.array([1, 0, 10]), (20, 10), prior_size=10)
    # Nine of thirty share out 10 as 3 and 7: 11 in and 19 out against 4 in and 16 out.
    expected = (math.log(11 / 19) - math.log(4 / 16)) / math.sqrt(1 / 11 + 1 / 19 + 1 / 4 + 1 / 16)
    assert scores.tolist() == pytest.approx([expected, 0, 0])  # what none or all have does not differ


def test_a_share_needs_a_prior() -> None:
    with pytest.raises(ValueError, match="prior_size is 0; it must be positive"):
        score_shares(np.array([1]), np.array([1]), (2, 2), prior_size=0)
