"""Which language a text is in, as far as search must know: by its script first, then by its commonest words.

Told apart are those the corpus is likely to hold: Chinese, Japanese, Korean; Russian, Ukrainian, Serbian and Bulgarian in Cyrillic; Greek, Arabic; Serbian
(with Croatian and Bosnian, "sr"), Turkish, German, French, Spanish and English in Latin. What is not sure is None.
"""

import re
from collections import Counter

_SAMPLE = 5_000  # characters; more of a text says nothing new
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_CYRILLIC = {"sr": "ђјљњћџ", "uk": "іїєґ", "ru": "ыэё", "bg": "ъщ"}  # letters the others lack, or hardly use
_COMMON = {
    "en": "the of and to in is that for was with as by on are from which has".split(),
    "sr": "je i u na se da su za od sa koji kao iz ili bi nije koja što godine".split(),
    "tr": "ve bir bu için ile olarak da de olan en daha çok gibi ise kadar olduğu".split(),
    "de": "der die und das ist von den mit für auf im nicht ein eine zu dem".split(),
    "fr": "le la les des et en du une dans est que pour par sur au qui".split(),
    "es": "el la los las de y en que del una por con para es se al".split(),
}
_SHARE = (
    0.08  # of the words: running text of a known language has a fifth to a third of them among its commonest
)
LANGUAGE_NAMES = {
    "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ru": "Russian", "uk": "Ukrainian", "sr": "Serbian", "bg": "Bulgarian", "el": "Greek",
    "ar": "Arabic", "tr": "Turkish", "de": "German", "fr": "French", "es": "Spanish", "en": "English",
}  # fmt: skip


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language that most of the text is in."""
    sample = text[:_SAMPLE]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()}
    counts["zh"] *= 3  # an ideograph says about as much as three letters
    if counts["ja"] > 0.1 * counts["zh"] > 0:  # Japanese writes ideographs between its own signs
        counts["ja"] += counts["zh"]
    script = max(counts, key=lambda name: counts[name])
    if counts[script] < 20:
        return None
    if script == "cyrillic":
        letters = Counter(sample.lower())
        return (
            max(_CYRILLIC, key=lambda code: sum(letters[c] for c in _CYRILLIC[code]))
            if any(letters[c] for c in "".join(_CYRILLIC.values()))
            else None
        )
    return _by_words(sample) if script == "latin" else script


def _by_words(sample: str) -> str | None:
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    shares = (
        {code: sum(words[w] for w in known) / words.total() for code, known in _COMMON.items()}
        if words
        else {}
    )
    best = max(shares, key=lambda code: shares[code], default=None)
    return best if best and shares[best] >= _SHARE else None


def declared_language(label: object) -> str | None:
    """The two-letter code of a label such as 'sr-Latn-RS' or 'en_GB'; None if it is no such label."""
    found = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", str(label or ""))
    return found.group(1).lower() if found else None
