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


def with_footnotes(path: Path, notes: dict[int, str]) -> Path:
    """The package with these notes, and the empty one that separates them from the text."""
    items = "".join(
        f'<w:footnote w:id="{i}"><w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:footnote>'
        for i, text in notes.items()
    )
    separator = '<w:footnote w:id="-1"><w:p/></w:footnote>'
    replaced(
        path,
        "word/footnotes.xml",
        lambda _: f"<w:footnotes {nsdecls('w')}>{separator}{items}</w:footnotes>",
    )
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rId99" Type="{related}" Target="footnotes.xml"/></Relationships>'
    return replaced(path, "word/_rels/document.xml.rels", lambda rels: rels.replace("</Relationships>", link))


def body(word: Word, content: str) -> None:
    """Put raw markup at the end of the text."""
    names = f'{nsdecls("w")} xmlns:mc="urn:mc" xmlns:v="urn:v" xmlns:wps="urn:wps"'
    for element in list(parse_xml(f"<w:x {names}>{content}</w:x>")):
        word.element.body.insert(-1, element)


def p(text: str = "", inside: str = "", properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t>{inside}</w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    content = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def lines(path: Path) -> list[str]:
    return read_docx(path, path.name).text.split("\n\n")


HEADER_ROW = "<w:trPr><w:tblHeader/></w:trPr>"
DOWN, STILL = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
WIDE = '<w:gridSpan w:val="2"/>'


def test_merged_cells_count_for_all_their_rows_and_columns(save: Save) -> None:
    word = docx.Document()
    rows = (
        tc("Country", DOWN) + tc("Loans", WIDE) + tc("Trade", WIDE),
        tc("", STILL) + tc("Sum") + tc("Year") + tc("Goods") + tc("Value"),
        tc("Serbia", DOWN) + tc("3") + tc("2019") + tc("steel") + tc("7"),
        tc("", STILL) + tc("4", WIDE) + tc("copper") + tc("8"),
    )
    body(word, table(*rows))
    assert lines(save(word)) == [
        "Country: Serbia; Loans Sum: 3; Loans Year: 2019; Trade Goods: steel; Trade Value: 7",
        "Country: Serbia; Loans Sum: 4; Loans Year: 4; Trade Goods: copper; Trade Value: 8",
    ]


def test_header_rows_that_word_repeats_are_the_header_whatever_they_hold(save: Save) -> None:
    word = docx.Document()
    body(word, table(HEADER_ROW + tc("3") + tc("9"), tc("Bar") + tc("Niš")))
    assert lines(save(word)) == ["3: Bar; 9: Niš"]


def test_a_caption_stays_before_its_rows_and_its_unit_with_each_of_them(save: Save) -> None:
    word = docx.Document()
    word.add_paragraph("Table 3. Exports (million US$)")
    body(word, table(tc("Country") + tc("2019") + tc("2020"), tc("Serbia") + tc("3") + tc("4")))
    word.add_paragraph("Table 4. Ports")
    body(word, table(tc("Port") + tc("Owner"), tc("Bar") + tc("COSCO")))
    assert lines(save(word)) == [
        "Table 3. Exports (million US$)",
        "Table 3. Exports (million US$); Country: Serbia; 2019: 3; 2020: 4",
        "Table 4. Ports",
        "Port: Bar; Owner: COSCO",
    ]


def test_a_table_in_a_cell_follows_its_row_and_a_list_in_a_cell_stays_there(save: Save) -> None:
    word = docx.Document()
    item = '<w:pPr><w:pStyle w:val="ListBullet"/></w:pPr>'
    projects = p("Projects:") + p("two ferries", properties=item) + p("a bridge", properties=item)
    inner = table(tc("Year") + tc("Loan"), tc("2019") + tc("3"))
    rows = (tc("Country") + tc("What"), tc("Serbia") + tc(projects + inner + p()), tc("Fiji") + tc("a port"))
    body(word, table(*rows))
    assert lines(save(word)) == [
        "Country: Serbia; What: Projects: two ferries; a bridge",
        "Year: 2019; Loan: 3",
        "Country: Fiji; What: a port",
    ]


def test_a_table_of_one_column_is_a_frame_around_text(save: Save) -> None:
    word = docx.Document()
    heading = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    inner = table(tc("Year") + tc("Loan"), tc("2019") + tc("3"))
    body(word, table(tc(p("Box 1", properties=heading) + p("Serbia sold a mill.") + inner)))
    d = read_docx(save(word), "a.docx")
    assert blocks(d, BlockKind.HEADING) == ["Box 1"]
    assert blocks(d, BlockKind.PARAGRAPH) == ["Serbia sold a mill.", "Year: 2019; Loan: 3"]


def test_rows_in_content_controls_are_read_and_deleted_or_empty_ones_are_not(save: Save) -> None:
    word = docx.Document()
    control = f"<w:sdt><w:sdtContent><w:tr>{tc('Serbia')}{tc('ICBC')}</w:tr></w:sdtContent></w:sdt>"
    deleted = f"<w:tr><w:trPr><w:del w:id='1' w:author='a'/></w:trPr>{tc('Fiji')}{tc('None')}</w:tr>"
    header = f"<w:tr>{tc('Country')}{tc('Lender')}</w:tr>"
    body(word, f"<w:tbl>{header}{control}{deleted}<w:tr/></w:tbl><w:tbl/><w:tbl><w:tr/></w:tbl>")
    assert lines(save(word)) == ["Country: Serbia; Lender: ICBC"]


def test_a_row_may_begin_right_of_the_first_column(save: Save) -> None:
    word = docx.Document()
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    rows = (tc("Country") + tc("2019") + tc("2020"), before + tc("3") + tc("4"))
    body(word, table(*rows))
    assert lines(save(word)) == ["2019: 3; 2020: 4"]


def test_text_boxes_are_read_once_and_where_they_stand(save: Save) -> None:
    word = docx.Document()
    inner = f"<wps:txbx><w:txbxContent>{p('An inner box.')}</w:txbxContent></wps:txbx>"
    content = f"<w:txbxContent>{p('Loans doubled.', inside=inner)}{p('A chart.')}</w:txbxContent>"
    box = (
        f"<mc:AlternateContent><mc:Choice><wps:txbx>{content}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{content}</v:textbox></mc:Fallback></mc:AlternateContent>"
    )
    body(word, p("Before.", inside=box) + table(tc("Serbia") + tc(p("ICBC", inside=box)), tc("a") + tc("b")))
    assert lines(save(word)) == [
        "Before.",
        "Loans doubled.",
        "An inner box.",
        "A chart.",
        "Serbia: a; ICBC Loans doubled. An inner box. A chart.: b",
    ]


def test_a_note_that_is_a_remark_follows_its_paragraph(save: Save, framework: Framework) -> None:
    word = docx.Document()
    mark = '<w:footnoteReference w:id="{}"/>'
    body(word, p("Serbia borrowed a billion.", inside=mark.format(2) + mark.format(3)) + p("Trade grew."))
    remark = "The loan was extended in 2021 and now runs until 2040."
    path = with_footnotes(save(word), {2: remark, 3: "Ann Lee, Ports of the Adriatic, Routledge, p. 4."})
    d = read_docx(path, "a.docx")
    assert d.text.split("\n\n") == ["Serbia borrowed a billion.", remark, "Trade grew."]
    assert quoted(d, framework)["Serbia borrowed a billion."] == ("f3",)


def test_notes_in_tables_and_boxes_belong_to_their_row_or_paragraph(save: Save, framework: Framework) -> None:
    word = docx.Document()
    mark = '<w:footnoteReference w:id="{}"/>'
    rows = (
        tc("Country") + tc(p("Loan", inside=mark.format(2))),
        tc("Serbia") + tc(p("three", inside=mark.format(3))),
        tc("Fiji") + tc("four"),
    )
    box = f"<wps:txbx><w:txbxContent>{p('Loans doubled.', inside=mark.format(4))}</w:txbxContent></wps:txbx>"
    body(word, table(*rows) + p(inside=box))
    remark = "The loan was extended in 2021 and now runs until 2040."
    path = with_footnotes(save(word), {2: "A. Lee, Debt, p. 4.", 3: remark, 4: "B. Lee, Debt, p. 5."})
    d = read_docx(path, "a.docx")
    assert d.text.split("\n\n")[1] == remark
    assert quoted(d, framework) == {
        "Country: Serbia; Loan: three": ("f2",),
        remark: (),
        "Country: Fiji; Loan: four": ("f2",),
        "Loans doubled.": ("f4",),
    }


def test_a_table_of_contents_is_left_out(save: Save) -> None:
    word = docx.Document()
    word.styles.add_style("toc 1", 1)
    word.add_paragraph("Railways\t4", style="toc 1")
    word.add_paragraph("Serbia sold a mill.")
    assert lines(save(word)) == ["Serbia sold a mill."]


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
        ("paragraph", "Year: 2014; Loan: $1.3 billion", ("Railways",)),
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
    path = with_footnotes(save(word), {2: ' Ann Lee. "A port deal." The Ledger, 2023-04-05.'})
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
