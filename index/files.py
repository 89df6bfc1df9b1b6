"""The index folder on disk: builds beside each other, one of them current.

    INDEX/current                  one line: the id of the build in use, replaced atomically
    INDEX/held                     there while the build in use is one that was gone back to
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

from filelock import FileLock, Timeout

from corpus.errors import StaleIndexError, UserError
from corpus.exchange import document_of
from corpus.records import Document, Passage, Sentence
from index.records import Manifest

_HELD = "held"
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
    _point_to(folder, build)
    (folder / _HELD).unlink(missing_ok=True)
    for path in (folder / "builds").iterdir():
        if path.name not in (build, before):
            shutil.rmtree(path, ignore_errors=True)


def previous_build(folder: Path) -> str | None:
    """The id of the build that `roll_back` would go to, None where there is none."""
    current, builds = current_build(folder), folder / "builds"
    others = sorted(p.name for p in builds.iterdir() if p.name != current and not p.name.startswith(".")) if builds.is_dir() else []
    return next((name for name in others if (builds / name / "manifest.json").is_file()), None)


def roll_back(folder: Path) -> str:
    """Switch to the build in use before, and give its id; done twice, it is undone. `is_held` is true until the next build.

    Raises:
        UserError: there is none, it is damaged, a build is being written, or the folder cannot be.
    """
    build = previous_build(folder)
    if build is None:
        raise UserError(f"There is no earlier build at {folder} to go back to; one is kept from the second build on.")
    if not is_whole(folder, build):
        raise UserError(f"The earlier build {build} at {folder} is damaged; the one in use stays.")
    try:
        with FileLock(folder / ".lock", timeout=0):
            _point_to(folder, build)
            (folder / _HELD).write_text(build + "\n", encoding="utf-8")
    except Timeout:
        raise UserError(f"A build is writing to {folder}; wait for it to end.") from None
    except OSError as error:
        raise UserError(f"The index at {folder} cannot be switched ({error.strerror}); check its permissions.") from error
    return build


def is_held(folder: Path) -> bool:
    """True if the build in use was gone back to: nobody should replace it unasked."""
    return (folder / _HELD).is_file()


def is_whole(folder: Path, build: str) -> bool:
    """True if a build of this id is there, with every file as it was written."""
    try:
        return not damaged_files(folder, read_manifest(folder, build))
    except StaleIndexError:
        return False


def _point_to(folder: Path, build: str) -> None:
    temporary = folder / f".current.{os.getpid()}"
    temporary.write_text(build + "\n", encoding="utf-8")
    os.replace(temporary, folder / "current")


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
