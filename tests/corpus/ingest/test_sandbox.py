"""A file that hangs, crashes or eats memory is one entry in a list: the others are read, and the program goes on.

The faults are real: a `sitecustomize` on the reading process's path gives it a reader of text files that does what the file's name says.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import KEPT_NOTE, LoadResult, keep_readable, load_documents
from corpus.ingest.read_file import Skipped, read_file
from corpus.ingest.sandbox import Sandbox, SandboxLimits
from corpus.records import Block, BlockKind, Document

FAULTS = """
import ctypes, os, re, sys, time
import corpus.readers.text as text
sound = text.read_text
def read_text(path, identifier):
    name = path.name
    if "print" in name:
        print("noise"); os.write(1, b"noise\\n")
    if "hang" in name:
        time.sleep(1000)
    if "spin" in name:
        re.match(r"(a+)+$", "a" * 60 + "b")  # in C, holding the interpreter
    if "exit" in name:
        os._exit(3)
    if "crash" in name:
        ctypes.string_at(0)
    if "memory" in name:
        kept = [bytearray(10_000_000) for _ in range(100_000)]
    if "raise" in name:
        raise KeyError("word/document.xml")
    if "nice" in name:
        path.write_text(f"The priority is {os.nice(0)}.")
    if "deep" in name:
        return read_text(path, identifier)
    return sound(path, identifier)
