"""An answer to take along: Markdown, Word, CSV, and its works for a reference manager as BibTeX, CSL-JSON and RIS. Pure: Answer in, text or bytes out.

A work is what stands behind a quotation: the references of its sentence, or the document itself where it names none. Quotations travel as notes with
their place; a page is a locator of the work only where the document itself is the work.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import docx
import docx.document
import docx.shared

from corpus.records import Reference
from qa.records import Answer, Role, Source, Statement
from qa.write.markdown import (
    NOTHING_FOUND,
    describe_gaps,
    describe_question,
    find_cells,
    find_statements,
    format_row_title,
    list_table_rows,
    render_markdown,
)

_SECTIONS = (
    ("What is shared", Role.SIMILARITY),
    ("What differs", Role.DIFFERENCE),
    ("Where sources disagree", Role.CONFLICT),
)
# A spreadsheet runs a cell that begins so, also behind what it trims; and behind a semicolon, where that parts its cells.
_FORMULA = re.compile(
    r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n|]))(?=[\s\"'“”‘’\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−])"
)
# What a Markdown viewer would run, load or link: HTML, images, links and their definitions. Entities are shown as the sign and do nothing.
_LIVE = (
    (re.compile(r"<(?!br>)(?=[A-Za-z/!?])"), "&lt;"),
    (re.compile(r"!\["), "!&#91;"),
    (re.compile(r"\]\("), "]&#40;"),
)
_DEFINITION = re.compile(r"^((?:- |\d+\. )*\[[^\]\n]*\]):", re.MULTILINE)
_NO_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLUMNS = "role,sides,aspect,statement,source,quotation,title,locator,works,addresses,document,start,end,sha256".split(
    ","
)
_PAGE = re.compile(r"\bp\. (\d+)")
_TEX = {c: "\\" + c for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the bibliography with the notes on what is quoted from it; `pages` are those of the quotations, where the work has pages."""

    key: str
    reference: Reference
    notes: tuple[str, ...]
    pages: tuple[int, ...]


def collect_works(answer: Answer) -> tuple[Work, ...]:
    """The works in the order in which they are first cited; equal references of several sources are one work."""
    found: dict[Reference, list[Source]] = {}
    for source in answer.sources:
        for reference in source.references or (Reference(source.document_id, source.title),):
            found.setdefault(reference, []).append(source)
    works, keys = [], set[str]()
    for reference, sources in found.items():
        key = stem = re.sub(r"[^A-Za-z0-9]+", "-", reference.id).strip("-") or "work"
        number = 1
        while key in keys:
            number += 1
            key = f"{stem}-{number}"
        keys.add(key)
        itself = reference.id == sources[0].document_id
        pages = sorted({int(p) for s in sources for p in _PAGE.findall(s.locator)}) if itself else []
        works.append(Work(key, reference, tuple(_note(s) for s in sources), tuple(pages)))
    return tuple(works)


def to_markdown(answer: Answer) -> str:
    """The answer, its quotations as numbered notes, and the bibliography."""
    body = (
        render_markdown(answer).rpartition("\n\n**Sources**\n\n")[0]
        if answer.sources
        else render_markdown(answer)
    )
    parts = [f"# {_flat(answer.question.text)}", body]
    if answer.sources:
        parts += ["## Notes", "\n".join(f"{s.n}. {_note(s, numbered=False)}" for s in answer.sources)]
        parts += [
            "## Bibliography",
            "\n".join(f"- {format_reference(w.reference)}" for w in _by_name(collect_works(answer))),
        ]
    return _inert("\n\n".join([*parts, _imprint(answer)])) + "\n"


