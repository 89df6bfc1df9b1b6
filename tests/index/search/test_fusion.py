"""The fusion of channels by hand-computed z-scores."""

import math

import numpy as np
import pytest

from index.search.fusion import fuse, fuse_sentences, z_scores

STEP = math.sqrt(1.5)  # the z-score of the highest of three evenly spaced scores
SAME = np.full(3, 7, dtype=np.float32)
ALONE = np.arange(3)  # each passage has a document of its own


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_z_scores_are_zero_where_the_scores_are_equal() -> None:
    assert z_scores(scores(0, 1, 2)).tolist() == pytest.approx([-STEP, 0, STEP])
    assert z_scores(SAME).tolist() == [0, 0, 0]
    assert z_scores(scores()).tolist() == []


def test_channels_of_a_passage_have_equal_weight_whatever_their_scale() -> None:
    small, large = scores(0, 1, 2), scores(900, 300, 600)
    assert fuse(small, SAME, large, ALONE).tolist() == pytest.approx([0, -STEP, STEP], abs=1e-6)
    assert fuse(large, SAME, small, ALONE).tolist() == pytest.approx([0, -STEP, STEP], abs=1e-6)


def test_the_best_sentence_of_a_document_lifts_all_its_passages() -> None:
    # Passages 0 and 1 are of document 4, passage 2 of document 9. The best sentences of the documents are
    # (2, 2, 1): z-scores (1, 1, -2) / sqrt(2), counted twice.
    fused = fuse(SAME, scores(2, 0, 1), SAME, np.array([4, 4, 9]))
    assert fused.tolist() == pytest.approx(
        [STEP + math.sqrt(2), -STEP + math.sqrt(2), -2 * math.sqrt(2)], abs=1e-5
    )
    apart = fuse(SAME, scores(2, 0, 1), SAME, ALONE)
    assert apart.tolist() == pytest.approx([3 * STEP, -3 * STEP, 0], abs=1e-6)


def test_no_passages_have_no_scores() -> None:
    assert fuse(scores(), scores(), scores(), np.arange(0)).tolist() == []


@pytest.mark.parametrize(("channel", "weight"), [(0, 1), (1, 0.5), (2, 0.5), (3, 0.25)])
def test_words_and_the_passage_each_count_half_for_a_sentence(channel: int, weight: float) -> None:
    channels = [SAME] * 4
    channels[channel] = scores(0, 100, 200)
    expected = [-weight * STEP, 0, weight * STEP]
    assert fuse_sentences(*channels).tolist() == pytest.approx(expected, abs=1e-6)
