"""The chips hold what was read and offer what can be asked; nothing typed becomes markup."""

import re

from corpus.framework import Framework
from ui.html.question_html import render_chips, render_suggestions
from ui.question_form import MAX_SIDES, QuestionParts

ASPECTS = ("economic", "political", "security", "social")


def values(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', html)


def checked(html: str) -> list[str]:
    return re.findall(r'value="([^"]+)" checked', html)


def test_the_fields_hold_what_was_read() -> None:
    html = render_chips(
        QuestionParts(("Serbia", "Kenya"), ("security",), "", "since 2020", "similarities", ("Asia",)),
        ASPECTS,
        button="Ask again",
    )
    assert (values(html, "sides"), values(html, "period"), values(html, "within")) == (
        ["Serbia", "Kenya"],
        ["since 2020"],
        ["Asia"],
    )
    assert checked(html) == ["security"] and re.findall(r'value="(\w*)" selected', html) == ["similarities"]


def test_no_aspect_named_means_all_of_them_unless_there_is_a_topic() -> None:
    assert checked(render_chips(QuestionParts(("Serbia",)), ASPECTS, button="Go")) == list(ASPECTS)
    assert checked(render_chips(QuestionParts(("Serbia",), topic="ports"), ASPECTS, button="Go")) == []


def test_an_empty_form_has_two_sides_and_a_full_one_offers_no_more() -> None:
    assert values(render_chips(QuestionParts(), ASPECTS, button="Compare", sides=2), "sides") == ["", ""]
    assert "data-add-side" in render_chips(QuestionParts(), ASPECTS, button="Compare", sides=2)
    assert "data-add-side" not in render_chips(
        QuestionParts(tuple(f"side {n}" for n in range(MAX_SIDES))), ASPECTS, button="Compare"
    )


def test_what_was_typed_stays_text() -> None:
    html = render_chips(QuestionParts(('"><img src=x>',), topic="<script>"), ASPECTS, button="Go")
    assert "<img" not in html and "<script" not in html


def test_regions_are_suggested_first_then_countries_and_places_by_name(framework: Framework) -> None:
    sides = re.findall(
        r'<option value="([^"]+)">', render_suggestions(framework).split('id="known-topics"')[0]
    )
    assert (
        sides[:2] == ["Central Asia", "Balkans"]
        and {"Serbia", "Kazakhstan"} <= set(sides)
        and "Global" not in sides
    )
    rest = sides[sides.index("Middle East") + 1 :]
    assert rest == sorted(rest)
