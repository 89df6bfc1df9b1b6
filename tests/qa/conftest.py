from dataclasses import replace

import pytest

from corpus.framework import Framework
from qa.select.model import load_model
from tests.qa.small_tables import SmallTables, make_small_tables


@pytest.fixture(scope="session")
def small(framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> SmallTables:
    return make_small_tables(tmp_path_factory.mktemp("tables"), framework)


@pytest.fixture
def answer_whatever_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decline no side that has a candidate: a bag of words is not what the threshold is fitted for."""
    model = replace(load_model(), threshold=1e-9)
    monkeypatch.setattr("qa.select.evidence.load_model", lambda: model)
