"""Tables that stand in running text: their rows as pieces of it, with note marks and the tables inside them.

The readers of Word, OpenDocument and RTF collect the rows; `corpus.readers.table_rows` writes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.readers.table_rows import Covered, format_marked_rows

Inline = tuple[str, tuple[tuple[int, str], ...]]  # words, note marks as (offset, label)
Piece = tuple[int, Inline]  # level of a heading or 0, its words


@dataclass(slots=True)
class TableRow:
    """A row as it is collected: cells by column, labels of note marks, and what its inner tables hold."""

    cells: dict[int, str | Covered] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    inner: list[Piece] = field(default_factory=list)


def format_table(rows: Sequence[TableRow], *, has_header: int = 0, title: str = "") -> Iterator[Piece]:
    """Yield each row with its note marks at its end, and after it what is inside it."""
    given = [(row.cells, row.labels) for row in rows]
    expected = 0
    for number, text, labels in format_marked_rows(given, has_header=has_header, title=title):
        yield 0, (text, tuple((len(text), label) for label in labels))
        for row in rows[expected : number + 1]:
            yield from row.inner
        expected = number + 1
    for row in rows[expected:]:
        yield from row.inner
