"""Count the passages of an answer's themes again: from the answer, and from every sentence of an index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.answers.recompute import read_numbers
from corpus.framework import Framework
from corpus.records import Document, Passage, Sentence, Trait
from index.builds import directory
from index.storage.documents import Documents, Passages
from qa.compose.themes.counting import MOST_PLACES
from qa.read.periods import mentions_period

Answer = Mapping[str, Any]  # as `qa.records.Answer.to_json` gives it
Theme = Mapping[str, Any]  # one of its `themes`
_LIMITS = ("excluded", "within")  # of a question: what they leave out is not recounted


@dataclass(frozen=True, slots=True)
class ReadIndex:
    """All passages of an index with the documents they are from."""

    passages: Sequence[tuple[Passage, Document]]
    framework: Framework


def read_index(folder: Path, framework: Framework) -> ReadIndex:
    """Read all passages of the current build of an index.

    Raises:
        OSError, ValueError, StaleIndexError: there is none, or it is damaged.
    """
    path = directory.build_folder(folder, directory.current_build(folder) or "")
    passages = Passages(path, Documents(path))
    return ReadIndex([(passage, passages.documents[passage.document_id]) for passage in passages], framework)


def find_false_count(statement: Mapping[str, Any], themes: Sequence[Theme]) -> Iterator[str]:
    """Give the words of a statement whose numbers are not those of the theme, or topic, that they count."""
    for count in statement.get("counts") or ():
        words = statement["text"][count["start"] : count["end"]]
        theme = themes[count["theme"]]
        topic = theme if count["topic"] is None else theme["topics"][count["topic"]]
        expected = topic["passages"], theme["passages"] if " of " in words else topic["works"]
        numbers = [number.value for number in read_numbers(words)]
        if not numbers or numbers != [*expected[: len(numbers)]]:
            yield words


def mask_counts(statement: Mapping[str, Any]) -> str:
    """Return the text of a statement with blanks in the place of its counts."""
    text = str(statement["text"])
    for count in statement.get("counts") or ():
        text = text[: count["start"]] + " " * (count["end"] - count["start"]) + text[count["end"] :]
    return text


def find_miscounted(theme: Theme) -> Iterator[str]:
    """Give what a theme counts of its topics that their places do not show."""
    for topic in theme["topics"]:
        places = {(p["document_id"], p["start"], p["end"]) for p in topic["places"]}
        if len(places) != min(topic["passages"], MOST_PLACES) or topic["passages"] > theme["passages"]:
            yield f"{topic['passages']} passages on {topic['topic']}"


def recount(theme: Theme, answer: Answer, index: ReadIndex) -> Iterator[str]:
    """Give what a theme counts that reading every sentence of the index counts otherwise.

    An answer whose question is limited to sources or places, or leaves something out, is not recounted.
    """
    if any(answer[name] for name in _LIMITS) or any(answer["scope"].values()):
        return
    counted = [
        (p, d, [s for s in p.sentences if _is_counted(s, theme, answer, index)]) for p, d in index.passages
    ]
    yield from _compare(theme, theme["subject"], counted)
    for topic in theme["topics"]:
        on_topic = [(p, d, [s for s in found if topic["topic"] in s.topics]) for p, d, found in counted]
        yield from _compare(topic, topic["topic"], on_topic)
        places = [(p.document_id, p.start, p.end) for p, _, found in on_topic if found][:MOST_PLACES]
        if places != [(p["document_id"], p["start"], p["end"]) for p in topic["places"]]:
            yield f"the places of {topic['topic']}"


def _is_counted(sentence: Sentence, theme: Theme, answer: Answer, index: ReadIndex) -> bool:
    subject, period = theme["subject"], answer["period"]
    members = index.framework.subjects[subject].members
    asked = [theme["aspect"]] if theme["aspect"] else answer["aspects"]
    lasting = sentence.lasting if (period or "").startswith("since") else ()
    years = (*sentence.stated, *sentence.dated, *lasting)
    return bool(
        not {subject, *members}.isdisjoint(sentence.subjects)
        and Trait.ABOUT_DOCUMENT not in sentence.traits
        and (len(asked) == len(index.framework.aspects) or not {*asked}.isdisjoint(sentence.aspects))
        and (period is None or (years and all(mentions_period(period, str(year)) for year in years)))
    )


def _compare(
    counts: Mapping[str, Any], name: str, counted: Iterable[tuple[Passage, Document, list[Sentence]]]
) -> Iterator[str]:
    found = [(document, sentences) for _, document, sentences in counted if sentences]
    works = {work for document, sentences in found for s in sentences for work in _list_works(s, document)}
    for noun, number in (("passages", len(found)), ("works", len(works))):
        if counts[noun] != number:
            yield f"{counts[noun]} {noun} on {name}, not {number}"


def _list_works(sentence: Sentence, document: Document) -> list[tuple[str, str | None]]:
    cited = [(r.title, r.publisher) for r in document.references if r.id in sentence.references]
    return cited or [("", document.id)]
