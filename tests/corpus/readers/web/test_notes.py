"""Marks of notes in pages leave the text and point at their notes; exponents and other links stay."""

import pytest
from lxml import html

from corpus.readers.signs.note_marks import take_marks
from corpus.readers.web.notes import take_notes


def read(body: str) -> tuple[str, list[tuple[str, str]], dict[str, str]]:
    """The words of a page, (word before it, identifier) of each mark, and the notes."""
    root = html.document_fromstring(f"<html><body>{body}</body></html>")
    notes = take_notes({"": root})
    words, marks = take_marks(" ".join(root.text_content().split()), notes)
    return words, [(words[:at].split()[-1], identifier) for at, identifier in marks], notes


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n1">1</a></sup>',
        '<sup>[<a href="#n1">1</a>]</sup>',
        '<a href="#n1"><sup>1</sup></a>',
        '<a href="#n1">[1]</a>',
        '<sup id="r1"><a href="page.html#n1">[1]</a></sup>',
        '<a href="#n1" role="doc-noteref">1</a>',
        '<a class="footnote-ref" href="#n1">1</a>',
        '<a href="#n1">¹</a>',
    ],
)
@pytest.mark.parametrize(
    "note",
    [
        '<p id="n1">1. By land.</p>',
        '<ol><li id="n1">By land. <a href="#r1">↩</a></li></ol>',
        '<p><a id="n1" href="#r1">[1]</a> By land.</p>',
        '<p><a name="n1"></a>1 By land.</p>',
        '<div id="n1" role="doc-footnote"><p>By land.</p></div>',
        '<table><tr><td><a name="n1">1</a></td><td>By land.</td></tr></table>',
    ],
)
def test_a_link_to_a_note_is_a_mark_whatever_its_form(mark: str, note: str) -> None:
    assert read(f"<p>They came in 1968{mark}, twelve of them.</p>{note}") == (
        "They came in 1968, twelve of them.",
        [("1968", "1")],
        {"1": "By land."},
    )


@pytest.mark.parametrize(
    ("text", "note", "label"),
    [
        ("8.6 tons<sup>[3]</sup>", "<p><small>[3] A yearbook.</small></p>", "3"),
        ("8.6 tons<sup>a</sup>", "<p><sup>a</sup> A yearbook.</p>", "a"),
        ("8.6 tons<sup>2</sup>", "<div>² A yearbook.</div>", "2"),
        ("8.6 <b>tons</b><sup>*</sup>", "<p>[*] A yearbook.</p>", "*"),
    ],
)
def test_a_raised_label_is_a_mark_if_a_note_begins_with_it(text: str, note: str, label: str) -> None:
    found = read(f"<p>They sold {text} of ore.</p>{note}")
    assert found == ("They sold 8.6 tons of ore.", [("tons", label)], {label: "A yearbook."})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>57 km<sup>2</sup></p><p><sup>2</sup> A note.</p>", "57 km² 2 A note."),
        ("<p>1.2 × 10<sup>4</sup></p><p>⁴ A note.</p>", "1.2 × 10⁴ ⁴ A note."),
        ("<p>the 4<sup>th</sup> of May</p>", "the 4th of May"),
        ("<p>See <a href='#s2'>2</a>.</p><h2 id='s2'>2 Ports</h2>", "See 2. 2 Ports"),
        ("<p>See <a href='#s2'>[2]</a>.</p><h2 id='s2'>2 Ports</h2>", "See [2]. 2 Ports"),
        ("<ul><li><a href='#a'>[a]</a></li></ul><div id='a'><p>Many words.</p></div>", "[a] Many words."),
    ],
)
def test_exponents_and_links_to_parts_of_the_text_are_no_marks(body: str, words: str) -> None:
    text, marks, notes = read(body.replace("</p><", "</p> <").replace("</ul>", "</ul> "))
    assert (text, marks, notes) == (words, [], {})


def test_a_link_back_from_a_note_does_not_take_the_text_it_leads_to() -> None:
    body = '<p id="n1"><a href="#fnref1">[1]</a> By land.</p> <p>They came<a id="fnref1"></a> in 1968.</p>'
    assert read(body) == ("[1] By land. They came in 1968.", [], {})


def test_a_note_that_is_cited_twice_is_one_and_equal_labels_are_told_apart() -> None:
    body = (
        '<p>One<sup><a href="#a1">1</a></sup> two<sup><a href="#a1">1</a></sup>'
        ' three<sup><a href="#b1">1</a></sup></p>'
        '<p id="a1">1 Lee.</p><p id="b1">1 Ann, <a href="https://x.org/a#b">a page</a>.</p>'
    )
    words, marks, notes = read(body)
    assert (words, marks) == ("One two three", [("One", "1"), ("two", "1"), ("three", "1.2")])
    assert notes == {"1": "Lee.", "1.2": "Ann, a page https://x.org/a#b ."}


def test_a_reference_list_of_an_encyclopedia_is_read_without_its_links_back() -> None:
    body = (
        '<p>Bar has a port.<sup id="cite_ref-1"><a href="#cite_note-1"><span>[</span>1<span>]</span></a>'
        "</sup></p>"
        '<ol class="references"><li id="cite_note-1"><span><b><a href="#cite_ref-1">^</a></b></span> '
        "<span>Lee, <i>Ports</i>.</span></li></ol>"
    )
    assert read(body) == ("Bar has a port.", [("port.", "1")], {"1": "Lee, Ports."})
