"""Hand-made files that are known to break parsers: ZIP bombs, deep nesting, lines of 10 MB."""

import json
import random
import zlib
from collections.abc import Callable

from bench.faults.sample_files import make_file, pack, unpack

Files = dict[str, Callable[[], bytes]]  # name to a function that makes the content


def hostile_files(suffix: str) -> Files:
    """Return the hostile files of a format by name; each is made when called."""
    common: Files = {
        "empty": lambda: b"",
        "one-byte": lambda: b"\x00",
        "spaces": lambda: b" " * 1_000_000,
        "noise": lambda: random.Random(0).randbytes(300_000),
    }
    text: Files = {
        "line": lambda: b"word " * 2_000_000,
        "letters": lambda: b"a" * 10_000_000,
        "newlines": lambda: b"\n" * 5_000_000,
        "surrogates": lambda: b"\xed\xa0\x80" * 1000,
        "utf-16": lambda: b"\xff\xfe" + b"a\0" * 1000,
    }
    if suffix == ".pdf":
        return common | _pdf_files()
    if suffix == ".jsonl":
        return common | _jsonl_files()
    if suffix in (".docx", ".pptx", ".xlsx", ".epub", ".odt", ".ods"):
        return common | _package_files(suffix)
    if suffix == ".rtf":
        return common | _rtf_files()
    return common | text | {".md": _markdown_files, ".html": _html_files}.get(suffix, _table_files)()


def _markdown_files() -> Files:
    laughs = b"".join(
        b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)
    )
    return {
        "quotes": lambda: b">" * 20_000,
        "lists": lambda: b"".join(b" " * i * 2 + b"- x\n" for i in range(1500)),
        "brackets": lambda: b"[" * 50_000,
        "stars": lambda: b"*a **b " * 20_000,
        "links": lambda: b"[a](" * 30_000,
        "table": lambda: b"|" * 100_000 + b"\n" + b"|-" * 50_000,
        "yaml-bomb": lambda: (
            b"---\na: &a [x,x,x,x,x,x,x,x,x]\n" + laughs + b"title: *j\nregions: *j\n---\nText.\n"
        ),
    }


def _html_files() -> Files:
    return {
        "deep": lambda: b"<div>" * 100_000 + b"x",
        "open-tags": lambda: b"<p><b><i>" * 50_000,
        "attributes": lambda: b"<a " + b"x=1 " * 500_000 + b">",
        "tables": lambda: b"<table><tr><td>" * 5_000,
    }


def _table_files() -> Files:
    return {
        "separators": lambda: b"," * 5_000_000,
        "quotes": lambda: b'"' * 1_000_001,
        "open-quote": lambda: b'a,b\n"' + b"word " * 2_000_000,
        "marks": lambda: b"x[1] " * 200_000 + b"\n\n[1] n\n",
    }


def _jsonl_files() -> Files:
    return {
        "deep": lambda: b"[" * 200_000,
        "digits": lambda: b'{"_id": "n", "text": ' + b"9" * 100_000 + b"}",
        "long": lambda: json.dumps({"_id": "long", "text": "word " * 2_000_000}).encode(),
        "nan": lambda: b'{"_id": NaN, "text": "x"}',
    }


def _package_files(suffix: str) -> Files:
    part = {
        ".docx": "word/document.xml",
        ".pptx": "ppt/slides/slide1.xml",
        ".xlsx": "xl/worksheets/sheet1.xml",
        ".epub": "a.xhtml",
        ".odt": "content.xml",
        ".ods": "content.xml",
    }[suffix]
    good = unpack(make_file(suffix, 0))
    laughs = (
        b'<!DOCTYPE l [<!ENTITY a "lol">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
        + b"]><l>&j;</l>"
    )
    cells = (
        b'<worksheet xmlns="m"><sheetData>'
        + b'<row r="1"><c r="XFD1" t="n"><v>1e308</v></c></row>' * 5000
        + b"</sheetData></worksheet>"
    )
    found: Files = {
        "bomb": lambda: pack(good | {part: b"<a>" + b" " * 400_000_000}),
        "small-bomb": lambda: pack(good | {part: good[part] + b" " * 4_000_000}),
        "deep": lambda: pack(good | {part: b"<a>" * 100_000}),
        "deep-closed": lambda: pack(good | {part: b"<a>" * 50_000 + b"</a>" * 50_000}),
        "laughs": lambda: pack(good | {part: laughs}),
        "long-text": lambda: pack(good | {part: good[part].replace(b"Serbia", b"Serbia " * 400_000, 1)}),
        "many-parts": lambda: pack(good | {f"x/{i}": b"" for i in range(25_000)}),
        "not-xml": lambda: pack(dict.fromkeys(good, b"not xml")),
        "zip-in-zip": lambda: pack({"inner.zip": pack(good)}),
        "outside": lambda: pack(good | {"../../outside.xml": b"<a/>"}),
    }
    return found | ({"wide": lambda: pack(good | {part: cells})} if suffix == ".xlsx" else {})


def _rtf_files() -> Files:
    return {
        "deep": lambda: b"{\\rtf1 " + b"{" * 1_000_000,
        "deep-tables": lambda: (
            b"{\\rtf1 " + b"".join(b"\\intbl\\itap%d x\\nestcell " % i for i in range(20_000))
        ),
        "cells": lambda: b"{\\rtf1 \\trowd" + b"\\cellx9" * 2_000 + b"\\intbl x\\cell" * 200_000 + b"\\row}",
        "words": lambda: b"{\\rtf1 " + b"\\b x" * 2_000_000,
        "binary": lambda: b"{\\rtf1 x\\bin2000000000 x}",
        "notes": lambda: b"{\\rtf1 " + b"{\\footnote x" * 100_000,
    }


def _pdf_files() -> Files:
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    recursive_form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> "
        b"/Length 5 >> stream\n/X Do\nendstream"
    )
    words = b"BT /F 9 Tf " + b"1 0 0 1 50 50 Tm (Serbia) Tj " * 100_000 + b"ET"
    huge_text = b"<< /Length 30 >> stream\nBT /F 1e30 Tf (x) Tj ET      \nendstream"
    no_text = b"<< /Length 0 >> stream\nendstream"
    huge_count = b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
    form_page = page.replace(b"/Font << /F 5 0 R >>", b"/XObject << /X 4 0 R >>")
    huge_page = page.replace(b"600 800", b"1e30 1e30")
    return {
        "tail-biter": lambda: _pdf(catalog, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
        "count": lambda: _pdf(catalog, huge_count, page, no_text, font),
        "flate-bomb": lambda: _pdf(catalog, pages, page, _flate_bomb(), font),
        "deep-arrays": lambda: _pdf(catalog, b"[" * 200_000),
        "many-words": lambda: _pdf(catalog, pages, page, _stream(words), font),
        "self-form": lambda: _pdf(catalog, pages, form_page, recursive_form, font),
        "huge-box": lambda: _pdf(catalog, pages, huge_page, huge_text, font),
    }


def _pdf(*objects: bytes) -> bytes:
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (i, o) for i, o in enumerate(objects, start=1))
    trailer = b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)
    return b"%PDF-1.7\n" + b"".join(numbered) + trailer


def _stream(content: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d%s >> stream\n%s\nendstream" % (len(content), filters, content)


def _flate_bomb() -> bytes:
    compressed = zlib.compress(zlib.compress(b"BT /F 9 Tf (x) Tj ET " * 20_000_000, 1), 9)
    return _stream(compressed, b" /Filter [/FlateDecode /FlateDecode]")
