"""Text documents of LibreOffice, written here part by part, are read as their program shows them."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.ingest.read_file import Skipped, read_file
from corpus.readers.opendocument.odt import read_odt
from corpus.records import Document
from tests.reading import quoted

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}"'
    for name, uri in {
        "office": "office:1.0", "text": "text:1.0", "table": "table:1.0", "style": "style:1.0",
        "draw": "drawing:1.0", "meta": "meta:1.0", "fo": "xsl-fo-compatible:1.0",
    }.items()
)  # fmt: skip
NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
META = (
    f"<office:document-meta {NAMES}><office:meta><dc:title>Ports</dc:title><meta:initial-creator>Ann Lee"
    "</meta:initial-creator><dc:creator>Bo Li</dc:creator><dc:date>2024-05-06T10:00:00</dc:date>"
    "<dc:language>sr-RS</dc:language></office:meta></office:document-meta>"
)
LEVELS = "".join(
    f'<text:{{0}} text:level="{n}" style:num-format="{kind}" style:num-suffix="." text:display-levels="{n}"/>'
    for n, kind in ((1, "1"), (2, "a"))
)
LIST = f'<text:list-style style:name="L1">{LEVELS.format("list-level-style-number")}</text:list-style>'
OUTLINE = f"<text:outline-style>{LEVELS.format('outline-level-style')}</text:outline-style>"


def write_odt(path: Path, body: str, *, styles: str = "", automatic: str = LIST, **parts: str) -> Path:
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        package.writestr("styles.xml", f"<office:document-styles {NAMES}>{styles}</office:document-styles>")
        package.writestr("meta.xml", META)
        for name, part in parts.items():
            package.writestr(name, part)
    return path


def read(tmp_path: Path, body: str, **options: str) -> Document:
    return read_odt(write_odt(tmp_path / "a.odt", body, **options), "a.odt")


def lines(document: Document) -> list[str]:
    return document.text.split("\n\n")


def p(*words: str) -> str:
    return "".join(f"<text:p>{w}</text:p>" for w in words)


def cell(content: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{content if '<' in content else p(content)}</table:table-cell>"


def row(*cells: str) -> str:
    content = "".join(c if c.startswith("<table:") else cell(c) for c in cells)
    return f"<table:table-row>{content}</table:table-row>"


COVERED = "<table:covered-table-cell/>"


def test_headings_paragraphs_and_properties_are_read(tmp_path: Path) -> None:
    d = read(
        tmp_path,
        '<text:h text:outline-level="1">Ports</text:h><text:h text:outline-level="2">Bar</text:h>'
        "<text:p>Serbia<text:tab/>sold <text:span>a <text:a>mill</text:a></text:span>.<text:line-break/>It"
        '<text:s text:c="3"/>was paid.</text:p><text:section><text:p>Čačak</text:p></text:section>',
    )
    assert [(b.kind.value, d.text[b.start : b.end], b.headings) for b in d.blocks] == [
        ("heading", "Ports", ()),
        ("heading", "Bar", ("Ports",)),
        ("paragraph", "Serbia sold a mill. It was paid.", ("Ports", "Bar")),
        ("paragraph", "Čačak", ("Ports", "Bar")),
    ]
    assert (d.title, d.author, d.updated, d.language) == ("Ports", "Ann Lee", "2024-05-06", "sr")


def test_a_paragraph_in_the_style_of_titles_is_a_heading(tmp_path: Path) -> None:
    style = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    title = '<style:style style:name="Title" style:family="paragraph"/>'
    d = read(tmp_path, '<text:p text:style-name="P1">Ports</text:p>', automatic=style, styles=title)
    assert [b.kind.value for b in d.blocks] == ["heading"]


def test_items_of_lists_have_their_numbers(tmp_path: Path) -> None:
    items = "".join(f"<text:list-item>{p(w)}</text:list-item>" for w in "bc")
    inner = f"<text:list>{items}</text:list>"
    d = read(
        tmp_path,
        f'<text:list xml:id="x" text:style-name="L1"><text:list-header>{p("head")}</text:list-header>'
        f"<text:list-item>{p('A', 'more')}{inner}</text:list-item><text:list-item>{p('D')}{inner}"
        f'</text:list-item></text:list>{p("between")}<text:list text:continue-list="x" text:style-name="L1">'
        f'<text:list-item>{p("E")}</text:list-item><text:list-item text:start-value="9">{p("F")}'
        f'</text:list-item></text:list><text:list text:style-name="L1"><text:list-item>{p("G")}'
        "</text:list-item></text:list>",
    )
    assert lines(d) == [
        *("head", "1. A", "more", "1.a. b", "1.b. c", "2. D", "2.a. b", "2.b. c", "between"),
        *("3. E", "9. F", "1. G"),
    ]


def test_bullets_and_lists_that_nothing_defines_add_no_words(tmp_path: Path) -> None:
    bullets = (
        '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>'
    )
    items = f"<text:list-item>{p('a')}</text:list-item>"
    lists = "".join(f'<text:list text:style-name="{name}">{items}</text:list>' for name in ("L2", "none"))
    assert lines(read(tmp_path, f"{lists}<text:list>{items}</text:list>", automatic=bullets)) == ["a"] * 3


def test_headings_are_numbered_by_the_outline(tmp_path: Path) -> None:
    d = read(
        tmp_path,
        '<text:h text:outline-level="1">Ports</text:h><text:h text:outline-level="2">Bar</text:h>'
        '<text:p>Text.</text:p><text:h text:outline-level="1" text:is-list-header="true">Annex</text:h>'
        '<text:h text:outline-level="1">References</text:h><text:p>A book.</text:p>',
        styles=OUTLINE,
    )
    assert lines(d) == ["1. Ports", "1.a. Bar", "Text.", "Annex", "2. References", "A book."]
    assert d.blocks[-1].kind.value == "back matter"


def test_what_is_deleted_comments_and_indexes_are_left_out(tmp_path: Path) -> None:
    d = read(
        tmp_path,
        f"<text:tracked-changes><text:changed-region><text:deletion>{p('nine')}</text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:index-body>"
        f"{p('Ports 4')}</text:index-body></text:table-of-content><text:p>Serbia bought "
        '<text:change-start text:change-id="a"/>six<text:change-end text:change-id="a"/> drones'
        f"<office:annotation><dc:creator>B</dc:creator>{p('Really?')}</office:annotation>.</text:p>",
    )
    assert d.text == "Serbia bought six drones."


def note(words: str, kind: str = "footnote") -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation><text:note-body>'
        f"{p(words)}</text:note-body></text:note>"
    )


def test_notes_become_references_or_the_next_paragraph(tmp_path: Path, framework: Framework) -> None:
    remark = "The loan was extended in 2021 and now runs until 2040."
    cited, end = note("Ann Lee, Debt, p. 4."), note("Bo Li, Ports, p. 5.", "endnote")
    table = f"<table:table>{row('Country', 'Loan')}{row('Serbia', cell(p(f'3{note(remark)}')))}</table:table>"
    d = read(tmp_path, f"{p(f'Trade grew.{cited} It fell.{end}')}{table}")
    assert quoted(d, framework) == {
        "Trade grew.": ("f1",),
        "It fell.": ("e2",),
        "Country: Serbia; Loan: 3": (),
        remark: (),
    }
    assert [r.title for r in d.references] == ["Ann Lee, Debt, p. 4", "Bo Li, Ports, p. 5"]


def test_merged_repeated_and_header_cells_of_tables_count(tmp_path: Path) -> None:
    wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    header = f"<table:table-header-rows>{row(cell('Country', tall), cell('Loans', wide), COVERED)}"
    header += f"{row(COVERED, 'China', 'others')}</table:table-header-rows>"
    rows = row(cell("Serbia", tall), cell("3", 'table:number-columns-repeated="2"')) + row(COVERED, "4", "5")
    d = read(tmp_path, f"{p('Table 2. Debt (million euros)')}<table:table>{header}{rows}</table:table>")
    assert lines(d) == [
        "Table 2. Debt (million euros)",
        "Table 2. Debt (million euros); Country: Serbia; Loans China: 3; Loans others: 3",
        "Table 2. Debt (million euros); Country: Serbia; Loans China: 4; Loans others: 5",
    ]


def test_a_program_may_leave_out_covered_cells(tmp_path: Path) -> None:
    wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    header = row(cell("Country", tall), cell("Loans", wide)) + row("2019", "2020")
    d = read(tmp_path, f"<table:table>{header}{row('Serbia', '3', '4')}</table:table>")
    assert d.text == "Country: Serbia; Loans 2019: 3; Loans 2020: 4"


def test_lists_tables_and_boxes_inside_cells(tmp_path: Path) -> None:
    items = "".join(f"<text:list-item>{p(w)}</text:list-item>" for w in ("a port", "a mill"))
    inner = f"<table:table>{row('Year', 'Loan')}{row('2019', '3')}</table:table>"
    box = f"<draw:frame><draw:text-box>{p('In a box.')}</draw:text-box></draw:frame>"
    listed = cell(f'<text:list text:style-name="L1">{items}</text:list>{inner}')
    rows = row("Country", "What") + row("Serbia", listed) + row("Fiji", cell(p(f"one{box}")))
    table = f"<table:table>{rows}</table:table>"
    frame = f"<table:table>{row(cell(p('A frame.') + p('Around text.')))}</table:table>"
    empty = "<table:table/><table:table><table:table-row/></table:table>"
    d = read(tmp_path, f"{table}{p(f'Anchor.{box}')}{frame}{empty}")
    assert lines(d) == [
        "Country: Serbia; What: 1. a port; 2. a mill",
        "Year: 2019; Loan: 3",
        "Country: Fiji; What: one In a box.",
        *("Anchor.", "In a box.", "A frame.", "Around text."),
    ]


def test_styles_that_are_based_on_each_other_end_somewhere(tmp_path: Path) -> None:
    styles = "".join(
        f'<style:style style:name="{a}" style:family="paragraph" style:parent-style-name="{b}"/>'
        for a, b in ("AB", "BA")
    )
    assert read(tmp_path, '<text:p text:style-name="A">Text.</text:p>', automatic=styles).text == "Text."


def test_a_document_with_a_password_or_without_text_is_refused(tmp_path: Path) -> None:
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    with pytest.raises(CorpusError, match=r"^a\.odt is protected by a password; save it without one\.$"):
        read(tmp_path, p("Text."), **manifest)
    reason = "b.odt has no text (pictures only?); save it with its text."
    assert list(read_file(write_odt(tmp_path / "b.odt", ""), "b.odt")) == [Skipped("b.odt", reason)]
