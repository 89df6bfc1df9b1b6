"""Names and phrases found in text.

Names are found as they are spelled, by one pattern of all of them; phrases by the stems of their words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.text.tokens import Word, split_words

_SPELLINGS = {" ": r"\s+", "'": "['’]"}  # of a letter in documents


@dataclass(frozen=True, slots=True)
class Mention:
    """A canonical name and the characters `start:end` that name it."""

    name: str
    start: int
    end: int


# The forms of names by their first stem, the longest first; a form is its stems and the name.
Forms = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def compile_names(names: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a pattern that finds the longest name at each place.

    It is a tree of letters, since the thousands of branches of an alternation are tried one by one.
    """
    spelled = sorted({n.lower() if flags & re.IGNORECASE else n for n in names})
    # ASCII names need word boundaries; Chinese names have none around them.
    bounded = [n for n in spelled if n[0].isascii() and n[-1].isascii() and n[-1].isalnum()]
    free = [n for n in spelled if n not in set(bounded)]
    parts = [_tree_pattern(free)] * bool(free) + [rf"\b(?:{_tree_pattern(bounded)})\b"] * bool(bounded)
    # One look-ahead rules out most places, where no name begins, before the branches are tried.
    first_letters = "".join(re.escape(letter) for letter in sorted({n[0] for n in spelled}))
    return re.compile(rf"(?=[{first_letters}])(?:{'|'.join(parts)})" if parts else r"(?!)", flags)


def _tree_pattern(endings: Sequence[str]) -> str:
    """Return the pattern of endings: a branch for each first letter, optional if an ending is empty."""
    branches: dict[str, list[str]] = {}
    for ending in endings:
        if ending:
            branches.setdefault(ending[0], []).append(ending[1:])
    alternatives = [
        _SPELLINGS.get(letter, re.escape(letter)) + _tree_pattern(rest) for letter, rest in branches.items()
    ]
    if not alternatives:
        return ""
    return f"(?:{'|'.join(alternatives)})" + ("?" if "" in endings else "")


def fold_name(name: str) -> str:
    """Return the name in lower case with single spaces and straight apostrophes.

    Names that fold alike are matched alike by `compile_names` with `re.IGNORECASE`.
    """
    # A pattern that ignores case takes the Turkish i's for an i, casefold does not.
    return " ".join(name.replace("İ", "i").replace("ı", "i").casefold().replace("’", "'").split())


def index_forms(groups: Iterable[tuple[str, Iterable[str]]]) -> Forms:
    """Return the forms of each name, given as texts; a form of two names is that of the first."""
    names: dict[tuple[str, ...], str] = {}
    for name, forms in groups:
        for form in forms:
            names.setdefault(tuple(w.stem for w in split_words(form)), name)
    names.pop((), None)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for stems in sorted(names, key=len, reverse=True):
        found.setdefault(stems[0], []).append((stems, names[stems]))
    return found


def find_forms(words: Sequence[Word], forms: Forms) -> list[Mention]:
    """Return the mentions in order, the longest at each place, none overlapping another."""
    found, free = [], 0
    stems = tuple(w.stem for w in words)
    for at, stem in enumerate(stems):
        if at < free or stem not in forms:
            continue
        for form, name in forms[stem]:
            if stems[at : at + len(form)] == form:
                free = at + len(form)
                found.append(Mention(name, words[at].start, words[free - 1].end))
                break
    return found
