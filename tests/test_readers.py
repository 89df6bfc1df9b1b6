"""What each reader makes of a file: canonical text, blocks, marks, references; and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.load import load_documents
from corpus.readers.beir import read_beir
from corpus.readers.markdown import read_markdown
from corpus.readers.pdf import read_pdf
from corpus.readers.text import decode, read_text
from corpus.records import BlockKind, Document, Mark, Reference, Sentence
from corpus.split import split_document

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def quoted(document: Document, framework: Framework) -> dict[str, tuple[str, ...]]:
    """Each sentence's text and the ids of its references."""
    sentences: list[Sentence] = [s for p in split_document(document, framework) for s in p.sentences]
    return {document.text[s.start : s.end]: s.references for s in sentences}


def blocks(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


# Markdown


def test_markdown_text_has_neither_marks_nor_markup(write: Write) -> None:
    path = write("a.md", "# A *title*\n\nSerbia **bought** [six](https://x.org) `CH-92A`\ndrones.[^1] ![Alt](x.png)\n\n- One *item*\n\n[^1]: Note\n")
    assert read_markdown(path, "a.md").text == "A title\n\nSerbia bought six CH-92A drones. Alt\n\nOne item"


def test_markdown_marks_become_references_of_the_sentence_before_them(write: Write, framework: Framework) -> None:
    path = write("a.md", "Trade grew.[^1] It fell again.[^2][^1] Nothing rests here. Debt rose [^2].\n\nNext.[^2]\n\n[^1]: One\n[^2]: Two\n")
    document = read_markdown(path, "a.md")
    assert document.text == "Trade grew. It fell again. Nothing rests here. Debt rose .\n\nNext."
    assert document.marks == (Mark(11, 11, "1"), Mark(26, 26, "2"), Mark(26, 26, "1"), Mark(57, 57, "2"), Mark(65, 65, "2"))
    assert quoted(document, framework) == {
        "Trade grew.": ("1",),
        "It fell again.": ("2", "1"),
        "Nothing rests here.": (),
        "Debt rose .": ("2",),
        "Next.": ("2",),
    }


def test_sentences_without_spaces_between_them_keep_their_references(write: Write, framework: Framework) -> None:
    document = read_markdown(write("a.md", "甲国贸易增长。[^1]乙国投资下降。[^2]\n\n[^1]: One\n[^2]: Two\n"), "a.md")
    assert quoted(document, framework) == {"甲国贸易增长。": ("1",), "乙国投资下降。": ("2",)}


def test_front_matter_is_read(write: Write) -> None:
    path = write(
        "a.md",
        "---\ntitle: Ports\nregions: [Balkans, Africa]\ncountries: Serbia\naspects: [economic]\nperiod: 2016-2023\nupdated: 2023-02-01\n"
        "perspective: {think tank: 3, PRC official: 1}\nother: 7\n---\n# Heading\n\nText.\n",
    )
    d = read_markdown(path, "x/a.md")
    assert (d.id, d.title, d.source, d.text) == ("x/a.md", "Ports", str(path), "Heading\n\nText.")
    assert (d.regions, d.countries, d.aspects, d.perspective) == (("Balkans", "Africa"), ("Serbia",), ("economic",), (("think tank", 3), ("PRC official", 1)))
    assert (d.period, d.updated) == ("2016-2023", "2023-02-01")
    assert read_markdown(write("a.md", "---\nperspective: [academic, press]\n---\nText.\n"), "a.md").perspective == (("academic", 1), ("press", 1))


def test_a_title_is_the_front_matters_or_the_first_heading_or_the_file_name(write: Write) -> None:
    assert read_markdown(write("a.md", "---\ntitle: Declared\n---\n# Heading\n"), "a").title == "Declared"
    assert read_markdown(write("a.md", "Before.\n\n## Heading\n"), "a").title == "Heading"
    assert read_markdown(write("a-file.md", "Text.\n"), "a").title == "a-file"


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("- a\n- b", r"The front matter of a\.md is a list, not 'key: value' lines; mend or remove it\."),
        ("just words", r"The front matter of a\.md is a str, not 'key: value' lines"),
        ("a: [1", r"The front matter of a\.md is no YAML \(.*line 1.*\); mend or remove it\."),
        ("updated: 2024-13-45", r"The front matter of a\.md is no YAML \(month must be in 1\.\.12\); mend or remove it\."),
    ],
)
def test_front_matter_that_is_no_mapping_is_refused(write: Write, front: str, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        read_markdown(write("a.md", f"---\n{front}\n---\nText.\n"), "a.md")


def test_headings_are_the_path_and_the_locator_of_what_is_below(write: Write) -> None:
    d = read_markdown(write("a.md", "Before.\n\n# One\n\n## Two\n\nBelow two.\n\n### Three\n\nBelow three.\n\n## Four\n\nBelow four.\n"), "a.md")
    found = [(d.text[b.start : b.end], b.headings, b.locator) for b in d.blocks if b.kind is BlockKind.PARAGRAPH]
    assert found == [
        ("Before.", (), ""),
        ("Below two.", ("One", "Two"), "Two"),
        ("Below three.", ("One", "Two", "Three"), "Three"),
        ("Below four.", ("One", "Four"), "Four"),
    ]
    assert blocks(d, BlockKind.HEADING) == ["One", "Two", "Three", "Four"]


def test_markdown_back_matter_is_kept_in_the_text_and_never_quoted(write: Write, framework: Framework) -> None:
    d = read_markdown(write("a.md", "# A\n\nText one.\n\n## References\n\nA book.\n\n### Web\n\nA page.\n\n## Annex\n\nText two.\n"), "a.md")
    assert d.text == "A\n\nText one.\n\nReferences\n\nA book.\n\nWeb\n\nA page.\n\nAnnex\n\nText two."
    assert blocks(d, BlockKind.BACK_MATTER) == ["A book.", "A page."]
    assert list(quoted(d, framework)) == ["Text one.", "Text two."]


def test_footnotes_are_read_field_by_field(write: Write) -> None:
    note = 'Ann Lee. "A *port* deal." The Ledger, 2023-04-05. <https://example.org/a_b> Via Relay. Medium confidence.'
    d = read_markdown(write("a.md", f"Text.[^k] More.[^free]\n\n[^k]: {note}\n[^free]: A [linked](https://example.org/c) note\n    of two lines.\n"), "a.md")
    assert d.references == (
        Reference("k", "A port deal", "Ann Lee", "The Ledger", "2023-04-05", "https://example.org/a_b", "medium", "Relay"),
        Reference("free", "A linked note of two lines", url="https://example.org/c"),
    )
    assert d.text == "Text. More."


def test_table_cells_are_text(write: Write) -> None:
    d = read_markdown(write("a.md", "| Country | Loan |\n|---|---|\n| Serbia | 3 bn |\n"), "a.md")
    assert blocks(d, BlockKind.PARAGRAPH) == ["Country", "Loan", "Serbia", "3 bn"]


# Plain text


def test_text_marks_are_outside_the_sentence_and_resolved(ten: Path, framework: Framework) -> None:
    d = read_text(ten / "central-asia/society.txt", "society.txt")
    assert d.title == "Chinese schools and students in Central Asia"
    assert quoted(d, framework) == {
        "Thirteen Confucius Institutes teach Mandarin in Central Asia, five of them in\nKazakhstan.": ("1",),
        "China gave students from Central Asia 1,500 scholarships in 2023.": ("2",),
        "In a survey of 2022 only 24 per cent of respondents in Kazakhstan trusted China,\nwhile 59 per cent did in Turkmenistan.": ("1", "2"),
    }
    assert d.references == (
        Reference("1", "Institutes counted", "Dana Serik", "Education Almanac", "2023-02-01", "https://example.org/almanac/institutes"),
        Reference("2", "Trust and scholarships", None, "Barometer of Opinion", "2022", confidence="medium"),
    )
    assert [d.text[m.start : m.end] for m in d.marks] == ["[1]", "[2]", "[1]", "[2]"]


def test_text_back_matter_is_never_quoted(ten: Path) -> None:
    d = read_text(ten / "central-asia/society.txt", "society.txt")
    assert [b.split()[0] for b in blocks(d, BlockKind.BACK_MATTER)] == ["References", "[1]", "[2]"]


def test_notes_end_the_text_under_no_heading_too(write: Write, framework: Framework) -> None:
    d = read_text(
        write("a.txt", "Trade grew.[1]\n\n[1] Ann Lee. A note of many words, which no reader should see quoted as text.\n\nMore about it.\n"), "a.txt"
    )
    assert quoted(d, framework) == {"Trade grew.": ("1",)}
    assert len(blocks(d, BlockKind.BACK_MATTER)) == 2


def test_a_number_in_brackets_without_a_note_is_text(write: Write, framework: Framework) -> None:
    d = read_text(write("a.txt", "Trade grew by half.[7] Exports led the way.\n"), "a.txt")
    assert d.marks == ()
    assert "[7]" in " ".join(quoted(d, framework))


def test_text_headings_and_paragraphs_are_told_apart(write: Write) -> None:
    d = read_text(write("a.txt", "Ports and roads\n\nFirst paragraph,\nwrapped here.\n\n\nRailways\n\nSecond paragraph.\n\n- a point\n"), "a.txt")
    assert [(b.kind.value, d.text[b.start : b.end], b.locator) for b in d.blocks] == [
        ("heading", "Ports and roads", "Ports and roads"),
        ("paragraph", "First paragraph,\nwrapped here.", "Ports and roads"),
        ("heading", "Railways", "Railways"),
        ("paragraph", "Second paragraph.", "Railways"),
        ("paragraph", "- a point", "Railways"),
    ]


def test_lines_that_nobody_wrapped_are_paragraphs_of_their_own(write: Write) -> None:
    long = "China built a road " * 10 + "there."
    d = read_text(write("a.txt", f"{long}\nIt built a port too.\n"), "a.txt")
    assert blocks(d, BlockKind.PARAGRAPH) == [long, "It built a port too."]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Niš and Čačak – “ports”."),
        ("utf-8-sig", "Niš and Čačak – “ports”."),
        ("utf-16", "Trade with China grew strongly. Serbia sold copper."),
        ("windows-1251", "Китай вложил деньги в экономику Сербии. Торговля между странами выросла вдвое за последние годы."),
    ],
)
def test_text_of_every_encoding_is_decoded(write: Write, encoding: str, text: str) -> None:
    assert decode(write("a.txt", text.encode(encoding))) == text


