"""A file in a format that another program must convert gets one sentence, whichever way it comes in."""

import struct
import zipfile
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.library.folder import add_file, make_library_folder
from corpus.library.web.content_type import check_content_type
from corpus.readers.office.unread_formats import UNREAD_FORMATS, refuse_unread_file
from corpus.readers.registry import FORMATS
from tests.reading import Write

WORD = "{} is an old Word document, which cannot be read; open it in Word or LibreOffice and save it as DOCX."
EXCEL = (
    "{} is an old Excel workbook, which cannot be read; open it in Excel or LibreOffice and save it as XLSX."
)
SLIDES = (
    "{} is an old PowerPoint presentation, which cannot be read; open it in PowerPoint or LibreOffice and "
    "save it as PPTX."
)


def old_file(*streams: str) -> bytes:
    """An old Office file with these streams: its header, a table of sectors, a directory of two sectors."""
    names = ["Root Entry", "", "", "", *streams]
    entries = b"".join(
        n.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(n) + 2) for n in names
    )
    entries = b"".join(entries[i : i + 66].ljust(128, b"\0") for i in range(0, len(entries), 66))
    header = bytearray(512)
    header[:4] = b"\xd0\xcf\x11\xe0"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 2, *[0xFFFFFFFE] * 126)
    return bytes(header) + table + entries.ljust(1024, b"\0")


def refusals(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """What a build over the folder, an upload, and the command say of the file."""
    (skipped,) = load_documents([path.parent]).skipped
    with pytest.raises(CorpusError) as uploaded:
        add_file(make_library_folder(tmp_path / "data"), path)
    assert main(["add", str(path), "--data", str(tmp_path / "data")]) != 0
    said = capsys.readouterr().err.strip()
    return {skipped.reason, str(uploaded.value), said}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.doc", b"anything", WORD),
        ("a.DOC", rb"{\rtf1 x}", WORD),
        ("a.docx", old_file("WordDocument", "Workbook"), WORD),
        ("a.txt", old_file("WordDocument"), WORD),
        ("a.xls", b"", EXCEL),
        ("a.xlsx", old_file("Workbook", "WordDocument"), EXCEL),
        ("a.csv", old_file("Book"), EXCEL),
        ("a.ppt", b"", SLIDES),
        ("a.pptx", old_file("Current User", "PowerPoint Document"), SLIDES),
        ("a.docx", old_file("EncryptedPackage"), "{} is protected by a password; save it without one."),
    ],
)
def test_every_way_in_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / "files").mkdir()
    path = tmp_path / "files" / name
    path.write_bytes(content)
    assert refusals(path, tmp_path, capsys) == {sentence.format(name)}


@pytest.mark.parametrize(
    ("parts", "suffix"),
    [
        ({"xl/workbook.bin": b""}, ".xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.presentation"}, ".odp"),
    ],
)
def test_packages_are_recognised_by_their_content(
    tmp_path: Path, parts: dict[str, bytes], suffix: str
) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(
        CorpusError, match=rf"^a\.xlsx is {UNREAD_FORMATS[suffix].what}, which cannot be read;"
    ):
        refuse_unread_file(tmp_path / "a.xlsx", "a.xlsx")


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0", old_file("Other"), old_file()[:700]])
def test_an_old_file_of_unknown_kind_or_cut_off_is_refused(write: Write, content: bytes) -> None:
    sentence = (
        r"^a\.docx is an old Office file, which cannot be read; open it in Microsoft Office or LibreOffice "
        r"and save it as DOCX, XLSX or PPTX\.$"
    )
    with pytest.raises(CorpusError, match=sentence):
        refuse_unread_file(write("a.docx", content), "a.docx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7", b"Text."])
def test_other_files_are_left_to_their_readers(write: Write, content: bytes) -> None:
    refuse_unread_file(write("a.docx", content), "a.docx")


def test_a_download_in_such_a_format_says_the_same() -> None:
    url = "https://example.org/a"
    with pytest.raises(CorpusError) as error:
        check_content_type(url, "application/msword")
    assert str(error.value) == WORD.format(url)


def test_no_format_is_both_read_and_to_be_converted() -> None:
    assert UNREAD_FORMATS.keys().isdisjoint(FORMATS)
    types = {media_type for f in FORMATS.values() for media_type in f.media_types}
    assert types.isdisjoint(f.media_type for f in UNREAD_FORMATS.values())
