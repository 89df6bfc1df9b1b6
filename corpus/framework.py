"""The framework: which regions, countries, aspects and topics exist and by what words a text names them.

It is data (`framework.toml`), so that users of another field can bring their own. This module loads it and finds its names in text; what a sentence
inherits from its surroundings is decided in `tag`.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from corpus.errors import CorpusError
from corpus.text.phrases import Forms, Mention, compile_names, find_forms, fold_name, index_forms
from corpus.text.tokens import Word

DEFAULT_FRAMEWORK = Path(__file__).with_name("framework.toml")
_LONG_WORD = re.compile(r"\b[A-Za-z]{6,}\b")
_TWO_SLIPS = 9  # letters above which two slips are forgiven


@dataclass(frozen=True, slots=True)
class Aspect:
    """One row of a comparison; `description` is its search query."""

    name: str
    description: str
    question_terms: tuple[str, ...]
    terms: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A possible side: kind is 'region', 'world', 'country', 'place', 'group' or 'actor' (a bloc or an area of no region).

    `regions` are those it lies in; `members` are the countries of a group, or the ports and islands of a sea, whose evidence is its own.
    """

    name: str
    kind: str
    regions: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A narrow matter that cuts across regions, such as arms sales, and its usual aspect.

    `asked` are words by which only a question names it; a `general` one, such as investment, gives way to a topic named right before it.
    """

    name: str
    aspect: str
    forms: tuple[str, ...]
    asked: tuple[str, ...] = ()
    general: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Framework:
    """The loaded framework; build it with `load_framework`. Each is equal to itself alone, so that what it finds can be kept by it."""

    actor: str
    aspects: tuple[Aspect, ...]
    subjects: dict[str, Subject]
    topics: dict[str, Topic]
    _names: dict[str, str] = field(repr=False)
    _exact: re.Pattern[str] = field(repr=False)
    _folded: re.Pattern[str] = field(repr=False)
    _capitalised: frozenset[str] = field(repr=False)
    _plain: dict[str, tuple[str, ...]] = field(repr=False)
    _actor_names: re.Pattern[str] = field(repr=False)
    _aspect_terms: Forms = field(repr=False)
    _question_terms: Forms = field(repr=False)
    _heading_terms: Forms = field(repr=False)
    _topic_forms: Forms = field(repr=False)
    _asked_topic_forms: Forms = field(repr=False)
    events: dict[str, int]
    _formats: frozenset[str] = field(repr=False)

    @property
    def world(self) -> str:
        """The region that is no side of its own: what is said of all regions."""
        return next((s.name for s in self.subjects.values() if s.kind == "world"), "")

    def is_regional(self, name: str) -> bool:
        """True for regions and for countries that lie in one; blocs and outside powers are context, not sides."""
        subject = self.subjects[name]
        return (
            subject.kind in ("region", "group")
            or (subject.kind == "country" and bool(subject.regions))
            or (subject.kind == "place" and len(subject.regions) > 1)
        )

    def is_format(self, name: str) -> bool:
        """True for what a region meets in or shares, and which stands for it: FOCAC, 17+1."""
        return fold_name(name) in self._formats

    def aspect(self, name: str) -> Aspect:
        return next(a for a in self.aspects if a.name == name)

    def find_subjects(self, text: str, *, fold_case: bool = False) -> list[Mention]:
        """Names of subjects in order of place, the longest name at each; `fold_case` for questions typed without capitals."""
        pattern = self._folded if fold_case else self._exact
        actor = self.find_actor(text)  # "Republic of China" inside the actor's own name is nobody else's
        found = [
            m for m in pattern.finditer(text) if not any(s <= m.start() and m.end() <= e for s, e in actor)
        ]
        if fold_case:  # "us", "who" and "bor" are words of English; "US", "WHO" and "Bor" are names
            found = [
                m
                for m in found
                if self._exact.fullmatch(m.group()) or fold_name(m.group()) not in self._capitalised
            ]
        return [Mention(self._names[fold_name(m.group())], m.start(), m.end()) for m in found]

    def find_misspelt(self, text: str) -> list[Mention]:
        """Words that are one letter off the name of one region or country, two off a long one: "Kazahkstan", "Phillipines"."""
        found = []
        for m in _LONG_WORD.finditer(text):
            word = fold_name(m.group())
            if word in self._names or word[0] not in self._plain:
                continue
            near = process.extractOne(
                word,
                self._plain[word[0]],
                scorer=DamerauLevenshtein.distance,
                score_cutoff=1 + (len(word) > _TWO_SLIPS),
            )
            if near is not None:
                found.append(Mention(self._names[near[0]], m.start(), m.end()))
        return found

    def find_actor(self, text: str) -> list[tuple[int, int]]:
        """Spans that name the actor whose strategy is studied, in any case."""
        return [m.span() for m in self._actor_names.finditer(text)]

    def find_all_names(self, text: str) -> list[tuple[int, int]]:
        """Spans that name a subject or the actor."""
        return [m.span() for m in self._exact.finditer(text)] + self.find_actor(text)

    def find_aspects(self, words: Sequence[Word]) -> list[Mention]:
        """Aspect terms of a sentence."""
        return find_forms(words, self._aspect_terms)

    def find_asked_aspects(self, words: Sequence[Word]) -> list[Mention]:
        """Words by which a question names an aspect as such."""
        return find_forms(words, self._question_terms)

    def find_heading_aspects(self, words: Sequence[Word]) -> list[Mention]:
        """Aspects that a heading declares."""
        return find_forms(words, self._heading_terms)

    def find_topics(self, words: Sequence[Word]) -> list[Mention]:
        """Topic forms, the longest at each place."""
        return find_forms(words, self._topic_forms)

    def find_asked_topics(self, words: Sequence[Word]) -> list[Mention]:
        """Topics as a question names them: their forms and the shorter words of asking."""
        return find_forms(words, self._asked_topic_forms)

    def with_regions(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names and the regions they lie in, in order, once each."""
        listed = [n for name in names for n in (name, *self.subjects[name].regions)]
        return tuple(dict.fromkeys(listed))


