"""Where sources disagree: sentences that report it, and pairs with different figures for one thing.

A carefully written corpus says when its sources differ; such a sentence is shown with the one it is about.
Two sentences that do not mention each other are paired only if they agree in almost every word except the
figure: different figures are mostly of different things.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.framework import Framework
from corpus.text.dates import YEAR, find_years
from corpus.text.quantities import FIGURE_WITH_SCALE
from corpus.text.tokens import stem
from index.records import SentenceSearch
from qa.select.disagreement import reports_disagreement
from qa.select.quote import Quote, overlap
from qa.select.sentences import cache_by_sentence, find_names, find_stems

# Likeness from which two sentences are on the same thing; less is enough where the question itself is narrow.
MIN_LIKENESS, MIN_LIKENESS_NARROW = 0.45, 0.3
_MIN_LIKENESS_BUT_FIGURE = 0.8
# Sentences with a rare name in common need less likeness. A name in about one of fifty sentences is rare.
_MIN_LIKENESS_WITH_NAME, _MIN_NAME_IDF = 0.15, 4.0
_SHARED_FIGURE_BONUS = 0.2  # added to the likeness of the second sentence of a pair


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence that reports a disagreement or makes one, and the other one, if the corpus has it."""

    side: str
    first: Quote
    second: Quote | None


class _WordWeights:
    """The words of sentences with their weights (inverse document frequency), figures left out."""

    def __init__(self, index: SentenceSearch) -> None:
        self.idf = index.idf
        self._by_text: dict[str, dict[str, float]] = {}

    def of(self, text: str) -> dict[str, float]:
        if text not in self._by_text:
            self._by_text[text] = {s: self.idf(s) for s in find_stems(text) if not s.isdigit()}
        return self._by_text[text]


def find_conflicts(
    side: str,
    shown: Sequence[Quote],
    pool: Sequence[Quote],
    index: SentenceSearch,
    framework: Framework,
    min_likeness: float = MIN_LIKENESS,
) -> list[Conflict]:
    """Find disagreements on what the quotations `shown` are about; each sentence is in one at most.

    A sentence of the `pool` is about the same thing if its likeness to one shown is at least `min_likeness`
    (0 to 1). Disagreements that a sentence reports come before pairs of figures.
    """
    weights = _WordWeights(index)
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
                or (q in shown and _share_rare_name(q, quote, weights, framework))
            )
        ]
        best = max(candidates, key=lambda q: (*_rate_pair(quote, q, weights), -q.located.row), default=None)
        conflicts.append(Conflict(side, quote, best))
        used |= {quote.located.row} | ({best.located.row} if best else set())
    for quote in (q for q in shown if _find_single_figures(q.located.text)):
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
        and reports_disagreement(q.located.text)
        and any(_measure_likeness(q, s, weights) >= min_likeness for s in shown)
    ]
    others.sort(key=lambda q: (-q.score, q.located.row))
    return [*(q for q in shown if reports_disagreement(q.located.text)), *others]


def _measure_likeness(a: Quote, b: Quote, weights: _WordWeights) -> float:
    """The shared part, by weight, of the words of the shorter sentence; 0 to 1."""
    first, second = weights.of(a.located.text), weights.of(b.located.text)
    smaller = min(sum(first.values()), sum(second.values()))
    return sum(w for word, w in first.items() if word in second) / smaller if smaller else 0.0


def _share_rare_name(a: Quote, b: Quote, weights: _WordWeights, framework: Framework) -> bool:
    """Whether both are on one topic, a little alike, and name the same survey, mine or bank."""
    if not set(a.located.sentence.topics) & set(b.located.sentence.topics):
        return False
    names = find_names(a.located.text, framework) & find_names(b.located.text, framework)
    has_rare = any(weights.idf(stem(name.lower())) >= _MIN_NAME_IDF for name in names)
    return has_rare and _measure_likeness(a, b, weights) >= _MIN_LIKENESS_WITH_NAME


def _rate_pair(a: Quote, b: Quote, weights: _WordWeights) -> tuple[bool, float]:
    """How well `b` answers `a`: first another source, then likeness, more with a common figure."""
    figures = _find_numbers(a.located.text) & _find_numbers(b.located.text)
    likeness = _measure_likeness(a, b, weights) + _SHARED_FIGURE_BONUS * bool(figures)
    return not _share_reference(a, b), likeness


def _differ_in_figure(a: Quote, b: Quote, weights: _WordWeights) -> bool:
    """Whether two sources of one year differ in exactly one figure, in nearly the same words."""
    if a.located.row == b.located.row or _share_reference(a, b):
        return False
    first, second = a.located.text, b.located.text
    if _find_years(first) != _find_years(second):
        return False
    ours, theirs = _find_single_figures(first), _find_single_figures(second)
    differing = [unit for unit in ours if unit in theirs and ours[unit] != theirs[unit]]
    return len(differing) == 1 and _measure_likeness(a, b, weights) >= _MIN_LIKENESS_BUT_FIGURE


def _share_reference(a: Quote, b: Quote) -> bool:
    return not set(a.located.sentence.references).isdisjoint(b.located.sentence.references)


def _find_numbers(text: str) -> set[str]:
    numbers = {m["number"] for m in FIGURE_WITH_SCALE.finditer(text)}
    return {number for number in numbers if not YEAR.fullmatch(number)}


@cache_by_sentence
def _find_years(text: str) -> frozenset[int]:
    return frozenset(find_years(text))


@cache_by_sentence
def _find_single_figures(text: str) -> dict[str, str]:
    """Figures by unit (a currency, or what is counted), for units with one figure in the sentence."""
    figures: dict[str, list[str]] = {}
    for m in FIGURE_WITH_SCALE.finditer(text):
        if not YEAR.fullmatch(m["number"]):
            unit = (m["currency"] or "").strip() or " ".join(find_stems(m["after"])[:1])
            figures.setdefault(unit, []).append(f"{m['number'].rstrip(',')} {m['scale'] or ''}")
    return {unit: found[0] for unit, found in figures.items() if unit and len(found) == 1}