def test_line_ends_of_every_system_become_one(write: Write) -> None:
    assert decode(write("a.txt", b"one\r\ntwo\rthree\n")) == "one\ntwo\nthree\n"
    assert read_markdown(write("a.md", b"---\r\ntitle: T\r\n---\r\nOne line\r\nmore.\r\n"), "a.md").title == "T"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"plain\0bytes", r"a\.txt holds binary data, not text; save it as UTF-8 text\."),
        (bytes(range(256)) * 8, r"a\.txt is in no encoding that can be recognised|a\.txt holds binary data"),
    ],
)
def test_binary_data_is_refused(write: Write, content: bytes, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        decode(write("a.txt", content))


# PDF


def pdf_of(path: Path, pages: list[str], *, title: str = "", password: str = "") -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    if title:
        pdf.set_title(title)
    for page in pages:
        pdf.add_page()
        if page:
            pdf.multi_cell(0, 6, page)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)  # noqa: S106
    pdf.output(str(path))
    return path


def test_a_pdf_gives_its_text_with_the_page_of_each_passage(tmp_path: Path, framework: Framework) -> None:
    path = pdf_of(tmp_path / "ports.pdf", ["COSCO bought the port of Piraeus in 2016.", "", "Serbia owes China 3 billion dollars."], title="Ports")
    d = read_pdf(path, "ports.pdf")
    assert d.title == "Ports"
    assert d.text == "COSCO bought the port of Piraeus in 2016.\n\nSerbia owes China 3 billion dollars."
    assert [(b.page, b.locator) for b in d.blocks] == [(1, "p. 1"), (3, "p. 3")]
    assert [p.text for p in split_document(d, framework)] == ["COSCO bought the port of Piraeus in 2016.", "Serbia owes China 3 billion dollars."]


