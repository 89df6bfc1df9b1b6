"""Notes of HTML pages: their marks become signs in the text, the notes are taken out of it.

    <p>In 1968<sup><a href="#n1">1</a></sup> twelve …</p>   →   <p>In 1968⦗1⦘ twelve …</p>
    <p id="n1">1. In winter.</p>                                {"1": "In winter."}

A mark is a link to a note, or a raised figure or letter that a note begins with. Other raised figures are
exponents and become superscript characters: 10⁶.
"""

import posixpath
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.readers.signs.characters import (
    BEFORE_EXPONENT,
    SUPERSCRIPT,
    TO_PLAIN,
    TO_SUPERSCRIPT,
    clean_characters,
    raise_figure,
)
from corpus.readers.signs.note_marks import write_mark
from corpus.readers.web.furniture import drop

_LABEL = re.compile(r"[\[(（]?\s*(\d{1,4}|[a-z]|[ivxl]{1,5}|[*†‡§¶]{1,3})\s*[\])）.]?", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(（].*[\])）]")
_NOTE_NAME = re.compile(r"note|(?:^|[^a-z])fn|^f\d|cite", re.IGNORECASE)
_NOTE_ROLES = {"doc-noteref", "noteref", "doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"}
_LINES = ("p", "li", "div", "small", "dd", "td", "tr", "aside")
_NO_NOTES = ("body", "table", "ol", "ul", "h1", "h2", "h3", "h4", "h5", "h6")
_INNER = ("a", "sup", "span", "b", "i", "em", "strong")
_BEGINS = re.compile(rf"\[(\d{{1,3}}|[a-z]|\*{{1,3}})\]\s*\S|([{SUPERSCRIPT}]{{1,3}})\s*\S")
_MAX_NOTE = 3000  # characters; what is longer is a part of the text
_MAX_LABEL = 12  # characters
_ENDS_CLAUSE = ".,;:!?”’)"  # a raised figure after these is no exponent


def take_notes(pages: Mapping[str, Any]) -> dict[str, str]:
    """Return the notes that the pages of a work cite, by identifier; the pages are edited.

    `pages` holds the root elements by path, in the order of reading. The identifier of a note is its label,
    with a number where another note has the same one.
    """
    taken = _Taken()
    places: dict[tuple[str, str], Any] = {}
    for path, root in pages.items():
        for element in root.xpath("//*[@id or @name]"):
            places.setdefault((path, element.get("id") or element.get("name")), element)
    for path, root in pages.items():
        for link in list(root.iter("a")):
            if _is_mark(link):
                _replace_link(link, places.get(_resolve(path, link.get("href"))), taken)
    for root in pages.values():
        raised = list(root.iter("sup"))
        lines = _find_lines(root) if raised else {}
        for element in raised:
            if element.getparent() is not None and not taken.holds(element):
                _replace_raised(element, lines, taken)
    return taken.take_out()


class _Taken:
    """The elements that are notes, and their identifiers."""

    def __init__(self) -> None:
        self._identifiers: dict[Any, str] = {}
        self._labels: dict[Any, str] = {}

    def identify(self, note: Any, label: str) -> str:
        """Return the identifier of a note, which is one from now on."""
        if note not in self._identifiers:
            known, identifier, number = set(self._identifiers.values()), label, 1
            while identifier in known:
                number += 1
                identifier = f"{label}.{number}"
            self._identifiers[note], self._labels[note] = identifier, label
        return self._identifiers[note]

    def holds(self, element: Any) -> bool:
        """Return whether the element is in a note, such as the link back to its mark."""
        return any(e in self._identifiers for e in (element, *element.iterancestors()))

    def take_out(self) -> dict[str, str]:
        """Remove the notes from their pages and return their texts by identifier."""
        found = {}
        for note, identifier in self._identifiers.items():
            found[identifier] = _read_note(note, self._labels[note])
            drop(note)
        return found


def _is_mark(link: Any) -> bool:
    """Return whether a link looks like the mark of a note: it says so, or it is raised or in brackets."""
    words = _words(link)
    if "#" not in (link.get("href") or "") or not 0 < len(words) <= _MAX_LABEL:
        return False
    if _role(link) in _NOTE_ROLES:
        return True
    is_raised = link.getparent().tag == "sup" or link.find(".//sup") is not None or words[0] in SUPERSCRIPT
    names = f"{link.get('class') or ''} {link.get('href').split('#')[-1]}"
    is_named = is_raised or _BRACKETED.fullmatch(words) or _NOTE_NAME.search(names)
    return bool(is_named) and _LABEL.fullmatch(words.translate(TO_PLAIN)) is not None


