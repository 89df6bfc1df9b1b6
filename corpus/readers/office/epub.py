"""EPUB: the chapters in reading order, headings as the path of each paragraph.

Notes stay where the book has them; navigation is omitted.
"""

import posixpath
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from corpus.errors import CorpusError
from corpus.readers.html_fragment import is_data_table, read_table
from corpus.readers.office.package import Package, attribute, descendants, local_name
from corpus.readers.text_builder import TextBuilder, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

_LEVELS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    "p li blockquote tr dt dd pre figcaption div section article aside body table ul ol dl td th".split()
)
_OMITTED = frozenset("script style nav head svg math template".split())


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
        for part in _chapters(book, posixpath.dirname(main)):
            content = package.read_bytes(part) if package.has_part(part) else b""
            if content.strip():
                parser = html.HTMLParser(encoding=_encoding(content))
                for level, words in _pieces(html.document_fromstring(content, parser=parser)):
                    page.add(words, level=level)
    if not page.blocks:
        raise CorpusError(f"{path.name} has no text (pictures only, or protected?); save it with its text.")
    return Document(
        id=identifier,
        title=_metadata(book, "title") or page.first_heading or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        author=_metadata(book, "creator"),
        updated=(_metadata(book, "date") or "")[:10] or None,
        language=parse_language_tag(_metadata(book, "language")),
    )


def _chapters(book: Any, folder: str) -> list[str]:
    """Return the parts of the chapters in reading order."""
    items = {attribute(e, "id"): attribute(e, "href") for e in descendants(book, "item")}
    order = [
        items.get(attribute(e, "idref"))
        for e in descendants(book, "itemref")
        if attribute(e, "linear") != "no"
    ]
    return [
        posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(href.split("#")[0])))
        for href in order
        if href
    ]


def _metadata(book: Any, name: str) -> str | None:
    values = (" ".join(e.text.split()) for e in descendants(book, name) if e.text and e.text.strip())
    return next(values, None)


def _encoding(content: bytes) -> str:
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", content)
    return declared.group(1).decode() if declared else "utf-8"


def _pieces(element: Any) -> Iterator[tuple[int, str]]:
    """Yield (level of a heading or 0, words) of each block that has words outside its inner blocks."""
    words = collapse_spaces(element.text)
    level = _LEVELS.get(local_name(element), 0)
    for child in element:
        name = local_name(child)
        if not name or name in _OMITTED:
            pass
        elif is_data_table(child):
            yield from _piece(level, words)
            yield from ((0, text) for text in read_table(child))
            words = ""
        elif name in _BLOCKS or name in _LEVELS or any(local_name(e) in _BLOCKS for e in child.iter()):
            yield from _piece(level, words)
            yield from _pieces(child)
            words = ""
        else:
            words += " " if name == "br" else collapse_spaces("".join(t for t in child.itertext()))
        words += collapse_spaces(child.tail)
    yield from _piece(level, words)


def _piece(level: int, words: str) -> Iterator[tuple[int, str]]:
    if joined := " ".join(words.split()):
        yield level, joined
