"""Rows of a table as text, for spreadsheets and CSV: each row one paragraph that can be quoted without its table.

    Country,Year,Loan                           Country: Serbia; Year: 2019; Loan: 1.1 bn
    Serbia,2019,1.1 bn              →

Where the first row is no header (an empty or repeated cell, or a number), cells are parted by " | ".
"""

from collections.abc import Iterable, Iterator, Mapping

from corpus.text.quantities import is_number


def format_rows(rows: Iterable[Mapping[int, str]]) -> Iterator[str]:
    """The text of each row that has any, a row being its cells by column from 0; white space within a cell is one space."""
    header: dict[int, str] | None = None
    for number, row in enumerate(rows):
        cells = {column: words for column in sorted(row) if (words := " ".join(row[column].split()))}
        if number == 0 and _is_header(cells):
            header = cells
        elif header is not None and cells and cells.keys() <= header.keys():
            yield "; ".join(f"{header[column]}: {words}" for column, words in cells.items())
        elif cells:
            yield " | ".join(cells.values())


def _is_header(cells: dict[int, str]) -> bool:
    names = list(cells.values())
    gapless = list(cells) == list(range(len(cells)))
    return (
        len(names) > 1
        and gapless
        and len(set(names)) == len(names)
        and not any(is_number(name) or len(name) > 60 for name in names)
    )
