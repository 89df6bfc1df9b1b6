"""Which of the names in a question are its sides."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.framework import Framework
from corpus.text.phrases import Mention
from qa.read.cues import compares, coordinated

_HYPHEN = re.compile(r"\s?[-–]\s?")


def find_sides(text: str, framework: Framework) -> list[Mention]:
    """Mentions that are sides: regions, countries, groups and places in them; a power beside two of them is context.

    A region named with a country of it gives way to the country, if only by a format always; a place named with its country too, whose name then stays to be
    searched for. Names tied by hyphens ("the China-Kyrgyzstan-Uzbekistan railway") are one matter, not sides, where other names are.
    """
    known = framework.find_subjects(text, fold_case=True)
    slips = [
        m
        for m in framework.find_misspelt(text)
        if not any(k.start < m.end and m.start < k.end for k in known)
    ]
    mentions = sorted([*known, *slips], key=lambda m: m.start)
    mentions = _without_projects(text, mentions, framework)
    regional = [m for m in mentions if framework.is_regional(m.name)]
    names = {m.name for m in regional}
    if len(names) < 2 and (not names or compares(text) or _set_beside(text, mentions, names)):
        regional = [m for m in mentions if framework.subjects[m.name].kind != "world"]
        names = {m.name for m in regional}
    places = {
        n
        for n in names
        if framework.subjects[n].kind == "place" and names & set(framework.subjects[n].regions)
    }
    regional = [m for m in regional if m.name not in places]
    inside = {r for n in names - places for r in framework.subjects[n].regions if r in names}
    regional = [
        m for m in regional if m.name not in inside or not framework.is_format(text[m.start : m.end])
    ]  # "Nigeria at FOCAC" compares nothing
    kept = [m for m in regional if m.name not in inside]
    return kept if len({m.name for m in kept}) > 1 or not inside else regional


def _set_beside(text: str, mentions: Sequence[Mention], names: set[str]) -> bool:
    """True if a name that is no side by itself stands beside one that is: "Mexicans or North Koreans"."""
    return any(
        (a.name in names) != (b.name in names) and coordinated(text[a.end : b.start])
        for a, b in pairwise(mentions)
    )


def _without_projects(text: str, mentions: Sequence[Mention], framework: Framework) -> list[Mention]:
    ends = sorted([(m.start, m.end) for m in mentions] + framework.find_actor(text))
    tied = {span for a, b in pairwise(ends) if _HYPHEN.fullmatch(text[a[1] : b[0]]) for span in (a, b)}
    free = [m for m in mentions if (m.start, m.end) not in tied]
    regional = [m for m in mentions if framework.is_regional(m.name)]
    if any(framework.is_regional(m.name) for m in free) or compares(text) or not tied:
        return free if any(framework.is_regional(m.name) for m in free) else list(mentions)
    return regional[:1]
