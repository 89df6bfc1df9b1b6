"""Text that a file holds and does not show: hidden by a style, a colour, a size or a position.

There is one finder for each format that can hide text; the other formats consist of their words alone. A
finder gives (place, words) and judges nothing; `corpus.ingest.injection` does. The file has been read, or
refused, by its reader.
"""

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.errors import CorpusError

# By suffix. Named, not imported: the parser that a finder needs is loaded with the first file of its format.
FINDERS = {
    ".html": "hidden_in_markup.find_in_page",
    ".htm": "hidden_in_markup.find_in_page",
    ".md": "hidden_in_markup.find_in_page",
    ".markdown": "hidden_in_markup.find_in_page",
    ".mhtml": "hidden_in_markup.find_in_message",
    ".mht": "hidden_in_markup.find_in_message",
    ".eml": "hidden_in_markup.find_in_message",
    ".epub": "hidden_in_markup.find_in_book",
    ".docx": "hidden_in_word.find_in_word",
    ".rtf": "hidden_in_word.find_in_rtf",
    ".odt": "hidden_in_opendocument.find_in_opendocument",
    ".ods": "hidden_in_opendocument.find_in_opendocument",
    ".pdf": "hidden_in_pdf.find_in_pdf",
}


def find_hidden_text(path: Path) -> list[tuple[str, str]]:
    """(place, words) that are in the file and cannot be seen in it; empty where the file is damaged."""
    suffix = path.suffix.lower()
    if suffix not in FINDERS:
        return []
    try:
        return list(import_finder(suffix)(path))
    except (CorpusError, OSError, ValueError):
        return []


def import_finder(suffix: str) -> Callable[[Path], Iterable[tuple[str, str]]]:
    """The finder of a suffix in `FINDERS`."""
    module, function = FINDERS[suffix].split(".")
    finder: Callable[[Path], Iterable[tuple[str, str]]]
    finder = getattr(importlib.import_module(f"corpus.ingest.{module}"), function)
    return finder
