"""The index folder on disk: builds beside each other, one of them current.

    INDEX/current                  one line: the id of the build in use, replaced atomically
    INDEX/held                     there while the build in use is one that was gone back to
    INDEX/builds/<id>/             what it holds: see index.storage.documents, dense, lexical and tags; manifest.json is written last, with the sha256 of every other
                                   file and of itself

A build is written under a temporary name and renamed when complete, so a folder under `builds/` is whole or absent. No pickle anywhere.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from corpus.document_json import lists_to_tuples
from corpus.errors import StaleIndexError, UserError
from index.builds.lock import lock_for_writing, unwritable_error
from index.records import Manifest
from index.storage.documents import Documents

_HELD = "held"
_REBUILD = "run 'python -m index build'"
_CURRENT = re.compile(rb"[0-9a-f]{16}\n")


def current_build(folder: Path) -> str | None:
    """The id of the build in use, None where there is no index.

    Raises:
        StaleIndexError: the note of it is damaged.
    """
    try:
        raw = (folder / "current").read_bytes()
    except FileNotFoundError:
        return None
    if not _CURRENT.fullmatch(raw):
        raise StaleIndexError(f"The index at {folder} is damaged (current); {_REBUILD} to mend it.")
    return raw.decode().strip()


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
        _sync(temporary)
        final = build_folder(folder, build)
        if final.exists():  # the same content, found damaged
            final.rename(final.with_name(f".{build}.damaged"))
        temporary.rename(final)
    except OSError as error:
        raise unwritable_error(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def make_current(folder: Path, build: str) -> None:
    """Switch to a build in one step; the one in use before is kept for going back, older ones go."""
    try:
        before = current_build(folder)
    except StaleIndexError:
        before = None
    _point_to(folder, build)
    (folder / _HELD).unlink(missing_ok=True)
    for path in (folder / "builds").iterdir():
        if path.name not in (build, before):
            shutil.rmtree(path, ignore_errors=True)


def previous_build(folder: Path) -> str | None:
    """The id of the build that `roll_back` would go to, None where there is none."""
    try:
        current, builds = current_build(folder), folder / "builds"
    except StaleIndexError:
        return None
    others = (
        sorted(p.name for p in builds.iterdir() if p.name != current and not p.name.startswith("."))
        if builds.is_dir()
        else []
    )
    return next((name for name in others if (builds / name / "manifest.json").is_file()), None)


def roll_back(folder: Path) -> str:
    """Switch to the build in use before, and give its id; done twice, it is undone. `is_rolled_back` is true until the next build.

    Raises:
        UserError: there is none, it is damaged, a build is being written, or the folder cannot be.
    """
    build = previous_build(folder)
    if build is None:
        raise UserError(
            f"There is no earlier build at {folder} to go back to; one is kept from the second build on."
        )
    if not is_intact(folder, build):
        raise UserError(f"The earlier build {build} at {folder} is damaged; the one in use stays.")
    try:
        with lock_for_writing(folder):
            _point_to(folder, build)
            (folder / _HELD).write_text(build + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable_error(folder, error) from error
    return build


def is_rolled_back(folder: Path) -> bool:
    """True if the build in use was gone back to: nobody should replace it unasked."""
    return (folder / _HELD).is_file()


def is_intact(folder: Path, build: str) -> bool:
    """True if a build of this id is there, with every file as it was written."""
    try:
        return not damaged_files(folder, read_manifest(folder, build))
    except StaleIndexError:
        return False


def _point_to(folder: Path, build: str) -> None:
    temporary = folder / f".current.{os.getpid()}"
    with temporary.open("wb") as stream:
        stream.write(f"{build}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, folder / "current")


def _sync(folder: Path) -> None:
    """Have every file on the disk before anything points to it: a power cut must not leave an index of empty files."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def remove_leftovers(folder: Path) -> None:
    """Delete what builds that were killed left half-written; for whoever holds the folder."""
    for path in [*folder.glob(".current.*"), *(folder / "builds").glob(".*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / "manifest.json").write_text(_manifest_text(asdict(manifest)), encoding="utf-8", newline="\n")


def read_manifest(folder: Path, build: str) -> Manifest:
    """The manifest of a build; raises StaleIndexError if it is absent, altered or of another version of Parallax."""
    path = build_folder(folder, build) / "manifest.json"
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
        raw.pop("sha256")
        if text != _manifest_text(raw) or raw["build"] != build:
            raise ValueError("altered")
        return Manifest(**{f.name: lists_to_tuples(raw[f.name]) for f in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StaleIndexError(
            f"The index at {folder} is incomplete (no readable manifest of build {build}); {_REBUILD}."
        ) from error


def _manifest_text(record: dict[str, Any]) -> str:
    sealed = {**record, "sha256": hashlib.sha256(json.dumps(record, ensure_ascii=False).encode()).hexdigest()}
    return json.dumps(sealed, ensure_ascii=False, indent=1) + "\n"


def build_size(folder: Path, build: str) -> int:
    """Bytes of all files of a build."""
    return sum(p.stat().st_size for p in build_folder(folder, build).rglob("*") if p.is_file())


def checksums(folder: Path) -> dict[str, str]:
    """sha256 of every file of a build but its manifest, by POSIX path."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json"):
        found[path.relative_to(folder).as_posix()] = checksum(path)
    return found


def checksum(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Names of files that are absent, altered or not of the build."""
    found = checksums(build_folder(folder, manifest.build))
    return sorted(
        name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name)
    )


def open_documents(folder: Path, build: str) -> Documents:
    """The documents of a build; raises StaleIndexError if they are not whole."""
    try:
        return Documents(build_folder(folder, build))
    except (OSError, ValueError) as error:
        raise StaleIndexError(
            f"The documents of the index at {folder} cannot be read; {_REBUILD}."
        ) from error
