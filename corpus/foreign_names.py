"""Names of countries and regions in Chinese, Russian, Serbian and Turkish, from the Unicode CLDR.

Chinese names are found as they are spelled. The others are declined: a name is found in any of the endings
that its language has for it, in Cyrillic or Latin letters, with or without accents.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from corpus.text.english_words import is_english, looks_english
from corpus.text.phrases import Mention
from corpus.text.tokens import fold

_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile("[\u4e00-\u9fff]{2,}")
_MIN_SIGNS_OF_REGION = 3  # "中美" is Central America, but China and the United States too
_PARENTHESIS = re.compile(r" \(.*\)| SAR China$")
_CHINESE = ("zh_Hans", "zh_Hant")
# Endings of nouns and adjectives, as `fold` spells them, and the final letters that they take the place of.
_ENDINGS = {
    "ru": ("a ja u ju e i y o oi ei om em ii yi aja uju jah ah am ami emu ogo omu", "aja ii yi ja a i y"),
    "sr": ("a e i u o om em oj og im ama ima", "a e i"),
    "tr": (
        "da de ta te dan den tan ten ya ye a e i u yi yu in un nin nun la le yla yle daki deki taki teki",
        "",
    ),
}
_MIN_BASE = 3  # letters of a name without its ending


@dataclass(frozen=True, slots=True)
class _Base:
    """A word of a name without its ending; `is_cut` if it needs one."""

    letters: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Declined:
    """A name of several words in one language."""

    name: str
    language: str
    bases: tuple[_Base, ...]


class ForeignNames:
    """Names of subjects in other languages; `signs` are the Chinese ones by spelling."""

    def __init__(self, spellings: Mapping[str, Iterable[str]], declined: Mapping[str, Iterable[str]]) -> None:
        """Look up the subjects whose English spellings are given; add names that are `declined` too."""
        self.signs: dict[str, str] = {}
        self._by_first: dict[str, list[_Declined]] = {}
        codes = _find_codes(spellings)
        for name, code in codes.items():
            is_region = code.isdigit()
            for language in _CHINESE:
                for sign in _SIGNS.findall(Locale.parse(language).territories.get(code, "")):
                    if len(sign) >= 2 + is_region * (_MIN_SIGNS_OF_REGION - 2):
                        self.signs.setdefault(sign, name)
            for language in _ENDINGS:
                form = Locale.parse(language).territories.get(code, "")
                self._add(name, language, _PARENTHESIS.sub("", form))
        for name, forms in declined.items():
            for form in forms:
                for language in _ENDINGS:
                    self._add(name, language, form)
        for group in self._by_first.values():
            group.sort(key=lambda d: -len(d.bases))

    def find(self, text: str, *, fold_case: bool = False) -> list[Mention]:
        """The declined names in a text that is not English, in order; capitalised ones unless `fold_case`."""
        if text.isascii() and looks_english(text):
            return []
        words = [(fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
        found: list[Mention] = []
        free = 0
        for at, (word, start, _) in enumerate(words):
            if start < free or not (fold_case or text[start].isupper()):
                continue
            if text.isascii() and text[start].islower() and is_english(word):
                continue  # "male nurses": too short a question to look English
            for declined in self._starting_like(word):
                last = at + len(declined.bases) - 1
                rest = words[at : last + 1]
                if len(rest) == len(declined.bases) and _agrees(declined, [w for w, _, _ in rest]):
                    found.append(Mention(declined.name, start, words[last][2]))
                    free = words[last][2]
                    break
        return found

    def _starting_like(self, word: str) -> list[_Declined]:
        cuts = (word[: len(word) - cut] for cut in range(min(5, len(word))))
        return [declined for base in cuts for declined in self._by_first.get(base, ())]

    def _add(self, name: str, language: str, form: str) -> None:
        words = [fold(word) for word in _WORD.findall(form)]
        bases = tuple(_cut(word, language, is_alone=len(words) == 1) for word in words)
        if bases and (len(bases) > 1 or len(bases[0].letters) >= _MIN_BASE):
            declined = _Declined(name, language, bases)
            group = self._by_first.setdefault(bases[0].letters, [])
            if declined not in group:
                group.append(declined)


def _find_codes(spellings: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The CLDR's code of each subject that has one, by its English names."""
    code_by_name = {_simplify(name): code for code, name in Locale.parse("en").territories.items()}
    found = {}
    for name, forms in spellings.items():
        code = next((code_by_name[f] for f in map(_simplify, (name, *forms)) if f in code_by_name), None)
        if code is not None:
            found[name] = code
    return found


def _simplify(name: str) -> str:
    """The CLDR writes "Bosnia & Herzegovina", "Myanmar (Burma)" and "Côte d’Ivoire"."""
    return fold(_PARENTHESIS.sub("", name).replace(" & ", " and ").replace("’", "'"))


def _cut(word: str, language: str, *, is_alone: bool) -> _Base:
    shortest = _MIN_BASE + (is_alone and language == "ru")
    for final in _ENDINGS[language][1].split():
        if word.endswith(final) and len(word) - len(final) >= shortest:
            return _Base(word.removesuffix(final), is_cut=True)
    return _Base(word, is_cut=False)


def _agrees(declined: _Declined, words: Sequence[str]) -> bool:
    endings = _ENDINGS[declined.language][0].split()
    return all(
        word.startswith(base.letters)
        and ((ending := word[len(base.letters) :]) in endings or (not ending and not base.is_cut))
        for base, word in zip(declined.bases, words, strict=True)
    )
