"""Word: paragraphs, tables and text boxes in reading order, with the numbers that Word shows.

The XML is read directly, since python-docx omits footnotes, content controls and insertions under review.
What is deleted under review is omitted, what is inserted is read. Headings are known by their style. A
footnote becomes a reference, or the next paragraph if it is a remark. Tables of contents are omitted. Tables
are read by `corpus.readers.table_rows`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.left_out.package import find_deletions, find_in_package
from corpus.readers.office.docx_numbering import Numbering, read_numbering
from corpus.readers.office.docx_styles import (
    Style,
    read_default_language,
    read_list_place,
    read_outline_level,
    read_styles,
    read_value,
)
from corpus.readers.office.package import Package, attribute, children, descendants, local_name
from corpus.readers.office.table_pieces import Inline, Piece, TableRow, format_table
from corpus.readers.references import parse_reference
from corpus.readers.signs.characters import raise_figure
from corpus.readers.table_rows import Covered, is_caption, join_paragraphs
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

_OMITTED = frozenset(
    "del moveFrom instrText delText Fallback pPr rPr txbxContent sectPr tblPr trPr tcPr".split()
)
_DELETED = frozenset("del moveFrom Fallback".split())
_AS_TEXT = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_MAX_COLUMNS = 1_000  # of a table; Word's limit is 63


@dataclass(frozen=True, slots=True)
class _File:
    """What the parts beside the text say of it; the numbering counts while the text is read."""

    styles: dict[str, Style]
    numbering: Numbering

    def style_of(self, paragraph: Any) -> tuple[str, Style]:
        named = next((read_value(p, "pStyle") for p in children(paragraph, "pPr")), "")
        return named, self.styles.get(named) or Style()


def read_docx(path: Path, identifier: str) -> Document:
    """Read one Word document.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    with Package(path) as package:
        main = package.main_part(default="word/document.xml")
        body = package.read_xml(main)
        related = {kind: part for kind, part in package.relationships(main).values()}
        styles = read_styles(package, related.get("styles"))
        file = _File(styles, read_numbering(package, related.get("numbering"), styles))
        notes = {
            f"{kind[0]}{number}": text
            for kind in _NOTES.values()
            for number, text in _notes(package, related.get(kind))
        }
        properties = package.properties()
        language = read_default_language(package, related.get("styles"))
        left_out = (*find_deletions(body), *find_in_package(package))
    page = TextBuilder()
    for level, (words, marks) in _pieces(body, file):
        page.add_with_notes(words, marks, notes, level=level)
    if not page.blocks:
        raise CorpusError(f"{path.name} has no text (pictures only?); save it with its text.")
    cited = dict.fromkeys(m.reference_id for m in page.marks)
    return Document(
        id=identifier,
        title=clean_title(properties.get("title")) or page.first_heading or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=tuple(parse_reference(label, notes[label]) for label in cited),
        author=properties.get("creator"),
        updated=(properties.get("modified") or properties.get("created") or "")[:10] or None,
        language=parse_language_tag(properties.get("language") or language),
        left_out=left_out,
    )


def _pieces(element: Any, file: _File) -> Iterator[Piece]:
    """Yield (level of a heading or 0, words and marks) in reading order."""
    caption = initial = ""
    for child in element:
        name = local_name(child)
        if name == "p":
            style = file.style_of(child)[1]
            level, inline, _ = _read_paragraph(child, file)
            if _is_drop_cap(child):
                initial = inline[0].strip()
                continue
            if initial:
                inline = initial + inline[0], tuple((at + len(initial), label) for at, label in inline[1])
                initial = ""
            if inline[0].strip():
                caption = inline[0] if style.is_caption or is_caption(inline[0]) else ""
            if not style.is_contents:
                yield level, inline
            for box in _boxes(child):
                yield from _pieces(box, file)
        elif name == "tbl":
            yield from _table(child, file, caption)
            caption = ""
        elif name not in _OMITTED:
            yield from _pieces(child, file)


def _read_paragraph(paragraph: Any, file: _File) -> tuple[int, Inline, bool]:
    """Return the level of a heading or 0, words with their number, and whether it is an item of a list."""
    style_id, style = file.style_of(paragraph)
    outline = read_outline_level(paragraph)
    level = (style.level if outline is None else outline) or 0
    words, marks = _inline(paragraph)
    if not words.strip() and _is_deleted(paragraph):
        return level, (words, marks), False
    numbered = file.numbering.number(read_list_place(paragraph), style_id, style)
    if numbered and numbered[0] and words.strip():
        before = "".join(numbered)
        lead = len(words) - len(words.lstrip())
        words, marks = before + words[lead:], tuple((at + len(before) - lead, label) for at, label in marks)
    return level, (words, marks), numbered is not None


