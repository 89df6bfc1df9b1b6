"""Rows that stand in a sheet and are no rows of its table: totals, averages, sums of a region, a table below.

They are left out: what a table says of all its rows is computed from the others, and would count twice.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.framework import Framework
from corpus.tables.cells import find_place, is_place, read_amount
from corpus.tables.rows import Row, Sheet

# What a total is called, in several languages, alone or with what it is of: "Total", "Sum:", "Balkans total".
_TOTAL = re.compile(
    r"(?:(?:.{1,60}[\s,:–-])?(?:sub-?\s?|grand\s|over-?all\s)?totals?(?:\sg[eé]n[eé]ral|[\s,(–-](?:for|of|in|all|\d|\().{0,60})?"
    r"|sums?(?:\sof\s.{1,60})?|overall|.{0,60}\baverage|average\b.{0,60}|mean|median"
    r"|all|all\s(?:countries|regions|rows|projects|years|others?)|world(?:wide)?(?:\stotal)?|global(?:ly)?"
    r"|(?:.{1,60}\s)?(?:ukupno|svega|zbir|укупно|свега|збир|итого|всего|сумма|insgesamt|gesamt|summe"
    r"|toplam|razem|suma|totale|totaux|totaal|összesen)(?:\s.{1,60})?"
    r"|.{0,20}(?:合计|总计|总和|小计|共计|合計|總計|平均)|Σ)\s?[:.]?",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(r"(?:sub-?\s?)?totals?\s(?P<place>.+)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]|Σ")
_WORDS = re.compile(r"[^\W\d_]{3}.*")  # neither a number nor "n/a"
_MOSTLY = 0.6  # of the rows
_MIN_MEMBERS = 2  # of a region, with rows of their own, beside which its row is their sum


def is_total(row: Row, columns: tuple[str, ...], framework: Framework) -> bool:
    """Return whether the first cell with letters says that the row is a total or an average."""
    cells = (row.cells[c].strip() for c in columns if c in row.cells)
    first = next((cell for cell in cells if _LETTER.search(cell)), "")
    of_place = _TOTAL_OF.fullmatch(first)
    return _TOTAL.fullmatch(first) is not None or (
        of_place is not None and is_place(of_place["place"], framework)
    )


def leave_out_totals(sheet: Sheet, framework: Framework) -> Sheet:
    """The sheet without its rows of totals."""
    rows = tuple(row for row in sheet.rows if not is_total(row, sheet.columns, framework))
    return replace(sheet, rows=rows)


def cut_at_next_header(sheet: Sheet, framework: Framework) -> Sheet:
    """The sheet up to the header of a table below it: words for figures, and below it hardly a place."""
    count = len(sheet.rows)
    numbers = [n for n in range(1, count - 1) if all(map(_WORDS.fullmatch, sheet.rows[n].cells.values()))]
    for column in sheet.columns if numbers else ():
        places = [is_place(row.cells.get(column, ""), framework) for row in sheet.rows]
        before = [0, *itertools.accumulate(places)]
        for number in numbers:
            above, below = before[number], before[count] - before[number + 1]
            is_other = above >= _MOSTLY * number and below <= (1 - _MOSTLY) * (count - number - 1)
            if not places[number] and is_other and _is_below_numbers(sheet.rows, number):
                return replace(sheet, rows=sheet.rows[:number])
    return sheet


def _is_below_numbers(rows: Sequence[Row], number: int) -> bool:
    """Whether all cells above one of the row are numbers."""
    return any(
        all(read_amount(row.cells[c]) for row in rows[:number] if c in row.cells) for c in rows[number].cells
    )


def leave_out_sums_of_regions(sheet: Sheet, subject: str, year: str, framework: Framework) -> Sheet:
    """The sheet without rows of regions and groups of which several countries have rows in the same year."""
    countries: dict[tuple[str, int | None], dict[str, set[str]]] = {}
    for row in sheet.rows:
        name = find_place(row.cells.get(subject, ""), framework)
        for region in _list_regions(name, framework):
            countries.setdefault(_time(row, year), {}).setdefault(region, set()).add(name)

    def is_sum(row: Row) -> bool:
        name = find_place(row.cells.get(subject, ""), framework)
        return len(countries.get(_time(row, year), {}).get(name, ())) >= _MIN_MEMBERS

    return replace(sheet, rows=tuple(row for row in sheet.rows if not is_sum(row)))


def _time(row: Row, year: str) -> tuple[str, int | None]:
    return row.cells.get(year, ""), row.year


def _list_regions(name: str, framework: Framework) -> Iterator[str]:
    """The regions and groups that a country lies in."""
    subject = framework.subjects.get(name)
    if subject is not None and subject.kind == "country":
        yield from subject.regions
        yield from (s.name for s in framework.subjects.values() if name in s.members)
