"""The themes of an answer: which topics it names, their records, and the sentences on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.records import Sentences
from qa.compose.composition import Composition
from qa.compose.themes.comparing import Finding, compare_topics
from qa.compose.themes.counting import SideCount, build_theme
from qa.compose.themes.statements import ThemeWriter, find_quotes
from qa.records import Statement
from qa.theme_records import Theme

_MOST_TOPICS = 2  # named of a side
_MIN_PASSAGES = 2  # on a topic that is named
_MOST_SENTENCES = 2  # on what differs, and on what is shared


@dataclass(frozen=True, slots=True)
class ComposedThemes:
    """The themes of an answer, what they count, and what is shared and differs by these counts."""

    themes: tuple[Theme, ...] = ()
    counted: tuple[Statement, ...] = ()
    shared: tuple[Statement, ...] = ()
    differing: tuple[Statement, ...] = ()


def compose_themes(
    composition: Composition, counts: Sequence[SideCount], sentences: Sentences
) -> ComposedThemes:
    """Choose the topics to name and write the sentences.

    A count is left out of a side without quotations; one without a topic to name is not stated.
    """
    counts = [count for count in counts if any(find_quotes(composition, count))]
    frequent = [_find_frequent(count) for count in counts]
    groups = _group_by_aspect(composition, counts)
    compared = [compare_topics(group) for group in groups]
    differing = _choose_best([found for of_group, _ in compared for found in of_group])
    shared = [found for _, of_group in compared for found in of_group][:_MOST_SENTENCES]
    named: dict[str | None, list[str]] = {count.aspect: [] for count in counts}
    for count, topics in zip(counts, frequent, strict=True):
        named[count.aspect] += topics
    for found in (*differing, *shared):
        named[found.counts[0].aspect] += found.topics
    themes = tuple(build_theme(count, dict.fromkeys(named[count.aspect]), sentences) for count in counts)
    writer = ThemeWriter(composition, themes)
    return ComposedThemes(
        themes,
        tuple(
            writer.state_count(count, topics)
            for count, topics in zip(counts, frequent, strict=True)
            if topics
        ),
        tuple(writer.state_shared(found) for found in shared),
        tuple(writer.state_difference(found) for found in differing),
    )


def _find_frequent(count: SideCount) -> list[str]:
    """The topics of most passages; of equal ones the first in the framework."""
    order = np.argsort(-count.numbers, kind="stable")[:_MOST_TOPICS]
    return [count.topics[i] for i in order if count.numbers[i] >= _MIN_PASSAGES]


def _group_by_aspect(composition: Composition, counts: Sequence[SideCount]) -> list[list[SideCount]]:
    """The counts of all sides under each aspect, where every side of several has one."""
    sides = set(composition.question.subjects)
    aspects = dict.fromkeys(count.aspect for count in counts)
    groups = [[count for count in counts if count.aspect == aspect] for aspect in aspects]
    return [group for group in groups if len(group) > 1 and {count.subject for count in group} == sides]


def _choose_best(found: Sequence[Finding]) -> list[Finding]:
    """The findings with the highest scores, in their order."""
    best = sorted(range(len(found)), key=lambda place: -found[place].score)[:_MOST_SENTENCES]
    return [found[place] for place in sorted(best)]
