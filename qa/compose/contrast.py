"""Sentences of the corpus that themselves compare the sides: what they share and how they differ."""

from collections.abc import Sequence

from corpus.records import Trait
from qa.compose.composition import Composition
from qa.records import Kind, Role, Statement
from qa.select.quote import Quote

_MAX_QUOTED = 2  # sentences of the corpus under "shared", and under "differs"


def quote_similarities(composition: Composition, cross_side: Sequence[Quote]) -> list[Statement]:
    """Quote sentences that state a similarity of all sides."""
    similar = [q for q in cross_side if q.has_trait(Trait.SIMILARITY) and not q.has_trait(Trait.CONTRAST)]
    return _quote(composition, similar, Role.SIMILARITY)


def quote_contrasts(composition: Composition, cross_side: Sequence[Quote]) -> list[Statement]:
    """Quote sentences that state a contrast of all sides; of periods, those that state a change."""
    if composition.question.kind is Kind.PERIODS:
        return [composition.quote_on_sides(quote, Role.DIFFERENCE) for quote in cross_side[:_MAX_QUOTED]]
    return _quote(composition, [q for q in cross_side if q.has_trait(Trait.CONTRAST)], Role.DIFFERENCE)


def _quote(composition: Composition, quotes: Sequence[Quote], role: Role) -> list[Statement]:
    on_all = [quote for quote in quotes if composition.names_all_sides(quote)]
    return [composition.quote_on_sides(quote, role) for quote in on_all[:_MAX_QUOTED]]
