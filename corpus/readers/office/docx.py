"""Word: paragraphs, tables and text boxes in reading order, headings by their style, footnotes as references.

The XML is read directly, since python-docx omits footnotes, content controls and insertions under review.
What is deleted under review is omitted, what is inserted is read. A table row is one paragraph, its cells
separated by " | ".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.left_out.package import find_deletions, find_in_package
from corpus.readers.office.package import Package, attribute, children, descendants, local_name
from corpus.readers.references import parse_reference
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

_OMITTED = frozenset(
    "del moveFrom instrText delText Fallback pPr rPr txbxContent sectPr tblPr trPr tcPr".split()
)
_AS_TEXT = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_Inline = tuple[str, tuple[tuple[int, str], ...]]  # words, note marks as (offset, label)


def read_docx(path: Path, identifier: str) -> Document:
    """Read one Word document.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    with Package(path) as package:
        main = package.main_part(default="word/document.xml")
        body = package.read_xml(main)
        related = {kind: part for kind, part in package.relationships(main).values()}
        levels = _heading_levels(package, related.get("styles"))
        notes = {
            f"{kind[0]}{number}": text
            for kind in _NOTES.values()
            for number, text in _notes(package, related.get(kind))
        }
        properties = package.properties()
        language = _default_language(package, related.get("styles"))
        left_out = (*find_deletions(body), *find_in_package(package))
    page = TextBuilder()
    for level, (words, marks) in _pieces(body, levels):
        page.add(words, level=level, marks=[(at, label) for at, label in marks if label in notes])
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


def _pieces(element: Any, levels: dict[str, int]) -> Iterator[tuple[int, _Inline]]:
    """Yield (level of a heading or 0, words and marks) in reading order."""
    for child in element:
        name = local_name(child)
        if name == "p":
            yield _level(child, levels), _inline(child)
            for box in descendants(child, "txbxContent"):
                if not any(local_name(a) in ("Fallback", "del") for a in box.iterancestors()):
                    yield from _pieces(box, levels)
        elif name == "tbl":
            yield from ((0, _row(row)) for row in descendants(child, "tr"))
        elif name not in _OMITTED:
            yield from _pieces(child, levels)


def _row(row: Any) -> _Inline:
    text, marks = "", []
    for cell in descendants(row, "tc"):
        inner = [_inline(p) for p in descendants(cell, "p")]
        for words, found in inner:
            if words.strip():
                text += " " if text and not text.endswith(" | ") else ""
                marks += [(len(text) + at, label) for at, label in found]
                text += words.strip()
        text += " | "
    return text.strip(" |"), tuple(marks)


def _inline(paragraph: Any) -> _Inline:
    """Return the words and note marks of a paragraph."""
    words, marks = "", []
    for piece, label in _runs(paragraph):
        if label:
            marks.append((len(words), label))
        words += piece
        if words.endswith("  ") or words == " ":
            words = words.rstrip() + (" " if words.strip() else "")
    return words, tuple(marks)


def _runs(element: Any) -> Iterator[tuple[str, str | None]]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield collapse_spaces(child.text), None
        elif name in _AS_TEXT:
            yield _AS_TEXT[name], None
        elif name in _NOTES:
            yield "", f"{_NOTES[name][0]}{attribute(child, 'id')}"
        elif name and name not in _OMITTED:
            yield from _runs(child)


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    for properties in children(paragraph, "pPr"):
        for outline in children(properties, "outlineLvl"):
            return _outline(outline)
        for style in children(properties, "pStyle"):
            return levels.get(attribute(style, "val") or "", 0)
    return 0


def _heading_levels(package: Package, part: str | None) -> dict[str, int]:
    """Return the heading level of each style id; a style without one has that of the style it is based on."""
    styles = package.read_optional_xml(part) if part else None
    explicit: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in children(styles, "style") if styles is not None else ():
        identifier = attribute(style, "styleId") or ""
        name = next((attribute(n, "val") or "" for n in children(style, "name")), "").lower()
        based[identifier] = next((attribute(b, "val") or "" for b in children(style, "basedOn")), "")
        if name == "title":
            explicit[identifier] = 1
        elif name.startswith("heading ") and name[8:].isdigit():
            explicit[identifier] = int(name[8:])
        else:
            level = next((_outline(o) for o in descendants(style, "outlineLvl")), 0)
            explicit |= {identifier: level} if level else {}
    found = dict(explicit)
    for identifier in based:
        ancestor, steps = identifier, 0
        while ancestor and ancestor not in explicit and steps < len(based):
            ancestor, steps = based.get(ancestor, ""), steps + 1
        if ancestor in explicit:
            found[identifier] = explicit[ancestor]
    return found


def _outline(element: Any) -> int:
    value = attribute(element, "val") or "9"
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _notes(package: Package, part: str | None) -> Iterator[tuple[str, str]]:
    notes = package.read_optional_xml(part) if part else None
    for note in notes if notes is not None else ():
        text = " ".join(" ".join(_inline(p)[0] for p in descendants(note, "p")).split())
        if attribute(note, "id") and text:
            yield str(attribute(note, "id")), text


def _default_language(package: Package, part: str | None) -> str | None:
    styles = package.read_optional_xml(part) if part else None
    for defaults in descendants(styles, "docDefaults") if styles is not None else ():
        return next((attribute(lang, "val") for lang in descendants(defaults, "lang")), None)
    return None
