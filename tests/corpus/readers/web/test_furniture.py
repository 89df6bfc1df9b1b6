"""What surrounds the text of a page is removed from its tree, and nothing else."""

import pytest
from lxml import html

from corpus.readers.web.furniture import drop, drop_furniture

TEXT = "<p>China built a railway from the capital to the border, and a port, which a loan paid for.</p>"


def words_of(body: str, sheet: str = "") -> str:
    root = html.document_fromstring(f"<html><body>{body}{TEXT}</body></html>")
    drop_furniture(root, sheet)
    return " ".join(root.find("body").text_content().replace("China built", " China built").split())


@pytest.mark.parametrize(
    "furniture",
    [
        '<div id="cookie-consent"><p>We use cookies.</p></div>',
        '<div role="dialog"><p>Subscribe.</p></div>',
        '<a href="#main">Skip to content</a>',
        '<a class="skip-link" href="#m">Inhalt</a>',
        '<span class="sr-only">opens a window</span>',
        '<p style="color: red; display: none">Draft</p>',
        "<div hidden><p>Draft</p></div>",
        '<span class="pagenum">[31]</span>',
        '<span epub:type="pagebreak">31</span>',
        '<p class="x">Draft</p>',
    ],
)
def test_furniture_is_removed_and_the_words_behind_it_stay(furniture: str) -> None:
    found = words_of(f"<style>p.x, .y {{display:none}}</style>{furniture}behind it")
    assert found.replace("p.x, .y {display:none}", "").startswith("behind it China built a railway")


@pytest.mark.parametrize(
    ("part", "sheet"),
    [
        ('<p class="x">A line.</p>', "@media print { .x {display: none} .y {color: red} }"),
        ('<p class="x">A line.</p>', ".x:hover {display: none} .z .x {display: none}"),
        ('<p class="x">A line.</p>', ".x {opacity: 0}"),
        (f'<div class="x"><p>A line.</p>{TEXT}</div>', ".x {display: none}"),
        (f'<div class="cookie-policy"><p>A line.</p>{TEXT}</div>', ""),
        ('<p><a href="/skip">Skip to Malta</a> A line.</p>', ""),
    ],
    ids=["print", "states", "faded in", "most of the page", "a text on cookies", "another page"],
)
def test_what_a_reader_sees_stays(part: str, sheet: str) -> None:
    assert "A line." in words_of(part, sheet)


def test_words_take_the_place_of_an_element_between_others() -> None:
    root = html.fragment_fromstring("<p>a<b>b</b>c<i>d</i>e</p>")
    drop(root.find("i"), "X")
    drop(root.find("b"))
    assert html.tostring(root) == b"<p>acXe</p>"
