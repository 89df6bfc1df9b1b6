"""Sentences on themes, each number of which points to its count.

'On security matters, passages on Central Asia speak more often than those on the Balkans of counter-terrorism
(18 of 66, against 1 of 51).'
"""

from collections.abc import Iterator, Sequence

from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.compose.themes.comparing import Finding
from qa.compose.themes.counting import SideCount
from qa.records import Kind, Role, Statement
from qa.select.quote import Quote
from qa.theme_records import Theme, TopicCount
from qa.wording import add_article, join_words


class ThemeWriter:
    """Writes the sentences of one answer; they name only topics and sides that its themes have."""

    def __init__(self, composition: Composition, themes: Sequence[Theme]) -> None:
        self._composition = composition
        self._themes = {(t.subject, t.aspect): (number, t) for number, t in enumerate(themes)}

    def state_count(self, count: SideCount, topics: Sequence[str]) -> Statement:
        """Write 'The corpus has 66 passages on A, above all on x (18 passages, 12 works)' and y."""
        number, theme = self._find_theme(count)
        text = CitedText()
        own = self._composition.question.scope.own_documents
        text.add(_open(count, "your documents have " if own else "the corpus has ", comma=" "))
        text.add_count(_count(theme.passages, "passage"), number)
        text.add(f"{self._describe_source()} on {self._name_side(count)}")
        for place, topic in enumerate(topics):
            index, of_topic = self._find_topic(count, topic)
            text.add(" and " if place else ", above all on ")
            text.add_cited(topic, self._cite(count, topic))
            text.add(" (")
            words = (
                f"{of_topic.passages}, {of_topic.works}"
                if place
                else f"{_count(of_topic.passages, 'passage')}, {_count(of_topic.works, 'work')}"
            )
            text.add_count(words, number, index)
            text.add(")")
        return self._finish(text, Role.THEME, [count])

    def state_difference(self, found: Finding) -> Statement:
        """Write 'Passages on A speak more often than those on B of x (18 of 66, against 1 of 51)'."""
        own, *others = found.counts
        than = f"those on {self._name_side(others[0])}" if len(others) == 1 else "those on the other sides"
        text = CitedText()
        text.add(_open(own, f"passages on {self._name_side(own)} speak more often than {than} of "))
        for place, topic in enumerate(found.topics):
            text.add(" and " if place else "")
            cited = found.counts if len(others) == 1 else (own,)
            text.add_cited(topic, tuple(n for count in cited for n in self._cite(count, topic)))
            text.add(" (")
            self._add_shares(text, [own], topic)
            text.add(", against ")
            self._add_shares(text, others, topic)
            text.add(")")
        return self._finish(text, Role.DIFFERENCE, [own])

    def state_shared(self, found: Finding) -> Statement:
        """Write 'Passages on A and B alike speak of x (25 of 118 and 30 of 95)'."""
        text = CitedText()
        names = join_words([self._name_side(count) for count in found.counts])
        text.add(_open(found.counts[0], f"passages on {names} alike speak of "))
        for place, topic in enumerate(found.topics):
            text.add(" and " if place else "")
            text.add_cited(topic, tuple(n for count in found.counts for n in self._cite(count, topic)))
            text.add(" (")
            self._add_shares(text, found.counts, topic)
            text.add(")")
        return self._finish(text, Role.SIMILARITY, found.counts)

    def _add_shares(self, text: CitedText, counts: Sequence[SideCount], topic: str) -> None:
        """Add '18 of 66, 3 of 40 and 1 of 51'."""
        for place, count in enumerate(counts):
            number, theme = self._find_theme(count)
            index, of_topic = self._find_topic(count, topic)
            text.add("" if place == 0 else " and " if place == len(counts) - 1 else ", ")
            text.add_count(f"{of_topic.passages} of {theme.passages}", number, index)

    def _finish(self, text: CitedText, role: Role, counts: Sequence[SideCount]) -> Statement:
        """End the sentence; without a quotation on any of its topics it cites the first one of the side."""
        text.add(".")
        if not text.is_cited:
            quote = next(find_quotes(self._composition, counts[0]))
            text.add_cited("", (self._composition.sources.number(quote),))
        sides = [count.subject for count in counts]
        return text.statement(sides, counts[0].aspect, role)

    def _cite(self, count: SideCount, topic: str) -> tuple[int, ...]:
        """The number of the side's first quotation on a topic, if there is one."""
        quotes = (q for q in find_quotes(self._composition, count) if topic in q.topics)
        return tuple(self._composition.sources.number(quote) for quote in list(quotes)[:1])

    def _find_theme(self, count: SideCount) -> tuple[int, Theme]:
        return self._themes[count.subject, count.aspect]

    def _find_topic(self, count: SideCount, topic: str) -> tuple[int, TopicCount]:
        _, theme = self._find_theme(count)
        return next((i, found) for i, found in enumerate(theme.topics) if found.topic == topic)

    def _name_side(self, count: SideCount) -> str:
        """The side as a sentence names it, with the place and the period: 'Serbia before 2022'."""
        question = self._composition.question
        places = [*question.within] if question.kind is Kind.PERIODS else [count.subject, *question.within]
        period = count.subject if question.kind is Kind.PERIODS else question.period
        is_open = period is None or period.startswith(("before ", "since "))
        when = [period if is_open else f"in {period}"] if period else []
        return " ".join([" in ".join(map(add_article, places)), *when])

    def _describe_source(self) -> str:
        """Whose passages they are, where the question limits that."""
        scope, ignored = self._composition.question.scope, self._composition.question.ignored
        names = [
            n for n in (scope.source, scope.perspective) if n and not {n, f"according to {n}"} & {*ignored}
        ]
        return "".join(f" from {name}" for name in names)


def find_quotes(composition: Composition, count: SideCount) -> Iterator[Quote]:
    """Give the quotations in the cells of a side and, where the count is of one, of its aspect."""
    for side, aspect, quote in composition.cells:
        if side == count.subject and (aspect is None or count.aspect in (None, aspect)):
            yield quote


def _open(count: SideCount, words: str, *, comma: str = ", ") -> str:
    """The words that a sentence opens with, after the aspect if the count is of one."""
    return f"On {count.aspect} matters{comma}{words}" if count.aspect else words[:1].upper() + words[1:]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
