"""Works of one publisher that tell one story: published on one day, with like titles."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from index.origins.works import Work

_FULL_DATE = len("2025-05-21")
_MIN_SHARED, _MIN_SHARE = 2, 0.4  # stems of the titles that both have, and their share of the shorter title's
_COMMON, _FEW = (
    0.1,
    10,
)  # a stem of more of all titles than this tells no stories apart, if it is in more than few


def find_same_stories(works: Mapping[int, Work]) -> Iterator[tuple[int, int]]:
    """Pairs of works, by their keys in `works`, that tell one story."""
    counts = Counter(stem for work in works.values() for stem in set(work.title))
    common = {stem for stem, count in counts.items() if count > max(_FEW, _COMMON * len(works))}
    of_day: dict[tuple[str, str], list[int]] = {}
    for number, work in works.items():
        if work.publishers and len(work.date) == _FULL_DATE:
            of_day.setdefault((work.publishers[0], work.date), []).append(number)
    for numbers in of_day.values():
        for one, other in combinations(numbers, 2):
            if _are_alike(works[one], works[other], common):
                yield one, other


def _are_alike(one: Work, other: Work, common: set[str]) -> bool:
    first, second = set(one.title) - common, set(other.title) - common
    shared = len(first & second)
    return shared >= _MIN_SHARED and shared >= _MIN_SHARE * min(len(first), len(second))
