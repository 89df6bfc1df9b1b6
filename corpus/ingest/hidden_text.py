"""What a file holds that its reader does not see: text that a style, a colour, a size or a place hides. One finder per format, none for those that cannot hide.

A finder gives (place, words) and judges nothing; `corpus.ingest.injection` does. A file that cannot be read again here has been read, or refused, by its reader.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from corpus.errors import CorpusError
from corpus.readers.office.package import Package, attribute, children, descendants, local_name

_Pieces = Iterator[tuple[str, str]]
_HIDES = re.compile(
    r"display:none|visibility:(hidden|collapse)|font-size:(0(px|pt|r?em|%)?|[01]?\.\d+(px|pt)|1(px|pt)|0?\.[01]\d*r?em|\d(\.\d+)?%)(;|$)|opacity:0(\.0\d*)?(?![\d.])|"
    r"(text-indent|left|top|margin-left):-\d{4,}|(max-)?(height|width):0(px)?;.*overflow:hidden|overflow:hidden;.*(height|width):0(?![\d.])"
)
_WHITE = re.compile(
    r"(?:^|;)color:(#fff(fff)?|white|rgb\(255,255,255\)|#fefefe|transparent|rgba\(\d+,\d+,\d+,0\))(?![\w(])"
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(\w*)([.#])([\w-]+)")
_TINY_PT = 1.5
_BLANK = 12  # of 255: less contrast than this cannot be seen
_BY_PAINT = ("invisible", "in white")
_SAMPLED = 60  # characters of a piece that are looked for in the picture of a page


def hidden_pieces(path: Path) -> list[tuple[str, str]]:
    """(place, words) that are in the file and not to be seen in it; empty where the file is damaged."""
    find = _FINDERS.get(path.suffix.lower())
    if find is None:
        return []
    try:
        return list(find(path))
    except (CorpusError, OSError, ValueError, etree.LxmlError):
        return []


def _in_page(path: Path) -> _Pieces:
    yield from _in_markup(path.read_bytes(), "")


def _in_book(path: Path) -> _Pieces:
    with Package(path) as package:
        for part in package.names():
            if part.lower().endswith((".xhtml", ".html", ".htm")):
                yield from _in_markup(package.read_bytes(part), f"{part}, ")


def _in_markup(content: bytes, prefix: str) -> _Pieces:
    if not content.strip():
        return
    root = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    rules = _rules("".join(e.text or "" for e in root.iter("style")))
    for element in root.iter():
        if element.tag is etree.Comment:
            yield f"{prefix}a comment", element.text or ""
        elif isinstance(element.tag, str) and element.tag not in (
            "script",
            "style",
            "head",
            "title",
            "meta",
            "link",
        ):
            how = _hidden_by(element, rules)
            if how and not any(
                _hidden_by(a, rules) for a in element.iterancestors() if isinstance(a.tag, str)
            ):
                yield (
                    f"{prefix}<{element.tag}> {how}",
                    " ".join("".join(t for t in element.itertext() if isinstance(t, str)).split()),
                )


def _rules(sheet: str) -> dict[tuple[str, str], str]:
    """Declarations by (tag, .class or #id), of selectors that are no more than that."""
    found: dict[tuple[str, str], str] = {}
    for selectors, declared in _RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        for selector in selectors.split(","):
            if simple := _SIMPLE.fullmatch(selector.strip()):
                key = (simple.group(1), simple.group(2) + simple.group(3))
                found[key] = f"{found.get(key, '')};{declared}"
    return found


def _hidden_by(element: Any, rules: dict[tuple[str, str], str]) -> str:
    """How an element is kept from the eye; empty if it is not."""
    if element.get("hidden") is not None:
        return "with the attribute hidden"
    style = _style(element, rules)
    if _HIDES.search(style):
        return "hidden by its style"
    if not _WHITE.search(style):
        return ""
    shaded = any("background" in _style(e, rules) for e in (element, *element.iterancestors()))
    return "" if shaded else "in white"


def _style(element: Any, rules: dict[tuple[str, str], str]) -> str:
    """What is declared for an element, without spaces, in small letters."""
    names = [f".{c}" for c in (element.get("class") or "").split()] + (
        [f"#{element.get('id')}"] if element.get("id") else []
    )
    declared = ";".join(
        [rules.get((tag, name), "") for name in names for tag in ("", element.tag)]
        + [element.get("style") or ""]
    )
    return re.sub(r"\s+|!important", "", declared.lower())


def _in_word(path: Path) -> _Pieces:
    with Package(path) as package:
        related = {kind: part for kind, part in package.relationships("word/document.xml").values()}
        styles = package.read_optional_xml(related.get("styles", "word/styles.xml"))
        unseen = {
            attribute(s, "styleId") or ""
            for s in (children(styles, "style") if styles is not None else ())
            if any(_on(v) for v in descendants(s, "vanish"))
        }
        for number, paragraph in enumerate(descendants(package.read_xml("word/document.xml"), "p"), start=1):
            style = {
                attribute(s, "val") or ""
                for properties in children(paragraph, "pPr")
                for s in children(properties, "pStyle")
            }
            held: dict[str, str] = {}
            for run in descendants(paragraph, "r"):
                how = "hidden" if style & unseen else _hidden_run(run, unseen)
                if how:
                    held[how] = held.get(how, "") + "".join(t.text or "" for t in children(run, "t"))
            yield from ((f"paragraph {number}, {how}", words) for how, words in held.items())


def _hidden_run(run: Any, unseen: set[str]) -> str:
    for properties in children(run, "rPr"):
        said = {local_name(e): e for e in properties}
        if ("vanish" in said and _on(said["vanish"])) or (
            attribute(said["rStyle"], "val") if "rStyle" in said else None
        ) in unseen:
            return "hidden"
        size = attribute(said["sz"], "val") if "sz" in said else None
        if size and size.isdigit() and int(size) / 2 <= _TINY_PT:
            return f"{int(size) / 2:g} points high"
        # In a table or a box the style that shades it may be anywhere; there white is a colour like any other.
        around = {local_name(a) for a in run.iterancestors()}
        colour = (attribute(said["color"], "val") or "").upper() if "color" in said else ""
        shaded = any(
            True
            for a in run.iterancestors()
            if local_name(a) == "p"
            for p in children(a, "pPr")
            for _ in children(p, "shd")
        )
        if (
            colour in ("FFFFFF", "FEFEFE")
            and not shaded
            and not {"shd", "highlight"} & {*said}
            and not {"tbl", "txbxContent"} & around
        ):
            return "in white"
    return ""


def _on(element: Any) -> bool:
    return attribute(element, "val") not in ("0", "false", "off")


def _in_pdf(path: Path) -> _Pieces:
    import pypdfium2

    from corpus.readers.pdf.pdf import PDFIUM_LOCK

    with PDFIUM_LOCK:
        try:
            pdf = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return
        try:
            for number in range(len(pdf)):
                try:
                    page = pdf[number]
                except pypdfium2.PdfiumError:
                    continue
                yield from ((f"p. {number + 1}, {how}", words) for how, words in _on_page(page))
                page.close()
        finally:
            pdf.close()


def _may_hide(page: Any, pdfium: Any) -> bool:
    """Whether any text of a page is worth a look at each of its characters, which takes twenty times as long."""
    width, height = page.get_size()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    places = tuple(map(ctypes.byref, (left, bottom, right, top)))
    for piece in page.get_objects(max_depth=2):
        if piece.type == pdfium.FPDF_PAGEOBJ_FORM:  # it has measures of its own
            return True
        if piece.type != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        seen = pdfium.FPDFPageObj_GetBounds(piece.raw, *places) and right.value - left.value > 0
        if seen and (
            left.value > width
            or right.value < 0
            or bottom.value > height
            or top.value < 0
            or top.value - bottom.value <= _TINY_PT
        ):
            return True
        if _by_paint(pdfium, piece.raw):
            return True
    return False


def _on_page(page: Any) -> Iterator[tuple[str, str]]:
    import pypdfium2.raw as pdfium

    if not _may_hide(page, pdfium):
        return
    textpage = page.get_textpage()
    handle, picture = textpage.raw, None
    for how, indices in _painted_alike(pdfium, handle, page.get_size()):
        if how in _BY_PAINT:  # unless something lies behind it: a scan, a dark field
            picture = _greys(page) if picture is None else picture
            if not _is_blank(pdfium, handle, indices, picture, page.get_height()):
                continue
        yield how, "".join(chr(pdfium.FPDFText_GetUnicode(handle, i)) for i in indices)
    textpage.close()


def _painted_alike(pdfium: Any, handle: Any, size: tuple[float, float]) -> list[tuple[str, list[int]]]:
    """Characters in a row that may be kept from the eye in the same way."""
    ways: dict[int, str] = {}
    runs: list[tuple[str, list[int]]] = [("", [])]
    for i in range(pdfium.FPDFText_CountChars(handle)):
        piece = pdfium.FPDFText_GetTextObject(handle, i)
        key = ctypes.cast(piece, ctypes.c_void_p).value
        if key is not None and key not in ways:
            ways[key] = _way(pdfium, handle, piece, i, size)
        how = (
            runs[-1][0] if key is None else ways[key]
        )  # a space or line end that PDFium put in belongs to what is before it
        if runs[-1][0] != how:
            runs.append((how, []))
        runs[-1][1].append(i)
    return [run for run in runs if run[0]]


def _way(pdfium: Any, handle: Any, piece: Any, index: int, size: tuple[float, float]) -> str:
    """How a text object may be kept from the eye, by its mode, colour, size and place; empty if by none."""
    box = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box)):
        if box.right < 0 or box.left > size[0] or box.top < 0 or box.bottom > size[1]:
            return "outside the page"
        if min(abs(box.top - box.bottom), 4 * abs(box.right - box.left) or 99) <= _TINY_PT:
            return "too small to be read"
    return _by_paint(pdfium, piece)


