"""The headings and paragraphs of a piece of HTML, such as stands in Markdown."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

_LEVELS = {f"h{n}": n for n in range(1, 7)}
_NOT_TEXT = {"script", "style", "template", "noscript", "head", "svg", "button", "select", "textarea"}
INLINE = set(
    "a abbr b bdi bdo cite code data dfn em font i img ins kbd mark q s samp small span strong sub sup time "
    "u var wbr".split()
)
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)


def read_fragment(markup: str) -> Iterator[tuple[int, str]]:
    """Yield (level of a heading or 0, words) of each block in reading order; what is hidden is left out."""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except etree.LxmlError:  # nothing but a comment, for one
        return
    for level, words in _walk(root, 0):
        if joined := " ".join(words.split()):
            yield level, joined


def read_hidden(markup: str) -> list[str]:
    """Return the words of each hidden part, which `read_fragment` leaves out."""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except etree.LxmlError:
        return []
    hidden = [e for e in root.iter(etree.Element) if is_hidden(e)]
    outermost = (e for e in hidden if not any(map(is_hidden, e.iterancestors())))
    return [words for e in outermost if (words := " ".join("".join(e.itertext(etree.Element)).split()))]


def _walk(element: Any, level: int) -> Iterator[tuple[int, str]]:
    words = element.text or ""
    for child in element:
        if child.tag == "br":
            words += " "
        elif child.tag in INLINE and not is_hidden(child):
            words += "".join(_visible_text(child))
        elif isinstance(child.tag, str) and child.tag not in _NOT_TEXT and not is_hidden(child):
            yield level, words
            words = ""
            yield from _walk(child, _LEVELS.get(child.tag, 0))
        words += child.tail or ""
    yield level, words


def _visible_text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_TEXT and not is_hidden(child):
            yield from _visible_text(child)
        yield child.tail or ""


def is_hidden(element: Any) -> bool:
    """Return whether the element hides itself by its own attributes."""
    return element.get("hidden") is not None or _HIDES.search(element.get("style") or "") is not None
