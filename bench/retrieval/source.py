"""A public test collection as its publisher gives it, before it is written as a BEIR folder."""

from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import CorpusError, UserError
from corpus.readers.text import decode_file


@dataclass(frozen=True, slots=True)
class SourceCollection:
    """Documents (id to title and text), questions (id to text) and relevant (question, document) pairs.

    Each is in the order read; `relevant` is a dict because a set has no order.
    """

    documents: dict[str, tuple[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    relevant: dict[tuple[str, str], None] = field(default_factory=dict)


def read_source(path: Path) -> str:
    """Return the text of a published file, in whatever encoding it has.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return decode_file(path)
    except (OSError, CorpusError) as error:
        raise UserError(f"{path} cannot be read ({error}); name the file or folder as published.") from error
