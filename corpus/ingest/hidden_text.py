"""Text that a file holds and does not show: hidden by a style, a colour, a size or a position.

There is one finder for each format that can hide text; the other formats consist of their words alone. A
finder gives (place, words) and judges nothing; `corpus.ingest.injection` does. The file has been read, or
refused, by its reader.
"""

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.errors import CorpusError

# Named, not imported: the parser that a finder needs is loaded with the first file of its format.
_FINDERS = {
    ".html": "hidden_in_markup.find_in_page",
    ".htm": "hidden_in_markup.find_in_page",
    ".md": "hidden_in_markup.find_in_page",
    ".markdown": "hidden_in_markup.find_in_page",
    ".epub": "hidden_in_markup.find_in_book",
    ".docx": "hidden_in_word.find_in_word",
    ".pdf": "hidden_in_pdf.find_in_pdf",
}


def find_hidden_text(path: Path) -> list[tuple[str, str]]:
    """(place, words) that are in the file and cannot be seen in it; empty where the file is damaged."""
    named = _FINDERS.get(path.suffix.lower())
    if named is None:
        return []
    module, function = named.split(".")
    find: Callable[[Path], Iterable[tuple[str, str]]]
    find = getattr(importlib.import_module(f"corpus.ingest.{module}"), function)
    try:
        return list(find(path))
    except (CorpusError, OSError, ValueError):
        return []
