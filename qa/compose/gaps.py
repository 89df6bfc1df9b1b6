"""What an answer lacks: sides, or their aspects, on which there is neither a sentence nor a figure."""

from collections.abc import Iterator, Sequence

from qa.compose.figures.composing import ComposedFigures
from qa.read.periods import mentions_period
from qa.records import Gap, Kind, Question, Statement
from qa.select.evidence import Evidence, Hint


def find_gaps(
    question: Question, evidence: Evidence, statements: Sequence[Statement], stated: ComposedFigures
) -> tuple[Gap, ...]:
    """Find a gap for each side without evidence, or for each of its cells, that no figure fills.

    There is none where one of the statements says how one period became the other.
    """
    if _states_change(question, evidence, statements):
        return ()
    gaps = (gap for side in evidence.sides if side for gap in _find_gaps_of_side(side, evidence))
    return tuple(gap for gap in gaps if not _is_filled(gap, question, stated))


def _find_gaps_of_side(side: str, evidence: Evidence) -> Iterator[Gap]:
    empty = [aspect for aspect in evidence.aspects if not evidence.cells.get((side, aspect))]
    if len(empty) == len(evidence.aspects):
        hint = evidence.hints.get(side, Hint())
        yield Gap(side, None, hint.names, hint.years)
    else:
        yield from (Gap(side, aspect) for aspect in empty)


def _is_filled(gap: Gap, question: Question, stated: ComposedFigures) -> bool:
    """Whether figures answer for a side on which no sentence does."""
    figures = [f for figure_set in stated.sets for f in figure_set.figures if f.value is not None]
    if question.kind is Kind.PERIODS:
        return any(mentions_period(gap.subject, str(f.year)) for f in figures)
    is_named = gap.subject in {f.subject for f in figures} or bool(figures and not gap.subject)
    return gap.aspect is None and is_named


def _states_change(question: Question, evidence: Evidence, statements: Sequence[Statement]) -> bool:
    """Whether a sentence says what changed between periods in the one matter that is asked about."""
    is_one_matter = question.kind is Kind.PERIODS and evidence.aspects == [None]
    return is_one_matter and any(s.subjects == question.subjects for s in statements)
