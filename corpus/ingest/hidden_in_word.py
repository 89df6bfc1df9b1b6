"""Text that a Word file or RTF hides: marked as hidden, in a hidden style, tiny, or white on white."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.readers.office.package import Package, attribute, children, descendants, local_name
from corpus.readers.rtf.tokens import Format, Tables, read_tokens

_TINY_PT = 1.5
_MAIN_PART = "word/document.xml"
_MIN_WHITE = 254  # of red, green and blue
_WHITE = ("FFFFFF", "FEFEFE")


def find_in_word(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what a Word file hides."""
    with Package(path) as package:
        hidden_styles = _find_hidden_styles(package)
        for number, paragraph in enumerate(descendants(package.read_xml(_MAIN_PART), "p"), start=1):
            hidden = not _paragraph_styles(paragraph).isdisjoint(hidden_styles)
            found: dict[str, str] = {}
            for run in descendants(paragraph, "r"):
                if method := "hidden" if hidden else _hiding_method(run, hidden_styles):
                    words = "".join(t.text or "" for t in children(run, "t"))
                    found[method] = found.get(method, "") + words
            yield from ((f"paragraph {number}, {method}", words) for method, words in found.items())


def find_in_rtf(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what an RTF document hides."""
    tables = Tables()
    number, last = 1, ""
    words = ""
    for token in read_tokens(path.read_bytes(), tables):
        method = _method_of_format(token.format, tables.colours) if token.text else last
        is_end = token.word in ("par", "cell", "nestcell")
        if words and (is_end or method != last):
            yield f"paragraph {number}, {last}", words
            words = ""
        words += token.text if method else ""
        number, last = number + is_end, method
    if words:
        yield f"paragraph {number}, {last}", words


def _method_of_format(format_: Format, colours: Sequence[tuple[int, int, int]]) -> str:
    """How characters of RTF are hidden; empty if they are visible."""
    if format_.is_hidden:
        return "hidden"
    if format_.size <= _TINY_PT:
        return f"{format_.size:g} points high"
    is_white = 0 < format_.colour < len(colours) and min(colours[format_.colour]) >= _MIN_WHITE
    return "in white" if is_white and not format_.background and not format_.is_in_table else ""


def _find_hidden_styles(package: Package) -> set[str]:
    related = {kind: part for kind, part in package.relationships(_MAIN_PART).values()}
    styles = package.read_optional_xml(related.get("styles", "word/styles.xml"))
    if styles is None:
        return set()
    return {
        attribute(style, "styleId") or ""
        for style in children(styles, "style")
        if any(_is_on(v) for v in descendants(style, "vanish"))
    }


def _paragraph_styles(paragraph: Any) -> set[str]:
    properties = children(paragraph, "pPr")
    return {attribute(style, "val") or "" for p in properties for style in children(p, "pStyle")}


def _hiding_method(run: Any, hidden_styles: set[str]) -> str:
    """How a run of characters is hidden; empty if it is visible."""
    for properties in children(run, "rPr"):
        declared = {local_name(e): e for e in properties}
        if "vanish" in declared and _is_on(declared["vanish"]):
            return "hidden"
        if "rStyle" in declared and attribute(declared["rStyle"], "val") in hidden_styles:
            return "hidden"
        size = attribute(declared["sz"], "val") if "sz" in declared else None
        if size and size.isdigit() and int(size) / 2 <= _TINY_PT:
            return f"{int(size) / 2:g} points high"
        colour = (attribute(declared["color"], "val") or "").upper() if "color" in declared else ""
        if colour in _WHITE and declared.keys().isdisjoint(("shd", "highlight")) and not _may_be_shaded(run):
            return "in white"
    return ""


def _may_be_shaded(run: Any) -> bool:
    """True in a shaded paragraph, and in a table or box, whose shading may be anywhere."""
    for ancestor in run.iterancestors():
        name = local_name(ancestor)
        if name in ("tbl", "txbxContent"):
            return True
        if name == "p" and any(True for p in children(ancestor, "pPr") for _ in children(p, "shd")):
            return True
    return False


def _is_on(element: Any) -> bool:
    return attribute(element, "val") not in ("0", "false", "off")
