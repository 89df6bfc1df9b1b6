"""Texts packed into one row keep their vectors, and models that cannot do that are found out."""

import numpy as np
import pytest
import torch

from index.encode.encoder import SentenceEmbedder
from index.encode.packed_texts import can_pack


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder()


def test_texts_embedded_together_are_nearly_as_alone(embedder: SentenceEmbedder) -> None:
    texts = ["How does China's security role differ between Serbia and Tajikistan?", "security", "arms sales"]
    together = embedder.embed_queries(texts)
    alone = np.concatenate([embedder.embed_queries([text]) for text in texts])
    assert ((together * alone).sum(axis=1) > 0.999).all()
    assert (together[0] @ together[1:].T < 0.9).all()


def test_the_same_texts_have_the_same_vectors_to_the_last_bit(embedder: SentenceEmbedder) -> None:
    texts = ["What did the railway cost?", "railway cost"]
    assert np.array_equal(embedder.embed_queries(texts), embedder.embed_queries(texts))


def test_texts_too_long_for_one_row_are_embedded_too(embedder: SentenceEmbedder) -> None:
    texts = [" ".join(["railway"] * 120), "ports"]
    vectors = embedder.embed_queries(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[1] @ embedder.embed_queries(["ports"])[0] > 0.999


def test_another_kind_of_model_is_not_packed() -> None:
    assert not can_pack(torch.nn.Sequential(torch.nn.Linear(4, 4)), [[1, 2], [3]])
