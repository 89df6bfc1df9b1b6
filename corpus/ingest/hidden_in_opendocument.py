"""Text that an OpenDocument text or spreadsheet hides: by its style or section, tiny, or white on white."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.readers.office.package import Package, attribute, descendants, local_name

_TINY_PT = 1.5
_WHITE = ("#ffffff", "#fefefe")
_SIZE = re.compile(r"([\d.]+)pt")
_BOX = "text-box"  # its shading may be anywhere

_Style = tuple[str, dict[str, str]]  # the style that it is based on, and what it declares itself
_Styles = Mapping[str, _Style]


def find_in_opendocument(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what a text document or a spreadsheet hides."""
    with Package(path) as package:
        content, common = package.read_xml("content.xml"), package.read_optional_xml("styles.xml")
        styles = {
            attribute(style, "name") or "": _read_style(style)
            for root in (common, content)
            if root is not None
            for style in descendants(root, "style")
        }
        paragraphs = 0
        for body in descendants(content, "body"):
            for element in body.iter():
                paragraphs += local_name(element) in ("p", "h")
                method = _hiding_method(element, styles)
                if method and not any(_hiding_method(a, styles) for a in element.iterancestors()):
                    yield f"paragraph {max(1, paragraphs)}, {method}", _words(element)


def _read_style(style: Any) -> _Style:
    declared: dict[str, str] = {}
    for properties in style:
        for name in ("display", "color", "background-color", "font-size"):
            if value := attribute(properties, name):
                declared[name] = value.lower()
    return attribute(style, "parent-style-name") or "", declared


def _declarations(element: Any, styles: _Styles) -> dict[str, str]:
    """Return what the style of an element declares, with the styles that it is based on."""
    name, seen = attribute(element, "style-name") or "", set()
    found: dict[str, str] = {}
    while name in styles and name not in seen:
        seen.add(name)
        name, declared = styles[name]
        found = declared | found
    return found


def _hiding_method(element: Any, styles: _Styles) -> str:
    """How an element is hidden; empty if it is visible."""
    if local_name(element) == "section" and attribute(element, "display") == "none":
        return "hidden"
    declared = _declarations(element, styles)
    if declared.get("display") == "none":
        return "hidden"
    size = _SIZE.fullmatch(declared.get("font-size", ""))
    if size and float(size.group(1)) <= _TINY_PT:
        return f"{float(size.group(1)):g} points high"
    is_white = declared.get("color") in _WHITE
    return "in white" if is_white and not _may_be_shaded(element, styles) else ""


def _may_be_shaded(element: Any, styles: _Styles) -> bool:
    """True in a box, and where a style around the element has a background."""
    around = [element, *element.iterancestors()]
    backgrounds = (_declarations(e, styles).get("background-color", "transparent") for e in around)
    return any(b != "transparent" for b in backgrounds) or any(local_name(e) == _BOX for e in around)


def _words(element: Any) -> str:
    return " ".join("".join(t for t in element.itertext() if isinstance(t, str)).split())
