"""Where sources disagree: sentences that report it, and pairs with different figures for one thing.

A carefully written corpus says when its sources differ; such a sentence is shown with the one it is about.
Two sentences that do not mention each other are paired only if they agree in almost every word except the
figure: different figures are mostly of different things.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.records import Trait
from corpus.text.tokens import stem
from qa.select.quote import Quote, overlap

# Likeness from which two sentences are on the same thing; less is enough where the question itself is narrow.
MIN_LIKENESS, MIN_LIKENESS_NARROW = 0.45, 0.3
_MIN_LIKENESS_BUT_FIGURE = 0.8
# Sentences with a rare name in common need less likeness. A name in about one of fifty sentences is rare.
_MIN_LIKENESS_WITH_NAME, _MIN_NAME_IDF = 0.15, 4.0
# Added to the likeness of the second sentence of a pair if it has a figure of the first, or one of the same
# unit and year.
_COMPARABLE_BONUS = 0.2


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence that reports a disagreement or makes one, and the other one, if the corpus has it."""

    side: str
    first: Quote
    second: Quote | None


class _WordWeights:
    """The words of quoted sentences with their weights (inverse document frequency), figures left out."""

    def __init__(self, idf: Callable[[str], float]) -> None:
        self.idf = idf
        self._by_row: dict[int, dict[str, float]] = {}

    def of(self, quote: Quote) -> dict[str, float]:
        row = quote.located.row
        if row not in self._by_row:
            self._by_row[row] = {s: self.idf(s) for s in quote.stems if not s.isdigit()}
        return self._by_row[row]


def find_conflicts(
    side: str,
    shown: Sequence[Quote],
    pool: Sequence[Quote],
    idf: Callable[[str], float],
    min_likeness: float = MIN_LIKENESS,
) -> list[Conflict]:
    """Find disagreements on what the quotations `shown` are about; each sentence is in one at most.

    A sentence of the `pool` is about the same thing if its likeness to one shown is at least `min_likeness`
    (0 to 1). Disagreements that a sentence reports come before pairs of figures.
    """
    weights = _WordWeights(idf)
    conflicts: list[Conflict] = []
    used: set[int] = set()  # rows
    for quote in _find_reporting(shown, pool, weights, min_likeness):
        if quote.located.row in used:
            continue
        candidates = [
            q
            for q in pool
            if q.located.row not in used | {quote.located.row}
            and not overlap(q, quote)
            and (
                _measure_likeness(quote, q, weights) >= min_likeness
                or (q in shown and _share_rare_name(q, quote, weights))
            )
        ]
        best = max(candidates, key=lambda q: (*_rate_pair(quote, q, weights), -q.located.row), default=None)
        conflicts.append(Conflict(side, quote, best))
        used |= {quote.located.row} | ({best.located.row} if best else set())
    for quote in (q for q in shown if _find_single_figures(q)):
        other = next((q for q in pool if _differ_in_figure(quote, q, weights)), None)
        if other is not None and used.isdisjoint((quote.located.row, other.located.row)):
            conflicts.append(Conflict(side, quote, other))
            used |= {quote.located.row, other.located.row}
    return conflicts


def _find_reporting(
    shown: Sequence[Quote], pool: Sequence[Quote], weights: _WordWeights, min_likeness: float
) -> list[Quote]:
    """Sentences that report a disagreement: those shown, then those of the pool on the same thing."""
    rows = {q.located.row for q in shown}
    others = [
        q
        for q in pool
        if q.located.row not in rows
        and q.has_trait(Trait.DISAGREEMENT)
        and any(_measure_likeness(q, s, weights) >= min_likeness for s in shown)
    ]
    others.sort(key=lambda q: (-q.score, q.located.row))
    return [*(q for q in shown if q.has_trait(Trait.DISAGREEMENT)), *others]


def _measure_likeness(a: Quote, b: Quote, weights: _WordWeights) -> float:
    """The shared part, by weight, of the words of the shorter sentence; 0 to 1."""
    first, second = weights.of(a), weights.of(b)
    smaller = min(sum(first.values()), sum(second.values()))
    return sum(w for word, w in first.items() if word in second) / smaller if smaller else 0.0


def _share_rare_name(a: Quote, b: Quote, weights: _WordWeights) -> bool:
    """Whether both are on one topic, a little alike, and name the same survey, mine or bank."""
    if not set(a.located.sentence.topics) & set(b.located.sentence.topics):
        return False
    names = set(a.located.sentence.names) & set(b.located.sentence.names)
    has_rare = any(weights.idf(stem(name.lower())) >= _MIN_NAME_IDF for name in names)
    return has_rare and _measure_likeness(a, b, weights) >= _MIN_LIKENESS_WITH_NAME


def _rate_pair(a: Quote, b: Quote, weights: _WordWeights) -> tuple[bool, float]:
    """How well `b` answers `a`: first another source, then likeness, more with a comparable figure."""
    is_comparable = not (
        _list_values(a).isdisjoint(_list_values(b)) and _list_years(a).isdisjoint(_list_years(b))
    )
    likeness = _measure_likeness(a, b, weights) + _COMPARABLE_BONUS * is_comparable
    return not _share_reference(a, b), likeness


def _differ_in_figure(a: Quote, b: Quote, weights: _WordWeights) -> bool:
    """Whether two sources of one year differ in exactly one figure, in nearly the same words."""
    if a.located.row == b.located.row or _share_reference(a, b):
        return False
    if set(a.located.sentence.years) != set(b.located.sentence.years):
        return False
    ours, theirs = _find_single_figures(a), _find_single_figures(b)
    differing = [unit for unit in ours if unit in theirs and ours[unit] != theirs[unit]]
    return len(differing) == 1 and _measure_likeness(a, b, weights) >= _MIN_LIKENESS_BUT_FIGURE


def _share_reference(a: Quote, b: Quote) -> bool:
    return not set(a.located.sentence.references).isdisjoint(b.located.sentence.references)


def _list_values(quote: Quote) -> set[tuple[str, float, float | None]]:
    return {(f.unit, f.value, f.high) for f in quote.located.sentence.figures}


def _list_years(quote: Quote) -> set[tuple[str, int]]:
    """The units with the years in which there is a figure of them."""
    return {(f.unit, f.year) for f in quote.located.sentence.figures if f.unit and f.year is not None}


def _find_single_figures(quote: Quote) -> dict[str, tuple[float, float | None]]:
    """Values by unit (a currency, or what is counted), for units with one figure in the sentence."""
    figures = quote.located.sentence.figures
    counts = Counter(figure.unit for figure in figures)
    return {f.unit: (f.value, f.high) for f in figures if f.unit and counts[f.unit] == 1}
