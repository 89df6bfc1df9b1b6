"""One encoder for many threads.

Nothing is lost or mixed up, no vector depends on what else is asked, and questions come before builds.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bench.answers.question_file import read_questions
from corpus.framework import load_framework
from index.encode.encoder import SentenceEmbedder
from index.encode.shared import SharedEmbedder
from index.records import Vectors, Window, WindowVectors
from tests.conftest import WordEmbedder

_PATIENCE_S = 60


class Watched(WordEmbedder):
    """Records every call, fails if two threads are in it at once, and blocks until `go` is set."""

    def __init__(self, *, hold: bool = False) -> None:
        super().__init__()
        self.calls: list[tuple[str, ...]] = []
        self.entered, self.go = threading.Event(), threading.Event()
        self._inside = threading.Lock()
        if not hold:
            self.go.set()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self._note(("queries", *texts))
        return super().embed_queries(texts)

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        self._note(("passages", *(w.text for w in windows)))
        return super().embed_passages(windows)

    def _note(self, call: tuple[str, ...]) -> None:
        assert self._inside.acquire(blocking=False), "two threads at once"
        try:
            self.calls.append(call)
            self.entered.set()
            assert self.go.wait(_PATIENCE_S)
        finally:
            self._inside.release()


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(t.split()) for t in texts]


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.01)


def count_waiting(shared: SharedEmbedder) -> int:
    return len(shared._waiting)


def test_calls_that_arrive_while_the_encoder_is_busy_share_batches_by_length() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    texts = ["one", *(f"two words{i}" for i in range(5)), "three short words"]
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(shared.embed_queries, ["one"])
        assert inner.entered.wait(_PATIENCE_S)
        others = [threads.submit(shared.embed_queries, [t]) for t in texts]
        wait_until(lambda: count_waiting(shared) == len(texts))
        inner.go.set()
        results = [o.result(_PATIENCE_S) for o in others]
    assert all(
        np.array_equal(g, inner._vector(t)[None]) for g, t in zip(results, texts, strict=True)
    ) and np.array_equal(first.result(), results[0])
    # "one" is cached from the first call. Four texts of two words are computed together, then each alone, to
    # see that the vectors are equal. The rest are computed alone.
    assert [len(call) - 1 for call in inner.calls] == [1, 4, 1, 1, 1, 1, 1, 1]
    inner.calls.clear()
    shared._embed_calls([(f"other words{i}",) for i in range(4)])
    assert [len(call) - 1 for call in inner.calls] == [4]


def test_a_batch_shape_that_changes_vectors_is_not_used() -> None:
    class Padded(Watched):
        def embed_queries(self, texts: Sequence[str]) -> Vectors:
            return super().embed_queries(texts) * np.float32(1 + (len(texts) > 1) * 1e-6)

    inner = Padded()
    shared = SharedEmbedder(inner, count_words)
    found = shared._embed_calls([(f"word{i}",) for i in range(4)])
    assert all(np.array_equal(v, inner._vector(t)[None]) for (t,), v in found.items())
    inner.calls.clear()
    shared._embed_calls([(f"other{i}",) for i in range(4)])
    assert [len(call) - 1 for call in inner.calls] == [1, 1, 1, 1]


def test_a_call_of_several_texts_is_not_split_and_equal_calls_are_computed_once() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    several = ["some economic matter", "arms"]
    with ThreadPoolExecutor(8) as threads:
        threads.submit(shared.embed_queries, ["first"])
        assert inner.entered.wait(_PATIENCE_S)
        others = [threads.submit(shared.embed_queries, several) for _ in range(5)]
        wait_until(lambda: count_waiting(shared) == 5)
        inner.go.set()
        assert all(np.array_equal(o.result(_PATIENCE_S), inner.embed_queries(several)) for o in others)
    assert (
        inner.calls[1] == ("queries", *several) and len(inner.calls) == 2 + 5
    )  # five are from the assertion


def test_questions_come_before_the_portions_of_a_build_which_are_then_small() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words, idle_portion=3, busy_portion=2)
    windows = [Window(f"passage {i}", ()) for i in range(6)]
    with ThreadPoolExecutor(8) as threads:
        built = threads.submit(shared.embed_passages, windows)
        assert inner.entered.wait(_PATIENCE_S)
        asked = [threads.submit(shared.embed_queries, [f"question {i}"]) for i in range(3)]
        wait_until(lambda: count_waiting(shared) == 3)
        inner.go.set()
        [a.result(_PATIENCE_S) for a in asked]
        found = built.result(_PATIENCE_S)
    assert all(np.array_equal(f.passage, inner._vector(w.text)) for f, w in zip(found, windows, strict=True))
    kinds = [call[0] for call in inner.calls]
    assert kinds[0] == "passages" and kinds[1] == "queries" and kinds.count("passages") == 3
    assert [call[1:] for call in inner.calls if call[0] == "passages"] == [
        tuple(f"passage {i}" for i in portion) for portion in ((0, 1, 2), (3, 4), (5,))
    ]


def test_an_error_reaches_its_callers_and_no_later_call() -> None:
    class Failing(Watched):
        def embed_queries(self, texts: Sequence[str]) -> Vectors:
            if "bad" in texts:
                raise MemoryError("no room")
            return super().embed_queries(texts)

    shared = SharedEmbedder(Failing(), count_words)
    with pytest.raises(MemoryError, match="no room"):
        shared.embed_queries(["bad"])
    assert shared.embed_queries(["good"]).shape == (1, 1024)


def test_cached_vectors_are_returned_while_the_encoder_is_busy() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    inner.go.set()
    known = shared.embed_queries(["an aspect"])
    inner.go.clear()
    inner.entered.clear()
    with ThreadPoolExecutor(2) as threads:
        built = threads.submit(shared.embed_passages, [Window("passage", ())])
        assert inner.entered.wait(_PATIENCE_S)
        assert np.array_equal(threads.submit(shared.embed_queries, ["an aspect"]).result(_PATIENCE_S), known)
        inner.go.set()
        built.result(_PATIENCE_S)


def test_changing_a_result_does_not_change_the_cache() -> None:
    shared = SharedEmbedder(Watched())
    shared.embed_queries(["drones"])[:] = 0
    assert shared.embed_queries(["drones"]).any() and shared.embed_queries([]).shape == (0, 1024)


@pytest.fixture(scope="module")
def encoder() -> SentenceEmbedder:
    return SentenceEmbedder()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    known = [
        k.question
        for k in read_questions(Path(__file__).parents[3] / "bench" / "answers" / "questions.jsonl")
    ]
    return [
        *known,
        *(q.replace("China", "Beijing") for q in known),
        *(a.description for a in load_framework().aspects),
    ]


def test_a_text_gets_the_same_vector_in_a_batch_as_alone(encoder: SentenceEmbedder, texts: list[str]) -> None:
    alone = [encoder.embed_queries([t]) for t in texts]
    shared = SharedEmbedder(encoder, encoder.count_tokens)
    for _ in range(2):  # shapes are compared, then used
        shared._cache.clear()
        found = shared._embed_calls([(t,) for t in texts])
        assert [
            t for t, vector in zip(texts, alone, strict=True) if not np.array_equal(found[t,], vector)
        ] == []
    assert shared._exact_shapes


def test_forty_threads_and_a_build_get_the_same_vectors_as_each_alone(
    encoder: SentenceEmbedder, texts: list[str]
) -> None:
    windows = [Window(f"{t} And what then, in {1990 + i}?", ((0, len(t)),)) for i, t in enumerate(texts[:20])]
    alone, built = {t: encoder.embed_queries([t]) for t in texts}, encoder.embed_passages(windows)
    shared = SharedEmbedder(encoder, encoder.count_tokens)
    with ThreadPoolExecutor(41) as threads:
        building = threads.submit(shared.embed_passages, windows)
        results = list(threads.map(lambda t: (t, shared.embed_queries([t])), texts * 2))
    assert all(np.array_equal(vector, alone[t]) for t, vector in results)
    assert all(
        np.array_equal(a.passage, b.passage) and np.array_equal(a.sentences, b.sentences)
        for a, b in zip(building.result(), built, strict=True)
    )
