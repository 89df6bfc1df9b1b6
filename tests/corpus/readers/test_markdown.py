"""Markdown is read without marks and markup, footnotes as references, headings as locators."""

import pytest

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.readers.markdown import read_markdown
from corpus.records import BlockKind, Mark, Reference
from tests.reading import Write, blocks, quoted


def test_markdown_text_has_neither_marks_nor_markup(write: Write) -> None:
    path = write(
        "a.md",
        "# A *title*\n\nSerbia **bought** [six](https://x.org) `CH-92A`\ndrones.[^1] ![Alt](x.png)\n\n"
        "- One *item*\n\n[^1]: Note\n",
    )
    assert read_markdown(path, "a.md").text == "A title\n\nSerbia bought six CH-92A drones. Alt\n\nOne item"


def test_markdown_marks_become_references_of_the_sentence_before_them(
    write: Write, framework: Framework
) -> None:
    path = write(
        "a.md",
        "Trade grew.[^1] It fell again.[^2][^1] Nothing rests here. Debt rose [^2].\n\nNext.[^2]\n\n"
        "[^1]: One\n[^2]: Two\n",
    )
    document = read_markdown(path, "a.md")
    assert document.text == "Trade grew. It fell again. Nothing rests here. Debt rose .\n\nNext."
    assert document.marks == (
        Mark(11, 11, "1"),
        Mark(26, 26, "2"),
        Mark(26, 26, "1"),
        Mark(57, 57, "2"),
        Mark(65, 65, "2"),
    )
    assert quoted(document, framework) == {
        "Trade grew.": ("1",),
        "It fell again.": ("2", "1"),
        "Nothing rests here.": (),
        "Debt rose .": ("2",),
        "Next.": ("2",),
    }


def test_sentences_without_spaces_between_them_keep_their_references(
    write: Write, framework: Framework
) -> None:
    document = read_markdown(
        write("a.md", "甲国贸易增长。[^1]乙国投资下降。[^2]\n\n[^1]: One\n[^2]: Two\n"), "a.md"
    )
    assert quoted(document, framework) == {"甲国贸易增长。": ("1",), "乙国投资下降。": ("2",)}


def test_front_matter_is_read(write: Write) -> None:
    path = write(
        "a.md",
        "---\ntitle: Ports\nregions: [Balkans, Africa]\ncountries: Serbia\naspects: [economic]\n"
        "period: 2016-2023\nupdated: 2023-02-01\n"
        "perspective: {think tank: 3, PRC official: 1}\nother: 7\n---\n# Heading\n\nText.\n",
    )
    d = read_markdown(path, "x/a.md")
    assert (d.id, d.title, d.source, d.text) == ("x/a.md", "Ports", str(path), "Heading\n\nText.")
    assert (d.regions, d.countries, d.aspects, d.perspective) == (
        ("Balkans", "Africa"),
        ("Serbia",),
        ("economic",),
        (("think tank", 3), ("PRC official", 1)),
    )
    assert (d.period, d.updated) == ("2016-2023", "2023-02-01")
    listed = read_markdown(write("a.md", "---\nperspective: [academic, press]\n---\nText.\n"), "a.md")
    assert listed.perspective == (("academic", 1), ("press", 1))


def test_author_date_and_language_are_read(write: Write) -> None:
    d = read_markdown(
        write("a.md", "---\nauthor: Ann Lee\ndate: 2023-02-01\nlanguage: sr-Latn\n---\nText.\n"), "a.md"
    )
    assert (d.author, d.updated, d.language) == ("Ann Lee", "2023-02-01", "sr")


