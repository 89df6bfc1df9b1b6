"""Plain text is read in any encoding, headings by their look, numbered notes as references."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from corpus.readers.markdown import read_markdown
from corpus.readers.text import decode_file, read_text
from corpus.records import BlockKind, Reference
from tests.reading import Write, blocks, quoted


def test_text_marks_are_outside_the_sentence_and_resolved(ten: Path, framework: Framework) -> None:
    d = read_text(ten / "central-asia/society.txt", "society.txt")
    assert d.title == "Chinese schools and students in Central Asia"
    assert quoted(d, framework) == {
        "Thirteen Confucius Institutes teach Mandarin in Central Asia, five of them in\nKazakhstan.": ("1",),
        "China gave students from Central Asia 1,500 scholarships in 2023.": ("2",),
        "In a survey of 2022 only 24 per cent of respondents in Kazakhstan trusted China,\n"
        "while 59 per cent did in Turkmenistan.": ("1", "2"),
    }
    assert d.references == (
        Reference(
            "1",
            "Institutes counted",
            "Dana Serik",
            "Education Almanac",
            "2023-02-01",
            "https://example.org/almanac/institutes",
        ),
        Reference("2", "Trust and scholarships", None, "Barometer of Opinion", "2022", grade="C3"),
    )
    assert [(d.text[m.start - 5 : m.start], m.reference_id) for m in d.marks] == [
        ("stan.", "1"),
        ("2023.", "2"),
        ("stan.", "1"),
        ("stan.", "2"),
    ]


def test_text_back_matter_is_never_quoted(ten: Path) -> None:
    d = read_text(ten / "central-asia/society.txt", "society.txt")
    assert [b.split()[0] for b in blocks(d, BlockKind.BACK_MATTER)] == ["References", "[1]", "[2]"]


def test_notes_without_a_heading_end_the_text(write: Write, framework: Framework) -> None:
    note = "Ann Lee. A note of many words, which no reader should see quoted as text."
    d = read_text(write("a.txt", f"Trade grew.[1]\n\n[1] {note}\n\nMore about it.\n"), "a.txt")
    assert quoted(d, framework) == {"Trade grew.": ("1",)}
    assert len(blocks(d, BlockKind.BACK_MATTER)) == 2


def test_a_number_in_brackets_without_a_note_is_text(write: Write, framework: Framework) -> None:
    d = read_text(write("a.txt", "Trade grew by half.[7] Exports led the way.\n"), "a.txt")
    assert d.marks == ()
    assert "[7]" in " ".join(quoted(d, framework))


def test_headings_are_distinguished_from_paragraphs(write: Write) -> None:
    text = (
        "Ports and roads\n\nFirst paragraph,\nwrapped here.\n\n\nRailways\n\nSecond paragraph.\n\n- a point\n"
    )
    d = read_text(write("a.txt", text), "a.txt")
    assert [(b.kind.value, d.text[b.start : b.end], b.locator) for b in d.blocks] == [
        ("heading", "Ports and roads", "Ports and roads"),
        ("paragraph", "First paragraph,\nwrapped here.", "Ports and roads"),
        ("heading", "Railways", "Railways"),
        ("paragraph", "Second paragraph.", "Railways"),
        ("paragraph", "- a point", "Railways"),
    ]


def test_every_line_of_unwrapped_text_is_a_paragraph(write: Write) -> None:
    long = "China built a road " * 10 + "there."
    d = read_text(write("a.txt", f"{long}\nIt built a port too.\n"), "a.txt")
    assert blocks(d, BlockKind.PARAGRAPH) == [long, "It built a port too."]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Niš and Čačak – “ports”."),
        ("utf-8-sig", "Niš and Čačak – “ports”."),
        ("utf-16", "Trade with China grew strongly. Serbia sold copper."),
        ("utf-16-le", "Стороны согласились. Serbia sold copper."),
        ("utf-16-be", "Стороны согласились. Serbia sold copper."),
        (
            "windows-1251",
            "Китай вложил деньги в экономику Сербии. "
            "Торговля между странами выросла вдвое за последние годы.",
        ),
    ],
)
def test_text_of_every_encoding_is_decoded(write: Write, encoding: str, text: str) -> None:
    assert decode_file(write("a.txt", text.encode(encoding))) == text


def test_a_few_broken_characters_do_not_change_the_encoding(write: Write) -> None:
    valid = "Čačak i Niš su gradovi u Srbiji, a Đorđe živi u Šapcu. "
    path = write("a.txt", valid.encode() * 3 + b"\xc4! " + valid.encode())
    assert decode_file(path) == valid * 3 + "\ufffd! " + valid
    (d,) = load_documents([path]).documents
    assert d.notes == ("1 character could not be read and shows as \ufffd.",)


def test_line_ends_of_every_system_become_line_feeds(write: Write) -> None:
    assert decode_file(write("a.txt", b"one\r\ntwo\rthree\n")) == "one\ntwo\nthree\n"
    markdown = write("a.md", b"---\r\ntitle: T\r\n---\r\nOne line\r\nmore.\r\n")
    assert read_markdown(markdown, "a.md").title == "T"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"plain\0bytes", r"a\.txt holds binary data, not text; save it as UTF-8 text\."),
        (bytes(range(256)) * 8, r"a\.txt is in no encoding that can be recognised|a\.txt holds binary data"),
    ],
)
def test_binary_data_is_refused(write: Write, content: bytes, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        decode_file(write("a.txt", content))


def test_a_sentence_that_is_wrapped_next_to_unwrapped_lines_is_one_paragraph(write: Write) -> None:
    long = "In 2019 the union set a limit to what the mill may sell to its members, and so its loss " * 2
    text = f"The mill was bought by\na group that paid\n46 million.\n{long.strip()}.\nA heading\n\nIt runs."
    d = read_text(write("a.txt", text), "a.txt")
    paragraphs = [" ".join(p.split()) for p in blocks(d, BlockKind.PARAGRAPH)]
    assert paragraphs[0] == "The mill was bought by a group that paid"
    assert len(paragraphs) == 4 and blocks(d, BlockKind.HEADING) == ["A heading"]


def test_short_lines_below_each_other_are_no_headings(write: Write) -> None:
    long = (
        "The club was founded in the year of the flood by the workers of two mills and of a railway yard " * 2
    )
    text = f"Career of the club\n\n{long.strip()}.\nFounded 1902\nGround River Road\nColours green\n"
    d = read_text(write("a.txt", text), "a.txt")
    assert blocks(d, BlockKind.HEADING) == ["Career of the club"]
    assert blocks(d, BlockKind.PARAGRAPH)[1:] == ["Founded 1902", "Ground River Road", "Colours green"]


def test_a_line_of_the_text_that_begins_with_a_mark_does_not_begin_the_notes(write: Write) -> None:
    body = "He scored twice.[1]\n\n[9] Having played, he left the club.\n\nHe came back.[2]"
    text = f"{body}\n\n[1] A source.\n[2] Another.\n"
    d = read_text(write("a.txt", text), "a.txt")
    assert [(r.id, r.title) for r in d.references] == [("1", "A source"), ("2", "Another")]
    assert blocks(d, BlockKind.PARAGRAPH)[1:] == ["[9] Having played, he left the club.", "He came back."]


def test_a_text_that_begins_with_notes_is_no_back_matter(write: Write) -> None:
    d = read_text(write("a.txt", "Notes\n\nSerbia sold a mine.\n\nNotes\n\nA source.\n"), "a.txt")
    assert blocks(d, BlockKind.PARAGRAPH) == ["Serbia sold a mine."]


def test_raised_marks_leave_the_text_and_exponents_stay(write: Write, framework: Framework) -> None:
    notes = "____\n¹ In dollars.\n² By the mayor.\n"
    text = f"It cost 19² million¹ over 5 km² of land.\nThe rest³ is unknown.\n\n{notes}"
    d = read_text(write("a.txt", text), "a.txt")
    assert quoted(d, framework) == {
        "It cost 19 million over 5 km² of land.": ("2", "1"),
        "The rest³ is unknown.": (),
    }
    assert [(r.id, r.title) for r in d.references] == [("1", "In dollars"), ("2", "By the mayor")]


def test_notes_below_each_other_are_notes_of_their_own(write: Write) -> None:
    d = read_text(write("a.txt", "Trade[1] grew.[2]\n\n[1] A source,\ncontinued.\n[2] Another.\n"), "a.txt")
    assert [(r.id, r.title) for r in d.references] == [("1", "A source, continued"), ("2", "Another")]


def test_words_divided_at_line_ends_are_whole(write: Write) -> None:
    d = read_text(write("a.txt", "Протокол составлен на рус-\n   ском языке, и это\nвсё.\n"), "a.txt")
    assert blocks(d, BlockKind.PARAGRAPH) == ["Протокол составлен на русском языке, и это\nвсё."]


def test_chinese_lines_wider_than_a_page_are_paragraphs(write: Write) -> None:
    long = "每年发放许可证" * 9 + "。"
    d = read_text(write("a.txt", f"{long}\n渔船必须安装设备。\n"), "a.txt")
    assert blocks(d, BlockKind.PARAGRAPH) == [long, "渔船必须安装设备。"]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("The mill was sold.\n    It had lost\nmoney.\n", ["The mill was sold.", "It had lost\nmoney."]),
        ("\u3000\u3000第一段。\n\u3000\u3000第二段。\n", ["第一段。", "第二段。"]),
        ("1. The mark.\n   It was moved.\n", ["1. The mark.\n   It was moved."]),
        ("- The mark.\n  It was moved.\n", ["- The mark.\n  It was moved."]),
        ("The mill\n    was sold.\n", ["The mill\n    was sold."]),
    ],
)
def test_an_indented_line_begins_a_paragraph_but_below_a_label(
    write: Write, text: str, paragraphs: list[str]
) -> None:
    assert blocks(read_text(write("a.txt", text), "a.txt"), BlockKind.PARAGRAPH) == paragraphs
