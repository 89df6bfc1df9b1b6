"""What of a web page is not in the document's text: lines of navigation, tables, hidden parts, other lines.

The lines of the page are compared with the blocks of the document by their words alone. A short line is there
if it is a block, or a cell of a row; a longer one, if the text has it. Of a line that was shortened, only the
sentences that are missing count.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from corpus.readers.html_fragment import INLINE, is_hidden
from corpus.records import LeftOut, LeftOutKind

_NOT_SHOWN = {"script", "style", "template", "noscript", "head", "svg", "option", "textarea"}
_AROUND = {"nav", "header", "footer", "aside", "form", "button"}
_AROUND_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu"}
_SHORT = 25  # characters: a line so short may be in a text by chance
_RUN = 3  # words in a row
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s*")
_CELL_END = re.compile(r"; |: | \| ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and where it stands; `linked` is how many of its characters are in links.

    `table` numbers the innermost table around it. A hidden part is one line.
    """

    words: str = ""
    linked: int = 0
    table: int | None = None
    is_linked: bool = False
    is_around: bool = False
    is_hidden: bool = False


def list_lines(tree: Any, note_marks: Collection[Any] = ()) -> list[Line]:
    """The lines of a page in order, without its note marks."""
    body = tree.find(".//body") if tree is not None else None
    root = tree if body is None else body
    if root is None:
        return []
    numbers = {table: number for number, table in enumerate(root.iter("table"))}
    return list(_walk(root, Line(), set(note_marks), numbers))


def find_in_page(lines: Iterable[Line], texts: Iterable[str]) -> tuple[LeftOut, ...]:
    """What the texts of a document's blocks lack of the lines of its page."""
    kept = _KeptText(texts)
    counts: Counter[LeftOutKind] = Counter()
    characters: Counter[LeftOutKind] = Counter()
    tables: dict[int, list[tuple[int, int]]] = {}  # of each cell, characters that are missing, and all
    for line in lines:
        kind, missing = _find_kind(line), kept.count_missing(line.words)
        if line.table is not None and kind is LeftOutKind.OUTSIDE:
            tables.setdefault(line.table, []).append((missing, len(line.words)))
        elif 2 * missing >= len(line.words):
            counts[kind] += 1
            characters[kind] += missing
    for cells in tables.values():
        missing, length = map(sum, zip(*cells, strict=True))
        if 2 * missing >= length:
            counts[LeftOutKind.TABLE] += 1
            characters[LeftOutKind.TABLE] += missing
    return tuple(LeftOut(kind, counts[kind], characters[kind]) for kind in LeftOutKind if counts[kind])


class _KeptText:
    """The words of a document's blocks, in which lines are looked for; a line may be several blocks."""

    def __init__(self, texts: Iterable[str]) -> None:
        blocks = list(texts)
        self._pieces = {_plain(piece) for text in blocks for piece in (text, *_CELL_END.split(text))}
        words = _WORD.findall(" ".join(blocks).casefold())
        self._all = f" {' '.join(words)} "
        # To look for a line by its runs of words takes a tenth of the time of a search in a long text.
        self._runs = set(zip(words, words[1:], words[2:], strict=False))

    def count_missing(self, line: str) -> int:
        """How many characters of a line are in no block."""
        if self._has(line):
            return 0
        return sum(len(s) for s in _SENTENCE_END.split(line) if _WORD.search(s) and not self._has(s))

    def _has(self, words: str) -> bool:
        plain = _plain(words)
        if plain in self._pieces or len(plain) < _SHORT:
            return plain in self._pieces
        parts = plain.split()
        if len(parts) < _RUN:
            return f" {plain} " in self._all
        return self._runs.issuperset(zip(parts, parts[1:], parts[2:], strict=False))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _find_kind(line: Line) -> LeftOutKind:
    if line.is_hidden:
        return LeftOutKind.HIDDEN
    is_menu = line.is_linked or 2 * line.linked >= len(line.words)
    return LeftOutKind.NAVIGATION if is_menu or line.is_around else LeftOutKind.OUTSIDE


def _walk(element: Any, place: Line, note_marks: set[Any], tables: dict[Any, int]) -> Iterator[Line]:
    """The lines of an element; `place` is an empty line that says where it stands."""
    words, linked = element.text or "", 0
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _NOT_SHOWN or child in note_marks:
            pass
        elif is_hidden(child):
            yield from _finish(Line(is_hidden=True), _join_words(child, note_marks))
        elif all(e.tag in INLINE or not isinstance(e.tag, str) for e in child.iter()):
            inner = _join_words(child, note_marks)
            words += inner
            linked += len(inner) if any(True for _ in child.iter("a")) else 0
        else:
            yield from _finish(place, words, linked)
            words, linked = "", 0
            yield from _walk(child, _find_place(child, place, tables), note_marks, tables)
        words += child.tail or ""
    yield from _finish(place, words, linked)


def _finish(place: Line, words: str, linked: int = 0) -> Iterator[Line]:
    """The line of these words at the place; none if there is no word."""
    if _WORD.search(words):
        yield replace(place, words=" ".join(words.split()), linked=linked)


def _find_place(element: Any, place: Line, tables: dict[Any, int]) -> Line:
    is_around = element.tag in _AROUND or element.get("role") in _AROUND_ROLES
    if is_around or element.tag in ("a", "table"):
        return replace(
            place,
            table=tables.get(element, place.table),
            is_linked=place.is_linked or element.tag == "a",
            is_around=place.is_around or is_around,
        )
    return place  # as nearly always


def _join_words(element: Any, note_marks: set[Any]) -> str:
    """The words of an element without those that no browser shows."""
    if element.tag == "br":
        return " "
    words = element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_SHOWN and child not in note_marks:
            words += _join_words(child, note_marks)
        words += child.tail or ""
    return words
