"""The automatic numbers of a Word file: what its numbering part defines, counted in reading order.

A paragraph names a list (`numId`), itself or by its style. Lists that share a definition go on counting where
the other stopped, unless one of them states its own start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.readers.office.docx_styles import ListPlace, Style, read_value
from corpus.readers.office.list_numbers import Level, count_item
from corpus.readers.office.package import Package, attribute, children

_NO_LIST = "0"  # the numId by which a paragraph leaves the list of its style
_SEPARATORS = {"nothing": ""}


@dataclass(frozen=True, slots=True)
class _List:
    """One list: its definition, the levels, where some restart, and the levels that styles stand for."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]
    by_style: Mapping[str, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a file by id, and how far each has been counted."""

    lists: Mapping[str, _List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def number(self, place: ListPlace, style_id: str, style: Style) -> tuple[str, str] | None:
        """Count a paragraph and return its number with what separates it from the words.

        The number is empty for a bullet. None if the paragraph is in no list.
        """
        list_id, depth = place
        list_id = list_id or style.place[0]
        if list_id is None or list_id == _NO_LIST or list_id not in self.lists:
            return None
        found = self.lists[list_id]
        at = (found.by_style.get(style_id, style.place[1]) if depth is None else depth) or 0
        if at not in found.levels:
            return None
        counts = self._counts.setdefault(found.definition, {})
        for level in sorted(found.starts.keys() & range(at + 1)):
            if (list_id, level) not in self._started:
                self._started.add((list_id, level))
                for deeper in [d for d in counts if d >= level]:
                    del counts[deeper]
        return count_item(counts, found.levels, at), found.levels[at].separator


def read_numbering(package: Package, part: str | None, styles: Mapping[str, Style]) -> Numbering:
    """Return the lists that the part defines; none if there is no such part."""
    root = package.read_optional_xml(part) if part else None
    if root is None:
        return Numbering({})
    definitions = {attribute(d, "abstractNumId") or "": d for d in children(root, "abstractNum")}
    numbers = {attribute(n, "numId") or "": n for n in children(root, "num")}
    lists: dict[str, _List] = {}
    for identifier, number in numbers.items():
        key = _follow_style(read_value(number, "abstractNumId"), definitions, numbers, styles)
        if key in definitions:
            lists[identifier] = _read_list(key, definitions[key], number)
    return Numbering(lists)


def _follow_style(
    key: str, definitions: Mapping[str, Any], numbers: Mapping[str, Any], styles: Mapping[str, Style]
) -> str:
    """Return the definition of a list that refers to a style of lists, else the key given."""
    link = read_value(definitions[key], "numStyleLink") if key in definitions else ""
    number = (styles[link].place[0] if link in styles else None) or ""
    return read_value(numbers[number], "abstractNumId") if number in numbers else key


def _read_list(key: str, definition: Any, number: Any) -> _List:
    levels: dict[int, Level] = {}
    by_style: dict[str, int] = {}
    starts: dict[int, int] = {}
    for at, level in _levels(definition):
        levels[at] = _read_level(level)
        by_style |= {style: at} if (style := read_value(level, "pStyle")) else {}
    for override in children(number, "lvlOverride"):
        for at, level in _levels(override):
            levels[at] = _read_level(level)
        place, start = _whole(attribute(override, "ilvl")), _whole(read_value(override, "startOverride"))
        if place is not None and start is not None and place in levels:
            levels[place] = replace(levels[place], start=start)
            starts[place] = start
    return _List(key, levels, starts, by_style)


def _levels(element: Any) -> Iterator[tuple[int, Any]]:
    for level in children(element, "lvl"):
        if (at := _whole(attribute(level, "ilvl"))) is not None:
            yield at, level


def _read_level(level: Any) -> Level:
    start = _whole(read_value(level, "start"))
    legal = next((attribute(e, "val") not in ("0", "false", "off") for e in children(level, "isLgl")), False)
    return Level(
        kind=read_value(level, "numFmt") or _alternative_kind(level) or "decimal",
        template=read_value(level, "lvlText"),
        start=0 if start is None else start,
        restart_after=_whole(read_value(level, "lvlRestart")),
        is_legal=legal,
        separator=_SEPARATORS.get(read_value(level, "suff"), " "),
    )


def _alternative_kind(level: Any) -> str:
    """Return the kind where it stands in alternatives for old and new versions of Word."""
    for alternatives in children(level, "AlternateContent"):
        for fallback in children(alternatives, "Fallback"):
            return read_value(fallback, "numFmt")
    return ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
