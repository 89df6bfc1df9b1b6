"""The framework file: the actor, aspects, regions, countries, other subjects and topics, read into records.

It is data (`framework.toml`), so that users of another field can bring their own. `corpus.framework` finds
its names in text.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.text.phrases import fold_name

DEFAULT_FRAMEWORK = Path(__file__).with_name("framework.toml")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One row of a comparison; `description` is its search query.

    `terms` name it in sentences, `question_terms` in questions, and `headings` in headings, with the question
    terms.
    """

    name: str
    description: str
    question_terms: tuple[str, ...]
    terms: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A possible side of a comparison, or context for one.

    `kind` is 'region', 'world', 'country', 'place', 'group' or 'actor' (a bloc, or an area of no region).
    `regions` are those that it lies in. `members` are the countries of a group, or the ports and islands of a
    sea; their evidence is its evidence. `foreign` are names in other languages, found in any of their
    endings.
    """

    name: str
    kind: str
    regions: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A narrow subject that cuts across regions, such as arms sales, and its usual aspect.

    `question_forms` name it in questions only. A `general` topic, such as investment, gives way to a topic
    named right before it.
    """

    name: str
    aspect: str
    forms: tuple[str, ...]
    question_forms: tuple[str, ...] = ()
    general: bool = False


@dataclass(frozen=True, slots=True)
class FrameworkData:
    """The content of a framework file.

    `formats` are summits and mechanisms that a region meets in, folded by `fold_name`, as are the names of
    `events`, which give the first and the last year.
    """

    actor: str
    actor_names: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    subjects: dict[str, Subject]
    topics: dict[str, Topic]
    events: dict[str, tuple[int, int]]
    formats: frozenset[str]


def read_framework_file(path: Path) -> FrameworkData:
    """Read a framework file.

    Raises:
        CorpusError: the file is absent, is not TOML or lacks a part; the sentence names the part.
    """
    try:
        return _read_data(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CorpusError(
            f"The framework {path} cannot be read ({error.strerror}); name a readable TOML file."
        ) from error
    except (ValueError, KeyError, TypeError) as error:  # not TOML, not UTF-8, or a part is absent
        advice = "compare it with the one that comes with the program"
        raise CorpusError(f"The framework {path} is not usable: {error}; {advice}.") from error


def _read_data(data: dict[str, Any]) -> FrameworkData:
    return FrameworkData(
        actor=data["actor"]["name"],
        actor_names=tuple(data["actor"]["names"]),
        aspects=tuple(map(_read_aspect, data["aspects"])),
        subjects=_read_subjects(data),
        topics={t["name"]: _read_topic(t) for t in data.get("topics", [])},
        events={
            fold_name(name): (int(e["year"]), int(e.get("until", e["year"])))
            for e in data.get("events", [])
            for name in e["names"]
        },
        formats=frozenset(fold_name(f) for r in data["regions"] for f in r.get("formats", ())),
    )


def _read_aspect(entry: Mapping[str, Any]) -> Aspect:
    return Aspect(
        name=entry["name"],
        description=entry["description"],
        question_terms=tuple(entry["question_terms"]),
        terms=tuple(entry["terms"]),
        headings=tuple(entry.get("headings", ())),
    )


def _read_topic(entry: Mapping[str, Any]) -> Topic:
    return Topic(
        name=entry["name"],
        aspect=entry["aspect"],
        forms=tuple(entry["forms"]),
        question_forms=tuple(entry.get("asked", ())),
        general=entry.get("general", False),
    )


def _read_subjects(data: Mapping[str, Any]) -> dict[str, Subject]:
    subjects = {r["name"]: _read_region(r) for r in data["regions"]}
    for entry in data["countries"]:
        subjects |= {s.name: s for s in _read_country(entry)}
    subjects |= {a["name"]: _read_actor(a) for a in data.get("actors", [])}
    for entry in data.get("groups", []):
        subjects[entry["name"]] = _read_group(entry, subjects)
    unknown = sorted({n for s in subjects.values() for n in (*s.regions, *s.members) if n not in subjects})
    if unknown:
        raise KeyError(f"regions {unknown} are used but not defined")
    return subjects


def _read_region(entry: Mapping[str, Any]) -> Subject:
    names = (*entry["names"], *entry.get("formats", ()))
    if entry.get("world"):  # found by the names that are listed only
        return Subject(entry["name"], "world", regions=(), names=names)
    foreign = tuple(entry.get("foreign", ()))
    return Subject(entry["name"], "region", regions=(), names=(entry["name"], *names), foreign=foreign)


def _read_country(entry: Mapping[str, Any]) -> Iterator[Subject]:
    """The country, of which its capital is another name, and its places, such as ports and mines."""
    name, regions = entry["name"], tuple(entry["regions"])
    capital = [entry["capital"]] if entry.get("capital") else []
    names = (name, *entry.get("aliases", ()), *entry.get("demonyms", ()), *capital)
    yield Subject(name, "country", regions, names)
    spellings: dict[str, list[str]] = {}
    for place in entry.get("places", ()):
        spellings.setdefault(fold_name(place), []).append(place)
    for places in spellings.values():
        yield Subject(places[0], "place", regions=(name, *regions), names=tuple(places))


def _read_actor(entry: Mapping[str, Any]) -> Subject:
    regions = (entry["region"],) if entry.get("region") else ()
    names = (entry["name"], *entry["names"])
    return Subject(entry["name"], "actor", regions, names, members=tuple(entry.get("members", ())))


def _read_group(entry: Mapping[str, Any], subjects: Mapping[str, Subject]) -> Subject:
    """A group lies in the regions of its members."""
    regions = dict.fromkeys(r for m in entry["members"] if m in subjects for r in subjects[m].regions)
    names = (entry["name"], *entry["names"])
    members, foreign = tuple(entry["members"]), tuple(entry.get("foreign", ()))
    return Subject(entry["name"], "group", tuple(regions), names, members, foreign)
