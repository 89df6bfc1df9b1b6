"""Which measure of which table a question is about, by the words of the tables.

A table that came with a description is asked by the words listed for its measures. A user's table is asked by
the names of its columns and rows, and by what stands in them; "in my list" points at it too.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.figure_tables import FigureTable, Measure
from corpus.text.english import find_pattern
from corpus.text.figures.find import find_figures, is_money
from corpus.text.tokens import split_words, stem
from index.records import Form, Tables, TableWords
from qa.read.figures.forms import STOP_STEMS, begins_word, find_longest, has_form
from qa.read.figures.wording import Wording

_SHARE, _OWN_TABLE = find_pattern("figures_share"), find_pattern("own_table")
_MONEY = frozenset(
    map(stem, "money cost costs expensive worth amount price sum dollars value priciest".split())
)
_COUNTING = re.compile(r"\b(?:how many|numbers? of|counts?)\b(?!\s+dollars)", re.IGNORECASE)
_MIN_SCORE_OF_OWN = 1.1
_UNIT = 1.0  # for a measure in the unit that the question names, and against those in another one
_COUNTED = 0.3  # for a measure whose unit the question has as a word: "how many students"
_UNASKED_SHARE = 0.2  # against a share where none is asked for
_UNASKED_MONEY = 0.2  # against money where a number of things is asked for
_ROWS, _LABELS, _ITEMS, _POINTED, _NAMED, _SERIES, _HEADERS = 0.7, 1.0, 2.0, 1.5, 1.0, 0.5, 0.4
_NAMES = 0.5  # score of a measure whose words or unit the question has
_OUT_OF_TIME = 0.5  # against a table that has none of the years asked
_OWN_TABLE_NAMED = re.compile(
    r"(?P<title>\w+) (?:spreadsheet|workbook|excel|csv|sheet|tracker|list|dataset|database|table|file"
    r"|data)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Match:
    """A measure of a table with its score, and the words of the table that the question has.

    `measure` is empty where only rows are asked for. `forms` name the measure, `labels` are columns with
    the value named, by `label_forms`, `items` rows by name. `has_series` if
    the table has columns of the years asked for, `is_pointed_at` if the question means a table of the user's,
    `names_measure` if its words name the measure, or money where that is what is measured.
    """

    table: FigureTable
    measure: str
    score: float
    forms: tuple[Form, ...]
    labels: tuple[tuple[str, str], ...] = ()
    label_forms: tuple[Form, ...] = ()
    items: tuple[str, ...] = ()
    has_series: bool = False
    is_pointed_at: bool = False
    names_measure: bool = True

    @property
    def stems(self) -> frozenset[str]:
        """The stems that name the measure."""
        return frozenset(stem for form in self.forms for stem in form)

    @property
    def unit(self) -> str:
        """The unit of the measure, empty where only rows are asked for."""
        measure = self.find_measure()
        return measure.unit if measure else ""

    @property
    def is_described(self) -> bool:
        """Whether the table came with a description."""
        return bool(self.table.description.attribution)

    def find_measure(self) -> Measure | None:
        """Find the measure in its table, None where only rows are asked for."""
        return next((m for m in self.table.description.measures if m.id == self.measure), None)


def match_measures(wording: Wording, tables: Tables, *, unit: str | None = None) -> list[Match]:
    """Return what the question may be about, best first; empty if no table has it.

    `unit` is the one that it asks for: "USD", "%", empty for any, None for the one that its words name.
    """
    unit = find_unit(wording.text) if unit is None else unit
    points = wording.own_only or _OWN_TABLE.search(wording.text) is not None
    stems = [word.stem for word in split_words(wording.text)]
    matches = [
        match
        for table in tables
        for match in (
            _match_described(table, tables.get_words(table.id), wording, stems, unit)
            if table.description.attribution
            else _match_own(table, tables.get_words(table.id), wording, stems, points=points)
        )
    ]
    if wording.own_only or (points and not all(m.is_described for m in matches)):
        matches = [m for m in matches if not m.is_described]
    return sorted(matches, key=lambda m: -m.score)


def find_unit(text: str) -> str:
    """Return the unit that a question names: of a limit, else that of a share; empty if it names none."""
    for figure in find_figures(text):
        if is_money(figure):
            return "USD"
        if figure.unit in ("%", "share"):
            return "%"
    return "%" if _SHARE.search(text) else ""


def _match_described(
    table: FigureTable, words: TableWords, wording: Wording, stems: Sequence[str], unit: str
) -> Iterator[Match]:
    for measure in table.description.measures:
        if found := find_longest(stems, words.measures[measure.id]):
            named = {word for form in found for word in form} - STOP_STEMS
            longest = max(len(set(form) - STOP_STEMS) for form in found)
            score = longest + 0.1 * len(named) + _rate_unit(measure.unit, unit, wording.text, stems)
            score -= _OUT_OF_TIME * _is_out_of_time(table, measure.id, wording)
            yield Match(table, measure.id, score, tuple(found), *_find_labels(words, stems))


def _is_out_of_time(table: FigureTable, measure: str, wording: Wording) -> bool:
    return bool(wording.years) and table.years_of_series(measure).isdisjoint(wording.years)


def _rate_unit(unit: str, asked: str, text: str, stems: Sequence[str]) -> float:
    if asked:
        return _UNIT * ((unit == asked) - (unit != asked))
    words = [word.stem for word in split_words(unit)]
    is_counted = bool(words) and set(words) <= set(stems)
    counts = _COUNTING.search(text) is not None
    return (
        _COUNTED * is_counted - _UNASKED_SHARE * (unit == "%") - _UNASKED_MONEY * (counts and unit == "USD")
    )


def _match_own(
    table: FigureTable, words: TableWords, wording: Wording, stems: Sequence[str], *, points: bool
) -> Iterator[Match]:
    labels, label_forms = _find_labels(words, stems)
    labels += tuple(
        label
        for label, forms in words.labels.items()
        if label not in labels and any(begins_word(stems, form) for form in forms)
    )
    all_stems = [word.stem for word in split_words(wording.full)]
    items = tuple(item for item, form in words.items.items() if has_form(all_stems, form))
    named = _OWN_TABLE_NAMED.search(wording.text)
    base = _ROWS * len(words.rows.intersection(stems)) + _LABELS * bool(labels) + _ITEMS * bool(items)
    base += _HEADERS * len(words.headers.intersection(stems))
    base += _POINTED * points + _ROWS * (not set(wording.places).isdisjoint(table.subjects))
    base += _NAMED * (named is not None and stem(named["title"].lower()) in words.rows)
    scores = {
        m.id: _score_measure(words.measures[m.id], stems, m.unit)
        + _asks_of_series(table, m.id, wording.years)
        for m in table.description.measures
    }
    best = max(scores, key=lambda measure: scores[measure], default="")
    score = base + scores.get(best, 0.0)
    forms = find_longest(stems, words.measures.get(best, ()))
    is_named = bool(forms) and len(set(forms[0]) - STOP_STEMS) > 1
    if score >= _MIN_SCORE_OF_OWN and (base or is_named):
        yield Match(
            table,
            best,
            score,
            tuple(forms),
            labels,
            label_forms,
            items,
            has_series=bool(_asks_of_series(table, best, wording.years)),
            is_pointed_at=points,
            names_measure=scores.get(best, 0.0) >= _NAMES,
        )


def _asks_of_series(table: FigureTable, measure: str, years: Sequence[int]) -> float:
    """A little for a measure that has figures of the years asked, as "TEU 2023"."""
    return _SERIES * bool(years and set(years) <= table.years_of_series(measure))


def _score_measure(forms: Collection[Form], stems: Sequence[str], unit: str) -> float:
    is_money = any(sign in unit for sign in ("USD", "$", "EUR", "€", "dollar"))
    longest = next((len(form) for form in find_longest(stems, forms)), 0)
    return longest + 0.5 * (is_money and not _MONEY.isdisjoint(stems))


def _find_labels(
    words: TableWords, stems: Sequence[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[Form, ...]]:
    """The labels that the question names, and the forms by which it does."""
    found = {label: find_longest(stems, forms) for label, forms in words.labels.items()}
    return tuple(label for label in found if found[label]), tuple(
        f for forms in found.values() for f in forms
    )
