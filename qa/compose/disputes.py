"""Where sources disagree: sentences that report a disagreement, and pairs that give different figures for the same thing.

A corpus that is written with care says when its sources differ; such a sentence is shown with the one it speaks of. Two sentences that say nothing of each
other are paired only if they agree in almost every word but the figure: different figures are mostly of different things.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.framework import Framework
from corpus.text.dates import YEAR, find_years
from corpus.text.quantities import FIGURE_WITH_SCALE
from corpus.text.tokens import stem
from index.records import SentenceSearch
from qa.select.disagreement import reports_disagreement
from qa.select.quote import Quote
from qa.select.sentences import cache_by_sentence, find_names, find_stems

NEAR, NEARLY = (
    0.45,
    0.3,
)  # shared part of the shorter one's words, by rarity: for any question, and for one on a narrow matter
_SAME_BUT_FIGURES = 0.8
_SOMEWHAT, _RARE = (
    0.15,
    4.0,
)  # likeness, and inverse document frequency of a name in about one sentence of fifty
_COMMON_FIGURE = 0.2  # added to the likeness of a companion


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disagreement on `side`: a sentence that reports or makes it, and the one it disagrees with, where the corpus holds that."""

    side: str
    first: Quote
    second: Quote | None


class _Words:
    """The words of sentences by their rarity, figures left out; each sentence is looked up once."""

    def __init__(self, index: SentenceSearch) -> None:
        self.weight = index.term_weight
        self._known: dict[str, dict[str, float]] = {}

    def of(self, text: str) -> dict[str, float]:
        if text not in self._known:
            self._known[text] = {s: self.weight(s) for s in find_stems(text) if not s.isdigit()}
        return self._known[text]


def find_conflicts(
    side: str,
    shown: Sequence[Quote],
    pool: Sequence[Quote],
    index: SentenceSearch,
    framework: Framework,
    nearness: float = NEAR,
) -> list[Conflict]:
    """Disagreements on the matter of the quotations shown, in their order; `pool` holds all that is known of it. No sentence stands in two.

    A sentence of the pool is on that matter if it shares the part `nearness` (0 to 1, by rarity) of its words with one that is shown.
    """
    words = _Words(index)
    found: list[Conflict] = []
    used: set[int] = set()
    for quote in _reporting(shown, pool, words, nearness):
        if quote.located.row in used:
            continue
        others = [
            q for q in pool if q.located.row not in used | {quote.located.row} and not _overlapping(q, quote)
        ]
        fit = [
            q
            for q in others
            if _likeness(quote, q, words) >= nearness
            or (q in shown and _names_in_common(q, quote, words, framework))
        ]
        second = max(fit, key=lambda q: (*_company(quote, q, words), -q.located.row), default=None)
        found.append(Conflict(side, quote, second))
        used |= {quote.located.row} | ({second.located.row} if second else set())
    for quote in (q for q in shown if _single_figures(q.located.text)):
        other = next((q for q in pool if _differs_in_figure(quote, q, words)), None)
        if other is not None and used.isdisjoint((quote.located.row, other.located.row)):
            found.append(Conflict(side, quote, other))
            used |= {quote.located.row, other.located.row}
    return found


def _reporting(shown: Sequence[Quote], pool: Sequence[Quote], words: _Words, nearness: float) -> list[Quote]:
    """Sentences that report a disagreement on what is shown: those shown first, then those of the pool on the same matter."""
    rows = {q.located.row for q in shown}
    beside = [q for q in pool if q.located.row not in rows and reports_disagreement(q.located.text)]
    near = sorted(
        (q for q in beside if any(_likeness(q, s, words) >= nearness for s in shown)),
        key=lambda q: (-q.score, q.located.row),
    )
    return [*(q for q in shown if reports_disagreement(q.located.text)), *near]


def _likeness(a: Quote, b: Quote, words: _Words) -> float:
    """Shared part of the words of the shorter sentence, by their rarity, figures left out; 0 to 1."""
    first, second = (words.of(q.located.text) for q in (a, b))
    smaller = min(sum(first.values()), sum(second.values()))
    return sum(w for stem, w in first.items() if stem in second) / smaller if smaller else 0.0


def _names_in_common(a: Quote, b: Quote, words: _Words, framework: Framework) -> bool:
    """True if both are on one topic, somewhat alike, and share a rare name that is no region or country: the same survey, mine or bank."""
    topics = set(a.located.sentence.topics) & set(b.located.sentence.topics)
    names = find_names(a.located.text, framework) & find_names(b.located.text, framework)
    return (
        bool(topics)
        and any(words.weight(stem(n.lower())) >= _RARE for n in names)
        and _likeness(a, b, words) >= _SOMEWHAT
    )


def _company(a: Quote, b: Quote, words: _Words) -> tuple[bool, float]:
    """How well `b` shows the other side of what `a` reports: from another source, on the same matter, with a figure that `a` has too."""
    another = set(a.located.sentence.references).isdisjoint(b.located.sentence.references)
    figures = [
        {m["number"] for m in FIGURE_WITH_SCALE.finditer(q.located.text) if not YEAR.fullmatch(m["number"])}
        for q in (a, b)
    ]
    return another, _likeness(a, b, words) + _COMMON_FIGURE * bool(figures[0] & figures[1])


def _differs_in_figure(a: Quote, b: Quote, words: _Words) -> bool:
    """True if two sentences of different sources give one figure each of the same unit, of the same years, in nearly the same words."""
    if a.located.row == b.located.row or set(a.located.sentence.references) & set(
        b.located.sentence.references
    ):
        return False
    first, second = a.located.text, b.located.text
    if _years(first) != _years(second):
        return False
    units = _single_figures(first), _single_figures(second)
    differing = [u for u in units[0] if u in units[1] and units[0][u] != units[1][u]]
    return len(differing) == 1 and _likeness(a, b, words) >= _SAME_BUT_FIGURES


@cache_by_sentence
def _years(text: str) -> frozenset[int]:
    return frozenset(find_years(text))


@cache_by_sentence
def _single_figures(text: str) -> dict[str, str]:
    """Figures by unit, for units that the sentence has one figure of."""
    found: dict[str, list[str]] = {}
    for m in FIGURE_WITH_SCALE.finditer(text):
        if not YEAR.fullmatch(m["number"]):
            unit = (m["currency"] or "").strip() or " ".join(find_stems(m["after"])[:1])
            found.setdefault(unit, []).append(f"{m['number'].rstrip(',')} {m['scale'] or ''}")
    return {unit: figures[0] for unit, figures in found.items() if unit and len(figures) == 1}


def _overlapping(a: Quote, b: Quote) -> bool:
    return a.located.document.id == b.located.document.id and a.start < b.end and b.start < a.end
