"""Whether the tables can answer a question at all: what they do not have, and what must not be computed."""

from collections.abc import Callable, Sequence

from corpus.figure_tables import Addition
from corpus.framework import Framework
from corpus.text.english import find_pattern
from corpus.text.tokens import content_stems, stem
from index.records import Vectors
from qa.figure_records import FigureQuestion, Obstacle, Operation
from qa.read.content_words import content_query
from qa.read.figures.asked import Asked
from qa.read.figures.matching import Match
from qa.read.figures.wording import split_sentences
from qa.read.figures.years import is_span
from qa.read.mentions import NameKind, find_mentions

Embed = Callable[[Sequence[str]], Vectors]
_MIN_LIKENESS = 0.35  # cosine of a sentence of the question with the measure, or with the words that name it
_MAX_SENTENCES = 4
_PROJECT, _LENDER = find_pattern("figures_of_project"), find_pattern("name_of_lender")
_ACROSS, _AVERAGE = find_pattern("figures_across"), find_pattern("figures_average")
_OWN, _TOTAL = find_pattern("own_table"), find_pattern("figures_total")
_KNOWN_NAMES = frozenset(content_stems("I've UN United Nations General Assembly World Bank USD according"))
_GENERIC = frozenset(
    content_stems("China Chinese PRC financed funded built backed led run cost costs job jobs")
)


def is_near(asked: Asked, embed: Embed) -> bool:
    """Return whether the question is near the measure in meaning; of a user's table its words are enough."""
    if asked.is_own or asked.measure is None:
        return True
    sentences = split_sentences(asked.wording.text)
    if _PROJECT.search(sentences[-1]):
        return False
    names = [asked.measure.name, *(" ".join(form) for form in asked.match.forms[:1])]
    vectors = embed([*names, *sentences[:_MAX_SENTENCES]])
    return bool((vectors[: len(names)] @ vectors[len(names) :].T).max() >= _MIN_LIKENESS)


def has_unknown_part(asked: Asked, read: FigureQuestion, framework: Framework) -> bool:
    """Return whether the question names something that the table does not have, so that its rows do not fit.

    That is a name, or any other word where it would have to choose the rows of a user's table.
    """
    known = _list_known(asked)
    places = [asked.wording.full[m.start : m.end] for m in asked.wording.mentions]
    for mention in find_mentions(split_sentences(asked.wording.full)[-1], framework, None):
        is_place = mention.kind is not NameKind.THING or any(p in mention.name for p in places)
        is_meant = asked.is_own or _LENDER.search(mention.name)
        if not is_place and is_meant and not set(content_stems(mention.name)) <= known:
            return True
    chooses = read.operation in (Operation.FILTER, Operation.COUNT) and not asked.has_bounds
    is_chosen = bool(read.places or read.items) and asked.match.is_pointed_at
    is_chosen = is_chosen or bool(read.conditions)
    if not asked.is_own or not chooses or is_chosen:
        return False
    text = _TOTAL.sub(" ", _OWN.sub(" ", asked.text))
    left = set(content_stems(content_query(text, []))) - known
    return any(word.isalpha() for word in left - _GENERIC)


def find_obstacle(
    asked: Asked, read: FigureQuestion, matches: Sequence[Match]
) -> tuple[Obstacle | None, tuple[str, str] | None]:
    """Return why the figures cannot be put together as asked, and the other measure that is asked for too."""
    if not asked.is_own and _ACROSS.search(asked.text):
        others = (m for m in matches if m.table is not asked.match.table and m.is_described)
        apart = [m for m in others if m.stems - asked.match.stems and asked.match.stems - m.stems]
        if apart:  # amounts are put together with amounts
            other = min(apart, key=lambda m: (m.unit != asked.unit, -m.score))
            return Obstacle.TWO_MEASURES, (other.table.id, other.measure)
    adds = asked.adds_over(Addition.SUBJECTS)
    if _AVERAGE.search(asked.text) and not adds:
        return Obstacle.AVERAGE, None
    if read.operation is not Operation.TOTAL:
        return None, None
    if is_span(read.years) and not asked.adds_over(Addition.YEARS):
        return Obstacle.YEARS, None
    is_of_several = len(read.places) != 1 or asked.is_of_region
    return (None if adds or not is_of_several else Obstacle.SUBJECTS), None


def _list_known(asked: Asked) -> frozenset[str]:
    """The stems of all that the table has of the question."""
    description, match = asked.match.table.description, asked.match
    names = (description.title.replace("_", " "), description.item, description.subject, description.year)
    words = {stem(w.lower()) for text in (*names, *description.labels) for w in text.split()}
    forms = {word for form in (*match.forms, *match.label_forms) for word in form}
    return frozenset(words | forms | set(content_stems(" ".join(match.items)))) | _KNOWN_NAMES
