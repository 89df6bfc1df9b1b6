import copy
from collections.abc import Callable
from typing import Any

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.verify import Verdict, verify_answer

SECURITY = "How does China's security role differ between Central Asia and the Balkans?"


@pytest.fixture
def answer(ten_index: PassageIndex, framework: Framework) -> dict[str, Any]:
    return ask(SECURITY, ten_index, framework).to_json()


def test_every_citation_of_an_untouched_answer_is_proved(answer: dict[str, Any], ten_index: PassageIndex) -> None:
    proofs = list(verify_answer(answer, ten_index.documents))
    assert [p.n for p in proofs] == [s["n"] for s in answer["sources"]]
    assert {p.verdict for p in proofs} == {Verdict.PROVED}


def _alter(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["quote"] = source["quote"].replace("China", "Chile", 1)


def _invent(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["quote"] = "Submarines with a crew of sixty surfaced near the lighthouse without any warning to fishermen."


def _misattribute(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["document_id"] = other["document_id"]


def _shift(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["start"] += 1


def _rehash(source: dict[str, Any], other: dict[str, Any]) -> None:
    source["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("touch", "verdict"),
    [
        (_alter, Verdict.ALTERED),
        (_invent, Verdict.FABRICATED),
        (_misattribute, Verdict.MISATTRIBUTED),
        (_shift, Verdict.ALTERED),
        (_rehash, Verdict.ALTERED),
    ],
)
def test_a_touched_quotation_is_found_out(
    answer: dict[str, Any], ten_index: PassageIndex, touch: Callable[[dict[str, Any], dict[str, Any]], None], verdict: Verdict
) -> None:
    touched = copy.deepcopy(answer)
    source = next(s for s in touched["sources"] if "China" in s["quote"])
    other = next(s for s in touched["sources"] if s["document_id"] != source["document_id"])
    touch(source, other)
    proofs = {p.n: p for p in reversed(list(verify_answer(touched, ten_index.documents)))}
    assert proofs[source["n"]].verdict is verdict
    if verdict is Verdict.MISATTRIBUTED:
        original = next(s for s in answer["sources"] if s["n"] == source["n"])
        assert proofs[source["n"]].found_in == original["document_id"]


def test_a_statement_that_its_sources_do_not_hold_is_altered(answer: dict[str, Any], ten_index: PassageIndex) -> None:
    cell = next(s for s in answer["statements"] if s["role"] == "cell")
    cell["text"] = cell["text"].replace("a", "o", 1)
    assert Verdict.ALTERED in {p.verdict for p in verify_answer(answer, ten_index.documents)}


def test_a_citation_without_a_source_is_fabricated(answer: dict[str, Any], ten_index: PassageIndex) -> None:
    answer["statements"][0]["cites"] = [99]
    assert next(p for p in verify_answer(answer, ten_index.documents) if p.n == 99).verdict is Verdict.FABRICATED
