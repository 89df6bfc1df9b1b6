"""Figures become statements and sets: the sentences first, then the figures in order with their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Document
from qa.compose.citing import Sources
from qa.compose.figures.sets import make_sets
from qa.compose.figures.statements import state_figures
from qa.compose.figures.telling import Telling
from qa.figure_records import FigureSet
from qa.records import Statement
from qa.select.figures.figure_evidence import FigureEvidence


@dataclass(frozen=True, slots=True)
class ComposedFigures:
    """The statements on figures, and the sets of figures that are shown with them."""

    statements: tuple[Statement, ...] = ()
    sets: tuple[FigureSet, ...] = ()

    @property
    def has_values(self) -> bool:
        """Whether any figure was found or computed."""
        return any(f.value is not None for figure_set in self.sets for f in figure_set.figures)


def compose_figures(
    evidence: FigureEvidence,
    documents: Mapping[str, Document],
    sources: Sources,
    sides: Sequence[str],
    aspect: str | None,
) -> ComposedFigures:
    """State the figures and put them into sets; `sides` are those of the question, as it spells them."""
    statements: list[Statement] = []
    sets: list[FigureSet] = []
    for measured in filter(None, (evidence, evidence.second)):
        document = documents[measured.table.document_id]
        telling = Telling(measured, document, sources, tuple(sides), aspect)
        statements += state_figures(telling)
        sets += make_sets(telling)
    return ComposedFigures(tuple(statements), tuple(sets))
