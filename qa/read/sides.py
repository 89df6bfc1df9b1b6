"""Which names of a question are its sides, and within which place they are compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.framework import Framework
from corpus.text.english import find_pattern
from qa.read.frames import are_set_off, compares, find_chains, find_partner, find_phrases
from qa.read.mentions import Named, NameKind, names_of

_TOWARDS = re.compile(r"\b(?:to|into|over|towards?)\s+(?:the\s+)?$", re.IGNORECASE)
_PART_OF = re.compile(r"\s+(?:of|in|from)\s+(?:the\s+)?", re.IGNORECASE)
_ADJECTIVE = re.compile(r"(?:ic|al|ary|ive|ous|not|so|no|false|fiction|myth|reality)$", re.IGNORECASE)
_COMPARED = re.compile(r"\bcompar\w+ (?:to|with)\b|\bversus\b|\bvs\b|\bthan\b", re.IGNORECASE)
_MORE, _SAME = find_pattern("asks_more"), find_pattern("asks_same_or_not")
_PAIR = re.compile(
    r"(?:['’]s?)?(?:(?:\s+[a-z]+)?\s*,?\s*(?:and|or|versus|vs\.?|from|than)\s+(?:(?:what|which|how)\s+)?|\s*[,/]\s*|[和与與跟]|\s+(?:и|i|ve)\s+"
    r"|(?:['’]s\s+\w+)?\s+compar\w+\s+(?:to|with)\s+)(?:the\s+|in\s+)?",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|into|across|within|over|to|for|with|by)\s+(?:the\s+)?$", re.IGNORECASE)
_LINK = re.compile(r"[,;:/?–—]|\b(?:and|or|nor|than|as|like|vs?|versus|ve|i|и)\b", re.IGNORECASE)
_COMMA = re.compile(r",\s+(?:the\s+|an?\s+)?")
_ASKS_WHO = re.compile(r"\W*(?:who|which|whose|whom)\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|of|on|by|for|from|with|to|in|at)\s+(?:the\s+)?$", re.IGNORECASE)
_RELATION = find_pattern("relation_of_two")
_HYPHENS = ("-", "–")
_MATTER = find_pattern("name_of_matter")


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of a question in its order, what they are within, and whether they are compared."""

    sides: tuple[Named, ...] = ()
    within: tuple[Named, ...] = ()
    are_compared: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return names_of(self.sides)


def find_sides(
    text: str, mentions: Sequence[Named], framework: Framework, topics: Sequence[Named] = ()
) -> Sides:
    """Choose the sides among the names of a question, or two phrases that its wording sets side by side.

    Regions and countries come first, unless the wording sets two of the `topics` of documents side by side.
    Other names are sides if the wording sets them side by side, or if no region or country is named. The
    actor studied is a side only next to another one.
    """
    chains = find_chains(text, mentions)
    rivals = _find_rivals(text, mentions, chains)
    if rivals:
        outside = [m for m in mentions if m.kind is NameKind.PLACE and m.name not in names_of(rivals)]
        return Sides(tuple(rivals), tuple(outside), are_compared=True)
    topical = _find_compared_topics(text, topics, mentions)
    if topical:
        outside = [
            m for m in mentions if m.kind is NameKind.PLACE and not any(m.overlaps(t) for t in topical)
        ]
        return Sides(tuple(topical), tuple(outside), are_compared=True)
    mentions = [m for m in mentions if m.kind is not NameKind.STUDIED]
    chains = [c for chain in chains if len(c := [m for m in chain if m in mentions]) > 1]
    places = _drop_containing(text, [m for m in mentions if m.kind is NameKind.PLACE], framework)
    chain = _find_chain_of_others(text, chains, framework)
    # "Who builds Kazakhstan's plant, A or B?" asks for a fact on Kazakhstan.
    if chain and len({m.name for m in chain}) > 1 and not (places and _is_choice(text, chain)):
        outside = [p for p in places if not any(p.overlaps(c) for c in chain)]
        return Sides(tuple(chain), tuple(outside), are_compared=True)
    things = [m for m in mentions if m.kind is NameKind.THING and not _MATTER.fullmatch(m.name)]
    is_of_things = len({m.name for m in things}) > 1 and _COMPARED.search(text) is not None
    if is_of_things and len({p.name for p in places}) < 2:
        return Sides(tuple(_once(things)), tuple(places), are_compared=True)
    if len({p.name for p in places}) > 1:
        return _split_places(text, places, chains)
    if len(places) == 1 and (others := _find_compared_actor(mentions, places[0], chains)):
        return Sides(tuple(others), are_compared=True)
    if len({m.name for m in things}) > 1 and not places and not _are_ends(text, things):
        return Sides(tuple(_once(things)), are_compared=True)
    phrases = _find_phrases(text, mentions)
    if phrases and not (places and _ask_of_place(text, phrases, mentions, places[0])):
        return Sides(tuple(phrases), tuple(places), are_compared=True)
    if places:
        return Sides(tuple(places))
    actors = [m for m in mentions if m.kind is NameKind.ACTOR and m.name != framework.world]
    return _choose_among_others(text, things, actors, are_chained=bool(chains))


