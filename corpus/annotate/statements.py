"""What a sentence relays of a statement: a speech at a named event, a white paper, a leaked document.

"At the September 2024 FOCAC summit Xi Jinping announced" and "Xi Jinping's 2024 FOCAC package" go back to one
speech, whoever reports it.
"""

import re
from collections.abc import Iterator

from corpus.annotate.names import NAME_RUN
from corpus.records import Credit
from corpus.text.english import find_pattern
from corpus.text.tokens import CAPITALS, STOPWORDS

_ACTS, _DATED = find_pattern("makes_statement"), find_pattern("dated_statement")
_BEFORE_NAME = find_pattern("before_name")
_EVENT = r"(?i:summit|forum|conference|ministerial|meeting|congress|speech|address|remarks|package)\b"
_ANY_EVENT = re.compile(rf"\b{_EVENT}")
_NAMED_EVENT = re.compile(rf"\b([{CAPITALS}][\w-]*\w) (?:[a-z]+ )?{_EVENT}")
_EVENT_AT = re.compile(rf"\b{_EVENT} (?:\w+ )?(?:at|in|on|to) (?:the )?([{CAPITALS}]\w+)")
_LAST_EVENT = re.compile(rf"^.*\b{_EVENT} ?")  # of "FOCAC Forum Xi Jinping"
_OWNER = re.compile(rf"(.+?)['’]s? (?:\d{{4}} )?(?=[{CAPITALS}][\w-]*\w (?:[a-z]+ )?{_EVENT})")
# The event that comes after these words only says when.
_ONLY_WHEN = re.compile(r"\b(?:after|before|since|until|following|ahead of) (?:[\w'’]+ ){0,5}$")
_DATED_NOUNS = {"white paper": "white paper", "conference": "conference", "leaked": "leak"}
_MONTH = re.compile(r"\b(?!of\b|in\b|its\b|the\b)[^\W\d_]{3,}(?= (?:19|20)\d\d)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NO_NAME = find_pattern("capitalised_word")


def find_statements(text: str) -> tuple[Credit, ...]:
    """Find the statements that a sentence relays, as credits whose title is the event or the date."""
    dated = (m for m in _DATED.finditer(text) if not _ONLY_WHEN.search(text[: m.start()]))
    found = [_read_dated(m) for m in dated]
    events = list(_find_events(text))
    if events and (speaker := _find_speaker(text)) is not None:
        found += [Credit(speaker, "statement", _find_year(text, at), event) for event, at in events]
    return tuple(dict.fromkeys(found))


def _read_dated(found: re.Match[str]) -> Credit:
    words = found.group().lower()
    noun = next(noun for word, noun in _DATED_NOUNS.items() if word in words)
    month, year = _MONTH.search(words), _YEAR.search(words)
    title = f"{month[0]} {noun}" if month else noun
    return Credit(noun, "statement", int(year.group()) if year else None, title)


def _find_speaker(text: str) -> str | None:
    """The first name whose statement it is: it announces something, or an event of its own follows."""
    for run in NAME_RUN.finditer(text):
        name, after = _LAST_EVENT.sub("", run.group()), text[run.end() :]
        owner = _OWNER.match(name + after)
        if owner and len(owner[1]) <= len(name):
            return owner[1]
        if name and _ACTS.match(after):
            return name
    return None


def _find_events(text: str) -> Iterator[tuple[str, int]]:
    """The names of events, and where they stand."""
    for pattern in (_NAMED_EVENT, _EVENT_AT) if _ANY_EVENT.search(text) else ():
        for found in pattern.finditer(text):
            name = found[1].rpartition("-")[2] or found[1]
            is_name = name.lower() not in STOPWORDS and not _BEFORE_NAME.fullmatch(name)
            if is_name and not _NO_NAME.fullmatch(name) and not _ONLY_WHEN.search(text[: found.start()]):
                yield name, found.start()


def _find_year(text: str, place: int) -> int | None:
    """The year that stands nearest to a place."""
    years = [(abs(m.start() - place), int(m.group())) for m in _YEAR.finditer(text)]
    return min(years)[1] if years else None
