"""Sentences on figures: who has more, totals, shares, changes, counts, and what cannot be had."""

from collections.abc import Iterator

from qa.compose.citing import CitedText
from qa.compose.figures.sentences import count_countries, format_difference, write_less
from qa.compose.figures.telling import Telling, list_names
from qa.figure_records import LISTING, Bounds, Obstacle, Operation
from qa.figure_units import format_number
from qa.read.figures.years import is_open, is_until
from qa.records import Statement
from qa.select.figures.figure_evidence import Missing
from qa.select.figures.frame import Amount
from qa.wording import add_article, join_words

_NAMED = 8  # countries that a sentence names
_SIDES = 3  # of which each has a sentence
_FOLLOWING = 2  # of a ranking, after the first, in one sentence


def state_figures(telling: Telling) -> Iterator[Statement]:
    """Give the sentences in the order of what matters: what stands in the way, figures, what has none."""
    if obstacle := _explain_obstacle(telling):
        yield telling.state_uncited(obstacle)
    yield from _state(telling)
    yield from _state_missing(telling)


def _state(telling: Telling) -> Iterator[Statement]:
    evidence = telling.evidence
    operation, result = evidence.question.operation, evidence.result
    if evidence.obstacle not in (None, Obstacle.TWO_MEASURES):
        return
    if operation in LISTING:
        yield _state_list(telling) if evidence.amounts else telling.state_uncited(_write_none(telling))
    elif operation is Operation.CHANGE:
        yield from (_state_change(telling, change) for change in evidence.changes)
        if evidence.changes and telling.measure.change_note:
            yield telling.state_uncited(f"Read the change with care: {telling.measure.change_note}")
        changed = {change.name for change in evidence.changes}
        yield from (_state_one(telling, a) for a in evidence.amounts if a.name not in changed)
    elif operation is Operation.SHARE and result:
        yield _state_share(telling, result)
    elif operation is Operation.TOTAL and result:
        yield _state_total(telling, result)
    elif evidence.amounts:
        yield from _state_sides(telling)


def _state_sides(telling: Telling) -> Iterator[Statement]:
    """Each side by itself, or the first of many and those that follow."""
    amounts, places = telling.evidence.amounts, telling.evidence.question.places
    if len(amounts) <= max(2, len(places)):
        for number, amount in enumerate(amounts[:_SIDES]):
            text = CitedText()
            text.add_cited(telling.say(amount), telling.cite(amount))
            if number == 0:
                text.add(f"{_compare_first(telling)}{telling.name_source()}")
            text.add(".")
            yield telling.finish(text, amount.name)
        return
    yield _state_first(telling)
    following = amounts[1 : telling.evidence.question.limit][:_FOLLOWING]
    if telling.is_ranked and following:
        text = CitedText()
        for number, amount in enumerate(following):
            text.add("; then " if number else "Next: ")
            text.add_cited(f"{add_article(amount.name)} with {telling.write(amount)}", telling.cite(amount))
        text.add(".")
        yield telling.finish(text)


def _state_one(telling: Telling, amount: Amount) -> Statement:
    text = CitedText()
    text.add_cited(telling.say(amount), telling.cite(amount))
    text.add(f"{telling.name_source()}.")
    return telling.finish(text, amount.name)


def _compare_first(telling: Telling) -> str:
    """How the first of the sides stands to the others: ", $829 million more than Tajikistan"."""
    if not telling.is_ranked:
        return ""
    first, *others = telling.evidence.amounts
    ties = [a for a in others if a.value == first.value]
    if ties:
        return f", as much as {join_words([add_article(a.name) for a in ties])}"
    less = write_less(telling.measure.unit)
    than = f"{less} than" if telling.evidence.question.is_ascending else "more than"
    names = join_words([add_article(a.name) for a in others])
    difference = telling.evidence.result
    if difference is None or difference.value is None or telling.evidence.question.is_ascending:
        return f", {than} {names}"
    return f", {format_difference(difference.value, telling.measure.unit)} than {names}"


def _state_first(telling: Telling) -> Statement:
    question, first = telling.evidence.question, telling.evidence.amounts[0]
    text = CitedText()
    text.add_cited(telling.say(first), telling.cite(first))
    if telling.is_ranked:
        where = " and ".join(add_article(p) for p in question.places)
        least = "the fewest" if write_less(telling.measure.unit) == "fewer" else "the least"
        least = least if question.is_ascending else "the most"
        text.add(f", {least} of {f'those in {where}' if where else 'all'} with a figure")
    text.add(f"{telling.name_source()}.")
    return telling.finish(text, first.name)


def _state_total(telling: Telling, total: Amount) -> Statement:
    text = CitedText()
    text.add_cited(telling.say(total), telling.cite(total))
    of = "the rows" if telling.is_own else "the countries"
    of = "the sides" if len(telling.evidence.question.places) > 1 else of
    text.add(f", the sum of the figures of {of}{telling.name_source()}.")
    return telling.finish(text, total.name)


def _state_share(telling: Telling, share: Amount) -> Statement:
    *parts, whole = share.parts
    names = join_words([_name_part(part, whole) for part in parts])
    text = CitedText()
    text.add(f"The share of {names} in the total of {add_article(whole.name)} is ")
    text.add(f"{format_number(share.value or 0)}%: ")
    for number, part in enumerate(parts):
        text.add(" and " if number else "")
        text.add_cited(telling.write(part), telling.cite(part))
    text.add(" of ")
    text.add_cited(telling.write(whole), telling.cite(whole))
    source = telling.evidence.table.description.source
    text.add(f"{telling.write_when(whole.years)} ({telling.measure.name}{f', {source}' if source else ''}).")
    return telling.finish(text, parts[0].name)


