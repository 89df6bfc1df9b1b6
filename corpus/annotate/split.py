"""Documents become passages of whole sentences; every sentence and passage is a slice of the text.

sentencex finds the ends of sentences and knows the abbreviations of many languages. This module repairs what
a quotation must not have: a beginning in lower case, a trailing footnote mark, the number of a paragraph as a
sentence, a "sentence" of a thousand words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import sentencex

from corpus.annotate.tag import tag_sentences
from corpus.errors import UserError
from corpus.framework import Framework
from corpus.records import Block, BlockKind, Document, Passage, Sentence
from corpus.text.tokens import count_words, cut_words

SPLITTER = (
    "sentencex-4"  # part of an index's fingerprint: raise the number when the same text is split differently
)
DEFAULT_PASSAGE_WORDS = 120
DEFAULT_OVERLAP_WORDS = 0
# What a numbered paragraph begins with: "3.", "2.1.", "(c)", "Article 4."
_NUMBER = re.compile(r"\s*(?:\w+\s)?\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[ivxlc]{1,6}|[^\W\d_])[.)]\s*")


def split_document(
    document: Document,
    framework: Framework,
    *,
    max_words: int = DEFAULT_PASSAGE_WORDS,
    overlap_words: int = DEFAULT_OVERLAP_WORDS,
) -> list[Passage]:
    """Passages of at most `max_words` words (two ideographs count as one), in order.

    Neighbours share whole sentences of up to `overlap_words` words. A passage never crosses a heading or a
    page. Headings and back matter are in no passage.

    Raises:
        UserError: the overlap is negative or not smaller than the length.
    """
    if max_words < 1 or not 0 <= overlap_words < max_words:
        raise UserError(
            f"A passage of {max_words} words cannot overlap its neighbour by {overlap_words}; "
            "give an overlap below the length."
        )
    spans = [
        (block, span)
        for block in document.blocks
        if block.kind is BlockKind.PARAGRAPH
        for span in split_sentences(document, block, max_words)
    ]
    sentences = tag_sentences(document, spans, framework)
    blocks = (block for block, _ in spans)
    return [
        passage
        for section in _sections(blocks, sentences)
        for passage in _pack(document, section, max_words, overlap_words)
    ]


def split_sentences(
    document: Document, block: Block, max_words: int = DEFAULT_PASSAGE_WORDS
) -> list[tuple[int, int]]:
    """Sentence spans of a block, without outer space and footnote marks, each at most `max_words` words."""
    text = document.text[block.start : block.end]
    joined: list[tuple[int, int]] = []
    for bound in sentencex.get_sentence_boundaries(document.language or "en", text):
        start, end = bound["start_index"], bound["end_index"]
        is_numbered = len(joined) == 1 and _NUMBER.fullmatch(text, *joined[0]) is not None
        if is_numbered or (joined and _continues_sentence(text[start:end].lstrip()[:1])):
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


def _continues_sentence(character: str) -> bool:
    return character.islower() or character in ("(", ",", ";")


def _trim(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
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


def _sections(blocks: Iterable[Block], sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Runs of sentences under the same headings and on the same page; each is given with its block."""
    by_section = groupby(
        zip(blocks, sentences, strict=True), key=lambda pair: (pair[0].headings, pair[0].page)
    )
    return ([sentence for _, sentence in section] for _, section in by_section)


def _pack(
    document: Document, sentences: Sequence[Sentence], max_words: int, overlap_words: int
) -> Iterator[Passage]:
    lengths = [count_words(document.text[s.start : s.end]) for s in sentences]
    first = after = 0
    while after < len(sentences):
        after = first + 1
        while after < len(sentences) and sum(lengths[first : after + 1]) <= max_words:
            after += 1
        yield _passage(document, sentences[first:after])
        previous, first = first, after
        while first > previous + 1 and sum(lengths[first - 1 : after]) <= overlap_words:
            first -= 1
        # The next passage must end after this one, or overlapping would never end.
        while first < after < len(sentences) and sum(lengths[first : after + 1]) > max_words:
            first += 1


def _passage(document: Document, sentences: Sequence[Sentence]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(document.id, start, end, document.text[start:end], tuple(sentences))
