"""Excel workbooks: a heading for each sheet, a paragraph for each row (`corpus.readers.table_rows`).

Formulas give the values stored with them. Dates are told from numbers by the format of the cell. Hidden sheets are read too.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.office.package import Package, attribute, children, descendants, local_name
from corpus.readers.table_rows import format_rows
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag

_DATE_FORMATS = {
    *range(14, 23),
    *range(27, 37),
    *range(45, 48),
    *range(50, 59),
}  # of ECMA-376, part 1, 18.8.30
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_xlsx(path: Path, identifier: str) -> Document:
    """Read one workbook.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    page = TextBuilder()
    hidden: list[str] = []
    with Package(path) as package:
        main = next(
            (part for kind, part in package.relationships("").values() if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        workbook, related = package.read_xml(main), package.relationships(main)
        by_kind = {kind: part for kind, part in related.values()}
        strings = [_string(e) for e in _items(package, by_kind.get("sharedStrings"), "si")]
        dates = _date_styles(package, by_kind.get("styles"))
        epoch = (
            datetime(1904, 1, 1)
            if any(attribute(e, "date1904") in ("1", "true") for e in children(workbook, "workbookPr"))
            else datetime(1899, 12, 30)
        )
        for sheet in descendants(workbook, "sheet"):
            identity = next(
                (str(v) for k, v in sheet.attrib.items() if k.startswith("{") and k.endswith("}id")), ""
            )
            kind, part = related.get(identity, ("", ""))
            if kind != "worksheet":
                continue
            name = collapse_spaces(attribute(sheet, "name"))
            texts = list(format_rows(_rows(package.read_xml(part), strings, dates, epoch)))
            if texts:
                page.add(name, level=1)
                hidden += [name] if attribute(sheet, "state") in ("hidden", "veryHidden") else []
            for words in texts:
                page.add(words)
        said = package.properties()
    if not page.blocks:
        raise CorpusError(f"{path.name} has no filled cell; remove it or save it with its values.")
    return Document(
        identifier,
        clean_title(said.get("title")) or path.stem,
        page.text,
        tuple(page.blocks),
        str(path),
        author=said.get("creator"),
        updated=(said.get("modified") or said.get("created") or "")[:10] or None,
        language=parse_language_tag(said.get("language")),
        notes=tuple(
            f"The sheet “{name[:60]}” is hidden in the workbook; it is read all the same." for name in hidden
        ),
    )


def _rows(sheet: Any, strings: list[str], dates: set[int], epoch: datetime) -> Iterator[dict[int, str]]:
    for row in descendants(sheet, "row"):
        cells: dict[int, str] = {}
        for position, cell in enumerate(children(row, "c")):
            column = _column(attribute(cell, "r") or "")
            cells[column if column is not None else position] = _value(cell, strings, dates, epoch)
        yield cells


def _column(reference: str) -> int | None:
    """0 for A1, 27 for AB7."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return None
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Any, strings: list[str], dates: set[int], epoch: datetime) -> str:
    kind = attribute(cell, "t") or "n"
    if kind == "inlineStr":
        return _string(cell)
    raw = next((e.text or "" for e in children(cell, "v")), "")
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    style = attribute(cell, "s") or "0"
    if kind == "n" and style.isdigit() and int(style) in dates:
        return _date(raw, epoch)
    return _number(raw) if kind == "n" else raw


def _number(raw: str) -> str:
    """As Excel shows it without a format: 15 digits."""
    try:
        return f"{float(raw):.15g}" if raw else ""
    except ValueError:
        return raw


def _date(raw: str, epoch: datetime) -> str:
    try:
        moment = epoch + timedelta(days=round(float(raw) * 86400) / 86400)
    except (ValueError, OverflowError):
        return raw
    return moment.date().isoformat() if float(raw) == int(float(raw)) else moment.isoformat(" ", "minutes")


def _string(element: Any) -> str:
    """The runs of a string without its phonetic guides."""
    return "".join(
        e.text or ""
        for e in descendants(element, "t")
        if not any(local_name(a) == "rPh" for a in e.iterancestors())
    )


def _items(package: Package, part: str | None, name: str) -> Iterator[Any]:
    root = package.read_optional_xml(part) if part else None
    return children(root, name) if root is not None else iter(())


def _date_styles(package: Package, part: str | None) -> set[int]:
    """The numbers of the cell formats that show a date."""
    root = package.read_optional_xml(part) if part else None
    if root is None:
        return set()
    own = {attribute(f, "numFmtId"): attribute(f, "formatCode") or "" for f in descendants(root, "numFmt")}
    shown = {i for i, code in own.items() if re.search("[ymdh]", _LITERAL.sub("", code).lower())}
    formats = [
        attribute(x, "numFmtId") or "0" for group in children(root, "cellXfs") for x in children(group, "xf")
    ]
    return {
        i
        for i, number in enumerate(formats)
        if number in shown or (number.isdigit() and int(number) in _DATE_FORMATS and number not in own)
    }
