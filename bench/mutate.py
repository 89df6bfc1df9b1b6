"""Broken files of every format, read beside good ones: nothing may crash, hang or go missing. `python -m bench.mutate --files 500`.

For each format, good files are made and then broken by a seeded generator: bits flipped, pieces cut, doubled, zeroed or exchanged, parts of packages altered
and packed again, files under a wrong suffix, and a list of hand-made horrors (ZIP bombs, deep nesting, a line of 10 MB, page trees that bite their tail). All
are loaded as a build loads them, cut into passages and read word by word. A broken file must give a document or a reason, a good one must be read. It needs
the extra `dev`.
"""

import argparse
import functools
import io
import json
import random
import re
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
from reportlab.pdfgen.canvas import Canvas

from corpus.contain import ReadingLimits
from corpus.formats import Skipped
from corpus.framework import load_framework
from corpus.load import load_documents
from corpus.records import Document
from corpus.split import split_document
from corpus.words import content_stems

SENTENCES = [
    "Serbia sold a steel mill to a firm from Hebei for 46 million euros in 2016.",
    "Montenegro borrowed 944 million dollars for a motorway; the loan runs until 2034.",
    "Čačak i Niš: vlada je potvrdila šest dronova.",
    "中国与塞尔维亚签署了自由贸易协定，于2024年7月1日生效。",
    "Китай вложил более трёх миллиардов долларов в экономику страны.",
    "İstanbul’daki şirketler yatırımını büyüttü.",
]
GOOD = 3  # good files beside the broken ones of each format


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the broken files of one format; seconds for the slowest file, to its reading and to its cutting into passages."""

    format: str
    files: int
    read: int
    refused: int
    damaged: int
    stopped: int
    late: int
    memory: int
    slowest_s: float
    slowest: str
    split_s: float
    missing: tuple[str, ...]


def make_text(seed: int) -> bytes:
    return ("A report\n\n" + "\n\n".join(f"{s} It was the year {seed + i}.[1]" for i, s in enumerate(SENTENCES * 4)) + "\n\n[1] Ann Lee. A note.\n").encode()


def make_markdown(seed: int) -> bytes:
    body = "\n\n".join(f"## Part {i}\n\n{s}[^a] *More* of [it](https://example.org).\n\n- a point\n- another" for i, s in enumerate(SENTENCES * 3))
    return f"---\ntitle: Report {seed}\nregions: [Balkans]\n---\n# Report\n\n{body}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^a]: A note.\n".encode()


def make_html(seed: int) -> bytes:
    body = "".join(
        f"<h2>Part {i}</h2><p>{s} The year was {seed}, and it was <b>long</b>.</p><ul><li>A point of it.</li></ul>" for i, s in enumerate(SENTENCES * 3)
    )
    head = '<head><meta charset="utf-8"><title>A report</title><meta name="author" content="Ann Lee"></head>'
    return f'<!DOCTYPE html><html lang="en">{head}<body><nav>Home</nav><article><h1>Report</h1>{body}</article></body></html>'.encode()


def make_csv(seed: int) -> bytes:
    return ("Country,Year,Note\n" + "".join(f'Serbia,{seed + i},"{s}"\n' for i, s in enumerate(SENTENCES * 5))).encode()


def make_jsonl(seed: int) -> bytes:
    return "".join(
        json.dumps({"_id": f"{seed}-{i}-{random.random()}", "title": "T", "text": s}, ensure_ascii=False) + "\n" for i, s in enumerate(SENTENCES * 3)
    ).encode()


def make_pdf(seed: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1, pageCompression=seed % 2)
    canvas.setTitle(f"Report {seed}")
    for page in range(3):
        canvas.setFont("Helvetica", 11)
        for line in range(30):
            canvas.drawString(72 if line % 2 else 320, 780 - 12 * (line // 2), f"{SENTENCES[0][:30]} {page} {line}")
        canvas.drawString(300, 20, str(page))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def make_docx(seed: int) -> bytes:
    word, stream = docx.Document(), io.BytesIO()
    word.add_heading(f"Report {seed}", 0)
    for sentence in SENTENCES * 3:
        word.add_heading("Part", 1)
        word.add_paragraph(sentence)
    table = word.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Year", "2016"
    word.save(stream)
    return stream.getvalue()


def make_pptx(seed: int) -> bytes:
    talk, stream = pptx.Presentation(), io.BytesIO()
    for sentence in SENTENCES:
        slide = talk.slides.add_slide(talk.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = f"Slide {seed}", sentence
    talk.save(stream)
    return stream.getvalue()


def make_xlsx(seed: int) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Country", "Year", "Note"])
    for i, sentence in enumerate(SENTENCES * 5):
        book.active.append(["Serbia", seed + i, sentence])
    book.save(stream)
    return stream.getvalue()


def make_epub(seed: int) -> bytes:
    chapter = "".join(f"<h1>Part</h1><p>{s}</p>" for s in SENTENCES * 3)
    book = (
        f'<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Report {seed}</dc:title></metadata>'
        '<manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    parts = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        "b.opf": book,
        "a.xhtml": f"<html><body>{chapter}</body></html>",
    }
    return packed({name: content.encode() for name, content in parts.items()})


MAKERS: dict[str, Callable[[int], bytes]] = {
    ".txt": make_text,
    ".md": make_markdown,
    ".html": make_html,
    ".csv": make_csv,
    ".jsonl": make_jsonl,
    ".pdf": make_pdf,
    ".docx": make_docx,
    ".pptx": make_pptx,
    ".xlsx": make_xlsx,
    ".epub": make_epub,
}


@functools.cache
def made(suffix: str, seed: int) -> bytes:
    """A good file; JSONL, whose ids are used once in a build, is made anew by `MAKERS` instead."""
    return MAKERS[suffix](seed)


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def broken(content: bytes, rng: random.Random) -> bytes:
    """The content with one kind of damage."""
    at, size = rng.randrange(len(content)), rng.choice((1, 8, 64, 512, 4096))
    piece = content[at : at + size]
    other = rng.randrange(len(content))
    match rng.randrange(8):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[at + size :]
        case 2:
            return content[:at] + piece * rng.choice((2, 3, 50)) + content[at + size :]
        case 3:
            return content[:at] + bytes(len(piece)) + content[at + size :]
        case 4:
            return content[:at] + rng.randbytes(size) + content[at:]
        case 5:
            return content[:at] + content[other : other + size] + content[at + size :]
        case _:
            flipped = bytearray(content)
            for _ in range(rng.choice((1, 2, 10, 100))):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            return bytes(flipped)


def mutated(suffix: str, number: int, rng: random.Random) -> bytes:
    """One broken file: of its own format, packed again after damage inside, or of another format under this suffix."""
    if rng.random() < 0.05:
        return made(rng.choice([s for s in MAKERS if s != suffix]), number % 4)
    content = MAKERS[suffix](number) if suffix == ".jsonl" else made(suffix, number % 4)
    if content.startswith(b"PK") and rng.random() < 0.6:
        parts = unpacked(content)
        for name in rng.sample(sorted(parts), min(len(parts), rng.choice((1, 1, 3)))):
            if rng.random() < 0.15:
                del parts[name]
            elif parts[name]:
                parts[name] = broken(parts[name], rng)
        return packed(parts)
    while True:
        damaged = content
        for _ in range(rng.choice((1, 1, 1, 3))):
            damaged = broken(damaged, rng) or content[:1]
        # Equal ids are refused for the whole of a build, on purpose: not what is tried here.
        if suffix != ".jsonl" or max(Counter(re.findall(rb'"_id": "[^"]*"', damaged)).values(), default=0) < 2:
            return damaged


Made = dict[str, Callable[[], bytes]]


def horrors(suffix: str) -> Made:
    """Hand-made files that are known to hurt programs which read them, by name; made when called."""
    common: Made = {
        "empty": lambda: b"",
        "one-byte": lambda: b"\x00",
        "spaces": lambda: b" " * 1_000_000,
        "noise": lambda: random.Random(0).randbytes(300_000),
    }
    text: Made = {
        "line": lambda: b"word " * 2_000_000,
        "letters": lambda: b"a" * 10_000_000,
        "newlines": lambda: b"\n" * 5_000_000,
        "surrogates": lambda: b"\xed\xa0\x80" * 1000,
        "utf-16": lambda: b"\xff\xfe" + b"a\0" * 1000,
    }
    if suffix == ".pdf":
        return common | _pdf_horrors()
    if suffix == ".jsonl":
        return common | _jsonl_horrors()
    if suffix in (".docx", ".pptx", ".xlsx", ".epub"):
        return common | _package_horrors(suffix)
    return common | text | {".md": _markdown_horrors, ".html": _html_horrors}.get(suffix, _table_horrors)()


def _markdown_horrors() -> Made:
    laughs = b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9))
    return {
        "quotes": lambda: b">" * 20_000,
        "lists": lambda: b"".join(b" " * i * 2 + b"- x\n" for i in range(1500)),
        "brackets": lambda: b"[" * 50_000,
        "stars": lambda: b"*a **b " * 20_000,
        "links": lambda: b"[a](" * 30_000,
        "table": lambda: b"|" * 100_000 + b"\n" + b"|-" * 50_000,
        "yaml-bomb": lambda: b"---\na: &a [x,x,x,x,x,x,x,x,x]\n" + laughs + b"title: *j\nregions: *j\n---\nText.\n",
    }


def _html_horrors() -> Made:
    return {
        "deep": lambda: b"<div>" * 100_000 + b"x",
        "open-tags": lambda: b"<p><b><i>" * 50_000,
        "attributes": lambda: b"<a " + b"x=1 " * 500_000 + b">",
        "tables": lambda: b"<table><tr><td>" * 5_000,
    }


def _table_horrors() -> Made:
    return {
        "separators": lambda: b"," * 5_000_000,
        "quotes": lambda: b'"' * 1_000_001,
        "open-quote": lambda: b'a,b\n"' + b"word " * 2_000_000,
        "marks": lambda: b"x[1] " * 200_000 + b"\n\n[1] n\n",
    }


def _jsonl_horrors() -> Made:
    return {
        "deep": lambda: b"[" * 200_000,
        "digits": lambda: b'{"_id": "n", "text": ' + b"9" * 100_000 + b"}",
        "long": lambda: json.dumps({"_id": "long", "text": "word " * 2_000_000}).encode(),
        "nan": lambda: b'{"_id": NaN, "text": "x"}',
    }


def _package_horrors(suffix: str) -> Made:
    part = {".docx": "word/document.xml", ".pptx": "ppt/slides/slide1.xml", ".xlsx": "xl/worksheets/sheet1.xml", ".epub": "a.xhtml"}[suffix]
    good = unpacked(made(suffix, 0))
    laughs = b'<!DOCTYPE l [<!ENTITY a "lol">' + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)) + b"]><l>&j;</l>"
    cells = b'<worksheet xmlns="m"><sheetData>' + b'<row r="1"><c r="XFD1" t="n"><v>1e308</v></c></row>' * 5000 + b"</sheetData></worksheet>"
    found: Made = {
        "bomb": lambda: packed(good | {part: b"<a>" + b" " * 400_000_000}),
        "small-bomb": lambda: packed(good | {part: good[part] + b" " * 4_000_000}),
        "deep": lambda: packed(good | {part: b"<a>" * 100_000}),
        "deep-closed": lambda: packed(good | {part: b"<a>" * 50_000 + b"</a>" * 50_000}),
        "laughs": lambda: packed(good | {part: laughs}),
        "long-text": lambda: packed(good | {part: good[part].replace(b"Serbia", b"Serbia " * 400_000, 1)}),
        "many-parts": lambda: packed(good | {f"x/{i}": b"" for i in range(25_000)}),
        "not-xml": lambda: packed(dict.fromkeys(good, b"not xml")),
        "zip-in-zip": lambda: packed({"inner.zip": packed(good)}),
        "outside": lambda: packed(good | {"../../outside.xml": b"<a/>"}),
    }
    return found | ({"wide": lambda: packed(good | {part: cells})} if suffix == ".xlsx" else {})


def _pdf_horrors() -> Made:
    def pdf(*objects: bytes) -> bytes:
        body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, o) for i, o in enumerate(objects, start=1))
        return body + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)

    catalog, page = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
    )
    font, kids = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >> stream\n/X Do\nendstream"
    words = b"BT /F 9 Tf " + b"1 0 0 1 50 50 Tm (Serbia) Tj " * 100_000 + b"ET"

    def flate() -> bytes:
        packed_twice = zlib.compress(zlib.compress(b"BT /F 9 Tf (x) Tj ET " * 20_000_000, 1), 9)
        return b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >> stream\n%s\nendstream" % (len(packed_twice), packed_twice)

    return {
        "tail-biter": lambda: pdf(catalog, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
        "count": lambda: pdf(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", page, b"<< /Length 0 >> stream\nendstream", font),
        "flate-bomb": lambda: pdf(catalog, kids, page, flate(), font),
        "deep-arrays": lambda: pdf(catalog, b"[" * 200_000),
        "many-words": lambda: pdf(catalog, kids, page, b"<< /Length %d >> stream\n%s\nendstream" % (len(words), words), font),
        "self-form": lambda: pdf(catalog, kids, page.replace(b"/Font << /F 5 0 R >>", b"/XObject << /X 4 0 R >>"), form, font),
        "huge-box": lambda: pdf(
            catalog, kids, page.replace(b"600 800", b"1e30 1e30"), b"<< /Length 30 >> stream\nBT /F 1e30 Tf (x) Tj ET      \nendstream", font
        ),
    }


def measure(suffix: str, files: int, seed: int, limits: ReadingLimits, folder: Path) -> Outcome:
    """Break so many files of a format (or all horrors, if they are more) and read them beside good ones."""
    rng = random.Random(f"{seed}{suffix}")
    worst = horrors(suffix)
    contents = {f"horror-{name}{suffix}": make() for name, make in worst.items()}
    contents |= {f"mutant-{i:04d}{suffix}": mutated(suffix, i, rng) for i in range(max(files - len(worst), 0))}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for i in range(GOOD):
        (folder / f"{'amz'[i]}-good{suffix}").write_bytes(MAKERS[suffix](10_000 + i))
    spent: dict[str, float] = {}
    found: dict[str, tuple[Sequence[Document], Sequence[Skipped]]] = {}
    last = time.monotonic()

    def told(path: Path, identifier: str, documents: Sequence[Document], skipped: Sequence[Skipped]) -> None:
        nonlocal last
        spent[identifier], last = time.monotonic() - last, time.monotonic()
        found[identifier] = (documents, skipped)

    load_documents([folder], limits=limits, told=told)
    framework, began = load_framework(), time.monotonic()
    for documents, _ in found.values():
        for document in documents:
            for passage in split_document(document, framework):
                content_stems(passage.text)
    split_s = time.monotonic() - began
    missing = [name for name in sorted({p.name for p in folder.iterdir()}) if name not in found or not any(found[name])]
    missing += [name for name in found if "-good" in name and not found[name][0]]
    reasons = Counter(_kind(found[name]) for name in contents if name in found)
    slowest = max(spent, key=lambda name: spent[name])
    kinds = {kind: reasons[kind] for kind in ("read", "refused", "damaged", "stopped", "late", "memory")}
    return Outcome(suffix, len(contents), **kinds, slowest_s=spent[slowest], slowest=slowest, split_s=split_s, missing=tuple(missing))


def _kind(found: tuple[Sequence[Document], Sequence[Skipped]]) -> str:
    documents, skipped = found
    said = " ".join(s.reason for s in skipped)
    told = {"takes longer than": "late", "made its reader stop": "stopped", "of memory to be read": "memory"}
    kind = next((kind for words, kind in told.items() if words in said), None)
    return kind or ("read" if documents else "damaged" if " is damaged" in said else "refused")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.mutate", description="Read broken files of every format beside good ones.")
    parser.add_argument("--files", type=int, default=500, help="broken files of each format (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=ReadingLimits().seconds, help="limit for one file (default %(default)s)")
    parser.add_argument("--formats", nargs="*", default=list(MAKERS), metavar="SUFFIX")
    args = parser.parse_args(argv)
    outcomes: list[Any] = []
    print(
        f"{'format':8s}{'files':>6s}{'read':>6s}{'refused':>8s}{'damaged':>8s}{'stopped':>8s}{'late':>5s}{'memory':>7s}{'slowest':>9s}  {'split':>6s}  missing"
    )
    for suffix in args.formats:
        with tempfile.TemporaryDirectory() as folder:
            o = measure(suffix, args.files, args.seed, ReadingLimits(seconds=args.seconds), Path(folder))
        outcomes.append(asdict(o))
        counts = f"{o.format:8s}{o.files:6d}{o.read:6d}{o.refused:8d}{o.damaged:8d}{o.stopped:8d}{o.late:5d}{o.memory:7d}{o.slowest_s:8.1f}s {o.split_s:6.1f}s"
        print(f"{counts}  {', '.join(o.missing) or '-'}   ({o.slowest})", flush=True)
    print(json.dumps({"seed": args.seed, "seconds": args.seconds, "outcomes": outcomes}))
    return 1 if any(o["missing"] for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
