"""The reading list: works on the starter corpus's subject, as bibliographic data without their text.

One entry a line of `reading_list.jsonl`:

    {"id": "muratalieva-2024", "author": "Muratalieva, Nargiza", "title": "...", "year": 2024, ...}

An id is the first author's surname, or the publishing body, with the year ("nd" if there is no date).
`corpus.library.fetch` downloads the entries that have an address.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

READING_LIST = Path(__file__).with_name("reading_list.jsonl")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A work; `doi` is without the resolver's address, `open_access` None if unknown."""

    id: str
    title: str
    author: str | None = None
    year: int | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    doi: str | None = None
    language: str = "English"
    kind: str = "article"
    regions: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    open_access: bool | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"the id {self.id!r} is not small letters, digits and hyphens")


def read_reading_list(path: Path = READING_LIST) -> tuple[Entry, ...]:
    """The entries in the order of the file, which is part of the program: it is not checked for users."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    entries = tuple(
        Entry(**{**r, "regions": tuple(r["regions"]), "aspects": tuple(r["aspects"])}) for r in records
    )
    if len({e.id for e in entries}) < len(entries):
        raise ValueError(f"two entries of {path.name} have the same id")
    return entries
