"""Text that a PDF hides: painted invisibly, white on white, tiny, or outside the page.

A first look at the text objects of a page finds the few pages worth a look at each character, which takes
twenty times as long. Text that is only painted invisibly or in white is compared with the picture of the
page: behind the picture of a scan, or on a dark field, it is ordinary.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.readers.pdf.pdf import PDFIUM_LOCK

_TINY_PT = 1.5
_MIN_CONTRAST = 12  # of 255: less cannot be seen
_BY_PAINT = ("invisible", "in white")
_SAMPLED = 60  # characters of a piece that are compared with the picture of the page

# The method of hiding ("" for none) and the indices of characters in a row.
_Run = tuple[str, list[int]]


def find_in_pdf(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, words) of what a PDF hides; nothing if it cannot be opened."""
    import pypdfium2

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
                yield from ((f"p. {number + 1}, {method}", words) for method, words in _find_on_page(page))
                page.close()
        finally:
            pdf.close()


def _find_on_page(page: Any) -> Iterator[tuple[str, str]]:
    import pypdfium2.raw as pdfium

    if not _may_hide(pdfium, page):
        return
    textpage = page.get_textpage()
    handle, picture = textpage.raw, None
    for method, indices in _suspect_runs(pdfium, handle, page.get_size()):
        if method in _BY_PAINT:
            picture = _draw_grey(page) if picture is None else picture
            if not _is_blank(pdfium, handle, indices, picture, page.get_height()):
                continue
        yield method, "".join(chr(pdfium.FPDFText_GetUnicode(handle, i)) for i in indices)
    textpage.close()


def _may_hide(pdfium: Any, page: Any) -> bool:
    """True if a text object of the page is hidden, or may be because it is nested in a form."""
    size = page.get_size()
    for item in page.get_objects(max_depth=2):
        if item.type == pdfium.FPDF_PAGEOBJ_FORM:  # it has its own coordinates
            return True
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT and (
            _is_off_or_tiny(pdfium, item.raw, size) or _method_by_paint(pdfium, item.raw)
        ):
            return True
    return False


def _is_off_or_tiny(pdfium: Any, item: Any, size: tuple[float, float]) -> bool:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, (left, bottom, right, top))):
        return False
    if right.value - left.value <= 0:
        return False
    width, height = size
    outside = left.value > width or right.value < 0 or bottom.value > height or top.value < 0
    return outside or top.value - bottom.value <= _TINY_PT


def _suspect_runs(pdfium: Any, handle: Any, size: tuple[float, float]) -> list[_Run]:
    """Characters in a row that may be hidden by the same method."""
    methods: dict[int, str] = {}
    runs: list[_Run] = [("", [])]
    for i in range(pdfium.FPDFText_CountChars(handle)):
        item = pdfium.FPDFText_GetTextObject(handle, i)
        key = ctypes.cast(item, ctypes.c_void_p).value
        if key is not None and key not in methods:
            methods[key] = _hiding_method(pdfium, handle, item, i, size)
        # A space or line end that PDFium inserted has no text object; it belongs to the text before it.
        method = runs[-1][0] if key is None else methods[key]
        if runs[-1][0] != method:
            runs.append((method, []))
        runs[-1][1].append(i)
    return [run for run in runs if run[0]]


def _hiding_method(pdfium: Any, handle: Any, item: Any, index: int, size: tuple[float, float]) -> str:
    """How a text object may be hidden, by its position, size, mode or colour; empty if it is visible."""
    box = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box)):
        if box.right < 0 or box.left > size[0] or box.top < 0 or box.bottom > size[1]:
            return "outside the page"
        if min(abs(box.top - box.bottom), 4 * abs(box.right - box.left) or 99) <= _TINY_PT:
            return "too small to be read"
    return _method_by_paint(pdfium, item)


def _method_by_paint(pdfium: Any, item: Any) -> str:
    if pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return "invisible"
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, (r, g, b, a))):
        return ""
    if a.value <= _MIN_CONTRAST:
        return "invisible"
    return "in white" if min(r.value, g.value, b.value) > 255 - _MIN_CONTRAST else ""


def _draw_grey(page: Any) -> Any:
    """The page as it is displayed, in grey, one pixel per point."""
    return page.render(scale=1, grayscale=True, fill_color=(255, 255, 255, 255)).to_pil().convert("L")


def _is_blank(pdfium: Any, handle: Any, indices: list[int], picture: Any, height: float) -> bool:
    """True if the picture shows nothing where the characters are; `height` is the page's, in points."""
    box = pdfium.FS_RECTF()
    for i in indices[:: max(1, len(indices) // _SAMPLED)]:
        if not pdfium.FPDFText_GetLooseCharBox(handle, i, ctypes.byref(box)):
            continue
        left, upper = max(0, int(box.left)), max(0, int(height - box.top))
        right = min(picture.width, int(box.right) + 1)
        lower = min(picture.height, int(height - box.bottom) + 1)
        if left < right and upper < lower:
            darkest, lightest = picture.crop((left, upper, right, lower)).getextrema()
            if lightest - darkest > _MIN_CONTRAST:
                return False
    return True
