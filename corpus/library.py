"""The user's library: a folder of files, DATA/library, that every build reads beside the starter corpus.

Files keep their names; a copy is complete or absent. Adding a file of the same name replaces it.
"""

import http.client
import os
import re
import shutil
import urllib.parse
import urllib.request
from pathlib import Path

from corpus.errors import CorpusError
from corpus.load import STARTER_CORPUS, SUFFIXES

_MAX_FETCH_BYTES = 50_000_000
_TIMEOUT_S = 30
_MAX_NAME_BYTES = 200  # file systems take 255, and a copy under way needs some
_SUFFIX_OF_TYPE = {"application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md"}


# How a build names where its documents came from: the two usual roots by name, so that the same documents give the same build on every machine.
STARTER, LIBRARY = "the starter corpus", "the library"


def usual_roots(data: Path) -> dict[str, Path]:
    """What is indexed unless told otherwise, by name."""
    return {STARTER: STARTER_CORPUS, LIBRARY: library_folder(data)}


def library_folder(data: Path) -> Path:
    """The library of a data folder, made if it is not there."""
    folder = data / "library"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(f"The library {folder} cannot be made ({error.strerror}); choose another folder with --data.") from error
    return folder


def list_files(library: Path) -> list[Path]:
    """The files of a library by name."""
    return sorted(p for p in library.rglob("*") if p.is_file() and not p.name.startswith("."))


def add_file(library: Path, source: Path, name: str | None = None) -> Path:
    """Copy a file into the library and give its place there.

    Raises:
        CorpusError: it is no file, or of a kind that no reader takes.
    """
    name = safe_name(name or source.name)
    if not source.is_file():
        raise CorpusError(f"There is no file {source}; name one that exists.")
    target = library / name
    temporary = library / f".{name}.{os.getpid()}"
    try:
        shutil.copyfile(source, temporary)
        os.replace(temporary, target)
    except OSError as error:
        raise CorpusError(f"{name} cannot be copied to {library} ({error.strerror}); check space and permissions.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def remove_file(library: Path, name: str) -> None:
    """Delete one file of the library by its name there."""
    known = {p.relative_to(library).as_posix(): p for p in list_files(library)}
    if name not in known:
        raise CorpusError(f"There is no {name!r} in the library; it holds {', '.join(known) or 'nothing'}.")
    known[name].unlink()


def safe_name(name: str) -> str:
    """A file name that stays in its folder on every system.

    Raises:
        CorpusError: no reader takes its suffix.
    """
    base = re.sub(r"[\x00-\x1f<>:\"/\\|?*]", "-", name.replace("\\", "/").rsplit("/", 1)[-1])
    base = base.encode("utf-8", "ignore")[-_MAX_NAME_BYTES:].decode("utf-8", "ignore").lstrip(". ")
    if Path(base).suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{base or name!r} is of a kind that no reader takes; use one of {', '.join(SUFFIXES)}.")
    return base


def fetch_url(library: Path, url: str) -> Path:
    """Download one document into the library, because the user asked.

    Raises:
        CorpusError: the address is no http(s) one, does not answer, is too big or is of a kind that no reader takes.
    """
    if not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        raise CorpusError(f"{url!r} is no web address; give one that begins with https://.")
    try:
        parts = urllib.parse.urlsplit(url)
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310  the scheme is checked above
            content = answer.read(_MAX_FETCH_BYTES + 1)
            kind = answer.headers.get_content_type()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CorpusError(f"{url} cannot be fetched ({getattr(error, 'reason', error)}); check the address and your connection.") from error
    if len(content) > _MAX_FETCH_BYTES:
        raise CorpusError(f"{url} is larger than {_MAX_FETCH_BYTES // 1_000_000} MB; download it yourself and add the part you need.")
    path = Path(urllib.parse.unquote(parts.path))
    known = path.suffix.lower() in SUFFIXES  # Markdown is often served as plain text
    suffix = path.suffix.lower() if known else _SUFFIX_OF_TYPE.get(kind, path.suffix.lower())
    target = library / safe_name(f"{path.stem or parts.hostname}{suffix}")
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, target)
    except OSError as error:
        raise CorpusError(f"{target.name} cannot be written to {library} ({error.strerror}); check space and permissions.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return target
