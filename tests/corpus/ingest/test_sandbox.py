"""A file that hangs, crashes or exhausts the memory is one entry in a list; the other files are read.

The faults are real: a `sitecustomize` on the path of the subprocess gives it a reader of text files that does
what the name of the file says.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.ingest.read_file import Skipped
from corpus.ingest.sandbox import Sandbox, SandboxLimits
from corpus.records import Document

FAULTS = """
import ctypes, os, re, sys, time
import corpus.readers.text as text
real = text.read_text
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
        held = [bytearray(10_000_000) for _ in range(100_000)]
    if "raise" in name:
        raise KeyError("word/document.xml")
    if "nice" in name:
        path.write_text(f"The priority is {os.nice(0)}.")
    if "deep" in name:
        return read_text(path, identifier)
    return real(path, identifier)
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
    faults = {
        "b-hang": "takes longer than 3 s to read; split it, or save it in another format.",
        "d-exit": "crashed its reader (exit code 3); it is probably damaged: "
        "save it again from the program that made it.",
        "g-raise": "is damaged ('word/document.xml'); save it again from the program that made it.",
        "i-spin": "takes longer than 3 s to read; split it, or save it in another format.",
        "k-deep": "is nested too deeply to be read; save it again from the program that made it.",
    }
    put(folder, *(f"{letter}.txt" for letter in "acehjl"), *(f"{name}.txt" for name in faults))
    loaded = load_documents([folder], limits=replace(LIMITS, seconds=3))
    assert [d.id for d in loaded.documents] == ["a.txt", "c.txt", "e.txt", "h.txt", "j.txt", "l.txt"]
    assert loaded.skipped == tuple(
        Skipped(f"{name}.txt", f"{name}.txt {reason}") for name, reason in faults.items()
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal names")
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
    fault = "needs more than 0.373 GB of memory to be read; split it, or save it in another format."
    assert loaded.skipped == (Skipped("a-memory.txt", f"a-memory.txt {fault}"),)


def test_what_a_library_prints_is_not_taken_for_an_answer(folder: Path) -> None:
    put(folder, "print.txt")
    assert [d.text for d in load_documents([folder], limits=LIMITS).documents] == ["Serbia bought print.txt."]


def test_one_subprocess_reads_all_files_until_it_fails(folder: Path) -> None:
    put(folder, "a.txt", "b.txt", "exit.txt")
    with Sandbox(LIMITS) as sandbox:
        processes = []
        for name in ("a.txt", "b.txt", "exit.txt", "a.txt"):
            list(sandbox.read(folder / name, name))
            processes.append(sandbox._process)
    assert processes[0] is processes[1]
    assert processes[2] is None
    assert processes[3] is not processes[0]


def test_a_subprocess_that_died_between_two_files_is_replaced(folder: Path) -> None:
    put(folder, "a.txt")
    with Sandbox(LIMITS) as sandbox:
        list(sandbox.read(folder / "a.txt", "a.txt"))
        assert sandbox._process
        sandbox._process._process.kill()
        sandbox._process._process.wait()
        assert [type(f) for f in sandbox.read(folder / "a.txt", "a.txt")] == [Document]


def test_a_file_left_half_read_leaves_no_subprocess(folder: Path) -> None:
    (folder / "c.jsonl").write_text("".join(f'{{"_id": "d{i}", "text": "Serbia."}}\n' for i in range(1000)))
    with Sandbox(LIMITS) as sandbox:
        found = iter(sandbox.read(folder / "c.jsonl", "c.jsonl"))
        assert isinstance(next(found), Document)
        process = sandbox._process
        assert process
        del found
    assert process._process.poll() is not None


def test_a_subprocess_that_cannot_be_started_is_reported(
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


@pytest.mark.skipif(not hasattr(os, "nice"), reason="on Windows the priority is set at the start")
def test_files_are_read_at_a_lower_priority(folder: Path) -> None:
    (folder / "nice.txt").write_text("x")
    with Sandbox(LIMITS) as sandbox:
        (found,) = sandbox.read(folder / "nice.txt", "nice.txt")
    assert isinstance(found, Document) and found.text == f"The priority is {min(19, os.nice(0) + 5)}."


@pytest.mark.skipif(os.name == "nt", reason="the fake tesseract is a shell script")
def test_pdfs_have_more_time_where_ocr_is_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_a_file_name_that_is_not_utf_8_is_read(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/a\xff.txt")).write_text("Serbia.")
    assert [d.id for d in load_documents([folder], limits=LIMITS).documents] == ["a\ufffd.txt"]
