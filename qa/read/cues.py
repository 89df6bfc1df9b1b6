"""How a question is worded: the kind, focus and value it asks for, whether it needs an earlier question.

The patterns are data (`corpus/text/english.toml`).
"""

import re

from corpus.records import Trait
from corpus.text.english import find_pattern
from qa.records import Focus, Kind


def _compile(*alternatives: str) -> re.Pattern[str]:
    """A pattern of words or phrases in any case."""
    return re.compile(rf"\b({'|'.join(alternatives)})\b", re.IGNORECASE)


_DIFFERENCES = re.compile(
    r"\b(?:differ\w*|contrast\w*|diverge\w*|unlike|distinguish\w*|disagree\w*|separates?|lacks?|apart"
    r"|what changed)\b"
    r"|отлича|разлик|разниц|不同|区别|區別|差异|差異|\brazlik\w*|\bfark",
    re.IGNORECASE,
)
_SIMILARITIES = _compile(
    "similar(ities|ity|ly)?",
    "in common",
    "common points?( only)?",
    "alike",
    "shared",
    "(they|both|regions|countries|cases) share",
    r"what\b[^.?!]*\band\b[^.?!]*\bshare(?=\W*$)",
    "parallels?",
    "(come|crop|appear|occur|recur)s? (up )?in both",
)
_NOT_SIMILARITIES = _compile(
    r"no similarit\w*",
    "differences? only",
    "only (the )?differences?",
    r"(leav\w+ out|without|not|except|ignoring) (what they share|(the )?similarit\w*)",
)
_NOT_DIFFERENCES = _compile(
    "similarities only", r"only (the )?similarit\w*", "common points only", "no differences?"
)
_RELATIONS = _compile(
    "role|presence|relationships?|relations|ties|dealings|engagement|influence|footprint|approach(es)?",
    "strateg(y|ies)|stance|polic(y|ies)",
)
_TIMELINE, _CONFLICT = find_pattern("asks_timeline"), find_pattern("asks_conflict")
_ABOUT_PROGRAM = find_pattern("asks_about_program")
_ORDER = _compile("rank(ing)?", "in (the |\\w+ )?order")
_FOCUS_OF_COMPARISON = (
    (find_pattern("asks_why"), Focus.WHY),
    (find_pattern("asks_same_or_not"), Focus.SAME_OR_NOT),
    (_DIFFERENCES, Focus.DIFFERENCES),
    (_ORDER, Focus.RANKING),
    (find_pattern("asks_more"), Focus.WHICH_IS_MORE),
)
_FOCUS_OF_ONE = (
    (find_pattern("asks_why"), Focus.WHY),
    (find_pattern("asks_when"), Focus.WHEN),
    (find_pattern("asks_ranking"), Focus.RANKING),
)
_FOCUS = (
    (find_pattern("asks_aim"), Focus.AIM),
    (find_pattern("asks_verdict"), Focus.VERDICT),
    (find_pattern("asks_number"), Focus.HOW_MANY),
    (find_pattern("asks_when"), Focus.WHEN),  # after a number: "how often, and since when"
    (find_pattern("asks_effect"), Focus.EFFECT),
    (find_pattern("asks_list"), Focus.LIST),
)
_NARROW = (Focus.HOW_MANY, Focus.WHEN, Focus.RANKING, Focus.LIST)  # whose answer is a look-up
_LOOKUP = re.compile(
    r"(?:^|\s[-–—]\s|[:;]\s)\W*(and\s+)?((for|in|by|at|to|on|from|since) )?"
    r"(how (many|much|long|big|large|old|far|often|high)|when|where|who|whom|whose|which"
    r"|what (date|share|year|percentage)|what['’]?s|what (is|was|are|were) (the|a)\b"
    r"|what (\w+ ){0,3}(do|does|did)|did|does|is|was|has|are|were|may|can|what (sort|kind) of)\b",
    re.IGNORECASE,
)
_REFERENCE_BACK = re.compile(
    r"^\W*(and|but|so|or|what about|how about|what of|why|also|then|same|only|just|ok|okay|now|take|instead"
    r"|peki|a|а)\b"
    r"|\b(they|them|their|it|its|those|these|this|that|similar|comparable|same|likewise|compares?|there|then"
    r"|the (first|second|former|latter|two|three)"
    r"|the (\w+ )?ones?|over there|instead|too|as well)\b",
    re.IGNORECASE,
)
_PRONOUN_OF_SIDE = re.compile(
    r"\b(they|their|its|it|there|that|this|these|those)\b", re.IGNORECASE
)  # after a side's name it means that side
_MAX_SHORT_WORDS = 4  # a question so short depends on the one before it
_SEGMENT_END = re.compile(r"(?<=[.!?])\s+|:\s+|\s+[-–—]\s+")
_ASKER = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|we|we['’](?:re|ve|ll)|my|our|ours|mine)\b[^?]*"
    r"\b(?:writ\w+|wrote|read\w*|stud(?:y|ies|ying)"
    r"|paper|essay|thesis|dissertation|class|seminar|course|homework|exam|article|story|report|brief|briefing"
    r"|research\w*|journalists?|analysts?|students?|supervisor|professor|teacher|teach|teaching"
    r"|preparing|prepare"
    r"|working on|interested|curious|wonder\w*|newsroom|editor|boss)\b",
    re.IGNORECASE,
)

