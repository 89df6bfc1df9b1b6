"""The places that a question asks figures of, and the countries in them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.framework import Framework
from corpus.text.phrases import Mention

_AND = re.compile(r"(?:[nsc]s?)?\s+(?:and|&)\s+(?:the\s+)?", re.IGNORECASE)


def find_places(text: str, framework: Framework) -> list[Mention]:
    """Return the regions, groups and countries that the question names, in order."""
    mentions = [*framework.find_subjects(text, fold_case=True)]
    mentions += [m for m in framework.find_misspelt(text) if not any(_overlap(m, k) for k in mentions)]
    mentions = [replace(m, name=_find_country(m.name, framework)) for m in mentions]
    found = [m for m in sorted(mentions, key=lambda m: m.start) if list_countries(m.name, framework)]
    inner = {  # "Latin America and the Caribbean"
        b
        for a, b in pairwise(found)
        if _AND.fullmatch(text[a.end : b.start]) and _contains(a.name, b.name, framework)
    }
    return [m for m in found if m not in inner]


def list_countries(name: str, framework: Framework) -> tuple[str, ...]:
    """Return the countries of a region or group, a country itself; none of anything else."""
    subject = framework.subjects.get(name)
    if subject is None:
        return ()
    if subject.kind == "country":
        return (name,)
    if subject.members:
        return tuple(m for m in subject.members if framework.subjects[m].kind == "country")
    if subject.kind != "region":
        return ()
    return tuple(s.name for s in framework.subjects.values() if s.kind == "country" and name in s.regions)


def find_whole(names: Sequence[str], framework: Framework) -> str:
    """Return the place that all others are in, empty if there is none: "Angola" and "Africa"."""
    for whole in names:
        others = [name for name in names if name != whole]
        if others and all(_contains(whole, name, framework) for name in others):
            return whole
    return ""


def _find_country(name: str, framework: Framework) -> str:
    """The country that a town or port lies in; any other name as it is."""
    subject = framework.subjects[name]
    return subject.regions[0] if subject.kind == "place" and subject.regions else name


def _contains(whole: str, part: str, framework: Framework) -> bool:
    return whole != part and set(list_countries(part, framework)) < set(list_countries(whole, framework))


def _overlap(a: Mention, b: Mention) -> bool:
    return a.start < b.end and b.start < a.end