def _find_compared_topics(text: str, topics: Sequence[Named], mentions: Sequence[Named]) -> list[Named]:
    """The topics of documents that the wording sets side by side, with what it sets beside a single one."""
    places = [m for m in mentions if m.kind is NameKind.PLACE and not any(m.overlaps(t) for t in topics)]
    is_compared = compares(text) or any(p.search(text) for p in (_MORE, _SAME, _OR))
    if len({p.name for p in places}) > 1 or not is_compared:
        return []
    if chain := max(find_chains(text, topics), key=len, default=[]):
        return _once(_drop_place_of_choice(text, chain) if _ASKS_WHO.match(text) else chain)
    named = [t for t in topics if any(m.kind is NameKind.THING and m.overlaps(t) for m in mentions)]
    if len({t.name.lower() for t in named}) == 2:
        return _once(named)
    for topic in topics:
        partner = find_partner(text, topic)
        others = [m for m in mentions if m.kind is not NameKind.THING]
        if partner and not any(m.overlaps(partner) for m in others):
            return sorted([topic, partner], key=lambda n: n.start)
    return []


def _choose_among_others(
    text: str, things: Sequence[Named], actors: Sequence[Named], *, are_chained: bool
) -> Sides:
    """Where no place is named: the actors if they are compared, else the first name."""
    if len({m.name for m in actors}) > 1 and (are_chained or compares(text)):
        return Sides(tuple(actors), are_compared=True)
    return Sides(tuple(sorted([*things, *actors], key=lambda m: m.start)[:1]))


def _find_rivals(text: str, mentions: Sequence[Named], chains: Sequence[Sequence[Named]]) -> list[Named]:
    """The actor studied and what it is set against: "Russia and China in Central Asia"."""
    kinds = {m.kind for m in mentions}
    if NameKind.STUDIED not in kinds or [m.kind for m in mentions].count(NameKind.STUDIED) > 1:
        return []  # "China in Hungary against China in Germany"
    names = {m.name for m in mentions}
    for chain in chains:
        if NameKind.STUDIED in {m.kind for m in chain}:
            if chain[0].kind is NameKind.PLACE:
                chain = _drop_place_of_choice(text, chain)
            has_place_outside = len(
                {m.name for m in mentions if m.kind is NameKind.PLACE} - set(names_of(chain))
            )
            others = [m for m in chain if m.kind is not NameKind.STUDIED]
            is_against = any(m.kind is NameKind.ACTOR for m in others) and compares(text)
            is_paired = all(_PAIR.fullmatch(text[a.end : b.start]) for a, b in pairwise(chain))
            if (
                is_paired
                and (is_against or (has_place_outside and not _is_choice(text, chain)))
                and not any(m.kind is NameKind.THING for m in others)
            ):
                return _once(chain)
    actors = [m for m in mentions if m.kind is NameKind.ACTOR]
    if len(names) - len(actors) <= 2 and len({m.name for m in actors}) == 1 and compares(text):
        studied = next(m for m in mentions if m.kind is NameKind.STUDIED)
        places = [m for m in mentions if m.kind is NameKind.PLACE]
        if not any(a in chain for chain in chains for a in actors) and _is_asked_of_both(text):
            return sorted([studied, actors[0]], key=lambda m: m.start) if len(places) < 2 else []
    return []


def _drop_place_of_choice(text: str, chain: Sequence[Named]) -> Sequence[Named]:
    """The names of a chain without what they are set against each other in or for: "in Fiji, A or B?"."""
    first = chain[0]
    is_in = _IN.search(text[: first.start]) and _COMMA.fullmatch(text[first.end : chain[1].start])
    return chain[1:] if len(chain) > 2 and is_in else chain


def _is_asked_of_both(text: str) -> bool:
    return (
        re.search(r"\b(what|which|how|when)\b.*\b(and|or)\s+(what|which|how|when)\b", text, re.IGNORECASE)
        is not None
    )


def _is_choice(text: str, chain: Sequence[Named]) -> bool:
    """Whether the names are joined by "or", and nothing is said of more or less."""
    is_or = any(re.search(r"\bor\b", text[a.end : b.start]) for a, b in pairwise(chain))
    return is_or and not _MORE.search(text)


