"""An answer as a Word document, with notes and bibliography. Answer in, bytes out."""

import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.shared import Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from qa.figure_records import FigureSet
from qa.records import Answer, Role, Statement
from qa.wording import collapse_whitespace
from qa.write.bottom_line import is_quoted, list_findings, list_paragraphs, list_section, name_unnamed_side
from qa.write.figures import FIGURE_HEADS, FigureRow, describe_licence, describe_parts, list_figure_rows
from qa.write.markdown import (
    CONTEXT_TITLE,
    GAPS_TITLE,
    NOTHING_FOUND,
    ROLE_TITLES,
    describe_gaps,
    describe_question,
    find_cells,
    find_statements,
    format_row_title,
    has_table,
    list_table_rows,
)
from qa.write.works import format_bibliography, format_colophon, format_note

_MAX_TITLE_CHARS = 250  # the title property of a document holds at most 255
_BOTTOM_LINE_FONT, _TABLE_FONT = Pt(13), Pt(9)
_NOT_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(answer: Answer) -> bytes:
    """Write the answer as a Word document; citations are superscript."""
    document = docx.Document()
    document.core_properties.title = _to_xml_text(collapse_whitespace(answer.question.text))[
        :_MAX_TITLE_CHARS
    ]
    document.core_properties.author = "Parallax"
    document.add_heading(_to_xml_text(answer.question.text), 1)
    document.add_paragraph(_to_xml_text(describe_question(answer)), style="Subtitle")
    for paragraph in list_paragraphs(answer):
        _write_paragraph(document.add_paragraph(), answer, paragraph)
    for figures in answer.figure_sets:
        _write_figures(document, figures)
    _write_findings(document, answer)
    for role, title in ROLE_TITLES.items():
        if statements := list_section(answer, role):
            document.add_heading(title, 2)
            _write_list(document, statements)
    notes = [f"[{s.n}] {format_note(s)}" for s in answer.sources]
    _write_lines(document, GAPS_TITLE, describe_gaps(answer), "List Bullet")
    _write_lines(document, "Notes", notes, "Normal")
    _write_lines(document, "Bibliography", format_bibliography(answer), "List Bullet")
    document.add_paragraph(format_colophon(answer))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _write_findings(document: Document, answer: Answer) -> None:
    if not find_statements(answer, Role.CELL):
        if not answer.figure_sets:
            document.add_paragraph(NOTHING_FOUND)
    elif has_table(answer):
        _write_table(document, answer)
        for statement in find_statements(answer, Role.CONTEXT):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{CONTEXT_TITLE}: ").bold = True
            _write_statement(paragraph, statement)
    else:
        _write_list(document, list_findings(answer))


def _write_list(document: Document, statements: Sequence[Statement]) -> None:
    for statement in statements:
        _write_statement(document.add_paragraph(style="List Bullet"), statement)


def _write_lines(document: Document, title: str, lines: Sequence[str], style: str) -> None:
    if lines:
        document.add_heading(title, 2)
    for line in lines:
        document.add_paragraph(_to_xml_text(line), style=style)


def _write_table(document: Document, answer: Answer) -> None:
    sides, rows = answer.question.subjects, list_table_rows(answer)
    table = document.add_table(rows=1 + len(rows), cols=1 + len(sides), style="Table Grid")
    for column, side in enumerate(sides, start=1):
        _write_heading(table.cell(0, column), side)
    for row, aspect in enumerate(rows, start=1):
        _write_heading(table.cell(row, 0), format_row_title(answer, aspect))
        for column, side in enumerate(sides, start=1):
            _write_cell(table.cell(row, column), find_cells(answer, side, aspect))
    _shrink(table)


def _write_figures(document: Document, figures: FigureSet) -> None:
    """Write the figures as a table under its title, the computed one in bold, then notes and licence."""
    document.add_heading(_to_xml_text(figures.title), 2)
    rows = list_figure_rows(figures)
    table = document.add_table(rows=1 + len(rows), cols=len(FIGURE_HEADS), style="Table Grid")
    lines = [row.cells for row in table.rows]  # `table.cell` takes time in the number of all cells
    for cell, head in zip(lines[0], FIGURE_HEADS, strict=True):
        _write_heading(cell, head)
    for cells, row in zip(lines[1:], rows, strict=True):
        _write_figure(cells, row)
    _shrink(table)
    for note in figures.notes:
        document.add_paragraph(_to_xml_text(note), style="List Bullet")
    if licence := describe_licence(figures):
        document.add_paragraph(_to_xml_text(licence))


def _write_figure(cells: Sequence[_Cell], row: FigureRow) -> None:
    parts = f" ({describe_parts(row)})" if row.parts else ""
    for cell, text in zip(cells, (row.name, row.value, row.when), strict=True):
        cell.paragraphs[0].add_run(_to_xml_text(text)).bold = row.is_computed
    cites = "".join(f"[{n}]" for n in row.exported_cites)
    cells[1].paragraphs[0].add_run(cites).font.superscript = True
    cells[1].paragraphs[0].add_run(parts)


def _shrink(table: Table) -> None:
    for cell in (c for r in table.rows for c in r.cells):
        for run in (run for p in cell.paragraphs for run in p.runs):
            run.font.size = _TABLE_FONT


def _write_heading(cell: _Cell, title: str) -> None:
    cell.paragraphs[0].add_run(_to_xml_text(title)).bold = True


def _write_cell(cell: _Cell, statements: Sequence[Statement]) -> None:
    for number, statement in enumerate(statements):
        _write_statement(cell.add_paragraph() if number else cell.paragraphs[0], statement)
    if not statements:
        cell.paragraphs[0].add_run("Nothing found.").italic = True


def _write_paragraph(paragraph: Paragraph, answer: Answer, statements: Sequence[Statement]) -> None:
    """Write the bottom line; a side that its sentence does not name precedes it."""
    for number, statement in enumerate(statements):
        paragraph.add_run(" " if number else "")
        if side := name_unnamed_side(answer, statement):
            paragraph.add_run(_to_xml_text(f"{side}: ")).bold = True
        _write_statement(paragraph, statement)
    for run in paragraph.runs if any(map(is_quoted, statements)) else ():
        run.font.size = _BOTTOM_LINE_FONT


def _write_statement(paragraph: Paragraph, statement: Statement) -> None:
    """Write the text with superscript citations: behind each span that has its own, else at the end."""
    position = 0
    spans = sorted(statement.spans, key=lambda s: s.start)
    for end, cites in [(s.end, s.cites) for s in spans] or [(len(statement.text), statement.cites)]:
        paragraph.add_run(_to_xml_text(statement.text[position:end]))
        paragraph.add_run("".join(f"[{n}]" for n in cites)).font.superscript = True
        position = end
    paragraph.add_run(_to_xml_text(statement.text[position:]))


def _to_xml_text(text: str) -> str:
    """Remove what XML does not allow: control characters, lone surrogates, U+FFFE and U+FFFF."""
    return _NOT_XML.sub("", text)
