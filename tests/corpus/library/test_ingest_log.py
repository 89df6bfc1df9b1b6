"""What the last build read of the user's files, as `corpus list` shows it, and what stays of a broken one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.ingest.load import KEPT_NOTE, load_documents
from corpus.ingest.read_file import Skipped
from corpus.ingest.sandbox import Sandbox
from corpus.library.folder import read_library
from corpus.library.ingest_log import MULTILINGUAL_MODEL, make_language_warning
from corpus.records import Document
from index.build.run import build_index
from index.builds import directory
from index.store import PassageIndex
from tests.conftest import WordEmbedder

RUSSIAN = (
    "Китай вложил в экономику Сербии более трёх миллиардов долларов, и объём торговли вырос за эти годы."
)


def listed(library: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    assert main(["list", "--data", str(library.parent)]) == 0
    output = capsys.readouterr()
    return output.out, output.err


def test_the_list_shows_what_was_read_and_what_was_not(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (library / "a.txt").write_text(RUSSIAN, encoding="utf-8")
    (library / "b.txt").write_bytes(b"\0binary")
    (library / "c.jsonl").write_text(
        '{"_id": "x", "text": "The port of the town is in the hands of a firm."}\n[]\n'
        '{"_id": "y", "text": "One."}\n'
    )
    loaded = read_library(library.parent)
    assert {"a.txt", "x", "y"} <= {d.id for d in loaded.documents}
    (library / "d.txt").write_text("New.")
    out, err = listed(library, capsys)
    assert out.splitlines() == [
        f"{(library / 'a.txt').stat().st_size:>10,d}  a.txt: read, Russian, all of it can be quoted",
        "         7  b.txt: cannot be read",
        "            b.txt holds binary data, not text; save it as UTF-8 text.",
        f"{(library / 'c.jsonl').stat().st_size:>10,d}  c.jsonl: "
        "read in part, 2 documents, English, all of it can be quoted",
        '            The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.',
        "         4  d.txt: not read yet: run 'python -m index build'",
    ]
    assert MULTILINGUAL_MODEL in err


def test_the_list_says_what_of_a_file_was_left_out_and_flags_one_that_lost_most(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paragraph = "The port of the town is in the hands of a firm from Hebei, and it pays a rent each year."
    references = "\n\n".join(f"Lee, A. ({year}). Ports of the coast, {year}." for year in range(1990, 2021))
    (library / "a.txt").write_text(f"{paragraph}\n\nReferences\n\n{references}\n")
    (library / "b.md").write_text(f"{paragraph}\n\n<!-- check it -->\n")
    read_library(library.parent)
    assert [line.strip() for line in listed(library, capsys)[0].splitlines()] == [
        f"{(library / 'a.txt').stat().st_size:,d}  a.txt: read, English",
        "Only 6% can be quoted: left out are 31 references.",
        f"{(library / 'b.md').stat().st_size:,d}  b.md: read, English, 91% can be quoted",
        "Left out: 1 comment.",
    ]


def test_the_list_flags_words_as_bad_ocr_leaves_them(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = "the port of the town is in the hands of a firm and it pays a rent of three millions each year"
    spoilt = clean.replace("town", "tovvn").replace("rent", "renl").replace("firm", "flrrn")
    (library / "a.txt").write_text(f"It is said that {clean}. " * 10)
    pages = (spoilt.replace("hands", f"ha{letter}ds") for letter in "abcdefghij")
    (library / "b.txt").write_text("".join(f"It is said that {page}. " for page in pages))
    read_library(library.parent)
    clean_line, spoilt_line, sentence = listed(library, capsys)[0].splitlines()
    assert clean_line.endswith("a.txt: read, English, all of it can be quoted")
    assert spoilt_line.endswith("b.txt: read, English, all of it can be quoted")
    assert sentence.strip() == (
        "7% of its words are not English, as bad OCR leaves them; run OCR over it again."
    )


def test_a_changed_file_is_not_read_yet_and_a_corrupt_log_does_no_harm(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (library / "a.txt").write_text("The port.")
    read_library(library.parent)
    assert "a.txt: read" in listed(library, capsys)[0]
    (library / "a.txt").write_text("The port is old.")
    assert "a.txt: not read yet" in listed(library, capsys)[0]
    (library.parent / "read.json").write_text("[")
    assert "a.txt: not read yet" in listed(library, capsys)[0]
    read_library(library.parent)
    assert list(json.loads((library.parent / "read.json").read_text())) == ["a.txt"]


def test_a_file_that_breaks_keeps_its_last_version_in_the_index_and_is_tried_again(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"

    def build() -> PassageIndex:
        summary = build_index(load_documents([library]), folder, WordEmbedder(), roots=[str(library)])
        read_library(library.parent)
        index = PassageIndex(folder, WordEmbedder())
        assert index.manifest.skipped == summary.skipped
        return index

    (library / "a.txt").write_text("Serbia bought six drones from the firm.")
    assert build().manifest.skipped == ()
    (library / "a.txt").write_bytes(b"\0")
    (library / "b.txt").write_text("Greece sold a port.")
    broken = build()
    assert [h.passage.text for h in broken.search("Serbia drones", k=1)] == [
        "Serbia bought six drones from the firm."
    ]
    assert broken.documents["a.txt"].notes == (KEPT_NOTE,)
    assert broken.manifest.skipped == (
        {
            "file": "a.txt",
            "reason": "a.txt holds binary data, not text; save it as UTF-8 text. "
            "The version read before stays in the index.",
        },
    )
    assert "Answers still use the version read before." in listed(library, capsys)[0]
    assert build().manifest.build == broken.manifest.build
    (library / "a.txt").write_text("Serbia bought nine drones.")
    repaired = build()
    assert repaired.documents["a.txt"].notes == ()
    assert repaired.documents["a.txt"].text == "Serbia bought nine drones."
    (library / "a.txt").unlink()
    assert list(build().documents) == ["b.txt"]
    assert directory.current_build(folder)


def test_a_file_that_changes_or_disappears_while_it_is_read_does_not_count_as_read(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (library / name).write_text("The port.")
    read = Sandbox.read

    def read_and_change(self: Sandbox, path: Path, identifier: str) -> Iterator[Document | Skipped]:
        if identifier == "b.txt":
            path.unlink()
        yield from read(self, path, identifier)
        if identifier == "a.txt":
            path.write_text("The port is another one now.")

    monkeypatch.setattr(Sandbox, "read", read_and_change)
    loaded = read_library(library.parent)
    assert [d.text for d in loaded.documents if d.id in ("a.txt", "b.txt", "c.txt")] == [
        "The port.",
        "The port.",
    ]
    assert [s.reason for s in loaded.skipped] == [
        "b.txt cannot be read (No such file or directory); check its permissions."
    ]
    assert [line.split("  ")[-1] for line in listed(library, capsys)[0].splitlines()] == [
        "a.txt: not read yet: run 'python -m index build'",
        "c.txt: read, all of it can be quoted",
    ]


def test_a_warning_names_the_languages_that_the_model_does_not_know(library: Path) -> None:
    (library / "a.txt").write_text(RUSSIAN, encoding="utf-8")
    (library / "b.txt").write_text("The port of the town is in the hands of a firm.")
    documents = load_documents([library]).documents
    assert make_language_warning(documents[1:], "m") is None
    assert make_language_warning(documents, "m") == (
        "1 document is not in English (Russian), the language of the model m, so mostly keywords find it. "
        f"To search by meaning too, build and ask with --model {MULTILINGUAL_MODEL}."
    )
