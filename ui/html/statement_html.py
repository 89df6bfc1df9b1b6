"""What answers and evidence share: the phrases of a statement with citations, and the colour of a side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.records import Answer, Statement
from qa.theme_records import Theme
from qa.write.bottom_line import mark_cut

SIDE_COLOURS = 6  # as many as style.css defines


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a statement: plain text, then a phrase with its own citations. The last may lack it.

    Where the phrase counts passages, `count` leads to them: '0-2' to those of topic 2 of theme 0.
    """

    before: str
    text: str = ""
    cites: tuple[int, ...] = ()
    count: str = ""


def split_phrases(statement: Statement, themes: Sequence[Theme] = ()) -> list[Phrase]:
    """The statement cut at its citations: behind each phrase that has its own, else at the end.

    It is also cut at counts of passages that `themes`, those of the answer, list.
    """
    text, position, phrases = statement.text, 0, []
    parts = [(s.start, s.end, s.cites, "") for s in statement.spans]
    parts = parts or [(len(text), len(text), statement.cites, "")]
    parts += [
        (c.start, c.end, (), f"{c.theme}-{c.topic}")
        for c in statement.counts
        if c.topic is not None and themes[c.theme].topics[c.topic].places
    ]
    for start, end, cites, count in sorted(parts):
        phrases.append(Phrase(text[position:start], text[start:end], cites, count))
        position = end
    if position < len(text):
        phrases.append(Phrase(text[position:]))
    dots = mark_cut(statement)
    return [replace(phrases[0], before=dots + phrases[0].before), *phrases[1:]] if dots else phrases


def side_class(answer: Answer, side: str) -> str:
    """The class that gives a side one colour everywhere; empty if the question has no such side."""
    sides = answer.question.subjects
    return f"side-{sides.index(side) % SIDE_COLOURS + 1}" if side in sides else ""
