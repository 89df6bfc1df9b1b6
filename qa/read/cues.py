"""How a question is worded: the kind and focus of the answer it asks for, whether it needs an earlier one.

Patterns of English, nothing else; names are the framework's concern.
"""

import re

from qa.records import Focus, Kind


def _compile(*alternatives: str) -> re.Pattern[str]:
    """A pattern of words or phrases in any case."""
    return re.compile(rf"\b({'|'.join(alternatives)})\b", re.IGNORECASE)


_DIFFERENCES = _compile(r"differ\w*", r"contrast\w*", r"diverge\w*", "unlike", r"distinguish\w*")
_SIMILARITIES = _compile(
    "similar(ities|ity|ly)?",
    "in common",
    "common points?( only)?",
    "alike",
    "shared",
    "(they|both|regions|countries|cases) share",
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
_MORE = _compile(
    "more|most|bigger|biggest|larger|largest|higher|highest|closer|deeper|stronger|greater",
    "which (region|country|one|of)",
)
_COMPARISON = _compile(
    r"compar\w*|versus|vs\.?|relative to|as against|against|differ\w*|contrast\w*|than|in common",
    r"similar\w*|between",
)
_RELATIONS = _compile(
    "role|presence|relationships?|relations|ties|dealings|engagement|influence|footprint|approach(es)?",
    "strateg(y|ies)|stance|polic(y|ies)",
)
_TIMELINE = _compile(
    r"timeline|chronolog\w*|milestones?|over time|history of|step by step|since when",
)
_CONFLICT = _compile(
    r"contradict\w*|disagree\w*|conflicting|disputed?|at odds",
    "different (totals|figures|numbers|estimates|accounts|answers|claims|dates)",
)
_LOOKUP = re.compile(
    r"^\W*(and\s+)?((for|in|by|at|to|on|from|since) )?"
    r"(how (many|much|long|big|large|old|far|often|high)|when|where|who|whom|whose|which"
    r"|what (date|share|year|percentage)|what['’]?s|what (is|was|are|were) (the|a)\b"
    r"|what (\w+ ){0,3}(do|does|did)|did|does|is|was|has|are|were|what (sort|kind) of)\b",
    re.IGNORECASE,
)
_REFERENCE_BACK = re.compile(
    r"^\W*(and|but|so|or|what about|how about|what of|why|also|then|same)\b"
    r"|\b(they|them|their|it|its|those|these|this|similar|comparable|same|likewise|compares?"
    r"|the (\w+ )?ones?|over there)\b",
    re.IGNORECASE,
)
_PRONOUN_OF_SIDE = re.compile(
    r"\b(they|their|its)\b", re.IGNORECASE
)  # after a side's name it means that side
_MAX_SHORT_WORDS = 4  # a question so short depends on the one before it
_COORDINATION = re.compile(
    r"\s*(,|/|,?\s*\b(or|and|versus|vs\.?|than|nor)\b)\s*((in|with|on|the|to|for)\b\s*)*", re.IGNORECASE
)
_SEGMENT_END = re.compile(r"(?<=[.!?])\s+|:\s+|\s+[-–—]\s+")
_ASKER = re.compile(r"\b(i|i['’](m|ve|d|ll)|we|we['’](re|ve|ll)|my|our|ours|mine)\b", re.IGNORECASE)


def read_kind(text: str, sides: int, query: str) -> Kind:
    """Return the kind of answer asked for; `sides` is the number of sides, `query` the content words."""
    if sides > 1:
        return Kind.COMPARISON
    if _CONFLICT.search(text):
        return Kind.CONFLICT
    if _TIMELINE.search(text):
        return Kind.TIMELINE
    if _LOOKUP.search(text) and query and not (sides and asks_about_relations(text)):
        return Kind.LOOKUP
    return Kind.OVERVIEW if sides else Kind.LOOKUP


def read_focus(text: str, kind: Kind) -> Focus | None:
    """Return what a comparison asks for alone; None for both similarities and differences."""
    if kind not in (Kind.COMPARISON, Kind.PERIODS):
        return None
    if _NOT_SIMILARITIES.search(text):
        return Focus.DIFFERENCES
    if _NOT_DIFFERENCES.search(text):
        return Focus.SIMILARITIES
    asks_differences = _DIFFERENCES.search(text) is not None
    if _SIMILARITIES.search(text):
        return None if asks_differences else Focus.SIMILARITIES
    if asks_differences:
        return Focus.DIFFERENCES
    return Focus.WHICH_IS_MORE if _MORE.search(text) else None


def has_comparison_cue(text: str) -> bool:
    """Return whether the question has a word of comparing."""
    return _COMPARISON.search(text) is not None


def is_coordination(between: str) -> bool:
    """Return whether the words between two names coordinate them: 'and', 'or', a comma."""
    return _COORDINATION.fullmatch(between) is not None


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
