"""Rows of a spreadsheet, read back from the text of its document: the cells by the names of their columns.

Port: Valdoro; Host country: Greece; TEU 2022: 4613834   →   {"Port": "Valdoro", "Host country": "Greece", …}
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.records import Block, BlockKind, Document

ROW_BREAK = "\n\n"  # between the rows of a text
_NAMED = re.compile(r"(?:^|; )([^;:]{1,60}): ")
_MIN_FILLED = 2  # rows in which a column has a value; a name in one row may be words of a cell
_MIN_NAMED = 2  # columns of a table
_ROWS = (BlockKind.PARAGRAPH, BlockKind.ROW)
_NEIGHBOURS = 100  # rows before and after, that show which columns there are


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its characters in the document, its number in the table from 1, its cells.

    `year` is the year of its sheet, where a workbook has a sheet for each year.
    """

    number: int
    start: int
    end: int
    cells: Mapping[str, str]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows below one heading, or of a file without headings, and the names of their columns in order.

    `caption` is what all rows begin with before their first column: the title that states their unit.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str = ""


def find_sheets(document: Document, *, min_rows: int) -> Iterator[Sheet]:
    """Yield the tables of a document of rows; paragraphs that are none, such as notes, are left out."""
    by_heading: dict[str, list[Block]] = {}
    for block in document.blocks:
        if block.kind in _ROWS:
            by_heading.setdefault(block.headings[-1] if block.headings else "", []).append(block)
    for name, blocks in by_heading.items():
        texts = [document.text[b.start : b.end] for b in blocks]
        columns = _find_columns(texts, min(min_rows, _MIN_FILLED))
        if len(columns) < _MIN_NAMED:
            continue
        pattern = _compile(columns)
        read = [
            (block, *_read_cells(text, pattern, columns)) for block, text in zip(blocks, texts, strict=True)
        ]
        found = [(block, caption, cells) for block, caption, cells in read if len(cells) >= _MIN_NAMED]
        rows = [Row(n, block.start, block.end, cells) for n, (block, _, cells) in enumerate(found, start=1)]
        captions = {caption for _, caption, _ in found}
        if len(rows) >= min_rows:
            yield Sheet(name, columns, tuple(rows), captions.pop() if len(captions) == 1 else "")


def find_columns(document: Document, start: int, end: int) -> tuple[str, ...]:
    """The columns of the rows that are exactly characters `start:end`; none if these are no whole rows."""
    blocks = [number for number, b in enumerate(document.blocks) if b.start < end and start < b.end]
    if not blocks:
        return ()
    first, last = document.blocks[blocks[0]], document.blocks[blocks[-1]]
    if (first.start, last.end) != (start, end) or first.headings != last.headings:
        return ()
    near = document.blocks[max(0, blocks[0] - _NEIGHBOURS) : blocks[-1] + _NEIGHBOURS]
    texts = [document.text[b.start : b.end] for b in near if b.kind in _ROWS and b.headings == first.headings]
    columns = _find_columns(texts, 1)
    rows = document.text[start:end].split(ROW_BREAK)
    return columns if len(columns) >= _MIN_NAMED and split_rows(rows, columns) else ()


def split_row(text: str) -> dict[str, str]:
    """The cells of a row that has no "; " in a cell, as those of a described table."""
    return {name: value for name, _, value in (cell.partition(": ") for cell in text.split("; "))}


def split_rows(rows: Sequence[str], columns: Sequence[str]) -> list[dict[str, str]]:
    """The cells of each row by the names of their columns; empty unless they are all that the rows say."""
    pattern = _compile(columns)
    found = [_read_cells(row, pattern, columns)[1] for row in rows]
    is_whole = all(
        "; ".join(f"{name}: {value}" for name, value in cells.items()) == row
        for row, cells in zip(rows, found, strict=True)
    )
    return found if is_whole else []


def _find_columns(texts: Sequence[str], min_filled: int) -> tuple[str, ...]:
    """The names that several rows have, in their order."""
    rows = [tuple(_NAMED.findall(text)) for text in texts]
    counts = Counter(name for names in rows for name in set(names))
    lines = dict.fromkeys(tuple(n for n in names if counts[n] >= min_filled) for names in rows)
    # The longest line has most columns; one with a name twice has the words of a cell among them.
    order: list[str] = []
    for line in sorted(lines, key=lambda line: (len(set(line)) < len(line), -len(line))):
        for before, name in pairwise(("", *line)):
            if name not in order:
                order.insert(order.index(before) + 1 if before in order else 0, name)
    return tuple(order)


def _compile(columns: Sequence[str]) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(columns, key=len, reverse=True))
    return re.compile(rf"(?:^|; )({names}): ")


def _read_cells(text: str, pattern: re.Pattern[str], columns: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What stands before the first column, and the cells.

    Columns keep their order in every row: a name out of its order belongs to the words of a cell.
    """
    found: list[re.Match[str]] = []
    place = -1
    for match in pattern.finditer(text):
        if columns.index(match[1]) > place:
            found.append(match)
            place = columns.index(match[1])
    if not found:
        return "", {}
    ends = [*(m.start() for m in found[1:]), len(text)]
    return text[: found[0].start()], {m[1]: text[m.end() : end] for m, end in zip(found, ends, strict=True)}
