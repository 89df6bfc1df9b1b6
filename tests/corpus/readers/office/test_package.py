"""ZIP packages that unpack to too much are refused before they are parsed, whatever sizes they declare."""

import struct
import zipfile
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.read_file import Skipped, read_file
from corpus.readers.office.package import Package

SUFFIXES = (".docx", ".pptx", ".xlsx", ".epub", ".odt", ".ods")


def refusal(path: Path) -> str:
    (found,) = read_file(path, path.name)
    assert isinstance(found, Skipped)
    return found.reason


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_package_that_unpacks_to_far_more_than_it_holds_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    reason = f"bomb{suffix} unpacks to 60 MB in 1 parts, which no document does; it is not read."
    assert refusal(path) == reason


def test_a_package_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.docx"
    with zipfile.ZipFile(path, "w") as package:
        for number in range(51):
            package.writestr(f"{number}.xml", b"")
    reason = r"^many\.docx unpacks to 0 MB in 51 parts, which no document does; it is not read\.$"
    with pytest.raises(CorpusError, match=reason):
        Package(path, max_parts=50)
    with Package(path, max_parts=51) as opened:
        assert len(opened.names()) == 51


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_part_is_read_no_further_than_the_size_it_declares(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"liar{suffix}"
    names = (
        "word/document.xml",
        "ppt/presentation.xml",
        "xl/workbook.xml",
        "META-INF/container.xml",
        "content.xml",
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, b"<a>" + b" " * 2_000_000 + b"</a>")
    raw = path.read_bytes()
    true, declared = struct.pack("<L", 2_000_007), struct.pack("<L", 100)
    assert raw.count(true) == 2 * len(names)
    path.write_bytes(raw.replace(true, declared))
    assert f"liar{suffix} is damaged in its part" in refusal(path)
