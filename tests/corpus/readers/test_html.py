"""A web page is read as its main text, headings and metadata; pages without main text are refused."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.annotate.split import split_document
from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from corpus.readers.html import read_html
from corpus.records import BlockKind, Document
from tests.reading import blocks

Read = Callable[[str | bytes], Document]
LONG = (
    "China built a railway from the capital to the border, "
    "and the loan that paid for it will be repaid by 2040."
)
MENU = (
    '<ul class="menu"><li><a href="/">Home</a></li><li><a href="/world">World news</a></li>'
    '<li><a href="/about">About us</a></li></ul>'
)
ARTICLE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ports of the Adriatic | The Daily</title>
<meta property="og:title" content="Ports of the Adriatic"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2024-05-06T10:00:00Z">
<meta property="article:modified_time" content="2025-01-01T10:00:00Z">
<style>p {{ color: red }}</style><script>var tracked = "never shown";</script></head>
<body><header><a href="/">The Daily</a></header><nav>{MENU}</nav>
<div class="cookie-banner">We use cookies.</div>
<main><article><h1>Ports of the Adriatic</h1>
<p>Serbia sold a <b>steel</b> <a href="/mill">mill</a> to&nbsp;Hebei &amp; Co.&nbsp;&mdash;
for &euro;46&#160;million.<sup><a href="#n1">1</a></sup></p>
<h2>Railways</h2><p>{LONG}</p><ul><li>It is 350 km long.</li><li>It has<br>two tracks.</li></ul>
<h3>Money</h3><table><tr><th>Year</th><th>Loan</th></tr><tr><td>2014</td><td>$1.3 billion</td></tr></table>
<h2>Roads</h2><blockquote><p>We will pay.</p></blockquote><p>The ministry said so twice.</p>
<script>document.write("nor this")</script><noscript>Enable JavaScript.</noscript>
<h2>Notes</h2><p>1. The contract of 2016.</p></article></main>
<aside><h2>Most read</h2><p>Ten recipes for the summer that everybody should know.</p></aside>
<footer>Copyright 2024 The Daily</footer></body></html>"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_content(content: str | bytes) -> Document:
        path = tmp_path / "a-page.html"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_html(path, "a-page.html")

    return read_content


def make_page(body: str, head: str = "<title>Ports</title>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def paragraphs(document: Document) -> list[str]:
    return blocks(document, BlockKind.PARAGRAPH)


def test_the_text_is_the_main_text_with_empty_lines_between_blocks(read: Read) -> None:
    assert read(ARTICLE).text.split("\n\n") == [
        "Ports of the Adriatic",
        "Serbia sold a steel mill to Hebei & Co. — for €46 million.",
        "Railways",
        LONG,
        "It is 350 km long.",
        "It has two tracks.",
        "Money",
        "Year: 2014; Loan: $1.3 billion",
        "Roads",
        "We will pay.",
        "The ministry said so twice.",
        "Notes",
        "1. The contract of 2016.",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        *("The Daily", "Home", "World news", "cookies", "tracked", "color", "nor this"),
        *("JavaScript", "recipes", "Copyright", "Most read"),
    ],
)
def test_navigation_scripts_and_styles_are_absent(read: Read, furniture: str) -> None:
    assert furniture in ARTICLE
    assert furniture not in read(ARTICLE).text


def test_headings_are_the_path_and_the_locator_of_the_blocks_below(read: Read) -> None:
    d = read(ARTICLE)
    found = {d.text[b.start : b.end]: (b.kind, b.headings, b.locator) for b in d.blocks}
    title = "Ports of the Adriatic"
    assert found[title] == (BlockKind.HEADING, (), "")
    assert found["Railways"] == (BlockKind.HEADING, (title,), title)
    assert found[LONG] == (BlockKind.PARAGRAPH, (title, "Railways"), "Railways")
    assert found["Year: 2014; Loan: $1.3 billion"] == (
        BlockKind.PARAGRAPH,
        (title, "Railways", "Money"),
        "Money",
    )
    assert found["We will pay."] == (BlockKind.PARAGRAPH, (title, "Roads"), "Roads")


def test_notes_at_the_end_are_never_quoted(read: Read, framework: Framework) -> None:
    d = read(ARTICLE)
    assert blocks(d, BlockKind.BACK_MATTER) == ["1. The contract of 2016."]
    assert "contract" not in " ".join(p.text for p in split_document(d, framework))


def test_the_title_author_and_first_date_of_a_page_are_read(read: Read) -> None:
    d = read(ARTICLE)
    assert (d.id, d.title) == ("a-page.html", "Ports of the Adriatic")
    assert (d.author, d.updated) == ("Ann Lee", "2024-05-06")


def test_metadata_that_a_page_does_not_declare_is_not_guessed(read: Read) -> None:
    d = read(make_page(f"<article><p>{LONG} It was 3 May 2019.</p></article>", head=""))
    assert (d.title, d.author, d.updated) == ("a-page", None, None)


def test_the_same_page_gives_the_same_document(read: Read) -> None:
    assert read(ARTICLE) == read(ARTICLE)


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "<div>{}</div>",
        '<div class="outer"><div class="inner">{}</div></div>',
        "<article>{}</article>",
        "<main>{}</main>",
    ],
)
@pytest.mark.parametrize("length", [1, 12], ids=["short", "long"])
def test_headings_and_lists_are_kept_in_any_frame_of_the_article(read: Read, frame: str, length: int) -> None:
    text = " ".join([LONG] * length)
    body = (
        f"<h1>Ports</h1><p>{text} First.</p><h2>Rails</h2><p>{text} Second.</p>"
        f"<ul><li>{LONG} Third.</li></ul><p>{text} Fourth.</p>"
    )
    d = read(make_page(f"{MENU}{frame.format(body)}<div class='footer'>Copyright 2024</div>"))
    assert [(b.kind.value, d.text[b.start : b.end].split()[-1], b.locator) for b in d.blocks] == [
        ("heading", "Ports", ""),
        ("paragraph", "First.", "Ports"),
        ("heading", "Rails", "Ports"),
        ("paragraph", "Second.", "Rails"),
        ("paragraph", "Third.", "Rails"),
        ("paragraph", "Fourth.", "Rails"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{MENU}<p>One short sentence.</p>", ["One short sentence."]),
        ("<div>One sentence.</div><div>Another one.</div>", ["One sentence.", "Another one."]),
        (
            f"{MENU}<div class='content'>{LONG}<br><br>Another<br>paragraph.</div>",
            [LONG, "Another paragraph."],
        ),
        (f"<table><tr><td>{MENU}</td><td><p>{LONG}</p><p>Another.</p></td></tr></table>", [LONG, "Another."]),
        (
            "<article><ul><li>One<ul><li>Under it</li></ul></li>"
            "<li><p>Two.</p><p>Three.</p></li></ul></article>",
            ["One", "Under it", "Two.", "Three."],
        ),
    ],
    ids=["one paragraph", "divs", "line breaks", "a table as a frame", "nested lists"],
)
def test_pages_with_little_or_old_markup_are_read(read: Read, body: str, expected: list[str]) -> None:
    assert paragraphs(read(make_page(body))) == expected


def test_note_marks_are_removed_and_exponents_stay(read: Read) -> None:
    body = (
        "<article><p>Trade doubled in 2024.<sup>3</sup> Exports<a href='#f1'>[1]</a> led"
        "<sup><a href='/x#f2'>2</a></sup> over 20 km<sup>2</sup>.</p>"
        f"<p>CO<sub>2</sub> fell. {LONG} {LONG}</p></article>"
    )
    assert paragraphs(read(make_page(body))) == [
        "Trade doubled in 2024. Exports led over 20 km².",
        f"CO2 fell. {LONG} {LONG}",
    ]


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2", "utf-8", "utf-16"])
def test_a_page_is_decoded_in_the_encoding_it_declares(read: Read, encoding: str) -> None:
    text = "Čačak i Niš su gradovi u Srbiji, a Đorđe živi u Šapcu."
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}"><title>Čačak</title>'
    d = read(make_page(f"<p>{text}</p>", head).encode(encoding))
    assert (d.title, d.text) == ("Čačak", text)


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "windows-1252", "“Ports” – a survey of € 5 million"),
        ("gb2312", "gb18030", "中国公司收购了比雷埃夫斯港，并投资了匈塞铁路。镕"),
        ("no-such-name", "utf-8", "Čačak i Niš."),
    ],
)
def test_names_of_encodings_are_understood_as_browsers_do(
    read: Read, label: str, encoding: str, text: str
) -> None:
    assert read(make_page(f"<p>{text}</p>", f'<meta charset="{label}">').encode(encoding)).text == text


def test_an_undeclared_encoding_is_detected(read: Read) -> None:
    text = "Китай вложил деньги в экономику Сербии. Торговля между странами выросла вдвое."
    assert read(make_page(f"<p>{text}</p>").encode("windows-1251")).text == text


def test_one_wrong_byte_does_not_change_the_encoding(read: Read) -> None:
    raw = make_page("<p>Niš i Čačak su gradovi u Srbiji#</p>", '<meta charset="utf-8">').encode()
    assert read(raw.replace(b"#", b"\xff")).text == "Niš i Čačak su gradovi u Srbiji\ufffd"


def test_xhtml_with_a_declaration_is_read(read: Read) -> None:
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    d = read(f'{declaration}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Niš.</p></body></html>')
    assert d.text == "Niš."


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no markup at all",
        make_page(""),
        make_page(f"<nav>{MENU}</nav><footer>Copyright</footer>"),
        make_page(MENU),
        make_page(
            "<div id='root'></div><script>var a = 'text of a script, long enough to be one';</script>"
            "<noscript>Enable JavaScript.</noscript>"
        ),
        make_page("<h1>Only</h1><h2>headings</h2>"),
    ],
    ids=["nothing", "plain words", "empty body", "navigation", "a list of links", "scripts", "headings"],
)
def test_a_page_without_main_text_is_refused(
    read: Read, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hint = "(a page that scripts fill, or a list of links?); save the article itself."
    reason = f"a-page.html has no main text {hint}"
    with pytest.raises(CorpusError, match=f"^{re.escape(reason)}$"):
        read(content)
    assert capsys.readouterr() == ("", "")


def test_binary_data_is_refused(read: Read) -> None:
    with pytest.raises(CorpusError, match=r"a-page\.html holds binary data, not text"):
        read(b"<html>\0\0</html>")


def test_both_suffixes_are_loaded_and_a_refusal_is_listed(tmp_path: Path) -> None:
    for name, body in (("a.html", "<p>One.</p>"), ("b.HTM", "<p>Two.</p>"), ("c.html", "")):
        (tmp_path / name).write_text(make_page(body))
    loaded = load_documents([tmp_path])
    assert [(d.id, d.text) for d in loaded.documents] == [("a.html", "One."), ("b.HTM", "Two.")]
    assert [s.file for s in loaded.skipped] == ["c.html"]


def test_a_form_around_the_whole_page_is_read_and_a_form_in_it_is_not(read: Read) -> None:
    article = f"<h1>Contract</h1><p>{LONG}</p><p>{LONG} Again.</p>"
    around = read(f"<html><body><form><div id='content'>{article}</div></form></body></html>")
    assert LONG in around.text
    inside = read(f"<html><body>{article}<form><p>Subscribe now.</p></form></body></html>")
    assert LONG in inside.text and "Subscribe" not in inside.text


def test_a_row_of_a_table_has_the_names_of_its_columns_and_the_lists_in_its_cells(read: Read) -> None:
    table = (
        "<table><tr><th>Lender</th><th>Financed</th></tr>"
        "<tr><td>A bank</td><td><ul><li>a road</li><li>four ferries, 93 million</li></ul></td></tr></table>"
    )
    text = read(
        f"<html><body><article><h1>Loans</h1><p>{LONG}</p>{table}<p>{LONG} Again.</p></article></body>"
    ).text
    assert "Lender: A bank; Financed: a road; four ferries, 93 million" in text


def test_notes_are_references_and_remarks_paragraphs(read: Read) -> None:
    remark = "The contract was extended twice by the new government."
    body = (
        "<article><h1>Ports</h1><p>They paid 48<sup><a href='#n1'>1</a></sup> a pound"
        f"<sup><a href='#n2'>2</a></sup> then. {LONG}</p><p>{LONG} Again.</p><ol class='notes'>"
        f"<li id='n1'>“Prices”, Reuters, 2020-01-02.</li><li id='n2'>{remark}</li></ol></article>"
    )
    d = read(make_page(body))
    assert paragraphs(d) == [f"They paid 48 a pound then. {LONG}", remark, f"{LONG} Again."]
    assert [(d.text[: m.start].split()[-1], m.reference_id) for m in d.marks] == [("48", "1")]
    assert [(r.id, r.title, r.publisher, r.date) for r in d.references] == [
        ("1", "Prices", "Reuters", "2020-01-02")
    ]
    assert d.left_out == ()


def test_lines_of_chinese_source_are_joined_and_what_a_class_hides_is_left_out(read: Read) -> None:
    style = "<title>港口</title><style>.x { display: none }</style>"
    body = (
        "<article><p>协定规定，\n  每年发放<b>许可证</b>\n一百二十张。</p><p class='x'>内部校样</p></article>"
    )
    d = read(make_page(body, style))
    assert paragraphs(d) == ["协定规定，每年发放许可证一百二十张。"]


def test_tables_of_values_inside_a_frame_are_read_with_both_rows_of_their_header(read: Read) -> None:
    table = (
        "<table border=1><tr><th rowspan=2>Grade<th colspan=2>Price<tr><th>2022<th>2023"
        "<tr><td>62%<td>120<td>111</table>"
    )
    text = f"<h1>Ore</h1><p>{LONG}</p><p>{LONG} Again.</p>{table}"
    frame = f"<table><tr><td>{MENU}</td><td>{text}</td></tr></table>"
    assert paragraphs(read(make_page(frame))) == [
        LONG,
        f"{LONG} Again.",
        "Grade: 62%; Price 2022: 120; Price 2023: 111",
    ]