_BY_QUESTION = tuple(  # what a question says, and what a sentence then has; the first that fits counts
    (re.compile(asked, re.IGNORECASE), value)
    for asked, value in (
        (r"\b(interest rate|wh(at|ich) (share|percentage|proportion|part)|how many percent)\b", Trait.SHARE),
        (
            r"\b(costs?|price|how much money|in (us )?(dollars|euros)|how expensive|worth"
            r"|how much (\w+ ){1,4}(borrow(ed)?|lent|lend|pay|paid|owed?s?|invest(ed)?|spen[dt]))\b",
            Trait.MONEY,
        ),
        (r"\bhow (long|far|many (km|kilomet(re|er)s|miles|met(re|er)s))\b", Trait.LENGTH),
        (r"\b(how (many|much|long|big|large|high|far|old)|population)\b", Trait.COUNT),
        (r"\b(when|what year|(on )?what date|since when)\b", Trait.DATE),
    )
)


def asks_about_program(text: str) -> bool:
    """Return whether the question is about the program: what it can do, who made it, what it has read."""
    return _ABOUT_PROGRAM.search(text) is not None


def read_kind(text: str, sides: int, query: str, focus: Focus | None, *, are_compared: bool) -> Kind:
    """Return the kind of answer asked for; `sides` is the number of sides, `query` the content words."""
    if are_compared and sides > 1:
        return Kind.COMPARISON
    if _CONFLICT.search(text):
        return Kind.CONFLICT
    if _TIMELINE.search(text):
        return Kind.TIMELINE
    if focus in _NARROW:
        return Kind.LOOKUP
    if focus is not None and not sides:
        return Kind.OVERVIEW
    if _LOOKUP.search(text) and query and not (sides and asks_about_relations(text)):
        return Kind.LOOKUP
    return Kind.OVERVIEW if sides else Kind.LOOKUP


def read_focus(text: str, *, compares: bool) -> Focus | None:
    """Return what is asked for above all; None for a question without such a focus."""
    if compares:
        if _NOT_SIMILARITIES.search(text):
            return Focus.DIFFERENCES
        if _NOT_DIFFERENCES.search(text):
            return Focus.SIMILARITIES
        if _SIMILARITIES.search(text) and not find_pattern("asks_same_or_not").search(text):
            return None if _DIFFERENCES.search(text) else Focus.SIMILARITIES
    choices = (*(_FOCUS_OF_COMPARISON if compares else _FOCUS_OF_ONE), *_FOCUS)
    return next((focus for pattern, focus in choices if pattern.search(text)), None)


def find_expected_value(question: str) -> str:
    """Return the trait of a sentence that can answer the question; empty if it may be any sentence."""
    return next((value for asked, value in _BY_QUESTION if asked.search(question)), "")


def depends_on_history(text: str, first_side: int) -> bool:
    """Return whether the question is short or refers back, so that it may need an earlier one.

    `first_side` is the offset of the first side it names.
    """
    references = [
        m
        for m in _REFERENCE_BACK.finditer(text)
        if m.start() < first_side or not _PRONOUN_OF_SIDE.fullmatch(m.group())
    ]
    return bool(references) or len(text.split()) <= _MAX_SHORT_WORDS


def asks_about_relations(text: str) -> bool:
    """Return whether the question is about relations in general: the role, the ties, the dealings."""
    return _RELATIONS.search(text) is not None


def find_framing_spans(text: str) -> list[tuple[int, int]]:
    """Return spans about the asker or the form of the answer: 'I am writing on …:', 'common points only'.

    Sentences about the asker count only if there is another sentence.
    """
    ends = [m.span() for m in _SEGMENT_END.finditer(text)]
    segments = list(zip([0] + [e for _, e in ends], [s for s, _ in ends] + [len(text)], strict=True))
    about_asker = [(s, e) for s, e in segments if _ASKER.search(text[s:e])]
    about_form = [
        m.span() for p in (_NOT_SIMILARITIES, _NOT_DIFFERENCES, _SIMILARITIES) for m in p.finditer(text)
    ]
    return [*(about_asker if len(about_asker) < len(segments) else []), *about_form]
