"""What a web page has besides its main text is counted by kind."""

from pathlib import Path

from lxml import html

from corpus.readers.html import read_html
from corpus.readers.left_out.page import find_in_page, list_lines
from corpus.records import LeftOut, LeftOutKind
from tests.reading import Write

ARTICLE = (
    "<article><h1>Ports of the coast</h1>"
    "<p>The port of Bar is run by a firm from Hebei,<sup><a href='#n1'>1</a></sup> which has paid a rent of "
    "three million euros a year since 2016, and <code>nothing</code> more.</p>"
    "<p>The union says that four in ten of the nine hundred workers are hired out by another firm.</p>"
    "<table><tr><th>Port</th><th>Rent</th></tr><tr><td>Bar</td><td>3</td></tr></table></article>"
)
COMMENT = "I think that this is wrong, since the rent was never paid at all, says a reader of this page."


def left_out(path: Path) -> dict[str, tuple[int, int]]:
    return {part.kind.value: (part.count, part.characters) for part in read_html(path, "a.html").left_out}


def compare(page: str, *texts: str) -> tuple[LeftOut, ...]:
    return find_in_page(list_lines(html.document_fromstring(page)), texts)


def test_navigation_hidden_parts_and_other_lines_are_counted_and_the_main_text_is_not(write: Write) -> None:
    page = (
        "<html><body><nav><ul><li><a href='/'>Home</a></li><li>News of the day</li></ul></nav>"
        f"{ARTICLE}<div class='comments'><p>{COMMENT}</p></div>"
        "<div style='display:none'><p>Accept</p><p>all cookies</p></div><!-- no comment -->"
        "<script>var a = 1;</script><footer>Copyright of a ministry</footer></body></html>"
    )
    assert left_out(write("a.html", page)) == {
        "hidden": (1, len("Acceptall cookies")),
        "navigation": (3, len("Home" + "News of the day" + "Copyright of a ministry")),
        "outside": (1, len(COMMENT)),
    }


def test_a_page_of_main_text_alone_leaves_nothing_out(write: Write) -> None:
    assert left_out(write("a.html", f"<html><body>{ARTICLE}</body></html>")) == {}


def test_a_table_that_is_missing_is_one_table_and_a_menu_in_a_table_is_navigation() -> None:
    rows = "<tr><td>Serbia</td><td>1.3 billion dollars</td></tr><tr><td>Greece</td><td>none</td></tr>"
    menu = "<table><tr><td><a href='/a'>Ports</a></td><td><a href='/b'>Mills</a></td></tr></table>"
    assert compare(f"<body>{menu}<table>{rows}</table><p>The text.</p></body>", "The text.") == (
        LeftOut(LeftOutKind.NAVIGATION, 2, 10),
        LeftOut(LeftOutKind.TABLE, 1, len("Serbia1.3 billion dollarsGreecenone")),
    )
    kept = "Land: Serbia; Loan: 1.3 billion dollars", "Land: Greece; Loan: none"
    assert compare(f"<body><table>{rows}</table></body>", *kept) == ()


def test_a_short_line_is_not_found_by_chance_in_a_longer_text() -> None:
    text = "The contact of the firm is in Bar, where all the news of the ports are made."
    assert compare(f"<body><p>{text}</p><div>Contact</div></body>", text) == (
        LeftOut(LeftOutKind.OUTSIDE, 1, 7),
    )


def test_a_paragraph_that_lacks_a_short_sentence_is_kept_and_one_that_lacks_most_is_not() -> None:
    kept = "The port of Bar is run by a firm from Hebei in the north of China."
    lost = "The rent of the port is three million euros a year, and it rises every year until 2051."
    assert compare(f"<body><p>{kept} Read on.</p></body>", kept) == ()
    assert compare(f"<body><p>{kept} {lost}</p></body>", kept) == (
        LeftOut(LeftOutKind.OUTSIDE, 1, len(lost)),
    )


def test_chinese_lines_are_compared_too() -> None:
    kept, lost = "中国企业在塞尔维亚投资建设了一座钢铁厂，雇用了五千名工人。", "这座港口由一家中国公司经营。"
    assert compare(f"<body><p>{kept}</p><p>{lost}</p></body>", kept) == (
        LeftOut(LeftOutKind.OUTSIDE, 1, len(lost)),
    )
