"""Where sources disagree: sentences that report it, and pairs of works with different figures for one thing.

A sentence that reports a disagreement holds both claims. It is shown alone, or with a sentence of another
work that states one of its figures. Sentences that do not mention each other are paired only if they agree in
almost every word except the figure: different figures are mostly of different things.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.records import Figure, Trait
from corpus.text.dates import YEAR
from corpus.text.figures.precision import may_be_equal
from qa.compose.citing import CitedText, Sources
from qa.select.quote import Quote

# Of two sentences on the same thing; less is enough for a report that is on the side.
_MIN_LIKENESS, _MIN_LIKENESS_ON_SIDE = 0.45, 0.3
_MIN_LIKENESS_BUT_FIGURE = 0.8
_MAX_NAME = 60  # characters of who published a source
_SAME = 0.005  # of a figure: so far from it, another one is the same


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence that reports a disagreement or makes one, and the other one, if the corpus has it."""

    first: Quote
    second: Quote | None


class _WordWeights:
    """The words of quoted sentences with their weights (inverse document frequency), figures left out."""

    def __init__(self, idf: Callable[[str], float]) -> None:
        self._idf = idf
        self._by_row: dict[int, dict[str, float]] = {}

    def of(self, quote: Quote) -> dict[str, float]:
        row = quote.located.row
        if row not in self._by_row:
            self._by_row[row] = {s: self._idf(s) for s in quote.stems if not s.isdigit()}
        return self._by_row[row]


def find_conflicts(
    shown: Sequence[Quote], pool: Sequence[Quote], idf: Callable[[str], float]
) -> list[Conflict]:
    """Find disagreements on what the quotations `shown` are about; each sentence is in one at most.

    Those that a sentence reports come first; in the `pool`, it has to be on the same thing as one shown. Both
    are best first.
    """
    weights = _WordWeights(idf)
    conflicts: list[Conflict] = []
    used: set[int] = set()  # rows

    def add(first: Quote, second: Quote | None) -> None:
        conflicts.append(Conflict(first, second))
        used.update(q.located.row for q in (first, second) if q)

    for quote in _find_reporting(shown, pool, weights):
        if quote.located.row not in used:
            others = (q for q in pool if q.located.row not in used)
            add(quote, next((q for q in others if _states_one_figure(quote, q, weights)), None))
    for quote in shown:
        others = (q for q in pool if used.isdisjoint((quote.located.row, q.located.row)))
        other = next((q for q in others if _differ_in_figure(quote, q, weights)), None)
        if other is not None:
            add(quote, other)
    return conflicts


def cite_conflict(conflict: Conflict, sources: Sources) -> CitedText:
    """Write '“x” – “y”', each quotation with the number of its source.

    Two works that do not mention each other are named, '“x” (publisher, year)'; a report says who says what.
    """
    quotes = [quote for quote in (conflict.first, conflict.second) if quote]
    is_reported = conflict.first.has_trait(Trait.DISAGREEMENT)
    text = CitedText()
    text.add_quotations(
        [(quote.full_text, sources.number(quote)) for quote in quotes],
        () if is_reported else [_describe_origin(quote) for quote in quotes],
    )
    return text


def _describe_origin(quote: Quote) -> str:
    """Who published the only source of a sentence, and in which year; empty where that is not known."""
    document, ids = quote.located.document, quote.located.sentence.references
    if document.references:
        reference = next((r for r in document.references if ids == (r.id,)), None)
        origin = (reference.publisher or reference.author, reference.date) if reference else (None, None)
    else:
        origin = document.author, document.updated
    name, date = origin
    year = YEAR.search(date or "")
    parts = [name if name and len(name) <= _MAX_NAME else "", year.group() if year else ""]
    return f" ({', '.join(filter(None, parts))})" if any(parts) else ""


def _find_reporting(shown: Sequence[Quote], pool: Sequence[Quote], weights: _WordWeights) -> list[Quote]:
    """Sentences that report a disagreement: those shown, then those of the pool on the same thing."""
    rows = {q.located.row for q in shown}
    others = [
        q
        for q in pool
        if q.located.row not in rows
        and q.has_trait(Trait.DISAGREEMENT)
        and max((_measure_likeness(q, s, weights) for s in shown), default=0.0)
        >= (_MIN_LIKENESS_ON_SIDE if q.is_on_side else _MIN_LIKENESS)
    ]
    others.sort(key=lambda q: (-q.score, q.located.row))
    return [*(q for q in shown if q.has_trait(Trait.DISAGREEMENT)), *others]


def _measure_likeness(a: Quote, b: Quote, weights: _WordWeights) -> float:
    """The shared part, by weight, of the words of the shorter sentence; 0 to 1."""
    first, second = weights.of(a), weights.of(b)
    smaller = min(sum(first.values()), sum(second.values()))
    return sum(w for word, w in first.items() if word in second) / smaller if smaller else 0.0


def _states_one_figure(report: Quote, other: Quote, weights: _WordWeights) -> bool:
    """Whether another work states one of the figures that are reported to differ."""
    if not _are_of_two_works(report, other) or _measure_likeness(report, other, weights) < _MIN_LIKENESS:
        return False
    years = report.located.sentence.years
    return any(
        f.unit == g.unit
        and (not years or g.year in (None, f.year, *years))
        and math.isclose(f.value, g.value, rel_tol=_SAME)
        for f in report.located.sentence.figures
        for g in other.located.sentence.figures
    )


def _differ_in_figure(a: Quote, b: Quote, weights: _WordWeights) -> bool:
    """Whether two works differ, beyond rounding, in one figure of one date, in nearly the same words."""
    if not _are_of_two_works(a, b) or not _are_of_one_date(a, b):
        return False
    ours, theirs = _find_single_figures(a), _find_single_figures(b)
    texts = a.located.document.text, b.located.document.text
    differing = [
        unit
        for unit, figure in ours.items()
        if unit in theirs and not may_be_equal(texts[0], figure, texts[1], theirs[unit])
    ]
    return (
        len(differing) == 1
        and ours[differing[0]].year == theirs[differing[0]].year
        and _measure_likeness(a, b, weights) >= _MIN_LIKENESS_BUT_FIGURE
    )


def _are_of_two_works(a: Quote, b: Quote) -> bool:
    """Whether no source is behind both: they rest on different references, or are of different documents."""
    ours, theirs = set(a.located.sentence.references), set(b.located.sentence.references)
    if ours and theirs:
        return ours.isdisjoint(theirs)
    return a.located.document.id != b.located.document.id


def _are_of_one_date(a: Quote, b: Quote) -> bool:
    """Whether both name the same years or, naming none, are dated alike by what is around them."""
    first, second = a.located.sentence, b.located.sentence
    if first.years or second.years:
        return set(first.years) == set(second.years)
    return set(first.dated) == set(second.dated)


def _find_single_figures(quote: Quote) -> dict[str, Figure]:
    """Figures by unit (a currency, or what is counted), for units with one figure in the sentence."""
    figures = quote.located.sentence.figures
    counts = Counter(figure.unit for figure in figures)
    return {f.unit: f for f in figures if f.unit and counts[f.unit] == 1}
