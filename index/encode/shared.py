"""One encoder for all threads: calls that arrive together share a batch, and questions come before builds.

A tokenizer must not be used by two threads at once, and two forward passes at once would compete for the
same cores, so the encoder does one thing at a time. The first call computes at once. Calls that arrive
meanwhile are gathered and computed together as soon as the encoder is free; none waits for company.

A vector must not depend on what else is asked at the time. Padding changes the last bits of a vector and
equal lengths need none, so only single texts with equal numbers of tokens share a batch. Each shape of
batch is first compared with the same texts encoded alone.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from cachetools import LRUCache

from index.records import Embedder, Vectors, Window, WindowVectors

_BATCH_TEXTS = 8  # more make a batch slower in proportion
_CACHED_CALLS = 512  # every broad comparison asks for the descriptions of the aspects again
_PAUSE_S = 0.1  # a build waits so long after the last question, because users often ask again
_IDLE_S = 5.0  # after so long without a question the encoder counts as idle
_MAX_WAIT_S = 0.5  # after which a build gets one portion even if questions keep coming, so that it ends

Texts = tuple[str, ...]
CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(eq=False, slots=True)
class _Call:
    """The request of one thread and its result."""

    texts: Texts
    vectors: Vectors | None = None
    error: BaseException | None = None
    done: bool = False


class SharedEmbedder:
    """An `Embedder` for many threads; a vector is bit for bit what the wrapped one gives that call alone."""

    def __init__(
        self,
        embedder: Embedder,
        count_tokens: CountTokens | None = None,
        *,
        idle_portion: int = 256,
        busy_portion: int = 8,
    ) -> None:
        """Wrap an embedder that one thread may use at a time.

        Its vector of a window must not depend on the other windows of the call. Without `count_tokens` no
        texts share a batch. A build embeds `idle_portion` passages at a time, or `busy_portion` while users
        ask.
        """
        self._embedder, self._count_tokens = embedder, count_tokens
        self._idle_portion, self._busy_portion = idle_portion, busy_portion
        self.name, self.revision, self.dim = embedder.name, embedder.revision, embedder.dim
        self._free = threading.Condition()
        self._busy = False
        self._waiting: list[_Call] = []
        self._last_asked = -_IDLE_S
        self._cache: LRUCache[Texts, Vectors] = LRUCache(_CACHED_CALLS)  # guarded by `_free`
        # Whether batches of a shape (texts, tokens) are exact; used only by the thread that has the encoder.
        self._exact_shapes: dict[tuple[int, int], bool] = {}

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim) of short texts."""
        call = _Call(tuple(texts))
        with self._free:
            if (cached := self._cache.get(call.texts)) is not None:
                return cached.copy()
            self._last_asked = time.monotonic()
            self._waiting.append(call)
            while self._busy and not call.done:
                self._free.wait()
            if not call.done:
                self._busy, calls, self._waiting = True, self._waiting, []
        if not call.done:
            try:
                self._answer(calls)
            finally:
                self._release()
        if call.error is not None:
            raise call.error
        assert call.vectors is not None  # noqa: S101 - done without an error
        return call.vectors.copy()

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        """Vectors of each window in order, in portions; questions come first between two portions."""
        order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
        vectors: dict[int, WindowVectors] = {}
        while len(vectors) < len(order):
            size = self._idle_portion if self._acquire_for_build() else self._busy_portion
            portion = order[len(vectors) : len(vectors) + size]
            try:
                embedded = self._embedder.embed_passages([windows[i] for i in portion])
                vectors.update(zip(portion, embedded, strict=True))
            finally:
                self._release()
        return [vectors[i] for i in range(len(windows))]

    def _acquire_for_build(self) -> bool:
        """Take the encoder when no question needs it; returns whether it has been idle for a while."""
        until = time.monotonic() + _MAX_WAIT_S
        with self._free:
            while self._busy or (
                time.monotonic() < until and (self._waiting or time.monotonic() < self._last_asked + _PAUSE_S)
            ):
                self._free.wait(_PAUSE_S)
            self._busy = True
            return time.monotonic() > self._last_asked + _IDLE_S

    def _release(self) -> None:
        with self._free:
            self._busy = False
            self._free.notify_all()

    def _answer(self, calls: Sequence[_Call]) -> None:
        """Give every call its vectors; an error goes to all of them."""
        try:
            vectors = self._embed_calls(list(dict.fromkeys(c.texts for c in calls)))
        except BaseException as error:
            for call in calls:
                call.error, call.done = error, True
            return
        for call in calls:
            call.vectors, call.done = vectors[call.texts], True

    def _embed_calls(self, calls: Sequence[Texts]) -> dict[Texts, Vectors]:
        with self._free:
            vectors = {texts: self._cache[texts] for texts in calls if texts in self._cache}
        for group, tokens in self._group([texts for texts in calls if texts not in vectors]):
            vectors.update(zip(group, self._embed_group(group, tokens), strict=True))
        with self._free:
            self._cache.update(vectors)
        return vectors

    def _group(self, calls: Sequence[Texts]) -> Iterator[tuple[list[Texts], int]]:
        """Calls that may share a batch, with their number of tokens.

        These are single texts of equal length; sizes are powers of two, so that there are few shapes.
        """
        single = [texts for texts in calls if len(texts) == 1]
        if self._count_tokens is None or len(single) < 2:
            yield from (([texts], 0) for texts in calls)
            return
        yield from (([texts], 0) for texts in calls if len(texts) != 1)
        by_length: dict[int, list[Texts]] = {}
        for texts, tokens in zip(single, self._count_tokens([text for (text,) in single]), strict=True):
            by_length.setdefault(tokens, []).append(texts)
        for tokens, members in by_length.items():
            while members:
                size = min(_BATCH_TEXTS, 1 << (len(members).bit_length() - 1))
                yield members[:size], tokens
                del members[:size]

    def _embed_group(self, group: Sequence[Texts], tokens: int) -> list[Vectors]:
        """The vectors of each call; in one batch if its shape is known to give what each call alone gives."""
        shape = len(group), tokens
        if len(group) == 1 or self._exact_shapes.get(shape) is False:
            return [self._embedder.embed_queries(texts) for texts in group]
        together = list(self._embedder.embed_queries([text for (text,) in group])[:, None])
        if shape in self._exact_shapes:
            return together
        alone = [self._embedder.embed_queries(texts) for texts in group]
        self._exact_shapes[shape] = all(np.array_equal(t, a) for t, a in zip(together, alone, strict=True))
        return alone
