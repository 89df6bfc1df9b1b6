"""What an OpenDocument file says beside its text: styles, how lists and headings are numbered, properties."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.office.list_numbers import Level
from corpus.readers.office.package import Package, attribute, children, descendants, local_name

_KINDS = {
    "": "none",
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_MAX_LEVELS = 10  # of a list


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A style of paragraphs: its name, the style that it is based on, and the list that it belongs to."""

    name: str = ""
    parent: str = ""
    list_style: str = ""


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a file by name; `outline` are the levels of its headings, from 0."""

    paragraphs: Mapping[str, ParagraphStyle]
    lists: Mapping[str, Mapping[int, Level]]
    outline: Mapping[int, Level]
    hidden_tables: frozenset[str]

    def names_of(self, style: str) -> list[str]:
        """Return the names of a style and of those it is based on."""
        found: list[str] = []
        while style in self.paragraphs and style not in found:
            found.append(style)
            style = self.paragraphs[style].parent
        return found

    def list_of(self, style: str) -> str:
        """Return the list that paragraphs of a style belong to; empty if there is none."""
        return next((s for n in self.names_of(style) if (s := self.paragraphs[n].list_style)), "")


@dataclass(frozen=True, slots=True)
class Properties:
    title: str | None
    author: str | None
    updated: str | None
    language: str | None


def read_content(package: Package, name: str) -> Any:
    """Return the root of the text.

    Raises:
        CorpusError: it needs a password, or is absent or damaged.
    """
    manifest = "META-INF/manifest.xml"
    if package.has_part(manifest) and b"encryption-data" in package.read_bytes(manifest):
        raise CorpusError(f"{name} is protected by a password; save it without one.")
    return package.read_xml("content.xml")


def read_styles(package: Package, content: Any) -> Styles:
    """Return the styles that the file names and those that its program made for the text."""
    common = package.read_optional_xml("styles.xml")
    roots = [root for root in (common, content) if root is not None]
    styles = [style for root in roots for style in descendants(root, "style")]
    lists = {
        attribute(style, "name") or "": _read_levels(style)
        for root in roots
        for style in descendants(root, "list-style")
    }
    outline = (_read_levels(style) for root in roots for style in descendants(root, "outline-style"))
    return Styles(
        paragraphs={
            attribute(s, "name") or "": ParagraphStyle(
                attribute(s, "name") or "",
                attribute(s, "parent-style-name") or "",
                attribute(s, "list-style-name") or "",
            )
            for s in styles
            if attribute(s, "family") == "paragraph"
        },
        lists=lists,
        outline=next(outline, {}),
        hidden_tables=frozenset(
            attribute(s, "name") or ""
            for s in styles
            if any(attribute(p, "display") == "false" for p in children(s, "table-properties"))
        ),
    )


def read_properties(package: Package) -> Properties:
    """Return title, author, date of the last change and language, as far as the file states them."""
    meta = package.read_optional_xml("meta.xml")
    elements = meta.iter() if meta is not None else ()
    found = {local_name(e): " ".join(e.text.split()) for e in elements if e.text and e.text.strip()}
    return Properties(
        title=found.get("title"),
        author=found.get("initial-creator") or found.get("creator"),
        updated=(found.get("date") or found.get("creation-date") or "")[:10] or None,
        language=found.get("language") or next(_default_languages(package), None),
    )


def _default_languages(package: Package) -> Iterator[str]:
    styles = package.read_optional_xml("styles.xml")
    for default in descendants(styles, "default-style") if styles is not None else ():
        if attribute(default, "family") == "paragraph":
            for properties in children(default, "text-properties"):
                if language := attribute(properties, "language"):
                    yield language


def _read_levels(style: Any) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for level in style:
        number = whole(level, "level")
        if number is not None and 0 < number <= _MAX_LEVELS:
            found[number - 1] = _read_level(level, number)
    return found


def _read_level(level: Any, number: int) -> Level:
    if local_name(level) not in ("list-level-style-number", "outline-level-style"):
        return Level(kind="bullet")
    kind = attribute(level, "num-format") or ""
    shown = min(whole(level, "display-levels") or 1, number)
    places = ".".join(f"%{n}" for n in range(number - shown + 1, number + 1)) if kind else ""
    around = (attribute(level, "num-prefix") or "", attribute(level, "num-suffix") or "")
    template = re.sub(r"%(\d+)%", r"%\1", attribute(level, "num-list-format") or "")
    return Level(
        kind=_KINDS.get(kind, "chineseCounting" if kind.startswith("一") else "decimal"),
        template=template or f"{around[0]}{places}{around[1]}",
        start=start if (start := whole(level, "start-value")) is not None else 1,
    )


def whole(element: Any, name: str) -> int | None:
    """Return the whole number that an attribute has, None if it has none."""
    value = (attribute(element, name) or "")[:9]
    return int(value) if value.isascii() and value.isdigit() else None
