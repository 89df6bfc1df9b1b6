"""A question becomes a question to a table: measure, places, years, and what is done with the figures.

It is one only if it names a measure that some table has, asks for figures, and is near the measure in
meaning: "How many tourists visited" names visits, but asks for something else.
"""

from dataclasses import replace

from corpus.figure_tables import Addition
from corpus.framework import Framework
from corpus.text.english import find_pattern
from corpus.text.tokens import stem
from index.records import Tables
from qa.figure_records import LISTING, FigureQuestion, Operation
from qa.read.figures.asked import Asked
from qa.read.figures.checks import Embed, find_obstacle, has_unknown_part, is_near
from qa.read.figures.limits import find_count, find_limits, is_ascending, mask_limits
from qa.read.figures.matching import Match, match_measures
from qa.read.figures.operation import choose_conditions, choose_operation, choose_what
from qa.read.figures.places import find_whole
from qa.read.figures.wording import Wording, names_others, read_wording, split_sentences
from qa.read.figures.years import read_years
from qa.read.periods import find_periods
from qa.records import Focus, Question

_SHARE, _OF_ALL = find_pattern("figures_share"), find_pattern("figures_of_all")
_WORLDWIDE = find_pattern("figures_worldwide")
_REASONS = (Focus.WHY, Focus.AIM, Focus.VERDICT)
_CLEARLY_NEARER = 0.1  # of the cosines of two columns


def read_figure_question(
    question: Question, tables: Tables, framework: Framework, embed: Embed
) -> FigureQuestion | None:
    """Return what a question asks of the tables, None if it asks nothing of them."""
    wording = read_wording(question, framework)
    if question.focus in _REASONS and not wording.places:  # "is there anything in the talk of a debt trap?"
        return None
    if question.before and not match_measures(wording, tables):
        wording = replace(wording, text=f"{wording.text} {question.before}")
    asks_share = _SHARE.search(split_sentences(wording.text)[-1]) is not None
    whole = find_whole(wording.places, framework) if asks_share else ""
    of_world = len(wording.places) == 1 and _WORLDWIDE.search(wording.text) is not None
    of_all = asks_share and (of_world or _OF_ALL.search(wording.text) is not None)
    matches = _match(wording, tables, of_total=bool(whole) or of_all)
    if asks_share and not of_all and matches and matches[0].is_described and not matches[0].labels:
        divided = _match(wording, tables, of_total=True)  # "what proportion of it is owed to banks"
        matches = divided if any(m.labels for m in divided[:1]) else matches
    if not matches or (matches[0].is_described and names_others(question, wording, framework)):
        return None
    match, alternative = _choose_column(matches[0], wording.text, embed)
    asked = _make_asked(question, wording, match, whole, tables, framework)
    operation = choose_operation(asked)
    if operation is None:
        return None
    read = _make_question(asked, operation)
    if operation in LISTING and not asked.has_bounds:  # rows are listed or counted whatever the column
        alternative = ""
    obstacle, other = find_obstacle(asked, read, matches)
    if has_unknown_part(asked, read, framework) or not (other or is_near(asked, embed)):
        return None
    return replace(read, obstacle=obstacle, other=(match.table.id, alternative) if alternative else other)


def _match(wording: Wording, tables: Tables, *, of_total: bool) -> list[Match]:
    """The measures that may be meant; a share of a total is one of a measure that can be added."""
    if not of_total:
        return match_measures(wording, tables)
    matches = match_measures(wording, tables, unit="")
    return [m for m in matches if (n := m.find_measure()) and Addition.SUBJECTS in n.adds_over] or matches


def _make_asked(
    question: Question,
    wording: Wording,
    match: Match,
    whole: str,
    tables: Tables,
    framework: Framework,
) -> Asked:
    places = _drop_named_otherwise(wording, match, tables)
    if not whole and (outer := find_whole(places, framework)):  # "in the Balkans, Serbia or Montenegro"
        places = tuple(place for place in places if place != outer)
    limits = find_limits(wording.text, match.unit)
    periods = find_periods(wording.full, framework.events)
    return Asked(
        question=question,
        wording=wording,
        text=mask_limits(wording.text, limits),
        match=match,
        places=places,
        whole=whole,
        limits=limits,
        years=read_years(wording.full, periods[0][0] if periods else None),
    )


def _make_question(asked: Asked, operation: Operation) -> FigureQuestion:
    is_ranked = operation is Operation.RANK
    return FigureQuestion(
        table=asked.match.table.id,
        measure=asked.match.measure,
        operation=operation,
        places=asked.places,
        items=asked.match.items,
        by=choose_what(asked, operation),
        conditions=choose_conditions(asked),
        years=asked.years,
        bounds=asked.limits.bounds,
        limit=find_count(asked.text) if is_ranked and len(asked.places) < 2 else None,
        is_ascending=is_ranked and is_ascending(asked.text),
    )


def _drop_named_otherwise(wording: Wording, match: Match, tables: Tables) -> tuple[str, ...]:
    """The places without those that are part of the name of a row or of a user's table."""
    if match.is_described or not wording.mentions:
        return wording.places
    rows, in_items = tables.get_words(match.table.id).rows, " ".join(match.items)
    spelled = {m: wording.full[m.start : m.end] for m in wording.mentions}
    kept = [
        m.name
        for m, name in spelled.items()
        if name not in in_items and not {stem(word.lower()) for word in name.split()} <= rows
    ]
    return tuple(dict.fromkeys(kept))


def _choose_column(match: Match, text: str, embed: Embed) -> tuple[Match, str]:
    """The column of a user's table that is nearest in meaning, where its words do not say which.

    The next one is given too if it is nearly as near: then both are shown.
    """
    measures = match.table.description.measures
    if match.is_described or match.forms or len(measures) < 2 or match.has_series:
        return match, ""
    vectors = embed([text, *(m.name for m in measures)])
    cosines = vectors[1:] @ vectors[0]
    first, second = (int(i) for i in (-cosines).argsort(kind="stable")[:2])
    is_close = cosines[first] - cosines[second] < _CLEARLY_NEARER
    return replace(match, measure=measures[first].id), measures[second].id if is_close else ""
