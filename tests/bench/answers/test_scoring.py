"""Scoring of answers: each measure on answers made by hand, the files of questions, and the command on the starter corpus."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.answers.question_file import Known, doubts, read_questions
from bench.answers.scoring import (
    MEASURES,
    Score,
    declines_side,
    holds,
    same_side,
    score_answer,
    score_answers,
    summarise,
    table,
)
from corpus.errors import UserError
from corpus.framework import Framework
from corpus.ingest.load import STARTER_CORPUS, load_documents
from corpus.records import Passage
from index.records import Hit
from qa.records import Answer, Gap, Kind, Question, Role, Source, Statement, Status
from tests.conftest import WordEmbedder

ROOT = Path(__file__).parents[3]
QUESTIONS = ROOT / "bench" / "answers" / "questions.jsonl"
DRONES, POSTS, GAS = "Serbia bought six drones.", "Police built 11 posts.", "Gas flows east."


def cell(side: str, text: str, *cites: int, verbatim: bool = True) -> Statement:
    return Statement((side,), "security", Role.CELL, text, cites, verbatim)


def made(*statements: Statement, missing: tuple[str, ...] = (), status: Status = Status.ANSWERED) -> Answer:
    """An answer on drones, posts and gas; source n holds the nth of the three sentences."""
    sources = tuple(
        Source(n, "d.md", "", "", 0, len(q), q, "0") for n, q in enumerate((DRONES, POSTS, GAS), start=1)
    )
    return Answer(
        Question("?", Kind.COMPARISON),
        status,
        statements,
        tuple(Gap(m, None) for m in missing),
        (),
        sources,
        {},
    )


def known(
    sides: tuple[str, ...],
    expect: dict[str, tuple[str, ...]] | None = None,
    abstain: tuple[str, ...] = (),
    kind: str = "t",
) -> Known:
    return Known("q", kind, "?", (), sides, abstain, expect)


def hits(*texts: str) -> list[Hit]:
    return [Hit(Passage("d.md", 0, len(t), t, ()), 0.0) for t in texts]


def parts(one: Known, answer: Answer, *texts: str) -> dict[str, float]:
    return dict(score_answer(one, answer, hits(*texts), same=True).parts)


BOTH = known(
    ("Balkans", "Central Asia"), {"Balkans": ("SIX  drones", "missiles"), "Central Asia": ("posts",)}
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Balkans", "balkans"),
        ("ASEAN", "Southeast Asia"),
        ("the Emirates", "UAE"),
        ("before 2022", "the years before 2022"),
        ("Serbia", "Republic of Serbia"),
        ("Bosnia", "Bosnia and Herzegovina"),
        ("Gulf  states", "GCC"),
    ],
)
def test_names_of_one_side(one: str, other: str) -> None:
    assert same_side(one, other)
    assert same_side(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Asia", ""),
        ("the", "of"),
        ("Iran", "Iraq"),
        ("Central Asia", "South Asia"),
        ("Asia Central", "Central Asia"),
        ("US", "US forces"),
        ("Guinea", "Guyana"),
    ],
)
def test_names_of_different_sides(one: str, other: str) -> None:
    assert not same_side(one, other)
    assert not same_side(other, one)


def test_a_substring_stands_whatever_the_case_and_the_white_space() -> None:
    assert holds("He bought\nSIX drones", ["five", "six  Drones"])
    assert not holds("He bought six drones", ["sixty"])
    assert not holds("He bought six drones", [])


def test_both_sides_covered() -> None:
    found = parts(
        BOTH, made(cell("Balkans", DRONES, 1), cell("Central Asia", POSTS, 2), cell("Central Asia", GAS, 3))
    )
    assert (found["sides_covered"], found["key_recall"], found["per_side"], found["verbatim"]) == (
        1,
        1,
        1.5,
        1,
    )


def test_what_stands_under_the_other_side_does_not_count() -> None:
    found = parts(BOTH, made(cell("Balkans", DRONES, 1), cell("Balkans", POSTS, 2)))
    assert (found["sides_covered"], found["key_recall"], found["per_side"]) == (0, 0.5, 1)


def test_a_source_cited_twice_under_a_side_counts_once() -> None:
    assert parts(BOTH, made(cell("Balkans", DRONES, 1), cell("Balkans", DRONES, 1)))["per_side"] == 0.5


def test_a_statement_without_a_citation_counts_for_nothing() -> None:
    uncited = Statement(("Balkans",), None, Role.SUMMARY, DRONES, (), verbatim=False)
    assert parts(BOTH, made(uncited, cell("Central Asia", POSTS, 2)))["key_recall"] == 0.5


def test_of_one_side_every_statement_counts() -> None:
    one = known(("Serbia",), {"Serbia": ("six",)})
    assert parts(one, made(cell("", DRONES, 1)))["sides_covered"] == 1
    assert "all_sides_covered@5" not in parts(one, made(cell("", DRONES, 1)))


def test_a_side_of_which_nothing_is_expected_is_not_covered() -> None:
    one = known(("Balkans", "Central Asia"), {"Balkans": ("six",)})
    found = parts(one, made(cell("Balkans", DRONES, 1), cell("Central Asia", POSTS, 2)))
    assert (found["sides_covered"], found["key_recall"]) == (0, 0.5)


def test_without_expectations_coverage_is_not_judged() -> None:
    assert set(parts(known(("Serbia", "Iceland")), made(cell("Serbia", DRONES, 1)))) == {
        "same_on_rerun",
        "verbatim",
    }


def test_a_cell_is_verbatim_if_it_says_so_and_stands_in_a_quotation_it_cites() -> None:
    good, elsewhere, unsaid = (
        cell("Balkans", "bought six", 1),
        cell("Balkans", "bought six", 2),
        cell("Balkans", "bought six", 1, verbatim=False),
    )
    summary = Statement(("Balkans",), None, Role.SUMMARY, "of drones", (1,), verbatim=False)
    assert (
        parts(BOTH, made(good, elsewhere, unsaid, cell("Balkans", "bought six", 2, 1), summary))["verbatim"]
        == 0.5
    )


def test_all_sides_are_covered_from_the_depth_at_which_the_last_one_is_found() -> None:
    found = parts(BOTH, made(), "Six drones", *["nothing"] * 6, "border posts")
    assert [found[f"all_sides_covered@{k}"] for k in (5, 10, 20)] == [0, 1, 1]
    found = parts(BOTH, made(), "Six drones and posts")
    assert [found[f"all_sides_covered@{k}"] for k in (5, 10, 20)] == [1, 1, 1]
    found = parts(BOTH, made(), *["nothing"] * 20)
    assert [found[f"all_sides_covered@{k}"] for k in (5, 10, 20)] == [0, 0, 0]


def test_of_a_comparison_with_an_absent_side_the_other_one_must_be_found() -> None:
    one = known(("Serbia", "Iceland"), {"Serbia": ("six",)}, ("Iceland",))
    assert parts(one, made(), "six drones")["all_sides_covered@5"] == 1
    assert parts(one, made(), "drones")["all_sides_covered@5"] == 0


def test_a_side_is_declined_if_it_is_said_to_be_missing_and_nothing_stands_under_it() -> None:
    answer = made(cell("Serbia", DRONES, 1), missing=("Iceland",), status=Status.PARTIAL)
    assert declines_side(answer, "Iceland")
    assert not declines_side(answer, "Serbia")
    assert not declines_side(answer, "*")
    assert not declines_side(made(cell("Serbia", DRONES, 1)), "Iceland")
    assert not declines_side(made(cell("Iceland", DRONES, 1), missing=("Iceland",)), "Iceland")


def test_an_answer_that_cites_nothing_declines_all() -> None:
    for answer in (
        made(status=Status.NO_EVIDENCE),
        made(),
        made(cell("Serbia", DRONES, 1), status=Status.NO_EVIDENCE),
    ):
        assert declines_side(answer, "*")
        assert declines_side(answer, "Serbia")


def test_declines_are_counted_by_side_or_for_the_whole_question() -> None:
    answer = made(cell("Serbia", DRONES, 1), missing=("Iceland",))
    assert score_answer(known(("Serbia", "Iceland"), {}, ("Iceland",)), answer, [], same=True).declines == (
        (False, False),
        (True, True),
    )
    assert score_answer(known(("Serbia", "Iceland"), {}, ("*",)), answer, [], same=True).declines == (
        (True, False),
    )
    assert score_answer(known(()), answer, [], same=True).declines == ((False, False),)


def test_means_are_over_the_answers_that_a_measure_applies_to_and_declines_over_sides() -> None:
    scores = [
        Score({"key_recall": 1.0, "same_on_rerun": 1.0}, ((True, True), (True, False), (False, False))),
        Score({"key_recall": 0.5, "same_on_rerun": 0.0}, ((True, True), (False, True))),
        Score({"same_on_rerun": 1.0}, ((False, False), (False, False))),
    ]
    total = summarise(scores)
    assert list(total) == list(MEASURES)
    assert (total["key_recall"], total["same_on_rerun"], total["verbatim"]) == (
        0.75,
        pytest.approx(2 / 3),
        None,
    )
    assert (total["declined_where_must"], total["answered_where_must"]) == (pytest.approx(2 / 3), 0.75)
    assert total["abstention"] == pytest.approx((2 / 3 + 0.75) / 2)
    assert summarise(scores[2:])["abstention"] == 1


def test_the_table_has_a_line_for_each_type_and_one_for_all() -> None:
    ones = [known((), kind="lookup"), known((), kind="topic"), known((), kind="lookup")]
    lines = table(ones, [Score({"verbatim": v}, ()) for v in (1.0, 0.5, 0.0)]).splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["lookup", "2"], ["topic", "1"], ["all", "3"]]
    column = lines[0].split()[1:].index("verbatim")
    assert [line.split()[2:][column] for line in lines[1:]] == ["0.5000", "0.5000", "0.5000"]
    assert lines[1].split()[2:][0] == "-"


def test_answers_of_an_index_are_scored_and_the_same_on_rerun(ten_folder: Path, framework: Framework) -> None:
    asked = "How does China's security role differ between Central Asia and the Balkans?"
    one = Known(
        "q1", "t", asked, (), BOTH.sides, (), {"Balkans": ("CH-92A",), "Central Asia": ("no such words",)}
    )
    away = Known(
        "q2", "t", "And Iceland?", (asked,), ("Central Asia", "Balkans", "Iceland"), ("Iceland",), {}
    )
    first, second = score_answers([one, away], ten_folder, WordEmbedder(), framework)
    assert (first.parts["key_recall"], first.parts["same_on_rerun"], first.parts["verbatim"]) == (0.5, 1, 1)
    assert first.parts["all_sides_covered@20"] == 0
    assert second.declines == ((False, False), (False, False), (True, True))


def test_a_file_of_questions_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"question": "Who\u2028buys?", "type": "a", "id": "x1", "sides": ["S", "I"], "abstain": ["I"], "expect": {"S": ["six"]}, "gold": 1}\n\n'
        '{"question": "B?"}',
        encoding="utf-8",
    )
    first, second = read_questions(path)
    assert (first.question, first.type, first.id, first.answerable, first.expect) == (
        "Who\u2028buys?",
        "a",
        "x1",
        ("S",),
        {"S": ("six",)},
    )
    assert (second.id, second.history, second.sides, second.expect) == ("line 3", (), (), None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "is no JSON (Expecting property name enclosed in double quotes: '{broken')"),
        ('"Who?"', "holds no question ('\"Who?\"')"),
        ('{"question": " "}', 'holds no question (\'{"question": " "}\')'),
        ('{"question": 7}', "holds no question"),
        (json.dumps({"question": "x" * 2001}), "asks in 2,001 characters; ask in at most 2,000."),
        ('{"question": "Q?", "sides": "Serbia"}', "has 'sides' that are no list of texts ('Serbia')"),
        ('{"question": "Q?", "history": [1]}', "has 'history' that are no list of texts ('[1]')"),
        ('{"question": "Q?", "abstain": [""]}', "has 'abstain' that are no list of texts"),
        ('{"question": "Q?", "expect": ["six"]}', "has an 'expect' that is no object"),
        (
            '{"question": "Q?", "expect": {"Serbia": "six"}}',
            "has 'expect of Serbia' that are no list of texts ('six')",
        ),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "A?"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="^" + re.escape(f"Line 3 of {path} {reason}")):
        read_questions(path)


def test_a_file_that_is_absent_or_empty_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match="^" + re.escape(f"The questions {tmp_path / 'none.jsonl'} cannot be read (")
    ):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(
        UserError, match="^" + re.escape(f"The file {tmp_path / 'empty.jsonl'} holds no question; ")
    ):
        read_questions(tmp_path / "empty.jsonl")


def test_the_command_tells_a_bad_line_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("{broken\n", encoding="utf-8")
    done = bench("answers", tmp_path / "q.jsonl", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Line 1 of {tmp_path / 'q.jsonl'} is no JSON (")
    assert len(done.stderr.splitlines()) == 1


def test_slips_in_a_question_are_told() -> None:
    told = list(
        doubts(
            [
                Known(
                    "a",
                    "t",
                    "?",
                    (),
                    ("Serbia", "Iceland"),
                    ("Island",),
                    {"Serbia": ("six",), "Sebria": ("six",)},
                ),
                Known("b", "t", "?", (), ("Serbia",)),
                Known("c", "t", "?", (), ("Serbia", "Iceland"), ("*",)),
                Known("d", "t", "?", (), ("Serbia",), (), {"Serbia": ("six",)}),
            ]
        )
    )
    assert told == [
        "a: 'Island' is none of the sides asked about, so what is said of it counts for nothing.",
        "a: 'Sebria' is none of the sides asked about, so what is said of it counts for nothing.",
        "a: nothing is expected of 'Iceland', so it counts as not covered.",
        "b: it has no 'expect', so only abstention, quotations and the rerun are judged.",
    ]


def test_the_command_prints_a_table_and_one_line_of_json(starter_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"question": "When did the base in Djibouti open?", "type": "lookup", "sides": ["Djibouti"], "expect": {"Djibouti": ["1 August 2017"]}}\n'
        '{"question": "How do I boil an egg?", "type": "off topic", "abstain": ["*"]}\n',
        encoding="utf-8",
    )
    done = bench("answers", path, "--data", starter_data)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.rsplit(None, len(MEASURES) + 1)[0].strip() for line in lines[1:4]] == [
        "lookup",
        "off topic",
        "all",
    ]
    row: dict[str, Any] = json.loads(lines[4])
    assert list(row) == ["questions", "build", *MEASURES]
    assert (
        row["questions"],
        row["key_recall"],
        row["abstention"],
        row["same_on_rerun"],
        row["all_sides_covered@5"],
    ) == (2, 1, 1, 1, None)


def test_the_projects_own_questions_expect_what_stands_in_the_starter_corpus() -> None:
    texts = [d.text for d in load_documents([STARTER_CORPUS]).documents]
    questions = read_questions(QUESTIONS)
    assert list(doubts(questions)) == []
    assert len({q.id for q in questions}) == len(questions) >= 30
    absent = [
        (q.id, words)
        for q in questions
        for held in (q.expect or {}).values()
        for words in held
        if not any(holds(t, [words]) for t in texts)
    ]
    assert absent == []


def bench(*args: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
    command = [sys.executable, "-m", "bench", *map(str, args)]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )
