"""The index folder on disk: several builds, one of them current.

    INDEX/current                  one line: the id of the build in use, replaced atomically
    INDEX/held                     there while the build in use is one that was rolled back to
    INDEX/builds/<id>/             the files of a build: see index.storage and index.search; manifest.json is
                                   written last, with the sha256 of every other file and of itself

A build is written under a temporary name and renamed when complete, so a folder under `builds/` is complete
or absent. There is no pickle anywhere.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from corpus.errors import StaleIndexError, UserError
from index.builds.lock import lock_for_writing, unwritable_error
from index.records import Manifest
from index.storage.documents import Documents

_ROLLED_BACK = "held"
_REBUILD = "run 'python -m index build'"
_CURRENT = re.compile(rb"[0-9a-f]{16}\n")
_MANIFEST = TypeAdapter(Manifest)


def current_build(folder: Path) -> str | None:
    """The id of the build in use, None if there is no index.

    Raises:
        StaleIndexError: the `current` file is corrupt.
    """
    try:
        raw = (folder / "current").read_bytes()
    except FileNotFoundError:
        return None
    if not _CURRENT.fullmatch(raw):
        raise StaleIndexError(
            f"The index at {folder} is damaged (the `current` file is corrupt); {_REBUILD} to repair it."
        )
    return raw.decode().strip()


def build_folder(folder: Path, build: str) -> Path:
    return folder / "builds" / build


@contextmanager
def new_build_folder(folder: Path, build: str) -> Iterator[Path]:
    """A temporary folder that becomes `builds/<build>` if the block succeeds and is deleted if it fails."""
    temporary = folder / "builds" / f".{build}.{os.getpid()}"
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir(parents=True)
        yield temporary
        _sync(temporary)
        final = build_folder(folder, build)
        if final.exists():  # a build of the same content that was found damaged
            final.rename(final.with_name(f".{build}.damaged"))
        temporary.rename(final)
    except OSError as error:
        raise unwritable_error(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def make_current(folder: Path, build: str) -> None:
    """Switch to a build in one step; keep the one in use before for a rollback, delete older ones."""
    try:
        previous = current_build(folder)
    except StaleIndexError:
        previous = None
    _write_current(folder, build)
    (folder / _ROLLED_BACK).unlink(missing_ok=True)
    for path in (folder / "builds").iterdir():
        if path.name not in (build, previous):
            shutil.rmtree(path, ignore_errors=True)


def previous_build(folder: Path) -> str | None:
    """The id of the build that `roll_back` switches to, None if there is none."""
    builds = folder / "builds"
    try:
        current = current_build(folder)
    except StaleIndexError:
        return None
    names = sorted(path.name for path in builds.iterdir()) if builds.is_dir() else []
    others = [name for name in names if name != current and not name.startswith(".")]
    return next((name for name in others if (builds / name / "manifest.json").is_file()), None)


def roll_back(folder: Path) -> str:
    """Switch to the previous build and return its id; a second call undoes the first.

    `is_rolled_back` is true until the next build.

    Raises:
        UserError: there is no previous build, it is damaged, a build runs, or the folder is not writable.
    """
    build = previous_build(folder)
    if build is None:
        raise UserError(
            f"There is no earlier build at {folder} to roll back to; one is kept from the second build on."
        )
    if not is_intact(folder, build):
        raise UserError(f"The earlier build {build} at {folder} is damaged; the one in use stays.")
    try:
        with lock_for_writing(folder):
            _write_current(folder, build)
            (folder / _ROLLED_BACK).write_text(build + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable_error(folder, error) from error
    return build


def is_rolled_back(folder: Path) -> bool:
    """True if a rollback chose the build in use; then it is replaced only when the user asks for a build."""
    return (folder / _ROLLED_BACK).is_file()


def is_intact(folder: Path, build: str) -> bool:
    """True if a build of this id is there, with every file as it was written."""
    try:
        return not damaged_files(folder, read_manifest(folder, build))
    except StaleIndexError:
        return False


def _write_current(folder: Path, build: str) -> None:
    temporary = folder / f".current.{os.getpid()}"
    with temporary.open("wb") as stream:
        stream.write(f"{build}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, folder / "current")


def _sync(folder: Path) -> None:
    """Flush every file to the disk before `current` names the build, so a power cut leaves no empty files."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def remove_leftovers(folder: Path) -> None:
    """Delete what killed builds left half-written; the caller holds the folder's lock."""
    for path in [*folder.glob(".current.*"), *(folder / "builds").glob(".*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / "manifest.json").write_text(_manifest_text(asdict(manifest)), encoding="utf-8", newline="\n")


def read_manifest(folder: Path, build: str) -> Manifest:
    """Read the manifest of a build.

    Raises:
        StaleIndexError: it is absent, altered or of another version of Parallax.
    """
    path = build_folder(folder, build) / "manifest.json"
    try:
        text = path.read_text(encoding="utf-8")
        record = json.loads(text)
        record.pop("sha256")
        if text != _manifest_text(record) or record["build"] != build:
            raise ValueError("altered")
        return _MANIFEST.validate_python(record)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StaleIndexError(
            f"The index at {folder} is incomplete (no readable manifest of build {build}); {_REBUILD}."
        ) from error


def _manifest_text(record: dict[str, Any]) -> str:
    sha256 = hashlib.sha256(json.dumps(record, ensure_ascii=False).encode()).hexdigest()
    return json.dumps({**record, "sha256": sha256}, ensure_ascii=False, indent=1) + "\n"


def build_size(folder: Path, build: str) -> int:
    """Bytes of all files of a build."""
    return sum(p.stat().st_size for p in build_folder(folder, build).rglob("*") if p.is_file())


def checksums(folder: Path) -> dict[str, str]:
    """sha256 of every file of a build but its manifest, by POSIX path."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): checksum(path) for path in paths}


def checksum(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Sorted names of files that are missing, altered or not part of the build."""
    found, expected = checksums(build_folder(folder, manifest.build)), manifest.files
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def open_documents(folder: Path, build: str) -> Documents:
    """Open the documents of a build.

    Raises:
        StaleIndexError: they are missing or damaged.
    """
    try:
        return Documents(build_folder(folder, build))
    except (OSError, ValueError) as error:
        raise StaleIndexError(
            f"The documents of the index at {folder} cannot be read; {_REBUILD}."
        ) from error
