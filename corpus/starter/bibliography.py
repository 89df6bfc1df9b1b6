"""The bibliography of the starter corpus: one file of references and of the publishers they come from.

    {"publishers": [{"name": "Xinhua", "kind": "news agency", "perspective": "PRC official"}, ...],
     "references": [{"id": "bk-pol-002", "author": null, "title": "...", "publisher": "Xinhua", ..., "via": "People's Daily Online"}, ...]}

One record a line, so that changes can be read. A publisher's perspective says from where it looks: a brief that rests on one only should show it.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.records import Reference

BIBLIOGRAPHY = Path(__file__).with_name("bibliography.json")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published a reference: its kind ('think tank', 'newspaper' ...) and its perspective ('PRC official', 'academic' ...)."""

    name: str
    kind: str
    perspective: str


@dataclass(frozen=True, slots=True)
class Bibliography:
    """References by id and publishers by name."""

    references: dict[str, Reference]
    publishers: dict[str, Publisher]

    def perspectives(self, ids: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """How many of the references look from where, the most frequent first."""
        known = (self.publishers.get(self.references[i].publisher or "") for i in ids)
        counted = Counter(p.perspective for p in known if p is not None)
        return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


@lru_cache(maxsize=4)
def read_bibliography(path: Path = BIBLIOGRAPHY) -> Bibliography:
    """Read the bibliography; it comes with the program, so a broken one is a programmer's mistake."""
    data = json.loads(path.read_text(encoding="utf-8"))
    publishers = [Publisher(**p) for p in data["publishers"]]
    references = [Reference(**r) for r in data["references"]]
    return Bibliography({r.id: r for r in references}, {p.name: p for p in publishers})
