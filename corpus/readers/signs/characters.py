"""Characters that stand for others: ligatures are written out, soft hyphens removed, figures raised.

"the ﬁrst kilo\u00admetre"    →    "the first kilometre"
"""

import re

_SOFT_HYPHEN = "\u00ad"
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_CLEANED = re.compile(f"[{_SOFT_HYPHEN}{''.join(_LIGATURES)}]")

RAISABLE = "0123456789,-abcdefghijklmnoprstuvwxyz"
SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹\u2e34⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"  # of RAISABLE, in its order
SUPERSCRIPT_DIGITS = SUPERSCRIPT[:10]
TO_SUPERSCRIPT = str.maketrans(RAISABLE + "\u2013\u2212", SUPERSCRIPT + "⁻⁻")
TO_PLAIN = str.maketrans(SUPERSCRIPT, RAISABLE)
# What a raised figure is the exponent of, not a note mark at: a unit of length, or a power of ten.
BEFORE_EXPONENT = re.compile(r"(?:\b(?:[kcmd]?m|ft|mi|in|yd|[ксмд]?м)|[×·*x]\s?10|公里|米)$")


def clean_characters(text: str) -> str:
    """Return the text with ligatures as letters and without soft hyphens.

    Other invisible characters stay: a text may carry a message in them, of which users are told.
    """
    return text if text.isascii() else _CLEANED.sub(lambda m: _LIGATURES.get(m.group(), ""), text)


def raise_figure(words: str) -> str:
    """Return a raised figure ("4", "−6") in superscript characters; other words as they are."""
    bare = words.strip()
    return bare.translate(TO_SUPERSCRIPT) if re.fullmatch(r"[-\u2212\u2013]?\d+", bare) else words
