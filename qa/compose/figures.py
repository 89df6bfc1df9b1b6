"""Figures of the sides next to one another, where it is asked which has more.

No winner is declared: figures of one unit may still measure different things.
"""

import re

from corpus.records import Figure
from corpus.text.figures.find import find_figures, is_money
from corpus.text.tokens import split_words
from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.records import Question, Role, Statement
from qa.select.quote import Quote
from qa.wording import add_article

_MAX_FIGURES = 2  # of a side
_MAX_WORDS_BEFORE = 7  # a figure's measure is in the words before it
_ASPECTS_OF_UNIT = {"money": {"economic"}, "part": {"economic", "social"}}
_CLAUSE_START = re.compile(r"[,;:()“”\"]\s*")
_WORD_WITH_SPACE = re.compile(r"\S+\s*")

_Figures = dict[str, list[tuple[str, Quote]]]  # by unit, each figure with the words before it


def list_figures(composition: Composition) -> list[Statement]:
    """Write one sentence for each side: its figures in a unit that all sides have and the question is about.

    A question is about the units of its aspects and those it names. Empty if there is no such unit.
    """
    question = composition.question
    figures = {side: _find_figures(composition, side) for side in question.subjects}
    unit = _choose_unit(question, list(figures.values()))
    if unit is None:
        return []
    statements = []
    for side in question.subjects:
        quotations = [
            (words, composition.sources.number(q)) for words, q in figures[side][unit][:_MAX_FIGURES]
        ]
        text = CitedText()
        text.add(f"Figures on {add_article(side)}: ")
        text.add_quotations(quotations)
        statements.append(text.statement((side,), composition.only_aspect, Role.SUMMARY))
    return statements


def _find_figures(composition: Composition, side: str) -> _Figures:
    """The first figure of each unit in each quotation of the side."""
    found: _Figures = {}
    for quote in composition.quotes_of(side):
        for figure in find_figures(quote.text, quote.located.document.language):
            unit = _find_unit(figure)
            if unit and quote not in [q for _, q in found.get(unit, [])]:
                found.setdefault(unit, []).append((_add_words_before(quote.text, figure), quote))
    return found


def _choose_unit(question: Question, figures: list[_Figures]) -> str | None:
    """The unit with the most figures of those that all sides have and the question asks about."""
    asked = {w.stem for w in split_words(question.text)}
    asked |= {unit for unit, aspects in _ASPECTS_OF_UNIT.items() if aspects.intersection(question.aspects)}
    shared = [unit for unit in figures[0] if unit in asked and all(unit in of_side for of_side in figures)]
    return max(shared, key=lambda unit: sum(len(of_side[unit]) for of_side in figures), default=None)


def _add_words_before(text: str, figure: Figure) -> str:
    """The figure after the words before it in its clause: "exports slipped to $190.9 billion"."""
    clause = _CLAUSE_START.split(text[: figure.start])[-1]
    words = _WORD_WITH_SPACE.findall(clause)[-_MAX_WORDS_BEFORE:]
    return text[figure.start - len("".join(words)) : figure.end].strip()


def _find_unit(figure: Figure) -> str:
    """'money', 'part' (of a hundred), or the stem of what is counted; empty for a bare number."""
    if is_money(figure):
        return "money"
    if figure.unit == "%":
        return "part"
    words = split_words(figure.unit)
    return words[0].stem if words else ""
