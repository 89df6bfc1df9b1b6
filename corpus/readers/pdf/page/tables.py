"""Tables of a PDF page, found by the white space between their cells: no rules are needed.

    Country          Year    Loan
    Serbia           2019   1,100         →    {0: "Serbia", 1: "2019", 2: "1,100"}
    Bosnia and       2016     297              {0: "Bosnia and Herzegovina", 1: "2016", 2: "297"}
    Herzegovina

Rows that share a white strip from top to bottom are a block. It is a table unless its columns are of running
text, or the left one is of list marks. Lines of one cell are joined.
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.page.runs import Run
from corpus.readers.signs.characters import SUPERSCRIPT
from corpus.readers.signs.lines import HYPHEN, join_line
from corpus.readers.table_rows import Row

# The end of a sentence, with its note marks.
TERMINAL = re.compile(rf"[.!?。！？…][”\"’»)\]]*[{SUPERSCRIPT}]*$")
_Runs = Sequence[Run]  # of a row
_Strip = tuple[float, float]  # left and right edge
_MIN_STRIP = 0.5  # heights of a character
_MAX_PITCH = 3.2  # heights of a character between the feet of two rows of a table
_MIN_ROWS_OF_TWO = 3  # rows with two cells that make a table; of more cells, two rows
_WIDE = 8  # heights of a character: a column of this width may be running text
_RUNNING = 0.4  # of the lines of a column of running text, at least, continue in the next
_LEVEL = 0.15  # heights of a character between the feet of cells in a row, at most
_BEGINNING = 0.5  # of the rows, at least, begin a text beside labels
_COVERED = 0.15  # of the rows, at most, have a cell across the space between two columns
_LIST_MARK = re.compile(r"[•▪●◦‣–*■□◆➢✓-]|[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]?|[⁰¹²³⁴-⁹]+")
_FIGURE = re.compile(r"[^\w\s]*\d[\d.,\s]*[^\w\s]*|[-\u2013\u2014.…]+|n\.?/?a\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells by column, from 0, from the top down; `top` and the median `size` in points."""

    rows: tuple[Row, ...]
    top: float
    size: float


def split_tables(rows: Sequence[_Runs]) -> Iterator[_Runs | Table]:
    """Yield the rows of a column of a page from the top down, those of each table as one `Table`."""
    at = refused = 0
    least = 2  # cells of a first row: within columns of running text only a table has more cells than those
    while at < len(rows):
        least = least if at < refused else 2
        end = _find_end(rows, at) if len(rows[at]) >= least else at
        table = _make_table(rows[at:end]) if end > at + 1 else None
        if table is None:
            if end > at + 1:
                refused, least = max(refused, end), len(rows[at]) + 1
            yield rows[at]
            at += 1
        else:
            yield table
            at = end


def is_running_text(lines: Sequence[Run]) -> bool:
    """Return whether the lines of a column, from the top down, mostly continue each in the next."""
    right = max(line.x1 for line in lines)
    pairs = list(itertools.pairwise(lines))
    return sum(_continues(a, b, right) for a, b in pairs) >= _RUNNING * max(len(pairs), 1)


def _find_end(rows: Sequence[_Runs], first: int) -> int:
    """Return the index after the last row that leaves a strip white with all rows from `first`."""
    strips = [(a.x1, b.x0) for a, b in itertools.pairwise(rows[first])]
    size = statistics.median(run.size for run in rows[first])
    end = first + 1
    for at in range(first + 1, len(rows)):
        if rows[at - 1][0].y0 - rows[at][0].y0 > _MAX_PITCH * size:
            break
        left = list(_subtract(strips, rows[at], _MIN_STRIP * size))
        is_other = len(left) < len(strips) or len(rows[at]) > len(strips) + 2
        if not left or (is_other and end > first + 1):
            break
        strips = left
        if len(rows[at]) > 1:
            end = at + 1
    # A last row of one cell belongs to the table only where it continues the cell above it.
    while end < len(rows) and len(rows[end]) == 1 and _continues_cell(rows[end - 1], rows[end][0], size):
        end += 1
    return end


