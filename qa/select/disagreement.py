"""Sentences that themselves say that sources differ: "Estimates of the debt diverge". Patterns of English."""

import re

from corpus.text.quantities import AMOUNT_REGEX
from qa.select.sentences import cache_by_sentence

_ACCOUNT = (
    r"(?:sources?|reports?|estimates?|figures?|counts?|accounts?|valuations?|explanations?|tall(?:y|ies)"
    r"|surveys?|polls?|data|numbers|dates|claims|totals)"
)
_DIFFER = (
    r"(?:differ(?:s|ed|ing|ently)?|disagree[sd]?|conflict(?:s|ed|ing)?|diverge[sd]?"
    r"|contradict(?:s|ed|ing)?|vary|varies)"
)
# Each pattern comes with the words without one of which it cannot match; looking for those first takes a
# twentieth of the time.
_PATTERNS = tuple(
    (roots.split(), re.compile(pattern, re.IGNORECASE))
    for roots, pattern in (
        (
            "differ disagree conflict diverg contradict vary varies",
            rf"\b(?:{_ACCOUNT}\b[^.;:]{{0,140}}?\b{_DIFFER}\b"
            r"|(?:conflicting|contradictory|differing|divergent|different)"
            rf"\s(?:numbers?|ranking|picture|{_ACCOUNT})\b"
            r"|contradiction\s(?:to|with)\b|contradict(?:s|ing|ed)?\b"
            r"|(?:differs?|conflicts?)\s(?:from|with)\b)",
        ),
        (
            "other some later older most",
            rf"\b(?:(?:other|some|later|older|another)\s(?:\w+\s)?{_ACCOUNT}\b"
            rf"|by\s(?:most|some|other)\s{_ACCOUNT}\b)",
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


@cache_by_sentence
def reports_disagreement(text: str) -> bool:
    """Return whether the sentence itself says that sources differ."""
    folded = text.casefold()
    return any(any(root in folded for root in roots) and pattern.search(text) for roots, pattern in _PATTERNS)
