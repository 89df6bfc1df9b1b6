"""Electronic books (EPUB): the chapters in reading order, headings as the path of each paragraph; notes and navigation are left where the book has them."""

import posixpath
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from corpus.errors import CorpusError
from corpus.readers.office.package import Package, attribute, descendants, local_name
from corpus.readers.text_builder import TextBuilder, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

_LEVELS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = {
    "p",
    "li",
    "blockquote",
    "tr",
    "dt",
    "dd",
    "pre",
    "figcaption",
    "div",
    "section",
    "article",
    "aside",
    "body",
    "table",
    "ul",
    "ol",
    "dl",
    "td",
    "th",
}
_LEFT_OUT = {"script", "style", "nav", "head", "svg", "math", "template"}


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
                for level, words in _pieces(
                    html.document_fromstring(content, parser=html.HTMLParser(encoding=_encoding(content)))
                ):
                    page.add(words, level=level)
    said = {name: _said(book, name) for name in ("title", "creator", "date", "language")}
    if not page.blocks:
        raise CorpusError(f"{path.name} has no text (pictures only, or protected?); save it with its text.")
    return Document(
        identifier,
        said["title"] or page.first_heading or path.stem,
        page.text,
        tuple(page.blocks),
        str(path),
        author=said["creator"],
        updated=(said["date"] or "")[:10] or None,
        language=parse_language_tag(said["language"]),
    )


def _chapters(book: Any, folder: str) -> list[str]:
    held = {attribute(e, "id"): attribute(e, "href") for e in descendants(book, "item")}
    order = [
        held.get(attribute(e, "idref"))
        for e in descendants(book, "itemref")
        if attribute(e, "linear") != "no"
    ]
    return [
        posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(href.split("#")[0])))
        for href in order
        if href
    ]


def _said(book: Any, name: str) -> str | None:
    return next(
        (" ".join(e.text.split()) for e in descendants(book, name) if e.text and e.text.strip()), None
    )


def _encoding(content: bytes) -> str:
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", content)
    return declared.group(1).decode() if declared else "utf-8"


def _pieces(element: Any) -> Iterator[tuple[int, str]]:
    """(level of a heading or 0, words) of each block that holds words of its own."""
    held = collapse_spaces(element.text)
    level = _LEVELS.get(local_name(element), 0)
    for child in element:
        name = local_name(child)
        if not name or name in _LEFT_OUT:
            pass
        elif name == "tr":
            yield from _own(level, held)
            yield from _own(
                0,
                " | ".join(words for cell in child if (words := " ".join("".join(cell.itertext()).split()))),
            )
            held = ""
        elif name in _BLOCKS or name in _LEVELS or any(local_name(e) in _BLOCKS for e in child.iter()):
            yield from _own(level, held)
            yield from _pieces(child)
            held = ""
        else:
            held += " " if name == "br" else collapse_spaces("".join(t for t in child.itertext()))
        held += collapse_spaces(child.tail)
    yield from _own(level, held)


def _own(level: int, words: str) -> Iterator[tuple[int, str]]:
    if joined := " ".join(words.split()):
        yield level, joined
