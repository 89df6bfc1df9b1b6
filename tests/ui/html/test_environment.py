"""Templates escape what they print, refuse missing values, and add no line breaks to the page."""

from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

import ui.html
from ui.html.environment import DropLineBreaks, load_macro

TEMPLATES = sorted(Path(ui.html.__path__[0], "templates").iterdir())


def test_what_a_template_prints_is_escaped() -> None:
    html = load_macro("answer.html", "error")("<b>\"&'", 1)
    assert "&lt;b&gt;&#34;&amp;&#39;" in html


def test_the_html_is_plain_text_to_python() -> None:
    assert type(load_macro("answer.html", "error")("a", 1)) is str


def test_a_missing_argument_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="ordinal"):
        load_macro("answer.html", "error")("a")


def test_a_missing_macro_is_an_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        load_macro("answer.html", "nothing")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_turns_escaping_off(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert "safe" not in source.split() and "autoescape" not in source and "Markup" not in source


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>\n  a\n</p>\n\n<p>b</p>\n", "<p>a</p><p>b</p>"),
        ("a\n  b", "a b"),
        ("<i class='x'\n   id='y'>", "<i class='x' id='y'>"),
        ("{% if true %}\n  a\n{% endif %}\n{{ 'b' }}\n", "ab"),
        ("a {{ 'b' }} c", "a b c"),
    ],
)
def test_a_line_break_of_a_template_is_a_space_at_most(source: str, html: str) -> None:
    environment = Environment(autoescape=True, extensions=[DropLineBreaks])
    assert environment.from_string(source).render() == html
