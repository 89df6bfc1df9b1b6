"""Each measure on answers made by hand."""

from pathlib import Path

import pytest

from bench.answers.question_file import LabelledQuestion
from bench.answers.scoring import (
    MEASURES,
    Score,
    abstains,
    average,
    format_scores,
    score_answer,
    score_answers,
)
from corpus.framework import Framework
from corpus.records import Passage
from index.records import Hit
from qa.records import Answer, Gap, Kind, Question, Role, Source, Statement, Status
from tests.conftest import WordEmbedder

DRONES, POSTS, GAS = "Serbia bought six drones.", "Police built 11 posts.", "Gas flows east."


def cell(side: str, text: str, *cites: int, verbatim: bool = True) -> Statement:
    return Statement((side,), "security", Role.CELL, text, cites, verbatim)


def make_answer(
    *statements: Statement, missing: tuple[str, ...] = (), status: Status = Status.ANSWERED
) -> Answer:
    """An answer on drones, posts and gas; source n is the nth of the three sentences."""
    sources = tuple(
        Source(n, "d.md", "", "", 0, len(q), q, "0") for n, q in enumerate((DRONES, POSTS, GAS), start=1)
    )
    gaps = tuple(Gap(side, None) for side in missing)
    return Answer(Question("?", Kind.COMPARISON), status, statements, gaps, (), sources, {})


def label(
    sides: tuple[str, ...],
    expect: dict[str, tuple[str, ...]] | None = None,
    abstain: tuple[str, ...] = (),
    kind: str = "t",
) -> LabelledQuestion:
    return LabelledQuestion("q", kind, "?", (), sides, abstain, expect)


def make_hits(*texts: str) -> list[Hit]:
    return [Hit(Passage("d.md", 0, len(t), t, ()), 0.0) for t in texts]


def score(question: LabelledQuestion, answer: Answer, *found: str) -> dict[str, float]:
    return dict(score_answer(question, answer, make_hits(*found), {}, same_on_rerun=True).values)


def covered_at_each_depth(question: LabelledQuestion, *found: str) -> list[float]:
    values = score(question, make_answer(), *found)
    return [values[f"all_sides_covered@{k}"] for k in (5, 10, 20)]


BOTH = label(
    ("Balkans", "Central Asia"), {"Balkans": ("SIX  drones", "missiles"), "Central Asia": ("posts",)}
)
WITH_ICELAND = ("Serbia", "Iceland")


def test_both_sides_are_covered() -> None:
    values = score(
        BOTH,
        make_answer(cell("Balkans", DRONES, 1), cell("Central Asia", POSTS, 2), cell("Central Asia", GAS, 3)),
    )
    assert (values["sides_covered"], values["key_recall"]) == (1, 1)
    assert (values["per_side"], values["verbatim"]) == (1.5, 1)


def test_a_statement_about_the_other_side_does_not_count() -> None:
    values = score(BOTH, make_answer(cell("Balkans", DRONES, 1), cell("Balkans", POSTS, 2)))
    assert (values["sides_covered"], values["key_recall"], values["per_side"]) == (0, 0.5, 1)


def test_a_source_cited_twice_for_a_side_counts_once() -> None:
    answer = make_answer(cell("Balkans", DRONES, 1), cell("Balkans", DRONES, 1))
    assert score(BOTH, answer)["per_side"] == 0.5


def test_a_statement_without_a_citation_does_not_count() -> None:
    uncited = Statement(("Balkans",), None, Role.SUMMARY, DRONES, (), verbatim=False)
    assert score(BOTH, make_answer(uncited, cell("Central Asia", POSTS, 2)))["key_recall"] == 0.5


def test_with_one_side_every_statement_counts() -> None:
    values = score(label(("Serbia",), {"Serbia": ("six",)}), make_answer(cell("", DRONES, 1)))
    assert values["sides_covered"] == 1
    assert "all_sides_covered@5" not in values


def test_a_side_without_expected_substrings_is_not_covered() -> None:
    question = label(("Balkans", "Central Asia"), {"Balkans": ("six",)})
    values = score(question, make_answer(cell("Balkans", DRONES, 1), cell("Central Asia", POSTS, 2)))
    assert (values["sides_covered"], values["key_recall"]) == (0, 0.5)


def test_without_labels_coverage_is_not_scored() -> None:
    values = score(label(WITH_ICELAND), make_answer(cell("Serbia", DRONES, 1)))
    assert set(values) == {"same_on_rerun", "verbatim"}


def test_measures_beside_plain_search_are_among_the_values() -> None:
    beside = {"covered": 0.5, "floor_covered": 1.0}
    found = score_answer(BOTH, make_answer(), [], beside, same_on_rerun=False).values
    assert {name: found[name] for name in beside} == beside and found["same_on_rerun"] == 0


