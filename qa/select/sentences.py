"""What a sentence says of the sides: whether it likens or contrasts them, how definite it is, which of its clauses speaks of which side.

All follows from the words alone, and the same sentences come up in question after question, whatever build they are in: so what was read lately is kept.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from corpus.annotate.features import strip_connective
from corpus.framework import Framework
from corpus.text.quantities import AMOUNT_REGEX, NUMBER
from corpus.text.tokens import Word, content_stems, split_words

kept = lru_cache(maxsize=8192)  # sentences, for each thing that is read of them

_CLAUSE_END = re.compile(r";\s+|,?\s+(?=\b(?:whereas|while|whilst)\b)|(?<=\w),\s+(?=but\b)")
_CLAUSE_SIGNS = (";", "whereas", "while", "whilst", "but")
_CONTRASTS = re.compile(
    r"\b(whereas|while|unlike|in contrast|by contrast|key difference|differs?)\b", re.IGNORECASE
)
_LIKENS = re.compile(
    r"\b(both|common to|in common|alike|similar\w*|similarit\w*|two parallel|each of)\b", re.IGNORECASE
)
_FORESEES = re.compile(
    r"\b(will|would|may|might|could|(is|are) (expected|projected|foreseen|likely) to|scenario)\b",
    re.IGNORECASE,
)
_SAYINGS = r"(?:sources?|reports?|estimates?|figures?|counts?|accounts?|valuations?|explanations?|tall(?:y|ies)|surveys?|polls?|data|numbers|dates|claims|totals)"
# What reports a disagreement, each pattern behind the words without one of which it cannot match: looking for those takes a twentieth of the time.
_REPORTS = tuple(
    (roots.split(), re.compile(pattern, re.IGNORECASE))
    for roots, pattern in (
        (
            "differ disagree conflict diverg contradict vary varies",
            rf"\b(?:{_SAYINGS}\b[^.;:]{{0,140}}?\b(?:differ(?:s|ed|ing|ently)?|disagree[sd]?|conflict(?:s|ed|ing)?|diverge[sd]?|contradict(?:s|ed|ing)?|vary|varies)\b"
            rf"|(?:conflicting|contradictory|differing|divergent|different)\s(?:numbers?|ranking|picture|{_SAYINGS})\b"
            r"|contradiction\s(?:to|with)\b|contradict(?:s|ing|ed)?\b|(?:differs?|conflicts?)\s(?:from|with)\b)",
        ),
        (
            "other some later older most",
            rf"\b(?:(?:other|some|later|older|another)\s(?:\w+\s)?{_SAYINGS}\b|by\s(?:most|some|other)\s{_SAYINGS}\b)",
        ),
        (
            "report",
            rf"\b(?:reported\s(?:as\s{AMOUNT_REGEX}[^.;]{{0,20}}\sor\s|elsewhere\sas)"
            r"|(?:a|one|another)\sreport\b[^.;]{0,60}\b(?:gives|puts)\b"
            r"|(?:roughly|about|only)\s(?:half|twice|a\sthird)\sof\sthe\s\S+\s(?:\w+\s)?reported\b)",
        ),
        ("disput", r"\bdisput(?:es?|ed)\s(?:the|this|that)\b"),
        ("negative positive", r"\b(?:more|less)\s(?:negative|positive)\b[^.;]{0,40}\bthan\b"),
        ("figure", r"\b(?:(?:larger|smaller|higher|lower)\sfigure\b|against\s\S+\sfigure\b)"),
        ("below above", r"\b(?:well|far|much)\s(?:below|above)\sthe\b"),
        ("rather", r"\brather\sthan\s\d"),
    )
)
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")
_DEFINITE = 3  # figures, or twice as many names, make a sentence fully definite
_MIN_CLAUSE_WORDS = 6


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[Word, ...]:
    """`split_words`, which several readings of a sentence begin with."""
    return tuple(split_words(text))


@kept
def stems_of(text: str) -> tuple[str, ...]:
    """Stems of the words that carry a topic, in order, repeats kept."""
    return tuple(content_stems(text))


@kept
def topics_in(text: str, framework: Framework) -> tuple[str, ...]:
    """Topics whose words stand in the text, in order, once each."""
    return tuple(dict.fromkeys(m.name for m in framework.find_topics(words_of(text))))


@kept
def states_contrast(text: str) -> bool:
    return _CONTRASTS.search(text) is not None


@kept
def states_similarity(text: str) -> bool:
    return _LIKENS.search(text) is not None


@kept
def reports_disagreement(text: str) -> bool:
    """True if the sentence itself says that sources differ."""
    folded = text.casefold()
    return any(any(root in folded for root in roots) and pattern.search(text) for roots, pattern in _REPORTS)


def names_in(text: str, framework: Framework) -> set[str]:
    """Names other than those of regions, countries and the actor."""
    return set(_other_names(text, framework))


@kept
def specificity(text: str, framework: Framework) -> float:
    """How definite a sentence is, 0 to 1: figures and dates, and names other than those of regions, countries and the actor."""
    figures = len(NUMBER.findall(text))
    return (
        1.0
        if figures >= _DEFINITE
        else min(1.0, (figures + len(_other_names(text, framework)) / 2) / _DEFINITE)
    )


def _other_names(text: str, framework: Framework) -> list[str]:
    known = {place for span in framework.find_all_names(text) for place in range(*span)}
    return [m.group() for m in _NAME.finditer(text) if m.start() not in known]


@kept
def states_forecast(text: str) -> bool:
    """True if the sentence tells what may come rather than what is."""
    return _FORESEES.search(text) is not None


@kept
def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Spans `start, end` of the clauses of a sentence, cut at semicolons and before 'whereas' and 'while'; connectives are left out."""
    ends = (
        [m.span() for m in _CLAUSE_END.finditer(text)] if any(sign in text for sign in _CLAUSE_SIGNS) else []
    )
    bounds = list(zip([0] + [e for _, e in ends], [s for s, _ in ends] + [len(text)], strict=True))
    trimmed = []
    for start, end in bounds:
        lead = end - start - len(strip_connective(text[start:end])) if len(bounds) > 1 else 0
        trimmed.append((start + lead, end))
    return tuple((s, e) for s, e in trimmed if len(text[s:e].split()) >= _MIN_CLAUSE_WORDS)


def cut_to_side(
    text: str, side: str, others: Collection[str], framework: Framework
) -> tuple[int, int] | None:
    """The clause of a sentence on several sides that speaks of `side` and of none of the `others`; None if no cut parts them."""
    spans = clauses(text)
    if len(spans) < 2 or not set(others) & set(
        framework.with_regions(m.name for m in framework.find_subjects(text))
    ):
        return None
    names = {
        span: set(framework.with_regions(m.name for m in framework.find_subjects(text[slice(*span)])))
        for span in spans
    }
    fit = [span for span in spans if side in names[span] and not names[span] & set(others)]
    return fit[0] if fit else None


@kept
def cut_to_aspect(text: str, aspect: str, framework: Framework) -> tuple[int, int] | None:
    """The one clause that names the aspect, or else the one that speaks of it, in a sentence whose clauses treat several."""
    spans = clauses(text)
    words = {span: words_of(text[slice(*span)]) for span in spans}
    for find in (framework.find_asked_aspects, framework.find_aspects):
        fit = [span for span in spans if aspect in {m.name for m in find(words[span])}]
        if len(spans) > 1 and len(fit) == 1:
            return fit[0]
    return None
