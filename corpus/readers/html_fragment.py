"""The headings, paragraphs and tables of a piece of HTML, such as stands in Markdown or in an e-book."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from corpus.readers.signs.lines import join_source_lines
from corpus.readers.table_rows import Covered, format_rows, join_paragraphs

_LEVELS = {f"h{n}": n for n in range(1, 7)}
# rt is how to say a word.
_NOT_TEXT = set("script style template noscript head svg math nav button select textarea rt rp".split())
INLINE = set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rb ruby s "
    "samp small span strike strong sub sup time tt u var wbr".split()
)
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_MAX_SPAN = 1_000  # rows or columns of a merged cell; what browsers allow for columns


def read_fragment(markup: str) -> Iterator[tuple[int, str]]:
    """Yield (level of a heading or 0, words) of each block in reading order; what is hidden is left out."""
    try:
        root = html.fragment_fromstring(join_source_lines(markup), create_parent="div")
    except etree.LxmlError:  # nothing but a comment, for one
        return
    yield from read_blocks(root)


def read_blocks(root: Any) -> Iterator[tuple[int, str]]:
    """Yield what `read_fragment` does of a parsed element."""
    for name, words in _walk(root, ""):
        if joined := " ".join(words.split()):
            yield _LEVELS.get(name, 0), joined


def read_hidden(markup: str) -> list[str]:
    """Return the words of each hidden part, which `read_fragment` leaves out."""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except etree.LxmlError:
        return []
    hidden = [e for e in root.iter(etree.Element) if is_hidden(e)]
    outermost = (e for e in hidden if not any(map(is_hidden, e.iterancestors())))
    return [words for e in outermost if (words := " ".join("".join(e.itertext(etree.Element)).split()))]


def is_data_table(element: Any) -> bool:
    """Return whether an element is a table of values, not one that only arranges text and other tables."""
    if (
        element.tag != "table"
        or next((e for e in element.iter("table") if e is not element), None) is not None
    ):
        return False
    return any(len(list(_cells(row))) > 1 for row in element.iter("tr"))


def read_table(table: Any) -> Iterator[str]:
    """Yield the caption of a table and the text of its rows."""
    captions = (" ".join("".join(_visible_text(c)).split()) for c in table.iter("caption"))
    caption = next((words for words in captions if words), "")
    if caption:
        yield caption
    rows = [row for row in table.iter("tr") if not is_hidden(row)]
    has_header = next((n for n, row in enumerate(rows) if not _is_header(row)), 0)
    yield from format_rows(_place_cells(rows), has_header=has_header, title=caption)


def _place_cells(rows: list[Any]) -> Iterator[dict[int, str | Covered]]:
    """Yield the cells of each row by column; those that span rows or columns push the others aside."""
    still: dict[int, tuple[int, Covered]] = {}  # by column, for how many rows a cell above still covers it
    for row in rows:
        placed: dict[int, str | Covered] = {column: kind for column, (_, kind) in still.items()}
        below = {column: (count - 1, kind) for column, (count, kind) in still.items() if count > 1}
        column = 0
        for cell in _cells(row):
            while column in placed:
                column += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            placed[column] = join_paragraphs((words, name == "li") for name, words in _walk(cell, ""))
            covered = range(column + 1, column + width)
            placed |= dict.fromkeys(covered, Covered.LEFT)
            if height > 1:
                below[column] = (height - 1, Covered.ABOVE)
                below |= dict.fromkeys(covered, (height - 1, Covered.LEFT))
            column += width
        still = below
        yield placed


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell))


def _is_header(row: Any) -> bool:
    return row.getparent().tag == "thead" or all(cell.tag == "th" for cell in _cells(row))


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()[:9]
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _walk(element: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield (name of the element, words) of each block; a block in an item of a list has the item's name."""
    words = element.text or ""
    for child in element:
        if child.tag == "br":
            words += " "
        elif _is_inline(child) and not is_hidden(child):
            words += "".join(_visible_text(child))
        elif isinstance(child.tag, str) and child.tag not in _NOT_TEXT and not is_hidden(child):
            yield name, words
            words = ""
            if is_data_table(child):
                yield from (("p", text) for text in read_table(child))
            else:
                yield from _walk(child, "li" if name == "li" else child.tag)
        words += child.tail or ""
    yield name, words


def _visible_text(element: Any) -> Iterator[str]:
    yield " " if element.tag == "br" else element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_TEXT and not is_hidden(child):
            yield from _visible_text(child)
        yield child.tail or ""


def _is_inline(element: Any) -> bool:
    """Return whether an element is a part of a line: it holds no other kind of element."""
    parts = INLINE | _NOT_TEXT | {"br", etree.Comment}
    return element.tag in INLINE and all(e.tag in parts for e in element.iter())


def is_hidden(element: Any) -> bool:
    """Return whether the element hides itself by its own attributes."""
    return element.get("hidden") is not None or _HIDES.search(element.get("style") or "") is not None
