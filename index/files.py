"""The index folder on disk: builds beside each other, one of them current.

    INDEX/current                  one line: the id of the build in use, replaced atomically
    INDEX/builds/<id>/documents.jsonl, passages.jsonl, passages.faiss, sentences.faiss,
                      passage-terms/, sentence-terms/, manifest.json (written last, with the sha256 of every other file)

A build is written under a temporary name and renamed when complete, so a folder under `builds/` is whole or absent. No pickle anywhere.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from corpus.errors import StaleIndexError, UserError
from corpus.exchange import document_of
from corpus.records import Document, Passage, Sentence
from index.records import Manifest

_REBUILD = "run 'python -m index build'"


def current_build(folder: Path) -> str | None:
    """The id of the build in use, None where there is no index."""
    try:
        return (folder / "current").read_text(encoding="utf-8", errors="replace").strip() or None
    except FileNotFoundError:
        return None


def build_folder(folder: Path, build: str) -> Path:
    return folder / "builds" / build


@contextmanager
def writing(folder: Path, build: str) -> Iterator[Path]:
    """A temporary folder that becomes `builds/<build>` if the block ends well and vanishes if it does not."""
    temporary = folder / "builds" / f".{build}.{os.getpid()}"
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir(parents=True)
        yield temporary
        final = build_folder(folder, build)
        if final.exists():  # the same content, found damaged
            shutil.rmtree(final)
        temporary.rename(final)
    except OSError as error:
        raise UserError(f"The index at {folder} cannot be written ({error.strerror}); free some space or choose another folder with --out.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def make_current(folder: Path, build: str) -> None:
    """Switch to a build in one step; the one in use before is kept for going back, older ones go."""
    before = current_build(folder)
    temporary = folder / f".current.{os.getpid()}"
    temporary.write_text(build + "\n", encoding="utf-8")
    os.replace(temporary, folder / "current")
    for path in (folder / "builds").iterdir():
        if path.name not in (build, before):
            shutil.rmtree(path, ignore_errors=True)


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")


def read_manifest(folder: Path, build: str) -> Manifest:
    """The manifest of a build; raises StaleIndexError if it is absent or broken."""
    path = build_folder(folder, build) / "manifest.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**{f.name: _tupled(raw[f.name]) for f in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaleIndexError(f"The index at {folder} is incomplete (no readable manifest of build {build}); {_REBUILD}.") from error


def checksums(folder: Path) -> dict[str, str]:
    """sha256 of every file of a build but its manifest, by POSIX path."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json"):
        with path.open("rb") as stream:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Names of files that are absent, altered or not of the build."""
    found = checksums(build_folder(folder, manifest.build))
    return sorted(name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name))


def read_documents(folder: Path) -> list[Document]:
    """The documents of a build; raises StaleIndexError if they cannot be read or are not the ones indexed."""
    try:
        return [_document(json.loads(line)) for line in _lines(folder / "documents.jsonl")]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaleIndexError(f"The documents of the index at {folder} cannot be read; {_REBUILD}.") from error


def read_passages(folder: Path, texts: dict[str, str]) -> list[Passage]:
    """Passages with their text taken from the documents' `texts` by id."""
    return [_passage(json.loads(line), texts) for line in _lines(folder / "passages.jsonl")]


def passage_record(passage: Passage) -> dict[str, Any]:
    """A passage as one JSON object; its text is the document's slice and is not stored twice."""
    record = asdict(passage)
    del record["text"]
    return record


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        yield from stream


def _document(record: dict[str, Any]) -> Document:
    document = document_of(record)
    if document.sha256 != record["sha256"]:
        raise StaleIndexError(f"The text of {document.id} in the index is not the one that was indexed; {_REBUILD}.")
    return document


def _passage(record: dict[str, Any], texts: dict[str, str]) -> Passage:
    sentences = tuple(Sentence(**{k: _tupled(v) for k, v in s.items()}) for s in record["sentences"])
    start, end = record["start"], record["end"]
    return Passage(record["document_id"], start, end, texts[record["document_id"]][start:end], sentences)


def _tupled(value: Any) -> Any:
    return tuple(_tupled(v) for v in value) if isinstance(value, list) else value
