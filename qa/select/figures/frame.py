"""A table of figures as a data frame, and sums over its rows that remember which rows they are from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from corpus.figure_tables import FigureTable
from qa.figure_records import Years


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: of one row, the sum of several, or what is computed from other amounts (`parts`).

    `name` is what it is of; `value` is None where no row has a figure. `years` are the first and the last of
    the rows, which are places in the table.
    """

    name: str
    value: float | None
    years: Years | None
    rows: tuple[int, ...]
    parts: tuple["Amount", ...] = ()

    @property
    def year(self) -> int | None:
        """The last of its years."""
        return self.years[1] if self.years else None


_frames: dict[str, tuple[FigureTable, pd.DataFrame]] = {}


def make_frame(table: FigureTable, measure: str) -> pd.DataFrame:
    """Return the rows of a table with the figures of one measure, which may be missing.

    The columns are `subject`, `year`, `item`, `value` and those of the labels; the index is the place of the
    row in the table. Without a measure no row has a figure.
    """
    held = _frames.get(table.id)
    if held is None or held[0] is not table:
        frame = pd.DataFrame(
            {
                "subject": pd.Categorical(table.subjects),
                "year": pd.array(table.years, dtype="Int16"),
                "item": table.items,
                **{f"label {name}": pd.Categorical(values) for name, values in table.labels.items()},
                **{
                    f"value {name}": pd.array(values, dtype="Float64")
                    for name, values in table.values.items()
                },
            }
        )
        held = _frames[table.id] = (table, frame)
    frame = held[1]
    values = frame[f"value {measure}"] if measure else pd.array([None] * len(frame), dtype="Float64")
    return frame.assign(value=values)


def add_up(frame: pd.DataFrame, name: str) -> Amount:
    """Return the sum of the figures of some rows; rows without one do not count."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return Amount(name, None, find_span(frame), tuple(frame.index))
    return Amount(name, tidy(float(known["value"].sum())), find_span(known), tuple(known.index))


def join_amounts(name: str, parts: Sequence[Amount]) -> Amount:
    """Return the sum of amounts, those without a figure left out."""
    known = [part for part in parts if part.value is not None]
    years = [year for part in known if part.years for year in part.years]
    return Amount(
        name,
        tidy(sum(part.value for part in known if part.value is not None)) if known else None,
        (min(years), max(years)) if years else None,
        tuple(row for part in known for row in part.rows),
        tuple(known),
    )


def tidy(value: float) -> float:
    """Return a sum without the last digits, which binary fractions leave: 34.45 for 34.449999999999996."""
    return float(f"{value:.12g}")


def find_span(frame: pd.DataFrame) -> Years | None:
    """Return the first and the last year of some rows."""
    years = frame["year"].dropna()
    return (int(years.min()), int(years.max())) if len(years) else None


def keep_years(frame: pd.DataFrame, years: Years | None) -> pd.DataFrame:
    """Return the rows of these years; all of them where none are given."""
    if years is None:
        return frame
    return frame[frame["year"].between(*years).fillna(value=False)]


def keep_subjects(frame: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Return the rows on these subjects."""
    return frame[frame["subject"].isin(list(names))]
