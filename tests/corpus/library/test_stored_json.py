"""The logs on disk: earlier releases load, the form is fixed, and a corrupt file is one sentence."""

import os
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.library.download_log import DownloadLog, DownloadRecord, DownloadState
from corpus.library.excluded import set_excluded
from corpus.library.ingest_log import IngestLog, IngestRecord, ReadState

FETCHED = """{
 "https://example.org/č": {
  "url": "https://example.org/č",
  "state": "partial",
  "file": null,
  "reason": null,
  "tries": 2,
  "date": "2026-11-21T09:30:00+00:00",
  "validator": "\\"v1\\""
 },
 "lee-2024": {
  "url": "https://example.org/ports",
  "state": "fetched",
  "file": "lee-2024.pdf",
  "reason": null,
  "tries": 1,
  "date": "2026-11-21T09:31:00+00:00",
  "validator": null
 }
}
"""
READ = """{
 "Отчёт.pdf": {
  "state": "read in part",
  "bytes": 14842,
  "modified": 1795992368561300807,
  "documents": 1,
  "characters": 14535,
  "language": null,
  "reasons": [
   "Page 2 cannot be read."
  ],
  "notes": [],
  "kept": false
 }
}
"""


def test_a_download_log_of_an_earlier_release_is_read_and_written_in_the_same_form(tmp_path: Path) -> None:
    (tmp_path / "fetched.json").write_text(FETCHED, encoding="utf-8")
    log = DownloadLog(tmp_path)
    record = DownloadRecord(
        url="https://example.org/ports",
        state=DownloadState.FETCHED,
        file="lee-2024.pdf",
        tries=1,
        date="2026-11-21T09:31:00+00:00",
    )
    assert log.get("lee-2024") == record
    assert log.find_key("lee-2024.pdf") == "lee-2024"
    log.put("lee-2024", record)
    assert (tmp_path / "fetched.json").read_bytes() == FETCHED.encode()
    assert [p.name for p in tmp_path.iterdir()] == ["fetched.json"]


def test_an_ingest_log_of_an_earlier_release_is_read(tmp_path: Path) -> None:
    (tmp_path / "read.json").write_text(READ, encoding="utf-8")
    report = tmp_path / "Отчёт.pdf"
    report.write_bytes(b"x" * 14842)
    os.utime(report, ns=(0, 1795992368561300807))
    assert IngestLog(tmp_path).get("Отчёт.pdf", report) == IngestRecord(
        state=ReadState.PARTLY,
        bytes=14842,
        modified=1795992368561300807,
        documents=1,
        characters=14535,
        reasons=("Page 2 cannot be read.",),
    )


def test_an_ingest_log_is_written_in_the_form_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 7)
    log = IngestLog(tmp_path)
    status = (tmp_path / "a.txt").stat()
    log.put(status, "b.txt", (), ["b.txt holds “binary” data."])
    log.put(status, "a.txt", (), [])
    log.write()
    record = (
        '{{\n  "state": "cannot be read",\n  "bytes": 7,\n  "modified": {},\n  "documents": 0,\n'
        '  "characters": 0,\n  "language": null,\n  "reasons": {},\n  "notes": [],\n  "kept": false,\n'
        '  "coverage": null,\n  "unknown": null\n }}'
    )
    first = record.format(status.st_mtime_ns, "[]")
    second = record.format(status.st_mtime_ns, '[\n   "b.txt holds “binary” data."\n  ]')
    written = (tmp_path / "read.json").read_text(encoding="utf-8")
    assert written == f'{{\n "a.txt": {first},\n "b.txt": {second}\n}}\n'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{broken", r"Invalid JSON: .* line 1 column 2"),
        (b"\xff", r"Invalid JSON: .*"),
        (b"[]", r"Input should be an object"),
        (b'{"a": {"state": "fetched"}}', r"a\.url: Field required"),
        (
            b'{"a": {"url": "x", "state": "lost"}}',
            r"a\.state: Input should be 'fetched', 'partial' or 'failed'",
        ),
    ],
    ids="json encoding list missing state".split(),
)
def test_a_corrupt_log_is_one_sentence_with_the_place(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "fetched.json").write_bytes(content)
    sentence = rf"fetched\.json is corrupt \({reason}\); remove it, the files of the library stay\.$"
    with pytest.raises(CorpusError, match=sentence):
        DownloadLog(tmp_path)


def test_a_log_that_cannot_be_read_or_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fetched.json").mkdir()
    with pytest.raises(CorpusError, match=r"fetched\.json cannot be read \(Is a directory\); remove it"):
        DownloadLog(tmp_path)
    sentence = (
        r"excluded\.json cannot be written \(No such file or directory\); check space and permissions\.$"
    )
    with pytest.raises(CorpusError, match=sentence):
        set_excluded(tmp_path / "absent", "a.md", True)