def test_wrapped_lines_of_a_pdf_are_one_paragraph(tmp_path: Path) -> None:
    text = "Chinese firms invested ten billion dollars in the region over fifteen years, " * 3 + "and most of it went to one country."
    d = read_pdf(pdf_of(tmp_path / "a.pdf", [text]), "a.pdf")
    assert d.text == text
    assert d.title == "a"


def test_a_short_last_line_ends_a_paragraph_of_a_pdf(tmp_path: Path) -> None:
    lines = [
        "Chinese firms invested ten billion dollars in the region over",
        "fifteen years. They left.",
        "The railway from the capital to the border took nine years.",
        "The loan that paid for it will be repaid by 2040.",
    ]
    d = read_pdf(pdf_of(tmp_path / "a.pdf", ["\n".join(lines)]), "a.pdf")
    assert blocks(d, BlockKind.PARAGRAPH) == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_a_word_that_a_pdf_splits_at_a_line_end_is_whole(tmp_path: Path) -> None:
    d = read_pdf(pdf_of(tmp_path / "a.pdf", ["Most of the money was spent on infra-\nstructure at the China-\nCentral Asia summit."]), "a.pdf")
    assert d.text == "Most of the money was spent on infrastructure at the China-Central Asia summit."


def test_the_references_of_a_pdf_are_never_quoted(tmp_path: Path) -> None:
    d = read_pdf(pdf_of(tmp_path / "a.pdf", ["Text of the report.", "References", "A. Author. A book."]), "a.pdf")
    assert [b.kind for b in d.blocks] == [BlockKind.PARAGRAPH, BlockKind.BACK_MATTER, BlockKind.BACK_MATTER]


