"""EPUB: the chapters in reading order, headings as the path of each paragraph.

Notes are references, and paragraphs below the one that cites them if they are remarks. Navigation is omitted.
"""

import posixpath
import re
import urllib.parse
from pathlib import Path
from typing import Any

from lxml import html

from corpus.errors import CorpusError
from corpus.readers.html_fragment import read_blocks
from corpus.readers.left_out.package import find_in_book
from corpus.readers.office.package import Package, attribute, descendants
from corpus.readers.references import parse_reference
from corpus.readers.signs.lines import join_source_lines
from corpus.readers.signs.note_marks import take_marks
from corpus.readers.text_builder import TextBuilder, collapse_spaces
from corpus.readers.web.furniture import drop_furniture
from corpus.readers.web.notes import take_notes
from corpus.records import Document
from corpus.text.language import parse_language_tag

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
# Parsers of HTML take <span/> for the begin of an element, which they end with the paragraph.
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|wbr)\b)([A-Za-z][\w:]*)((?:\s[^<>]*)?)/>"
)


def read_epub(path: Path, identifier: str) -> Document:
    """Read one book.

    Raises:
        CorpusError: it is damaged, encrypted or has no text.
    """
    page = TextBuilder()
    with Package(path) as package:
        container = package.read_xml("META-INF/container.xml")
        main = next((attribute(e, "full-path") for e in descendants(container, "rootfile")), None)
        if main is None:
            raise CorpusError(f"{path.name} does not say where its book begins; save it again as EPUB.")
        book = package.read_xml(main)
        folder = posixpath.dirname(main)
        parts = _chapters(book, folder)
        chapters, notes = _read_chapters(package, parts, _read_styles(package, book, folder))
        left_out = tuple(find_in_book(package, parts))
    for root in chapters:
        for level, words in read_blocks(root):
            page.add_with_notes(*take_marks(collapse_spaces(words), notes), notes, level=level)
    if not page.blocks:
        raise CorpusError(f"{path.name} has no text (pictures only, or protected?); save it with its text.")
    cited = dict.fromkeys(m.reference_id for m in page.marks)
    return Document(
        id=identifier,
        title=_metadata(book, "title") or page.first_heading or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=tuple(parse_reference(label, notes[label]) for label in cited),
        author=_metadata(book, "creator"),
        updated=(_metadata(book, "date") or "")[:10] or None,
        language=parse_language_tag(_metadata(book, "language")),
        left_out=left_out,
    )


def _read_chapters(package: Package, parts: list[str], sheet: str) -> tuple[list[Any], dict[str, str]]:
    """Return the root elements of the chapters, without what is no text, and the notes that they cite."""
    contents = {part: package.read_bytes(part) for part in parts if package.has_part(part)}
    roots = {part: _parse(content) for part, content in contents.items() if content.strip()}
    notes = take_notes(roots)
    for root in roots.values():
        drop_furniture(root, sheet)
    return list(roots.values()), notes


def _read_styles(package: Package, book: Any, folder: str) -> str:
    """Return the style sheets of the book."""
    items = [attribute(e, "href") or "" for e in descendants(book, "item")]
    parts = [_resolve(folder, href) for href in items if href.lower().endswith(".css")]
    return "".join(package.read_bytes(p).decode("utf-8", "replace") for p in parts if package.has_part(p))


def _chapters(book: Any, folder: str) -> list[str]:
    """Return the parts of the chapters in reading order."""
    items = {attribute(e, "id"): attribute(e, "href") for e in descendants(book, "item")}
    order = [
        items.get(attribute(e, "idref"))
        for e in descendants(book, "itemref")
        if attribute(e, "linear") != "no"
    ]
    return [_resolve(folder, href) for href in order if href]


def _resolve(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(href.split("#")[0])))


def _metadata(book: Any, name: str) -> str | None:
    values = (" ".join(e.text.split()) for e in descendants(book, name) if e.text and e.text.strip())
    return next(values, None)


def _encoding(content: bytes) -> str:
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", content)
    return declared.group(1).decode() if declared else "utf-8"


def _parse(content: bytes) -> Any:
    """Return the root element of a chapter."""
    text = content.decode(_encoding(content), "replace").lstrip("\ufeff")
    closed = _SELF_CLOSED.sub(r"<\1\2></\1>", _DECLARATION.sub("", text))
    return html.document_fromstring(join_source_lines(closed))
