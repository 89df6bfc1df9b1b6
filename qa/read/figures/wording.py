"""The words of a question as the tables are asked with them: without the asker, places, what is not meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.framework import Framework
from corpus.text.dates import find_years
from corpus.text.english import find_pattern
from corpus.text.phrases import Mention
from qa.read.cues import find_framing_spans
from qa.read.figures.places import find_places, list_countries
from qa.read.periods import find_periods
from qa.records import Question
from qa.wording import mask_spans

_OTHERS = find_pattern("figures_other_than")
_OR = re.compile(r"\s*(?:,|,?\s*\b(?:or|vs\.?|versus|than)\b)\s*(?:the\s+)?", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:to|from|with|by|of|for|in)\s+$", re.IGNORECASE)  # "owes more to China than"
_AND = re.compile(r"\s*(?:,|,?\s*\b(?:and|or)\b)\s*(?:the\s+)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a question: `text` without the names of its places, and `full` with them.

    Both have the same length, and lack what is said of the asker and what is not meant. `mentions` are the
    places, of which `places` are the names; `years` are those named. `own_only` if only the user's documents
    are meant.
    """

    text: str
    full: str
    mentions: tuple[Mention, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    own_only: bool = False


def read_wording(question: Question, framework: Framework) -> Wording:
    """Read the words of a question; one without places takes those of the question before."""
    text = (question.searched or question.text).replace("_", " ")
    full = _OTHERS.sub(lambda m: " " * len(m.group()), mask_spans(text, find_framing_spans(text)))
    mentions = _find_sides(full, framework)
    sides = [s for s in question.subjects if list_countries(s, framework)] if question.before else []
    names = sides or [m.name for m in mentions]
    return Wording(
        text=mask_spans(full, [(m.start, m.end) for m in mentions]),
        full=full,
        mentions=tuple(mentions),
        places=tuple(dict.fromkeys(name for name in names if name in framework.subjects)),
        years=tuple(find_years(full)),
        own_only=question.scope.own_documents,
    )


def names_others(question: Question, wording: Wording, framework: Framework) -> bool:
    """Return whether something stands in a row with the sides that no table has.

    It is the actor studied, "Australia, China or the United States", or an area without a list of countries,
    "Asian and Pacific countries".
    """
    spans = framework.find_actor(wording.full) if framework.actor in question.subjects else []
    actor = [(start, end) for start, end in spans if not _PREPOSITION.search(wording.full[:start])]
    areas = [
        (m.start, m.end)
        for m in framework.find_subjects(wording.full, fold_case=True)
        if framework.subjects[m.name].kind == "actor" and not list_countries(m.name, framework)
    ]
    return any(
        link.fullmatch(wording.full[min(end, m.end) : max(start, m.start)])
        for spans, link in ((actor, _OR), (areas, _AND))
        for start, end in spans
        for m in wording.mentions
    )


def split_sentences(text: str) -> list[str]:
    """Split a question into its sentences; the last one is what is asked, and ends where the text does."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()] or [""]


def _find_sides(text: str, framework: Framework) -> Sequence[Mention]:
    """The places of what is asked, else of the sentences before; those that only say when come last."""
    mentions = find_places(text, framework)
    asked = len(text) - len(split_sentences(text)[-1])
    mentions = [m for m in mentions if m.start >= asked] or mentions  # before it they may be but context
    times = [span for _, span in find_periods(text, framework.events)]
    outside = [m for m in mentions if not any(s <= m.start and m.end <= e for s, e in times)]
    return outside or mentions
