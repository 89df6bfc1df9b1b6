"""The figures for a question: of each side in one year, or one span of years, for all of them.

Where the sides have no year in common, or the measure cannot be put together as asked, the figures are given
side by side and nothing is computed from them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.figure_tables import Addition
from corpus.framework import Framework
from index.records import Tables
from qa.figure_records import Bounds, FigureQuestion, Obstacle, Operation, Years
from qa.read.figures.places import find_whole
from qa.read.figures.years import is_open, is_until
from qa.select.figures.figure_evidence import FigureEvidence
from qa.select.figures.frame import Amount, join_amounts, tidy
from qa.select.figures.rows import ALL, ChosenRows
from qa.wording import join_words

_UNORDERED = 3  # sides that stay in the order of the question where no order is asked for


def gather_figures(question: FigureQuestion, tables: Tables, framework: Framework) -> FigureEvidence:
    """Find the rows that answer a question and compute what it asks for."""
    evidence = _gather(question, tables, framework)
    if question.other:
        table, measure = question.other
        conditions = question.conditions if table == question.table else ()
        other = replace(question, table=table, measure=measure, other=None, conditions=conditions)
        evidence = replace(evidence, second=_gather(other, tables, framework))
    return evidence


def _gather(question: FigureQuestion, tables: Tables, framework: Framework) -> FigureEvidence:
    rows = ChosenRows(question, tables.get(question.table), framework)
    if question.obstacle is Obstacle.YEARS:
        evidence = _compute_changes(rows)
    elif question.obstacle is not None:
        evidence = _list_sides(rows)
    else:
        compute = {
            Operation.CHANGE: _compute_changes,
            Operation.SHARE: _compute_share,
            Operation.COUNT: _filter,
            Operation.FILTER: _filter,
            Operation.TOTAL: _add_up,
        }.get(question.operation, _list_sides)
        evidence = compute(rows)
    return replace(evidence, obstacle=question.obstacle)


def _make(rows: ChosenRows, amounts: Iterable[Amount], missing: Iterable[str] = ()) -> FigureEvidence:
    return FigureEvidence(
        question=rows.question,
        table=rows.table,
        measure=rows.measure,
        amounts=tuple(amounts),
        missing=tuple(rows.miss(name) for name in missing),
    )


def _list_sides(rows: ChosenRows) -> FigureEvidence:
    """The figures of the sides, of the countries of a region or of rows: in order, or as they are named."""
    question, has_one_year = rows.question, True
    if question.by != "subject":
        amounts = rows.compute_groups(question.by)
    elif rows.is_own and not rows.series and not question.places:
        amounts = rows.compute_groups("subject")
    else:
        sides = _choose_sides(rows)
        years, has_one_year = rows.choose_years(sides)
        amounts = [rows.compute(s, years) if has_one_year else rows.compute_latest(s) for s in sides]
    known = [a for a in amounts if a.value is not None]
    if question.operation is Operation.RANK or len(known) > _UNORDERED:
        known = _sort(known, is_ascending=question.is_ascending)
    missing = [a.name for a in amounts if a.value is None] if question.by == "subject" else []
    evidence = replace(_make(rows, known, missing), has_one_year=has_one_year)
    is_pair = len(known) == 2 and len(question.places) == 2 and question.operation is Operation.RANK
    if is_pair and has_one_year and question.obstacle is None:
        evidence = replace(evidence, result=_subtract("difference", known[1], known[0]))
    return evidence


def _choose_sides(rows: ChosenRows) -> Sequence[str]:
    """The sides; the countries of a region where they are ranked or cannot be added up."""
    places = rows.question.places
    has_region = any(not rows.is_subject(p) for p in places)
    ranks_members = len(places) == 1 and rows.question.operation is Operation.RANK
    lists_members = has_region and (ranks_members or not rows.adds_over(Addition.SUBJECTS))
    return rows.list_members(*places) if lists_members or not places else places


def _add_up(rows: ChosenRows) -> FigureEvidence:
    """The total of the sides, of a region or of rows, after what it is the sum of."""
    question, places = rows.question, rows.question.places
    if len(places) == 1 and rows.is_subject(places[0]) and not rows.is_own:
        return _list_sides(rows)
    name = join_words(places) or (rows.table.description.title if rows.is_own else ALL)
    if rows.is_own and len(places) < 2:
        amounts, has_one_year = rows.compute_rows(), True
    else:
        sides = places if len(places) > 1 else rows.list_members(*places)
        years, has_one_year = rows.choose_years(sides)
        amounts = [rows.compute(side, years) for side in sides]
    known = [a for a in amounts if a.value is not None]
    total = join_amounts(name, known)
    missing = [a.name for a in amounts if a.value is None and (places or question.conditions)]
    return replace(
        _make(rows, known if rows.is_own else _sort(known), missing),
        result=total if known and has_one_year else None,
        has_one_year=has_one_year,
    )


def _compute_share(rows: ChosenRows) -> FigureEvidence:
    """The part of a place in a region, of a place in all, or of rows of one kind in those of all."""
    question = rows.question
    whole = find_whole(question.places, rows.framework)
    if whole:
        others = [p for p in question.places if p != whole]
        years, _ = rows.choose_years(others)
        amounts = [rows.compute(p, years) for p in (*others, whole)]
    else:
        all_rows = replace(
            question, places=question.places if question.conditions else (), conditions=(), items=()
        )
        sums = [_sum(q, rows) for q in (question, all_rows)]
        amounts = [amount for amount in sums if amount]
    known = [a for a in amounts if a.value is not None]
    evidence = _make(rows, known, [a.name for a in amounts if a.value is None])
    if len(known) < len(amounts) or len(known) < 2 or not known[-1].value:
        return evidence
    share = 100 * sum(a.value or 0 for a in known[:-1]) / known[-1].value
    return replace(evidence, result=Amount("share", tidy(share), known[-1].years, (), tuple(known)))


def _sum(question: FigureQuestion, rows: ChosenRows) -> Amount | None:
    """The sum of the rows that a question chooses, named by what chose them."""
    chosen = ChosenRows(replace(question, operation=Operation.TOTAL), rows.table, rows.framework)
    evidence = _add_up(chosen)
    amount = evidence.result or next(iter(evidence.amounts), None)
    name_part = rows.table.description.name_part
    parts = [name_part(column, value) for column, values in question.conditions for value in values]
    return replace(amount, name=f"{amount.name} ({', '.join(parts)})") if amount and parts else amount


def _compute_changes(rows: ChosenRows) -> FigureEvidence:
    """The figures of each side over the years, and the difference of the last and the first."""
    question = rows.question
    sides = question.places or question.items or (ALL,)
    if not rows.adds_over(Addition.SUBJECTS) and any(not rows.is_subject(s) for s in question.places):
        return _list_sides(rows)
    amounts: list[Amount] = []
    changes: list[Amount] = []
    missing = []
    for side in sides:
        by_year = rows.compute_by_year(side)
        years = _bound(question.years, [a.year for a in by_year if a.year])
        inside = [a for a in by_year if a.year and years and years[0] <= a.year <= years[1]]
        ends = [a for a in inside if years and a.year in years]
        amounts += inside
        if len(ends) == 2:
            changes.append(_subtract(side, ends[0], ends[1]))
        else:
            missing.append(side)
            amounts = [a for a in amounts if a not in inside or a in ends]
    if question.obstacle:
        changes = []
    return replace(_make(rows, amounts, missing), changes=tuple(changes))


def _bound(asked: Years | None, years: Sequence[int]) -> Years | None:
    """The first and the last year to compare: those asked, or the first and the last of an open span."""
    if not years:
        return None
    first, last = asked or (min(years), max(years))
    if asked and first == last:  # "since 2015"
        last = max(years)
    if is_until(first):
        first = min(years)
    if asked and is_open(asked):
        last = max(years)
    return first, last


def _filter(rows: ChosenRows) -> FigureEvidence:
    """The countries or rows within the limits, the largest first, and how many there are."""
    question = rows.question
    if rows.is_own:
        amounts = rows.compute_rows() if question.by == "item" else rows.compute_groups(question.by)
    else:
        sides = rows.list_members(*question.places)
        years, _ = rows.choose_years(sides)
        amounts = [a for side in sides if (a := rows.compute(side, years)).value is not None]
        if question.bounds == Bounds():
            amounts = [a for a in amounts if a.value]
    if question.bounds != Bounds():
        amounts = [a for a in amounts if a.value is not None and question.bounds.hold(a.value)]
    amounts = _sort(amounts)
    places = tuple(row for a in amounts for row in a.rows)
    return replace(
        _make(rows, amounts), result=Amount("count", float(len(amounts)), None, places, tuple(amounts))
    )


def _subtract(name: str, first: Amount, last: Amount) -> Amount:
    """How much more the last one is than the first, within the years of both."""
    spanned = [year for amount in (first, last) for year in amount.years or ()]
    years = (min(spanned), max(spanned)) if spanned else None
    return Amount(name, tidy((last.value or 0) - (first.value or 0)), years, (), (first, last))


def _sort(amounts: Iterable[Amount], *, is_ascending: bool = False) -> list[Amount]:
    """The largest first, or the smallest; those without a figure last."""
    sign = 1 if is_ascending else -1
    return sorted(amounts, key=lambda a: (a.value is None, sign * (a.value or 0), a.name))
