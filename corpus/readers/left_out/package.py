"""What of an office file or a book is not in the document's text, by the names of the parts of its package.

Words in charts and diagrams, comments, headers and footers, deletions under review and text boxes of
workbooks count with their characters. Embedded files have none; those that only hold the figures of a chart
are not counted. A damaged part is passed over: the text can be read without it.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml import etree, html

from corpus.errors import CorpusError
from corpus.readers.office.package import Package, attribute, descendants, local_name
from corpus.records import LeftOut, LeftOutKind

# Kinds of parts: the pattern of their names, and the element that is one of the kind ("" for the whole part).
_PARTS = (
    (LeftOutKind.CHART, re.compile(r"\w+/charts/chart\d*\.xml"), ""),
    (LeftOutKind.DIAGRAM, re.compile(r"\w+/diagrams/data\d*\.xml"), ""),
    (LeftOutKind.COMMENT, re.compile(r"(word|xl)/comments\d*\.xml|xl/comments/comment\d*\.xml"), "comment"),
    (LeftOutKind.COMMENT, re.compile(r"ppt/comments/\w+\.xml"), "cm"),
    (LeftOutKind.RUNNING_HEAD, re.compile(r"word/(header|footer)\d*\.xml"), "p"),
    (LeftOutKind.TEXT_BOX, re.compile(r"xl/drawings/drawing\d*\.xml"), "txBody"),
)
_CHART = _PARTS[0][1]
_EMBEDDED = re.compile(r"\w+/embeddings/.+")
_SLIDE = re.compile(r"ppt/slides/slide\d*\.xml")
_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
_FURNITURE = ("sldNum", "ftr", "dt", "hdr")  # slide number, footer, date, header
_DELETIONS = ("del", "moveFrom")
_TEXT = ("t", "delText", "text")  # elements that hold words; the last in comments of slides


def find_in_package(package: Package) -> Iterator[LeftOut]:
    """Yield what Word, PowerPoint and Excel keep outside the text that is read."""
    names = sorted(package.names())
    for kind, pattern, element in _PARTS:
        roots = _read_parts(package, filter(pattern.fullmatch, names))
        yield from _count(kind, (e for r in roots for e in (descendants(r, element) if element else (r,))))
    charts = filter(_CHART.fullmatch, names)
    figures = {part for name in charts for _, part in package.relationships(name).values()}
    if embedded := len(set(filter(_EMBEDDED.fullmatch, names)) - figures):
        yield LeftOut(LeftOutKind.EMBEDDED, embedded)
    slides = _read_parts(package, filter(_SLIDE.fullmatch, names))
    shapes = (shape for slide in slides for shape in descendants(slide, "sp"))
    yield from _count(LeftOutKind.RUNNING_HEAD, filter(_is_furniture, shapes))


def _read_parts(package: Package, names: Iterable[str]) -> Iterator[Any]:
    for name in names:
        with contextlib.suppress(CorpusError):
            yield package.read_xml(name)


def _is_furniture(shape: Any) -> bool:
    return any(attribute(p, "type") in _FURNITURE for p in descendants(shape, "ph"))


def find_deletions(body: Any) -> Iterator[LeftOut]:
    """Yield what is deleted, or moved elsewhere, under review in the body of a Word file."""
    outermost = (
        e
        for e in body.iter()
        if local_name(e) in _DELETIONS and not any(local_name(a) in _DELETIONS for a in e.iterancestors())
    )
    yield from _count(LeftOutKind.DELETION, outermost)


def find_in_book(package: Package, chapters: Sequence[str]) -> Iterator[LeftOut]:
    """Yield what of an e-book is not in its chapters, and the tables of contents and formulas in them."""
    contents, formulas, outside = [], [], []
    for name in filter(_PAGE.search, sorted(package.names())):
        root = _read_page(package, name, is_chapter=name in chapters)
        lists = list(root.iter("nav")) if root is not None else []
        contents += [item for listed in lists for item in listed.iter("li")]
        formulas += list(root.iter("math")) if root is not None else []
        if root is not None and name not in chapters and not lists:
            outside += list(root.iter("body"))
    yield from _count_words(LeftOutKind.NAVIGATION, map(_own_words, contents))
    yield from _count_words(LeftOutKind.FORMULA, ("".join(e.itertext()) for e in formulas))
    yield from _count_words(LeftOutKind.CHAPTER, ("".join(e.itertext()) for e in outside))


def _read_page(package: Package, name: str, *, is_chapter: bool) -> Any:
    """Parse a page of a book; None if it is empty or damaged, or a chapter without what is left out."""
    try:
        content = package.read_bytes(name)
        if content.strip() and (not is_chapter or b"<nav" in content or b"<math" in content):
            return html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    except (CorpusError, etree.LxmlError):
        pass
    return None


def _own_words(item: Any) -> str:
    """The words of an entry of a list without those of the entries below it."""
    return "".join(item.itertext()) if item.find(".//li") is None else str(item.xpath("string(*[1])"))


def _count(kind: LeftOutKind, elements: Iterable[Any]) -> Iterator[LeftOut]:
    """Yield how many elements have words, and their characters."""
    yield from _count_words(
        kind, ("".join(t.text or "" for t in e.iter() if local_name(t) in _TEXT) for e in elements)
    )


def _count_words(kind: LeftOutKind, texts: Iterable[str]) -> Iterator[LeftOut]:
    lengths = [len(words) for text in texts if (words := " ".join(text.split()))]
    if lengths:
        yield LeftOut(kind, len(lengths), sum(lengths))
