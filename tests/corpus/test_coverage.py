"""The share of a file that can be quoted, and what was left out of it, in words."""

import pytest

from corpus.coverage import Coverage, describe_coverage, measure_coverage
from corpus.document_json import document_digest, document_from_record, document_record
from corpus.readers.text import read_text
from corpus.records import Block, BlockKind, Document, LeftOut, LeftOutKind, Mark
from tests.reading import Write

Part = tuple[BlockKind, str, tuple[str, ...]]
HEADING, PARAGRAPH, BACK_MATTER = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BACK_MATTER


def document(*parts: Part, marks: tuple[Mark, ...] = (), left_out: tuple[LeftOut, ...] = ()) -> Document:
    text, blocks = "", []
    for kind, words, headings in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(len(text), len(text) + len(words), kind, headings))
        text += words
    return Document("a", "A", text, tuple(blocks), marks=marks, left_out=left_out)


def test_headings_over_paragraphs_are_context_and_a_heading_over_nothing_is_left_out() -> None:
    found = measure_coverage(
        [
            document(
                (HEADING, "Ports", ()),
                (HEADING, "Bar", ("Ports",)),
                (PARAGRAPH, "x" * 90, ("Ports", "Bar")),
                (HEADING, "A long line.", ("Ports",)),
            )
        ]
    )
    assert found == Coverage(90, 102, (LeftOut(LeftOutKind.HEADING, 1, 12),))
    assert describe_coverage(found) == "88% can be quoted; left out: 1 heading with nothing below"


def test_back_matter_is_counted_by_its_heading_or_else_by_its_look() -> None:
    found = measure_coverage(
        [
            document(
                (BACK_MATTER, "3 See the loan.", ()),
                (PARAGRAPH, "x" * 60, ()),
                (BACK_MATTER, "A stamp", ()),
                (HEADING, "References", ()),
                (BACK_MATTER, "Lee, A. Ports.", ("References",)),
                (BACK_MATTER, "Notes", ()),
                (BACK_MATTER, "As above.", ()),
            )
        ]
    )
    assert found.left_out == (
        LeftOut(LeftOutKind.NOTE, 2, 24),
        LeftOut(LeftOutKind.REFERENCE, 1, 14),
        LeftOut(LeftOutKind.BACK_MATTER, 1, 7),
    )
    assert (found.quotable, found.characters) == (60, 105)


def test_a_note_that_the_text_cites_is_the_source_of_a_sentence_and_not_lost(write: Write) -> None:
    text = f"{'The mill was sold to a firm.[1] ' * 20}\n\n[1] Lee, “Ports”, 2020.\n\n[2] Kim, “Mills”, 2021."
    d = read_text(write("a.txt", text), "a.txt")
    assert measure_coverage([d]).left_out == (LeftOut(LeftOutKind.NOTE, 1, len("[2] Kim, “Mills”, 2021.")),)


def test_the_documents_of_a_file_are_added_up_and_parts_of_a_kind_are_one_entry() -> None:
    field = (LeftOut(LeftOutKind.FIELD, 1, 10),)
    one, two = (document((PARAGRAPH, "x" * 40, ()), left_out=field) for _ in range(2))
    assert measure_coverage([one, two]) == Coverage(80, 100, (LeftOut(LeftOutKind.FIELD, 2, 20),))


@pytest.mark.parametrize(
    ("quotable", "characters", "parts", "phrase"),
    [
        (50, 50, [], "all of it can be quoted"),
        (
            58,
            200,
            [("reference", 31, 100), ("navigation", 14, 42)],
            "only 29% can be quoted: left out are",
        ),
        (41, 100, [("table", 1, 59)], "only 41% can be quoted: left out is 1 table"),
        (0, 9, [("note", 1_200, 9)], "nothing can be quoted: left out are 1,200 notes"),
        (999, 1000, [("comment", 1, 1)], "99% can be quoted; left out: 1 comment"),
        (50, 50, [("attachment", 2, 0)], "100% can be quoted; left out: 2 attachments"),
    ],
)
def test_the_share_is_never_rounded_up_and_a_low_one_says_only(
    quotable: int, characters: int, parts: list[tuple[str, int, int]], phrase: str
) -> None:
    left_out = tuple(LeftOut(LeftOutKind(kind), n, size) for kind, n, size in parts)
    assert describe_coverage(Coverage(quotable, characters, left_out)).startswith(phrase)


def test_navigation_and_running_heads_alone_never_make_a_share_low() -> None:
    around = (LeftOut(LeftOutKind.NAVIGATION, 30, 300), LeftOut(LeftOutKind.RUNNING_HEAD, 2, 100))
    page = Coverage(100, 500, around)
    assert not page.is_low
    assert describe_coverage(page) == (
        "20% can be quoted; left out: 30 lines of navigation and 2 running heads or page numbers"
    )
    assert Coverage(100, 600, (*around, LeftOut(LeftOutKind.TABLE, 1, 100))).is_low


def test_every_kind_has_words() -> None:
    for kind in LeftOutKind:
        assert describe_coverage(Coverage(9, 10, (LeftOut(kind, 1, 1),))).startswith("90% can be quoted; ")


def test_what_was_left_out_is_stored_and_other_documents_keep_their_digest() -> None:
    plain = document((PARAGRAPH, "The mill.", ()))
    assert "left_out" not in document_record(plain)
    cut = document((PARAGRAPH, "The mill.", ()), left_out=(LeftOut(LeftOutKind.PAGE, 3, 90),))
    assert document_from_record(document_record(cut)) == cut
    assert document_from_record(document_record(plain)) == plain
    assert document_digest(plain) != document_digest(cut)
