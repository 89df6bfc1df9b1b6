"""Questions that an answer suggests, each complete in itself, so that it can be asked anywhere.

New subjects come before variations of the same one: an aspect alone, topics that every side has sentences on,
then the other focus, a later period. Whether a suggestion has a full answer is tried in `qa.ask`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.framework import Framework
from corpus.text.dates import find_years
from index.records import SentenceSearch
from qa.records import Answer, Focus, Kind, Question, Role
from qa.wording import add_article, join_words

_MAX_TOPICS = 4
_MIN_OF_TOPIC = 2  # sentences of each side
_MIN_YEARS, _MIN_YEAR_RANGE = 4, 5  # of evidence that is divided into an earlier and a later part


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, and the sides and topics that it is to be read with; no topics if it may have any."""

    text: str
    sides: tuple[str, ...]
    topics: tuple[str, ...] = ()

    def is_read_as_meant(self, question: Question) -> bool:
        """Return whether the question, as it was read, is the one meant."""
        return question.subjects == self.sides and set(self.topics) <= set(question.topics)


def suggest_followups(answer: Answer, index: SentenceSearch, framework: Framework) -> list[Suggestion]:
    """Suggest questions other than the one answered, best first; none without evidence on a place."""
    question = answer.question
    places = question.within if question.kind is Kind.PERIODS else question.subjects
    with_evidence = {name for s in answer.statements if s.role is Role.CELL for name in s.subjects}
    if question.kind is Kind.PERIODS and with_evidence:
        with_evidence |= set(places)
    sides = tuple(s for s in places if s in with_evidence and s in framework.subjects)
    if not sides or framework.actor in question.subjects:
        return []
    suggested = [
        *_narrow(question, sides, index, framework),
        *_change_focus(question, sides),
        *_narrow_period(answer, sides),
        *_describe_only_side(question, sides),
    ]
    return [s for s in dict.fromkeys(suggested) if s.text != question.text]


def _narrow(
    question: Question, sides: tuple[str, ...], index: SentenceSearch, framework: Framework
) -> Iterator[Suggestion]:
    """On a broad question its first aspect alone; the topics with most sentences of the side with fewest."""
    names, is_comparison = _join_sides(sides), len(sides) > 1
    if len(question.aspects) > 1 and is_comparison:
        yield Suggestion(f"How does China's {question.aspects[0]} role differ between {names}?", sides)
    for topic in _find_topics(question, sides, index, framework):
        verb = "Compare" if is_comparison else "Describe"
        yield Suggestion(f"{verb} {topic} in {names}", sides, (topic,))


def _find_topics(
    question: Question, sides: Sequence[str], index: SentenceSearch, framework: Framework
) -> list[str]:
    """The commonest topics that each side has sentences on, those of the question's aspects."""
    counts = dict.fromkeys(
        (t.name for t in framework.topics.values() if not question.aspects or t.aspect in question.aspects),
        0,
    )
    rows = [index.sentences.find_tagged([("subject", side)]) for side in sides]
    for topic in counts:
        counts[topic] = min(int(index.sentences.have_any_tag(r, [("topic", topic)]).sum()) for r in rows)
    common = [t for t, count in counts.items() if count >= _MIN_OF_TOPIC and t not in question.topics]
    return sorted(common, key=lambda topic: -counts[topic])[:_MAX_TOPICS]


def _change_focus(question: Question, sides: tuple[str, ...]) -> Iterator[Suggestion]:
    """Similarities if differences were asked, and the other way round."""
    if question.kind is Kind.COMPARISON and len(sides) > 1 and _names_its_topic(question):
        role, topic, names = _describe_role(question), _describe_topic(question), _join_sides(sides)
        is_similarity = question.focus is Focus.SIMILARITIES
        text = (
            f"How does China's {role} differ between {names}{topic}?"
            if is_similarity
            else f"What does China's {role} in {names} have in common{topic}?"
        )
        yield Suggestion(text, sides, question.topics)


def _narrow_period(answer: Answer, sides: tuple[str, ...]) -> Iterator[Suggestion]:
    """The later half of what the evidence covers, if it covers more than five years."""
    question = answer.question
    years = sorted(year for source in answer.sources for year in find_years(source.quote))
    is_short = len(years) < _MIN_YEARS or years[-1] - years[0] <= _MIN_YEAR_RANGE
    if question.period or question.kind is Kind.PERIODS or is_short or not _names_its_topic(question):
        return
    role, topic, names = _describe_role(question), _describe_topic(question), _join_sides(sides)
    verb = "Compare" if len(sides) > 1 else "Describe"
    text = f"{verb} China's {role} in {names}{topic} since {years[len(years) // 2]}"
    yield Suggestion(text, sides, question.topics)


def _describe_only_side(question: Question, sides: tuple[str, ...]) -> Iterator[Suggestion]:
    if question.compares and len(sides) == 1:
        yield Suggestion(f"Describe China's role in {add_article(sides[0])}", sides)


def _names_its_topic(question: Question) -> bool:
    """Whether the topic, if any, is the framework's: a question's own words may not fit another sentence."""
    return question.topic is None or bool(question.topics)


def _describe_role(question: Question) -> str:
    return f"{question.aspects[0]} role" if len(question.aspects) == 1 and question.topic is None else "role"


def _describe_topic(question: Question) -> str:
    return f" on {join_words(question.topics)}" if question.topics else ""


def _join_sides(names: Sequence[str]) -> str:
    return join_words([add_article(n) for n in names])
