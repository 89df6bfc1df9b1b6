"""The topics of quotations, and the bottom line that they make."""

from collections import Counter

from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.records import Question, Role, Statement
from qa.select.quote import Quote
from qa.wording import add_article, join_words

MAX_TOPICS = 3  # named of a side


def summarise_topics(composition: Composition) -> list[Statement]:
    """Write one sentence for each side: 'The evidence on A speaks of x, y and z', each topic with its source.

    Empty if fewer than two sides have topics.
    """
    question = composition.question
    notable = find_notable_topics(composition)
    named: dict[str, dict[str, Quote]] = {side: {} for side in question.subjects}
    for side, _, quote in composition.cells:
        topics = find_quoted_topics(composition, quote)
        new = [t for t in topics if t in notable[side] and t not in named[side]]
        if new and len(named[side]) < MAX_TOPICS:
            named[side][new[0]] = quote
    if sum(bool(topics) for topics in named.values()) < 2:
        return []
    asked = _describe_asked(question)
    statements: list[Statement] = []
    for side in (s for s in question.subjects if named[s]):
        text = CitedText()
        text.add(f"On {asked}, the" if asked and not statements else "The")
        text.add(f" evidence on {add_article(side)} speaks of ")
        phrases = [(topic, (composition.sources.number(quote),)) for topic, quote in named[side].items()]
        text.add_phrases(phrases)
        statements.append(text.statement((side,), composition.only_aspect, Role.SUMMARY))
    return statements


def find_notable_topics(composition: Composition) -> dict[str, set[str]]:
    """Return the topics of each side that are worth naming.

    Under a topic that was asked, another one counts only if two quotations are about it: one may be
    incidental.
    """
    min_count = 1 if composition.question.topic is None else 2
    notable = {}
    for side in composition.question.subjects:
        quotes = composition.quotes_of(side)
        counts = Counter(t for quote in quotes for t in find_quoted_topics(composition, quote))
        notable[side] = {topic for topic, count in counts.items() if count >= min_count}
    return notable


def find_quoted_topics(composition: Composition, quote: Quote) -> list[str]:
    """Return topics whose words are in what is shown, except those asked; under one aspect, topics of it."""
    question, framework = composition.question, composition.framework
    aspect = composition.only_aspect if question.topic is None else None
    topics = [t for t in quote.topics if t not in question.topics]
    return [t for t in topics if aspect is None or framework.topics[t].aspect == aspect]


def _describe_asked(question: Question) -> str | None:
    if question.topics:
        return join_words(question.topics)
    if len(question.aspects) == 1 and question.topic is None:
        return f"{question.aspects[0]} matters"
    return None
