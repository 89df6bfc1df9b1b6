"""The bottom line: for each side the sentence that is most worth repeating, before all else that is quoted.

It is a sentence of the corpus, so that an interpretation keeps its speaker: the quotation that answers best,
where on a broad question one that judges or sums up comes before an event or a detail. A sentence that is
nearly the best for every side compares them, and comes first.
"""

from collections.abc import Iterator, Mapping, Sequence

from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.records import Kind, Question, Role, Statement
from qa.select.quote import Quote, repeats

_CLAIM = 4.0  # log odds by which, on a broad question, what surely is a claim precedes what surely is none
_MAX_BEHIND = 1.0  # log odds behind the best of any side, of a sentence that is the bottom line of all
_DANGLING = 1.0  # log odds by which what points at a sentence left out ("That is a concern") comes later
_MAX_WORDS = 80  # of two sentences that are one side's bottom line


def state_bottom_line(composition: Composition) -> Iterator[Statement]:
    """Yield a sentence on all sides, if one is good enough, else one statement for each side quoted."""
    comparing = find_comparing(composition)
    if comparing is not None:
        yield composition.quote_on_sides(comparing, Role.SUMMARY)
        return
    ranked = {side: _rank(composition, side) for side, _, _ in composition.cells}
    for sides, quotes in _share_out(ranked):
        yield _state(
            composition, sides, quotes[:1] if len(sides) > 1 else _choose(composition.question, quotes)
        )


def _share_out(ranked: Mapping[str, list[Quote]]) -> list[tuple[list[str], list[Quote]]]:
    """The quotations of each side, best first; of several sides if they have the best one in common.

    If that is on one of them only, the other goes on with the next that it has, or keeps it without one.
    """
    shares: list[tuple[list[str], list[Quote]]] = []
    for side, quotes in ranked.items():
        best, used = quotes[0], {share[0].located.row: (sides, share) for sides, share in shares}
        sides, share = used.get(best.located.row, ([], quotes))
        if sides and best.is_on_side and share[0].is_on_side:
            sides.append(side)
        else:
            shares.append(([side], [q for q in quotes if q.located.row not in used] or quotes))
    return shares


def find_comparing(composition: Composition) -> Quote | None:
    """The sentence that is good for every side; None if there are not several, or each has a better one."""
    question, evidence = composition.question, composition.evidence
    if question.kind is Kind.PERIODS:  # what is on both states a change
        return next((q for q in evidence.cross_side if composition.names_all_sides(q)), None)
    if not question.compares or not all(evidence.pools[side] for side in question.subjects):
        return None
    found = [{q.located.row: q for q in evidence.found[side]} for side in question.subjects]
    behind = {
        row: max(max(q.score for q in quotes.values()) - quotes[row].score for quotes in found)
        for row in set(found[0]).intersection(*found[1:])
        if composition.names_all_sides(found[0][row])
    }
    best = min(behind, key=lambda row: (behind[row], row), default=None)
    return None if best is None or behind[best] > _MAX_BEHIND else found[0][best]


def _rank(composition: Composition, side: str) -> list[Quote]:
    """Order a side's quotations by how well each would do as the one sentence to repeat.

    Those that point at a sentence left out ("That is a concern …") come last.
    """
    claim = _CLAIM * composition.question.is_broad
    quotes = [*composition.quotes_of(side), *composition.evidence.pools.get(side, ())]
    return sorted(
        {quote.located.row: quote for quote in quotes}.values(),
        key=lambda q: (_DANGLING * q.is_dangling - (q.score + claim * q.claim), q.located.row),
    )


def _choose(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The first quotation, with the best that says more if both are short.

    Of a broad question on several aspects, that is on others than the first.
    """
    first, *others = ranked
    is_on_several = question.is_broad and len(question.aspects) > 1
    covered = set(first.located.sentence.aspects) if is_on_several else set()
    second = max(
        (q for q in others if not repeats(first, q) and covered.isdisjoint(q.located.sentence.aspects)),
        key=lambda q: (q.score - _DANGLING * q.is_dangling, -q.located.row),
        default=None,
    )
    chosen = [first, second] if second else [first]
    words = sum(len(quote.text.split()) for quote in chosen)
    return chosen if words <= _MAX_WORDS else chosen[:1]


def _state(composition: Composition, sides: Sequence[str], quotes: Sequence[Quote]) -> Statement:
    text = CitedText()
    for number, quote in enumerate(quotes):
        text.add(" " if number else "")
        text.add_cited(quote.text, (composition.sources.number(quote),))
    return text.statement([side for side in sides if side], composition.only_aspect, Role.SUMMARY)