def test_the_title_is_declared_or_the_first_heading_or_the_file_name(write: Write) -> None:
    assert read_markdown(write("a.md", "---\ntitle: Declared\n---\n# Heading\n"), "a").title == "Declared"
    assert read_markdown(write("a.md", "Before.\n\n## Heading\n"), "a").title == "Heading"
    assert read_markdown(write("a-file.md", "Text.\n"), "a").title == "a-file"


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("- a\n- b", r"The front matter of a\.md is a list, not 'key: value' lines; fix or remove it\."),
        ("just words", r"The front matter of a\.md is a str, not 'key: value' lines"),
        ("a: [1", r"The front matter of a\.md is not valid YAML \(.*line 1.*\); fix or remove it\."),
        (
            "a: &a [x]\nb: *a",
            r"The front matter of a\.md has aliases \(\*name\), by which a few lines can become gigabytes; "
            r"write the values out\.",
        ),
        (
            "updated: 2024-13-45",
            r"The front matter of a\.md is not valid YAML \(month must be in 1\.\.12\); fix or remove it\.",
        ),
    ],
)
def test_front_matter_that_is_not_a_mapping_is_refused(write: Write, front: str, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        read_markdown(write("a.md", f"---\n{front}\n---\nText.\n"), "a.md")


def test_headings_are_the_path_and_the_locator_of_the_blocks_below(write: Write) -> None:
    pieces = "Before.", "# One", "## Two", "Below two.", "### Three", "Below three.", "## Four", "Below four."
    d = read_markdown(write("a.md", "\n\n".join(pieces)), "a.md")
    found = [b for b in d.blocks if b.kind is BlockKind.PARAGRAPH]
    assert [(d.text[b.start : b.end], b.headings, b.locator) for b in found] == [
        ("Before.", (), ""),
        ("Below two.", ("One", "Two"), "Two"),
        ("Below three.", ("One", "Two", "Three"), "Three"),
        ("Below four.", ("One", "Four"), "Four"),
    ]
    assert blocks(d, BlockKind.HEADING) == ["One", "Two", "Three", "Four"]


def test_markdown_back_matter_is_kept_in_the_text_and_never_quoted(
    write: Write, framework: Framework
) -> None:
    pieces = "# A", "Text one.", "## References", "A book.", "### Web", "A page.", "## Annex", "Text two."
    d = read_markdown(write("a.md", "\n\n".join(pieces)), "a.md")
    assert d.text == "A\n\nText one.\n\nReferences\n\nA book.\n\nWeb\n\nA page.\n\nAnnex\n\nText two."
    assert blocks(d, BlockKind.BACK_MATTER) == ["A book.", "A page."]
    assert list(quoted(d, framework)) == ["Text one.", "Text two."]


def test_footnotes_are_read_field_by_field(write: Write) -> None:
    note = 'Ann Lee. "A *port* deal." The Ledger, 2023-04-05. <https://example.org/a_b> Via Relay. Grade C3.'
    free_note = "A [linked](https://example.org/c) note\n    of two lines."
    text = f"Text.[^k] More.[^free]\n\n[^k]: {note}\n[^free]: {free_note}\n"
    d = read_markdown(write("a.md", text), "a.md")
    assert d.references == (
        Reference(
            id="k",
            title="A port deal",
            author="Ann Lee",
            publisher="The Ledger",
            date="2023-04-05",
            url="https://example.org/a_b",
            via="Relay",
            grade="C3",
        ),
        Reference("free", "A linked note of two lines", url="https://example.org/c"),
    )
    assert d.text == "Text. More."


def test_a_row_of_a_table_is_a_paragraph_with_the_names_of_its_columns(write: Write) -> None:
    text = "| Country | Loan |\n|---|---|\n| Serbia | 3 bn[^1] |\n| | |\n| Fiji | 2 bn |\n\n[^1]: A source.\n"
    d = read_markdown(write("a.md", text), "a.md")
    assert blocks(d, BlockKind.PARAGRAPH) == ["Country: Serbia; Loan: 3 bn", "Country: Fiji; Loan: 2 bn"]
    assert [(d.text[: m.start], m.reference_id) for m in d.marks] == [("Country: Serbia; Loan: 3 bn", "1")]


def test_code_is_text(write: Write) -> None:
    d = read_markdown(
        write("a.md", "```text\nThe mine pays\nfive percent.\n\nTo Serbia.\n```\n\n    Indented.\n"), "a"
    )
    assert blocks(d, BlockKind.PARAGRAPH) == ["The mine pays five percent.", "To Serbia.", "Indented."]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div>\n<h4>Cost</h4>\n<p>It <b>cost</b> 3<br>billion.</p>\n</div>", ["Cost", "It cost 3 billion."]),
        ("<p>Seen.</p><p hidden>A</p><p style='display: none'>B</p><script>C</script>", ["Seen."]),
        ("<p>Seen <span style='opacity:0'>A</span>twice.</p>", ["Seen twice."]),
        ("<!-- nothing -->", []),
        ("<table><tr><td>Serbia</td><td>3</td></tr></table>", ["Serbia | 3"]),
        (
            "<table><tr><th>Country<th>Loan</tr><tr><td>Serbia<td>3</tr></table>",
            ["Country: Serbia; Loan: 3"],
        ),
        (
            "<table><tr><th>A<th>B<th>C</tr><tr><td colspan=2 rowspan=2>x<td>1</tr><tr><td>2</tr></table>",
            ["A: x; C: 1", "A: x; C: 2"],
        ),
    ],
)
def test_the_text_of_html_is_read_and_what_it_hides_is_not(
    write: Write, markup: str, expected: list[str]
) -> None:
    d = read_markdown(write("a.md", f"{markup}\n\nEnd.\n"), "a.md")
    assert [d.text[b.start : b.end] for b in d.blocks] == [*expected, "End."]


def test_a_title_that_names_notes_does_not_make_the_file_back_matter(write: Write) -> None:
    d = read_markdown(write("a.md", "# Notes\n\nSerbia sold a mine.\n\n# Notes\n\nA source.\n"), "a.md")
    assert blocks(d, BlockKind.PARAGRAPH) == ["Serbia sold a mine."]
    assert blocks(d, BlockKind.BACK_MATTER) == ["A source."]


def test_wrapped_lines_are_joined_as_their_script_demands(write: Write) -> None:
    text = (
        "去年开行班列，\n比前年**增长**[^甲]\n百分之九。\n\n> 铁路快；\n> 海路便宜。\n\n"
        "The inter-\nnational court\nsat.\n\n[^甲]: 不含。\n"
    )
    d = read_markdown(write("a.md", text), "a.md")
    assert blocks(d, BlockKind.PARAGRAPH) == [
        "去年开行班列，比前年增长百分之九。",
        "铁路快；海路便宜。",
        "The international court sat.",
    ]
    assert [(d.text[m.start - 2 : m.start], m.reference_id) for m in d.marks] == [("增长", "甲")]


def test_raised_figures_of_markdown_are_no_digits(write: Write) -> None:
    d = read_markdown(
        write("a.md", "It holds 3 · 10<sup>6</sup> values of the 4<sup>th</sup> year.\n"), "a.md"
    )
    assert d.text == "It holds 3 · 10⁶ values of the 4th year."
