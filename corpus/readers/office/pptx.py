"""PowerPoint: slides in order, tables by `corpus.readers.table_rows`.

The number of a slide is the page, its title the heading; the speaker's notes follow the slide.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.left_out.package import find_in_package
from corpus.readers.office.package import Package, attribute, descendants, local_name, relationship_id
from corpus.readers.table_rows import Covered, format_rows
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document, LeftOut, LeftOutKind
from corpus.text.language import parse_language_tag

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("sldNum", "ftr", "dt", "hdr")  # slide number, footer, date, header


def read_pptx(path: Path, identifier: str) -> Document:
    """Read one presentation.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    page = TextBuilder()
    with Package(path) as package:
        main = package.main_part(default="ppt/presentation.xml")
        slides, empty = _slides(package, main), 0
        for number, part in enumerate(slides, start=1):
            before = len(page.blocks)
            for level, words in _pieces(package.read_xml(part)):
                page.add(words, level=level, page=number)
            empty += len(page.blocks) == before
            for kind, notes in package.relationships(part).values():
                if kind == "notesSlide":
                    for _, words in _pieces(package.read_xml(notes)):
                        page.add(words, page=number)
        properties, left_out = package.properties(), tuple(find_in_package(package))
    if not page.blocks:
        raise CorpusError(
            f"{path.name} has no text on any of its {len(slides)} slides (pictures only?); "
            "save it with its text."
        )
    return Document(
        id=identifier,
        title=clean_title(properties.get("title")) or page.first_heading or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        author=properties.get("creator"),
        updated=(properties.get("modified") or properties.get("created") or "")[:10] or None,
        language=parse_language_tag(properties.get("language")),
        left_out=(*left_out, *((LeftOut(LeftOutKind.SLIDE, empty),) if empty else ())),
        notes=(f"{empty} of {len(slides)} slides have no text.",) if empty else (),
    )


def _slides(package: Package, main: str) -> list[str]:
    related = package.relationships(main)
    wanted = [relationship_id(e) for e in descendants(package.read_xml(main), "sldId")]
    return [related[i][1] for i in wanted if i in related]


def _pieces(root: Any) -> Iterator[tuple[int, str]]:
    """Yield (level of a heading or 0, words): the title first, then each paragraph and each table row."""
    shapes = [
        (_placeholder(s), s)
        for s in root.iter()
        if local_name(s) in ("sp", "graphicFrame")
        and not any(local_name(a) == "Fallback" for a in s.iterancestors())
    ]
    for _, shape in (s for s in shapes if s[0] in _TITLES):
        yield 1, _joined_paragraphs(shape)
    for kind, shape in shapes:
        if kind in _TITLES or kind in _FURNITURE:
            continue
        yield from ((0, text) for text in format_rows(_row(r) for r in descendants(shape, "tr")))
        for paragraph in descendants(shape, "p"):
            if not any(local_name(a) == "tc" for a in paragraph.iterancestors()):
                yield 0, " ".join(_words(paragraph).split())


def _row(row: Any) -> dict[int, str | Covered]:
    """The cells of a row by column; PowerPoint keeps a cell for each place that a merged one covers."""
    cells: dict[int, str | Covered] = {}
    for column, cell in enumerate(descendants(row, "tc")):
        if attribute(cell, "hMerge") in ("1", "true"):
            cells[column] = Covered.LEFT
        elif attribute(cell, "vMerge") in ("1", "true"):
            cells[column] = Covered.ABOVE
        else:
            cells[column] = _joined_paragraphs(cell)
    return cells


def _placeholder(shape: Any) -> str:
    return next((attribute(p, "type") or "body" for p in descendants(shape, "ph")), "")


def _joined_paragraphs(element: Any) -> str:
    return " ".join(" ".join(_words(p) for p in descendants(element, "p")).split())


def _words(paragraph: Any) -> str:
    return "".join(
        collapse_spaces(e.text) if local_name(e) == "t" else " " if local_name(e) == "br" else ""
        for e in paragraph.iter()
    )
