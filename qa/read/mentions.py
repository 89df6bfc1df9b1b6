"""The names in a question: of the framework, of the documents, and those that only their capitals show."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.framework import Framework
from corpus.text.english import find_pattern
from corpus.text.english_words import is_common, is_english, looks_english
from corpus.text.phrases import Mention
from corpus.text.tokens import CAPITALS, STOPWORDS, split_words
from index.records import Words
from qa.read.content_words import content_query


class NameKind(StrEnum):
    PLACE = "place"  # a region or country, or what lies in one
    ACTOR = "actor"  # another name of the framework: a bloc, an outside power
    STUDIED = "studied"  # the actor whose strategy the corpus is about
    THING = "thing"  # any other name


@dataclass(frozen=True, slots=True)
class Named:
    """A name at the characters `start:end` of a question."""

    name: str
    start: int
    end: int
    kind: NameKind

    def overlaps(self, other: "Named | Mention") -> bool:
        return self.start < other.end and other.start < self.end


_CAPITALISED = rf"(?:\b[{CAPITALS}](?:[\w’'&.–-]*\w)?|\b\d+\+\d+|\b\d+[A-Z][\w-]*)"
_RUN = re.compile(
    rf"{_CAPITALISED}(?:[ ]+(?:(?:of|de|del|da|do|du|la|al|el|for)[ ]+(?:the[ ]+)?)?{_CAPITALISED})*"
    r"(?: \d{1,2}\b)?"  # "Voyager 2"
)
_QUOTED = re.compile(r"[“\"«„]([^”\"»“]{2,60})[”\"»“]")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_START = re.compile(r"(?:^|[.?!:;–—]\s+|\n)\W*$")
_TIED = re.compile(r"\s?[-–/]\s?|\s")
_OF = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?")
_PROJECT = re.compile(
    r"\s+(?:(?:high-speed|gas|oil|freight|express|standard-gauge)\s+)?"
    r"(railways?|railroad|rail link|line|motorway|highway|expressway|corridor|pipelines?|canal|road|bridge"
    r"|tunnel|grid|train|cable)\b",
    re.IGNORECASE,
)
_ROUTE = re.compile(
    rf"\b[{CAPITALS}]\w+[-–][{CAPITALS}]\w+"
    r"\s+(?:(?:high-speed|gas|oil|freight|express|standard-gauge)\s+)?"
    r"(?:railways?|railroad|line|motorway|highway|expressway|corridor|pipelines?|canal|road"
    r"|bridge|tunnel|one)\b"
)
# What follows the first of two names: "Rangers and Celtic". Unlike other first words it is a name.
_PAIRED = re.compile(rf"\s+(?:and|or|vs\.?|versus)\s+(?:the\s+)?[{CAPITALS}]")
_COMPARES = find_pattern("compares")  # "Compare" in another language begins a question
_HEAD = find_pattern("organisation_head")
_NO_COUNTRY = find_pattern("no_country")
_NO_NAME = find_pattern("capitalised_word")


def find_mentions(text: str, framework: Framework, words: Words | None) -> list[Named]:
    """Return the names in order, none overlapping another; the longest counts at each place.

    A name of the framework inside a longer name of another thing, as in "Ethiopian Airlines", is none.
    """
    places = _find_framework_names(text, framework)
    other = [_thing(text, *m.span()) for m in _NO_COUNTRY.finditer(text)]
    places = [p for p in places if not any(p.overlaps(o) for o in other)]
    things = [
        *other,
        *_find_runs(text, places, framework),
        *_find_document_names(text, words, places, framework),
        *_find_projects(text, places),
    ]
    longer = [t for t in things if any(t.overlaps(p) for p in places)]
    places = [p for p in places if not any(t.overlaps(p) for t in longer)]
    kept: list[Named] = []
    for group in (places, things):
        for named in sorted(group, key=lambda n: n.start - n.end):
            if not any(named.overlaps(k) for k in kept):
                kept.append(named)
    return sorted(kept, key=lambda n: n.start)


def find_topics(text: str, mentions: Sequence[Named], words: Words | None) -> list[Named]:
    """Return what documents are about, as the question writes it, where that is no place and asks nothing."""
    found: list[Named] = []
    if words is None:
        return found
    for topic in words.find_topics(text):
        named = next((m for m in mentions if m.overlaps(topic)), _thing(text, topic.start, topic.end))
        is_name = named.kind is NameKind.THING or named.start > topic.start or topic.end > named.end
        if is_name and (words.is_title(topic.name) or content_query(named.name, [])):
            spans = (named.start, topic.start), (named.end, topic.end)
            found.append(_thing(text, min(spans[0]), max(spans[1])))
    return found


def _find_framework_names(text: str, framework: Framework) -> list[Named]:
    known = framework.find_subjects(text, fold_case=True)
    misspelt = [
        m
        for m in framework.find_misspelt(text)
        if not any(k.start < m.end and m.start < k.end for k in known)
    ]
    studied = [Named(framework.actor, s, e, NameKind.STUDIED) for s, e in framework.find_actor(text)]
    return [*(_to_named(text, m, framework) for m in [*known, *misspelt]), *studied]


def _to_named(text: str, mention: Mention, framework: Framework) -> Named:
    """A summit or mechanism stands for itself, not for the region that meets in it."""
    spelled = text[mention.start : mention.end]
    if framework.is_format(spelled) and not _ties_actor_to_region(spelled, framework):
        return Named(spelled, mention.start, mention.end, NameKind.THING)
    is_place = framework.is_regional(mention.name)
    return Named(mention.name, mention.start, mention.end, NameKind.PLACE if is_place else NameKind.ACTOR)


def _ties_actor_to_region(spelled: str, framework: Framework) -> bool:
    """Whether a name is but the actor and a region: "China-Africa" in "China-Africa trade" is no summit."""
    halves = re.split("[-–]", spelled, maxsplit=1)
    are_actor = [framework.find_actor(half) == [(0, len(half))] for half in halves]
    if len(halves) != 2 or sum(are_actor) != 1:
        return False
    region = halves[are_actor.index(False)]
    return [(m.start, m.end) for m in framework.find_subjects(region)] == [(0, len(region))]


def _find_runs(text: str, places: Sequence[Named], framework: Framework) -> list[Named]:
    """Runs of capitalised words and what stands in quotation marks, if they are names of their own."""
    if text.isupper():
        return []
    found = [_thing(text, m.start(1), m.end(1)) for m in _QUOTED.finditer(text)]
    studied = [p for p in places if p.kind is NameKind.STUDIED]
    routes = (_thing(text, *m.span()) for m in _ROUTE.finditer(text))
    found += [r for r in routes if not any(r.overlaps(p) for p in studied)]
    for m in _RUN.finditer(text):
        start, end = _trim(text, *m.span())
        inside = [p for p in places if p.start < end and start < p.end]
        if start < end and _is_name(text, start, end, inside, framework):
            found.append(_thing(text, start, end))
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut words that only begin a sentence, or are no name, from a run, and an ending of possession."""
    while start < end and (m := re.compile(r"[\w’'.&+-]+").match(text, start, end)):
        word = _POSSESSIVE.sub("", m.group())
        opens = _SENTENCE_START.search(text[:start]) is not None
        is_last = m.end() == end
        # Alone at the beginning of a sentence any word has a capital; two of them are a name.
        is_plain = _NO_NAME.fullmatch(word) or word.lower() in STOPWORDS or (opens and _COMPARES.match(word))
        # "Length of the Danube" is no name, "Bank of China" is one.
        if opens and is_english(word) and not _HEAD.search(word) and (of := _OF.match(text, m.end(), end)):
            start = of.end()
            continue
        is_alone = opens and is_last and word[1:].islower()
        is_alone = is_alone and (is_common(word) or not looks_english(text))
        if not is_plain and not (is_alone and not _PAIRED.match(text, end)):
            break
        start = m.end()
        while start < end and text[start] in " \t":
            start += 1
    possessive = re.search(r"['’]s?(?=\s|$)", text[start:end])
    return start, start + possessive.start() if possessive else end


