"""What was found in a table for a question: the figures in order, and what was computed from them."""

from dataclasses import dataclass

from corpus.figure_tables import FigureTable, Measure
from qa.figure_records import FigureQuestion, Obstacle
from qa.select.figures.frame import Amount


@dataclass(frozen=True, slots=True)
class Missing:
    """What has no figure as asked, with the years in which it has one and the first and last row of them."""

    name: str
    years: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureEvidence:
    """The figures of one measure, in the order in which they are stated.

    `measure` is None where rows are only counted or listed. `result` is what is computed from them: a total,
    a share in percent, a count, a difference of two sides. `changes` are the differences of each side over
    the years. `missing` are those without a figure. `has_one_year` is false where the sides have no year in
    common. `second` are the figures of the other measure that was asked for.
    """

    question: FigureQuestion
    table: FigureTable
    measure: Measure | None
    amounts: tuple[Amount, ...] = ()
    result: Amount | None = None
    changes: tuple[Amount, ...] = ()
    missing: tuple[Missing, ...] = ()
    has_one_year: bool = True
    obstacle: Obstacle | None = None
    second: "FigureEvidence | None" = None
