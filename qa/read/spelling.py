"""Words of a question that the documents do not have: misspelt ones are corrected, the others reported."""

import re

from corpus.text.english_words import is_common, is_english, list_corrections, looks_english
from corpus.text.tokens import STOPWORDS
from index.records import Words

_WORD = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")  # in lower case: with a capital it may be a name
_NAME = re.compile(r"(?<![\w-])[A-Z][a-z]{5,}(?![\w-])")
_ASKING = ("many", "much", "long", "compare", "tell", "show")
_MIN_LETTERS = 5  # of a word that may be misspelt
_ANY_WORD = re.compile(r"[^\W\d_]{3,}")
_BRITISH = (  # spellings, and those of the list of English words, which is American
    (re.compile(r"(?<=[iy])s(?=e|ing|ation)"), "z"),
    (re.compile(r"(?<=[a-z])our"), "or"),
    (re.compile(r"tre(?=s?$)"), "ter"),
    (re.compile(r"ence(?=s?$)"), "ense"),
    (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"ini(?=um$)"), "in"),
)


def correct_words(text: str, words: Words | None) -> str:
    """Return the text with misspelt words corrected, if the documents lack them; of names, those they have.

    Without documents only words that are one slip away from an English word are corrected.
    """
    if not looks_english(text):
        return text
    text = _NAME.sub(lambda m: _correct_name(m.group(), words), text)
    return _WORD.sub(lambda m: _correct(m.group(), words), text)


def list_unknown(query: str, words: Words | None) -> tuple[str, ...]:
    """Return the words that no document has in any form; none without documents."""
    if words is None:
        return ()
    return tuple(word for word in dict.fromkeys(_ANY_WORD.findall(query)) if not words.has_word(word))


def _correct_name(word: str, words: Words | None) -> str:
    """A name of the documents that a capitalised word is a slip of, else the word."""
    if words is None or is_english(word) or words.has_word(word):
        return word
    near = words.correct(word)
    return near.capitalize() if near and not is_english(near) else word


def _correct(word: str, words: Words | None) -> str:
    if is_english(word) and (len(word) >= _MIN_LETTERS or is_common(word)):
        return word
    if words and words.has_word(word):
        return word
    if words and (near := words.correct(word)):
        return near
    if any(is_english(british.sub(american, word)) for british, american in _BRITISH):
        return word
    corrections = list_corrections(word)
    if len(word) < _MIN_LETTERS:  # of a short word only words that ask can be told
        corrections = [c for c in corrections if c in STOPWORDS or c in _ASKING]
    return next(iter(corrections), word)
