"""Downloading into the library at the user's request: the reading list, entries of it by id, or addresses.

A document that is there already is not requested again; the download log records each attempt
(`corpus.library.download_log`). A file appears in the library when it is complete; until then its bytes are
in a hidden `.part` next to it, which the next run resumes. `corpus.library.web.download` speaks HTTP.
"""

import asyncio
import codecs
import hashlib
import os
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from filelock import FileLock, Timeout
from tqdm import tqdm

from corpus.errors import CorpusError
from corpus.library.download_log import DownloadLog, DownloadRecord, DownloadState
from corpus.library.fetch_targets import FetchTarget, is_fetched
from corpus.library.file_names import make_safe_name
from corpus.library.web.content_type import choose_suffix
from corpus.library.web.download import USER_AGENT, Downloader
from corpus.library.web.public_transport import PublicTransport
from corpus.library.web.transfer import DownloadLimits, DownloadResult, Transfer
from corpus.readers.html import find_codec
from corpus.readers.registry import FORMATS

_HEAD_BYTES = 1024
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FetchReport:
    """The result of a run, in the order of the targets.

    `files` are new in the library, `present` the keys of those that were there before, `failed` (key,
    reason).
    """

    files: tuple[Path, ...]
    present: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def fetch(
    library: Path,
    targets: Sequence[FetchTarget],
    *,
    again: bool = False,
    limits: DownloadLimits | None = None,
    progress: bool = False,
) -> FetchReport:
    """Download the targets that are not there yet, or all of them `again`.

    Failures are in the report and in the download log.

    Raises:
        CorpusError: another download holds the folder, or the log cannot be read or written.
    """
    try:
        with FileLock(library.parent / ".fetch.lock", timeout=0):
            log = DownloadLog(library.parent)
            present = [] if again else [t.key for t in targets if is_fetched(library, log, t)]
            missing = [t for t in targets if t.key not in present]
            results: list[Path | str] = []
            if missing:
                with tqdm(total=len(missing), unit="document", desc="Fetching", disable=not progress) as bar:
                    run = _FetchRun(library, log, limits or DownloadLimits(), bar)
                    results = _run_in_thread(run.fetch_all(missing))
    except Timeout:
        raise CorpusError(f"Another download into {library} is under way; wait until it ends.") from None
    except OSError as error:
        raise CorpusError(
            f"{library.parent} cannot be written to ({error.strerror}); choose another folder with --data."
        ) from error
    pairs = list(zip(missing, results, strict=True))
    return FetchReport(
        files=tuple(result for _, result in pairs if isinstance(result, Path)),
        present=tuple(present),
        failed=tuple((target.key, result) for target, result in pairs if isinstance(result, str)),
    )


class _FetchRun:
    """One run over several targets; each gives the new file or the reason why there is none."""

    def __init__(self, library: Path, log: DownloadLog, limits: DownloadLimits, bar: "tqdm[Any]") -> None:
        self._library, self._log, self._limits, self._bar = library, log, limits, bar

    async def fetch_all(self, targets: Sequence[FetchTarget]) -> list[Path | str]:
        async with _open_client(self._limits) as client:
            downloader = Downloader(client, self._limits)
            return await asyncio.gather(*(self._fetch_one(downloader, t) for t in targets))

    async def _fetch_one(self, downloader: Downloader, target: FetchTarget) -> Path | str:
        past = self._log.get(target.key) or DownloadRecord(target.url, DownloadState.PARTIAL)
        part = self._library / f".{_digest(target.key)[:16]}.part"
        validator = past.validator if past.url == target.url else None
        transfer = Transfer(target.url, part, validator, past.tries)

        def record(state: DownloadState, *, reason: str | None = None, file: str | None = None) -> None:
            download = DownloadRecord(
                url=target.url,
                state=state,
                file=file or past.file,
                reason=reason,
                tries=transfer.attempts,
                date=datetime.now(UTC).isoformat(timespec="seconds"),
                validator=None if state is DownloadState.FETCHED else transfer.validator,
            )
            self._log.put(target.key, download)

        try:
            result = await downloader.download(transfer, lambda: record(DownloadState.PARTIAL))
            path, source = self._prepare(target, transfer, result)
            # If the program stops after the move, the log already says whose file it is.
            record(DownloadState.PARTIAL, file=path.name)
            self._publish(source, path, transfer)
        except CorpusError as error:
            record(DownloadState.FAILED, reason=str(error))
            return str(error)
        finally:
            self._bar.update()
        record(DownloadState.FETCHED, file=path.name)
        return path

    def _prepare(self, target: FetchTarget, transfer: Transfer, result: DownloadResult) -> tuple[Path, Path]:
        """Return the document's path in the library, and the file to move there: the part or a UTF-8 copy."""
        try:
            with transfer.part.open("rb") as stream:
                head = stream.read(_HEAD_BYTES)
            suffix = choose_suffix(target.url, result.url, result.content_type, head)
            path = self._library / self._choose_name(target, suffix)
            is_text = FORMATS[suffix].container is None
            recoded = _recode(transfer.part, result.charset) if is_text else None
        except CorpusError as error:
            raise transfer.refuse(str(error)) from None
        return path, recoded or transfer.part

    def _publish(self, source: Path, path: Path, transfer: Transfer) -> None:
        try:
            os.replace(source, path)
            transfer.part.unlink(missing_ok=True)
        except OSError as error:
            raise CorpusError(
                f"{path.name} cannot be stored in {self._library} ({error.strerror}); "
                "check space and permissions."
            ) from error

    def _choose_name(self, target: FetchTarget, suffix: str) -> str:
        """Return the document's name, with a digest if a file from elsewhere has that name."""
        name = make_safe_name(target.stem + suffix)
        taken = (self._library / name).exists() and self._log.find_key(name) != target.key
        return make_safe_name(f"{Path(name).stem}-{_digest(target.key)[:6]}{suffix}") if taken else name


def _open_client(limits: DownloadLimits) -> httpx.AsyncClient:
    timeout = httpx.Timeout(limits.read_timeout_s, connect=limits.connect_timeout_s, pool=None)
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}  # ranges count bytes as sent
    try:
        transport = PublicTransport() if limits.public_only else None
        return httpx.AsyncClient(headers=headers, timeout=timeout, transport=transport)
    except (ImportError, ValueError) as error:
        reason = str(error).partition(". ")[0]
        raise CorpusError(
            f"The proxy in ALL_PROXY, HTTP_PROXY or HTTPS_PROXY cannot be used ({reason}); "
            "set an http:// proxy."
        ) from error


def _recode(part: Path, charset: str | None) -> Path | None:
    """Write a copy of the part in UTF-8 if only the server's header names its encoding, else return None.

    The byte order mark at its start overrides what the page itself declares.
    """
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


def _run_in_thread(work: Coroutine[Any, Any, _T]) -> _T:
    """Run the work in a new thread, so that a caller inside an event loop may download too.

    Ctrl-C cancels the work before it is raised again.
    """
    tasks: list[asyncio.Task[_T]] = []

    async def watch() -> _T:
        tasks.append(asyncio.create_task(work))
        return await tasks[0]

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(asyncio.run, watch())
        try:
            return future.result()
        except KeyboardInterrupt:
            for task in tasks:
                task.get_loop().call_soon_threadsafe(task.cancel)
            raise