def load_framework(path: Path = DEFAULT_FRAMEWORK) -> Framework:
    """Load a framework file, once.

    Raises:
        CorpusError: the file is absent, is no TOML or lacks a part; the sentence names the part.
    """
    return _load(path)


@lru_cache(maxsize=4)
def _load(path: Path) -> Framework:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        aspects = tuple(
            Aspect(
                a["name"],
                a["description"],
                tuple(a["question_terms"]),
                tuple(a["terms"]),
                tuple(a.get("headings", ())),
            )
            for a in data["aspects"]
        )
        subjects = _read_subjects(data)
        topics = {
            t["name"]: Topic(
                t["name"], t["aspect"], tuple(t["forms"]), tuple(t.get("asked", ())), t.get("general", False)
            )
            for t in data.get("topics", [])
        }
        events = {fold_name(name): int(e["year"]) for e in data.get("events", []) for name in e["names"]}
        actor, actor_names = data["actor"]["name"], data["actor"]["names"]
    except OSError as error:
        raise CorpusError(
            f"The framework {path} cannot be read ({error.strerror}); name a readable TOML file."
        ) from error
    except (ValueError, KeyError, TypeError) as error:  # no TOML, no UTF-8, or a part is absent
        raise CorpusError(
            f"The framework {path} is not usable: {error}; compare it with the one that comes with the program."
        ) from error
    names = {fold_name(n): s.name for s in subjects.values() for n in s.names}
    spelled = sorted({n for s in subjects.values() for n in s.names})
    return Framework(
        actor,
        aspects,
        subjects,
        topics,
        names,
        compile_names(spelled),
        compile_names(spelled, re.IGNORECASE),
        frozenset(fold_name(n) for n in spelled if _only_with_capitals(n, subjects)),
        _plain_names(subjects),
        compile_names(actor_names, re.IGNORECASE),
        index_forms((a.name, a.terms) for a in aspects),
        index_forms((a.name, a.question_terms) for a in aspects),
        index_forms((a.name, (*a.headings, *a.question_terms)) for a in aspects),
        index_forms((t.name, t.forms) for t in topics.values()),
        index_forms((t.name, (*t.forms, *t.asked)) for t in topics.values()),
        events,
        frozenset(fold_name(f) for r in data["regions"] for f in r.get("formats", ())),
    )


def _read_subjects(data: dict) -> dict[str, Subject]:  # type: ignore[type-arg]
    subjects = {}
    for r in data["regions"]:
        names = (*r["names"], *r.get("formats", ()))
        subjects[r["name"]] = Subject(
            r["name"],
            "world" if r.get("world") else "region",
            (),
            names if r.get("world") else (r["name"], *names),
        )
    for c in data["countries"]:
        capital = [c["capital"]] if c.get("capital") else []
        names = (c["name"], *c.get("aliases", ()), *c.get("demonyms", ()), *capital)
        subjects[c["name"]] = Subject(c["name"], "country", tuple(c["regions"]), names)
        # A capital stands for its government; a port or a mine is a matter of its own, in its country.
        spellings: dict[str, list[str]] = {}
        for place in c.get("places", ()):
            spellings.setdefault(fold_name(place), []).append(place)
        subjects |= {
            p[0]: Subject(p[0], "place", (c["name"], *c["regions"]), tuple(p)) for p in spellings.values()
        }
    for a in data.get("actors", []):
        region = (a["region"],) if a.get("region") else ()
        subjects[a["name"]] = Subject(
            a["name"], "actor", region, (a["name"], *a["names"]), tuple(a.get("members", ()))
        )
    for g in data.get("groups", []):
        regions = tuple(dict.fromkeys(r for m in g["members"] if m in subjects for r in subjects[m].regions))
        subjects[g["name"]] = Subject(
            g["name"], "group", regions, (g["name"], *g["names"]), tuple(g["members"])
        )
    unknown = sorted({r for s in subjects.values() for r in (*s.regions, *s.members) if r not in subjects})
    if unknown:
        raise KeyError(f"regions {unknown} are used but not defined")
    return subjects


def _plain_names(subjects: dict[str, Subject]) -> dict[str, tuple[str, ...]]:
    """Names of regions and countries that are one long word, folded, by their first letter."""
    plain = sorted(
        {
            fold_name(n)
            for n, s in subjects.items()
            if s.kind in ("region", "country") and _LONG_WORD.fullmatch(n)
        }
    )
    return {
        letter: tuple(n for n in plain if n[0] == letter) for letter in dict.fromkeys(n[0] for n in plain)
    }


def _only_with_capitals(name: str, subjects: dict[str, Subject]) -> bool:
    # Short names and abbreviations may be common words in lower case; longer names and those of countries are not.
    return (len(name) <= 3 or name.isupper()) and (
        name not in subjects or subjects[name].kind in ("actor", "place")
    )
