"""Words in a document that are not meant for its readers: hidden, or addressed to a language model.

Nothing is removed because of them. A note gives their place and first words, and the user judges. Answers are
quotations, so such words cannot steer them, but a reader should know that a source tries to. What each format
can hide is found by `corpus.ingest.hidden_text`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.ingest.hidden_text import find_hidden_text
from corpus.records import Document

HIDDEN, ADDRESSED, INVISIBLE = "Hidden text", "Words addressed to a language model", "Invisible characters"
_EXCERPT = 100  # characters
_MAX_PLACES = 3  # that a note names; the others are counted
_MIN_LETTERS = 25  # of hidden text; shorter texts are the labels and separators that ordinary pages hide
_MODEL = (
    r"(?:an?\s)?(?:large\s)?(?:ai|llms?|(?:ai\s)?language\smodels?|chat\s?bots?|chatgpt"
    r"|ai\s(?:assistants?|agents?|models?|reviewers?|systems?))"
)
_ADDRESSED = re.compile(
    rf"""
      (?=\b[a-z]|[<\[\#忽作系])(?:  # a first letter that none begins with ends the search there at once
      \b(?:ignore|disregard|forget|override|bypass)\s
        (?:(?:all|any|of|the|your|my|these|those|everything|and)\s){{0,4}}
        (?:previous|prior|above|earlier|preceding|foregoing|existing|original)\s(?:\w+\s){{0,2}}
        (?:instruction|prompt|direction|rule|guideline|message|command)s?\b
    | \bas\san?\s(?:ai|artificial\sintelligence)(?:\slanguage)?\s(?:model|assistant)\b
    | \bas\sa\s(?:large\s)?language\smodel\b
    | \bsystem\sprompt\b | \bprompt\sinjection\s(?:test|follows)\b
    | <\|[a-z_]{{2,30}}\|> | \[/?inst\] | <</?sys>>
    | \#\#\#\s?(?:instructions?|system|assistant|human|response):
    | \byou\sare\s(?:now\s)?(?:chatgpt|dan\b|{_MODEL}\b|a\s(?:helpful\s)?(?:ai\s)?assistant\b)
    | \bif\syou\sare\s{_MODEL}\b
    | \b(?:do\snot|don't|never)\s(?:tell|inform|alert|notify|reveal\s(?:this\s)?to|mention\sthis\sto)\s
        the\s(?:user|human|reader|reviewer)s?\b
    | \b(?:note|instructions?|message|attention|important)\s?(?:to|for|:)\s?(?:the\s|all\s|any\s)?
        {_MODEL}\s?[:!–—]
    | \bgive\sa\spositive\sreview\sonly\b | \bdo\snot\shighlight\sany\snegatives\b
    | 忽略(?:之前|以上|先前|前面|上述|所有)的?(?:所有|全部|任何)?
        (?:指令|指示|提示|命令)
    | 作为(?:一个|一名)?(?:人工智能|ai)(?:语言)?(?:模型|助手) | 系统提示词
    )
    """,
    re.VERBOSE,
)
_STRIP = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_FLAG = "\U0001f3f4"  # tags after it make a flag's emoji
_TAGS = re.compile(f"(?<![{_FLAG}\U000e0020-\U000e007f])[\U000e0020-\U000e007e]{{4,}}")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_ZERO_WIDTH = re.compile(
    "[\u200b-\u200d\u2060-\u2064\ufeff]{8,}|(?:[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff]+){6,}[A-Za-z]"
)
_OVERRIDES = re.compile("[\u202d\u202e]")
_TAG_OFFSET = 0xE0000  # of a tag character from the ASCII character that it repeats

# (place, words) pairs: the place is for a person to find the words in the file.
_Found = list[tuple[str, str]]


def find_suspicious_text(document: Document, path: Path) -> tuple[str, ...]:
    """Notes on what a document and its file hide or address to a model; none for an ordinary one."""
    pieces = find_hidden_text(path)
    text = _normalise(document.text) if pieces else ""
    hidden = [(place, words) for place, words in pieces if _is_suspicious(words, text)]
    notes = (
        _note(f"{HIDDEN} that can be read by programs and not by people", hidden),
        _note(f"{ADDRESSED} are in the text", find_model_instructions(document)),
        _note(f"{INVISIBLE} are in the text", find_invisible_characters(document)),
    )
    return tuple(note for note in notes if note)


def is_suspicion_note(note: str) -> bool:
    """True if a note of a document is one of `find_suspicious_text`."""
    return note.startswith((HIDDEN, ADDRESSED, INVISIBLE))


def find_model_instructions(document: Document) -> _Found:
    """(place, words) that address a model, however they are spaced or disguised; the first of each block."""
    found = []
    for place, words in _blocks(document):
        plain = _normalise(words)
        if m := _ADDRESSED.search(plain):
            found.append((place, _excerpt(plain, m.start(), m.end())))
    return found


def find_invisible_characters(document: Document) -> _Found:
    """(place, words) where tags, variation selectors, zero-width runs or overrides encode something."""
    found = []
    for place, words in _blocks(document):
        if tags := _TAGS.search(words):
            found.append((place, f"tags that say {_read_tags(tags)[:_EXCERPT]}"))
        elif hidden := _SELECTORS.search(words) or _ZERO_WIDTH.search(words) or _OVERRIDES.search(words):
            codes = dict.fromkeys(f"U+{ord(c):04X}" for c in hidden.group() if not c.isalpha())
            near = _excerpt(_STRIP.sub("", words), max(0, hidden.start() - 20), hidden.start() + 40)
            found.append((place, f"{', '.join([*codes][:4])} near {near}"))
    return found


def _is_suspicious(words: str, text: str) -> bool:
    """True if hidden words address a model, or are in the extracted text and longer than a label."""
    plain = _normalise(words)
    letters = sum(c.isalpha() for c in plain)
    return bool(_ADDRESSED.search(plain)) or (letters >= _MIN_LETTERS and plain in text)


def _blocks(document: Document) -> Iterator[tuple[str, str]]:
    yield "the title", document.title
    for number, block in enumerate(document.blocks, start=1):
        yield block.locator or f"paragraph {number}", document.text[block.start : block.end]


def _normalise(text: str) -> str:
    """Words as a model reads them: tags as letters, nothing invisible, NFKC, lower case, single spaces."""
    visible = _STRIP.sub("", _TAGS.sub(_read_tags, text))
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split()).replace("’", "'")


def _read_tags(tags: re.Match[str]) -> str:
    return "".join(chr(ord(c) - _TAG_OFFSET) for c in tags.group())


def _excerpt(text: str, start: int, end: int) -> str:
    """The text around a span, with an ellipsis where it is cut."""
    begin = max(0, min(start, (start + end - _EXCERPT) // 2))
    stop = begin + _EXCERPT
    return f"{'…' if begin else ''}{text[begin:stop].strip()}{'…' if stop < len(text) else ''}"


def _note(what: str, found: Iterable[tuple[str, str]]) -> str:
    """What was found, with its first places; empty if nothing was found."""
    pieces = list(dict.fromkeys((place, _excerpt(" ".join(words.split()), 0, 0)) for place, words in found))
    if not pieces:
        return ""
    shown = "; ".join(f"{place}: “{words}”" for place, words in pieces[:_MAX_PLACES])
    more = f"; and {len(pieces) - _MAX_PLACES:,} more" if len(pieces) > _MAX_PLACES else ""
    return f"{what} ({shown}{more})."
