"""The sources that a sentence or a document itself credits: agencies, reports, surveys, data, speakers.

"SIPRI data cited by RFE/RL" credits SIPRI with data, which RFE/RL only passes on; "Reuters reported" credits
Reuters. Names are as in the text: whether two of them are of one source is decided over all documents.
"""

import re
from collections.abc import Iterable, Iterator

from corpus.annotate.names import NAME_RUN
from corpus.records import Block, BlockKind, Credit, Document
from corpus.text.english import find_pattern, read_words
from corpus.text.english_words import is_common
from corpus.text.tokens import CAPITALS, STOPWORDS

_BEFORE, _SPEAKS, _FINDS = find_pattern("before_credit"), find_pattern("speaks"), find_pattern("finds")
_PASSED_ON, _BEFORE_NAME = find_pattern("passed_on"), find_pattern("before_name")
_NO_NAME, _CLAUSE_END = find_pattern("capitalised_word"), find_pattern("clause_end")
_POLLSTER = re.compile(r"barometer|\b(?:survey|poll)$", re.IGNORECASE)  # "Arab Barometer" is no place
_SLASHED = re.compile(rf"(?:/[{CAPITALS}]\w+)+")  # of "RFE/RL"
_DATA = re.compile(r" (?:data|figures|statistics)\b")
_JOINED = re.compile(rf"[{CAPITALS}]\w* and $")
_KINDS = read_words("originals")
_WORK = "|".join(sorted(_KINDS, key=len, reverse=True))
# What stands between a name and the word for its work: "'s 2024 Southeast Asia Aid" before "Map".
_MIDDLE = r"(?:(?:[\w.’'()/-]+|[–—]) ){0,6}?"
_ANY_WORK = re.compile(rf"\b(?:{_WORK})\b", re.IGNORECASE)
_OWN_WORK = re.compile(rf"(?:['’]s?)? ({_MIDDLE})({_WORK})\b", re.IGNORECASE)
_LAST_WORD = re.compile(rf" ({_WORK})$", re.IGNORECASE)
_WORK_BY = re.compile(
    rf"\b({_WORK})(?: \w+){{0,4}} (?:by|from) (?:the |an? )?(?:[\w.,-]+ ){{0,2}}?$", re.IGNORECASE
)
# The word for a work that comes after one of these is another's.
_NOT_INSIDE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|and|that|which|who|as|than|of|in|to|on|for|by|from|at|among|with)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_AFTER = re.compile(r"(?: of| in| for|,)? ?\(?(?:[\w–-]+ )?((?:19|20)\d\d)\b")
_CAPITALISED = re.compile(rf"\b[{CAPITALS}]\w+")
_POSSESSIVE = re.compile(r"['’]s?\b")
_LOOK_BACK = 72  # characters before a name in which the words that credit it stand
_DATELINE = re.compile(rf"\s*[{CAPITALS}][^()\n]{{1,50}}\(([{CAPITALS}][\w .&-]{{1,30}})\)\s*[-–—]")
_CREDIT_LINE = re.compile(
    rf"\s*(?:[-–—]+\s*|\(|(?:source|credit|copyright|©)[:\s]+|by [^,\n]{{3,40}}, )"
    rf"((?:The )?[{CAPITALS}][\w.&-]*(?: [{CAPITALS}][\w.&-]*){{0,4}})\)?[.\s]*",
    re.IGNORECASE,
)
_EDGE_BLOCKS = 2  # at the top and at the foot, where a credit line stands


def find_credits(text: str, places: Iterable[tuple[int, int]] = ()) -> tuple[Credit, ...]:
    """Find what a sentence credits, in order.

    A name that is one of the `places` (spans) is no source, unless a survey is named after it. What is
    credited after "while" or a semicolon is set against it, and the sentence does not rest on that.
    """
    known = list(places)
    ends = [m.start() for m in _CLAUSE_END.finditer(text)]
    has_work = _ANY_WORK.search(text) is not None  # most sentences have none, and few of their words are read
    found: list[Credit] = []
    taken = 0  # the end of the credit before, whose words are not read again
    for start, end in _find_names(text):
        if found and any(taken <= at < start for at in ends):
            break
        credit = _read_credit(text, start, end, has_work) if start >= taken else None
        if credit is None:
            continue
        is_place = any(s <= start and end <= e for s, e in known)
        # "Kenyan respondents" are of no survey of that name.
        is_survey = credit[0].kind == "survey" and (
            credit[0].title != "respondents" or credit[0].name.isupper()
        )
        if is_survey or _POLLSTER.search(text[start:end]) or not is_place:
            found.append(credit[0])
            taken = credit[1]
    return tuple(dict.fromkeys(found))


