"""Text documents in OpenDocument form (ODT): what a reader sees, in reading order, with its numbers.

What is deleted under review, comments and indexes are left out. A footnote becomes a reference, or the next
paragraph if it is a remark. Tables are read by `corpus.readers.table_rows`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.office.list_numbers import Level, count_item
from corpus.readers.office.package import Package, attribute, children, descendants, local_name
from corpus.readers.office.table_pieces import Inline, Piece, TableRow, format_table
from corpus.readers.opendocument.styles import Styles, read_content, read_properties, read_styles, whole
from corpus.readers.opendocument.tables import Spans, count_repeats, find_rows, read_cells
from corpus.readers.references import parse_reference
from corpus.readers.table_rows import is_caption, join_paragraphs
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

_OMITTED = frozenset(
    "annotation annotation-end ruby-text tracked-changes table-of-content illustration-index table-index "
    "object-index user-index alphabetical-index bibliography sequence-decls variable-decls forms script "
    "hidden-text title desc binary-data event-listeners".split()
)
_AS_TEXT = {"s": " ", "tab": " ", "line-break": " "}
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CAPTION_STYLES = frozenset(("Table", "Caption"))
_Counts = dict[int, int]  # how far each level of a list has been counted


@dataclass(slots=True)
class _File:
    """The styles of a file, and what reading it finds: its notes, and how far its lists are counted."""

    styles: Styles
    notes: dict[str, str] = field(default_factory=dict)
    headings: _Counts = field(default_factory=dict)
    by_id: dict[str, _Counts] = field(default_factory=dict)
    by_style: dict[str, _Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _ListPlace:
    """Where in a list a paragraph stands; `is_first` in its item, which has one number."""

    counts: _Counts
    style: str
    depth: int = 0
    is_first: bool = False
    start: int | None = None


def read_odt(path: Path, identifier: str) -> Document:
    """Read one text document.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    page = TextBuilder()
    with Package(path) as package:
        content = read_content(package, path.name)
        file, properties = _File(read_styles(package, content)), read_properties(package)
    for body in descendants(content, "body"):
        for level, (words, marks) in _pieces(body, file, None):
            page.add_with_notes(words, marks, file.notes, level=level)
    if not page.blocks:
        raise CorpusError(f"{path.name} has no text (pictures only?); save it with its text.")
    cited = dict.fromkeys(m.reference_id for m in page.marks)
    return Document(
        id=identifier,
        title=clean_title(properties.title) or page.first_heading or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=tuple(parse_reference(label, file.notes[label]) for label in cited),
        author=properties.author,
        updated=properties.updated,
        language=parse_language_tag(properties.language),
    )


def read_words(element: Any) -> str:
    """Return the words of a paragraph, without its notes and drawings."""
    return "".join(piece for piece, _ in _runs(element, None))


def _pieces(element: Any, file: _File, place: _ListPlace | None) -> Iterator[Piece]:
    """Yield (level of a heading or 0, words and marks) in reading order."""
    caption = ""
    for child in element:
        name = local_name(child)
        if name in ("p", "h"):
            level, inline, _ = _read_paragraph(child, file, place)
            place = replace(place, is_first=False) if place else None
            yield level, inline
            for drawing in _drawings(child):
                yield from _pieces(drawing, file, None)
            if inline[0].strip():
                styles = file.styles.names_of(attribute(child, "style-name") or "")
                caption = inline[0] if is_caption(inline[0]) or _CAPTION_STYLES & {*styles} else ""
        elif name == "list":
            for item, inner in _items(child, file, place):
                yield from _pieces(item, file, inner)
        elif name == "table":
            yield from _table(child, file, caption)
            caption = ""
        elif name and name not in _OMITTED:
            yield from _pieces(child, file, place)


def _items(element: Any, file: _File, outer: _ListPlace | None) -> Iterator[tuple[Any, _ListPlace]]:
    """Yield the items of a list, each with its place."""
    style = attribute(element, "style-name") or (outer.style if outer else "")
    if outer:
        place = replace(outer, style=style, depth=outer.depth + 1)
    else:
        counts: _Counts = {}
        if before := attribute(element, "continue-list"):
            counts = file.by_id.get(before, counts)
        elif attribute(element, "continue-numbering") == "true":
            counts = file.by_style.get(style, counts)
        place = _ListPlace(counts, style)
    if identifier := attribute(element, "id"):
        file.by_id[identifier] = place.counts
    file.by_style[style] = place.counts
    for item in element:
        if local_name(item) in ("list-item", "list-header"):
            is_numbered = local_name(item) == "list-item"
            yield item, replace(place, is_first=is_numbered, start=whole(item, "start-value"))


