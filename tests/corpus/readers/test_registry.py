"""Every registered format has what reading, checking and downloading need, and one entry adds a format."""

from pathlib import Path

import docx
import pytest

from corpus.ingest.hidden_text import FINDERS, import_finder
from corpus.ingest.read_file import Skipped, read_file
from corpus.library.web.content_type import check_content_type, choose_suffix
from corpus.readers.registry import CONTAINERS, FORMATS, ZIP, FileFormat, find_reader, find_suffix_of_type
from corpus.records import Document

NEW_TYPE = "application/vnd.sun.xml.writer"
NEW = FileFormat("office.docx.read_docx", (NEW_TYPE,), ZIP, "Writer file")
URL = "https://example.org/a"


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_suffix_has_a_reader_and_every_binary_one_a_container_and_a_label(suffix: str) -> None:
    file_format = FORMATS[suffix]
    assert suffix.startswith(".") and suffix == suffix.lower()
    assert callable(find_reader(Path(f"a{suffix}")))
    assert file_format.container in (None, *CONTAINERS)
    assert bool(file_format.label) == (file_format.container is not None)


def test_every_media_type_belongs_to_one_suffix() -> None:
    pairs = [(media_type, suffix) for suffix, f in FORMATS.items() for media_type in f.media_types]
    assert [find_suffix_of_type(media_type) for media_type, _ in pairs] == [suffix for _, suffix in pairs]
    assert find_suffix_of_type("application/zip") is None


def test_every_finder_of_hidden_text_is_for_a_registered_suffix() -> None:
    assert FINDERS.keys() <= FORMATS.keys()
    assert all(callable(import_finder(suffix)) for suffix in FINDERS)


def test_a_new_zipped_format_needs_one_entry_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = docx.Document()
    word.add_paragraph("Serbia bought six drones.")
    word.save(str(tmp_path / "a.docx"))
    path = (tmp_path / "a.docx").rename(tmp_path / "a.sxw")
    monkeypatch.setitem(FORMATS, ".sxw", NEW)
    (document,) = read_file(path, "a.sxw")
    assert isinstance(document, Document) and document.text == "Serbia bought six drones."
    check_content_type(URL, NEW_TYPE)
    assert choose_suffix(URL, URL, NEW_TYPE, path.read_bytes()) == ".sxw"
    path.write_bytes(b"%PDF-1.7\n")
    (skipped,) = read_file(path, "a.sxw")
    assert isinstance(skipped, Skipped) and "holds a PDF" in skipped.reason