def test_a_damaged_pdf_is_refused(write: Write) -> None:
    with pytest.raises(CorpusError, match=r"a\.pdf is damaged or no PDF; export it again without protection\."):
        read_pdf(write("a.pdf", b"%PDF-1.7\nnothing of the kind"), "a.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "a.pdf", ["Secret text."], password="secret")  # noqa: S106
    with pytest.raises(CorpusError, match=r"a\.pdf needs a password"):
        read_pdf(path, "a.pdf")


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"a\.pdf has no text on any of its 2 pages \(a scan\?\); run OCR over it first\."):
        read_pdf(pdf_of(tmp_path / "a.pdf", ["", ""]), "a.pdf")


# BEIR


def test_beir_records_keep_their_id_and_their_text_alone(write: Write) -> None:
    path = write("c.jsonl", '{"_id": "d1", "title": "Ports", "text": "One.\\n\\nTwo."}\n\n{"_id": 2, "text": "Line\u2028three."}\n')
    documents, bad = read_beir(path)
    assert bad == []
    assert [(d.id, d.title, d.text) for d in documents] == [("d1", "Ports", "One.\n\nTwo."), ("2", "", "Line\u2028three.")]
    assert [documents[0].text[b.start : b.end] for b in documents[0].blocks] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "The line is no JSON (Expecting property name enclosed in double quotes); each line must be one object."),
        ('["a"]', 'The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.'),
        ('{"text": "no id"}', 'The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.'),
        ('{"_id": null, "text": "no id"}', 'The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.'),
        ('{"_id": "d", "text": 7}', 'The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.'),
        ('{"_id": "d", "text": "  "}', "The text of 'd' is empty; remove the line."),
    ],
)
def test_a_bad_beir_line_is_reported_with_its_number(write: Write, line: str, reason: str) -> None:
    path = write("c.jsonl", f'{{"_id": "a", "text": "Good."}}\n\n{line}\n{{"_id": "b", "text": "Good too."}}\n')
    loaded = load_documents([path])
    assert [d.id for d in loaded.documents] == ["a", "b"]
    assert [(s.file, s.reason) for s in loaded.skipped] == [("c.jsonl:3", reason)]
