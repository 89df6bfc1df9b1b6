from dataclasses import replace

import numpy as np
import pytest

from bench.answers.floor import MEASURES, compare_with_floor
from bench.answers.question_file import LabelledQuestion
from corpus.framework import Framework
from corpus.records import Reference
from index.store import PassageIndex
from qa.read.question import read_question
from qa.records import Answer, Role, Source, Statement, Status
from qa.select.pool import score_pool

ASKED = "Who owns the copper mines of Bor?"
ZIJIN, DRONES = "Zijin owns the copper mines of Bor", "Serbia bought six CH-92A drones"
LABELLED = LabelledQuestion("q", "t", ASKED, sides=("Serbia",), expect={"Serbia": ("zijin owns",)})


def make_answer(framework: Framework, *quotes: str, reference: str = "r-1", role: Role = Role.CELL) -> Answer:
    """An answer with one cell for each quotation."""
    sources = tuple(
        Source(n, "d.md", "", "", 0, len(q), q, "0", (Reference(reference, "A source"),))
        for n, q in enumerate(quotes, start=1)
    )
    cells = tuple(Statement(("Serbia",), None, role, s.quote, (s.n,), verbatim=True) for s in sources)
    return Answer(read_question(ASKED, framework), Status.ANSWERED, cells, (), (), sources, {})


def test_quotations_are_measured_beside_as_many_sentences_of_plain_search(
    ten_index: PassageIndex, framework: Framework
) -> None:
    found = compare_with_floor(LABELLED, make_answer(framework, DRONES, f"{ZIJIN}."), ten_index, framework)
    assert list(found) == list(MEASURES)
    assert (found["covered"], found["precision"]) == (1, 0.5)
    pool = score_pool(read_question(ASKED, framework), ten_index, framework)
    best = pool.rows[np.argsort(-pool.floor, kind="stable")[:2]].tolist()
    assert [ZIJIN in ten_index.sentences.locate(row).text for row in best] == [True, False]
    assert (found["floor_covered"], found["floor_precision"]) == (1, 0.5)


def test_plain_search_gets_no_more_sentences_than_are_quoted(
    ten_index: PassageIndex, framework: Framework
) -> None:
    one = compare_with_floor(LABELLED, make_answer(framework, DRONES), ten_index, framework)
    assert (one["covered"], one["precision"], one["floor_precision"]) == (0, 0, 1)
    assert compare_with_floor(LABELLED, make_answer(framework), ten_index, framework) == {
        "covered": 0,
        "floor_covered": 0,
    }
    summary = make_answer(framework, f"{ZIJIN}.", role=Role.SUMMARY)
    assert compare_with_floor(LABELLED, summary, ten_index, framework)["covered"] == 0


def test_a_quotation_that_rests_on_a_good_reference_is_good(
    ten_index: PassageIndex, framework: Framework
) -> None:
    by_id = replace(LABELLED, expect=None, good={"Serbia": ("bk-eco-1",)})
    good = compare_with_floor(
        by_id, make_answer(framework, DRONES, reference="bk-eco-1"), ten_index, framework
    )
    assert (good["covered"], good["floor_covered"]) == (1, 1)
    assert compare_with_floor(by_id, make_answer(framework, DRONES), ten_index, framework)["covered"] == 0


def test_each_answerable_side_counts_and_a_quotation_good_for_any_is_good(
    ten_index: PassageIndex, framework: Framework
) -> None:
    sides = replace(
        LABELLED,
        sides=("Serbia", "Kenya", "Iceland"),
        abstain=("Iceland",),
        expect={"Serbia": ("zijin",), "Kenya": ("six",)},
    )
    one_side = compare_with_floor(sides, make_answer(framework, DRONES, "Gas."), ten_index, framework)
    assert (one_side["covered"], one_side["precision"]) == (0.5, 0.5)
    both = compare_with_floor(sides, make_answer(framework, DRONES, f"{ZIJIN}."), ten_index, framework)
    assert (both["covered"], both["precision"]) == (1, 1)


@pytest.mark.parametrize(
    "labelled",
    [replace(LABELLED, expect=None), replace(LABELLED, abstain=("*",)), replace(LABELLED, sides=())],
)
def test_a_question_without_labels_is_not_measured(
    labelled: LabelledQuestion, ten_index: PassageIndex, framework: Framework
) -> None:
    assert compare_with_floor(labelled, make_answer(framework, DRONES), ten_index, framework) == {}