def _read_paragraph(paragraph: Any, file: _File, place: _ListPlace | None) -> tuple[int, Inline, bool]:
    """Return the level of a heading or 0, words with their number, and whether it is an item of a list."""
    style = attribute(paragraph, "style-name") or ""
    level = max(1, whole(paragraph, "outline-level") or 1) if local_name(paragraph) == "h" else 0
    if not level and "Title" in file.styles.names_of(style):
        level = 1
    words, marks = _inline(paragraph, file)
    number = _count(paragraph, style, level, file, place) if words.strip() else ""
    if number:
        lead = len(words) - len(words.lstrip())
        before = f"{number} "
        words, marks = before + words[lead:], tuple((at + len(before) - lead, label) for at, label in marks)
    return level, (words, marks), place is not None and place.is_first


def _count(paragraph: Any, style: str, level: int, file: _File, place: _ListPlace | None) -> str:
    """Count a paragraph as an item of its list, or as a heading, and return its number."""
    if place is not None:
        levels = file.styles.lists.get(place.style or file.styles.list_of(style), {})
        return _count_at(place.counts, levels, place.depth, place.start) if place.is_first else ""
    if local_name(paragraph) == "h" and attribute(paragraph, "is-list-header") != "true":
        return _count_at(file.headings, file.styles.outline, level - 1, whole(paragraph, "start-value"))
    return ""


def _count_at(counts: _Counts, levels: Mapping[int, Level], at: int, start: int | None) -> str:
    if at not in levels:
        return ""
    if start is not None:
        counts[at] = start - 1
    return count_item(counts, levels, at)


def _inline(paragraph: Any, file: _File) -> Inline:
    words, marks = "", []
    for piece, label in _runs(paragraph, file):
        if label:
            marks.append((len(words), label))
        words += piece.lstrip() if not words or words.endswith(" ") else piece
    return words, tuple(marks)


def _runs(element: Any, file: _File | None) -> Iterator[tuple[str, str | None]]:
    """Yield (words, None) and ("", label of a note); the notes are kept in the file."""
    yield collapse_spaces(element.text), None
    for child in element:
        name = local_name(child)
        if name in _AS_TEXT:
            yield _AS_TEXT[name], None
        elif name == "note":
            if file is not None and (label := _read_note(child, file)):
                yield "", label
        elif name and name not in _OMITTED and not child.tag.startswith(_DRAWING):
            yield from _runs(child, file)
        yield collapse_spaces(child.tail), None


def _read_note(note: Any, file: _File) -> str:
    """Keep a note and return its label; empty for a note without words."""
    paragraphs = (
        p for body in children(note, "note-body") for p in body.iter() if local_name(p) in ("p", "h")
    )
    text = " ".join(" ".join(read_words(p) for p in paragraphs).split())
    if not text:
        return ""
    label = f"{(attribute(note, 'note-class') or 'footnote')[0]}{len(file.notes) + 1}"
    file.notes[label] = text
    return label


def _drawings(element: Any) -> Iterator[Any]:
    """Yield the drawings in a paragraph, which may hold text, without those inside them."""
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(_DRAWING):
            yield child
        elif local_name(child) not in _OMITTED | {"note"}:
            yield from _drawings(child)


def _table(table: Any, file: _File, caption: str) -> Iterator[Piece]:
    """Yield the rows of a table; one of a single column is a frame around text, which is read as text."""
    found = list(find_rows(table))
    if all(sum(local_name(cell) == "table-cell" for cell in row) < 2 for row, _ in found) and all(
        local_name(cell) != "covered-table-cell" for row, _ in found for cell in row
    ):
        for row, _ in found:
            yield from _pieces(row, file, None)
        return
    rows: list[TableRow] = []
    spans: Spans = {}
    for row, _ in found:
        collected = TableRow()

        def read_cell(cell: Any, collected: TableRow = collected) -> str:
            return join_paragraphs(_cell_paragraphs(cell, file, None, collected))

        collected.cells = read_cells(row, spans, read_cell)
        rows += [collected] * (count_repeats(row) if any(collected.cells.values()) else 1)
    has_header = next((n for n, (_, is_header) in enumerate(found) if not is_header), 0)
    yield from format_table(rows, has_header=has_header, title=caption)


def _cell_paragraphs(
    element: Any, file: _File, place: _ListPlace | None, row: TableRow
) -> Iterator[tuple[str, bool]]:
    """Yield (words, is item of a list) of the paragraphs of a cell; add notes and inner tables to its row."""
    for child in element:
        name = local_name(child)
        if name in ("p", "h"):
            _, (words, marks), is_item = _read_paragraph(child, file, place)
            row.labels += [label for _, label in marks]
            place = replace(place, is_first=False) if place else None
            yield words, is_item
            for drawing in _drawings(child):
                yield from _cell_paragraphs(drawing, file, None, row)
        elif name == "list":
            for item, inner in _items(child, file, place):
                yield from _cell_paragraphs(item, file, inner, row)
        elif name == "table":
            row.inner += _table(child, file, "")
        elif name and name not in _OMITTED:
            yield from _cell_paragraphs(child, file, place, row)
