"""File names in the library: safe on every system, and derived from a web address where one is downloaded.

The rules are our own because a name must also show as what it is: no invisible or direction-changing
characters, no hidden file, and a suffix that survives the shortening.
"""

import re
import unicodedata
import urllib.parse
from pathlib import Path, PurePosixPath

from corpus.errors import CorpusError
from corpus.readers.office.unread_formats import refuse_unread_suffix
from corpus.readers.registry import FORMATS, SUFFIXES

_MAX_NAME_BYTES = 200  # file systems take 255, and the temporary name of a copy is longer
_ILLEGAL = re.compile(r"[\x00-\x1f\x7f-\x9f<>:\"/\\|?*\u2028\u2029]")
_INVISIBLE = ("Cf", "Cs", "Co", "Cn")  # format, surrogate, private-use and unassigned characters
# devices on Windows, whatever follows the first dot
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")  # .pdf, .shtml, .aspx, but not the digits of a DOI


def make_safe_name(name: str) -> str:
    """Return a file name that stays in its folder, can be stored on every system, and shows as what it is.

    Raises:
        CorpusError: no reader takes its suffix; the message says how to convert what can be converted.
    """
    base = _ILLEGAL.sub("-", name.replace("\\", "/").rsplit("/", 1)[-1])
    base = unicodedata.normalize("NFC", base)
    base = "".join(c for c in base if unicodedata.category(c) not in _INVISIBLE)
    base = base.encode("utf-8")[-_MAX_NAME_BYTES:].decode("utf-8", "ignore")  # the end holds the suffix
    base = base.strip(". ")
    if _DEVICE.fullmatch(base.partition(".")[0].rstrip()):
        base = f"_{base}"
    refuse_unread_suffix(base)
    if Path(base).suffix.lower() not in FORMATS:
        raise CorpusError(
            f"{base or name!r} is not of a type that can be read; use one of {', '.join(SUFFIXES)}."
        )
    return base


def derive_stem(url: str) -> str:
    """Return the last part of an address's path without its suffix, or the host where the path is empty."""
    parts = urllib.parse.urlsplit(url)
    last = PurePosixPath(urllib.parse.unquote(parts.path)).name
    return _PAGE_SUFFIX.sub("", last) or parts.hostname or "page"


def find_suffix(url: str) -> str | None:
    """Return the suffix at the end of an address's path; None if no reader takes it."""
    suffix = PurePosixPath(urllib.parse.unquote(urllib.parse.urlsplit(url).path)).suffix.lower()
    return suffix if suffix in FORMATS else None
