"""How a question was read, as chips that can be corrected; empty, the same form composes a comparison. Pure.

The form carries no question: the page sends its fields, and `ui.question_form` puts them into words.
"""

from collections.abc import Iterable, Sequence
from html import escape

from corpus.framework import Framework
from qa.records import Focus
from ui.question_form import MAX_SIDES, QuestionParts

_PERIODS = (
    "since 2013",
    "since 2020",
    "since 2022",
    "before 2013",
    "before 2020",
    "before 2022",
    "2013-2019",
    "2020-2025",
)
_FOCUS = (
    ("", "differences and similarities"),
    (Focus.DIFFERENCES, "differences"),
    (Focus.SIMILARITIES, "similarities"),
)


def render_chips(parts: QuestionParts, aspects: Sequence[str], *, button: str, sides: int = 0) -> str:
    """The form: a field a side (at least `sides` of them), a box an aspect, topic, period and focus; `button` sends it."""
    fields = [*parts.sides, *[""] * (sides - len(parts.sides))]
    shown = "".join(_side(number, side) for number, side in enumerate(fields, start=1))
    within = "".join(f'<input type="hidden" name="within" value="{escape(place)}">' for place in parts.within)
    more = (
        '<button type="button" class="chip add" data-add-side>+ side</button>'
        if len(fields) < MAX_SIDES
        else ""
    )
    chosen = set(parts.aspects or (() if parts.topic else aspects))
    boxes = "".join(_aspect(a, a in chosen) for a in aspects)
    options = "".join(
        f'<option value="{value}"{" selected" if value == parts.focus else ""}>{name}</option>'
        for value, name in _FOCUS
    )
    return (
        f'<form class="chips" autocomplete="off" aria-label="How the question is read">{within}'
        f'<fieldset class="sides"><legend>Sides</legend>{shown}{more}</fieldset>'
        f'<fieldset class="aspects"><legend>Aspects</legend>{boxes}</fieldset>'
        f'<fieldset class="matter"><legend>Topic, period</legend>{_field("topic", parts.topic, "any topic", "known-topics")}'
        f"{_field('period', parts.period, 'any time', 'known-periods')}"
        f'<label class="chip"><span class="visually-hidden">Look for</span><select name="focus">{options}</select></label></fieldset>'
        f'<button type="submit" class="compare">{escape(button)}</button><p class="form-note" role="alert"></p></form>'
    )


def render_suggestions(framework: Framework) -> str:
    """The names that the fields suggest; one copy serves every form of the page."""
    regions = [s.name for s in framework.subjects.values() if s.kind == "region"]
    rest = sorted(
        s.name for s in framework.subjects.values() if framework.is_regional(s.name) and s.kind != "region"
    )
    template = f'<template id="side-chip">{_side(1, "")}</template>'
    return (
        template
        + _datalist("known-sides", [*regions, *rest])
        + _datalist("known-topics", framework.topics)
        + _datalist("known-periods", _PERIODS)
    )


def _side(number: int, side: str) -> str:
    name = f"side {number}"
    drop = (
        f'<button type="button" class="drop" data-drop aria-label="Remove {escape(side or name)}">×</button>'
    )
    return f'<span class="chip side side-{number}">{_input("sides", side, "region or country", "known-sides", name)}{drop}</span>'


def _aspect(name: str, chosen: bool) -> str:
    return f'<label class="chip box"><input type="checkbox" name="aspects" value="{escape(name)}"{" checked" if chosen else ""}>{escape(name)}</label>'


def _field(name: str, value: str, hint: str, known: str) -> str:
    return f'<span class="chip">{_input(name, value, hint, known, name)}</span>'


def _input(name: str, value: str, hint: str, known: str, label: str) -> str:
    size = max(len(value), len(hint)) + 1
    return f'<input type="text" name="{name}" value="{escape(value)}" placeholder="{hint}" list="{known}" size="{size}" aria-label="{escape(label)}">'


def _datalist(name: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{escape(v)}"></option>' for v in values)
    return f'<datalist id="{name}">{options}</datalist>'
