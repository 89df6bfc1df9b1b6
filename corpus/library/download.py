"""One document over HTTP: polite, bounded in time and size, continued where it broke off.

It knows nothing of entries, names or the library: it fills a `.part` file and says what kind of thing it holds. Every failure is a CorpusError that
tells the address and the reason. asyncio, because only there does a time limit hold while a server drips and does Ctrl-C end a request at once.
"""

import asyncio
import email.utils
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from corpus.errors import CorpusError
from corpus.library.content_type import check_kind
from corpus.library.public_transport import PrivateAddressError

_UNPACKED = (
    "identity",
    "gzip",
    "x-gzip",
    "deflate",
    "",
)  # a chunk of these unpacks to a thousand times its size at most; br and zstd know no bound
USER_AGENT = "Parallax/0.1 (reading-list download)"


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """Bounds in bytes, seconds and counts; `total_s` is for one request, `tries` for one whose server says it is busy.

    `public_only` refuses addresses of this machine and its network, for a page that others use (`corpus.library.public_transport`).
    """

    max_bytes: int = 50_000_000
    connect_s: float = 10
    read_s: float = 30
    total_s: float = 300
    pause_s: float = 1
    max_wait_s: float = 60
    tries: int = 3
    redirects: int = 5
    at_once: int = 4
    public_only: bool = False


@dataclass(slots=True)
class Transfer:
    """A document on its way: the bytes in `part` may be continued while `validator` (ETag or date) is the server's still."""

    url: str
    part: Path
    validator: str | None = None
    tries: int = 0

    @property
    def held(self) -> int:
        """Bytes that may be continued."""
        return self.part.stat().st_size if self.validator and self.part.is_file() else 0

    def refuse(self, sentence: str) -> CorpusError:
        """The error for what cannot be mended by going on: what was received is thrown away."""
        self.part.unlink(missing_ok=True)
        self.validator = None
        return CorpusError(sentence)


@dataclass(frozen=True, slots=True)
class Received:
    """What fills the part: the address after redirects, the content type and the charset of the header."""

    url: str
    kind: str
    charset: str | None


