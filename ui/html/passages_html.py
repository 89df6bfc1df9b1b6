"""The passages that an answer counts on a topic, with the sentences that are on it marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Document, Passage, Sentence
from ui.html.environment import load_macro
from ui.html.evidence_html import CitedReference, cite_references

_passages = load_macro("passages.html", "passages")


@dataclass(frozen=True, slots=True)
class _ShownPassage:
    """A passage in pieces, each with whether it is marked; `cited` are the references of marked sentences."""

    passage: Passage
    title: str
    locator: str
    pieces: list[tuple[str, bool]]
    cited: list[CitedReference]


def render_passages(
    passages: Sequence[Passage], documents: Mapping[str, Document], on: tuple[str, str, str], *, total: int
) -> str:
    """The passages below how many there are; `on` is a side, an aspect (it may be empty) and a topic.

    `total` may be more than are given.
    """
    return _passages([_show_passage(p, documents[p.document_id], on) for p in passages], total)


def _show_passage(passage: Passage, document: Document, on: tuple[str, str, str]) -> _ShownPassage:
    marked = _find_counted(passage, *on)
    pieces, position = [], passage.start
    for sentence in marked:
        pieces.append((document.text[position : sentence.start], False))
        pieces.append((document.text[sentence.start : sentence.end], True))
        position = sentence.end
    pieces.append((document.text[position : passage.end], False))
    ids = {i for sentence in marked for i in sentence.references}
    return _ShownPassage(
        passage,
        document.title,
        next(b for b in document.blocks if b.start <= passage.start < b.end).locator,
        pieces,
        cite_references(r for r in document.references if r.id in ids),
    )


def _find_counted(passage: Passage, side: str, aspect: str, topic: str) -> list[Sentence]:
    """The sentences on the topic and aspect; of these those on the side, where it is not a period."""
    on_topic = [s for s in passage.sentences if topic in s.topics and (not aspect or aspect in s.aspects)]
    return [s for s in on_topic if side in s.subjects] or on_topic
