"""Questions that an answer suggests, each complete in itself, so that it can be asked anywhere. Pure.

New subjects come before variations of the same one: an aspect alone, a topic of the evidence, then the other
focus, a later period.
"""

from corpus.text.dates import find_years
from qa.records import Answer, Focus, Kind, Question, Role
from qa.wording import add_article, join_words

MAX_FOLLOWUPS = 4
_MAX_TOPICS = 2
_MIN_YEARS, _MIN_YEAR_RANGE = 4, 5  # of evidence that is divided into an earlier and a later part


def suggest_followups(answer: Answer) -> tuple[str, ...]:
    """Suggest up to four questions other than the one answered; none if there is no evidence on any side."""
    question = answer.question
    cells = [s for s in answer.statements if s.role is Role.CELL]
    if not cells or not question.subjects or question.kind is Kind.PERIODS:
        return ()
    sides = [s for s in question.subjects if any(s in cell.subjects for cell in cells)]
    suggested = [
        *_narrow(answer, sides),
        *_change_focus(question, sides),
        *_narrow_period(answer, sides),
        *_describe_only_side(question, sides),
    ]
    return tuple(dict.fromkeys(s for s in suggested if s != question.text))[:MAX_FOLLOWUPS]


def _narrow(answer: Answer, sides: list[str]) -> list[str]:
    """On a broad question, the aspect with most cells, and the topics that computed sentences name."""
    question, names = answer.question, _join_sides(sides)
    computed = (Role.SIMILARITY, Role.DIFFERENCE, Role.SUMMARY, Role.THEME)
    phrases = [s.text[p.start : p.end] for s in answer.statements if s.role in computed for p in s.spans]
    topics = [t for t in dict.fromkeys(phrases) if t and t != question.topic][:_MAX_TOPICS]
    is_comparison = len(sides) > 1
    questions = [f"Compare {names} on {t}" if is_comparison else f"Describe {t} in {names}" for t in topics]
    if len(question.aspects) > 1 and is_comparison:
        cell_aspects = [s.aspect for s in answer.statements if s.role is Role.CELL]
        richest = max(question.aspects, key=cell_aspects.count)
        questions.insert(0, f"How does China's {richest} role differ between {names}?")
    return questions


def _change_focus(question: Question, sides: list[str]) -> list[str]:
    """Similarities if differences were asked, and the other way round."""
    if question.kind is not Kind.COMPARISON or len(sides) < 2:
        return []
    role, topic, names = _describe_role(question), _describe_topic(question), _join_sides(sides)
    if question.focus is Focus.SIMILARITIES:
        return [f"How does China's {role} differ between {names}{topic}?"]
    return [f"What does China's {role} in {names} have in common{topic}?"]


def _narrow_period(answer: Answer, sides: list[str]) -> list[str]:
    """The later half of what the evidence covers, if it covers more than five years."""
    question = answer.question
    years = sorted(year for source in answer.sources for year in find_years(source.quote))
    if question.period or len(years) < _MIN_YEARS or years[-1] - years[0] <= _MIN_YEAR_RANGE:
        return []
    role, topic, names = _describe_role(question), _describe_topic(question), _join_sides(sides)
    asked = f"China's {role} in {names}{topic} since {years[len(years) // 2]}"
    return [f"Compare {asked}" if len(sides) > 1 else f"Describe {asked}"]


def _describe_only_side(question: Question, sides: list[str]) -> list[str]:
    if question.compares and len(sides) == 1:
        return [f"Describe China's role in {add_article(sides[0])}"]
    return []


def _describe_role(question: Question) -> str:
    return f"{question.aspects[0]} role" if len(question.aspects) == 1 and question.topic is None else "role"


def _describe_topic(question: Question) -> str:
    return f" on {question.topic}" if question.topic else ""


def _join_sides(names: list[str]) -> str:
    return join_words([add_article(n) for n in names])