class Downloader:
    """Downloads through one client; one request at a time per host, a few hosts at once."""

    def __init__(self, client: httpx.AsyncClient, limits: DownloadLimits) -> None:
        self._client = client
        self._limits = limits
        self._turns = _Turns(limits)

    async def get(self, transfer: Transfer, begun: Callable[[], None]) -> Received:
        """Fill `transfer.part`; `begun` is called when the validator is known, before the first byte is written.

        Raises:
            CorpusError: it cannot be had; `transfer.held` says how much may be continued.
        """
        url, redirects, asked = httpx.URL(transfer.url), 0, 0
        while True:
            if redirects == 0 or asked == 0:
                transfer.tries, asked = transfer.tries + 1, asked + 1
            async with self._turns.of(url.host):
                answer = await self._ask_within_time(url, transfer, begun)
                if isinstance(answer, float):
                    self._turns.hold(url.host, answer)
            match answer:
                case Received():
                    return answer
                case httpx.URL():
                    redirects, url = redirects + 1, answer
                    if redirects > self._limits.redirects:
                        raise transfer.refuse(
                            f"{transfer.url} redirects more than {self._limits.redirects} times; check the address."
                        )
                case float():
                    if asked == self._limits.tries:
                        raise CorpusError(
                            f"{transfer.url} is still busy after {asked} tries; fetch it again later."
                        )
                    redirects = 0

    async def _ask_within_time(
        self, url: httpx.URL, transfer: Transfer, begun: Callable[[], None]
    ) -> "_Answer":
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._ask(url, transfer, begun)
        except PrivateAddressError as error:
            raise transfer.refuse(
                f"{transfer.url} leads to {error}, within this machine's network; download it yourself and add the file."
            ) from None
        except TimeoutError:
            raise _broken(transfer, f"it took longer than {self._limits.total_s:g} s") from None
        except httpx.ConnectTimeout:
            raise _broken(transfer, f"no connection within {self._limits.connect_s:g} s") from None
        except httpx.TimeoutException:
            raise _broken(transfer, f"nothing came for {self._limits.read_s:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise _broken(transfer, _told(error)) from error
        except OSError as error:
            raise CorpusError(
                f"{transfer.part.parent} cannot be written to ({error.strerror}); check space and permissions."
            ) from error

    async def _ask(self, url: httpx.URL, transfer: Transfer, begun: Callable[[], None]) -> "_Answer":
        held = transfer.held
        headers = {"Range": f"bytes={held}-", "If-Range": transfer.validator or ""} if held else {}
        async with self._client.stream("GET", url, headers=headers) as answer:
            status = answer.status_code
            if answer.has_redirect_location:
                return _target(url, answer, transfer)
            if status in (429, 503):
                return self._wait(answer, transfer)
            if (packed := answer.headers.get("Content-Encoding", "identity").lower()) not in _UNPACKED:
                raise transfer.refuse(
                    f"{transfer.url} comes packed ({packed[:40]}), though asked not to; download it yourself and add the file."
                )
            continued = status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {held}-")
            if held and (status == 416 or (status == 206 and not continued)):
                transfer.part.unlink()
                return 0.0  # ask again, from the beginning
            if status >= 500:
                raise CorpusError(
                    f"{transfer.url} cannot be fetched ({status} {answer.reason_phrase}); fetch it again later."
                )
            if status != 200 and not (held and continued):
                raise transfer.refuse(
                    f"{transfer.url} cannot be fetched ({status} {answer.reason_phrase}); check the address."
                )
            kind, _, _ = answer.headers.get("Content-Type", "").partition(";")
            received = Received(str(url), kind.strip().lower(), answer.charset_encoding)
            try:
                check_kind(transfer.url, received.kind)
            except CorpusError as error:
                raise transfer.refuse(str(error)) from None
            await self._store(answer, transfer, held if continued else 0, begun)
            return received

    async def _store(
        self, answer: httpx.Response, transfer: Transfer, size: int, begun: Callable[[], None]
    ) -> None:
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and size + int(announced) > self._limits.max_bytes:
            raise self._too_large(transfer)
        complete = False
        try:
            with transfer.part.open("ab" if size else "wb") as stream:
                if not size:
                    transfer.validator = _validator(answer)
                begun()
                async for chunk in answer.aiter_bytes():
                    size += len(chunk)
                    if size > self._limits.max_bytes:
                        break
                    stream.write(chunk)
            complete = True
        finally:  # also when the user stops it
            if not (complete or transfer.validator):
                transfer.part.unlink(missing_ok=True)
        if size > self._limits.max_bytes:
            raise self._too_large(transfer)
        if size == 0:
            raise transfer.refuse(f"{transfer.url} sent an empty body; check the address.")

    def _wait(self, answer: httpx.Response, transfer: Transfer) -> float:
        seconds = _retry_after(answer.headers.get("Retry-After", ""))
        if seconds is None or seconds > self._limits.max_wait_s:
            asks = "" if seconds is None else f" and asks to wait {seconds:.0f} s"
            raise CorpusError(
                f"{transfer.url} is busy ({answer.status_code} {answer.reason_phrase}){asks}; fetch it again later."
            )
        return seconds

    def _too_large(self, transfer: Transfer) -> CorpusError:
        return transfer.refuse(
            f"{transfer.url} is larger than {self._limits.max_bytes / 1e6:g} MB; download it yourself and add the part you need."
        )


class _Turns:
    """Who may ask when: one request at a time per host, a pause between two, and not more than a few at once."""

    def __init__(self, limits: DownloadLimits) -> None:
        self._slots = asyncio.Semaphore(limits.at_once)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: defaultdict[str, float] = defaultdict(float)
        self._pause_s = limits.pause_s

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        async with self._hosts[host]:
            await asyncio.sleep(max(0.0, self._free_at[host] - time.monotonic()))
            try:
                async with self._slots:
                    yield
            finally:
                self.hold(host, self._pause_s)

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask the host for so long."""
        self._free_at[host] = max(self._free_at[host], time.monotonic() + seconds)


_Answer = Received | httpx.URL | float  # a document, another address, or seconds to wait before asking again


def _target(url: httpx.URL, answer: httpx.Response, transfer: Transfer) -> httpx.URL:
    location = answer.headers["Location"]
    target = url.join(location)
    if target.scheme not in ("http", "https") or not target.host or target.userinfo:
        raise transfer.refuse(
            f"{transfer.url} redirects to {location!r}, which is no web address; check the address."
        )
    return target


def _validator(answer: httpx.Response) -> str | None:
    """What If-Range may name, a strong ETag or else the date; nothing if the body came compressed, for then its bytes are not the stored ones."""
    etag, date = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    validator = date if etag.startswith("W/") or not etag else etag
    return (
        validator
        if validator
        and validator.isascii()
        and answer.headers.get("Content-Encoding", "identity") == "identity"
        else None
    )


def _retry_after(value: str) -> float | None:
    """Seconds of a Retry-After header, which holds them or a date."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _broken(transfer: Transfer, why: str) -> CorpusError:
    if held := transfer.held:
        return CorpusError(
            f"{transfer.url} broke off after {held:,d} bytes ({why}); fetch it again to go on from there."
        )
    return CorpusError(f"{transfer.url} cannot be fetched ({why}); check the address and your connection.")


def _told(error: BaseException) -> str:
    """The system's own words under what the libraries put around them."""
    cause: BaseException | None = error
    said = str(error) or type(error).__name__
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            said = (
                os.strerror(cause.errno)
                if isinstance(cause, ConnectionError) and cause.errno
                else cause.strerror
            )
        cause = (
            cause.exceptions[0]
            if isinstance(cause, BaseExceptionGroup)
            else cause.__cause__ or cause.__context__
        )
    return said.rstrip(".")
