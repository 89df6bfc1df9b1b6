"""Features of a sentence that decide whether it can be quoted alone.

It must not point outside itself ("This deal ..."), and it must be about its subject, not about its own
document ("This paper examines ...").
"""

import re
from functools import lru_cache

_ANAPHORIC = re.compile(
    r"(this|these|that|those|it|its|they|their|he|she|his|her|such|the (same|two|latter|former)"
    r"|both|another|there|here|in (this|these|that|both (regions|countries|cases))|under this|as such)\b",
    re.IGNORECASE,
)
_BOTH_NAMED = re.compile(r"both\s+(?:(?!and\b)\S+\s+){1,6}and\b", re.IGNORECASE)
_METADISCOURSE = re.compile(
    r"\b(?:this|the|our) (?:paper|article|study|chapter|section|report|brief|analysis|thesis"
    r"|comparative framework|framework)\s+(?:\w+\s+)?"
    r"(?:is structured|is organi[sz]ed|analy[sz]es|examines|explores|aims|adopts|discusses|investigates|seeks"
    r"|proceeds|presents|begins|looks)\b"
    r"|\b(?:in this (?:paper|article|study|section|chapter)|comparative analysis of)\b"
    r"|\bthere are (?:significant|many|several|important) (?:differences|similarities)\b"
    r"|^(?:these|such|the) (?:differences|similarities)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:and|but|whereas|while|whilst|in contrast,|by contrast,|however,|thus,)\s+", re.IGNORECASE
)


def stands_alone(text: str) -> bool:
    """False if the sentence opens by pointing at one before it."""
    bare = strip_connective(text)
    return not _ANAPHORIC.match(bare) or _BOTH_NAMED.match(bare) is not None


@lru_cache(maxsize=8192)
def is_metadiscourse(text: str) -> bool:
    """True if the sentence is about its document: what it examines, how it is structured."""
    return _METADISCOURSE.search(text) is not None


def strip_connective(text: str) -> str:
    """The sentence or clause without an opening "whereas", "however" and the like."""
    return _CONNECTIVE.sub("", text)
