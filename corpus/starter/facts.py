"""The facts of the starter corpus, one for each reference: its sentences with their source and its check."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.framework import Framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.starter.bibliography import BIBLIOGRAPHY, read_bibliography
from corpus.starter.computed import read_brief

_PARTS = {"eco": "economic", "pol": "political", "sec": "security", "soc": "social"}  # of an id


def list_facts(
    framework: Framework, corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY
) -> Iterator[dict[str, Any]]:
    """Yield a record for each reference, in the order of the bibliography.

    `fact` is its sentences, in the order of the briefs; `regions` and `countries` are those they are about,
    `dimension` is the aspect that its id names, and `where` the page in which it was looked up.
    """
    known = read_bibliography(bibliography)
    texts: dict[str, list[str]] = {identifier: [] for identifier in known.references}
    subjects: dict[str, dict[str, None]] = {identifier: {} for identifier in known.references}
    years: dict[str, set[int]] = {identifier: set() for identifier in known.references}
    for path in sorted(corpus.rglob("*.md")):
        brief = read_brief(path, corpus, framework)
        for sentence in brief.sentences:
            for identifier in sentence.references:
                texts[identifier].append(brief.text(sentence))
                subjects[identifier] |= dict.fromkeys(sentence.subjects)
                years[identifier].update(sentence.years)
    for identifier, reference in known.references.items():
        check = known.checks.get(identifier)
        named = list(subjects[identifier])
        yield {
            "id": identifier,
            "regions": [n for n in named if framework.subjects[n].kind == "region"],
            "countries": [n for n in named if framework.subjects[n].kind == "place"],
            "dimension": _PARTS[identifier.split("-")[1]],
            "period": "-".join(str(y) for y in dict.fromkeys(_ends(years[identifier]))),
            "fact": " ".join(texts[identifier]),
            "source_title": reference.title,
            "publisher": reference.publisher,
            "author": reference.author,
            "date": reference.date,
            "url": reference.url,
            "confidence": reference.confidence,
            "grade": reference.grade,
            "checked": check.date if check else None,
            "verdict": check.verdict if check else None,
            "where": check.where if check else None,
        }


def _ends(years: set[int]) -> list[int]:
    return [min(years), max(years)] if years else []
