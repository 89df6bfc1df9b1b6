"""Rows of a table as text, for spreadsheets and CSV: each row one paragraph that can be quoted without its table.

    Country,Year,Loan                           Country: Serbia; Year: 2019; Loan: 1.1 bn
    Serbia,2019,1.1 bn              →

Where the first row is no header (an empty or repeated cell, or a number), cells are parted by " | ".
"""

import re
from collections.abc import Iterable, Iterator

_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?$")


def row_texts(rows: Iterable[list[str]]) -> Iterator[str]:
    """The text of each row that has any; white space within a cell is one space."""
    header: list[str] | None = None
    for number, row in enumerate([" ".join(cell.split()) for cell in row] for row in rows):
        filled = [cell for cell in row if cell]
        if number == 0 and _is_header(row):
            header = row
        elif header is not None and len(row) <= len(header) and filled:
            yield "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=False) if cell)
        elif filled:
            yield " | ".join(filled)


def _is_header(row: list[str]) -> bool:
    return len(row) > 1 and all(row) and len(set(row)) == len(row) and not any(_NUMBER.match(cell) or len(cell) > 60 for cell in row)
