"""The rows of a table that a question may use, and the figures of its sides in them.

A missing row is no figure, never zero.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from corpus.figure_tables import Addition, FigureTable
from corpus.framework import Framework
from qa.figure_records import LISTING, Bounds, FigureQuestion, Operation, Years
from qa.read.figures.places import list_countries
from qa.read.figures.years import is_open
from qa.select.figures.figure_evidence import Missing
from qa.select.figures.frame import Amount, add_up, join_amounts, keep_subjects, keep_years, make_frame

ALL = "all countries in the table"
_FEW = 3  # sides, which need a year in common; of more, most do
_MOST_SIDES = 0.6


class ChosenRows:
    """The rows that the labels and items of a question choose; places and years are chosen from them."""

    def __init__(self, question: FigureQuestion, table: FigureTable, framework: Framework) -> None:
        self.question, self.table, self.framework = question, table, framework
        self.measure = next((m for m in table.description.measures if m.id == question.measure), None)
        self.is_own = not table.description.attribution
        self.series = table.years_of_series(question.measure)
        self.frame = self._choose()

    def _choose(self) -> pd.DataFrame:
        question, table = self.question, self.table
        frame = make_frame(table, question.measure)
        lists_rows = question.operation in LISTING and question.bounds == Bounds()
        if not self.is_own or (self.series and not lists_rows):
            frame = frame[frame["value"].notna()]
        else:  # a row of a user's table has more lines, for the years of a series
            starts = (-1, *table.starts)
            frame = frame[[starts[i] != starts[i + 1] for i in frame.index]]
        for column, values in question.conditions:
            frame = frame[frame[f"label {column}"].isin(list(values))]
        return frame[frame["item"].isin(list(question.items))] if question.items else frame

    def adds_over(self, over: Addition) -> bool:
        """Return whether figures of the measure may be added over subjects, years or parts."""
        return self.measure is None or over in self.measure.adds_over

    def is_subject(self, name: str) -> bool:
        """Return whether a side is one subject of the table, not a region."""
        return name in set(self.table.subjects) or list_countries(name, self.framework) == (name,)

    def list_members(self, *places: str) -> list[str]:
        """Return the subjects of places, those without a row too; all of the table without a place."""
        if not places:
            return sorted(set(self.frame["subject"].astype(str)) - {""})
        return list(
            dict.fromkeys(
                member
                for place in places
                for member in ([place] if self.is_subject(place) else list_countries(place, self.framework))
            )
        )

    def choose_years(self, sides: Sequence[str]) -> tuple[Years | None, bool]:
        """Return the years of all sides, and whether they have one in common.

        A measure that is added over years is so over those asked, or all; of any other one it is the last
        year of those asked that all of a few sides have, or most of many.
        """
        asked = self.question.years
        if not self.series:
            return asked, True
        is_sum = not self.is_own or asked or self.question.operation is Operation.TOTAL
        if self.adds_over(Addition.YEARS) and is_sum:
            is_closed = asked is not None and not is_open(asked)
            last = max(self.series) if is_closed else self._find_last_year(sides)
            return _clip(asked, (min(self.series), last)), True
        in_time = keep_years(self.frame, asked)
        by_side = [set(keep_subjects(in_time, self.list_members(s))["year"].dropna()) for s in sides]
        with_any = [years for years in by_side if years]
        if not with_any:
            return asked, True
        counts = {year: sum(year in years for years in with_any) for years in with_any for year in years}
        most = max(counts.values())
        least = most if len(with_any) <= _FEW else _MOST_SIDES * most
        best = max(year for year, count in counts.items() if count >= least)
        return (int(best), int(best)), counts[best] == len(with_any) or len(with_any) > _FEW

    def compute(self, side: str, years: Years | None) -> Amount:
        """Return the figure of a side, of a region the sum of its countries; None where it has none."""
        members = self.list_members(side)
        parts = [self._compute_one(member, years) for member in members]
        if self.is_subject(side):
            return parts[0]
        return replace(join_amounts(side, parts), years=years)

    def compute_latest(self, side: str) -> Amount:
        """Return the last figure of a side within the years asked."""
        frame = keep_years(keep_subjects(self.frame, self.list_members(side)), self.question.years)
        years = frame["year"].dropna()
        last = int(years.max()) if len(years) else None
        return self.compute(side, (last, last) if last else self.question.years)

    def compute_by_year(self, side: str) -> list[Amount]:
        """Return the figures of a side, an item or all in each year, ascending.

        Of a region whose figures are not added over years, the same countries count in each year.
        """
        frame = self.frame
        if side not in self.question.items and side != ALL:
            frame = keep_subjects(frame, self.list_members(side))
            if not self.is_subject(side) and not self.adds_over(Addition.YEARS):
                years = frame.groupby("subject", observed=True)["year"].nunique()
                frame = keep_subjects(frame, years[years == years.max()].index)
        return [add_up(rows, side) for _, rows in frame.groupby("year", observed=True) if len(rows)]

    def compute_groups(self, column: str) -> list[Amount]:
        """Return the sums of a user's rows by item, subject or label, of the places and years asked."""
        key = column if column in ("item", "subject") else f"label {column}"
        groups = self.keep_asked().groupby(key, observed=True, sort=False)
        return [add_up(rows, str(name)) for name, rows in groups if str(name)]

    def compute_rows(self) -> list[Amount]:
        """Return the figure of each of a user's rows, of the places and years asked."""
        frame, table = self.keep_asked(), self.table
        return [add_up(frame.loc[[i]], table.items[i] or table.subjects[i]) for i in frame.index]

    def keep_asked(self) -> pd.DataFrame:
        """Return the rows of the places and years asked."""
        frame, places = keep_years(self.frame, self.question.years), self.question.places
        return keep_subjects(frame, self.list_members(*places)) if places else frame

    def miss(self, side: str) -> Missing:
        """Return the side as one without a figure, with the years in which it has one."""
        frame = keep_subjects(self.frame, self.list_members(side)).dropna(subset=["year", "value"])
        dated = frame.sort_values("year", kind="stable")
        years = tuple(int(year) for year in dated["year"].unique())
        return Missing(side, years, tuple(dict.fromkeys(dated.index[[0, -1]].tolist())) if years else ())

    def _find_last_year(self, sides: Sequence[str]) -> int:
        """The last year that the table covers of the regions of the sides: that of any country in them."""
        subjects = self.framework.subjects
        members = self.list_members(*sides)
        regions = {region for m in members if m in subjects for region in subjects[m].regions}
        near = [*members, *(n for region in regions for n in list_countries(region, self.framework))]
        years = keep_subjects(make_frame(self.table, self.question.measure).dropna(subset="value"), near)[
            "year"
        ]
        return int(max(years.dropna(), default=max(self.series)))

    def _compute_one(self, subject: str, years: Years | None) -> Amount:
        amount = add_up(keep_years(keep_subjects(self.frame, [subject]), years), subject)
        return replace(amount, years=years or amount.years)


def _clip(asked: Years | None, span: Years) -> Years:
    """The years asked for that a table has; all of them where none are asked for."""
    first, last = asked or span
    return max(first, span[0]), min(last, span[1])
