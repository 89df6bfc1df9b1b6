"""Ligatures are replaced and soft hyphens removed in every document; figures are raised, words are not."""

import json

import pytest

from corpus.readers.beir import read_beir
from corpus.readers.csv import read_csv
from corpus.readers.markdown import read_markdown
from corpus.readers.signs.characters import BEFORE_EXPONENT, clean_characters, raise_figure
from corpus.readers.text import read_text
from corpus.readers.text_builder import TextBuilder
from corpus.records import Document, Mark
from tests.reading import Write


def test_ligatures_are_written_out_and_soft_hyphens_removed() -> None:
    assert (
        clean_characters("oﬃcial ﬂag, ﬁrst ﬀ ﬄ ﬅ ﬆ; kilo\u00admetre")
        == "official flag, first ff ffl st st; kilometre"
    )


def test_a_mark_behind_a_ligature_stays_at_its_word() -> None:
    page = TextBuilder()
    page.add("The ﬁrst oﬃce was sold.", marks=[(len("The ﬁrst oﬃce"), "1")])
    assert (page.text, page.marks) == ("The first office was sold.", [Mark(16, 16, "1")])


def test_every_reader_of_text_writes_ligatures_out(write: Write) -> None:
    words = "The ﬁrst oﬃce was in kilo\u00admetre nine."
    plain = "The first office was in kilometre nine."
    assert read_text(write("a.txt", words), "a").text == plain
    assert read_markdown(write("a.md", words), "a").text == plain
    assert (
        read_csv(write("a.csv", f"Place,Words\nPort,{words}\n"), "a").text == f"Place: Port; Words: {plain}"
    )
    line = json.dumps({"_id": "a", "title": "", "text": words})
    (found,) = (d for _, d in read_beir(write("a.jsonl", line)))
    assert isinstance(found, Document) and found.text == plain


@pytest.mark.parametrize(
    ("words", "raised"), [("4", "⁴"), (" 12 ", "¹²"), ("−6", "⁻⁶"), ("th", "th"), ("1a", "1a")]
)
def test_only_figures_are_raised(words: str, raised: str) -> None:
    assert raise_figure(words) == raised


@pytest.mark.parametrize(
    ("before", "is_exponent"),
    [
        ("an area of 12 km", True),
        ("площадь 57 км", True),
        ("3 × 10", True),
        ("in 2010", False),
        ("the farm", False),
    ],
)
def test_exponents_are_distinguished_from_note_marks(before: str, is_exponent: bool) -> None:
    assert bool(BEFORE_EXPONENT.search(before)) is is_exponent
