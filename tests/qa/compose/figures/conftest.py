from collections.abc import Callable

import pytest

from qa.compose.citing import Sources
from qa.compose.figures.composing import ComposedFigures, compose_figures
from qa.figure_records import Operation
from qa.records import Source
from tests.qa.small_tables import SmallTables

Compose = Callable[..., tuple[ComposedFigures, dict[int, Source]]]


@pytest.fixture
def compose(small: SmallTables) -> Compose:
    """Gather figures of a small table, compose them, and give the sources by their numbers."""

    def run(
        name: str, operation: Operation, *places: str, **fields: object
    ) -> tuple[ComposedFigures, dict[int, Source]]:
        sources = Sources()
        evidence = small.gather(name, operation, *places, **fields)
        composed = compose_figures(evidence, small.documents, sources, places, "economic")
        return composed, {source.n: source for source in sources.list_all()}

    return run
