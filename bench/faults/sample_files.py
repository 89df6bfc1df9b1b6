"""Good files of every format that can be read, each made from a seed.

openpyxl, python-pptx and reportlab are in the extra `dev` and imported only when a file is made.
"""

import functools
import io
import json
import random
import zipfile
from collections.abc import Callable

import docx

SENTENCES = [
    "Serbia sold a steel mill to a firm from Hebei for 46 million euros in 2016.",
    "Montenegro borrowed 944 million dollars for a motorway; the loan runs until 2034.",
    "Čačak i Niš: vlada je potvrdila šest dronova.",
    "中国与塞尔维亚签署了自由贸易协定，于2024年7月1日生效。",
    "Китай вложил более трёх миллиардов долларов в экономику страны.",
    "İstanbul’daki şirketler yatırımını büyüttü.",
]


def make_text(seed: int) -> bytes:
    paragraphs = [f"{s} It was the year {seed + i}.[1]" for i, s in enumerate(SENTENCES * 4)]
    return "\n\n".join(["A report", *paragraphs, "[1] Ann Lee. A note.\n"]).encode()


def make_markdown(seed: int) -> bytes:
    body = "\n\n".join(
        f"## Part {i}\n\n{s}[^a] *More* of [it](https://example.org).\n\n- a point\n- another"
        for i, s in enumerate(SENTENCES * 3)
    )
    head = f"---\ntitle: Report {seed}\nregions: [Balkans]\n---\n# Report"
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    return f"{head}\n\n{body}\n\n{table}\n\n[^a]: A note.\n".encode()


def make_html(seed: int) -> bytes:
    note = f"The year was {seed}, and it was <b>long</b>."
    parts = "".join(
        f"<h2>Part {i}</h2><p>{s} {note}</p><ul><li>A point of it.</li></ul>"
        for i, s in enumerate(SENTENCES * 3)
    )
    meta = '<meta charset="utf-8"><title>A report</title><meta name="author" content="Ann Lee">'
    body = f"<nav>Home</nav><article><h1>Report</h1>{parts}</article>"
    return f'<!DOCTYPE html><html lang="en"><head>{meta}</head><body>{body}</body></html>'.encode()


def make_mhtml(seed: int) -> bytes:
    head = b"MIME-Version: 1.0\nSubject: A report\nContent-Type: multipart/related; boundary=b\n\n"
    part = b"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return head + part + make_html(seed) + b"\n--b--\n"


def make_csv(seed: int) -> bytes:
    return (
        "Country,Year,Note\n" + "".join(f'Serbia,{seed + i},"{s}"\n' for i, s in enumerate(SENTENCES * 5))
    ).encode()


def make_jsonl(seed: int) -> bytes:
    records = [
        {"_id": f"{seed}-{i}-{random.random()}", "title": "T", "text": s} for i, s in enumerate(SENTENCES * 3)
    ]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def make_pdf(seed: int) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1, pageCompression=seed % 2)
    canvas.setTitle(f"Report {seed}")
    for page in range(3):
        canvas.setFont("Helvetica", 11)
        for line in range(30):
            x, y = (72 if line % 2 else 320), 780 - 12 * (line // 2)
            canvas.drawString(x, y, f"{SENTENCES[0][:30]} {page} {line}")
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
    import pptx

    talk, stream = pptx.Presentation(), io.BytesIO()
    for sentence in SENTENCES:
        slide = talk.slides.add_slide(talk.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = f"Slide {seed}", sentence
    talk.save(stream)
    return stream.getvalue()


def make_xlsx(seed: int) -> bytes:
    import openpyxl

    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Country", "Year", "Note"])
    for i, sentence in enumerate(SENTENCES * 5):
        book.active.append(["Serbia", seed + i, sentence])
    book.save(stream)
    return stream.getvalue()


def make_epub(seed: int) -> bytes:
    chapter = "".join(f"<h1>Part</h1><p>{s}</p>" for s in SENTENCES * 3)
    metadata = f"<metadata><dc:title>Report {seed}</dc:title></metadata>"
    contents = '<manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine>'
    dublin_core = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    rootfiles = '<rootfiles><rootfile full-path="b.opf"/></rootfiles>'
    parts = {
        "META-INF/container.xml": f"<container>{rootfiles}</container>",
        "b.opf": f"<package {dublin_core}>{metadata}{contents}</package>",
        "a.xhtml": f"<html><body>{chapter}</body></html>",
    }
    return pack({name: content.encode() for name, content in parts.items()})


def make_rtf(seed: int) -> bytes:
    def escape(text: str) -> str:
        units = text.encode("utf-16-le")
        codes = (int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2))
        return "".join(chr(c) if 31 < c < 128 else rf"\u{c}?" for c in codes)

    head = rf"{{\rtf1\ansi{{\stylesheet{{\s1 heading 1;}}}}{{\info{{\title Report {seed}}}}}"
    body = "".join(rf"\pard\s1 Part\par\pard {escape(s)}{{\footnote A note.}}\par" for s in SENTENCES * 3)
    rows = "".join(
        rf"\trowd\cellx2000\cellx4000\pard\intbl {a}\cell {b}\cell\row"
        for a, b in (("Year", "Sum"), (seed, 3))
    )
    return f"{head}{body}{rows}}}".encode("ascii")


_OPEN_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def _make_open_document(kind: str, content: str) -> bytes:
    body = f"<office:body><office:{kind}>{content}</office:{kind}></office:body>"
    document = f"<office:document-content {_OPEN_NAMES}>{body}</office:document-content>"
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return pack({"mimetype": media_type.encode(), "content.xml": document.encode()})


def make_odt(seed: int) -> bytes:
    parts = (
        f'<text:h text:outline-level="1">Part {seed}</text:h><text:p>{s}</text:p>' for s in SENTENCES * 3
    )
    return _make_open_document("text", "".join(parts))


def make_ods(seed: int) -> bytes:
    rows = [("Country", "Year", "Note"), *(("Serbia", seed + i, s) for i, s in enumerate(SENTENCES * 5))]
    cells = (
        "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in row)
        for row in rows
    )
    content = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return _make_open_document("spreadsheet", f'<table:table table:name="A">{content}</table:table>')


MAKERS: dict[str, Callable[[int], bytes]] = {
    ".txt": make_text,
    ".md": make_markdown,
    ".html": make_html,
    ".mhtml": make_mhtml,
    ".csv": make_csv,
    ".jsonl": make_jsonl,
    ".pdf": make_pdf,
    ".docx": make_docx,
    ".pptx": make_pptx,
    ".xlsx": make_xlsx,
    ".epub": make_epub,
    ".rtf": make_rtf,
    ".odt": make_odt,
    ".ods": make_ods,
}


@functools.cache
def make_file(suffix: str, seed: int) -> bytes:
    """Return a good file, cached by seed; for JSONL, whose ids must be new, call `MAKERS` instead."""
    return MAKERS[suffix](seed)


def pack(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
