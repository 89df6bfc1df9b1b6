"""Electronic books, written here part by part, are read in the order of their chapters."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.readers.office.epub import read_epub

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>"""
BOOK = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Ports</dc:title><dc:creator>Ann Lee</dc:creator><dc:date>2021-03-04T00:00:00Z</dc:date>
<dc:language>sr-Latn</dc:language></metadata>
<manifest><item id="b" href="text/two.xhtml"/><item id="a" href="text/one%20.xhtml"/>
<item id="n" href="nav.xhtml"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="n" linear="no"/></spine></package>"""
ONE = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>never shown</title></head><body>
<h1>Steel</h1><p>Serbia sold a <b>steel</b> mill&#160;to Hebei.<br/>It was paid in 2016.</p>
<div>Loose words <p>A paragraph.</p> more words</div></body></html>"""
TWO = """<html><body><h2>Niš</h2><ul><li>Čačak</li><li><p>Đakovica</p></li></ul>
<table><tr><td>2014</td><td>$1.3 billion</td></tr></table>
<script>no</script><h1>Bibliography</h1><p>A book.</p></body></html>"""


def write_book(path: Path, **parts: str) -> Path:
    parts = {"OPS/book.opf": BOOK, "OPS/text/one .xhtml": ONE, "OPS/text/two.xhtml": TWO} | parts
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("META-INF/container.xml", CONTAINER)
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_chapters_are_read_in_the_order_of_the_book(tmp_path: Path) -> None:
    d = read_epub(write_book(tmp_path / "a.epub"), "a.epub")
    assert [(b.kind.value, d.text[b.start : b.end], b.headings) for b in d.blocks] == [
        ("heading", "Steel", ()),
        ("paragraph", "Serbia sold a steel mill to Hebei. It was paid in 2016.", ("Steel",)),
        ("paragraph", "Loose words", ("Steel",)),
        ("paragraph", "A paragraph.", ("Steel",)),
        ("paragraph", "more words", ("Steel",)),
        ("heading", "Niš", ("Steel",)),
        ("paragraph", "Čačak", ("Steel", "Niš")),
        ("paragraph", "Đakovica", ("Steel", "Niš")),
        ("paragraph", "2014 | $1.3 billion", ("Steel", "Niš")),
        ("heading", "Bibliography", ()),
        ("back matter", "A book.", ("Bibliography",)),
    ]
    assert (d.title, d.author, d.updated, d.language) == ("Ports", "Ann Lee", "2021-03-04", "sr")


def test_tables_are_read_row_by_row_with_captions_merged_cells_and_lists(tmp_path: Path) -> None:
    table = """<html><body><h1>Debt</h1><table><caption>Loans (million US$)</caption>
    <thead><tr><th rowspan="2">Country</th><th colspan="2">Owed to</th></tr>
    <tr><th>China</th><th>others</th></tr></thead>
    <tr><td rowspan="2"><p>Serbia</p></td><td>1</td><td>2</td></tr>
    <tr><td><ul><li>a port</li><li>a mill</li></ul></td><td>3<br/>4</td></tr></table>
    <table><tr><td>A frame.</td></tr><tr><td><p>Around text.</p></td></tr></table></body></html>"""
    d = read_epub(write_book(tmp_path / "a.epub", **{"OPS/text/two.xhtml": table}), "a.epub")
    assert [d.text[b.start : b.end] for b in d.blocks if b.headings == ("Debt",)] == [
        "Loans (million US$)",
        "Loans (million US$); Country: Serbia; Owed to China: 1; Owed to others: 2",
        "Loans (million US$); Country: Serbia; Owed to China: a port; a mill; Owed to others: 3 4",
        "A frame.",
        "Around text.",
    ]


def test_a_book_without_chapters_or_parts_is_refused(tmp_path: Path) -> None:
    without_chapters = {"OPS/book.opf": BOOK.replace("<itemref", "<other")}
    with pytest.raises(
        CorpusError, match=r"^a\.epub has no text \(pictures only, or protected\?\); save it with its text\.$"
    ):
        read_epub(write_book(tmp_path / "a.epub", **without_chapters), "a.epub")
    with pytest.raises(CorpusError, match=r"^a\.epub lacks its part OPS/book\.opf"):
        path = tmp_path / "a.epub"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("META-INF/container.xml", CONTAINER)
        read_epub(path, "a.epub")