def _name_part(part: Amount, whole: Amount) -> str:
    """Name a part of a whole; "Angola (commercial banks)" in the total of Angola is "commercial banks"."""
    inside = part.name.removeprefix(f"{whole.name} (")
    return add_article(part.name) if inside == part.name else inside.removesuffix(")")


def _state_change(telling: Telling, change: Amount) -> Statement:
    first, last = change.parts
    text = CitedText()
    text.add_cited(telling.say(last), telling.cite(last))
    text.add(", ")
    text.add_cited(f"against {telling.write(first)}{telling.write_when(first.years)}", telling.cite(first))
    text.add(f": {format_difference(change.value or 0, telling.measure.unit)}{telling.name_source()}.")
    return telling.finish(text, change.name)


def _state_list(telling: Telling) -> Statement:
    """How many countries or rows there are, and which."""
    question, amounts = telling.evidence.question, telling.evidence.amounts
    count, text = len(amounts), CitedText()
    if telling.lists_rows:
        what = f"{count} {telling.name_rows(count)}{telling.describe_conditions()}{telling.describe_bounds()}"
    elif question.bounds == Bounds():
        what = f"{count_countries(count, question.places)} {'has' if count == 1 else 'have'} a figure for "
        what += f"{telling.measure.name}{telling.write_when(telling.span)}"
    else:
        what = telling.say_of_many(count)
    text.add_cited(what, telling.cite(*amounts))
    names = join_words(list_names([a.name for a in amounts], _NAMED))
    text.add(f": {names}{telling.name_source()}.")
    return telling.finish(text)


def _write_none(telling: Telling) -> str:
    """That no country or row is as asked; of those without a figure it is not known."""
    question = telling.evidence.question
    if telling.lists_rows:
        source = telling.evidence.table.description.source
        which = f"{telling.describe_conditions()}{telling.describe_bounds()}"
        return f"{source} has no {telling.name_rows(1)}{which}."
    where = join_words([add_article(p) for p in question.places])
    countries = f"No country{f' in {where}' if where else ''}"
    return (
        f"{countries} with a figure is within the limits, in the table on "
        f"{telling.measure.name}{telling.name_source()}."
    )


def _state_missing(telling: Telling) -> Iterator[Statement]:
    """Each side without a figure, and what the lack of a row means."""
    evidence, question = telling.evidence, telling.evidence.question
    if question.operation in LISTING:
        return
    asked = {*question.places, *question.items}
    missing = [m for m in evidence.missing if m.name in asked]
    if not missing and not evidence.amounts:
        missing = list(evidence.missing[:_NAMED]) or [Missing("what was asked")]
    source = evidence.table.description.source
    for number, side in enumerate(missing[:_NAMED]):
        of_parts = "" if telling.is_own else telling.describe_conditions()
        where = f"The {source} table on {telling.measure.name}{of_parts}" if number == 0 else "It"
        text = CitedText()
        text.add(f"{where} has no figure for {add_article(side.name)}")
        if years := side.years:
            span = f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
            text.add(" (")
            text.add_cited(f"it has {span}", telling.cite_ends(side.rows))
            text.add(")")
        text.add(_write_asked_years(telling, side.name))
        text.add(", which does not mean zero." if number == 0 else ".")
        covers = evidence.table.description.covers
        is_last = number == len(missing[:_NAMED]) - 1
        text.add(f" {covers}" if covers and is_last and not evidence.amounts else "")
        yield telling.finish(text, side.name)


def _write_asked_years(telling: Telling, side: str) -> str:
    years = telling.evidence.question.years
    if years is None or is_open(years) or is_until(years[0]):
        return ""
    first, last = years
    if telling.evidence.question.operation is Operation.CHANGE:
        found = {a.year for a in telling.evidence.amounts if a.name == side}
        lacking = [str(year) for year in dict.fromkeys(years) if year not in found]
        return f" in {join_words(lacking)}" if lacking else ""
    return f" in {first}" if first == last else f" from {first} to {last}"


def _explain_obstacle(telling: Telling) -> str:
    """Why figures are not put together as asked; empty if nothing stands in the way."""
    evidence, measure = telling.evidence, telling.measure
    if evidence.obstacle is Obstacle.TWO_MEASURES and evidence.second and evidence.second.measure:
        second = evidence.second.measure
        return (
            f"Not comparable: {measure.name} and {second.name} are counted differently, so neither a sum nor "
            f"a difference of them means anything. {measure.note} {second.note}"
        )
    if evidence.obstacle in (Obstacle.AVERAGE, Obstacle.SUBJECTS):
        return (
            f"Not computed: each figure for {measure.name} is a share of another whole, so they are neither "
            "added nor averaged over countries. They stand side by side below."
        )
    if evidence.obstacle is Obstacle.YEARS:
        return f"Not computed: figures for {measure.name} are not added over years. {measure.note}"
    if not evidence.has_one_year and len(evidence.amounts) > 1:
        return (
            f"Not comparable: there is no year in which all sides have a figure for {measure.name}; each "
            "figure below is of its own year."
        )
    return ""
