"""Rows of a table as text: each row is a paragraph that can be quoted by itself.

    Country,Year,Loan                           Country: Serbia; Year: 2019; Loan: 1.1 bn
    Serbia,2019,1.1 bn              →

The header is the first row with several cells, below a title of one cell, if its cells are names or years.
Where it is none (a repeated cell, a number), " | " separates the cells.
"""

from collections.abc import Iterable, Iterator, Mapping

from corpus.text.dates import YEAR
from corpus.text.figures.numerals import is_number

_MAX_NAME = 60  # characters of the name of a column


def format_rows(rows: Iterable[Mapping[int, str]], *, has_header: bool = False) -> Iterator[str]:
    """Yield the text of each row that is not blank; a row is its cells by column, from 0.

    `has_header` says that the first row is the header, whatever it looks like.
    """
    header: dict[int, str] | None = None
    is_first = True  # of the rows with several cells
    for row in rows:
        cells = {column: words for column in sorted(row) if (words := " ".join(row[column].split()))}
        if is_first and len(cells) > 1:
            is_first = False
            if has_header or _is_header(cells):
                header = cells
                continue
        if header is not None and cells and _is_below(cells, header):
            named = (f"{header[c]}: {words}" if c in header else words for c, words in cells.items())
            yield "; ".join(named)
        elif cells:
            yield " | ".join(cells.values())


def _is_below(cells: Mapping[int, str], header: Mapping[int, str]) -> bool:
    """Whether each cell has a name above it, but for the first, which says what the row is about."""
    return all(column in header or column == 0 for column in cells)


def _is_header(cells: dict[int, str]) -> bool:
    names = list(cells.values())
    first = min(cells)
    has_no_gap = first <= 1 and list(cells) == list(range(first, first + len(cells)))
    numbers = [name for name in names if is_number(name)]
    # A single year is a value; several are the columns of a series.
    are_years = len(numbers) > 1 and all(YEAR.fullmatch(number) for number in numbers)
    are_names = (not numbers or are_years) and all(len(name) <= _MAX_NAME for name in names)
    return has_no_gap and len(set(names)) == len(names) and are_names
