"""How questions are worded: what they want compared, what kind of answer they want, which words only ask. Patterns of English, nothing else."""

import re
from collections.abc import Sequence

from corpus.text.dates import YEAR
from corpus.text.quantities import COUNT, LENGTH_OR_DURATION, MONEY, SHARE
from corpus.text.tokens import STOPWORDS, split_words
from qa.records import Focus, Kind

_DIFFERENCES = re.compile(r"\b(differ\w*|contrast\w*|diverge\w*|unlike|distinguish\w*)\b", re.IGNORECASE)
_SIMILARITIES = re.compile(
    r"\b(similar(ities|ity|ly)?|in common|common points?( only)?|alike|shared|(they|both|regions|countries|cases) share|parallels?"
    r"|(come|crop|appear|occur|recur)s? (up )?in both)\b",
    re.IGNORECASE,
)
_NOT_SIMILARITIES = re.compile(
    r"\b(no similarit\w*|differences? only|only (the )?differences?"
    r"|(leav\w+ out|without|not|except|ignoring) (what they share|(the )?similarit\w*))\b",
    re.IGNORECASE,
)
_NOT_DIFFERENCES = re.compile(
    r"\b(similarities only|only (the )?similarit\w*|common points only|no differences?)\b", re.IGNORECASE
)
_MORE = re.compile(
    r"\b(more|most|bigger|biggest|larger|largest|higher|highest|closer|deeper|stronger|greater|which (region|country|one|of))\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(compar\w*|versus|vs\.?|relative to|as against|against|differ\w*|contrast\w*|than|in common|similar\w*|between)\b",
    re.IGNORECASE,
)
_LOOKUP = re.compile(
    r"^\W*(and\s+)?((for|in|by|at|to|on|from|since) )?"
    r"(how (many|much|long|big|large|old|far|often|high)|when|where|who|whom|whose|which|what (date|share|year|percentage)"
    r"|what['’]?s|what (is|was|are|were) (the|a)\b|what (\w+ ){0,3}(do|does|did)|did|does|is|was|has|are|were|what (sort|kind) of)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(role|presence|relationships?|relations|ties|dealings|engagement|influence|footprint|approach(es)?|strateg(y|ies)|stance|polic(y|ies))\b",
    re.IGNORECASE,
)
# What a look-up wants to be told, and what a sentence must hold to tell it.
_WANTED = (
    (
        re.compile(
            r"\b(interest rate|what (share|percentage|proportion|part)|how many percent)\b", re.IGNORECASE
        ),
        SHARE,
    ),
    (
        re.compile(
            r"\b(costs?|price|how much money|in (us )?(dollars|euros)|how expensive|worth"
            r"|how much (\w+ ){1,4}(borrow(ed)?|lent|lend|pay|paid|owed?s?|invest(ed)?|spen[dt]))\b",
            re.IGNORECASE,
        ),
        MONEY,
    ),
    (
        re.compile(r"\bhow (long|far)\b", re.IGNORECASE),
        LENGTH_OR_DURATION,
    ),
    (re.compile(r"\b(how (many|much|long|big|large|high|far|old)|population)\b", re.IGNORECASE), COUNT),
    (
        re.compile(r"\b(when|what year|(on )?what date|since when)\b", re.IGNORECASE),
        YEAR,
    ),
)
_TIMELINE = re.compile(
    r"\b(timeline|chronolog\w*|milestones?|over time|history of|step by step|since when)\b", re.IGNORECASE
)
_CONFLICT = re.compile(
    r"\b(contradict\w*|disagree\w*|conflicting|disputed?|at odds|different (totals|figures|numbers|estimates|accounts|answers|claims|dates))\b",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"^\W*(and|but|so|or|what about|how about|what of|why|also|then|same)\b"
    r"|\b(they|them|their|it|its|those|these|this|similar|comparable|same|likewise|compares?|the (\w+ )?ones?|over there)\b",
    re.IGNORECASE,
)
_OF_SIDES = re.compile(
    r"\b(they|their|its)\b", re.IGNORECASE
)  # which after a side's name stand for that side
_SHORT = 4  # words; a question so short leans on the one before it
_COORDINATED = re.compile(
    r"\s*(,|/|,?\s*\b(or|and|versus|vs\.?|than|nor)\b)\s*((in|with|on|the|to|for)\b\s*)*", re.IGNORECASE
)
_SEGMENT_END = re.compile(r"(?<=[.!?])\s+|:\s+|\s+[-–—]\s+")
_ASKER = re.compile(r"\b(i|i['’](m|ve|d|ll)|we|we['’](re|ve|ll)|my|our|ours|mine)\b", re.IGNORECASE)
# Words of comparing and asking that say nothing of the matter, as stems; a search with them finds sentences about studies, not about China.
_SCAFFOLD = frozenset(
    "compar comparison contrast differ differ differenti versus vs relat similar common share role approach strategi engag engagement polici way main "
    "side region countri state area china chines beij prc term look like make made take use get give tell know say said much mani also each two one "
    "three four respect case deal keep want need pleas explain describ overview summari question answer kind sort thing what how "
    # Words so common that it says nothing if a corpus lacks them.
    "good better best bad wors worst big bigger biggest small smaller larg larger great greater rich poor heavi hard harder easi high higher low lower "
    "realli actual exact just still ever yet quit onto across despit togeth versus anyon someon everyon anyth someth everyth stuff place part lot bit "
    "see seen hear heard hold held bring brought put move moved walk go goe went gone come came got fare stack slice play happen show find found tri tell "
    "manag handl treat defin help mean meant seem stand let yes ye no skip cover speak said chart tabl price tag old new much most more less least "
    "long far often wich ppl whos vs etc timelin chronolog chronolog histori mileston relat over time step event".split()
)


