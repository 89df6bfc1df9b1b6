"""A file is checked before its reader opens it, and its document is repaired for the steps that follow."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.ingest.read_file import Skipped, read_file
from corpus.records import BlockKind, Document

Write = Callable[[str, str | bytes], Path]


def read(path: Path) -> Document:
    (found,) = read_file(path, path.name)
    assert isinstance(found, Document), found
    return found


def test_a_file_beyond_the_limit_is_not_opened(write: Write) -> None:
    path = write("big.txt", "a " * 1000)
    assert list(read_file(path, "big.txt", 1000)) == [
        Skipped("big.txt", "big.txt has 0 MB, more than the 0 MB that are read; split it.")
    ]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"%PDF-1.7\n", "a PDF"),
        ("a.md", b"PK\x03\x04....", "a ZIP archive"),
        ("a.pdf", b"PK\x03\x04....", "a ZIP archive"),
        ("a.html", b"{\\rtf1", "an RTF file"),
    ],
)
def test_a_file_with_a_wrong_suffix_is_refused(write: Write, name: str, content: bytes, kind: str) -> None:
    (skipped,) = read_file(write(name, content), name)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == (
        f"{name} holds {kind}, not what its suffix says; give it the right suffix, or save it as PDF or DOCX."
    )


def test_a_text_longer_than_any_book_is_refused(write: Write) -> None:
    path = write("a.txt", "Serbia bought drones. " * 140_000)
    reason = "a.txt has 3 million characters, more than the 2 that are read; split it."
    assert list(read_file(path, "a.txt", max_text=2_000_000)) == [Skipped("a.txt", reason)]


def test_a_line_of_megabytes_is_cut_into_blocks_that_hold_all_of_it(write: Write) -> None:
    text = "Serbia bought drones. " * 5000
    d = read(write("a.txt", text))
    assert d.text == text
    assert "".join(d.text[b.start : b.end] for b in d.blocks) == text.rstrip()
    assert max(b.end - b.start for b in d.blocks) <= 20_000


def test_an_endless_run_of_letters_is_kept_and_not_quoted(write: Write) -> None:
    d = read(write("a.txt", "Serbia bought six drones.\n\n" + "a" * 5000 + "\n"))
    assert [b.kind for b in d.blocks] == [BlockKind.PARAGRAPH, BlockKind.BACK_MATTER]
    assert d.notes == ("1 paragraph with 1,000 letters or more in a row is not quoted.",)


def test_characters_that_could_not_be_read_are_noted(write: Write) -> None:
    assert read(write("a.txt", "Serbia bought \ufffd drones.")).notes == (
        "1 character could not be read and shows as \ufffd.",
    )
    assert read(write("b.txt", "Serbia \ufffd bought \ufffd drones.")).notes == (
        "2 characters could not be read and show as \ufffd.",
    )


def test_a_known_language_is_not_detected(write: Write) -> None:
    path = write("a.txt", "Китайские компании построили новую железную дорогу через горы на юге страны. " * 5)
    (detected,), (known,) = read_file(path, "a.txt"), read_file(path, "a.txt", language="en")
    assert isinstance(detected, Document)
    assert isinstance(known, Document)
    assert (detected.language, known.language) == ("ru", "en")
