"""Lines of a wrapped text become one: divided words are joined, Chinese and Japanese lines without a space.

"the inter-", "national court"        →    "the international court"
"a debtor-", "friendly answer"        →    "a debtor-friendly answer"
"去年共开行班列一千二百列，", "比前年增长"    →    "去年共开行班列一千二百列，比前年增长"
"""

import itertools
import re
from collections import Counter
from collections.abc import Mapping

from corpus.text.english_words import is_english

HYPHEN = "\x02"  # at the end of a line: a hyphen that a typesetter may have put there
_SOFT_HYPHEN = "\u00ad"
_DIVIDED = re.compile(rf"(?:(?<=\w)[-\u2010{_SOFT_HYPHEN}]|{HYPHEN})$")
_DIVISION = re.compile(rf"(?<=\w)[-\u2010{_SOFT_HYPHEN}]\n[ \t]*(?=\w)")
_UNSPACED = "\u3001-\u30ff\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff"  # and the ideographic space
_ENDS_UNSPACED = re.compile(rf"[{_UNSPACED}\u3000][“”‘’—…]{{0,2}}$")
_BEGINS_UNSPACED = re.compile(rf"[“”‘’—…]{{0,2}}[{_UNSPACED}]")
_TAGS = r"(?:</?(?:a|abbr|b|big|cite|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]{0,500}>){0,9}"
_SOURCE_LINE_END = re.compile(
    rf"(?<=[{_UNSPACED}])([“”‘’—…]{{0,2}}{_TAGS})[ \t\r]*\n\s*({_TAGS}[“”‘’—…]{{0,2}})(?=[{_UNSPACED}])"
)
_CHUNK = re.compile(r"(?:^[^\S\n]*\S[^\n]*(?:\n|\Z))+", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。！？：；.!?][”’」』）)]*$")
_POINT = re.compile(r"第.{1,6}[章节條条款]|[（(]?[一二三四五六七八九十]+[、）)]|[•●○■◆·－]")
_MAX_WRAPPED = 120  # columns of a line that is not a whole paragraph
_RAGGED = 4  # columns that a full line may be shorter than the widest


def join_line(text: str, line: str, words: Mapping[str, int]) -> str:
    """Join two lines without the hyphen between them.

    The hyphen stays if a name or a figure follows, if `words` counts the word with it more often, or if it
    has neither form and English has the parts as words and not the whole.
    """
    if not text:
        return line
    if not _DIVIDED.search(text):
        is_unspaced = _ENDS_UNSPACED.search(text) and _BEGINS_UNSPACED.match(line)
        return f"{text}{'' if is_unspaced else ' '}{line}"
    return text[:-1] + ("-" if _keeps_hyphen(text, line, words) else "") + line


def _keeps_hyphen(text: str, line: str, words: Mapping[str, int]) -> bool:
    if text[-1] == _SOFT_HYPHEN:
        return False
    head, tail = re.search(r"[\w-]*$", text[:-1]), re.match(r"[\w-]*", line)
    before, after = head.group() if head else "", tail.group() if tail else ""
    if not line[:1].islower():
        return True
    compound, whole = words.get(f"{before}-{after}", 0), words.get(before + after, 0)
    return compound > whole or (compound == whole == 0 and _is_compound(before, after))


def _is_compound(before: str, after: str) -> bool:
    """Return whether two English words are joined by a hyphen to what is no English word without it."""
    parts = before.rsplit("-", 1)[-1], after.split("-", 1)[0]
    are_words = all(len(p) > 2 and p.isascii() and p.islower() and is_english(p) for p in parts)
    return are_words and not is_english("".join(parts))


def count_forms(text: str) -> Counter[str]:
    """Count the words of a text of which lines end in a hyphen; nothing if none does."""
    return Counter(re.findall(r"\w[\w-]*\w", text)) if _DIVISION.search(text) else Counter()


def measure_width(line: str) -> int:
    """Return the width of a line in columns, of which a Chinese or Japanese character takes two."""
    return len(line) + (0 if line.isascii() else len(re.findall(rf"[{_UNSPACED}\u3000]", line)))


def unwrap_words(text: str) -> str:
    """Return a wrapped text with the words that are divided at line ends, and Chinese lines, joined.

    All other line ends stay.
    """
    words = count_forms(text)

    def join(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - 60) : match.start() + 1]
        return "-" if _keeps_hyphen(before, text[match.end() : match.end() + 60], words) else ""

    return _CHUNK.sub(_join_unspaced_lines, _DIVISION.sub(join, text))


def _join_unspaced_lines(chunk: re.Match[str]) -> str:
    if chunk.group().isascii():
        return chunk.group()
    lines = chunk.group().split("\n")
    widest = max(map(measure_width, lines))
    found = [lines[0]]
    for before, line in itertools.pairwise(lines):
        if widest <= _MAX_WRAPPED and _goes_on(before.rstrip(), line.lstrip(" \t"), widest):
            found[-1] = found[-1].rstrip()
            found.append(line.lstrip(" \t"))
        else:
            found.append(f"\n{line}")
    return "".join(found)


def _goes_on(before: str, line: str, widest: int) -> bool:
    """Return whether a Chinese line goes on in the next: it does not end a sentence, or it is full."""
    if not (_ENDS_UNSPACED.search(before) and _BEGINS_UNSPACED.match(line)) or _POINT.match(line):
        return False
    return not _SENTENCE_END.search(before) or measure_width(before) >= widest - _RAGGED


def join_source_lines(markup: str) -> str:
    """Return HTML without the line ends between two Chinese or Japanese characters, which show no space."""
    return markup if markup.isascii() else _SOURCE_LINE_END.sub(r"\1\2", markup)
