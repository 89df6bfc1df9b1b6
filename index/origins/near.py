"""Sentences of different works that have nearly the same words: a syndicated paragraph, a reprinted report.

Candidates are found by MinHash (Broder 1997, "On the Resemblance and Containment of Documents") over the
stems of a sentence, in bands of two minima, then compared word by word. The work grows with the number of
sentences, not with its square.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.records import Flags, Rows

MIN_STEMS = 8  # distinct stems of a sentence that is not repeated by chance
_MIN_RESEMBLANCE = 0.6  # of the stems of both that are in both
_BANDS = 6  # of two minima: of pairs that resemble by 0.7, 98 % are candidates; by 0.3, 43 %
_NEIGHBOURS = 2  # earlier rows of a band that a row is compared with, besides the first
_MULTIPLIERS = np.random.default_rng(19).integers(1, 2**63, size=(_BANDS, 2), dtype=np.uint64) | np.uint64(1)

Hashes = NDArray[np.uint64]


def find_near(
    numbers: NDArray[np.int32], lengths: Rows, stems: Sequence[bytes], compared: Flags, works: Rows
) -> list[tuple[int, int]]:
    """Pairs of rows of different works that have nearly the same stems, ascending.

    `numbers` are those of the stems of all rows, one row after the other, `lengths` how many each row has;
    `compared` says which rows are, `works` is the work of each.
    """
    starts = np.cumsum(lengths) - lengths
    rows = np.flatnonzero(compared & (lengths >= MIN_STEMS))
    if len(rows) < 2:
        return []
    hashes = _mix(np.array([zlib.crc32(s) for s in stems], dtype=np.uint64))
    signatures = _sign(hashes[numbers], starts, rows)
    digits = np.array([any(c in b"0123456789" for c in s) for s in stems], dtype=np.bool_)
    pairs = np.unique(np.concatenate([_pair_up(rows, band) for band in signatures]), axis=0)
    pairs = pairs[works[pairs[:, 0]] != works[pairs[:, 1]]]
    texts = {row: numbers[starts[row] : starts[row] + lengths[row]] for row in np.unique(pairs).tolist()}
    return [(one, two) for one, two in pairs.tolist() if _are_near(texts[one], texts[two], digits)]


def _sign(hashes: Hashes, starts: Rows, rows: Rows) -> list[Hashes]:
    """For each band a key of each row, (len(rows),): two minima over the row's stems."""
    is_compared = np.zeros(len(starts), dtype=np.bool_)
    is_compared[rows] = True
    # The stems of rows that are not compared are left out, so that they are not taken for the row's before.
    kept: Flags = np.repeat(is_compared, np.diff(np.append(starts, len(hashes))))
    first: Rows = (np.cumsum(kept) - kept)[starts[rows]]
    minima = hashes[kept]
    keys = []
    for pair in _MULTIPLIERS:
        one, two = (np.minimum.reduceat(_mix(minima * multiplier), first) for multiplier in pair)
        keys.append(_mix(one) ^ two)
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


def _are_near(first: NDArray[np.int32], second: NDArray[np.int32], digits: Flags) -> bool:
    """Whether two sentences share most stems, and do not each have a number that the other lacks."""
    one, two = set(first.tolist()), set(second.tolist())
    if min(len(one), len(two)) < MIN_STEMS or len(one & two) < _MIN_RESEMBLANCE * len(one | two):
        return False
    return not all(any(digits[number] for number in rest) for rest in (one - two, two - one))