def to_docx(answer: Answer) -> bytes:
    """A Word document: title, bottom line, table, sections, notes, bibliography."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = (
        _clean(_flat(answer.question.text))[:250],
        "Parallax",
    )
    document.add_heading(_clean(answer.question.text), 1)
    document.add_paragraph(_clean(describe_question(answer)), style="Subtitle")
    for statement in find_statements(answer, Role.SUMMARY):
        _write(document.add_paragraph(), statement)
    _write_findings(document, answer)
    for title, role in _SECTIONS:
        if said := find_statements(answer, role):
            document.add_heading(title, 2)
            _write_list(document, said)
    _write_lines(document, "What the corpus does not say", describe_gaps(answer), "List Bullet")
    _write_lines(document, "Notes", [f"[{s.n}] {_note(s, numbered=False)}" for s in answer.sources], "Normal")
    _write_lines(
        document,
        "Bibliography",
        [format_reference(w.reference) for w in _by_name(collect_works(answer))],
        "List Bullet",
    )
    document.add_paragraph(_imprint(answer))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def to_csv(answer: Answer) -> str:
    """A line for each statement and each source it cites; what a spreadsheet would run as a formula has an apostrophe before it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    by_number = {s.n: s for s in answer.sources}
    for statement in answer.statements:
        for n in statement.cites:
            s = by_number[n]
            works = "; ".join(format_reference(r) for r in s.references)
            addresses = " ".join(r.url for r in s.references if r.url)
            row = [
                statement.role,
                "; ".join(statement.subjects),
                statement.aspect or "",
                statement.text,
                n,
                s.quote,
                s.title,
                s.locator,
            ]
            writer.writerow(
                [_harmless(v) for v in [*row, works, addresses, s.document_id, s.start, s.end, s.sha256]]
            )
    return written.getvalue()


def to_bibtex(answer: Answer) -> str:
    """One entry a work, with its page and the quotations as its note."""
    return "\n".join(_bibtex(w) for w in collect_works(answer))


def to_csl_json(answer: Answer) -> str:
    """The works as CSL-JSON items, which Zotero and Pandoc read."""
    return json.dumps([_csl(w) for w in collect_works(answer)], ensure_ascii=False, indent=1) + "\n"


def to_ris(answer: Answer) -> str:
    """The works as RIS records; a quotation is a note of its own."""
    return "".join(_ris(w) for w in collect_works(answer))


FORMATS: dict[str, tuple[str, Callable[[Answer], str | bytes]]] = {
    "md": ("text/markdown", to_markdown),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "csv": ("text/csv", to_csv),
    "bib": ("application/x-bibtex", to_bibtex),
    "json": ("application/vnd.citationstyles.csl+json", to_csl_json),
    "ris": ("application/x-research-info-systems", to_ris),
}


def format_reference(reference: Reference) -> str:
    """A line of a bibliography: author, title, publisher, date, relay, address, doubt."""
    via = f"via {reference.via}" if reference.via else None
    doubt = "medium confidence" if reference.confidence == "medium" else None
    return ", ".join(
        p
        for p in (
            reference.author,
            f"“{reference.title}”",
            reference.publisher,
            reference.date,
            via,
            reference.url,
            doubt,
        )
        if p
    )


def _note(source: Source, *, numbered: bool = True) -> str:
    place = f", {source.locator}" if source.locator else ""
    number = f"[{source.n}] " if numbered else ""
    return f"{number}“{_flat(source.quote)}” {_flat(source.title)}{place} ({source.document_id}, characters {source.start}-{source.end})"


def _by_name(works: Sequence[Work]) -> list[Work]:
    return sorted(
        works,
        key=lambda w: (
            (w.reference.author or w.reference.publisher or w.reference.title).casefold(),
            w.reference.date or "",
            w.key,
        ),
    )


def _imprint(answer: Answer) -> str:
    about = answer.index
    return f"Made with Parallax from {about.get('documents', 0)} documents, build {about.get('build', '')}. Quotations are verbatim."


def _write(paragraph: Any, statement: Statement) -> None:
    """Words, with raised numbers behind the phrases that have citations of their own, else at the end."""
    position = 0
    spans = sorted(statement.spans, key=lambda s: s.start)
    for end, cites in [(s.end, s.cites) for s in spans] or [(len(statement.text), statement.cites)]:
        paragraph.add_run(_clean(statement.text[position:end]))
        paragraph.add_run("".join(f"[{n}]" for n in cites)).font.superscript = True
        position = end
    paragraph.add_run(_clean(statement.text[position:]))


def _write_findings(document: docx.document.Document, answer: Answer) -> None:
    cells = find_statements(answer, Role.CELL)
    if not cells:
        document.add_paragraph(NOTHING_FOUND)
    elif answer.question.compares:
        _write_table(document, answer)
    else:
        _write_list(document, cells)


def _write_list(document: docx.document.Document, statements: Sequence[Statement]) -> None:
    for statement in statements:
        _write(document.add_paragraph(style="List Bullet"), statement)


