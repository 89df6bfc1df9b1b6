"""What the sides share and how they differ: sentences of the corpus that say so, then computed ones.

A computed sentence names only what is in the quotations it cites: a topic whose words are there, or the
words.
"""

from collections import Counter
from collections.abc import Sequence

from corpus.records import Trait
from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.compose.marking_words import find_marking_words
from qa.compose.topics import MAX_TOPICS, find_notable_topics, find_quoted_topics
from qa.records import Focus, Kind, Role, Statement
from qa.select.quote import Quote
from qa.wording import add_article, join_words

_MAX_SHARED_TOPICS = 1
_MIN_SENTENCES_OF_SHARED_TOPIC = 4  # of each side
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


def find_shared(composition: Composition, cross_side: Sequence[Quote]) -> list[Statement]:
    """Quote sentences that state a similarity, and name topics that every side is quoted on."""
    similar = [
        quote
        for quote in cross_side
        if quote.has_trait(Trait.SIMILARITY)
        and not quote.has_trait(Trait.CONTRAST)
        and composition.names_all_sides(quote)
    ]
    statements = [composition.quote_on_sides(q, Role.SIMILARITY) for q in similar[:_MAX_QUOTED]]
    shared = _find_shared_topics(composition)
    if shared:
        sides = composition.question.subjects
        text = CitedText()
        text.add(f"The evidence on {join_words([add_article(s) for s in sides])} alike speaks of ")
        text.add_phrases(shared)
        statements.append(text.statement(sides, composition.only_aspect, Role.SIMILARITY))
    return statements


def find_differing(composition: Composition, cross_side: Sequence[Quote]) -> list[Statement]:
    """Quote sentences that state a contrast, and name topics of one side that are found on no other."""
    is_on_periods = composition.question.kind is Kind.PERIODS  # what is on several of them states a change
    contrasting = [
        quote
        for quote in cross_side
        if is_on_periods or (quote.has_trait(Trait.CONTRAST) and composition.names_all_sides(quote))
    ]
    statements = [composition.quote_on_sides(q, Role.DIFFERENCE) for q in contrasting[:_MAX_QUOTED]]
    answered = [s for s in composition.question.subjects if composition.evidence.pools[s]]
    for side in answered if len(answered) > 1 else ():
        topics = _find_own_topics(composition, side)
        if topics:
            text = CitedText()
            text.add(f"Only the evidence on {add_article(side)} speaks of ")
            text.add_phrases(topics)
            statements.append(text.statement((side,), composition.only_aspect, Role.DIFFERENCE))
    return statements + find_marking_words(composition)


def _find_shared_topics(composition: Composition) -> list[tuple[str, tuple[int, ...]]]:
    """Topics quoted and often found on every side, each with a source number of each side."""
    sides, pools = composition.question.subjects, composition.evidence.pools
    first_quotes: dict[str, dict[str, Quote]] = {}
    for side, _, quote in composition.cells:
        for topic in find_quoted_topics(composition, quote):
            first_quotes.setdefault(topic, {}).setdefault(side, quote)
    counts = {
        side: Counter(t for quote in pools[side] for t in set(quote.located.sentence.topics))
        for side in sides
    }
    shared = [
        topic
        for topic, quotes in first_quotes.items()
        if len(quotes) == len(sides)
        and not composition.framework.topics[topic].general
        and min(counts[side][topic] for side in sides) >= _MIN_SENTENCES_OF_SHARED_TOPIC
    ][:_MAX_SHARED_TOPICS]
    return [(t, tuple(composition.sources.number(q) for q in first_quotes[t].values())) for t in shared]


def _find_own_topics(composition: Composition, side: str) -> list[tuple[str, tuple[int, ...]]]:
    """Topics quoted on the side and found on no other, each with the number of its first source."""
    elsewhere = {
        topic
        for other in composition.question.subjects
        if other != side
        for quote in composition.evidence.pools[other]
        for topic in quote.located.sentence.topics
    }
    own = find_notable_topics(composition)[side] - elsewhere
    first_quotes: dict[str, Quote] = {}
    for quote in composition.quotes_of(side):
        for topic in find_quoted_topics(composition, quote):
            if topic in own:
                first_quotes.setdefault(topic, quote)
    named = list(first_quotes.items())[:MAX_TOPICS]
    return [(topic, (composition.sources.number(quote),)) for topic, quote in named]
