"""The records of an answer; `Answer.to_json` is the contract that scripts read."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from corpus.records import Reference
from qa.figure_records import FigureQuestion, FigureSet
from qa.theme_records import Count, Theme


class Kind(StrEnum):
    COMPARISON = "comparison"
    LOOKUP = "lookup"
    OVERVIEW = "overview"
    TIMELINE = "timeline"
    PERIODS = "periods"
    CONFLICT = "conflict"
    ABOUT = "about"


class Focus(StrEnum):
    DIFFERENCES = "differences"
    SIMILARITIES = "similarities"
    WHICH_IS_MORE = "which_is_more"
    SAME_OR_NOT = "same_or_not"
    RANKING = "ranking"
    WHY = "why"
    AIM = "aim"
    EFFECT = "effect"
    VERDICT = "verdict"
    HOW_MANY = "how_many"
    WHEN = "when"
    LIST = "list"


class Role(StrEnum):
    SUMMARY = "summary"
    CELL = "cell"
    THEME = "theme"
    SIMILARITY = "similarity"
    DIFFERENCE = "difference"
    CONFLICT = "conflict"
    CONTEXT = "context"


class Status(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an answer may come from: the user's own documents, a named source, somebody's view."""

    own_documents: bool = False
    source: str = ""
    perspective: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.

    `topic` is what it is about, in the framework's words (`topics`) or its own; `query` are its content words
    without the sides. `within` is the place in which the sides are compared, or of which they are periods.
    `before` is the earlier question that a follow-up depends on, `kept` what it takes from there. `value` is
    the trait of a sentence that has what is asked for, such as a sum of money; empty where it may be any
    sentence. `searched` is the text with misspelt words corrected, if there are any. `excluded` is to be left
    out; `replaced` are sides of the question before that others take the place of; `ignored` are words that
    the answer does not heed. `figures` is what is asked of the tables, if anything.
    """

    text: str
    kind: Kind
    subjects: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    topic: str | None = None
    focus: Focus | None = None
    period: str | None = None
    query: str = ""
    topics: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    before: str = ""
    value: str = ""
    searched: str = ""
    scope: Scope = Scope()
    excluded: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    figures: FigureQuestion | None = None

    @property
    def is_broad(self) -> bool:
        """Whether it asks for nothing narrower than sides and aspects."""
        return not self.query

    @property
    def searched_aspects(self) -> tuple[str | None, ...]:
        """The aspects that are searched one by one, if nothing else is asked; else None, once."""
        is_single_search = not self.is_broad or self.topic is not None
        is_single_search = is_single_search or self.kind in (Kind.LOOKUP, Kind.TIMELINE)
        return (None,) if is_single_search else self.aspects or (None,)

    @property
    def compares(self) -> bool:
        """Whether the answer is a table of sides."""
        return self.kind in (Kind.COMPARISON, Kind.PERIODS)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start:end` of a statement's text that have separate citations."""

    start: int
    end: int
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer; `cites` are source numbers from 1. A verbatim one is in each.

    `counts` are those of its characters that count passages.
    """

    subjects: tuple[str, ...]
    aspect: str | None
    role: Role
    text: str
    cites: tuple[int, ...]
    verbatim: bool
    spans: tuple[Span, ...] = ()
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A quotation and its place: `document.text[start:end] == quote`, offsets in characters.

    `origin` names what it goes back to, a work or a source that is credited; quotations of one origin do not
    confirm each other. An answer that was stored before origins were known has none. `is_brief` says that the
    document is a brief of the starter corpus, which summarises the works in `references`.
    """

    n: int
    document_id: str
    title: str
    locator: str
    start: int
    end: int
    quote: str
    sha256: str
    references: tuple[Reference, ...] = ()
    origin: str = ""
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A side (aspect None) or a cell of the comparison without evidence.

    `near_names` are spelt nearly like a side that no document names; `near_years` are the years nearest to
    the period that was asked about which the documents have something on.
    """

    subject: str
    aspect: str | None
    near_names: tuple[str, ...] = ()
    near_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question; each number in `cites` and `nearest` is that of one source.

    `index` says from which build the answer is. `figure_sets` are the figures of tables, `themes` the counts
    of passages. `nearest` are
    sources that are near the question but not an answer.
    """

    question: Question
    status: Status
    statements: tuple[Statement, ...]
    missing: tuple[Gap, ...]
    nearest: tuple[int, ...]
    sources: tuple[Source, ...]
    index: dict[str, str | int]
    figure_sets: tuple[FigureSet, ...] = ()
    themes: tuple[Theme, ...] = ()
    timings_ms: dict[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        cited = {n for s in self.statements for n in s.cites}
        cited |= {n for s in self.statements for span in s.spans for n in span.cites}
        cited |= {n for figures in self.figure_sets for f in figures.figures for n in f.cites}
        unknown = (cited | set(self.nearest)) - {s.n for s in self.sources}
        if unknown:
            raise ValueError(f"the answer cites {sorted(unknown)}, but has no such sources")

    def to_json(self) -> dict[str, Any]:
        """Return the answer in the fields and the order of the JSON contract."""
        q = self.question
        return {
            "question": q.text,
            "kind": q.kind,
            "focus": q.focus,
            "subjects": list(q.subjects),
            "aspects": list(q.aspects),
            "topic": q.topic,
            "period": q.period,
            "within": list(q.within),
            "scope": asdict(q.scope),
            "excluded": list(q.excluded),
            "ignored": list(q.ignored),
            "kept": list(q.kept),
            "status": self.status,
            "missing": [asdict(g) for g in self.missing],
            "statements": [asdict(s) for s in self.statements],
            "figures": [asdict(f) for figures in self.figure_sets for f in figures.figures],
            "figure_sets": [_describe_set(figures) for figures in self.figure_sets],
            "themes": [asdict(t) for t in self.themes],
            "nearest": list(self.nearest),
            "sources": [_describe_source(s) for s in self.sources],
            "index": self.index,
            "timings_ms": self.timings_ms,
        }


def _describe_source(source: Source) -> dict[str, Any]:
    references = [asdict(r) | {"confidence": r.confidence} for r in source.references]
    return asdict(source) | {"references": references}


def _describe_set(figures: FigureSet) -> dict[str, Any]:
    """A set as JSON, with the number of its figures, which are listed one set after the other."""
    record = asdict(figures)
    return record | {"figures": len(figures.figures)}
