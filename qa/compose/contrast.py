"""Sentences of the corpus that themselves compare the sides: what they share and how they differ."""

from collections.abc import Sequence

from corpus.records import Trait
from qa.compose.composition import Composition
from qa.records import Focus, Kind, Role, Statement
from qa.select.quote import Quote

_MAX_QUOTED = 2  # sentences of the corpus under "shared", and under "differs"


def find_cross_side_summary(composition: Composition) -> Quote | None:
    """Return the best sentence of the corpus that itself compares all sides, if there is one."""
    question = composition.question
    asked = Trait.SIMILARITY if question.focus is Focus.SIMILARITIES else Trait.CONTRAST
    comparing = [
        quote
        for quote in composition.evidence.cross_side
        if composition.names_all_sides(quote)
        and (
            question.kind is Kind.PERIODS
            or quote.has_trait(Trait.CONTRAST)
            or quote.has_trait(Trait.SIMILARITY)
        )
    ]
    return min(
        comparing,
        key=lambda q: (not q.has_trait(asked), -q.score, q.located.row),
        default=None,
    )


def quote_similarities(composition: Composition, cross_side: Sequence[Quote]) -> list[Statement]:
    """Quote sentences that state a similarity of all sides."""
    similar = [q for q in cross_side if q.has_trait(Trait.SIMILARITY) and not q.has_trait(Trait.CONTRAST)]
    return _quote(composition, similar, Role.SIMILARITY)


def quote_contrasts(composition: Composition, cross_side: Sequence[Quote]) -> list[Statement]:
    """Quote sentences that state a contrast of all sides."""
    return _quote(composition, [q for q in cross_side if q.has_trait(Trait.CONTRAST)], Role.DIFFERENCE)


def _quote(composition: Composition, quotes: Sequence[Quote], role: Role) -> list[Statement]:
    on_all = [quote for quote in quotes if composition.names_all_sides(quote)]
    return [composition.quote_on_all_sides(quote, role) for quote in on_all[:_MAX_QUOTED]]
