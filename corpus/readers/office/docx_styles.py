"""What the styles of a Word file say of a paragraph: level of a heading, list, caption, table of contents.

A style has what it does not say itself from the style that it is based on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from corpus.readers.office.package import Package, attribute, children, descendants

ListPlace = tuple[str | None, int | None]  # id of a list and level from 0, each None where it is not said


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs; `level` is that of a heading, 0 for other text, None where nothing is said."""

    name: str = ""
    based_on: str = ""
    level: int | None = None
    place: ListPlace = (None, None)

    @property
    def is_caption(self) -> bool:
        return self.name == "caption"

    @property
    def is_contents(self) -> bool:
        return self.name.startswith("toc ") and self.name[4:].isdigit()


def read_styles(package: Package, part: str | None) -> dict[str, Style]:
    """Return the styles of paragraphs by id; that of a paragraph which names none has the id ""."""
    root = package.read_optional_xml(part) if part else None
    own: dict[str, Style] = {}
    default = ""
    for style in children(root, "style") if root is not None else ():
        identifier = attribute(style, "styleId") or ""
        own[identifier] = _read_style(style)
        if attribute(style, "default") in ("1", "true") and attribute(style, "type") == "paragraph":
            default = identifier
    found = {identifier: _inherit(identifier, own) for identifier in own}
    return found | ({"": replace(found[default], level=0)} if default else {})


def read_default_language(package: Package, part: str | None) -> str | None:
    """Return the language that the styles declare for all text."""
    styles = package.read_optional_xml(part) if part else None
    for defaults in descendants(styles, "docDefaults") if styles is not None else ():
        return next((attribute(lang, "val") for lang in descendants(defaults, "lang")), None)
    return None


def read_list_place(element: Any) -> ListPlace:
    """Return the list and the level that a paragraph or a style names."""
    for properties in children(element, "pPr"):
        for numbering in children(properties, "numPr"):
            level = read_value(numbering, "ilvl")
            return read_value(numbering, "numId") or None, int(level) if level.isdigit() else None
    return None, None


def read_outline_level(element: Any) -> int | None:
    """Return the level of a heading that a paragraph or a style states: 0 for none, None if it is silent."""
    for properties in children(element, "pPr"):
        for outline in children(properties, "outlineLvl"):
            value = attribute(outline, "val") or "9"
            return int(value) + 1 if value.isdigit() and int(value) < 9 else 0
    return None


def _read_style(style: Any) -> Style:
    name = read_value(style, "name").lower()
    level = read_outline_level(style) or None
    if name == "title":
        level = 1
    elif name.startswith("heading ") and name[8:].isdigit():
        level = int(name[8:])
    return Style(name, read_value(style, "basedOn"), level, read_list_place(style))


def _inherit(identifier: str, styles: dict[str, Style]) -> Style:
    found = styles[identifier]
    for ancestor in _ancestors(identifier, styles):
        level = ancestor.level if found.level is None else found.level
        (list_id, depth), (above, above_depth) = found.place, ancestor.place
        place = (above if list_id is None else list_id, above_depth if depth is None else depth)
        found = replace(found, level=level, place=place)
    return found


def _ancestors(identifier: str, styles: dict[str, Style]) -> Iterator[Style]:
    """Yield the styles that a style is based on; one that is based on itself ends there."""
    seen = {identifier}
    while (identifier := styles[identifier].based_on) in styles and identifier not in seen:
        seen.add(identifier)
        yield styles[identifier]


def read_value(element: Any, name: str) -> str:
    """Return the `w:val` of the first child of that name, empty if there is none."""
    return next((attribute(child, "val") or "" for child in children(element, name)), "")
