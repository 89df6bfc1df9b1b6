"""Which sentences are of the period that a question is limited to, or of one of those that it compares."""

from collections.abc import Iterable

import numpy as np

from index.records import Flags, Rows, Sentences, Tag
from qa.read.periods import mentions_period
from qa.records import Kind, Question


def find_in_period(question: Question, period: str | None, rows: Rows, sentences: Sentences) -> Flags:
    """Return which rows are of a period, or may be of the one that the question limits itself to.

    Of periods that are compared a row is of that one in which all years of its main statement are; what goes
    on since a year is only of a period that goes on too. A timeline needs a year that the sentence itself
    names.
    """
    if question.kind is Kind.PERIODS:
        kinds = ("stated", "dated", *(("lasting",) if (period or "").startswith("since") else ()))
        within, outside = _tag_years(kinds, period, sentences)
        return sentences.have_any_tag(rows, within) & ~sentences.have_any_tag(rows, outside)
    is_timeline = question.kind is Kind.TIMELINE
    within, outside = _tag_years(("year",) if is_timeline else ("year", "dated"), period, sentences)
    in_period = sentences.have_any_tag(rows, within)
    if not is_timeline:
        in_period |= ~sentences.have_any_tag(rows, [*within, *outside])
    return np.asarray(in_period)


def _tag_years(kinds: Iterable[str], period: str | None, sentences: Sentences) -> tuple[list[Tag], list[Tag]]:
    """The tags of years of these kinds that are in the period, and those that are not."""
    tags = [(kind, year) for kind in kinds for year in sentences.find_names(kind)]
    within = [tag for tag in tags if period is None or mentions_period(period, tag[1])]
    return within, [tag for tag in tags if tag not in within]
