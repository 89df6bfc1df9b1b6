"""Sentences of different works that have nearly the same words: a syndicated paragraph, a repeated quotation.

Candidates share a run of stems in the same order (as in Broder 1997, "On the Resemblance and Containment of
Documents"), and are then compared stem by stem. One may have more to say: the shorter of the two counts. The
work grows with the number of stems, not with the square of the number of sentences.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.records import Flags, Rows

MIN_STEMS = 7  # distinct stems of a sentence that is not repeated by chance
_RUN = 6  # stems in the same order that a candidate shares
_MIN_CONTAINED = 0.55  # of the stems of the shorter that are in the longer too, where words are a work's own
_MIN_EQUAL = 0.9  # of the stems of both that are in both, where one sums up what another wrote
_NEIGHBOURS = 2  # earlier rows with a run that a row is compared with, besides the first
_MULTIPLIERS = np.random.default_rng(19).integers(1, 2**63, size=_RUN, dtype=np.uint64) | np.uint64(1)

Hashes = NDArray[np.uint64]


def find_near(
    numbers: NDArray[np.int32], lengths: Rows, stems: Sequence[bytes], own_words: Flags, works: Rows
) -> list[tuple[int, int]]:
    """Pairs of rows of different works that have nearly the same stems, ascending.

    `numbers` are those of the stems of all rows, one row after the other, `lengths` how many each row has;
    `own_words` says which rows are in the words of their work, `works` is the work of each.
    """
    if len(numbers) < _RUN:
        return []
    hashes = np.array([zlib.crc32(s) for s in stems], dtype=np.uint64)
    digits = np.array([any(c in b"0123456789" for c in s) for s in stems], dtype=np.bool_)
    row_of = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    keys = _sign(hashes[numbers])
    inside = row_of[: len(keys)] == row_of[_RUN - 1 :]
    pairs = _pair_up(row_of[: len(keys)][inside], keys[inside])
    pairs = np.unique(pairs[works[pairs[:, 0]] != works[pairs[:, 1]]], axis=0)
    starts = np.cumsum(lengths) - lengths
    texts = {
        row: set(numbers[starts[row] : starts[row] + lengths[row]].tolist())
        for row in np.unique(pairs).tolist()
    }
    return [
        (one, two)
        for one, two in pairs.tolist()
        if _are_near(texts[one], texts[two], digits, bool(own_words[one] and own_words[two]))
    ]


def _sign(hashes: Hashes) -> Hashes:
    """A key of each run of stems, by the place of its first; overflow wraps."""
    size = len(hashes) - _RUN + 1
    keys = np.zeros(size, dtype=np.uint64)
    for place, multiplier in enumerate(_MULTIPLIERS):
        keys ^= _mix(hashes[place : place + size] * multiplier)
    return keys


def _mix(values: Hashes) -> Hashes:
    """Scramble 64-bit values, as the finaliser of SplitMix64 does; overflow wraps."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _pair_up(rows: Rows, keys: Hashes) -> Rows:
    """Pairs of rows with equal keys, (n, 2): each with the first row of its key and those just before."""
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    place = np.arange(len(rows))
    opens = np.append(True, keys[1:] != keys[:-1])
    first = np.maximum.accumulate(np.where(opens, place, 0))
    found = [np.stack([first, place], axis=1)[place > first]]
    for back in range(1, _NEIGHBOURS + 1):
        before = place - back
        found.append(np.stack([before, place], axis=1)[before >= first])
    return np.asarray(np.sort(rows[np.concatenate(found)], axis=1))


def _are_near(one: set[int], two: set[int], digits: Flags, own_words: bool) -> bool:
    """Whether two sentences share most stems, and do not each have a number that the other lacks."""
    shorter = min(len(one), len(two))
    least = _MIN_CONTAINED * shorter if own_words else _MIN_EQUAL * len(one | two)
    if shorter < MIN_STEMS or len(one & two) < least:
        return False
    return not all(any(digits[number] for number in rest) for rest in (one - two, two - one))
