"""Excel workbooks: a heading for each sheet, a paragraph for each row (`corpus.readers.table_rows`).

A formula gives the value stored with it. The format of a cell decides whether it is a date, a share in percent or
a number. Hidden sheets are read too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.left_out.package import find_in_package
from corpus.readers.office.package import (
    Package,
    attribute,
    children,
    descendants,
    local_name,
    relationship_id,
)
from corpus.readers.table_rows import Covered, format_rows
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

# Built-in number formats that show a date: ECMA-376, part 1, 18.8.30.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_MAX_MERGED = 100  # columns of a merged cell that are marked
_CORNERS = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class _Formats:
    """The numbers of the cell formats that show a date, and of those that show a share in percent."""

    dates: frozenset[int]
    shares: frozenset[int]


def read_xlsx(path: Path, identifier: str) -> Document:
    """Read one workbook.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    page = TextBuilder()
    hidden: list[str] = []
    with Package(path) as package:
        for name, is_hidden, texts in _sheets(package):
            page.add(name, level=1)
            for words in texts:
                page.add(words)
            hidden += [name] * is_hidden
        properties, left_out = package.properties(), tuple(find_in_package(package))
    if not page.blocks:
        raise CorpusError(f"{path.name} has no filled cell; remove it or save it with its values.")
    return Document(
        id=identifier,
        title=clean_title(properties.get("title")) or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        author=properties.get("creator"),
        updated=(properties.get("modified") or properties.get("created") or "")[:10] or None,
        language=parse_language_tag(properties.get("language")),
        left_out=left_out,
        notes=tuple(
            f"The sheet “{n[:60]}” is hidden in the workbook; it is read all the same." for n in hidden
        ),
    )


def _sheets(package: Package) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield (name, is hidden, rows as text) of each sheet that is not blank."""
    main = package.main_part(default="xl/workbook.xml")
    workbook, related = package.read_xml(main), package.relationships(main)
    by_kind = {kind: part for kind, part in related.values()}
    strings = [_string(e) for e in _items(package, by_kind.get("sharedStrings"), "si")]
    formats = _read_formats(package, by_kind.get("styles"))
    counts_from_1904 = any(
        attribute(e, "date1904") in ("1", "true") for e in children(workbook, "workbookPr")
    )
    epoch = datetime(1904, 1, 1) if counts_from_1904 else datetime(1899, 12, 30)
    for sheet in descendants(workbook, "sheet"):
        kind, part = related.get(relationship_id(sheet), ("", ""))
        if kind != "worksheet":
            continue
        root = package.read_xml(part)
        rows = _mark_merged(list(_rows(root, strings, formats, epoch)), root)
        if texts := list(format_rows(rows)):
            name = collapse_spaces(attribute(sheet, "name"))
            yield name, attribute(sheet, "state") in ("hidden", "veryHidden"), texts


def _rows(
    sheet: Any, strings: list[str], formats: _Formats, epoch: datetime
) -> Iterator[dict[int, str | Covered]]:
    for row in descendants(sheet, "row"):
        cells: dict[int, str | Covered] = {}
        for position, cell in enumerate(children(row, "c")):
            column = _column(attribute(cell, "r") or "")
            cells[column if column is not None else position] = _value(cell, strings, formats, epoch)
        yield cells


def _mark_merged(rows: list[dict[int, str | Covered]], sheet: Any) -> list[dict[int, str | Covered]]:
    """The rows with each cell that a merged one covers marked as such."""
    numbers = [int(attribute(row, "r") or 0) for row in descendants(sheet, "row")]
    by_number = dict(zip(numbers, rows, strict=True))
    for merged in descendants(sheet, "mergeCell"):
        corners = _CORNERS.fullmatch(attribute(merged, "ref") or "")
        column, last = (_column(corners[1]), _column(corners[3])) if corners else (None, None)
        if corners is None or column is None or last is None or int(corners[2]) not in by_number:
            continue
        first = by_number[int(corners[2])]
        first |= dict.fromkeys(range(column + 1, min(last, column + _MAX_MERGED) + 1), Covered.LEFT)
        for number in range(int(corners[2]) + 1, min(int(corners[4]), max(by_number)) + 1):
            if number in by_number:
                by_number[number][column] = Covered.ABOVE
    return rows


def _column(reference: str) -> int | None:
    """Return the number of the column: 0 for A1, 27 for AB7, None for no reference."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return None
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Any, strings: list[str], formats: _Formats, epoch: datetime) -> str:
    kind = attribute(cell, "t") or "n"
    if kind == "inlineStr":
        return _string(cell)
    raw = next((e.text or "" for e in children(cell, "v")), "")
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    style = attribute(cell, "s") or "0"
    number = int(style) if style.isdigit() else 0
    if kind == "n" and number in formats.dates:
        return _date(raw, epoch)
    if kind == "n" and number in formats.shares:
        return _share(raw)
    return _number(raw) if kind == "n" else raw


def _number(raw: str) -> str:
    """Return the number with 15 digits, as Excel shows it without a format."""
    try:
        return f"{float(raw):.15g}" if raw else ""
    except ValueError:
        return raw


def _share(raw: str) -> str:
    """Return a share in percent, as it is shown: "3.5%" for 0.035."""
    try:
        return f"{float(raw) * 100:.12g}%" if raw else ""
    except ValueError:
        return raw


def _date(raw: str, epoch: datetime) -> str:
    try:
        moment = epoch + timedelta(days=round(float(raw) * 86400) / 86400)
    except (ValueError, OverflowError):
        return raw
    return moment.date().isoformat() if float(raw) == int(float(raw)) else moment.isoformat(" ", "minutes")


def _string(element: Any) -> str:
    """Return the text of a string without its phonetic guides."""
    return "".join(
        e.text or ""
        for e in descendants(element, "t")
        if not any(local_name(a) == "rPh" for a in e.iterancestors())
    )


def _items(package: Package, part: str | None, name: str) -> Iterator[Any]:
    root = package.read_optional_xml(part) if part else None
    return children(root, name) if root is not None else iter(())


def _read_formats(package: Package, part: str | None) -> _Formats:
    """Return the cell formats that show a date or a share."""
    root = package.read_optional_xml(part) if part else None
    if root is None:
        return _Formats(frozenset(), frozenset())
    codes = {attribute(f, "numFmtId"): attribute(f, "formatCode") or "" for f in descendants(root, "numFmt")}
    custom = {number: _LITERAL.sub("", code).lower() for number, code in codes.items()}
    built_in = {str(n) for n in _DATE_FORMATS} - custom.keys(), {"9", "10"} - custom.keys()
    dates = built_in[0] | {number for number, code in custom.items() if re.search("[ymdh]", code)}
    shares = built_in[1] | {number for number, code in custom.items() if "%" in code}
    formats = [
        attribute(x, "numFmtId") or "0" for group in children(root, "cellXfs") for x in children(group, "xf")
    ]
    return _Formats(
        dates=frozenset(i for i, number in enumerate(formats) if number in dates),
        shares=frozenset(i for i, number in enumerate(formats) if number in shares),
    )
