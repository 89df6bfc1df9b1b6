"""What is wrong with the text of documents: what could not be read of them, garbled characters, another language than the answers', the same text twice.

Plain measures that a reader can check by eye; nothing is decided by them, the documents are indexed all the same.
"""

import re
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.records import BlockKind, Document
from corpus.text.language import detect_language, name_language

GARBLED_SHARE = 0.02  # of the characters that are no space; a clean page of formulas or of Chinese has none
_SHINGLE = 8  # words in a row that two documents share by copying, not by chance
_NEAR = 0.6  # of the shorter one's shingles
_COMMON = 8  # documents that share a shingle above which it is boilerplate: a licence, a disclaimer
_ALL_CHARS = 10_000_000  # of a corpus, up to which every run of words is compared
_WORD = re.compile(r"[^\W\d_]+")
_GARBLED = re.compile(
    r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\(cid:\d+\)|Ã[\x80-\xbf©¨¼¶¤±³]|â€"
)


@dataclass(frozen=True, slots=True)
class Health:
    """Of one document: `notes` on what could not be read, `garbled` as a share from 0 to 1, `language` by its code or None where it is not sure.

    `duplicate_of` is the id of an earlier document that holds most of its text, or whose text it holds; `overlap` the share of the shorter one, from 0 to 1.
    """

    notes: tuple[str, ...]
    garbled: float
    language: str | None
    duplicate_of: str | None = None
    overlap: float = 0.0

    @property
    def is_sound(self) -> bool:
        return not (self.notes or self.garbled >= GARBLED_SHARE or self.duplicate_of) and self.language in (
            "en",
            None,
        )


def examine_documents(documents: Sequence[Document]) -> dict[str, Health]:
    """The health of each document by id; of two with the same text the later one has the earlier as its twin."""
    twins = find_near_duplicates(documents)
    return {
        d.id: Health(
            d.notes,
            garbled_share(d.text),
            d.language or detect_language(d.text),
            *twins.get(d.id, (None, 0.0)),
        )
        for d in documents
    }


def language_name(language: str | None) -> str:
    """'Turkish', 'not sure', or the code where there is no name for it."""
    return name_language(language) if language else "not sure"


def garbled_share(text: str) -> float:
    """Share of the characters, spaces apart, that a broken font or a wrong encoding left: U+FFFD, private and control characters, "Ã©"."""
    marks = sum(len(m.group()) for m in _GARBLED.finditer(text))
    return marks / max(1, sum(1 for c in text if not c.isspace()))


def find_near_duplicates(documents: Iterable[Document]) -> dict[str, tuple[str, float]]:
    """For each document most of whose text stands in an earlier one, or that holds most of it: that one's id and the share of the shorter one.

    Of a large corpus only the runs of words whose hash a number divides are compared, which estimates the same shares in bounded memory
    (Broder 1997, On the resemblance and containment of documents, doi:10.1109/SEQUEN.1997.666900).
    """
    ordered = sorted(documents, key=lambda d: d.id)
    every = 1 + sum(len(d.text) for d in ordered) // _ALL_CHARS
    shingled = {d.id: _shingles(d, every) for d in ordered}
    owners: dict[int, list[str]] = {}
    found: dict[str, tuple[str, float]] = {}
    for identifier, shingles in shingled.items():
        shared = Counter(other for s in shingles for other in owners.get(s, ()))
        shares = [
            (n / max(1, min(len(shingles), len(shingled[other]))), other)
            for other, n in sorted(shared.items())
        ]
        share, twin = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
        if share >= _NEAR:
            found[identifier] = (twin, share)
        for s in shingles:
            if len(held := owners.setdefault(s, [])) < _COMMON:
                held.append(identifier)
    return found


def _shingles(document: Document, every: int) -> set[int]:
    """Hashes of the runs of words of the paragraphs, one in `every`; of a shorter text, of the whole."""
    starts = [b.start for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    ends = [b.end for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    words = [
        m.group().lower()
        for m in _WORD.finditer(document.text)
        if (i := bisect_right(starts, m.start())) and m.start() < ends[i - 1]
    ]
    runs = (
        zlib.crc32(" ".join(words[i : i + _SHINGLE]).encode())
        for i in range(max(1, len(words) - _SHINGLE + 1))
        if words
    )
    return {run for run in runs if run % every == 0}
