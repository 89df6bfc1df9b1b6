"""The Word document, read back by python-docx."""

import io
import re
from dataclasses import replace

import docx
from docx.document import Document
from docx.shared import Pt

from qa.records import Answer, Role, Statement
from qa.wording import collapse_whitespace
from qa.write.docx_export import to_docx
from qa.write.markdown import find_cells
from qa.write.works import collect_works


def read_back(answer: Answer) -> Document:
    return docx.Document(io.BytesIO(to_docx(answer)))


def test_the_title_is_the_question(answer: Answer) -> None:
    document = read_back(answer)
    assert document.paragraphs[0].text == answer.question.text
    assert document.core_properties.title == answer.question.text


def test_the_table_holds_every_cell_with_its_citations(answer: Answer) -> None:
    table = read_back(answer).tables[0]
    assert [c.text for c in table.rows[0].cells] == ["", *answer.question.subjects]
    for row, aspect in enumerate(answer.question.aspects, start=1):
        for column, side in enumerate(answer.question.subjects, start=1):
            cells = find_cells(answer, side, aspect)
            expected = [s.text + "".join(f"[{n}]" for n in s.cites) for s in cells]
            paragraphs = [p.text for p in table.cell(row, column).paragraphs]
            assert paragraphs == (expected or ["Nothing found."])


def test_what_holds_worldwide_is_a_paragraph(answer_with_context: Answer) -> None:
    assert "Worldwide: It trades.[3]" in [p.text for p in read_back(answer_with_context).paragraphs]


def test_every_quotation_has_a_note_and_every_work_a_line(answer: Answer) -> None:
    texts = [p.text for p in read_back(answer).paragraphs]
    for source in answer.sources:
        assert any(t.startswith(f"[{source.n}] “{collapse_whitespace(source.quote)}”") for t in texts)
    assert len(texts[texts.index("Bibliography") + 1 : -1]) == len(collect_works(answer))


def test_the_bottom_line_is_one_larger_paragraph_with_the_side_that_it_lacks(special_answer: Answer) -> None:
    said = (
        Statement(("Serbia",), None, Role.SUMMARY, "Serbia bought arms.", (1,), verbatim=True),
        Statement(("Kenya",), None, Role.SUMMARY, "It trades.", (3,), verbatim=True),
    )
    document = read_back(replace(special_answer, statements=(*said, *special_answer.statements)))
    (line,) = [p for p in document.paragraphs if p.text == "Serbia bought arms.[1] Kenya: It trades.[3]"]
    assert [r.text for r in line.runs if r.bold] == ["Kenya: "]
    assert {r.font.size for r in line.runs if r.text} == {Pt(13)}


def test_citations_are_superscript(answer: Answer) -> None:
    cell = read_back(answer).tables[0].cell(1, 1)
    raised = "".join(r.text for r in cell.paragraphs[0].runs if r.font.superscript)
    assert re.fullmatch(r"(\[\d+\])+", raised)


def test_a_hostile_document_stays_plain_text(hostile_answer: Answer) -> None:
    document = read_back(hostile_answer)
    assert any("<script>alert(1)</script>" in p.text for p in document.paragraphs)
    kinds = {r.reltype.rsplit("/", 1)[-1] for r in document.part.rels.values()}
    assert not kinds & {"hyperlink", "image", "oleObject", "attachedTemplate"}


def test_an_answer_without_evidence_says_so(empty_answer: Answer) -> None:
    assert any("No answer to this was found" in p.text for p in read_back(empty_answer).paragraphs)
