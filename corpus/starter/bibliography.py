"""The bibliography of the starter corpus: a file of references and of their publishers.

    {"publishers": [{"name": "Xinhua", "kind": "news agency", "perspective": "PRC official"}, ...],
     "references": [{"id": "bk-pol-002", "title": "...", "publisher": "Xinhua", ..., "via": null,
                     "grade": "B2", "checked": {"date": "2026-11-30", "verdict": "supported", ...}}, ...]}

It has one record per line, so that changes can be reviewed. A publisher's perspective is the position it
writes from; a brief that rests on a single perspective shows so.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from corpus.records import Reference

BIBLIOGRAPHY = Path(__file__).with_name("bibliography.json")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published a reference; its kind is 'think tank' or the like, its perspective 'PRC official'."""

    name: str
    kind: str
    perspective: str


@dataclass(frozen=True, slots=True)
class Check:
    """What came of looking up the facts of a reference, on a day, in a published page: its address `where`.

    `verdict` is "supported", "partly", "corrected" or "not found".
    """

    date: str
    verdict: str
    where: str | None


@dataclass(frozen=True, slots=True)
class Bibliography:
    """References by id with their checks, and publishers by name."""

    references: dict[str, Reference]
    publishers: dict[str, Publisher]
    checks: dict[str, Check]

    def perspectives(self, ids: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """(perspective, number of references), the most frequent first; a repeated id counts each time."""
        known = (self.publishers.get(self.references[i].publisher or "") for i in ids)
        counted = Counter(p.perspective for p in known if p is not None)
        return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


@lru_cache(maxsize=4)
def read_bibliography(path: Path = BIBLIOGRAPHY) -> Bibliography:
    """Read the bibliography, which is part of the program: its errors are not worded for users."""
    data = json.loads(path.read_text(encoding="utf-8"))
    publishers = [Publisher(**p) for p in data["publishers"]]
    names = {field.name for field in fields(Reference)}
    references = [Reference(**{k: v for k, v in r.items() if k in names}) for r in data["references"]]
    checks = {r["id"]: Check(**r["checked"]) for r in data["references"] if "checked" in r}
    return Bibliography({r.id: r for r in references}, {p.name: p for p in publishers}, checks)
