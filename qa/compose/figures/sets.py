"""The figures of one measure as a set that is shown and exported: in order, with what was computed last."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.compose.figures.citing_rows import state_figure
from qa.compose.figures.sentences import format_when
from qa.compose.figures.telling import Telling, find_span, list_names
from qa.figure_records import LISTING, FigureSet, Obstacle, Operation, StatedFigure
from qa.select.figures.frame import Amount
from qa.wording import join_words

_SHOWN = 12  # figures of a ranking of many
_NAMED = 12  # countries without a figure


def make_sets(telling: Telling) -> tuple[FigureSet, ...]:
    """Make the set of the figures; none where there is no figure."""
    evidence, description = telling.evidence, telling.evidence.table.description
    if not evidence.amounts:
        return ()
    shown = evidence.amounts[: _choose_limit(telling)]
    stated = [state_figure(a, evidence, telling.document, telling.sources) for a in shown]
    is_line = evidence.question.operation is Operation.CHANGE or evidence.obstacle is Obstacle.YEARS
    return (
        FigureSet(
            title=_write_title(telling, shown),
            kind="line" if is_line else "bars",
            figures=(*stated, *_state_computed(telling, stated)),
            notes=tuple(_write_notes(telling, len(evidence.amounts) - len(shown))),
            attribution=description.attribution,
            licence=description.licence,
            licence_url=description.licence_url,
        ),
    )


def _choose_limit(telling: Telling) -> int:
    question, count = telling.evidence.question, len(telling.evidence.amounts)
    if question.limit:
        return question.limit
    ranks_many = question.operation is Operation.RANK and len(question.places) < 2 and count > 2 * _SHOWN
    return _SHOWN if ranks_many else count


def _state_computed(telling: Telling, stated: Sequence[StatedFigure]) -> Iterator[StatedFigure]:
    """What was computed from the figures of the set, named by what it is."""
    evidence, measure = telling.evidence, telling.measure
    question, result = evidence.question, evidence.result
    unit = "percentage point" if measure.unit == "%" else measure.unit
    for change in evidence.changes:
        first, last = change.parts
        yield _state(telling, change, change.name, f"change from {first.year} to {last.year}", unit)
    if result is None or evidence.obstacle:
        return
    if question.operation in LISTING:
        noun = telling.name_rows(2) if telling.lists_rows else "countries"
        count = _state(telling, result, join_words(question.places) or "all", f"number of {noun}", "")
        # rows without an amount are counted too
        yield replace(count, cites=tuple(dict.fromkeys(n for figure in stated for n in figure.cites)))
    elif question.operation is Operation.SHARE:
        *parts, whole = result.parts
        names = join_words([part.name for part in parts])
        yield _state(telling, result, names, f"share of the total of {whole.name}", "%")
    elif question.operation is Operation.RANK:
        smaller, larger = result.parts
        yield _state(telling, result, larger.name, f"difference from {smaller.name}", unit)
    else:
        yield state_figure(result, evidence, telling.document, telling.sources)


def _state(telling: Telling, amount: Amount, subject: str, measure: str, unit: str) -> StatedFigure:
    stated = state_figure(amount, telling.evidence, telling.document, telling.sources, unit=unit)
    return replace(stated, subject=subject, measure=measure)


def _write_title(telling: Telling, shown: Sequence[Amount]) -> str:
    name = telling.measure.name
    when = format_when(telling.measure, find_span(shown))
    conditions = telling.describe_conditions()
    return f"{name[:1].upper()}{name[1:]}{conditions}{f', {when}' if when else ''}"


def _write_notes(telling: Telling, left_out: int) -> Iterator[str]:
    """What a reader must know to compare the figures, and what has none."""
    if telling.measure.note:
        yield telling.measure.note
    if left_out > 0:
        yield f"{left_out} more with a figure are not shown."
    if missing := telling.evidence.missing:
        names = join_words(list_names([m.name for m in missing], _NAMED))
        yield f"No figure, which does not mean zero: {names}."
