"""The records of tables of figures: what a table measures, and its rows as typed columns.

A row is a paragraph of its document, `text[start:end]`, so that a figure can be cited like a quotation.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Addition(StrEnum):
    """What the values of a measure may be added over; a sum over anything else has no meaning."""

    SUBJECTS = "subjects"
    YEARS = "years"
    PARTS = "parts"  # the rows of one subject and year


@dataclass(frozen=True, slots=True)
class Measure:
    """What the figures of a column are, or of the rows with one label.

    `unit` is written as that of a `Figure`, with a scale where the table has one: "USD million". `asked` are
    words by which questions name it. `sentence` states one figure, with `{subject}`, `{value}` and `{when}`;
    `when` has `{years}`. `note` is what a reader must know before comparing its figures. `aspect` is the
    aspect of the framework that it belongs to, empty where that is not known.
    `change_note` is what a reader must know before comparing years, empty where there is nothing.
    """

    id: str
    name: str
    unit: str
    asked: tuple[str, ...] = ()
    sentence: str = "{subject}: {value} {when}"
    when: str = "in {years}"
    adds_over: tuple[str, ...] = ()
    note: str = ""
    aspect: str = ""
    change_note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a column that divides the rows of a subject and year: "bilateral" of "creditor"."""

    column: str
    value: str
    name: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableDescription:
    """What a table is: its columns, its measures, who publishes it and under which licence.

    `subject`, `year` and `item` are names of columns, empty where there is none: an item is what a row is
    about, such as a project. `labels` are the columns that divide the rows. If `measure` is a column, its
    values are ids of measures, and `value` is the column of their figures. `source` is the publisher as an
    answer names it. `row` is what a row is, in the plural: "projects". `covers` says who is in the table, and
    what the lack of a row means.
    """

    title: str
    measures: tuple[Measure, ...]
    subject: str = ""
    year: str = ""
    item: str = ""
    labels: tuple[str, ...] = ()
    measure: str = ""
    value: str = ""
    parts: tuple[Part, ...] = ()
    source: str = ""
    row: str = ""
    covers: str = ""
    attribution: str = ""
    licence: str = ""
    licence_url: str = ""

    def name_part(self, column: str, value: str) -> str:
        """Return the name of a value that divides the rows, the value itself if it is not described."""
        return next((p.name for p in self.parts if (p.column, p.value) == (column, value)), value)


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The rows of a table as columns of equal length, in the order of the document.

    `numbers` count the rows of the table from 1. `subjects` are names of the framework or as written, empty
    where a row has none; `years` are None where a row has none. `labels` and `values` are by the name of the
    label and the id of the measure; a value that is None is no figure.
    """

    document_id: str
    description: TableDescription
    numbers: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    subjects: tuple[str, ...]
    years: tuple[int | None, ...]
    items: tuple[str, ...]
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, tuple[float | None, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The document, and the place in it where the table begins."""
        return f"{self.document_id}:{self.starts[0]}" if self.starts else self.document_id

    def years_of_series(self, measure: str) -> frozenset[int]:
        """The years of a measure whose figures are of years, not of what a row is about.

        In a user's table with items they are those of columns such as "TEU 2022": a row has a line for each
        of them after its first. Anywhere else they are those of all rows.
        """
        is_of_items = not self.description.attribution and self.description.item
        lines = zip(self.years, self.values.get(measure, ()), self.starts, (-1, *self.starts), strict=False)
        return frozenset(
            year
            for year, value, start, before in lines
            if year is not None and value is not None and (start == before or not is_of_items)
        )
