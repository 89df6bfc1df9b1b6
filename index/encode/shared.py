"""One encoder for everybody: calls that arrive together are answered together, and those of people who ask come before those of a build.

A tokenizer may not be used by two threads at once, and two forward passes at once would fight over the processor's cores; so the encoder does one thing at a
time. Whoever comes first computes at once; what arrives meanwhile is gathered and goes together as soon as the encoder is free, with no waiting for company.

A vector must not depend on what happened to be asked beside it. Padding changes the last bits of a vector and equal lengths need none, so only single texts
of equally many tokens share a batch; and each shape of batch is first compared with the same texts encoded alone.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.records import Embedder, Vectors, Window, WindowVectors

_TOGETHER = 8  # texts of a batch; more make it slower in proportion
_KEPT = 512  # calls whose vectors are kept; the aspects' descriptions are asked for by every broad comparison
_LINGER_S = 0.1  # a build waits so long after the last call of somebody who asks, who often calls again
_QUIET_S = 5.0  # after the last call nobody is thought to ask
_ALONE, _BESIDE = (
    256,
    8,
)  # passages of a build embedded in one go when nobody asks, and beside people who ask, who wait for them
_PATIENCE_S = 0.5  # after which it gets one batch though people ask, lest it never end

Texts = tuple[str, ...]
# Numbers of tokens of texts, by which they are put together.
Lengths = Callable[[Sequence[str]], list[int]]


@dataclass(eq=False, slots=True)
class _Call:
    """What one thread asks for and what came of it."""

    texts: Texts
    vectors: Vectors | None = None
    error: BaseException | None = None
    done: bool = False


class SharedEmbedder:
    """An `Embedder` for many threads; every vector is, bit for bit, the one that the wrapped embedder gives to the call alone."""

    def __init__(self, embedder: Embedder, lengths: Lengths | None = None) -> None:
        """Wrap an embedder that one thread may use at a time, whose vector of a window does not depend on the windows beside it.

        `lengths` counts tokens; without it no texts are put together.
        """
        self._embedder, self._lengths = embedder, lengths
        self.name, self.revision, self.dim = embedder.name, embedder.revision, embedder.dim
        self._free = threading.Condition()
        self._busy = False
        self._waiting: list[_Call] = []
        self._asked_at = -_QUIET_S
        self._kept: OrderedDict[Texts, Vectors] = OrderedDict()
        self._steady: dict[tuple[int, int], bool] = {}  # touched only by the thread that has the encoder

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim) of short texts."""
        mine = _Call(tuple(texts))
        with self._free:
            if mine.texts in self._kept:
                self._kept.move_to_end(mine.texts)
                return self._kept[mine.texts].copy()
            self._asked_at = time.monotonic()
            self._waiting.append(mine)
            while self._busy and not mine.done:
                self._free.wait()
            if not mine.done:
                self._busy, calls, self._waiting = True, self._waiting, []
        if not mine.done:
            try:
                self._answer(calls)
            finally:
                self._release()
        if mine.error is not None:
            raise mine.error
        assert mine.vectors is not None  # noqa: S101 - done without an error
        return mine.vectors.copy()

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        """Vectors of each window in order, in portions between which people who ask come first; small ones while people ask."""
        order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
        found: dict[int, WindowVectors] = {}
        while len(found) < len(order):
            alone = self._take_when_nobody_asks()
            portion = order[len(found) : len(found) + (_ALONE if alone else _BESIDE)]
            try:
                found.update(
                    zip(portion, self._embedder.embed_passages([windows[i] for i in portion]), strict=True)
                )
            finally:
                self._release()
        return [found[i] for i in range(len(windows))]

    def _take_when_nobody_asks(self) -> bool:
        """Take the encoder; whether nobody has asked for a while."""
        until = time.monotonic() + _PATIENCE_S
        with self._free:
            while self._busy or (
                time.monotonic() < until and (self._waiting or time.monotonic() < self._asked_at + _LINGER_S)
            ):
                self._free.wait(_LINGER_S)
            self._busy = True
            return time.monotonic() > self._asked_at + _QUIET_S

    def _release(self) -> None:
        with self._free:
            self._busy = False
            self._free.notify_all()

    def _answer(self, calls: Sequence[_Call]) -> None:
        """Fill in the calls; what fails is told to all of them."""
        try:
            found = self._vectors(list(dict.fromkeys(c.texts for c in calls)))
        except BaseException as error:
            for call in calls:
                call.error, call.done = error, True
            return
        for call in calls:
            call.vectors, call.done = found[call.texts], True

    def _vectors(self, asked: Sequence[Texts]) -> dict[Texts, Vectors]:
        with self._free:
            found = {texts: self._kept[texts] for texts in asked if texts in self._kept}
        for group, length in self._groups([texts for texts in asked if texts not in found]):
            found.update(zip(group, self._encode(group, length), strict=True))
        with self._free:
            self._kept.update(found)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _groups(self, asked: Sequence[Texts]) -> Iterator[tuple[list[Texts], int]]:
        """Calls that may share a batch, with their length: single texts of one length, in powers of two, so that there are few shapes."""
        single = [texts for texts in asked if len(texts) == 1]
        if self._lengths is None or len(single) < 2:
            yield from (([texts], 0) for texts in asked)
            return
        yield from (([texts], 0) for texts in asked if len(texts) != 1)
        alike: dict[int, list[Texts]] = {}
        for texts, length in zip(single, self._lengths([text for (text,) in single]), strict=True):
            alike.setdefault(length, []).append(texts)
        for length, members in alike.items():
            while members:
                size = min(_TOGETHER, 1 << (len(members).bit_length() - 1))
                yield members[:size], length
                del members[:size]

    def _encode(self, group: Sequence[Texts], length: int) -> list[Vectors]:
        """The vectors of each call, in one batch if batches of this shape are known to give what each call alone gives."""
        shape = (len(group), length)
        if len(group) == 1 or self._steady.get(shape) is False:
            return [self._embedder.embed_queries(texts) for texts in group]
        together = list(self._embedder.embed_queries([text for (text,) in group])[:, None])
        if shape in self._steady:
            return together
        alone = [self._embedder.embed_queries(texts) for texts in group]
        self._steady[shape] = all(np.array_equal(a, b) for a, b in zip(together, alone, strict=True))
        return alone