def _replace_link(link: Any, target: Any, taken: _Taken) -> None:
    """Put a mark in place of a link to a note; of one back from a note nothing is left."""
    words = _words(link).translate(TO_PLAIN)
    match = _LABEL.fullmatch(words)
    label = match.group(1) if match else re.sub(r"\W+", "", words) or "note"
    if taken.holds(link):
        drop(link)
        return
    note = _find_note(target, label) if target is not None else None
    if note is not None and link not in note.iter():
        _put(link, write_mark(taken.identify(note, label)))
    elif _role(link) in _NOTE_ROLES:
        _put(link, "")


def _put(link: Any, words: str) -> None:
    """Replace a mark, with the raised element that has nothing but marks, and the brackets around it."""
    parent = link.getparent()
    drop(link, words)
    if parent.tag == "sup" and len(parent) == 0:
        drop(parent, re.sub(r"[\[\](),;\s]", "", parent.text or ""))


def _find_note(target: Any, label: str) -> Any:
    """Return the line that a link to a note points into, None if it is no note."""
    line = target
    if target.tag in _INNER and _follows_words(target):
        return None
    while line is not None and (line.tag not in _LINES or not _read_note(line, label)):
        if line.tag in _NO_NOTES:
            return None
        line = line.getparent()
    if line is None or len(_words(line)) > _MAX_NOTE:
        return None
    start = _words(line).lstrip("[(（ ").translate(TO_PLAIN)
    names = f"{line.get('class') or ''} {line.get('id') or ''} {target.get('id') or ''}"
    is_one = start.startswith(label) or _role(line) in _NOTE_ROLES or _NOTE_NAME.search(names)
    return line if is_one or line.tag == "li" or _begins_with_link(line) else None


def _follows_words(element: Any) -> bool:
    """Return whether words of its line stand before an element."""
    while element is not None and element.tag not in _LINES:
        if re.search(r"\w", _text_before(element)):
            return True
        element = element.getparent()
    return False


def _begins_with_link(line: Any) -> bool:
    link = next(line.iter("a"), None)
    is_back = link is not None and "#" in (link.get("href") or "")
    return is_back and _words(line).startswith(_words(link)) and len(_words(link)) <= _MAX_LABEL


def _read_note(note: Any, label: str) -> str:
    """Return the text of a note with the addresses of its links, without its label and the links back."""
    words = " ".join(clean_characters("".join(_pieces(note))).split()).strip("↩↑^⤴\ufe0e ")
    begin = rf"[\[(（]?(?:{re.escape(label)}|{re.escape(label.translate(TO_SUPERSCRIPT))})(?!\w)[\])）.:]*\s*"
    return re.sub(f"^{begin}", "", words).lstrip("[]().:^ ")


def _pieces(element: Any) -> Iterator[str]:
    href = element.get("href") or ""
    if "#" in href and "://" not in href:
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
            yield " " if child.tag in (*_LINES, "br") else ""
        yield child.tail or ""
    if href.startswith("http"):
        yield f" {href} "


def _find_lines(root: Any) -> dict[str, Any]:
    """Return the lines that begin with a raised or bracketed label, by label."""
    found: dict[str, Any] = {}
    for line in root.iter(*_LINES):
        if next((e for e in line.iter(*_LINES) if e is not line and e.tag != "small"), None) is not None:
            continue
        match = _BEGINS.match(_words(line))
        raised = next(line.iter("sup"), None)
        if match:
            found.setdefault((match.group(1) or match.group(2)).translate(TO_PLAIN), line)
        elif raised is not None and _words(line).startswith(_words(raised)):
            found.setdefault(_words(raised).strip("[]()"), line)
    return found


def _replace_raised(raised: Any, lines: Mapping[str, Any], taken: _Taken) -> None:
    """Put a mark in place of a raised label that a note begins with, and superscript for an exponent."""
    words, before = _words(raised), _text_before(raised)
    match = _LABEL.fullmatch(words)
    line = lines.get(match.group(1)) if match else None
    is_exponent = not _BRACKETED.fullmatch(words) and BEFORE_EXPONENT.search(before)
    if match and line is not None and before and raised not in line.iter() and not is_exponent:
        drop(raised, write_mark(taken.identify(line, match.group(1))))
    elif len(raised) == 0 and before[-1:] not in _ENDS_CLAUSE:
        raised.text = raise_figure(words) if raised.text else raised.text


def _text_before(element: Any) -> str:
    """Return the text before an element in the one around it, from the last element there."""
    previous = element.getprevious()
    if previous is None:
        return (element.getparent().text or "").rstrip()
    inner = "" if previous.tag in _LINES else _words(previous)
    return f"{inner}{previous.tail or ''}".rstrip()


def _resolve(path: str, href: str) -> tuple[str, str]:
    """Return the path of the page that a link leads to, and the name of the place in it."""
    page, _, name = urllib.parse.unquote(href).partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), page)) if path and page else path, name


def _role(element: Any) -> str:
    return element.get("role") or (element.get("epub:type") or "").split(" ")[0]


def _words(element: Any) -> str:
    return str(element.xpath("string()")).strip()