def find_document_credit(document: Document) -> str:
    """The agency that a dateline or a credit line of a document names; empty if none does."""
    blocks = [b for b in document.blocks if b.kind is not BlockKind.HEADING]
    edges = [*blocks[:_EDGE_BLOCKS], *blocks[_EDGE_BLOCKS:][-_EDGE_BLOCKS:]]
    return next((name for block in edges if (name := _read_credit_line(document, block))), "")


def _read_credit_line(document: Document, block: Block) -> str:
    text = document.text[block.start : block.end]
    found = _DATELINE.match(text) or _CREDIT_LINE.fullmatch(text)
    return found[1].removeprefix("The ") if found else ""


def _find_names(text: str) -> Iterator[tuple[int, int]]:
    """The spans of names, each up to its possessive, without words that have a capital for another reason."""
    for run in NAME_RUN.finditer(text):
        start = run.start()
        for part in re.split(r"(?<=['’]s) |(?<=s['’]) ", run.group()):
            at, words = start, part.split(" ")
            start += len(part) + 1
            while words and (words[0].lower() in STOPWORDS or _BEFORE_NAME.fullmatch(words[0])):
                at += len(words.pop(0)) + 1
            end = at + len(_POSSESSIVE.sub("", " ".join(words)))
            if words and text[at - 1 : at] != "/" and not (len(words) == 1 and _is_word(text, at, end)):
                slashed = _SLASHED.match(text, end)
                yield at, slashed.end() if slashed else end


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a single word has a capital but names no source: "Road" after "Belt and", "Customs data"."""
    word = text[start:end]
    is_opening = not text[:start].strip() and _DATA.match(text, end) is not None
    is_joined = _JOINED.search(text[:start]) is not None
    return _NO_NAME.fullmatch(word) is not None or (is_common(word) and (is_opening or is_joined))


def _read_credit(text: str, start: int, end: int, has_work: bool) -> tuple[Credit, int] | None:
    """The credit of a name at `start:end` and where its words end; None if it is not credited."""
    name, before = text[start:end], text[max(0, start - _LOOK_BACK) : start]
    if _PASSED_ON.search(before):
        return None
    last = _LAST_WORD.search(name) if has_work else None
    if last and (kind := _KINDS[last[1].lower()]) != "report":
        title = "survey" if kind == "survey" else name.lower()
        return Credit(name[: last.start()], kind, _find_year(text, start, end), title), end
    after = text[end : end + _LOOK_BACK]
    if _SPEAKS.match(after):
        return Credit(name), end
    work = _OWN_WORK.match(text, end) if has_work else None
    if work and not _NOT_INSIDE.search(work[1]):
        title = " ".join([*_CAPITALISED.findall(work[1]), work[2]]).lower()
        return Credit(name, _KINDS[work[2].lower()], _find_year(text, start, work.end()), title), work.end()
    if has_work and (by := _WORK_BY.search(before)) is not None:
        year, title = _find_year(text, start - len(by[0]), end), by[1].lower()
        return Credit(name, _KINDS[title], year, title), end
    if _FINDS.match(after):
        return Credit(name, "report", _find_year(text, start, end)), end
    return (Credit(name), end) if _BEFORE.search(before) else None


def _find_year(text: str, start: int, end: int) -> int | None:
    """The year of a work by the words that name it, by those before them, or by those after them."""
    inside = _YEAR.findall(text[start:end])
    before = _YEAR.findall(text[max(0, start - 8) : start])
    after = _YEAR_AFTER.match(text, end)
    years = [*inside, *before, *([after[1]] if after else [])]
    return int(years[0]) if years else None