text.read_text = read_text
"""
LIMITS = SandboxLimits(seconds=30, memory_bytes=400_000_000, file_bytes=1000)


@pytest.fixture(autouse=True)
def _faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "sitecustomize.py").write_text(FAULTS)
    root = str(Path(__file__).parents[3])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "path"), root]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(f"Serbia bought {name}.")


def test_a_fault_of_any_kind_is_an_entry_and_the_files_around_it_are_read(folder: Path) -> None:
    put(
        folder,
        "a.txt",
        "b-hang.txt",
        "c.txt",
        "d-exit.txt",
        "e.txt",
        "g-raise.txt",
        "h.txt",
        "i-spin.txt",
        "j.txt",
        "k-deep.txt",
        "l.txt",
    )
    loaded = load_documents([folder], limits=replace(LIMITS, seconds=3))
    assert [d.id for d in loaded.documents] == ["a.txt", "c.txt", "e.txt", "h.txt", "j.txt", "l.txt"]
    assert loaded.skipped == (
        Skipped(
            "b-hang.txt", "b-hang.txt takes longer than 3 s to read; split it, or save it in another format."
        ),
        Skipped(
            "d-exit.txt",
            "d-exit.txt crashed its reader (exit code 3); it is probably damaged: save it again from the program that made it.",
        ),
        Skipped(
            "g-raise.txt",
            "g-raise.txt is damaged ('word/document.xml'); save it again from the program that made it.",
        ),
        Skipped(
            "i-spin.txt", "i-spin.txt takes longer than 3 s to read; split it, or save it in another format."
        ),
        Skipped(
            "k-deep.txt",
            "k-deep.txt is nested too deeply to be read; save it again from the program that made it.",
        ),
    )


@pytest.mark.skipif(os.name == "nt", reason="a crash is told otherwise there")
def test_a_crash_in_native_code_is_an_entry(folder: Path) -> None:
    put(folder, "a-crash.txt", "b.txt")
    loaded = load_documents([folder], limits=LIMITS)
    assert [d.id for d in loaded.documents] == ["b.txt"]
    assert "a-crash.txt crashed its reader (SIGSEGV)" in loaded.skipped[0].reason


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_memory_is_bounded(folder: Path) -> None:
    put(folder, "a-memory.txt", "b.txt")
    loaded = load_documents([folder], limits=LIMITS)
    assert [d.id for d in loaded.documents] == ["b.txt"]
    told = (
        "a-memory.txt needs more than 0.373 GB of memory to be read; split it, or save it in another format."
    )
    assert loaded.skipped == (Skipped("a-memory.txt", told),)


def test_what_a_library_prints_does_not_stand_among_the_answers(folder: Path) -> None:
    put(folder, "print.txt")
    assert [d.text for d in load_documents([folder], limits=LIMITS).documents] == ["Serbia bought print.txt."]


def test_one_process_reads_all_files_until_it_fails(folder: Path) -> None:
    put(folder, "a.txt", "b.txt", "exit.txt")
    with Sandbox(LIMITS) as reading:
        processes = []
        for name in ("a.txt", "b.txt", "exit.txt", "a.txt"):
            list(reading.read(folder / name, name))
            processes.append(reading._process)
    assert processes[0] is processes[1]
    assert processes[2] is None
    assert processes[3] is not processes[0]


def test_a_process_that_died_between_two_files_is_replaced(folder: Path) -> None:
    put(folder, "a.txt")
    with Sandbox(LIMITS) as reading:
        list(reading.read(folder / "a.txt", "a.txt"))
        assert reading._process
        reading._process._process.kill()
        reading._process._process.wait()
        assert [type(f) for f in reading.read(folder / "a.txt", "a.txt")] == [Document]


def test_leaving_a_file_half_read_leaves_no_process(folder: Path) -> None:
    (folder / "c.jsonl").write_text("".join(f'{{"_id": "d{i}", "text": "Serbia."}}\n' for i in range(1000)))
    with Sandbox(LIMITS) as reading:
        found = iter(reading.read(folder / "c.jsonl", "c.jsonl"))
        assert isinstance(next(found), Document)
        process = reading._process
        assert process
        del found
    assert process._process.poll() is not None


def test_a_python_that_cannot_read_is_said_to_be_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.txt")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "absent"))
    with pytest.raises(
        CorpusError,
        match=r"^The process that reads files cannot be started \(.*\); check the Python installation\.$",
    ):
        load_documents([folder])
    (tmp_path / "path" / "sitecustomize.py").write_text("import os; os._exit(9)")
    monkeypatch.undo()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    with pytest.raises(
        CorpusError,
        match=r"does not start \(exit code 9\); try 'python -m corpus\.ingest\.worker' to see why\.$",
    ):
        load_documents([folder])


def test_a_file_beyond_the_limit_is_not_opened(folder: Path) -> None:
    (folder / "big.txt").write_text("a " * 1000)
    assert load_documents([folder], limits=LIMITS).skipped == (
        Skipped("big.txt", "big.txt has 0 MB, more than the 0 MB that are read; split it."),
    )


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_pdfs_have_more_time_where_scans_are_recognised(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    assert LIMITS.seconds_for(Path("a.pdf")) == 30
    (folder / "tesseract").write_text("#!/bin/sh\n")
    (folder / "tesseract").chmod(0o755)
    assert (LIMITS.seconds_for(Path("a.PDF")), LIMITS.seconds_for(Path("a.docx"))) == (300, 30)


def test_bad_lines_and_deep_lines_of_jsonl_are_entries(folder: Path) -> None:
    lines = [
        '{"_id": "a", "text": "Serbia."}',
        "[" * 100_000,
        '{"_id": "n", "text": ' + "1" * 5000 + "}",
        '{"_id": "s", "text": "Lone \\ud800 sign."}',
    ]
    (folder / "c.jsonl").write_text("\n".join(lines))
    loaded = load_documents([folder], limits=LIMITS)
    assert [(d.id, d.text) for d in loaded.documents] == [("a", "Serbia."), ("s", "Lone ? sign.")]
    assert [s.file for s in loaded.skipped] == ["c.jsonl:2", "c.jsonl:3"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_read(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/a\xff.txt")).write_text("Serbia.")
    assert [d.id for d in load_documents([folder], limits=LIMITS).documents] == ["a\ufffd.txt"]


# Documents as later steps can take them


def test_a_line_of_megabytes_is_cut_into_blocks_that_hold_all_of_it(folder: Path) -> None:
    text = "Serbia bought drones. " * 5000
    (folder / "a.txt").write_text(text)
    (d,) = load_documents([folder], limits=SandboxLimits()).documents
    assert d.text == text
    assert "".join(d.text[b.start : b.end] for b in d.blocks) == text.rstrip()
    assert max(b.end - b.start for b in d.blocks) <= 20_000


def test_a_text_longer_than_any_book_is_refused(folder: Path) -> None:
    (folder / "a.txt").write_text("Serbia bought drones. " * 140_000)
    told = "a.txt has 3 million characters, more than the 2 that are read; split it."
    assert list(read_file(folder / "a.txt", "a.txt", max_text=2_000_000)) == [Skipped("a.txt", told)]


def test_letters_without_end_are_kept_and_not_quoted(folder: Path) -> None:
    (folder / "a.txt").write_text("Serbia bought six drones.\n\n" + "a" * 5000 + "\n")
    (d,) = load_documents([folder], limits=SandboxLimits()).documents
    assert [b.kind for b in d.blocks] == [BlockKind.PARAGRAPH, BlockKind.BACK_MATTER]
    assert d.notes == ("1 paragraph with 1,000 letters or more in a row is not quoted.",)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "a.txt",
            b"%PDF-1.7\n",
            "a.txt holds a PDF, not what its suffix says; give it the right suffix, or save it as PDF or DOCX.",
        ),
        ("a.md", b"PK\x03\x04....", "a.md holds a ZIP archive, not what its suffix says"),
        ("a.pdf", b"PK\x03\x04....", "a.pdf holds a ZIP archive, not what its suffix says"),
        ("a.docx", b"\xd0\xcf\x11\xe0....", "a.docx holds an old Office file, not what its suffix says"),
        ("a.html", b"{\\rtf1", "a.html holds an RTF file, not what its suffix says"),
    ],
)
def test_a_file_under_a_wrong_suffix_is_told(folder: Path, name: str, content: bytes, reason: str) -> None:
    (folder / name).write_bytes(content)
    (skipped,) = load_documents([folder], limits=LIMITS).skipped
    assert skipped.reason.startswith(reason)


# The version read before


def test_a_file_that_cannot_be_read_any_more_keeps_its_last_version(folder: Path) -> None:
    put(folder, "a.txt", "b.txt")
    before = load_documents([folder], limits=LIMITS).documents
    (folder / "a.txt").write_bytes(b"\0binary")
    (folder / "b.txt").unlink()
    kept = keep_readable(load_documents([folder], limits=LIMITS), before)
    assert [(d.id, d.text, d.notes) for d in kept.documents] == [
        ("a.txt", "Serbia bought a.txt.", (KEPT_NOTE,))
    ]
    assert [s.reason for s in kept.skipped] == [
        "a.txt holds binary data, not text; save it as UTF-8 text. The version read before stays in the index."
    ]
    again = keep_readable(load_documents([folder], limits=LIMITS), kept.documents)
    assert again == kept
    put(folder, "a.txt")
    assert keep_readable(load_documents([folder], limits=LIMITS), kept.documents).documents == before[:1]


def test_a_file_of_the_same_name_elsewhere_is_not_taken_for_the_last_version(
    folder: Path, tmp_path: Path
) -> None:
    block = Block(0, 7, BlockKind.PARAGRAPH)
    other = Document("a.txt", "A", "Serbia.", (block,), str(tmp_path / "other" / "a.txt"))
    loaded = LoadResult((), (Skipped("a.txt", "It is damaged."),), (("a.txt", folder / "a.txt"),))
    assert keep_readable(loaded, [other]) == loaded


@pytest.mark.skipif(not hasattr(os, "nice"), reason="on Windows a process is started with its priority")
def test_files_are_read_at_a_lower_priority(folder: Path) -> None:
    (folder / "nice.txt").write_text("x")
    with Sandbox(LIMITS) as reading:
        (found,) = reading.read(folder / "nice.txt", "nice.txt")
    assert isinstance(found, Document) and found.text == f"The priority is {min(19, os.nice(0) + 5)}."
