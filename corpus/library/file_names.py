"""Names that files bear in the library: safe on every system, and told from a web address where one is downloaded."""

import re
import unicodedata
import urllib.parse
from pathlib import Path, PurePosixPath

from corpus.errors import CorpusError
from corpus.readers.registry import SUFFIXES

_MAX_NAME_BYTES = 200  # file systems take 255, and a copy under way needs some
_RESERVED = re.compile(
    r"con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$", re.IGNORECASE
)  # devices on Windows, whatever follows the first dot
_PAGE_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")  # .pdf, .shtml, .aspx, but not the figures of a DOI


def safe_name(name: str) -> str:
    """A file name that stays in its folder, can be stored on every system, and shows as what it is.

    Raises:
        CorpusError: no reader takes its suffix.
    """
    base = re.sub(
        r"[\x00-\x1f\x7f-\x9f<>:\"/\\|?*\u2028\u2029]", "-", name.replace("\\", "/").rsplit("/", 1)[-1]
    )
    base = "".join(
        c
        for c in unicodedata.normalize("NFC", base)
        if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    base = (
        base.encode("utf-8", "ignore")[-_MAX_NAME_BYTES:].decode("utf-8", "ignore").lstrip(". ").rstrip(". ")
    )
    if _RESERVED.fullmatch(base.partition(".")[0].rstrip()):
        base = f"_{base}"
    if Path(base).suffix.lower() not in SUFFIXES:
        raise CorpusError(
            f"{base or name!r} is of a kind that no reader takes; use one of {', '.join(SUFFIXES)}."
        )
    return base


def stem_of(url: str) -> str:
    """The last word of an address's path without its suffix, or the host where the path is bare."""
    parts = urllib.parse.urlsplit(url)
    last = PurePosixPath(urllib.parse.unquote(parts.path)).name
    return _PAGE_SUFFIX.sub("", last) or parts.hostname or "page"


def suffix_in(url: str) -> str | None:
    """The suffix that an address's path ends in, if a reader takes it."""
    suffix = PurePosixPath(urllib.parse.unquote(urllib.parse.urlsplit(url).path)).suffix.lower()
    return suffix if suffix in SUFFIXES else None
