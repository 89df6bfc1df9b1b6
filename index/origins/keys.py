"""The keys of what a sentence credits: sentences with one key go back to one source."""

from collections.abc import Iterator
from typing import NamedTuple

from corpus.records import Credit
from corpus.text.tokens import content_stems
from index.origins.sources import Sources
from index.origins.works import CreditingSentence, Work

# The source and the kind of key, then what tells its works or stories apart.
Key = tuple[str, ...]
AMBIGUOUS = ("data", "report", "release")  # kinds of keys that several works of a source may have
_DATA = frozenset(content_stems("data database dataset tracker"))  # stems of the title of a work that is data
_NAMED = 3  # words of a title, the last that for its kind, which only one index or map has


class Claim(NamedTuple):
    """A key with the name of what is credited; `is_work` of a survey, data or report, not of news.

    `passes_on` is true if somebody else published it.
    """

    key: Key
    name: str
    is_work: bool
    passes_on: bool


def list_claims(sentence: CreditingSentence, work: Work, sources: Sources) -> Iterator[Claim]:
    """List what a sentence of a work credits, and what the work's own publishers may be credited with."""
    publishers = [sources.keys[name] for name in work.publishers]
    credits = [c for c in sentence.credits if c.kind] + [c for c in sentence.credits if not c.kind]
    for credit in (*credits, *work.credits):
        source = sources.keys[credit.name]
        passes_on = source not in publishers
        for key, name in _keys_of_work(credit, source, passes_on, sentence, work, sources):
            yield Claim(key, name, True, passes_on or credit.kind == "data")
        # A survey compares itself with the one before: figures do not tell its editions apart.
        for key in _keys_of_story(source, sentence) if not credit.title or source in sources.news else ():
            yield Claim(key, credit.name, False, passes_on)
    for publisher, name in zip(publishers, work.publishers, strict=True):
        if publisher not in sources.news:
            for key in _keys_of_report(publisher, sentence, work):
                yield Claim(key, name, True, False)
            for topic in sentence.topics if _DATA.intersection(work.title) else ():
                yield Claim((publisher, "data", topic), f"{name} data", True, True)
        for key in _keys_of_story(publisher, sentence):
            yield Claim(key, name, False, False)


def _keys_of_work(
    credit: Credit, source: str, passes_on: bool, sentence: CreditingSentence, work: Work, sources: Sources
) -> Iterator[tuple[Key, str]]:
    """Keys of the survey, the data, the report or the statement that is credited."""
    kind = credit.kind or (sources.kinds[source] if source not in sources.news else "")
    if not credit.title:
        if not passes_on:
            return
        kind = sources.kinds[source] or kind if kind else ""
    year = credit.year or work.year
    if kind == "survey":
        year = credit.year or (sentence.years[0] if len(sentence.years) == 1 else work.year)
        yield (source, "survey", str(year)), f"{credit.name} survey, {year}"
    elif kind == "data":
        for topic in sentence.topics or ("",):
            yield (source, "data", topic), f"{credit.name} data"
        if work.month:
            yield (source, "release", work.month), f"{credit.name} data"
    elif kind in ("series", "statement") or (kind == "report" and len(credit.title.split()) > 1):
        yield _key_of_title(credit, source, year), _name_titled(credit, year)
    elif kind == "report" and source not in sources.news:
        for key in _keys_of_report(source, sentence, work):
            yield key, f"{credit.name}, {year}" if year else credit.name


def _key_of_title(credit: Credit, source: str, year: int | None) -> Key:
    words = credit.title.lower().split()
    if credit.kind == "series" and len(words) >= _NAMED:
        return ("", "title", *words[-_NAMED:], str(year))
    return source, "title", " ".join(words), str(year)


def _name_titled(credit: Credit, year: int | None) -> str:
    parts = (credit.title.capitalize(),) if credit.name in credit.title else (credit.name, credit.title)
    return ", ".join((*parts, str(year))) if year else ", ".join(parts)


def _keys_of_report(source: str, sentence: CreditingSentence, work: Work) -> Iterator[Key]:
    """Keys of a report without a title: its topics in a year, the month in which others write of it."""
    for topic in sentence.topics:
        yield source, "report", str(work.year), topic
    if work.month:
        yield source, "release", work.month


def _keys_of_story(source: str, sentence: CreditingSentence) -> Iterator[Key]:
    """Keys of a story: a figure about a name."""
    for figure in sentence.figures:
        for name in sentence.names:
            yield source, "story", repr(figure), name
