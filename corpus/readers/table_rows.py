"""Rows of a table as text, for spreadsheets and CSV: each row is a paragraph that can be quoted by itself.

    Country,Year,Loan                           Country: Serbia; Year: 2019; Loan: 1.1 bn
    Serbia,2019,1.1 bn              →

Where the first row is not a header (an empty or repeated cell, or a number), " | " separates the cells.
"""

from collections.abc import Iterable, Iterator, Mapping

from corpus.text.quantities import is_number


def format_rows(rows: Iterable[Mapping[int, str]]) -> Iterator[str]:
    """Yield the text of each row that is not blank; a row is its cells by column, from 0."""
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
    has_no_gap = list(cells) == list(range(len(cells)))
    are_names = len(set(names)) == len(names) and not any(is_number(n) or len(n) > 60 for n in names)
    return len(names) > 1 and has_no_gap and are_names
