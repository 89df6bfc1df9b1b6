"""What the wording of a question sets side by side: names that are coordinated, phrases without a name."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.text.english import find_pattern
from corpus.text.tokens import STOPWORDS
from qa.read.mentions import Named, NameKind

_COMPARES, _ASKS_TWICE = find_pattern("compares"), find_pattern("asks_twice")
_ASKING = find_pattern("asking_word")
_PREPOSITION = (
    r"(?:an?|in|with|on|the|to|for|from|of|by|into|at|across|within|inside|against|towards?|as|those|that|its|it"
    r"|their)\b"
)
_QUESTION_WORD = r"(?:what|how(?: many| much| long| often| far)?|which|when|who(?: \w+)?)"
_MARK = re.compile(  # between two names
    rf"(?:['’](?:s|[dt][ae](?:ki)?)?)?(?:\s+(?!(?:and|or|than|versus|vs|with|in)\b)[\w-]+){{0,2}}?\s*"
    r"(?:,(?:\s*(?:or|and))?|/|;|&|\b(?:or|and|versus|vs\.?|v\.?|than|nor|against|compared (?:to|with)"
    r"|as opposed to|opposed to|rather than|relative to|unlike|from|with|next to|beside|alongside"
    r"|ve|и|или|i|ili|а|та|veya|ile)(?!\w)"
    r"|和|与|與|跟|还是|還是|或|、|及)"
    rf"(?<![,;])\s*(?:{_PREPOSITION}\s*)*(?:\b{_QUESTION_WORD} )?(?:{_PREPOSITION}\s*)*"
    rf"|\s*[,;]\s*(?:{_PREPOSITION}\s*)*",
    re.IGNORECASE,
)
# Words that set side by side only after a word of that meaning: "distinguishes A from B", "compare A with B".
_NEEDS = (
    (
        re.compile(r"\bfrom\b", re.IGNORECASE),
        re.compile(r"\b(?:distinguish\w*|differ\w*|diverg\w*|sets?|separat\w+)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"(?<!compared )\bwith\b", re.IGNORECASE),
        re.compile(r"\b(?:compar\w*|contrast\w*)\b", re.IGNORECASE),
    ),
)
_AND_OR = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'+#.-]*[\w+#]")
_CONNECTIVE = re.compile(
    r"(?<![\w-])(?:versus|vs\.?|or|and|than|compared (?:to|with)|as opposed to|rather than|unlike|with|from)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_NEEDS_FRAME = ("and", "with", "from")
_VERSUS = re.compile(r"\b(?:versus|vs)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"first|second|third|former|latter", re.IGNORECASE)
_MAX_PHRASE = 4  # words of a phrase that is a side
_PUNCTUATION = re.compile(r"[,:;?!()–—]|\.(?=\s|$)|-(?=\s)")


def compares(text: str) -> bool:
    """Return whether the question has words of comparing, or asks the same of one after the other."""
    return _COMPARES.search(text) is not None or _ASKS_TWICE.search(text) is not None


def find_comparing(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words of comparing: "as opposed to"."""
    return [m.span() for m in _COMPARES.finditer(text)]


def find_chains(text: str, mentions: Sequence[Named]) -> list[list[Named]]:
    """Return the runs of names that are coordinated: "Serbia and Greece", "India, Nepal or Bhutan"."""
    chains: list[list[Named]] = [[m] for m in mentions[:1]]
    for a, b in pairwise(mentions):
        if _is_coordinated(text, a, b):
            chains[-1].append(b)
        else:
            chains.append([b])
    return [chain for chain in chains if len({m.name for m in chain}) > 1]


def _is_coordinated(text: str, a: Named, b: Named) -> bool:
    between = text[a.end : b.start]
    if not between.strip():
        # "Kenya Ethiopia Zambia": names only; an actor right before a place is an adjective of nothing
        return bool(between) and a.kind is NameKind.PLACE and b.kind is NameKind.PLACE
    if not _MARK.fullmatch(between):
        return False
    if _AND_OR.search(between):  # "with Kenya and with Ghana"
        return True
    return all(not word.search(between) or needed.search(text[: b.start]) for word, needed in _NEEDS)