def _by_paint(pdfium: Any, piece: Any) -> str:
    if pdfium.FPDFTextObj_GetTextRenderMode(piece) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return "invisible"
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if pdfium.FPDFPageObj_GetFillColor(piece, *map(ctypes.byref, (r, g, b, a))):
        return (
            "invisible"
            if a.value <= _BLANK
            else "in white"
            if min(r.value, g.value, b.value) > 255 - _BLANK
            else ""
        )
    return ""


def _greys(page: Any) -> Any:
    """The page as seen, in grey, a point a pixel."""
    return page.render(scale=1, grayscale=True, fill_color=(255, 255, 255, 255)).to_pil().convert("L")


def _is_blank(pdfium: Any, handle: Any, indices: list[int], picture: Any, height: float) -> bool:
    """Whether nothing can be told apart where the characters stand."""
    box = pdfium.FS_RECTF()
    for i in indices[:: max(1, len(indices) // _SAMPLED)]:
        if pdfium.FPDFText_GetLooseCharBox(handle, i, ctypes.byref(box)):
            left, upper = max(0, int(box.left)), max(0, int(height - box.top))
            right, lower = (
                min(picture.width, int(box.right) + 1),
                min(picture.height, int(height - box.bottom) + 1),
            )
            if left < right and upper < lower:
                darkest, lightest = picture.crop((left, upper, right, lower)).getextrema()
                if lightest - darkest > _BLANK:
                    return False
    return True


_FINDERS: dict[str, Callable[[Path], _Pieces]] = {
    ".html": _in_page,
    ".htm": _in_page,
    ".md": _in_page,
    ".markdown": _in_page,
    ".epub": _in_book,
    ".docx": _in_word,
    ".pdf": _in_pdf,
}