def _are_ends(text: str, things: Sequence[Named]) -> bool:
    """Whether the first two names are the ends of a relation: what the one says of the other."""
    between = text[things[0].end : things[1].start]
    return _ABOUT.search(between) is not None or not (_LINK.search(between) or compares(text))


def _find_chain_of_others(text: str, chains: Sequence[list[Named]], framework: Framework) -> list[Named]:
    """The first run of names that are not all places: of powers, companies, ports, persons."""
    for chain in chains:
        kinds = [m.kind for m in chain]
        named = [m for m in chain if m.name != framework.world]
        others = [m for m in named if m.kind is not NameKind.PLACE]
        if len(others) == len(named):
            return _once(named)
        if NameKind.THING in kinds and len(named) == len(chain):  # of one kind, so as the asker wrote them
            return _once([replace(m, name=text[m.start : m.end]) for m in named])
    return []


def _split_places(text: str, places: Sequence[Named], chains: Sequence[Sequence[Named]]) -> Sides:
    """Places are compared, except one that the others are in or deal with, or two tied by a relation."""
    chained = {m.name for chain in chains for m in chain}
    apart = [p for p in places if p.name not in chained]
    if chained & {p.name for p in places} and apart:
        sides = [p for p in places if p.name in chained or not _TOWARDS.search(text[: p.start])]
        if len({s.name for s in sides}) > 1:
            return Sides(tuple(_once(sides)), tuple(p for p in places if p not in sides), are_compared=True)
    if not chained and not compares(text):
        first, second = places[0], places[1]
        between = text[first.end : second.start]
        is_way = text[: first.start].endswith("from ") and between == " to "
        if (
            is_way
            or between in _HYPHENS  # "the Thai-Cambodian border"
            or _RELATION.search(between)
            or _RELATION.search(text[: first.start])
        ):
            return Sides((first,))
    if chained and _RELATION.search(text[: places[0].start]) and not compares(_RELATION.sub("", text)):
        return Sides((places[0],))
    return Sides(tuple(_once(places)), are_compared=True)


def _find_compared_actor(
    mentions: Sequence[Named], place: Named, chains: Sequence[Sequence[Named]]
) -> list[Named]:
    """A place and an outside power that it is set against: "Russia against Central Asia"."""
    actors = [m for m in mentions if m.kind is NameKind.ACTOR]
    chained = [a for a in actors if any(a in c and place in c for c in chains)]
    return sorted([place, *_once(chained)], key=lambda m: m.start) if chained else []


def _find_phrases(text: str, mentions: Sequence[Named]) -> list[Named]:
    found = [Named(text[s:e], s, e, NameKind.THING) for s, e in find_phrases(text)]
    for mention in mentions:  # a name in a phrase says it
        found = [
            mention if mention.overlaps(f) and mention.kind is not NameKind.STUDIED else f for f in found
        ]
    return found if len({f.name.lower() for f in found}) > 1 else []


def _ask_of_place(text: str, phrases: Sequence[Named], mentions: Sequence[Named], place: Named) -> bool:
    """Whether the place is asked about, not the phrases: "Kazakhstan's plant, a Chinese firm or Rosatom?"."""
    is_choice = any(p in mentions for p in phrases) and _is_choice(text, phrases)
    return is_choice or not _are_apart(text, phrases, place)


def _are_apart(text: str, phrases: Sequence[Named], place: Named) -> bool:
    """Whether two phrases are set off from the rest of the question, and the place is in neither."""
    left, right = ((p.start, p.end) for p in phrases)
    has_aspect = any(_ADJECTIVE.search(p.name) for p in phrases)
    return not has_aspect and are_set_off(text, left, right) and not any(place.overlaps(p) for p in phrases)


def _drop_containing(text: str, places: Sequence[Named], framework: Framework) -> list[Named]:
    """Drop places named with their region or country, and regions named with a country of theirs."""
    subjects = framework.subjects
    nested = {  # "the Arab states of the Middle East"
        b
        for a, b in pairwise(places)
        if subjects[a.name].kind != "place"
        and _PART_OF.fullmatch(text[a.end : b.start])
        and b.name in subjects[a.name].regions
    }
    places = [p for p in places if p not in nested]
    names = {p.name for p in places}
    inner = {n for n in names if subjects[n].kind == "place" and names & set(subjects[n].regions)}
    kept = [p for p in places if p.name not in inner]
    left = names - inner
    spread = {n for n in left if subjects[n].kind == "group" and len(subjects[n].regions) > 1}
    containing = {r for n in left - spread for r in subjects[n].regions if r in left}
    narrow = [p for p in kept if p.name not in containing]
    return narrow if not containing or len({p.name for p in narrow}) > 1 else kept


def _once(mentions: Sequence[Named]) -> list[Named]:
    """The first mention of each name."""
    return list({m.name: m for m in reversed(mentions)}.values())[::-1]
