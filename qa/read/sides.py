"""Which of the names in a question are its sides."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.framework import Framework
from corpus.text.phrases import Mention
from qa.read.cues import has_comparison_cue, is_coordination

_HYPHEN = re.compile(r"\s?[-–]\s?")


def find_sides(text: str, framework: Framework) -> list[Mention]:
    """Return the mentions that are sides: regions, countries, groups, and places in them.

    A power such as Russia is a side only where fewer than two others are named. A region gives way to a
    country of it that is named too, if there is another side; the name of a format always gives way. A place
    gives way to its region or country and stays in the query. Names tied by hyphens ("the
    China-Kyrgyzstan-Uzbekistan railway") are one project, not sides, if other names are there.
    """
    mentions = _drop_projects(text, _find_mentions(text, framework), framework)
    sides = [m for m in mentions if framework.is_regional(m.name)]
    names = {m.name for m in sides}
    is_compared = has_comparison_cue(text) or _is_coordinated_with_other(text, mentions, names)
    if not names or (len(names) < 2 and is_compared):
        sides = [m for m in mentions if framework.subjects[m.name].kind != "world"]
        names = {m.name for m in sides}
    return _drop_containing(text, sides, names, framework)


def _find_mentions(text: str, framework: Framework) -> list[Mention]:
    """Names of the framework, misspelt ones included, by position."""
    known = framework.find_subjects(text, fold_case=True)
    misspelt = [
        m
        for m in framework.find_misspelt(text)
        if not any(k.start < m.end and m.start < k.end for k in known)
    ]
    return sorted([*known, *misspelt], key=lambda m: m.start)


def _drop_containing(
    text: str, sides: Sequence[Mention], names: set[str], framework: Framework
) -> list[Mention]:
    """Drop places named with their region or country, and regions named with a country of theirs."""
    subjects = framework.subjects
    places = {n for n in names if subjects[n].kind == "place" and names & set(subjects[n].regions)}
    sides = [m for m in sides if m.name not in places]
    containing = {r for n in names - places for r in subjects[n].regions if r in names}
    # "Nigeria at FOCAC" compares nothing.
    sides = [m for m in sides if m.name not in containing or not framework.is_format(text[m.start : m.end])]
    narrow = [m for m in sides if m.name not in containing]
    return narrow if not containing or len({m.name for m in narrow}) > 1 else sides


def _is_coordinated_with_other(text: str, mentions: Sequence[Mention], names: set[str]) -> bool:
    """Whether one of `names` is coordinated with a name that is not: "Mexicans or North Koreans"."""
    return any(
        (a.name in names) != (b.name in names) and is_coordination(text[a.end : b.start])
        for a, b in pairwise(mentions)
    )


def _drop_projects(text: str, mentions: Sequence[Mention], framework: Framework) -> list[Mention]:
    """Drop names tied by hyphens; keep the first where no other name is a side and nothing is compared."""
    spans = sorted([(m.start, m.end) for m in mentions] + framework.find_actor(text))
    tied = {span for a, b in pairwise(spans) if _HYPHEN.fullmatch(text[a[1] : b[0]]) for span in (a, b)}
    free = [m for m in mentions if (m.start, m.end) not in tied]
    if any(framework.is_regional(m.name) for m in free):
        return free
    if has_comparison_cue(text) or not tied:
        return list(mentions)
    return [m for m in mentions if framework.is_regional(m.name)][:1]
