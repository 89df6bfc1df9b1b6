"""Text that HTML hides, in a web page, an e-book or the HTML inside Markdown, and its comments."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from corpus.errors import CorpusError
from corpus.readers.mime import decode_part, parse_message
from corpus.readers.office.package import Package
from corpus.readers.web.styles import Rules, find_style, read_rules

# Declarations that hide an element, in a style without spaces, in lower case.
_HIDES = re.compile(
    r"display:none|visibility:(hidden|collapse)"
    r"|font-size:(0(px|pt|r?em|%)?|[01]?\.\d+(px|pt)|1(px|pt)|0?\.[01]\d*r?em|\d(\.\d+)?%)(;|$)"
    r"|opacity:0(\.0\d*)?(?![\d.])"
    r"|(text-indent|left|top|margin-left):-\d{4,}"
    r"|(max-)?(height|width):0(px)?;.*overflow:hidden|overflow:hidden;.*(height|width):0(?![\d.])"
)
_WHITE = re.compile(
    r"(?:^|;)color:"
    r"(#fff(fff)?|white|rgb\(255,255,255\)|#fefefe|transparent|rgba\(\d+,\d+,\d+,0\))(?![\w(])"
)
_NOTE = re.compile("note$")  # of a book: shown where its mark is touched
_NOT_SHOWN = ("script", "style", "head", "title", "meta", "link")  # by any browser, whatever their style


def find_in_page(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what an HTML or Markdown file hides."""
    yield from _find_in_markup(path.read_bytes(), "")


def find_in_message(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what the page in a MIME message hides."""
    body = parse_message(path).get_body(("html",))
    if body is not None:
        yield from _find_in_markup(decode_part(body).encode(), "")


def find_in_book(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what the chapters of an e-book hide."""
    with Package(path) as package:
        for part in package.names():
            if part.lower().endswith((".xhtml", ".html", ".htm")):
                yield from _find_in_markup(package.read_bytes(part), f"{part}, ")


def _find_in_markup(content: bytes, prefix: str) -> Iterator[tuple[str, str]]:
    if not content.strip():
        return
    try:
        root = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    except etree.LxmlError as error:
        raise CorpusError(f"The markup cannot be parsed ({error}).") from error
    rules = read_rules("".join(e.text or "" for e in root.iter("style")))
    for element in root.iter():
        if element.tag is etree.Comment:
            yield f"{prefix}a comment", element.text or ""
        elif isinstance(element.tag, str) and element.tag not in _NOT_SHOWN:
            method = _hiding_method(element, rules)
            if method and not _is_inside_hidden(element, rules):
                words = "".join(t for t in element.itertext() if isinstance(t, str))
                yield f"{prefix}<{element.tag}> {method}", " ".join(words.split())


def _is_inside_hidden(element: Any, rules: Rules) -> bool:
    return any(_hiding_method(a, rules) for a in element.iterancestors() if isinstance(a.tag, str))


def _hiding_method(element: Any, rules: Rules) -> str:
    """How the element is hidden; empty if it is visible."""
    is_note = _NOTE.search(element.get("epub:type") or "")
    if element.get("hidden") is not None and not is_note:
        return "with the attribute hidden"
    style = find_style(element, rules)
    if _HIDES.search(style):
        return "hidden by its style"
    if not _WHITE.search(style):
        return ""
    shaded = any("background" in find_style(e, rules) for e in (element, *element.iterancestors()))
    return "" if shaded else "in white"