def _write_lines(document: docx.document.Document, title: str, lines: Sequence[str], style: str) -> None:
    if lines:
        document.add_heading(title, 2)
    for line in lines:
        document.add_paragraph(_clean(line), style=style)


def _write_table(document: docx.document.Document, answer: Answer) -> None:
    sides, rows = answer.question.subjects, list_table_rows(answer)
    table = document.add_table(rows=1 + len(rows), cols=1 + len(sides), style="Table Grid")
    for column, side in enumerate(sides, start=1):
        table.cell(0, column).paragraphs[0].add_run(_clean(side)).bold = True
    for row, aspect in enumerate(rows, start=1):
        table.cell(row, 0).paragraphs[0].add_run(_clean(format_row_title(answer, aspect))).bold = True
        for column, side in enumerate(sides, start=1):
            cell = table.cell(row, column)
            said = find_cells(answer, side, aspect)
            for number, statement in enumerate(said):
                _write(cell.add_paragraph() if number else cell.paragraphs[0], statement)
            if not said:
                cell.paragraphs[0].add_run("No evidence in the corpus.").italic = True
    for cell in (c for r in table.rows for c in r.cells):
        for run in (run for p in cell.paragraphs for run in p.runs):
            run.font.size = docx.shared.Pt(9)


def _bibtex(work: Work) -> str:
    r = work.reference
    fields = {
        "title": "{" + _tex(r.title) + "}",  # braces keep capitals
        "author": "{" + _tex(r.author) + "}"
        if r.author
        else None,  # as it is known, not taken apart into names
        "publisher": r.publisher and _tex(r.publisher),
        "year": r.date and _tex(r.date[:4]),
        "date": r.date and _tex(r.date),
        "url": r.url
        and re.sub(
            r"[{}\\\s]", lambda m: quote(m.group()), r.url
        ),  # verbatim in LaTeX, but braces and backslashes would end it
        "pages": ", ".join(map(str, work.pages)) or None,
        "note": _tex(" ".join(work.notes)),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{work.key},\n{body}}}\n"


def _tex(text: str) -> str:
    """Words as LaTeX shows them. BibTeX counts braces, escaped ones too, so those without a partner are written by name."""
    flat, depth = _flat(text), 0
    for sign in flat:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            break
    named = {} if depth == 0 else {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    return "".join(named.get(c) or _TEX.get(c, c) for c in flat)


def _csl(work: Work) -> dict[str, Any]:
    r = work.reference
    item: dict[str, Any] = {"id": work.key, "type": "webpage" if r.url else "document", "title": r.title}
    if r.author:
        item["author"] = [{"literal": r.author}]
    if r.publisher:
        item["publisher"] = r.publisher
    if r.date and (parts := [int(p) for p in r.date.split("-") if p.isdigit()]):
        item["issued"] = {"date-parts": [parts]}
    if r.url:
        item["URL"] = r.url
    if work.pages:
        item["page"] = ", ".join(map(str, work.pages))
    return item | {"note": "\n".join(work.notes)}


def _ris(work: Work) -> str:
    r = work.reference
    lines = [
        ("TY", "ELEC" if r.url else "GEN"),
        ("ID", work.key),
        ("TI", r.title),
        ("AU", r.author),
        ("PB", r.publisher),
    ]
    lines += [
        ("PY", r.date and r.date[:4]),
        ("DA", r.date and r.date.replace("-", "/")),
        ("UR", r.url),
        ("SP", ", ".join(map(str, work.pages)) or None),
    ]
    lines += [("N1", note) for note in work.notes]
    return "".join(f"{tag}  - {_flat(value)}\n" for tag, value in lines if value) + "ER  - \n\n"


def _harmless(value: object) -> object:
    return _FORMULA.sub("'", value) if isinstance(value, str) else value


def _inert(markdown: str) -> str:
    for live, shown in _LIVE:
        markdown = live.sub(shown, markdown)
    return _DEFINITION.sub(r"\1&#58;", markdown)


def _clean(text: str) -> str:
    """Without what XML does not allow: control characters, lone surrogates, U+FFFE and U+FFFF."""
    return _NO_XML.sub("", text)


def _flat(text: str) -> str:
    return " ".join(text.split())
