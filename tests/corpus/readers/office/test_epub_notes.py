"""Notes, page marks, hidden parts and drop caps of electronic books."""

import zipfile
from pathlib import Path

from corpus.readers.office.epub import read_epub
from corpus.records import Document

CONTAINER = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
BOOK = """<package><manifest><item id="s" href="s.css"/><item id="a" href="a.xhtml"/>
<item id="b" href="b.xhtml"/><item id="n" href="n.xhtml"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="n"/></spine></package>"""


def read_book(tmp_path: Path, first: str, second: str = "", notes: str = "", sheet: str = "") -> Document:
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as package:
        package.writestr("META-INF/container.xml", CONTAINER)
        package.writestr("b.opf", BOOK)
        package.writestr("s.css", sheet)
        for name, body in (("a", first), ("b", second), ("n", notes)):
            package.writestr(f"{name}.xhtml", f"<html><body>{body}</body></html>")
    return read_epub(tmp_path / "a.epub", "a.epub")


def test_marks_leave_the_text_and_point_at_notes_of_any_chapter(tmp_path: Path) -> None:
    first = (
        '<p>In 1968<a epub:type="noteref" href="#n1"><sup>1</sup></a> they walked.</p>'
        '<p>It cost 19<sup><a href="n.xhtml#e1">1</a></sup> million.</p>'
        '<aside epub:type="footnote" id="n1" hidden="hidden"><p>1. Lee, Rivers, p. 4.</p></aside>'
    )
    notes = '<h2>Notes</h2><p id="e1"><a href="a.xhtml#r1">1</a> “The line”, 2016.</p><p>Set in type.</p>'
    d = read_book(tmp_path, first, notes=notes)
    assert d.text.split("\n\n") == ["In 1968 they walked.", "It cost 19 million.", "Notes", "Set in type."]
    assert [(d.text[m.start - 4 : m.start], m.reference_id) for m in d.marks] == [
        ("1968", "1"),
        ("t 19", "1.2"),
    ]
    assert [(r.id, r.title) for r in d.references] == [("1", "Lee, Rivers, p. 4"), ("1.2", "The line")]


def test_a_note_that_is_a_remark_is_a_paragraph_below_its_mark(tmp_path: Path) -> None:
    remark = "The loan was extended twice by the bank in that year."
    mark = '<a epub:type="noteref" href="#n1">*</a>'
    d = read_book(tmp_path, f'<p>It was paid{mark}.</p><p>Then it rained.</p><p id="n1">* {remark}</p>')
    assert d.text.split("\n\n") == ["It was paid.", remark, "Then it rained."]
    assert (d.marks, d.references) == ((), ())


def test_marks_of_printed_pages_and_what_a_style_sheet_hides_are_left_out(tmp_path: Path) -> None:
    body = (
        '<p><span class="dc">T</span>he let<span epub:type="pagebreak" id="p3" title="3"/>ters came'
        '<span epub:type="pagebreak">4</span>.</p><p class="hid">proof 7731</p><p>He read<a id="x"/> on.</p>'
    )
    sheet = ".hid {display:none} @media print {p {color: red} .dc {display: none}}"
    assert read_book(tmp_path, body, sheet=sheet).text == "The letters came.\n\nHe read on."


def test_raised_figures_are_exponents_and_raised_words_are_not(tmp_path: Path) -> None:
    d = read_book(tmp_path, "<p>On the 4<sup>th</sup> 10<sup>6</sup> people crossed 5 km<sup>2</sup>.</p>")
    assert d.text == "On the 4th 10⁶ people crossed 5 km²."


def test_readings_of_characters_are_left_out_and_chinese_lines_joined(tmp_path: Path) -> None:
    d = read_book(
        tmp_path, "<p>去年<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字，\n  比前年<b>多</b>\n了。</p>"
    )
    assert d.text == "去年漢字，比前年多了。"
