"""The records of themes: how many passages of the whole index are on a side, and on which topics."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: characters `start:end` of a document's text."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many passages of a theme are on a topic, and on how many works their sentences on it rest.

    `places` are the passages, in the order of the index; of very many, the first.
    """

    topic: str
    passages: int
    works: int
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """How many passages, resting on how many works, are on a side under an aspect, or under all those asked.

    `topics` are those that the answer names of any side, the most frequent first.
    """

    subject: str
    aspect: str | None
    passages: int
    works: int
    topics: tuple[TopicCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Characters `start:end` of a statement that give counts: those of a topic of a theme, by their places.

    Without a topic they are the counts of the theme itself.
    """

    start: int
    end: int
    theme: int
    topic: int | None = None
