"""Words in a document that are not meant for its readers: hidden from the eye, or addressed to a language model.

Nothing is left out for it; a note tells the place and the first words, and whoever relies on the document judges. Answers are quotations, so that such words
cannot steer them, but a reader should know that a source tries to. What each format can hide is found by `corpus.ingest.hidden_text`.
"""

import importlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.records import Document

HIDDEN, ADDRESSED, INVISIBLE = "Hidden text", "Words addressed to a language model", "Invisible characters"
_SHOWN = 100  # characters of an excerpt
_NAMED = 3  # places of one kind that are told, the rest counted
_BARE = (".txt", ".text", ".csv", ".tsv", ".jsonl")  # formats that have nothing but their words
_LETTERS = 25  # of a hidden piece; shorter ones are the labels and separators that ordinary pages hide
_MODEL = r"(?:an?\s)?(?:large\s)?(?:ai|llms?|(?:ai\s)?language\smodels?|chat\s?bots?|chatgpt|ai\s(?:assistants?|agents?|models?|reviewers?|systems?))"
_ADDRESSED = re.compile(
    rf"""
      (?=\b[a-z]|[<\[\#忽作系])(?:  # no need to try each of these where none begins
      \b(?:ignore|disregard|forget|override|bypass)\s(?:(?:all|any|of|the|your|my|these|those|everything|and)\s){{0,4}}
        (?:previous|prior|above|earlier|preceding|foregoing|existing|original)\s(?:\w+\s){{0,2}}(?:instruction|prompt|direction|rule|guideline|message|command)s?\b
    | \bas\san?\s(?:ai|artificial\sintelligence)(?:\slanguage)?\s(?:model|assistant)\b | \bas\sa\s(?:large\s)?language\smodel\b
    | \bsystem\sprompt\b | \bprompt\sinjection\s(?:test|follows)\b
    | <\|[a-z_]{{2,30}}\|> | \[/?inst\] | <</?sys>> | \#\#\#\s?(?:instructions?|system|assistant|human|response):
    | \byou\sare\s(?:now\s)?(?:chatgpt|dan\b|{_MODEL}\b|a\s(?:helpful\s)?(?:ai\s)?assistant\b)
    | \bif\syou\sare\s{_MODEL}\b
    | \b(?:do\snot|don't|never)\s(?:tell|inform|alert|notify|reveal\s(?:this\s)?to|mention\sthis\sto)\sthe\s(?:user|human|reader|reviewer)s?\b
    | \b(?:note|instructions?|message|attention|important)\s?(?:to|for|:)\s?(?:the\s|all\s|any\s)?{_MODEL}\s?[:!–—]
    | \bgive\sa\spositive\sreview\sonly\b | \bdo\snot\shighlight\sany\snegatives\b
    | 忽略(?:之前|以上|先前|前面|上述|所有)的?(?:所有|全部|任何)?(?:指令|指示|提示|命令) | 作为(?:一个|一名)?(?:人工智能|ai)(?:语言)?(?:模型|助手) | 系统提示词
    )
    """,
    re.VERBOSE,
)
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
_STRIP = re.compile(f"[{_UNSEEN}]")
_TAGS = re.compile(
    "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007e]{4,}"
)  # but those of a flag's emoji
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_ZERO_WIDTH = re.compile(
    "[\u200b-\u200d\u2060-\u2064\ufeff]{8,}|(?:[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff]+){6,}[A-Za-z]"
)
_OVERRIDES = re.compile("[\u202d\u202e]")


def find_suspicious_text(document: Document, path: Path) -> tuple[str, ...]:
    """Notes on what the document, read from the file, hides or addresses to a model; none for an ordinary one."""
    # Not imported above: the parsers it needs are loaded with the first file that can hide something.
    pieces = (
        []
        if path.suffix.lower() in _BARE
        else importlib.import_module("corpus.ingest.hidden_text").hidden_pieces(path)
    )
    read = _plain(document.text) if pieces else ""
    hidden = [(place, words) for place, words in pieces if _counts(words, read)]
    notes = [
        _told(HIDDEN, "can be read by programs and not by people", hidden),
        _told(ADDRESSED, "stand in the text", addressed(document)),
        _told(INVISIBLE, "stand in the text", invisible(document)),
    ]
    return tuple(note for note in notes if note)


def is_suspicion_note(note: str) -> bool:
    """Whether a note of a document is one of these."""
    return note.startswith((HIDDEN, ADDRESSED, INVISIBLE))


def addressed(document: Document) -> list[tuple[str, str]]:
    """(place, words) that speak to a model, however they are spaced or written between the lines."""
    found = []
    for place, words in _blocks(document):
        plain = _plain(words)
        found += [(place, _around(plain, m.start(), m.end())) for m in _ADDRESSED.finditer(plain)][:1]
    return found


def invisible(document: Document) -> list[tuple[str, str]]:
    """(place, words) where characters without a shape carry something: tags, variation selectors, zero-width runs, reversed order."""
    found = []
    for place, words in _blocks(document):
        if tags := _TAGS.search(words):
            found.append(
                (place, "tags that say " + "".join(chr(ord(c) - 0xE0000) for c in tags.group())[:_SHOWN])
            )
        elif strange := _SELECTORS.search(words) or _ZERO_WIDTH.search(words) or _OVERRIDES.search(words):
            codes = dict.fromkeys(f"U+{ord(c):04X}" for c in strange.group() if not c.isalpha())
            found.append(
                (
                    place,
                    f"{', '.join([*codes][:4])} near {_around(_STRIP.sub('', words), max(0, strange.start() - 20), strange.start() + 40)}",
                )
            )
    return found


def _counts(words: str, read: str) -> bool:
    """A hidden piece is told if it became part of the text and is more than a label, or if it speaks to a model."""
    plain = _plain(words)
    return bool(_ADDRESSED.search(plain)) or (sum(c.isalpha() for c in plain) >= _LETTERS and plain in read)


def _blocks(document: Document) -> Iterator[tuple[str, str]]:
    yield "the title", document.title
    for number, block in enumerate(document.blocks, start=1):
        yield block.locator or f"paragraph {number}", document.text[block.start : block.end]


def _plain(text: str) -> str:
    """Words as a model takes them: tags read as letters, nothing invisible, compatible forms as one, small letters, single spaces."""
    tags = _TAGS.sub(lambda m: "".join(chr(ord(c) - 0xE0000) for c in m.group()), text)
    return " ".join(unicodedata.normalize("NFKC", _STRIP.sub("", tags)).casefold().split()).replace("’", "'")


def _around(text: str, start: int, end: int) -> str:
    begin = max(0, min(start, (start + end - _SHOWN) // 2))
    return f"{'…' if begin else ''}{text[begin : begin + _SHOWN].strip()}{'…' if begin + _SHOWN < len(text) else ''}"


def _told(kind: str, what: str, found: Iterable[tuple[str, str]]) -> str:
    pieces = list(dict.fromkeys((place, _around(" ".join(words.split()), 0, 0)) for place, words in found))
    if not pieces:
        return ""
    shown = "; ".join(f"{place}: “{words}”" for place, words in pieces[:_NAMED])
    more = f"; and {len(pieces) - _NAMED:,} more" if len(pieces) > _NAMED else ""
    return f"{kind} {'that ' if kind == HIDDEN else ''}{what} ({shown}{more})."
