"""Rows of a table as text: each row is a paragraph that can be quoted by itself.

    Country,Year,Loan                           Country: Serbia; Year: 2019; Loan: 1.1 bn
    Serbia,2019,1.1 bn              →

The header is the first row with several cells, below titles of one cell, if its cells are names or years.
Names may have groups above them, and units below. A title that states the unit of its figures is repeated
with each row. Where there is no header (a repeated cell, a number), " | " separates the cells.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from corpus.text.dates import YEAR
from corpus.text.figures.numerals import is_number
from corpus.text.figures.table_units import is_unit, states_unit

_CAPTION = re.compile(
    r"\s*(?:table|tab\.|tableau|tabelle|tabla|tabela|tablo|таблица|табл\.|табела|表"
    r"|figure|fig\.|figura|abbildung|abb\.|slika|şekil|рисунок|рис\.|слика|图|圖)\s?\d",
    re.IGNORECASE,
)
_MAX_NAME = 60  # characters of the name of a column
_MAX_TITLE = 200  # characters of a title that is repeated with each row


class Covered(Enum):
    """A cell that a merged one covers: it has the value of the cell above, or it belongs to the one left."""

    ABOVE = "above"
    LEFT = "left"


Row = Mapping[int, str | Covered]  # cells by column, from 0; a column that is absent is blank
_Names = dict[int, str]
_Line = tuple[int, Row, _Names]  # number of the row, the row as given, its cells that are not blank


def format_rows(rows: Iterable[Row], *, has_header: int = False, title: str = "") -> Iterator[str]:
    """Yield the text of each row that is not blank.

    `has_header` says of how many rows the header is, whatever they look like; 0 where that is not known.
    `title` is what stands above the table, if it may state the unit of its figures.
    """
    return (text for _, text in format_numbered_rows(rows, has_header=has_header, title=title))


def format_numbered_rows(
    rows: Iterable[Row], *, has_header: int = False, title: str = ""
) -> Iterator[tuple[int, str]]:
    """Yield (number of the row from 0, what `format_rows` does); the rows of the header give no text."""
    unit = title if _is_title_with_unit(title) else ""
    lines = _fill(rows)
    for line in lines:
        if not _is_title(line, has_header):
            break
        (words,) = line[2].values()
        unit = words if _is_title_with_unit(words) else unit
        yield line[0], words
    else:
        return
    header, below = _find_header(line, lines, has_header)
    before = [unit] if unit and not any(states_unit(name) for name in (header or {}).values()) else []
    for number, row, found in below:
        cells = found if header is None else _spread_values(row, found)
        if header is not None and len(header) > 2 and list(cells) == [min(header)]:
            yield number, cells[min(header)]  # a title of some rows, or a note below them
        elif header is not None and _is_below(cells, header):
            named = (f"{header[c]}: {words}" if c in header else words for c, words in cells.items())
            yield number, "; ".join([*before, *named])
        else:
            yield number, " | ".join([*before, *cells.values()])


def format_marked_rows(
    rows: Sequence[tuple[Row, Sequence[str]]], *, has_header: int = False, title: str = ""
) -> Iterator[tuple[int, str, list[str]]]:
    """Yield what `format_numbered_rows` does, with the note marks of the row after those of the header.

    A row is given with the labels of its marks.
    """
    above: list[str] = []
    expected = 0
    for number, text in format_numbered_rows((r for r, _ in rows), has_header=has_header, title=title):
        for _, labels in rows[expected:number]:
            above += labels
        expected = number + 1
        yield number, text, [*above, *rows[number][1]]


def is_caption(words: str) -> bool:
    """Return whether a paragraph begins as the caption of a table or figure does: "Table 3. Loans"."""
    return _CAPTION.match(words) is not None


def join_paragraphs(paragraphs: Iterable[tuple[str, bool]]) -> str:
    """Return the text of a cell, "two ferries; a port", from (words, is item of a list) of each paragraph."""
    text, was_item = "", False
    for words, is_item in paragraphs:
        bare = words.strip()
        if bare:
            is_open = was_item and is_item and text[-1] not in ".;:,!?"
            text += f"{';' if is_open else ''} {bare}" if text else bare
            was_item = is_item
    return text


def _fill(rows: Iterable[Row]) -> Iterator[_Line]:
    """Yield the rows that have words of their own, each covered cell with the value above it."""
    above: _Names = {}
    for number, row in enumerate(rows):
        cells: _Names = {}
        is_blank = True
        for column in sorted(row):
            value = row[column]
            words = " ".join(value.split()) if isinstance(value, str) else ""
            is_blank = is_blank and not words
            words = above.get(column, "") if value is Covered.ABOVE else words
            cells |= {column: words} if words else {}
        above = cells
        if not is_blank:
            yield number, row, cells


def _is_title(line: _Line, has_header: int) -> bool:
    """Whether a row is a title: one cell, which is neither a header nor the group of some columns."""
    number, row, cells = line
    is_header = number < has_header and sum(value is not Covered.LEFT for value in row.values()) > 1
    is_group = Covered.LEFT in row.values() and 0 not in cells
    return len(cells) == 1 and not is_header and not is_group


def _find_header(
    first: _Line, lines: Iterator[_Line], has_header: int
) -> tuple[_Names | None, Iterator[_Line]]:
    """Return the names of the columns, None if there is no header, and the rows below it."""
    taken = [first]
    while (second := next(lines, None)) is not None and second[0] < has_header:
        taken.append(second)
    if second is None:  # a header alone is better quoted than lost
        return None, iter(taken)
    known, header = first[0] < has_header, _name_columns(taken)
    if len(taken) == 1 and _is_below_groups(first, second):
        return _name_columns([first, second]), lines
    if not known and not _is_header(header):
        return None, itertools.chain([first, second], lines)
    if all(is_unit(words) for words in second[2].values()):
        return _add_units(header, second[2]), lines
    return header, itertools.chain([second], lines)


def _add_units(header: _Names, units: _Names) -> _Names:
    bracketed = {c: words if words[0] in "([（" else f"({words})" for c, words in units.items()}
    return {c: f"{name} {bracketed[c]}" if c in units else name for c, name in header.items()}


def _name_columns(lines: Sequence[_Line]) -> _Names:
    """Return the names of the columns by the rows of a header: groups, then what is below them."""
    width = 1 + max(column for _, _, cells in lines for column in cells)
    parts = [*(_spread_groups(line, width) for line in lines[:-1]), lines[-1][2]]
    found = {c: dict.fromkeys(words for part in parts if (words := part.get(c))) for c in range(width)}
    return {column: " ".join(names) for column, names in found.items() if names}


def _spread_values(row: Row, cells: _Names) -> _Names:
    """Return the cells, each value but the name of the row in all columns that it covers."""
    found = dict(cells)
    for column in range(2, max(row) + 1):
        if row.get(column) is Covered.LEFT and column - 1 in found and _begin(row, column) > 0:
            found[column] = found[column - 1]
    return dict(sorted(found.items()))


def _begin(row: Row, column: int) -> int:
    """Return the first column of the merged cell at a column."""
    while row.get(column) is Covered.LEFT:
        column -= 1
    return column


def _spread_groups(line: _Line, width: int) -> _Names:
    """Return the group of each column.

    A group reaches over the blank cells after it; where there are merged ones, over those alone.
    """
    _, row, cells = line
    is_merged = any(value is Covered.LEFT for value in row.values())
    found: _Names = {}
    for column in range(width):
        reaches = not is_merged or row.get(column) is Covered.LEFT
        found[column] = cells.get(column, found.get(column - 1, "") if reaches else "")
    return found


def _is_below_groups(first: _Line, second: _Line) -> bool:
    """Whether the first two rows are a header: groups, and below them the names of all their columns.

    Words are taken for names, not values, only if every group has the same ones, or years; or if merged cells
    show how the two rows belong together.
    """
    groups, names = first[2], second[2]
    wide = _divide(groups, names)
    columns = sorted({*groups, *names})
    has_no_gap = columns[0] <= 1 and columns == list(range(columns[0], columns[0] + len(columns)))
    if not (wide and has_no_gap and _are_names(groups) and _are_names(names)):
        return False
    if len(groups) == 1 or any(value is Covered.ABOVE and c in groups for c, value in second[1].items()):
        return True
    divided = [[names[c] for c in group] for group in wide]
    if len(wide) > 1 and (all(group == divided[0] for group in divided) or Covered.LEFT in first[1].values()):
        return True
    below = {c for group in wide for c in group}
    are_years = all(YEAR.fullmatch(name) for group in divided for name in group)
    return are_years and not any(c in groups for c in names if c not in below)


def _divide(groups: _Names, names: _Names) -> list[list[int]]:
    """Return the columns of each group that has several names below it."""
    starts = sorted(groups)
    ends = [*starts[1:], max(*groups, *names) + 1]
    columns = ([c for c in range(a, b) if c in names] for a, b in zip(starts, ends, strict=True))
    return [found for found in columns if len(found) > 1]


def _is_below(cells: _Names, header: _Names) -> bool:
    """Whether each cell has a name above it, but for the first, which says what the row is about."""
    return all(column in header or column == 0 for column in cells)


def _is_header(cells: _Names) -> bool:
    names = list(cells.values())
    first = min(cells)
    has_no_gap = first <= 1 and list(cells) == list(range(first, first + len(cells)))
    return len(names) > 1 and has_no_gap and len(set(names)) == len(names) and _are_names(cells)


def _are_names(cells: _Names) -> bool:
    numbers = [name for name in cells.values() if is_number(name)]
    # A single year is a value; several are the columns of a series.
    are_years = len(numbers) > 1 and all(YEAR.fullmatch(number) for number in numbers)
    return (not numbers or are_years) and all(map(_is_name, cells.values()))


def _is_name(cell: str) -> bool:
    """Return whether a cell can name a column; the labels of a form ("Country:") name what is beside them."""
    return len(cell) <= _MAX_NAME and not cell.endswith(":")


def _is_title_with_unit(words: str) -> bool:
    return len(words) <= _MAX_TITLE and states_unit(words)
