"""The records of figures: what a question asks of a table, and the figures that an answer states."""

from dataclasses import dataclass
from enum import StrEnum

Years = tuple[int, int]  # the first and the last year, both included


class Operation(StrEnum):
    """What is to be done with the figures of a measure."""

    VALUE = "value"
    RANK = "rank"
    TOTAL = "total"
    SHARE = "share"  # of a total
    CHANGE = "change"
    COUNT = "count"
    FILTER = "filter"


LISTING = (Operation.COUNT, Operation.FILTER)  # which countries or rows there are, and how many


class Obstacle(StrEnum):
    """Why figures cannot be put together as a question asks."""

    TWO_MEASURES = "two measures"
    AVERAGE = "average"
    YEARS = "years"  # a measure that is not added over years
    SUBJECTS = "subjects"  # a measure that is not added over countries


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a value: more than `low`, or at least that if `includes_low`; the same of `high`."""

    low: float | None = None
    high: float | None = None
    includes_low: bool = False
    includes_high: bool = False

    def hold(self, value: float) -> bool:
        """Return whether the value lies within the limits."""
        above = self.low is None or value > self.low or (self.includes_low and value == self.low)
        below = self.high is None or value < self.high or (self.includes_high and value == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """What a question asks of one measure of one table.

    `table` is the id of a `FigureTable`, `measure` that of its measure, empty where rows are counted or
    listed. `places` are regions, groups and countries in the question's order, none for all; `items` are
    rows by name. `by` is what is ranked, counted or listed: "subject", "item" or the name of a label.
    `conditions` are columns of labels with the values that rows must have one of. `years` is None where the
    question names none. `limit` is the n of "top n". `other` is a second measure that the question would put
    together with this one.
    """

    table: str
    measure: str
    operation: Operation
    places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    by: str = "subject"
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    years: Years | None = None
    bounds: Bounds = Bounds()
    limit: int | None = None
    is_ascending: bool = False
    obstacle: Obstacle | None = None
    other: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that another one is computed from, with the numbers of its sources."""

    subject: str
    value: float
    year: int | None
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure of an answer: what it is of, what it measures, and the sources that it stands in.

    `year` is its year, or the last of `years` that it is a sum over. `computed_from` are the figures that it
    is computed from, none for one that a source states. A `value` of None is no figure, which is not zero.
    `source` is who says so.
    """

    subject: str
    measure: str
    value: float | None
    unit: str
    year: int | None
    cites: tuple[int, ...]
    computed_from: tuple[Operand, ...] = ()
    years: Years | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class FigureSet:
    """Figures that are shown together, in order: of one measure, in one unit.

    `kind` is "bars" for subjects side by side, "line" for one or a few over years. `notes` say what a reader
    must know to compare them, and what has no figure. `attribution` and `licence` are those of their table.
    """

    title: str
    kind: str
    figures: tuple[StatedFigure, ...]
    notes: tuple[str, ...] = ()
    attribution: str = ""
    licence: str = ""
    licence_url: str = ""
