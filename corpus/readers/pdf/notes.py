"""Note marks of a PDF leave the text and point at their notes; exponents stay.

    "25³ percent of its debt"    →    "25 percent of its debt", a mark after 25 that points at note 3
    "an area of 12 km²"               "an area of 12 km²"

A raised figure is a note mark if there are notes for it to point at: at the foot of its page or, for a
sentence that runs on, of the next one, or at the end of the document.
"""

import re
from collections.abc import Iterable

from corpus.readers.references import parse_reference
from corpus.readers.signs.characters import BEFORE_EXPONENT, SUPERSCRIPT, TO_PLAIN
from corpus.records import Reference

_MARK = re.compile(rf"(?<=\S)(?:[{SUPERSCRIPT}]+|[*†‡§]{{1,3}}(?!\w))")
_LABEL = re.compile(
    rf"(?P<label>[{SUPERSCRIPT}]+|\d{{1,3}}|[*†‡§]{{1,3}})(?:[.):\]]\s?|\s)?(?P<note>\D.*)", re.DOTALL
)


class Notes:
    """The notes of a document by page and label; those at its end have page 0."""

    def __init__(self, notes: Iterable[tuple[int, str]]) -> None:
        """Take the notes as (page, text with its label)."""
        self._texts: dict[tuple[int, str], str] = {}
        for page, text in notes:
            if match := _LABEL.match(text):
                label = match["label"].translate(TO_PLAIN)
                self._texts.setdefault((page, label), match["note"].strip())

    def take_marks(self, text: str, page: int) -> tuple[str, list[tuple[int, str]]]:
        """Return a text that begins on the page without note marks, and those as (offset, id of a note)."""
        kept, marks, at = "", list[tuple[int, str]](), 0
        for match in _MARK.finditer(text):
            labels = re.split(r"[,-]", match.group().translate(TO_PLAIN))
            found = [identifier for label in labels if (identifier := self._find(label, page))]
            if not found or BEFORE_EXPONENT.search(text[: match.start()]):
                continue
            kept += text[at : match.start()]
            marks += [(len(kept), identifier) for identifier in found]
            at = match.end()
        return kept + text[at:], marks

    def make_references(self, identifiers: Iterable[str]) -> tuple[Reference, ...]:
        """Return the notes that are pointed at, each once."""
        texts = {_identify(page, label): text for (page, label), text in self._texts.items()}
        return tuple(parse_reference(i, texts[i]) for i in dict.fromkeys(identifiers))

    def _find(self, label: str, page: int) -> str | None:
        return next((_identify(p, label) for p in (page, page + 1, 0) if (p, label) in self._texts), None)


def _identify(page: int, label: str) -> str:
    return f"p{page}n{label}" if page else f"n{label}"
