from dataclasses import replace

import pytest

from qa.select.model import load_model


@pytest.fixture
def answer_whatever_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decline no side that has a candidate: a bag of words is not what the threshold is fitted for."""
    model = replace(load_model(), threshold=1e-9)
    monkeypatch.setattr("qa.select.evidence.load_model", lambda: model)
