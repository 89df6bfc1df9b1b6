"""Note marks inside a text, as long as it passes through other hands: "In 1968⦗1⦘ twelve surveyors".

The brackets are signs that texts hardly have and that no parser removes.
"""

import re
from collections.abc import Container

_OPEN, _CLOSE = "\u2997", "\u2998"
_MARK = re.compile(rf"\[?{_OPEN}([^{_OPEN}{_CLOSE}]{{1,20}}){_CLOSE}\]?")

_AFTER_WORD = " .,;:!?)，。；："  # before these no space stays


def write_mark(identifier: str) -> str:
    """Return the mark of a note, to be put where it is cited."""
    return f"{_OPEN}{identifier}{_CLOSE}"


def take_marks(text: str, notes: Container[str]) -> tuple[str, list[tuple[int, str]]]:
    """Return a text without the marks of the notes, and those as (offset, identifier)."""
    kept, marks, at = "", list[tuple[int, str]](), 0
    for match in _MARK.finditer(text):
        if match.group(1) in notes:
            kept += text[at : match.start()]
            if text[match.end() : match.end() + 1] in _AFTER_WORD:
                kept = kept.rstrip(" ")
            marks.append((len(kept), match.group(1)))
            at = match.end()
    return kept + text[at:], marks