def _continues_cell(row: _Runs, run: Run, size: float) -> bool:
    above = next((cell for cell in row if cell.x0 < run.x1 and run.x0 < cell.x1), None)
    is_near = row[0].y0 - run.y0 < 1.5 * size
    return above is not None and is_near and is_broken(above, run)


def _subtract(strips: Sequence[_Strip], row: _Runs, least: float) -> Iterator[_Strip]:
    """Yield what the cells of a row leave of the strips, where it is at least `least` wide."""
    for left, right in strips:
        for run in row:
            if run.x1 <= left or run.x0 >= right:
                continue
            if run.x0 - left >= least:
                yield left, run.x0
            left = run.x1
        if right - left >= least:
            yield left, right


def _make_table(block: Sequence[_Runs]) -> Table | None:
    """Return the table of a block, None if it is none."""
    columns = _find_columns(block)
    rows = [_assign(row, columns) for row in block]
    several = [row for row in rows if len(row) > 1]
    if len(columns) < 2 or len(several) < (_MIN_ROWS_OF_TWO if len(columns) == 2 else 2):
        return None
    if len(columns) > 2 and sum(len(row) > 2 for row in rows) < 2:
        return None
    if len(columns) == 2 and _is_list(rows):
        return None
    size = statistics.median(run.size for row in block for run in row)
    lines_of = [[row[c] for row in rows if c in row] for c in range(len(columns))]
    wide = [c for c, lines in enumerate(lines_of) if _median_width(lines) > _WIDE * size]
    if len(wide) > 1 and all(is_running_text(lines_of[c]) for c in wide):
        return None
    if any(_runs_past_rows(rows, c) or _misalignment(several, c) > _LEVEL * size for c in wide):
        return None
    joined = list(_join_rows(rows, [right for _, right in columns]))
    if any(is_running_text(lines_of[c]) and not _begins_with_rows(joined, c) for c in wide):
        return None
    return Table(tuple(joined), top=block[0][0].y1, size=size)


def _begins_with_rows(rows: Sequence[dict[int, str]], column: int) -> bool:
    """Return whether most rows start a new text in a column, as text beside labels does."""
    pairs = [(a[column], b[column]) for a, b in itertools.pairwise(rows) if column in a and column in b]
    ended = sum(TERMINAL.search(a) is not None and not b[:1].islower() for a, b in pairs)
    return ended > _BEGINNING * len(pairs) or not pairs


def _runs_past_rows(rows: Sequence[dict[int, Run]], column: int) -> bool:
    """Return whether text in a column runs on from row to row, as beside a table in the next column."""
    pairs = [
        (a[column], b[column])
        for a, b in itertools.pairwise(rows)
        if column in a and column in b and len(a.keys() & b.keys()) > 2
    ]
    return sum(is_broken(a, b) for a, b in pairs) > _RUNNING / 2 * max(len(pairs), 1)


def _misalignment(rows: Sequence[dict[int, Run]], column: int) -> float:
    """Return the median distance between the highest and the lowest foot in the rows with a cell there."""
    feet = [[run.y0 for run in row.values()] for row in rows if column in row]
    return statistics.median(max(f) - min(f) for f in feet)


def _is_list(rows: Sequence[dict[int, Run]]) -> bool:
    """Return whether the left one of two columns has list marks, and the right one more than figures."""
    marks = [row[0].text for row in rows if 0 in row]
    texts = [row[1].text for row in rows if 1 in row]
    return all(map(_LIST_MARK.fullmatch, marks)) and not all(map(_FIGURE.fullmatch, texts))


def _median_width(lines: Sequence[Run]) -> float:
    return statistics.median(line.x1 - line.x0 for line in lines)


