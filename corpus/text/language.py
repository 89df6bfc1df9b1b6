"""Which language a text is in: its script says which part of it to judge, py3langid judges that part.

A text is judged by the script that most of its letters are in, so that a few foreign names do not matter.
What is not sure is None: short texts, lists of names, tables of figures. Serbian, Croatian and Bosnian are
one language here, "sr", and so are the varieties of Chinese and of Arabic: search treats them alike, and
short texts do not show which.
"""

import re
from functools import cache
from typing import Any

_SAMPLE = 5_000  # characters; more of a text gives no better answer
_MIN_LETTERS = 20
_SURE = 0.8  # probability; English of 1,000 characters or more reaches it, made-up words stay below 0.7
_LETTERS_PER_IDEOGRAPH = 3  # an ideograph says about as much as three letters
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_OF_MANY_LANGUAGES = frozenset({"cyrillic", "arabic", "latin"})
_MERGED = {
    "hr": "sr",
    "bs": "sr",
    "ary": "ar",
    "arz": "ar",
    "uzs": "uz",
    "zxx": None,
}  # zxx: no language at all


def detect_language(text: str) -> str | None:
    """Return the code of the language that most of the text is in, two letters where ISO 639-1 has them."""
    sample = text[:_SAMPLE]
    counts = {name: len(letter.findall(sample)) for name, letter in _SCRIPTS.items()}
    counts["zh"] *= _LETTERS_PER_IDEOGRAPH
    if counts["ja"] > 0.1 * counts["zh"] > 0:  # Japanese writes ideographs between its own signs
        counts["ja"] += counts["zh"]
    script = max(counts, key=lambda name: counts[name])
    if counts[script] < _MIN_LETTERS:
        return None
    if script not in _OF_MANY_LANGUAGES:
        return script
    others = [letter.pattern for name, letter in _SCRIPTS.items() if name != script]
    return _classify(re.sub("|".join(others), " ", sample))


def _classify(sample: str) -> str | None:
    """Return the likeliest language of a text in one script, None if none is likely enough."""
    shares: dict[str | None, float] = {}
    for label, probability in _load_identifier().rank(sample):
        code = _MERGED.get(label, label)
        shares[code] = shares.get(code, 0.0) + probability
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= _SURE else None


@cache
def _load_identifier() -> Any:
    # The model takes some 0.4 s and 80 MB: only processes that detect a language pay for it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def name_language(code: str) -> str:
    """Return the English name of a language code, the code itself if it has none: "sr" is Serbian."""
    from babel import Locale  # its names take 50 ms to load

    return str(Locale("en").languages.get(code, code))


def parse_language_tag(label: object) -> str | None:
    """Return the two-letter code of a label such as "sr-Latn-RS" or "en_GB", None for any other label."""
    found = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", str(label or ""))
    return found.group(1).lower() if found else None
