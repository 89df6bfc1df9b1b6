"""What to download: entries of the reading list by id, or web addresses; and what the library already has.

It sends no request; `corpus.library.fetch` does.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from corpus.errors import CorpusError
from corpus.library.download_log import DownloadLog, DownloadState
from corpus.library.file_names import derive_stem
from corpus.readers.registry import SUFFIXES
from corpus.starter.reading_list import Entry

_WEB_ADDRESS = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_HOST = re.compile(rb"[A-Za-z0-9._:-]+")


@dataclass(frozen=True, slots=True)
class FetchTarget:
    """A document to download.

    `key` names it in the download log (an entry's id or the address), `stem` in the library.
    """

    key: str
    url: str
    stem: str


def choose_targets(items: Sequence[str], entries: Iterable[Entry]) -> list[FetchTarget]:
    """Return the documents that ids and addresses name; without any, every entry that has an address.

    Raises:
        CorpusError: an id is unknown, its entry has no address, or an address is not a web address.
    """
    known = {e.id: e for e in entries}
    if not items:
        return [FetchTarget(e.id, e.url, e.id) for e in known.values() if e.url]
    targets = (target_from_url(item) if ":" in item else _target_from_entry(item, known) for item in items)
    return list(dict.fromkeys(targets))


def target_from_url(url: str) -> FetchTarget:
    """Return the document at a web address.

    Raises:
        CorpusError: it is not a web address, or it shows one host and means another
        (https://example.org@10.0.0.1).
    """
    try:
        parsed = httpx.URL(url)
        reason = " (it contains a name or password)" if parsed.userinfo else ""
        if _WEB_ADDRESS.match(url) and _HOST.fullmatch(parsed.raw_host) and not reason:
            return FetchTarget(key=url, url=url, stem=derive_stem(url))
    except (httpx.InvalidURL, ValueError) as error:
        reason = f" ({error})"
    raise CorpusError(f"{url!r} is not a web address{reason}; give one that begins with https://.")


def is_fetched(library: Path, log: DownloadLog, target: FetchTarget) -> bool:
    """True if the library has the document: downloaded, or added by the user under an entry's id."""
    record = log.get(target.key)
    if record and record.state is DownloadState.FETCHED and record.file and (library / record.file).is_file():
        return True
    is_entry = target.key == target.stem
    return is_entry and any((library / f"{target.stem}{suffix}").is_file() for suffix in SUFFIXES)


def _target_from_entry(identifier: str, known: dict[str, Entry]) -> FetchTarget:
    entry = known.get(identifier)
    if entry is None:
        close = difflib.get_close_matches(identifier, known, n=3, cutoff=0.5)
        nearest = f"; the nearest {'are' if len(close) > 1 else 'is'} {', '.join(close)}" if close else ""
        raise CorpusError(
            f"There is no entry {identifier!r} in the reading list{nearest}; "
            "'python -m corpus fetch --list' shows all."
        )
    if entry.url is None:
        place = f"https://doi.org/{entry.doi}" if entry.doi else "its publisher"
        raise CorpusError(
            f"{identifier} has no address in the reading list; get it from {place}, "
            f"save it as {identifier}.pdf and add that file."
        )
    return FetchTarget(key=entry.id, url=entry.url, stem=entry.id)
