"""Documents become passages of whole sentences; every sentence and passage is an exact slice of the canonical text.

sentencex finds sentence ends (abbreviations in many languages); this module only repairs what a quotation must not have: a sentence that begins in
lower case, a trailing footnote mark, a "sentence" of a thousand words.
"""

from collections.abc import Iterator

import sentencex

from corpus.annotate.tag import tag_sentences
from corpus.errors import UserError
from corpus.framework import Framework
from corpus.records import Block, BlockKind, Document, Passage, Sentence
from corpus.text.tokens import count_words, cut_words

SPLITTER = "sentencex-3"  # part of an index's fingerprint: raise the number when the same text would be split otherwise
DEFAULT_PASSAGE_WORDS = 120
DEFAULT_OVERLAP_WORDS = 0


def split_document(
    document: Document,
    framework: Framework,
    *,
    max_words: int = DEFAULT_PASSAGE_WORDS,
    overlap_words: int = DEFAULT_OVERLAP_WORDS,
) -> list[Passage]:
    """Passages of at most `max_words` words (two ideographs count as one) in order; neighbours share whole sentences of up to `overlap_words` words.

    A passage never crosses a heading or a page. Headings and back matter are in no passage.

    Raises:
        UserError: the overlap is negative or not smaller than the length.
    """
    if max_words < 1 or not 0 <= overlap_words < max_words:
        raise UserError(
            f"A passage of {max_words} words cannot overlap its neighbour by {overlap_words}; give an overlap below the length."
        )
    spans = [
        (block, span)
        for block in document.blocks
        if block.kind is BlockKind.PARAGRAPH
        for span in split_sentences(document, block, max_words)
    ]
    sentences = tag_sentences(document, spans, framework)
    passages: list[Passage] = []
    section: list[Sentence] = []
    place: object = None
    for (block, _), sentence in zip(spans, sentences, strict=True):
        if (block.headings, block.page) != place:
            passages += _pack(document, section, max_words, overlap_words)
            section, place = [], (block.headings, block.page)
        section.append(sentence)
    return passages + _pack(document, section, max_words, overlap_words)


def split_sentences(
    document: Document, block: Block, max_words: int = DEFAULT_PASSAGE_WORDS
) -> list[tuple[int, int]]:
    """Sentence spans of a block, without surrounding space and footnote marks; none is longer than `max_words` words."""
    text = document.text[block.start : block.end]
    joined: list[tuple[int, int]] = []
    for bound in sentencex.get_sentence_boundaries(document.language or "en", text):
        start, end = bound["start_index"], bound["end_index"]
        if joined and _continues(text[start:end].lstrip()[:1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    marks = [
        (m.start, m.end) for m in document.marks if m.end > m.start and block.start <= m.start < block.end
    ]
    trimmed = (_trim(document.text, block.start + start, block.start + end, marks) for start, end in joined)
    return [
        piece for span in trimmed if span[0] < span[1] for piece in _cut_long(document.text, *span, max_words)
    ]


def _continues(sign: str) -> bool:
    return sign.islower() or sign in ("(", ",", ";")


def _trim(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> tuple[int, int]:
    before = None
    while before != (start, end):
        before = (start, end)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        start = next((e for s, e in marks if s == start), start)
        end = next((s for s, e in marks if e == end and s >= start), end)
    return start, end


def _cut_long(text: str, start: int, end: int, max_words: int) -> Iterator[tuple[int, int]]:
    return ((start + a, start + b) for a, b in cut_words(text[start:end], max_words))


def _pack(document: Document, sentences: list[Sentence], max_words: int, overlap_words: int) -> list[Passage]:
    lengths = [count_words(document.text[s.start : s.end]) for s in sentences]
    passages: list[Passage] = []
    first = after = 0
    while after < len(sentences):
        after = first + 1
        while after < len(sentences) and sum(lengths[first : after + 1]) <= max_words:
            after += 1
        run = tuple(sentences[first:after])
        passages.append(
            Passage(document.id, run[0].start, run[-1].end, document.text[run[0].start : run[-1].end], run)
        )
        begun = first
        first = after
        while first > begun + 1 and sum(lengths[first - 1 : after]) <= overlap_words:
            first -= 1
        # The next passage must reach beyond this one, or overlapping would never end.
        while first < after < len(sentences) and sum(lengths[first : after + 1]) > max_words:
            first += 1
    return passages
