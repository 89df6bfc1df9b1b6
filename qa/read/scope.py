"""What a question says of where its answer may come from, of what to leave out, and of the answer's form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.english import find_pattern
from qa.read.mentions import Named, NameKind
from qa.records import Scope

Spans = list[tuple[int, int]]

_OWN, _FORM = find_pattern("own_documents"), find_pattern("wishes_form")
_SOURCE = re.compile(
    r"\b(?:according to|as reported by|based on|going by|relying on|per|citing)\s+(?:the\s+)?"
    r"(?P<a>[^,.?!:;]{2,60}?)"
    r"(?=\s*(?:[,.?!:;]|$)"
    r"|\s+(?:on|about|how|what|which|who|when|where|why|did|does|do|is|are|was|were|has|have)\b)"
    r"|\bwhat (?:do|does|did) (?:the )?(?P<b>[^,.?!:;]{2,60}?)"
    r" (?:say|write|report|find|argue|claim|conclude|think|make of)\b"
    r"(?=\s+(?:about|on|of|regarding)\b|\s*\?|$)",
    re.IGNORECASE,
)
_PERSPECTIVE = re.compile(
    r"\bfrom (?:the |a )?(?P<a>(?!(?:the|a)\b)[^,.?!:;]{3,50}?)"
    r" (?:point of view|perspective|viewpoint|side|angle|standpoint)\b"
    r"|\b(?:in|from|by|of|according to|using|only|with) (?:the )?"
    r"(?P<b>(?:[\w-]+ )?(?:official|state|government|local|independent|western|"
    r"chinese|russian|african|american|european|serbian|indian|turkish|arab|\w+ese|\w+ian|\w+ish) "
    r"(?:official |state |government |local |media )?(?:sources|media|newspapers|press|outlets|statements"
    r"|officials|documents|scholars|researchers|authors|think tanks|journalists))\b"
    r"|\bhow (?:do|does|did) (?P<c>[^,.?!:;]{3,50}?) (?:see|sees|view|views|perceive|perceives"
    r"|describe|describes|portray|portrays|present|presents|look at|frame|judge|regard)\b"
    r"|\b(?:as|seen by|as seen by|in the eyes of|through the eyes of) "
    r"(?P<d>(?:the )?(?:[\w-]+ ){0,2}[\w-]+)"
    r" (?:see|sees|view|views) (?:it|them|this)\b"
    r"|\b(?:in the eyes of|as seen by|seen through|from the (?:point of view|perspective|standpoint) of)"
    r" (?P<e>(?:the )?[^,.?!:;]{3,40})",
    re.IGNORECASE,
)
_VIEWERS = re.compile(
    r"\b(?:media|press|newspapers?|journalists?|scholars?|experts?|analysts?|officials?|diplomats?|people"
    r"|public|citizens|villagers|workers|africans?|asians?|europeans?|\w+(?:ans|ians|ese|is)|politicians"
    r"|elites|sources|beijing|china|chinese)\b",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"\b(?:sources|media|press|newspapers|outlets|statements|officials|scholars|think tanks|journalists)$",
    re.IGNORECASE,
)
_EXCLUSION = re.compile(
    r"\b(?:except(?: for)?|apart from|other than|excluding|leaving (?:out|aside)|leave (?:out|aside)|without"
    r"|besides|but not|not counting|aside from|ignoring|minus|rather than just)\s+"
    r"(?P<what>(?:the\s+)?[^,.?!:;]{2,60}?)"
    r"(?=\s*[,.?!:;]|\s+(?:go|goes|in|to|are|is|do|does|did|has|have|which|what|who|aside|out)\b|$)"
    r"|\bleaving\s+(?P<aside>[^,.?!:;]{2,40}?)\s+(?:aside|out)\b",
    re.IGNORECASE,
)
# Whose position the publishers in the bibliography are known to write from, and words that ask for it.
_PERSPECTIVES = (
    (r"(?:chinese|china|beijing|prc)\b", ("PRC official",)),
    (r"western\b", ("Western think tank", "Western government")),
    (r"(?:independent |international )?(?:media|press|newspapers?|journalists?|outlets)$", ("media",)),
    (r"(?:independent )?think tanks?$", ("Western think tank", "other think tank")),
    (r"(?:academics?|scholars?|researchers?|academic \w+)$", ("academic",)),
    (r"(?:business\w*|compan\w+|firms)$", ("business",)),
    (r"(?:ngos?|civil society|activists?)$", ("civil society",)),
)
_CLAUSE = re.compile(
    r"(?:what|which|how|that|they|their|it|its|this|these|any|doubt|going|being)\b", re.IGNORECASE
)
_SETS_APART = re.compile(r"\bsets?\b[^.?!]*$", re.IGNORECASE)  # "what sets A apart from B"
_OF_PLACE = re.compile(r"\b(?:in|of|from)\s+(?:the\s+)?$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b)\s*")


@dataclass(frozen=True, slots=True)
class ScopeReading:
    """The scope, the names to leave out and where they stand; the wishes that cannot be met and where.

    A source stands at `source_spans`: it is no content of the question, but may be its only name.
    """

    scope: Scope
    excluded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    wishes: tuple[str, ...]
    wish_spans: tuple[tuple[int, int], ...]
    source_spans: tuple[tuple[int, int], ...]


def read_scope(text: str, mentions: Sequence[Named]) -> ScopeReading:
    """Read what limits the sources and the form of an answer."""
    own = _OWN.search(text)
    perspective, viewed = _find_perspective(text, mentions)
    source, heard = _find_source(text, mentions, [*([own.span()] if own else []), *viewed])
    if not perspective and find_perspectives(source):  # "what do Western think tanks say"
        perspective, source = source, ""
    excluded, left_out = _find_excluded(text, mentions)
    wishes = list(_FORM.finditer(text))
    return ScopeReading(
        scope=Scope(own_documents=own is not None, source=source, perspective=perspective),
        excluded=excluded,
        spans=tuple([*([own.span()] if own else []), *viewed, *left_out]),
        wishes=tuple(m.group().strip() for m in wishes),
        wish_spans=tuple(m.span() for m in wishes),
        source_spans=tuple(heard),
    )


def find_perspectives(view: str) -> tuple[str, ...]:
    """Return the perspectives of publishers that words for a view ask for; none if no publisher has it."""
    return next((names for words, names in _PERSPECTIVES if re.match(words, view, re.IGNORECASE)), ())


def _find_perspective(text: str, mentions: Sequence[Named]) -> tuple[str, Spans]:
    """Whose view is asked for; the view of the only places that are named is about these, and no limit."""
    for m in _PERSPECTIVE.finditer(text):
        group = next(name for name in "abcde" if m[name])
        words = m[group]
        start, end = m.span(group)
        named = [n for n in mentions if n.kind in (NameKind.PLACE, NameKind.THING)]
        if any(_OF_PLACE.search(text[start : n.start]) for n in named if start <= n.start and n.end <= end):
            continue  # "people in Central Asia" are what is asked about
        has_other = not named or any(n.start >= end or n.end <= start for n in named)
        if has_other and (group != "c" or _VIEWERS.search(words)):
            return words.removeprefix("the "), [m.span() if group == "a" else m.span(group)]
    return "", []


def _find_source(text: str, mentions: Sequence[Named], taken: Spans) -> tuple[str, Spans]:
    """The source that is asked to be heard, which is a name, not "surveys", and where it stands."""
    for m in _SOURCE.finditer(text):
        name = m["a"] or m["b"]
        if m["b"] and _SOURCES.search(name) and find_perspectives(name):
            return name, [m.span("b")]
        if m["b"] and (
            _AND.search(name)
            or any(
                n.kind is not NameKind.THING
                for n in mentions
                if n.start < m.end("b") and m.start("b") < n.end
            )
        ):
            continue  # "what do Celtic and Rangers say", "what does India say"
        is_name = any(c.isupper() for c in name) or any(n.name in name for n in mentions)
        if is_name and not any(s < m.end() and m.start() < e for s, e in taken):
            return name.strip(), [m.span("b") if m["b"] else m.span()]
    return "", []


def _find_excluded(text: str, mentions: Sequence[Named]) -> tuple[tuple[str, ...], Spans]:
    excluded: list[str] = []
    spans: Spans = []
    for m in _EXCLUSION.finditer(text):
        start, end = m.span("what") if m["what"] else m.span("aside")
        if _CLAUSE.match(text[start:end]) or _SETS_APART.search(text[: m.start()]):
            continue
        named = [n.name for n in mentions if start <= n.start and n.end <= end]
        excluded += named or [part for part in _AND.split(text[start:end].removeprefix("the ")) if part]
        spans.append(m.span())
    return tuple(dict.fromkeys(excluded)), spans
