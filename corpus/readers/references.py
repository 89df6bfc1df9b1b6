"""Footnote text becomes a Reference, and a Reference becomes footnote text.

The form of the starter briefs, which the parser reads field by field:

    Author. "Title of the piece." Publisher, 2020-08-11. <https://example.org/x> Via Relay. Grade C3.

Footnotes of a user's own documents come in any form: what belongs to no field stays in the title.
"""

import re

from corpus.records import Reference
from corpus.text.dates import ISO_DATE_REGEX

_STARTER_FORM = re.compile(
    r"(?:(?P<author>.+?)\. )??[\"“](?P<title>.+)\.[\"”] (?:(?P<publisher>.+), )?"
    rf"(?P<date>{ISO_DATE_REGEX}|n\.d\.)\."
    r"(?: <?(?P<url>https?://[^\s>]+)>?)?(?: Via (?P<via>.+?)\.)?(?: Grade (?P<grade>[A-F][1-6])\.)?"
)
_URL = re.compile(r"https?://[^\s<>“”\"]+[^\s<>“”\".,;:)\]]")
_TITLE = re.compile(r"[\"“„«](.+?)[\"”»](?=[\s.,;:)]|$)", re.DOTALL)
_DATE = re.compile(rf"\b({ISO_DATE_REGEX}|n\.d\.)(?=[\s.,;)]|$)")
_VIA = re.compile(r"\bVia ([^.]+(?:\.[^.\s][^.]*)*)\.")
_GRADE = re.compile(r"\bGrade ([A-F][1-6])\.")
_ACCESS = re.compile(r"\(?\bAccess(?:ed| Date)\b[^)]*\)?", re.IGNORECASE)

# Signs of a note that names a work: places in it, people by their initials, publishers.
_CITES = re.compile(
    r"https?://|www\.|\bdoi\b|\bisbn\b|\bibid|\bop\.\s?cit|\bcf\.|\bet al\b|\binterview\b"
    r"|\bpp?\.\s?\d|\bvol\.|\b(?:no|nr|br|бр)\.\s?\d|№|\beds?\.|\btrans\.|\baccessed\b|^see\b|\b(?:press|journal|review|publish\w*|quarterly|routledge)\b"
    r"|[\"“„«《][^\"”»》]{3,}[\"”»》]|[(（][^()（）]*(?:19|20)\d\d\w?[)）]|,\s(?:19|20)\d\d\.?$"
    r"|\b[СстpS]{1,3}\.\s?\d|第\s?\d+\s?页|(?<!\w)[^\W\d_]\.(?=\s|[^\W\d_]\.)",
    re.IGNORECASE,
)
_SHORT_FORMS = re.compile(r"\b(?:U\.\s?S\.|U\.\s?K\.|U\.\s?N\.|E\.\s?U\.|e\.\s?g\.|i\.\s?e\.)", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "…")
_MIN_WORDS, _MIN_SIGNS = 6, 12  # of a remark; signs where a script has no spaces between words


def is_remark(text: str) -> bool:
    """Return whether a footnote is a sentence, such as "The loan was extended in 2021.", and names no work.

    Names of works are mostly capitals, or have initials, years in brackets, pages; what is in doubt is none.
    """
    bare = text.strip()
    if not bare.endswith(_SENTENCE_END) or _CITES.search(_SHORT_FORMS.sub("", bare)):
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", bare)[1:]
    cased = [word for word in words if word[0].lower() != word[0].upper()]
    if not cased:
        return len(bare) >= _MIN_SIGNS
    return len(words) >= _MIN_WORDS and sum(word[0].islower() for word in cased) >= 0.6 * len(cased)


def parse_reference(identifier: str, text: str) -> Reference:
    """Parse one footnote; never fails, at worst the whole text is the title."""
    text = " ".join(text.split())
    if match := _STARTER_FORM.fullmatch(text):
        fields = match.groupdict()
        date = fields.pop("date")
        return Reference(identifier, **fields, date=None if date == "n.d." else date)
    return _parse_free_form(identifier, text)


def _parse_free_form(identifier: str, text: str) -> Reference:
    grade = _GRADE.search(text)
    rest = _GRADE.sub("", text)
    via = _VIA.search(rest)
    rest = _VIA.sub("", rest)
    url = _URL.search(rest)
    rest = _ACCESS.sub("", _URL.sub("", rest).replace("<>", ""))
    title = _TITLE.search(rest)
    if title is None:
        return Reference(
            identifier,
            _trim(rest) or text or identifier,
            url=url and url.group(),
            via=via and via.group(1),
            grade=grade and grade.group(1),
        )
    author, tail = _trim(rest[: title.start()]), rest[title.end() :]
    dates = list(_DATE.finditer(tail))
    publisher = _trim(tail[: dates[-1].start()] if dates else tail)
    return Reference(
        identifier,
        _trim(title.group(1)),
        author=author or None,
        publisher=publisher or None,
        date=dates[-1].group() if dates and dates[-1].group() != "n.d." else None,
        url=url.group() if url else None,
        via=via.group(1) if via else None,
        grade=grade.group(1) if grade else None,
    )


def format_reference(reference: Reference) -> str:
    """Return the footnote text of a reference, without its mark; `parse_reference` reads it back."""
    quote = "“{}.”" if '"' in reference.title else '"{}."'
    parts = [f"{reference.author}." if reference.author else "", quote.format(reference.title)]
    parts.append(", ".join(p for p in (reference.publisher, reference.date or "n.d.") if p) + ".")
    parts.append(f"<{reference.url}>" if reference.url else "")
    parts.append(f"Via {reference.via}." if reference.via else "")
    parts.append(f"Grade {reference.grade}." if reference.grade else "")
    return " ".join(p for p in parts if p)


def _trim(text: str) -> str:
    return " ".join(text.split()).strip(" ,.;:()[]")
