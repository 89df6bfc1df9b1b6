"""One encoder for many threads: nothing lost, nothing mixed up, no vector that depends on its company, and people before builds."""

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
    """Notes every call, fails if two threads are in it at once, and holds the first one until told to go on."""

    def __init__(self, *, hold: bool = False) -> None:
        super().__init__()
        self.calls: list[tuple[str, ...]] = []
        self.begun, self.go = threading.Event(), threading.Event()
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
            self.begun.set()
            assert self.go.wait(_PATIENCE_S)
        finally:
            self._inside.release()


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(t.split()) for t in texts]


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.01)


def waiting(shared: SharedEmbedder) -> int:
    return len(shared._waiting)


def test_what_arrives_while_the_encoder_works_goes_together_by_length() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    texts = ["one", *(f"two words{i}" for i in range(5)), "three short words"]
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(shared.embed_queries, ["one"])
        assert inner.begun.wait(_PATIENCE_S)
        others = [threads.submit(shared.embed_queries, [t]) for t in texts]
        wait(lambda: waiting(shared) == len(texts))
        inner.go.set()
        got = [o.result(_PATIENCE_S) for o in others]
    assert all(
        np.array_equal(g, inner._vector(t)[None]) for g, t in zip(got, texts, strict=True)
    ) and np.array_equal(first.result(), got[0])
    # "one" is kept since it was asked first; four of two words go together, then each alone to see that it is the same; the rest alone
    assert [len(call) - 1 for call in inner.calls] == [1, 4, 1, 1, 1, 1, 1, 1]
    inner.calls.clear()
    shared._vectors([(f"other words{i}",) for i in range(4)])
    assert [len(call) - 1 for call in inner.calls] == [4]


def test_a_shape_whose_vectors_differ_from_those_alone_is_not_used() -> None:
    class Padded(Watched):
        def embed_queries(self, texts: Sequence[str]) -> Vectors:
            return super().embed_queries(texts) * np.float32(1 + (len(texts) > 1) * 1e-6)

    inner = Padded()
    shared = SharedEmbedder(inner, count_words)
    found = shared._vectors([(f"word{i}",) for i in range(4)])
    assert all(np.array_equal(v, inner._vector(t)[None]) for (t,), v in found.items())
    inner.calls.clear()
    shared._vectors([(f"other{i}",) for i in range(4)])
    assert [len(call) - 1 for call in inner.calls] == [1, 1, 1, 1]


def test_a_call_of_several_texts_stays_as_it_is_and_is_answered_once() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    several = ["some economic matter", "arms"]
    with ThreadPoolExecutor(8) as threads:
        threads.submit(shared.embed_queries, ["first"])
        assert inner.begun.wait(_PATIENCE_S)
        others = [threads.submit(shared.embed_queries, several) for _ in range(5)]
        wait(lambda: waiting(shared) == 5)
        inner.go.set()
        assert all(np.array_equal(o.result(_PATIENCE_S), inner.embed_queries(several)) for o in others)
    assert inner.calls[1] == ("queries", *several) and len(inner.calls) == 2 + 5  # those of the assertion


def test_people_come_before_the_portions_of_a_build_which_are_small_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.encode.shared._ALONE", 3)
    monkeypatch.setattr("index.encode.shared._BESIDE", 2)
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    windows = [Window(f"passage {i}", ()) for i in range(6)]
    with ThreadPoolExecutor(8) as threads:
        built = threads.submit(shared.embed_passages, windows)
        assert inner.begun.wait(_PATIENCE_S)
        asked = [threads.submit(shared.embed_queries, [f"question {i}"]) for i in range(3)]
        wait(lambda: waiting(shared) == 3)
        inner.go.set()
        [a.result(_PATIENCE_S) for a in asked]
        found = built.result(_PATIENCE_S)
    assert all(np.array_equal(f.passage, inner._vector(w.text)) for f, w in zip(found, windows, strict=True))
    kinds = [call[0] for call in inner.calls]
    assert kinds[0] == "passages" and kinds[1] == "queries" and kinds.count("passages") == 3
    assert [call[1:] for call in inner.calls if call[0] == "passages"] == [
        tuple(f"passage {i}" for i in portion) for portion in ((0, 1, 2), (3, 4), (5,))
    ]


def test_an_error_is_told_to_those_who_asked_and_to_nobody_after() -> None:
    class Failing(Watched):
        def embed_queries(self, texts: Sequence[str]) -> Vectors:
            if "bad" in texts:
                raise MemoryError("no room")
            return super().embed_queries(texts)

    shared = SharedEmbedder(Failing(), count_words)
    with pytest.raises(MemoryError, match="no room"):
        shared.embed_queries(["bad"])
    assert shared.embed_queries(["good"]).shape == (1, 1024)


def test_what_is_known_is_told_while_the_encoder_is_busy() -> None:
    inner = Watched(hold=True)
    shared = SharedEmbedder(inner, count_words)
    inner.go.set()
    known = shared.embed_queries(["an aspect"])
    inner.go.clear()
    inner.begun.clear()
    with ThreadPoolExecutor(2) as threads:
        built = threads.submit(shared.embed_passages, [Window("passage", ())])
        assert inner.begun.wait(_PATIENCE_S)
        assert np.array_equal(threads.submit(shared.embed_queries, ["an aspect"]).result(_PATIENCE_S), known)
        inner.go.set()
        built.result(_PATIENCE_S)


def test_nobody_can_spoil_the_vectors_that_are_kept() -> None:
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


def test_the_encoder_gives_a_text_asked_in_company_the_vector_it_has_alone(
    encoder: SentenceEmbedder, texts: list[str]
) -> None:
    alone = [encoder.embed_queries([t]) for t in texts]
    shared = SharedEmbedder(encoder, encoder.lengths)
    for _ in range(2):  # shapes are tried, then used
        shared._kept.clear()
        found = shared._vectors([(t,) for t in texts])
        assert [
            t for t, vector in zip(texts, alone, strict=True) if not np.array_equal(found[t,], vector)
        ] == []
    assert shared._steady


def test_forty_threads_and_a_build_get_what_each_alone_gets(
    encoder: SentenceEmbedder, texts: list[str]
) -> None:
    windows = [Window(f"{t} And what then, in {1990 + i}?", ((0, len(t)),)) for i, t in enumerate(texts[:20])]
    alone, built = {t: encoder.embed_queries([t]) for t in texts}, encoder.embed_passages(windows)
    shared = SharedEmbedder(encoder, encoder.lengths)
    with ThreadPoolExecutor(41) as threads:
        building = threads.submit(shared.embed_passages, windows)
        got = list(threads.map(lambda t: (t, shared.embed_queries([t])), texts * 2))
    assert all(np.array_equal(vector, alone[t]) for t, vector in got)
    assert all(
        np.array_equal(a.passage, b.passage) and np.array_equal(a.sentences, b.sentences)
        for a, b in zip(building.result(), built, strict=True)
    )
