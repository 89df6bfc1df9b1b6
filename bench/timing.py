"""Wall-clock times, their quantiles, and the order in which systems take turns."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def measure_seconds(work: Callable[[], object]) -> float:
    """Call a function once and return the seconds it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def quantile(values: Sequence[float], q: float) -> float:
    """Return a quantile by nearest rank, so that it is always one of the values; `q` is from 0 to 1."""
    return float(np.quantile(values, q, method="inverted_cdf"))


def rotate(items: Sequence[T], number: int) -> list[T]:
    """Return the items in their order, beginning with another one for each number."""
    first = number % len(items)
    return [*items[first:], *items[:first]]
