"""The state of documents' text: what could not be read or quoted, garbled text, languages, repeated text.

The measures are plain, so that a reader can check them by eye. Nothing is decided by them; every document is
indexed.
"""

import re
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.coverage import Coverage, measure_coverage
from corpus.records import BlockKind, Document
from corpus.text.english_words import is_english
from corpus.text.language import detect_language, name_language

GARBLED_SHARE = 0.02  # of the characters without spaces; a clean page of formulas or of Chinese has none
# Of the words. Clean prose on any country stays below 4%; OCR that spoils one word in ten reaches 6%.
UNKNOWN_SHARE = 0.05
_MIN_JUDGED = 100  # words; of fewer the share says little
_SAMPLE = 30_000  # characters of a text that are judged
_MOST_REPEATS = 2  # of an unknown word that count: a term of its subject comes often, a spoilt word seldom
_SHINGLE = 8  # words in a row, which two documents share by copying and not by chance
_NEAR_DUPLICATE = 0.6  # of the shorter document's shingles
_BOILERPLATE = 8  # documents that share a shingle; in more it is a licence or a disclaimer
MAX_CHARS = 10_000_000  # of a corpus in which every shingle is compared
_AROUND_WORD = "\"'“”‘’„«»()[]{}.,;:!?…*"
_POSSESSIVE = re.compile(r"[’'](?:s|t|re|ve|ll|d)?$")
_WORD = re.compile(r"[^\W\d_]+")
# U+FFFD, private and control characters, glyph ids of a PDF, and UTF-8 decoded as Latin-1.
_GARBLED = re.compile(
    r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\(cid:\d+\)|Ã[\x80-\xbf©¨¼¶¤±³]|â€"
)


@dataclass(frozen=True, slots=True)
class Health:
    """The state of one document's text.

    `notes` are on what could not be read; `garbled` is a share from 0 to 1, and so is `unknown`, the share of
    words that its language lacks, None if that cannot be judged; `language` is an ISO 639-1 code, None if
    unsure. `duplicate_of` is the id of an earlier document that has most of its text, or whose text
    it has; `overlap` is the share of the shorter one that both have, from 0 to 1.
    """

    notes: tuple[str, ...]
    garbled: float
    language: str | None
    duplicate_of: str | None = None
    overlap: float = 0.0
    coverage: Coverage | None = None
    unknown: float | None = None

    @property
    def is_garbled(self) -> bool:
        return self.garbled >= GARBLED_SHARE

    @property
    def is_low(self) -> bool:
        return self.coverage is not None and self.coverage.is_low

    @property
    def is_sound(self) -> bool:
        is_misread = describe_unknown(self.unknown) != ""
        has_fault = is_misread or self.notes or self.duplicate_of or self.is_garbled or self.is_low
        return not has_fault and self.language in ("en", None)


def examine_documents(documents: Sequence[Document]) -> dict[str, Health]:
    """The health of each document by id; of two with the same text the later one is the duplicate."""
    duplicates = find_near_duplicates(documents)
    return {d.id: _examine(d, *duplicates.get(d.id, (None, 0.0))) for d in documents}


def _examine(document: Document, duplicate_of: str | None, overlap: float) -> Health:
    return Health(
        notes=document.notes,
        garbled=garbled_share(document.text),
        language=document.language or detect_language(document.text),
        duplicate_of=duplicate_of,
        overlap=overlap,
        coverage=measure_coverage([document]),
        unknown=unknown_share(document),
    )


def language_name(language: str | None) -> str:
    """The name of a code ("Turkish"), the code if it has none, "not sure" for None."""
    return name_language(language) if language else "not sure"


def garbled_share(text: str) -> float:
    """Share, from 0 to 1, of the characters without spaces that a broken font or a wrong encoding left."""
    garbled = sum(len(m.group()) for m in _GARBLED.finditer(text))
    return garbled / max(1, sum(1 for c in text if not c.isspace()))


def unknown_share(document: Document) -> float | None:
    """Share, from 0 to 1, of the words in its paragraphs that English lacks, as bad OCR leaves them.

    Only words in small letters and without figures are judged: names and codes are unknown and clean. None
    if the text is short or not in English. (The lists of other languages lack a tenth or more of clean text.)
    """
    if document.language != "en":
        return None
    counts = Counter(word for piece in _sample_paragraphs(document) for word in _judged_words(piece))
    if counts.total() < _MIN_JUDGED:
        return None
    return sum(min(n, _MOST_REPEATS) for word, n in counts.items() if not is_english(word)) / counts.total()


def describe_unknown(share: float | None) -> str:
    """What a share of unknown words says, as a phrase; empty if it is low or not known."""
    if share is None or share < UNKNOWN_SHARE:
        return ""
    return f"{share:.0%} of its words are not English, as bad OCR leaves them; run OCR over it again"


def _sample_paragraphs(document: Document) -> Iterator[str]:
    """All paragraphs of a short text; of a longer one some of all its parts, about `_SAMPLE` characters."""
    spans = [(b.start, b.end) for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    step = 1 + sum(end - start for start, end in spans) // _SAMPLE
    return (document.text[start:end] for start, end in spans[::step])


def _judged_words(text: str) -> Iterator[str]:
    for token in text.split():
        if "/" in token or "@" in token:
            continue
        for part in re.split(r"[-–—]", token.strip(_AROUND_WORD)):
            bare = _POSSESSIVE.sub("", part)
            if len(bare) > 1 and bare[0].islower() and bare.isalpha():
                yield bare.lower()


def find_near_duplicates(
    documents: Iterable[Document], *, max_chars: int = MAX_CHARS
) -> dict[str, tuple[str, float]]:
    """For each near duplicate: the id of the earlier document, and the share of the shorter one in both.

    Of a corpus of more than `max_chars` only the shingles whose hash a number divides are compared, which
    estimates the same shares in bounded memory (Broder 1997, On the resemblance and containment of documents,
    doi:10.1109/SEQUEN.1997.666900).
    """
    ordered = sorted(documents, key=lambda d: d.id)
    modulus = 1 + sum(len(d.text) for d in ordered) // max_chars
    shingles_of = {d.id: _shingles(d, modulus) for d in ordered}
    owners: dict[int, list[str]] = {}
    found: dict[str, tuple[str, float]] = {}
    for identifier, shingles in shingles_of.items():
        common = Counter(other for s in shingles for other in owners.get(s, ()))
        shares = [
            (n / max(1, min(len(shingles), len(shingles_of[other]))), other)
            for other, n in sorted(common.items())
        ]
        share, earlier = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
        if share >= _NEAR_DUPLICATE:
            found[identifier] = (earlier, share)
        for s in shingles:
            if len(holders := owners.setdefault(s, [])) < _BOILERPLATE:
                holders.append(identifier)
    return found


def _shingles(document: Document, modulus: int) -> set[int]:
    """Hashes that `modulus` divides, of the runs of words in paragraphs; of a short text, of all words."""
    paragraphs = [b for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    starts, ends = [b.start for b in paragraphs], [b.end for b in paragraphs]
    words = [
        m.group().lower()
        for m in _WORD.finditer(document.text)
        if (i := bisect_right(starts, m.start())) and m.start() < ends[i - 1]
    ]
    if not words:
        return set()
    runs = (" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))
    return {code for run in runs if (code := zlib.crc32(run.encode())) % modulus == 0}