def read_kind(text: str, sides: int, query: str) -> Kind:
    """The kind of answer wanted, of `sides` sides; `query` is what is asked in words of its own."""
    if sides > 1:
        return Kind.COMPARISON
    if _CONFLICT.search(text):
        return Kind.CONFLICT
    if _TIMELINE.search(text):
        return Kind.TIMELINE
    if _LOOKUP.search(text) and query and not (sides and _WHOLE.search(text)):
        return Kind.LOOKUP
    return Kind.OVERVIEW if sides else Kind.LOOKUP


def read_focus(text: str, kind: Kind) -> Focus | None:
    """What a comparison is to dwell on."""
    if kind not in (Kind.COMPARISON, Kind.PERIODS):
        return None
    if _NOT_SIMILARITIES.search(text):
        return Focus.DIFFERENCES
    if _NOT_DIFFERENCES.search(text) or _SIMILARITIES.search(text):
        return Focus.SIMILARITIES if not _DIFFERENCES.search(text) or _NOT_DIFFERENCES.search(text) else None
    if _DIFFERENCES.search(text):
        return Focus.DIFFERENCES
    return Focus.WHICH_IS_MORE if _MORE.search(text) else None


def has_expected_value(asked: str, text: str) -> bool:
    """False if the question wants a share, a sum of money, a number or a date and the text has none."""
    return all(held.search(text) for wants, held in _WANTED if wants.search(asked))


def specifics(text: str, query: str) -> tuple[str, ...]:
    """Names, codes and figures among the words of the matter: with a digit, or with a capital that no sentence begins with."""
    begun = {m.group(1) for m in re.finditer(r"(?:^|[.?!:]\s+)\W*([\w'’-]+)", text)}
    return tuple(
        w
        for w in query.split()
        if any(c.isdigit() for c in w)
        or (any(c.isupper() for c in w) and (w not in begun or not w[1:].islower()))
    )


def compares(text: str) -> bool:
    return _COMPARES.search(text) is not None


def coordinated(between: str) -> bool:
    """True if the words between two names set them side by side: 'and', 'or', a comma."""
    return _COORDINATED.fullmatch(between) is not None


def leans_on_earlier(text: str, named: int) -> bool:
    """True if the question is short or points back, so that it may lack what an earlier one said; `named` is where its first side is named."""
    pointing = [
        m for m in _ELLIPTIC.finditer(text) if m.start() < named or not _OF_SIDES.fullmatch(m.group())
    ]
    return bool(pointing) or len(text.split()) <= _SHORT


def asks_of_the_whole(text: str) -> bool:
    """True if the question is after relations as a whole: the role, the ties, the dealings."""
    return _WHOLE.search(text) is not None


def asking_spans(text: str) -> list[tuple[int, int]]:
    """Spans that speak of the asker or of the form of the answer: 'I am writing a paper on …:', 'common points only'.

    The asker's sentences count only where another sentence is left to carry the question.
    """
    ends = [m.span() for m in _SEGMENT_END.finditer(text)]
    segments = list(zip([0] + [e for _, e in ends], [s for s, _ in ends] + [len(text)], strict=True))
    own = [(s, e) for s, e in segments if _ASKER.search(text[s:e])]
    wanted = [
        m.span() for p in (_NOT_SIMILARITIES, _NOT_DIFFERENCES, _SIMILARITIES) for m in p.finditer(text)
    ]
    return [*(own if len(own) < len(segments) else []), *wanted]


def content_query(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """The words that carry what is asked, without those `taken` as names and those that only ask; once each."""
    words: dict[str, str] = {}
    for match in re.finditer(r"[\w'’%$.+-]*\w", text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        stems = [w.stem for w in split_words(match.group())]
        if match.group().lower() in STOPWORDS or all(s in _SCAFFOLD for s in stems):
            continue
        words.setdefault(" ".join(stems), match.group())
    return " ".join(words.values())
