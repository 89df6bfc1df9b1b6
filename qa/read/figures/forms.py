"""Whether a question has the words of a form.

A form with a function word is a phrase, "in the red": its words stand together. The words of any other one
stand near one another, in any order: "share of debt" as "debt" and "share".
"""

from collections.abc import Iterable, Sequence

from corpus.text.tokens import STOPWORDS, stem
from index.records import Form

_MIN_BEGINNING = 4  # letters of a word that a longer one may begin with: "rail" in "railway"
_GAP = 3  # words more than a form has, within which its words must stand
STOP_STEMS = frozenset(map(stem, STOPWORDS))


def has_form(stems: Sequence[str], form: Form) -> bool:
    """Return whether the question, given as the stems of all its words, has the form."""
    size = len(form)
    if size == 1:
        return form[0] in stems
    if not STOP_STEMS.isdisjoint(form):
        return any(tuple(stems[at : at + size]) == form for at in range(len(stems) - size + 1))
    if not set(form) <= set(stems):
        return False
    starts = (at for at, found in enumerate(stems) if found in form)
    return any(set(form) <= set(stems[at : at + size + _GAP]) for at in starts)


def begins_word(stems: Sequence[str], form: Form) -> bool:
    """Return whether a form of one word is the beginning of a longer one: "rail" of "railway"."""
    return len(form) == 1 and len(form[0]) >= _MIN_BEGINNING and any(s.startswith(form[0]) for s in stems)


def find_longest(stems: Sequence[str], forms: Iterable[Form]) -> list[Form]:
    """Return the forms that the question has, those with the most words first."""
    return sorted((form for form in forms if has_form(stems, form)), key=len, reverse=True)