def find_phrases(text: str) -> list[tuple[int, int]]:
    """Return the spans of phrases set side by side by the wording alone: "grants or loans", "rust vs go".

    They stand left and right of a connective, up to the next word that only asks or links.
    """
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    for m in _CONNECTIVE.finditer(text):
        connective = m.group().lower()
        if connective in _NEEDS_FRAME and not _is_framed(text, m.start(), m.end(), connective):
            continue
        if connective in ("or", "than") and not compares(text) and not _ASKS_OF_TWO.search(text):
            continue
        before = [w for w in words if w[1] <= m.start()][::-1]
        if connective == "from" and before:  # "how does A differ from B"
            before = before[1:]
        left = _extend(text, before)
        right = _extend(text, [w for w in words if w[0] >= m.end()])
        if not left or not right or _is_ordinal(text, left[-1]) or _is_ordinal(text, right[0]):
            continue
        if len(right) > len(left) and not _ends_phrase(text, right[-1][1]):
            right = right[: len(left)]
        if len(left) > len(right) and not _begins_phrase(text, left[-1][0]):
            left = left[: len(right)]
        return [(left[-1][0], left[0][1]), (right[0][0], right[-1][1])]
    return []


def find_partner(text: str, name: Named) -> Named | None:
    """Return what the wording sets beside one name: "go" in "Is rust faster than go?"."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    size = len(name.name.split())
    for m in _CONNECTIVE.finditer(text):
        connective = m.group().lower()
        if connective in _NEEDS_FRAME and not _is_framed(text, m.start(), m.end(), connective):
            continue
        is_measure = connective == "than"
        gap = text[name.end : m.start()] if name.end <= m.start() else text[m.end() : name.start]
        if not is_measure and _ARTICLE.sub("", gap).strip():
            continue
        if name.end <= m.start():
            phrase = _extend(text, [w for w in words if w[0] >= m.end()])
            if len(phrase) > size and not _ends_phrase(text, phrase[-1][1]):
                phrase = phrase[:size]
        elif name.start >= m.end():
            measure = _MEASURE.search(text[: m.start()]) if is_measure else None
            end = measure.start() if measure else m.start()
            phrase = _extend(text, [w for w in words if w[1] <= end][::-1])[: max(2, size)][::-1]
        else:
            continue
        if phrase and not _is_ordinal(text, phrase[0]):
            start, end = phrase[0][0], phrase[-1][1]
            return Named(text[start:end], start, end, NameKind.THING)
    return None


_ARTICLE = re.compile(r"\b(?:the|an?)\b", re.IGNORECASE)
_MEASURE = re.compile(r"\b(?:more|less|fewer|better|worse|[a-z]{3,}er)\b", re.IGNORECASE)
_ASKS_OF_TWO = re.compile(
    r"\b(?:should|would|which|who|whose|what|is|are|does|do|did|better|more)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"\b(?:between|compar\w+|both)\s+[^,.?!]{1,60}$", re.IGNORECASE)
_AFTER_PAIR = re.compile(
    r"^[^?!]{0,60}"
    r"(?:\b(?:in common|differ\w*|compare\w*|alike|similar\w*|each|either|which|whose|respectively)"
    r"\b|:\s)",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\b(?:differ(?:s|ed|ent)?|distinguish\w*|tell|separates?)\b[^,.?!]{0,40}$", re.IGNORECASE
)


def _is_framed(text: str, start: int, end: int, connective: str) -> bool:
    before, after = text[:start], text[end:]
    if connective == "with":
        return re.search(r"\bcompar\w+\s+[^,.?!]{1,60}$", before, re.IGNORECASE) is not None
    if connective == "from":
        return _DIFFERS.search(before) is not None
    return _BETWEEN.search(before) is not None or _AFTER_PAIR.search(after) is not None


def _extend(text: str, words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words next to a connective, nearest first, up to one that is no part of a phrase."""
    phrase: list[tuple[int, int]] = []
    for start, end in words:
        word = text[start:end].lower()
        if word in ("the", "a", "an", "in", "with", "for", "to", "on", "of") and not phrase:
            continue
        if phrase:
            gap = text[min(end, phrase[-1][1]) : max(start, phrase[-1][0])]
            if _PUNCTUATION.search(gap):
                break
        if len(phrase) == _MAX_PHRASE or word in STOPWORDS or _ASKING.fullmatch(word):
            break
        phrase.append((start, end))
    return phrase


def are_set_off(text: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Return whether two phrases stand apart: "grants or loans, which …", "…: grants or loans?"."""
    begins = _begins_phrase(text, left[0])
    return _VERSUS.search(text[left[1] : right[0]]) is not None or (begins and _ends_phrase(text, right[1]))


def _is_ordinal(text: str, word: tuple[int, int]) -> bool:
    """Whether a word points at a side named before: "the first" or "the second"."""
    return _ORDINAL.fullmatch(text[word[0] : word[1]]) is not None


def _ends_phrase(text: str, end: int) -> bool:
    return _PUNCTUATION.match(text[end:].lstrip() or "?") is not None


def _begins_phrase(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return (
        not before
        or _PUNCTUATION.fullmatch(before[-1]) is not None
        or bool(
            re.search(
                r"\b(?:the|a|an|between|compare|comparing|is|are|does|do|did|which)$", before, re.IGNORECASE
            )
        )
    )
