"""A sentence as it is quoted: which part of it is shown, and whether the one before it comes along."""

from dataclasses import dataclass

from corpus.annotate.features import is_metadiscourse, stands_alone
from corpus.records import Sentence
from index.records import LocatedSentence

_MAX_JOINED_WORDS = 75  # of a sentence and the one before it


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence chosen to be quoted.

    The quotation is `start:end` of the document, `text` the part of it that is shown. `sentences` are two
    where the one before is joined; `stems` are those of `text`.
    """

    located: LocatedSentence
    start: int
    end: int
    text: str
    score: float
    sentences: tuple[Sentence, ...]
    stems: frozenset[str]

    @property
    def full_text(self) -> str:
        """The whole quotation, of which `text` may be a clause."""
        return self.located.document.text[self.start : self.end]


def overlap(a: Quote, b: Quote) -> bool:
    """Return whether two quotations share characters of one document."""
    return a.located.document.id == b.located.document.id and a.start < b.end and b.start < a.end


def join_predecessor(located: LocatedSentence) -> tuple[Sentence, Sentence] | None:
    """Join the sentence before it in its paragraph, if that one stands alone and both are short enough."""
    sentences = located.passage.sentences
    number = sentences.index(located.sentence)
    if number == 0:
        return None
    before, text = sentences[number - 1], located.document.text
    if "\n" in text[before.end : located.sentence.start]:
        return None
    joined = text[before.start : located.sentence.end]
    if len(joined.split()) > _MAX_JOINED_WORDS or is_metadiscourse(joined):
        return None
    return (before, located.sentence) if stands_alone(text[before.start : before.end]) else None
