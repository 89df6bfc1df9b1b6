"""Downloading into the library, because the user asked: the reading list, entries of it by id, or addresses.

What is there already is not asked for again; what became of each download stands in the ledger (`corpus.library.download_log`). A file appears in the library
when it is complete; until then its bytes are in a hidden `.part` beside it, which the next run goes on with. `corpus.library.download` speaks HTTP.
"""

import asyncio
import codecs
import difflib
import hashlib
import os
import re
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from filelock import FileLock, Timeout
from tqdm import tqdm

from corpus.errors import CorpusError
from corpus.library.content_type import BINARY, suffix_of
from corpus.library.download import USER_AGENT, Downloader, DownloadLimits, Received, Transfer
from corpus.library.download_log import Download, Ledger, State
from corpus.library.file_names import safe_name, stem_of
from corpus.library.public_transport import PublicTransport
from corpus.readers.html import find_codec
from corpus.readers.registry import SUFFIXES
from corpus.starter.reading_list import Entry

_WEB_ADDRESS = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
_HEAD_BYTES = 1024
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to have: `key` names it in the ledger (an entry's id or the address), `stem` in the library."""

    key: str
    url: str
    stem: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it, each in the order wanted: files now in the library, keys that were there before, (key, reason) of failures."""

    files: tuple[Path, ...]
    there: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def choose(items: Sequence[str], entries: Iterable[Entry]) -> list[Wanted]:
    """The documents that ids and addresses name; without any, every entry that has an address.

    Raises:
        CorpusError: an id is unknown, its entry has no address, or an address is none.
    """
    known = {e.id: e for e in entries}
    if not items:
        return [Wanted(e.id, e.url, e.id) for e in known.values() if e.url]
    return list(
        dict.fromkeys(wanted_address(item) if ":" in item else _wanted_entry(item, known) for item in items)
    )


def wanted_address(url: str) -> Wanted:
    """The document at a web address; raises CorpusError if it is none, or one that shows one host and means another (https://example.org@10.0.0.1)."""
    try:
        parsed = httpx.URL(url)
        why = " (it has a name or password in it)" if parsed.userinfo else ""
        if _WEB_ADDRESS.match(url) and _HOST.fullmatch(parsed.raw_host) and not why:
            return Wanted(url, url, stem_of(url))
    except (httpx.InvalidURL, ValueError) as error:
        why = f" ({error})"
    raise CorpusError(f"{url!r} is no web address{why}; give one that begins with https://.")


def _wanted_entry(item: str, known: dict[str, Entry]) -> Wanted:
    entry = known.get(item)
    if entry is None:
        near = ", ".join(difflib.get_close_matches(item, known, n=3, cutoff=0.5))
        nearest = f"; the nearest {'are' if ',' in near else 'is'} {near}" if near else ""
        raise CorpusError(
            f"There is no entry {item!r} in the reading list{nearest}; 'python -m corpus fetch --list' shows all."
        )
    if entry.url is None:
        found = f"https://doi.org/{entry.doi}" if entry.doi else "where you find it"
        raise CorpusError(
            f"{item} has no address in the reading list; get it from {found}, save it as {item}.pdf and add that file."
        )
    return Wanted(entry.id, entry.url, entry.id)


def is_there(library: Path, ledger: Ledger, key: str, stem: str) -> bool:
    """True if the file is in the library: the one downloaded, or one that the user added under an entry's id."""
    past = ledger.get(key)
    if past and past.state is State.FETCHED and past.file and (library / past.file).is_file():
        return True
    return key == stem and any((library / f"{stem}{suffix}").is_file() for suffix in SUFFIXES)


def fetch(
    library: Path,
    wanted: Sequence[Wanted],
    *,
    again: bool = False,
    limits: DownloadLimits | None = None,
    progress: bool = False,
) -> Fetched:
    """Download what is not there yet, or all of it `again`; failures are told in the result and in the ledger.

    Raises:
        CorpusError: another download holds the folder, or the ledger cannot be read or written.
    """
    try:
        with FileLock(library.parent / ".fetch.lock", timeout=0):
            ledger = Ledger(library.parent)
            there = [] if again else [w.key for w in wanted if is_there(library, ledger, w.key, w.stem)]
            missing = [w for w in wanted if w.key not in there]
            with tqdm(
                total=len(missing), unit="document", desc="Fetching", disable=not (progress and missing)
            ) as bar:
                ends = (
                    _run_apart(_Run(library, ledger, limits or DownloadLimits(), bar).all(missing))
                    if missing
                    else []
                )
    except Timeout:
        raise CorpusError(f"Another download into {library} is under way; wait for it to end.") from None
    except OSError as error:
        raise CorpusError(
            f"{library.parent} cannot be written to ({error.strerror}); choose another folder with --data."
        ) from error
    failed = tuple((w.key, end) for w, end in zip(missing, ends, strict=True) if isinstance(end, str))
    return Fetched(tuple(end for end in ends if isinstance(end, Path)), tuple(there), failed)


class _Run:
    """One run over many documents; an end is the file or the reason why there is none."""

    def __init__(self, library: Path, ledger: Ledger, limits: DownloadLimits, bar: "tqdm[Any]") -> None:
        self._library, self._ledger, self._limits, self._bar = library, ledger, limits, bar

    async def all(self, wanted: Sequence[Wanted]) -> list[Path | str]:
        timeout = httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s, pool=None)
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}  # ranges count bytes as sent
        try:
            client = httpx.AsyncClient(
                headers=headers,
                timeout=timeout,
                transport=PublicTransport() if self._limits.public_only else None,
            )
        except (ImportError, ValueError) as error:
            said = str(error).partition(". ")[0]
            raise CorpusError(
                f"The proxy that ALL_PROXY, HTTP_PROXY or HTTPS_PROXY names cannot be used ({said}); name an http:// one."
            ) from error
        async with client:
            downloader = Downloader(client, self._limits)
            return await asyncio.gather(*(self._one(downloader, w) for w in wanted))

    async def _one(self, downloader: Downloader, wanted: Wanted) -> Path | str:
        past = self._ledger.get(wanted.key) or Download(wanted.url, State.PARTIAL)
        part = self._library / f".{_digest(wanted.key)[:16]}.part"
        transfer = Transfer(wanted.url, part, past.validator if past.url == wanted.url else None, past.tries)

        def note(state: State, *, reason: str | None = None, file: str | None = None) -> None:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            validator = None if state is State.FETCHED else transfer.validator
            self._ledger.put(
                wanted.key,
                Download(wanted.url, state, file or past.file, reason, transfer.tries, now, validator),
            )

        try:
            received = await downloader.get(transfer, lambda: note(State.PARTIAL))
            target, source = self._settle(wanted, transfer, received)
            note(
                State.PARTIAL, file=target.name
            )  # were it stopped here, the file would be known as this document's
            self._publish(source, target, transfer)
        except CorpusError as error:
            note(State.FAILED, reason=str(error))
            return str(error)
        finally:
            self._bar.update()
        note(State.FETCHED, file=target.name)
        return target

    def _settle(self, wanted: Wanted, transfer: Transfer, received: Received) -> tuple[Path, Path]:
        """The name that the complete part gets in the library, and the file to be put there: the part, or the part in UTF-8."""
        try:
            with transfer.part.open("rb") as stream:
                suffix = suffix_of(wanted.url, received.url, received.kind, stream.read(_HEAD_BYTES))
            target = self._library / self._free_name(wanted, suffix)
            recoded = _recode(transfer.part, received.charset) if suffix not in BINARY else None
        except CorpusError as error:
            raise transfer.refuse(str(error)) from None
        return target, recoded or transfer.part

    def _publish(self, source: Path, target: Path, transfer: Transfer) -> None:
        try:
            os.replace(source, target)
            transfer.part.unlink(missing_ok=True)
        except OSError as error:
            raise CorpusError(
                f"{target.name} cannot be stored in {self._library} ({error.strerror}); check space and permissions."
            ) from error

    def _free_name(self, wanted: Wanted, suffix: str) -> str:
        """The document's name, told apart by a digest where a file from elsewhere has it."""
        name = safe_name(wanted.stem + suffix)
        taken = (self._library / name).exists() and self._ledger.owner(name) != wanted.key
        return safe_name(f"{Path(name).stem}-{_digest(wanted.key)[:6]}{suffix}") if taken else name


def _recode(part: Path, charset: str | None) -> Path | None:
    """The part in UTF-8, if only the server's header said what encoding it is in; the mark at its start outdoes what the page says."""
    raw, codec = part.read_bytes(), find_codec(charset) if charset else None
    if codec in (None, "utf-8"):
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        recoded = part.with_suffix(".text")
        recoded.write_bytes(codecs.BOM_UTF8 + raw.decode(codec or "utf-8", "replace").encode("utf-8"))
        return recoded
    return None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _run_apart(work: Coroutine[Any, Any, _T]) -> _T:
    """Run in a thread of its own, so that a caller inside an event loop may download too; Ctrl-C ends it before it goes on."""
    tasks: list[asyncio.Task[_T]] = []

    async def watched() -> _T:
        tasks.append(asyncio.create_task(work))
        return await tasks[0]

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(asyncio.run, watched())
        try:
            return future.result()
        except KeyboardInterrupt:
            for task in tasks:
                task.get_loop().call_soon_threadsafe(task.cancel)
            raise