def _is_name(text: str, start: int, end: int, inside: Sequence[Named], framework: Framework) -> bool:
    """Whether a run with names of the framework inside it is a name of its own: "Bank of China"."""
    if not inside:
        return True
    if any(p.start <= start and end <= p.end for p in inside):
        return False
    rest = text[start:end]
    for p in sorted(inside, key=lambda p: -p.start):
        rest = rest[: max(0, p.start - start)] + rest[p.end - start :]
    words = [w for w in re.findall(r"[\w’'-]+", rest) if w[0].isupper() and not _NO_NAME.fullmatch(w)]
    if not words:
        return False
    is_town = inside[0].kind is NameKind.PLACE and framework.subjects[inside[0].name].kind == "place"
    if is_town and inside[0].start == start:
        return True  # "Antwerp Central"
    # A person: "Michael Jordan". Else the rest must say what it is: an airline, a bank, a university.
    follows = inside[-1].end == end and text[start : inside[-1].start].strip().isalpha()
    is_person = follows and len(words) == 1 and len(inside) == 1 and words[0][1:].islower()
    return _HEAD.search(rest) is not None or (is_person and inside[0].kind is NameKind.PLACE)


def _find_document_names(
    text: str, words: Words | None, places: Sequence[Named], framework: Framework
) -> list[Named]:
    """Names of the documents, in any case; one that extends a place is a title or says what it is."""
    found = []
    for mention in words.find(text) if words else ():
        inside = [p for p in places if p.start < mention.end and mention.start < p.end]
        spelled = text[mention.start : mention.end]
        is_longer = (
            words is not None and words.is_title(spelled) and _adds_to(spelled, mention, inside, framework)
        )
        if not inside or is_longer or _HEAD.search(spelled):
            found.append(Named(text[mention.start : mention.end], mention.start, mention.end, NameKind.THING))
    return found


def _adds_to(spelled: str, mention: Mention, inside: Sequence[Named], framework: Framework) -> bool:
    """Whether a title says more than the names inside it: "China's economic role in Serbia" does not."""
    spans = [(p.start - mention.start, p.end - mention.start) for p in inside]
    spans += [(m.start, m.end) for m in framework.find_asked_aspects(split_words(spelled))]
    return bool(content_query(spelled, spans))


def _find_projects(text: str, places: Sequence[Named]) -> list[Named]:
    """Names tied by hyphens with what they name: "the Belgrade-Budapest railway"."""
    found = []
    ordered = sorted(places, key=lambda p: p.start)
    for at, first in enumerate(ordered):
        last = first
        for other in ordered[at + 1 :]:
            if not _TIED.fullmatch(text[last.end : other.start]):
                break
            last = other
        m = _PROJECT.match(text, last.end)
        if last is not first and m:
            found.append(_thing(text, first.start, m.end()))
    return found


def _thing(text: str, start: int, end: int) -> Named:
    return Named(text[start:end], start, end, NameKind.THING)


def names_of(mentions: Iterable[Named]) -> tuple[str, ...]:
    """The names in order, once each."""
    return tuple(dict.fromkeys(m.name for m in mentions))
