"""ZIP packages that unpack to more than they should: refused before a byte of them is parsed, whatever the format and whatever they say of themselves."""

import struct
import zipfile
from pathlib import Path

import pytest

import corpus.readers.office.package
from corpus.ingest.read_file import Skipped, read_file

SUFFIXES = (".docx", ".pptx", ".xlsx", ".epub")


def refusal(path: Path) -> str:
    (found,) = read_file(path, path.name)
    assert isinstance(found, Skipped)
    return found.reason


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_package_that_unpacks_to_far_more_than_it_holds_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    assert (
        refusal(path) == f"bomb{suffix} unpacks to 60 MB in 1 parts, which no document does; it is not read."
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_package_of_too_many_parts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(corpus.readers.office.package, "_MAX_PARTS", 50)
    path = tmp_path / f"many{suffix}"
    with zipfile.ZipFile(path, "w") as package:
        for number in range(51):
            package.writestr(f"{number}.xml", b"")
    assert (
        refusal(path) == f"many{suffix} unpacks to 0 MB in 51 parts, which no document does; it is not read."
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_part_that_says_it_is_small_is_read_no_further_than_it_says(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"liar{suffix}"
    names = ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml", "META-INF/container.xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, b"<a>" + b" " * 2_000_000 + b"</a>")
    raw = path.read_bytes()
    true, said = struct.pack("<L", 2_000_007), struct.pack("<L", 100)
    assert raw.count(true) == 2 * len(names)
    path.write_bytes(raw.replace(true, said))
    assert f"liar{suffix} is damaged in its part" in refusal(path)