def _find_columns(block: Sequence[_Runs]) -> list[_Strip]:
    """Return the left and right edge of each column: where most rows with several cells have a cell."""
    rows = [row for row in block if len(row) > 1]
    edges = sorted(
        [(run.x0, 1) for row in rows for run in row] + [(run.x1, -1) for row in rows for run in row]
    )
    most, covered, columns = _COVERED * len(rows), 0, list[_Strip]()
    begin: float | None = None
    for x, step in edges:
        covered += step
        if covered > most and begin is None:
            begin = x
        elif covered <= most and begin is not None:
            columns.append((begin, x))
            begin = None
    return columns


def _assign(row: _Runs, columns: Sequence[_Strip]) -> dict[int, Run]:
    """Return the runs of a row by column: the first that a run shares, or the nearest."""
    found: dict[int, Run] = {}
    for run in row:
        column = next(
            (c for c, (left, right) in enumerate(columns) if run.x0 < right and left < run.x1), None
        )
        if column is None:
            column = min(range(len(columns)), key=lambda c: abs(columns[c][0] - run.x0), default=0)
        found[column] = _merge(found[column], run) if column in found else run
    return found


def _merge(a: Run, b: Run) -> Run:
    return Run(f"{a.text} {b.text}", a.x0, min(a.y0, b.y0), b.x1, max(a.y1, b.y1), a.size, a.bold and b.bold)


def _join_rows(rows: Sequence[dict[int, Run]], rights: Sequence[float]) -> Iterator[dict[int, str]]:
    """Yield the rows with the lines of each cell joined; `rights` are the right edges of the columns."""
    pitches = [_foot(a) - _foot(b) for a, b in itertools.pairwise(rows)]
    is_spaced = bool(pitches) and max(pitches) > 1.25 * min(pitches)
    row: dict[int, str] = {}
    for number, lines in enumerate(rows):
        above = rows[number - 1] if number else {}
        is_near = number > 0 and is_spaced and pitches[number - 1] < 1.15 * min(pitches)
        if row and _continues_row(above, lines, rights, is_near=is_near):
            for column, run in lines.items():
                row[column] = join_line(row[column], run.text, {}) if column in row else run.text
            continue
        if row:
            yield row
        row = {column: run.text for column, run in lines.items()}
    if row:
        yield row


def _continues_row(
    above: dict[int, Run], lines: dict[int, Run], rights: Sequence[float], *, is_near: bool
) -> bool:
    """Return whether lines side by side continue the cells above them.

    `is_near` says that they are nearer to them than other rows are to each other.
    """
    shared = [c for c in lines if c in above]
    if not shared or any(_FIGURE.fullmatch(lines[c].text) for c in lines):
        # A first line of a label alone, with the figures beside its last line.
        label = min(lines)
        return (
            list(above) == [label]
            and (is_near or lines[label].text[:1].islower())
            and above[label].bold == lines[label].bold
        )
    if any(above[c].bold != lines[c].bold for c in shared):
        return False
    broken = [is_broken(above[c], lines[c]) for c in shared]
    overflows = all(broken) or all(_continues(above[c], lines[c], rights[c]) for c in shared)
    return all(broken) or ((any(broken) or overflows) and (is_near or len(lines) < len(above)))


def _foot(row: dict[int, Run]) -> float:
    return min(run.y0 for run in row.values())


def _continues(line: Run, following: Run, right: float) -> bool:
    """Return whether a line goes on in the following one: its first word has no room before `right`."""
    if is_broken(line, following):
        return True
    if TERMINAL.search(line.text) or _FIGURE.fullmatch(following.text):
        return False
    width = (following.x1 - following.x0) / max(len(following.text), 1)
    word = len(following.text.split(" ", 1)[0]) + 1
    return line.x1 + word * width > right


def is_broken(line: Run, following: Run) -> bool:
    """Return whether a sentence or word is broken between two lines."""
    is_open = not TERMINAL.search(line.text) and not _FIGURE.fullmatch(line.text)
    return line.text.endswith((HYPHEN, "-")) or (is_open and following.text[:1].islower())