def test_a_cell_is_verbatim_if_it_is_marked_so_and_is_in_a_quotation_it_cites() -> None:
    answer = make_answer(
        cell("Balkans", "bought six", 1),
        cell("Balkans", "bought six", 2),  # in another quotation
        cell("Balkans", "bought six", 1, verbatim=False),
        cell("Balkans", "bought six", 2, 1),
        Statement(("Balkans",), None, Role.SUMMARY, "of drones", (1,), verbatim=False),
    )
    assert score(BOTH, answer)["verbatim"] == 0.5


def test_all_sides_are_covered_from_the_depth_of_the_last_one_found() -> None:
    assert covered_at_each_depth(BOTH, "Six drones", *["nothing"] * 6, "border posts") == [0, 1, 1]
    assert covered_at_each_depth(BOTH, "Six drones and posts") == [1, 1, 1]
    assert covered_at_each_depth(BOTH, *["nothing"] * 20) == [0, 0, 0]


def test_a_side_to_abstain_on_need_not_be_found() -> None:
    question = label(WITH_ICELAND, {"Serbia": ("six",)}, ("Iceland",))
    assert covered_at_each_depth(question, "six drones") == [1, 1, 1]
    assert covered_at_each_depth(question, "drones") == [0, 0, 0]


def test_an_answer_abstains_on_a_side_that_it_reports_missing_and_does_not_cite() -> None:
    answer = make_answer(cell("Serbia", DRONES, 1), missing=("Iceland",), status=Status.PARTIAL)
    assert abstains(answer, "Iceland")
    assert not abstains(answer, "Serbia")
    assert not abstains(answer, "*")
    assert not abstains(make_answer(cell("Serbia", DRONES, 1)), "Iceland")
    assert not abstains(make_answer(cell("Iceland", DRONES, 1), missing=("Iceland",)), "Iceland")


@pytest.mark.parametrize(
    "answer",
    [
        make_answer(status=Status.NO_EVIDENCE),
        make_answer(),
        make_answer(cell("Serbia", DRONES, 1), status=Status.NO_EVIDENCE),
    ],
)
def test_an_answer_without_evidence_abstains_on_everything(answer: Answer) -> None:
    assert abstains(answer, "*")
    assert abstains(answer, "Serbia")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (label(WITH_ICELAND, {}, ("Iceland",)), ((False, False), (True, True))),
        (label(WITH_ICELAND, {}, ("*",)), ((True, False),)),
        (label(()), ((False, False),)),
    ],
)
def test_abstentions_are_counted_by_side_or_for_the_whole_question(
    question: LabelledQuestion, expected: tuple[tuple[bool, bool], ...]
) -> None:
    answer = make_answer(cell("Serbia", DRONES, 1), missing=("Iceland",))
    assert score_answer(question, answer, [], {}, same_on_rerun=True).abstentions == expected


def test_means_are_over_the_answers_that_a_measure_applies_to_and_abstentions_over_sides() -> None:
    scores = [
        Score({"key_recall": 1.0, "same_on_rerun": 1.0}, ((True, True), (True, False), (False, False))),
        Score({"key_recall": 0.5, "same_on_rerun": 0.0}, ((True, True), (False, True))),
        Score({"same_on_rerun": 1.0}, ((False, False), (False, False))),
    ]
    means = average(scores)
    assert list(means) == list(MEASURES)
    assert (means["key_recall"], means["verbatim"]) == (0.75, None)
    assert means["same_on_rerun"] == pytest.approx(2 / 3)
    assert (means["declined_where_must"], means["answered_where_must"]) == (pytest.approx(2 / 3), 0.75)
    assert means["abstention"] == pytest.approx((2 / 3 + 0.75) / 2)
    assert average(scores[2:])["abstention"] == 1


def test_the_table_has_a_line_for_each_type_and_one_for_all() -> None:
    questions = [label((), kind=kind) for kind in ("lookup", "topic", "lookup")]
    lines = format_scores(questions, [Score({"verbatim": v}, ()) for v in (1.0, 0.5, 0.0)]).splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["lookup", "2"], ["topic", "1"], ["all", "3"]]
    column = lines[0].split()[1:].index("verbatim")
    assert [line.split()[2:][column] for line in lines[1:]] == ["0.5000", "0.5000", "0.5000"]
    assert lines[1].split()[2:][0] == "-"


def test_answers_of_an_index_are_scored_and_the_same_on_rerun(ten_folder: Path, framework: Framework) -> None:
    asked = "How does China's security role differ between Central Asia and the Balkans?"
    expect = {"Balkans": ("drones and missiles",), "Central Asia": ("no such words",)}
    comparison = LabelledQuestion("q1", "t", asked, sides=BOTH.sides, expect=expect)
    follow_up = LabelledQuestion(
        "q2", "t", "And Iceland?", (asked,), ("Central Asia", "Balkans", "Iceland"), ("Iceland",), {}
    )
    first, second = score_answers([comparison, follow_up], ten_folder, WordEmbedder(), framework)
    assert (first.values["key_recall"], first.values["same_on_rerun"], first.values["verbatim"]) == (
        0.5,
        1,
        1,
    )
    assert first.values["all_sides_covered@20"] == 0
    assert second.abstentions == ((False, False), (False, False), (True, True))
