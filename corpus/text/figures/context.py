"""The English words right before a figure, by which it is told what kind of figure it is."""

from collections.abc import Container, Sequence

from corpus.text.english import read_words

_MAX_CHARACTERS = 60
_OPENING = "([{“”\"‘'*_~≈$€£¥"
APPROXIMATING = frozenset(read_words("approximating"))
_FILLERS = APPROXIMATING | frozenset("only just an a the well".split())


def split_before(text: str, start: int) -> list[str]:
    """Return the words before `start` in order and lower case; marks behind a word are kept: "said,"."""
    begin = max(0, start - _MAX_CHARACTERS)
    words = text[begin:start].lower().split()
    return [word.lstrip(_OPENING) for word in (words[1:] if begin else words)]


def ends_with(words: Sequence[str], phrases: Container[str]) -> bool:
    """Return whether the last word, or the last two or three, are one of the phrases."""
    phrase = ""
    for word in words[:-4:-1]:
        phrase = f"{word} {phrase}" if phrase else word
        if phrase in phrases:
            return True
    return False


def skip_fillers(words: Sequence[str]) -> Sequence[str]:
    """Return the words without "about", "more than", "the" and the like at their end."""
    while count := next((n for n in (3, 2, 1) if " ".join(words[-n:]) in _FILLERS), 0):
        words = words[:-count]
    return words
