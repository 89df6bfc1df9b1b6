"""Downloading one document over HTTP: polite, bounded in time and size, resumed after an interruption.

It knows nothing of the reading list, file names or the library: it fills a `.part` file and reports its
content type. Every failure is a CorpusError with the address and the reason. It uses asyncio because only
there a time limit holds against a server that sends a byte at a time, and Ctrl-C ends a request at once.
"""

import asyncio
import email.utils
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from corpus.errors import CorpusError
from corpus.library.web.content_type import check_content_type
from corpus.library.web.host_rate_limiter import HostRateLimiter
from corpus.library.web.public_transport import PrivateAddressError
from corpus.library.web.transfer import DownloadLimits, DownloadResult, Transfer

USER_AGENT = "Parallax/0.1 (reading-list download)"
# A chunk in one of these encodings unpacks to at most a thousand times its size; br and zstd have no bound.
_BOUNDED_ENCODINGS = ("identity", "gzip", "x-gzip", "deflate", "")
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class _Retry:
    """The document must be requested again, after a wait."""

    seconds: float


_Outcome = DownloadResult | httpx.URL | _Retry  # a document, another address, or another attempt


class Downloader:
    """Downloads through one client; one request at a time per host, a few hosts at once."""

    def __init__(self, client: httpx.AsyncClient, limits: DownloadLimits) -> None:
        self._client = client
        self._limits = limits
        self._rate_limiter = HostRateLimiter(pause_s=limits.pause_s, max_concurrent=limits.max_concurrent)

    async def download(self, transfer: Transfer, on_start: Callable[[], None]) -> DownloadResult:
        """Fill `transfer.part`; call `on_start` before the first byte is written.

        `transfer.validator` is known by then, so that `on_start` can record it.

        Raises:
            CorpusError: it cannot be downloaded; `transfer.resumable_bytes` says how much can be kept.
        """
        url = httpx.URL(transfer.url)
        for _ in range(self._limits.max_attempts):
            transfer.attempts += 1
            outcome = await self._request_politely(url, transfer, on_start)
            redirects = 0
            while isinstance(outcome, httpx.URL):
                redirects += 1
                if redirects > self._limits.max_redirects:
                    raise transfer.refuse(
                        f"{transfer.url} redirects more than {self._limits.max_redirects} times; "
                        "check the address."
                    )
                url = outcome
                outcome = await self._request_politely(url, transfer, on_start)
            if isinstance(outcome, DownloadResult):
                return outcome
        raise CorpusError(
            f"{transfer.url} is still busy after {self._limits.max_attempts} attempts; fetch it again later."
        )

    async def _request_politely(
        self, url: httpx.URL, transfer: Transfer, on_start: Callable[[], None]
    ) -> _Outcome:
        async with self._rate_limiter.reserve(url.host):
            outcome = await self._request_in_time(url, transfer, on_start)
            if isinstance(outcome, _Retry):
                self._rate_limiter.block(url.host, outcome.seconds)
            return outcome

    async def _request_in_time(
        self, url: httpx.URL, transfer: Transfer, on_start: Callable[[], None]
    ) -> _Outcome:
        try:
            async with asyncio.timeout(self._limits.total_timeout_s):
                return await self._request(url, transfer, on_start)
        except PrivateAddressError as error:
            raise transfer.refuse(
                f"{transfer.url} leads to {error}, an address within this machine's network; "
                "download it yourself and add the file."
            ) from None
        except TimeoutError:
            raise transfer.interrupt(f"it took longer than {self._limits.total_timeout_s:g} s") from None
        except httpx.ConnectTimeout:
            raise transfer.interrupt(f"no connection within {self._limits.connect_timeout_s:g} s") from None
        except httpx.TimeoutException:
            raise transfer.interrupt(f"no data for {self._limits.read_timeout_s:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise transfer.interrupt(_explain(error)) from error
        except OSError as error:
            raise CorpusError(
                f"{transfer.part.parent} cannot be written to ({error.strerror}); "
                "check space and permissions."
            ) from error

    async def _request(self, url: httpx.URL, transfer: Transfer, on_start: Callable[[], None]) -> _Outcome:
        start = transfer.resumable_bytes
        headers = {"Range": f"bytes={start}-", "If-Range": transfer.validator or ""} if start else {}
        async with self._client.stream("GET", url, headers=headers) as response:
            if response.has_redirect_location:
                return _redirect_target(url, response, transfer)
            if response.status_code in _BUSY:
                return self._retry_later(response, transfer)
            _check_encoding(response, transfer)
            resumed = start > 0 and _starts_at(response, start)
            if start and not resumed and response.status_code in (206, 416):
                transfer.part.unlink()
                return _Retry(0.0)  # from the beginning
            if response.status_code != 200 and not resumed:
                raise _status_error(response, transfer)
            result = _describe(url, response, transfer)
            await self._store(response, transfer, start if resumed else 0, on_start)
            return result

    async def _store(
        self, response: httpx.Response, transfer: Transfer, size: int, on_start: Callable[[], None]
    ) -> None:
        """Write the body after the first `size` bytes of the part."""
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and size + int(announced) > self._limits.max_bytes:
            raise self._too_large(transfer)
        complete = False
        try:
            with transfer.part.open("ab" if size else "wb") as stream:
                if not size:
                    transfer.validator = _find_validator(response)
                on_start()
                async for chunk in response.aiter_bytes():
                    size += len(chunk)
                    if size > self._limits.max_bytes:
                        break
                    stream.write(chunk)
            complete = True
        finally:  # also when the user interrupts it
            if not (complete or transfer.validator):
                transfer.part.unlink(missing_ok=True)
        if size > self._limits.max_bytes:
            raise self._too_large(transfer)
        if size == 0:
            raise transfer.refuse(f"{transfer.url} sent an empty body; check the address.")

    def _retry_later(self, response: httpx.Response, transfer: Transfer) -> _Retry:
        seconds = _parse_retry_after(response.headers.get("Retry-After", ""))
        if seconds is None or seconds > self._limits.max_wait_s:
            wait = "" if seconds is None else f" and asks to wait {seconds:.0f} s"
            raise CorpusError(
                f"{transfer.url} is busy ({_status_line(response)}){wait}; fetch it again later."
            )
        return _Retry(seconds)

    def _too_large(self, transfer: Transfer) -> CorpusError:
        return transfer.refuse(
            f"{transfer.url} is larger than {self._limits.max_bytes / 1e6:g} MB; "
            "download it yourself and add the part you need."
        )


def _redirect_target(url: httpx.URL, response: httpx.Response, transfer: Transfer) -> httpx.URL:
    location = response.headers["Location"]
    target = url.join(location)
    if target.scheme not in ("http", "https") or not target.host or target.userinfo:
        raise transfer.refuse(
            f"{transfer.url} redirects to {location!r}, which is not a web address; check the address."
        )
    return target


def _check_encoding(response: httpx.Response, transfer: Transfer) -> None:
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in _BOUNDED_ENCODINGS:
        raise transfer.refuse(
            f"{transfer.url} is compressed in a form that is not accepted ({encoding[:40]}); "
            "download it yourself and add the file."
        )


def _starts_at(response: httpx.Response, start: int) -> bool:
    content_range = response.headers.get("Content-Range", "")
    return response.status_code == 206 and content_range.startswith(f"bytes {start}-")


def _status_error(response: httpx.Response, transfer: Transfer) -> CorpusError:
    sentence = f"{transfer.url} cannot be fetched ({_status_line(response)})"
    if response.status_code >= 500:
        return CorpusError(f"{sentence}; fetch it again later.")
    return transfer.refuse(f"{sentence}; check the address.")


def _status_line(response: httpx.Response) -> str:
    return f"{response.status_code} {response.reason_phrase}"


def _describe(url: httpx.URL, response: httpx.Response, transfer: Transfer) -> DownloadResult:
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        check_content_type(transfer.url, content_type)
    except CorpusError as error:
        raise transfer.refuse(str(error)) from None
    return DownloadResult(str(url), content_type, response.charset_encoding)


def _find_validator(response: httpx.Response) -> str | None:
    """Return what If-Range may name: a strong ETag, else the date.

    None if the body came compressed, because then the stored bytes are not the ones that were sent.
    """
    etag, date = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    validator = date if etag.startswith("W/") or not etag else etag
    unpacked = response.headers.get("Content-Encoding", "identity") == "identity"
    return validator if validator and validator.isascii() and unpacked else None


def _parse_retry_after(value: str) -> float | None:
    """Return the seconds of a Retry-After header, which holds a number of them or a date."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _explain(error: BaseException) -> str:
    """Return the system's own message, which the libraries wrap in theirs."""
    message = str(error) or type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionError) and cause.errno:
            message = os.strerror(cause.errno)
        elif isinstance(cause, OSError) and cause.strerror:
            message = cause.strerror
        if isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        else:
            cause = cause.__cause__ or cause.__context__
    return message.rstrip(".")
