"""A name in the library stays in its folder, can be stored on every system, and shows as what it is."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.library.file_names import make_safe_name
from corpus.library.folder import add_file, list_files


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x.md", "x.md"),
        ("C:\\x.md", "x.md"),
        ("..\\..\\x.md", "x.md"),
        ("/etc/x.md", "x.md"),
        (".x.md", "x.md"),
        ("a:b|c?.md", "a-b-c-.md"),
        ("a\nb.md", "a-b.md"),
        ("Отчёт 2024.PDF", "Отчёт 2024.PDF"),
        ("a\0b.md", "a-b.md"),
        ("\\\\server\\share\\x.md", "x.md"),
        ("C:x.md", "C-x.md"),
        ("x.md:hidden.md", "x.md-hidden.md"),
        ("con.md", "_con.md"),
        ("NUL .tar.md", "_NUL .tar.md"),
        ("Lpt1.md", "_Lpt1.md"),
        ("COM².md", "_COM².md"),
        ("console.md", "console.md"),
        ("x.md. . ", "x.md"),
        ("report\u202edm.pdf", "reportdm.pdf"),
        ("\u200ba\u2066b\ufeff.md", "ab.md"),
        ("a\x7f\x85b.md", "a--b.md"),
        ("a\u2028b.md", "a-b.md"),
        ("tag\U000e0041\U000e0042.md", "tag.md"),
        ("lone\ud800.md", "lone.md"),
        ("Vuc\u030cic\u0301.md", "Vučić.md"),
        ("%2e%2e%2fx.md", "%2e%2e%2fx.md"),
    ],
)
def test_a_name_cannot_leave_the_folder(library: Path, note: Path, name: str, safe: str) -> None:
    assert make_safe_name(name) == safe
    assert add_file(library, note, name) == library / safe
    assert [p.name for p in list_files(library)] == [safe]


@pytest.mark.parametrize(
    "name",
    ["国" * 120 + ".md", "." * 200 + "x" * 10 + ".md", "a" * 40 + ". " * 100 + "x.md", "x" * 300 + ".md"],
)
def test_a_long_name_is_shortened_and_keeps_its_suffix(library: Path, note: Path, name: str) -> None:
    path = add_file(library, note, name)
    assert len(path.name.encode()) <= 200
    assert list_files(library) == [path]
    assert [d.text for d in load_documents([library]).documents] == ["Serbia bought drones."]


@pytest.mark.parametrize(
    ("name", "shown"), [("x.odg", "x.odg"), ("x", "x"), ("../x.md/", "../x.md/"), ("x.md.exe", "x.md.exe")]
)
def test_a_type_that_no_reader_takes_is_refused(library: Path, note: Path, name: str, shown: str) -> None:
    with pytest.raises(
        CorpusError,
        match=rf"^'{shown}' is not of a type that can be read; use one of \.md, .*\.docx, .*\.jsonl\.$",
    ):
        add_file(library, note, name)
    assert list_files(library) == []
