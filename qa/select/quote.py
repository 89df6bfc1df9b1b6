"""A sentence as it is quoted: which part of it is shown, and whether the one before it comes along."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from corpus.records import Clause, Sentence, Trait
from index.records import LocatedSentence, Sentences

_MAX_SHARED = 0.6  # of the shorter quotation's words, in two that are both shown


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence chosen to be quoted.

    The quotation is `start:end` of the document, `text` the part of it that is shown. `sentences` are two
    where the one before is joined. `stems` are those of the sentence, `topics` those of what is shown.
    `is_on_side` if it is on the side that it is quoted for. `claim` is how much it judges or sums up, 0 to 1.
    """

    located: LocatedSentence
    start: int
    end: int
    text: str
    score: float
    sentences: tuple[Sentence, ...]
    stems: tuple[str, ...]
    topics: tuple[str, ...]
    claim: float = 0.0
    is_on_side: bool = True

    @property
    def full_text(self) -> str:
        """The whole quotation, of which `text` may be a clause."""
        return self.located.document.text[self.start : self.end]

    @property
    def is_cut(self) -> bool:
        """Whether only a clause of the sentence is shown."""
        return self.text != self.full_text

    @property
    def is_dangling(self) -> bool:
        """Whether it points at a sentence before it that is not quoted with it."""
        return len(self.sentences) == 1 and self.has_trait(Trait.POINTS_BACK)

    def has_trait(self, trait: Trait) -> bool:
        """Return whether the quoted sentence has a trait."""
        return trait in self.located.sentence.traits


def make_quote(
    row: int,
    score: float,
    side: str | None,
    others: Collection[str],
    aspect: str | None,
    sentences: Sentences,
) -> Quote:
    """Read a sentence and decide what of it is shown for a side, among `others`, under an aspect."""
    located = sentences.locate(row)
    sentence, text = located.sentence, located.document.text
    clause = _choose_clause(sentence, side, others, aspect)
    quoted = _join_predecessor(located) if clause is None else (sentence,)
    shown = clause or quoted[0]
    return Quote(
        located=located,
        start=quoted[0].start,
        end=sentence.end,
        text=text[shown.start : clause.end if clause else sentence.end],
        score=score,
        sentences=quoted,
        stems=sentences.list_stems(row),
        claim=float(sentences.get_salience(np.array([row]), "claim")[0]),
        topics=clause.topics if clause else tuple(dict.fromkeys(t for s in quoted for t in s.topics)),
    )


def overlap(a: Quote, b: Quote) -> bool:
    """Return whether two quotations share characters of one document."""
    return a.located.document.id == b.located.document.id and a.start < b.end and b.start < a.end


def repeats(a: Quote, b: Quote) -> bool:
    """Return whether two quotations overlap or have most words in common, so that one of them is enough."""
    first, second = set(a.stems), set(b.stems)
    shared = len(first & second) / max(1, min(len(first), len(second)))
    return shared >= _MAX_SHARED or overlap(a, b)


def _choose_clause(
    sentence: Sentence, side: str | None, others: Collection[str], aspect: str | None
) -> Clause | None:
    """The clause on the side alone if there are others in it, or the only one on the aspect."""
    named = {name for clause in sentence.clauses for name in clause.subjects}
    if side is not None and not named.isdisjoint(others):
        for clause in sentence.clauses:
            if side in clause.subjects and set(clause.subjects).isdisjoint(others):
                return clause
    on_aspect = [clause for clause in sentence.clauses if aspect in clause.aspects]
    return on_aspect[0] if len(on_aspect) == 1 else None


def _join_predecessor(located: LocatedSentence) -> tuple[Sentence, ...]:
    """The sentence, after the one before it if it needs that and both are in one passage."""
    sentence = located.sentence
    number = located.passage.sentences.index(sentence)
    if number and Trait.CONTINUES in sentence.traits:
        return located.passage.sentences[number - 1], sentence
    return (sentence,)