def _is_drop_cap(paragraph: Any) -> bool:
    """Return whether a paragraph is the large initial of the next one, in a frame of its own."""
    frames = (f for p in children(paragraph, "pPr") for f in children(p, "framePr"))
    return any(attribute(frame, "dropCap") in ("drop", "margin") for frame in frames)


def _is_deleted(paragraph: Any) -> bool:
    """True if the paragraph is removed under review: Word does not number it."""
    marked = (r for p in children(paragraph, "pPr") for r in children(p, "rPr"))
    return any(local_name(e) in _DELETED for properties in marked for e in properties)


def _boxes(element: Any) -> Iterator[Any]:
    """Yield the text boxes in a paragraph, without those inside them."""
    for child in element:
        name = local_name(child)
        if name == "txbxContent":
            yield child
        elif name and name not in _DELETED:
            yield from _boxes(child)


def _table(table: Any, file: _File, caption: str) -> Iterator[Piece]:
    """Yield the rows of a table, each followed by the tables inside it.

    A table of one column is a frame around text, which is read as text.
    """
    rows = [row for row in _find(table, "tr") if not _has_property(row, "trPr", "del")]
    if all(len(list(_find(row, "tc"))) < 2 for row in rows):
        for cell in (cell for row in rows for cell in _find(row, "tc")):
            yield from _pieces(cell, file)
        return
    has_header = next((n for n, r in enumerate(rows) if not _has_property(r, "trPr", "tblHeader")), 0)
    yield from format_table([_read_row(row, file) for row in rows], has_header=has_header, title=caption)


def _read_row(row: Any, file: _File) -> TableRow:
    read = TableRow()
    column = next((_count(p, "gridBefore", 0) for p in children(row, "trPr")), 0)
    for cell in _find(row, "tc"):
        width = next((_count(p, "gridSpan", 1) for p in children(cell, "tcPr")), 1)
        words = join_paragraphs(_cell_paragraphs(cell, file, read))
        is_covered = _has_property(cell, "tcPr", "vMerge") and not _starts_merge(cell)
        read.cells[column] = Covered.ABOVE if is_covered else words
        covered = range(column + 1, min(column + width, _MAX_COLUMNS))
        read.cells |= dict.fromkeys(covered, Covered.LEFT)
        column += width
    return read


def _cell_paragraphs(element: Any, file: _File, row: TableRow) -> Iterator[tuple[str, bool]]:
    """Yield (words, is item of a list) of the paragraphs of a cell; add notes and inner tables to its row."""
    for child in element:
        name = local_name(child)
        if name == "p":
            _, (words, marks), is_item = _read_paragraph(child, file)
            row.labels += [label for _, label in marks]
            yield words, is_item
            for box in _boxes(child):
                yield from _cell_paragraphs(box, file, row)
        elif name == "tbl":
            row.inner += _table(child, file, "")
        elif name not in _OMITTED:
            yield from _cell_paragraphs(child, file, row)


def _find(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those in content controls and insertions."""
    for child in element:
        if local_name(child) == name:
            yield child
        elif local_name(child) not in _OMITTED | {"tbl", "tr", "tc", "p"}:
            yield from _find(child, name)


def _has_property(element: Any, properties: str, name: str) -> bool:
    return any(
        attribute(found, "val") not in ("0", "false", "off")
        for p in children(element, properties)
        for found in children(p, name)
    )


def _starts_merge(cell: Any) -> bool:
    return any(read_value(p, "vMerge") == "restart" for p in children(cell, "tcPr"))


def _count(properties: Any, name: str, default: int) -> int:
    value = read_value(properties, name)[:9]
    return min(int(value), _MAX_COLUMNS) if value.isascii() and value.isdigit() else default


def _inline(paragraph: Any) -> Inline:
    """Return the words and note marks of a paragraph."""
    words, marks = "", []
    for piece, label in _runs(paragraph):
        if label:
            marks.append((len(words), label))
        words += piece.lstrip() if not words or words.endswith(" ") else piece
    return words, tuple(marks)


def _runs(element: Any) -> Iterator[tuple[str, str | None]]:
    is_raised = any(read_value(p, "vertAlign") == "superscript" for p in children(element, "rPr"))
    for child in element:
        name = local_name(child)
        if name == "t":
            words = collapse_spaces(child.text)
            yield raise_figure(words) if is_raised else words, None
        elif name in _AS_TEXT:
            yield _AS_TEXT[name], None
        elif name in _NOTES:
            yield "", f"{_NOTES[name][0]}{attribute(child, 'id')}"
        elif name and name not in _OMITTED:
            yield from _runs(child)


def _notes(package: Package, part: str | None) -> Iterator[tuple[str, str]]:
    notes = package.read_optional_xml(part) if part else None
    for note in notes if notes is not None else ():
        text = " ".join(" ".join(_inline(p)[0] for p in descendants(note, "p")).split())
        if attribute(note, "id") and text:
            yield str(attribute(note, "id")), text
