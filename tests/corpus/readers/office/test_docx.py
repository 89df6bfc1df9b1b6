"""Word documents, made here with python-docx, are read; damaged and hostile ones are refused."""

import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from corpus.readers.office.docx import read_docx
from corpus.records import BlockKind, Document, Reference
from tests.reading import Write, blocks, quoted

Save = Callable[[Word], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def put(word: Word) -> Path:
        path = tmp_path / "report.docx"
        word.save(str(path))
        return path

    return put


def replaced(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The package with one part changed or added."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts.get(part, b"").decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_headings_paragraphs_lists_and_tables_are_read_in_order(save: Save) -> None:
    word = docx.Document()
    word.add_heading("Ports of the Adriatic", 0)
    word.add_heading("Railways", 1)
    word.add_paragraph("Serbia sold a mill\tto Hebei.\nIt was paid in 2016.")
    word.add_paragraph("A point.", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for row, values in zip(table.rows, (("Year", "Loan"), ("2014", "$1.3 billion")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    word.add_heading("Money", 2)
    word.add_paragraph("The loan runs until 2040.")
    d = read_docx(save(word), "report.docx")
    assert [(b.kind.value, d.text[b.start : b.end], b.headings) for b in d.blocks] == [
        ("heading", "Ports of the Adriatic", ()),
        ("heading", "Railways", ()),
        ("paragraph", "Serbia sold a mill to Hebei. It was paid in 2016.", ("Railways",)),
        ("paragraph", "A point.", ("Railways",)),
        ("paragraph", "Year | Loan", ("Railways",)),
        ("paragraph", "2014 | $1.3 billion", ("Railways",)),
        ("heading", "Money", ("Railways",)),
        ("paragraph", "The loan runs until 2040.", ("Railways", "Money")),
    ]
    assert d.title == "Ports of the Adriatic"


def test_the_properties_of_the_file_are_read(save: Save) -> None:
    word = docx.Document()
    properties = word.core_properties
    properties.title, properties.author = "Ports", "Ann Lee"
    properties.modified, properties.language = datetime(2024, 5, 6), "tr-TR"
    word.add_paragraph("Text.")
    d = read_docx(save(word), "report.docx")
    assert (d.title, d.author, d.updated, d.language) == ("Ports", "Ann Lee", "2024-05-06", "tr")


def test_footnotes_become_references_of_the_sentence_before_them(save: Save, framework: Framework) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Trade grew.")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run(" It fell again.")
    path = save(word)
    note = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t xml:space="preserve"> Ann Lee. '
        '"A port deal." The Ledger, 2023-04-05.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    replaced(path, "word/footnotes.xml", lambda _: note)
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    replaced(
        path,
        "word/_rels/document.xml.rels",
        lambda rels: rels.replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{related}" Target="footnotes.xml"/></Relationships>',
        ),
    )
    d = read_docx(path, "report.docx")
    assert d.text == "Trade grew. It fell again."
    assert quoted(d, framework) == {"Trade grew.": ("f2",), "It fell again.": ()}
    assert d.references == (Reference("f2", "A port deal", "Ann Lee", "The Ledger", "2023-04-05"),)


def test_insertions_and_content_controls_are_read_and_deletions_are_not(save: Save) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Serbia bought ")
    w = nsdecls("w")
    paragraph._p.append(parse_xml(f'<w:ins {w} w:id="1" w:author="a"><w:r><w:t>six</w:t></w:r></w:ins>'))
    paragraph._p.append(
        parse_xml(f'<w:del {w} w:id="2" w:author="a"><w:r><w:delText>nine</w:delText></w:r></w:del>')
    )
    paragraph.add_run(" drones.")
    control = (
        f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>It paid at once.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    word.element.body.insert(-1, parse_xml(control))
    assert read_docx(save(word), "report.docx").text == "Serbia bought six drones.\n\nIt paid at once."


def test_a_style_based_on_a_heading_is_a_heading(save: Save) -> None:
    word = docx.Document()
    style = word.styles.add_style("Chapter", 1)
    style.base_style = word.styles["Heading 2"]
    word.add_paragraph("Railways", style="Chapter")
    word.add_paragraph("Text.")
    d = read_docx(save(word), "report.docx")
    assert [(b.kind, b.headings) for b in d.blocks] == [
        (BlockKind.HEADING, ()),
        (BlockKind.PARAGRAPH, ("Railways",)),
    ]


def test_the_list_of_references_is_never_quoted(save: Save) -> None:
    word = docx.Document()
    word.add_paragraph("Text.")
    word.add_heading("References", 1)
    word.add_paragraph("A. Author. A book.")
    assert blocks(read_docx(save(word), "report.docx"), BlockKind.BACK_MATTER) == ["A. Author. A book."]


@pytest.mark.parametrize(
    "text",
    [
        "中国与塞尔维亚签署了自由贸易协定，于2024年7月1日生效。",
        "Китай вложил 3,2 млрд долларов в экономику Сербии; объём торговли вырос.",
        "Србија је купила шест дронова. Његова влада је то потврдила у Љубљани.",
        "İstanbul’daki şirketler ığdır yatırımını büyüttü.",
        "Čačak i Niš: đubrivo, žito, šećer; e\u0301 stays decomposed.",
    ],
)
def test_text_of_every_script_is_kept_exactly(save: Save, text: str) -> None:
    word = docx.Document()
    word.add_paragraph(text)
    assert read_docx(save(word), "report.docx").text == text


def skipped(path: Path) -> str:
    (found,) = load_documents([path]).skipped
    return found.reason


def test_a_document_without_words_is_refused(save: Save) -> None:
    with pytest.raises(
        CorpusError, match=r"^report\.docx has no text \(pictures only\?\); save it with its text\.$"
    ):
        read_docx(save(docx.Document()), "report.docx")


def test_a_file_that_is_not_a_package_is_refused(write: Write) -> None:
    with pytest.raises(
        CorpusError,
        match=r"^a\.docx is damaged or not what its suffix says \(File is not a zip file\); save it again",
    ):
        read_docx(write("a.docx", b"nothing of the kind"), "a.docx")


def test_a_package_that_lacks_a_part_is_refused(write: Write, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("other.xml", "<a/>")
    with pytest.raises(
        CorpusError,
        match=r"^a\.docx lacks its part word/document\.xml; save it again from the program that made it\.$",
    ):
        read_docx(tmp_path / "a.docx", "a.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w>" + b" " * 100_000_000)
    reason = "a.docx unpacks to 100 MB in 1 parts, which no document does; it is not read."
    assert skipped(tmp_path / "a.docx") == reason


def test_entities_and_deep_nesting_are_refused(save: Save) -> None:
    word = docx.Document()
    word.add_paragraph("Text.")
    path = save(word)
    laughs = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
    replaced(
        path,
        "word/document.xml",
        lambda x: re.sub(r"(<\?xml[^>]*\?>)", rf"\1{laughs}", x).replace("Text.", "Text &b;."),
    )
    assert skipped(path) == (
        "report.docx declares entities in its part word/document.xml, "
        "which no program that writes documents does; it is not read."
    )
    replaced(
        path,
        "word/document.xml",
        lambda x: x.replace(laughs, "").replace("&b;", "").replace("<w:body>", "<w:body>" + "<w:sdt>" * 5000),
    )
    assert "report.docx is damaged in its part word/document.xml (Excessive depth" in skipped(path)


def test_reading_twice_gives_the_same_document(save: Save) -> None:
    word = docx.Document()
    word.add_paragraph("Text.")
    path = save(word)
    assert read_docx(path, "a") == read_docx(path, "a")
    assert isinstance(read_docx(path, "a"), Document)
