"""`python -m qa ask` as a user calls it, with the real model on the starter corpus."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.__main__ import main as index_command
from qa.__main__ import main

ROOT = Path(__file__).parents[2]
SECURITY = "How does China's security engagement differ between Central Asia and the Balkans?"


def _run(*args: object, seed: str = "0", **options: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed, "HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", *map(str, args)],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        timeout=300,
        encoding="utf-8",
        **options,
    )


@pytest.fixture
def starter(starter_data: Path) -> Path:
    return starter_data


def test_the_starter_corpus_answers_a_comparison_with_two_citations_a_side(starter: Path) -> None:
    done = _run("qa", "ask", SECURITY, "--json", "--data", starter)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    for side in ("Central Asia", "Balkans"):
        cells = [s for s in answer["statements"] if s["role"] == "cell" and side in s["subjects"]]
        assert len({n for s in cells for n in s["cites"]}) >= 2
    assert all(s["references"] for s in answer["sources"])


def test_an_excluded_document_is_in_no_answer_and_no_search(
    starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(command: Callable[[Sequence[str]], int], name: str) -> Any:
        assert command([name, SECURITY, "--json", "--data", str(starter)]) == 0
        return json.loads(capsys.readouterr().out)

    def used() -> tuple[set[str], set[str]]:
        answer, hits = run(main, "ask"), run(index_command, "search")["hits"]
        return {s["document_id"] for s in answer["sources"]}, {h["document_id"] for h in hits}

    excluded = "balkans/security.md"
    assert all(excluded in ids for ids in used())
    (starter / "excluded.json").write_text(json.dumps([excluded]))
    try:
        assert not any(excluded in ids for ids in used())
    finally:
        (starter / "excluded.json").unlink()


def test_the_starter_corpus_fills_four_rows_on_two_sides(starter: Path) -> None:
    answer = json.loads(
        _run(
            "qa",
            "ask",
            "How does China's strategy differ between Central Asia and the Balkans?",
            "--json",
            "--data",
            starter,
        ).stdout
    )
    cells = {(s["subjects"][0], s["aspect"]) for s in answer["statements"] if s["role"] == "cell"}
    assert cells == {
        (side, aspect)
        for side in ("Central Asia", "Balkans")
        for aspect in ("economic", "political", "security", "social")
    }


def test_a_batch_keeps_its_order_with_errors_in_place_of_answers(starter: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    lines = [
        {"question": SECURITY, "id": "ignored"},
        {"question": ""},
        "no object",
        {"question": "And the economic side?", "history": [SECURITY]},
    ]
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n{broken\n", encoding="utf-8")
    first, again = (_run("qa", "ask", "--batch", batch, "--data", starter, seed=seed) for seed in ("1", "2"))
    answers = [json.loads(line) for line in first.stdout.splitlines()]
    assert [a["question"] for a in answers] == [
        SECURITY,
        "",
        "no object",
        "And the economic side?",
        "{broken",
    ]
    assert ["error" in a for a in answers] == [False, True, True, False, True]
    assert answers[1]["error"] == "The question is empty; ask about a region, a country or a topic."
    assert answers[3]["subjects"] == ["Central Asia", "Balkans"]
    assert answers[3]["aspects"] == ["economic"]
    without_timings = [
        [{**json.loads(line), "timings_ms": None} for line in run.stdout.splitlines()]
        for run in (first, again)
    ]
    assert without_timings[0] == without_timings[1]


def test_verify_proves_what_ask_printed_and_fails_on_a_changed_word(starter: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text(_run("qa", "ask", SECURITY, "--json", "--data", starter).stdout, encoding="utf-8")
    proved = _run("qa", "verify", answers, "--json", "--data", starter)
    assert proved.returncode == 0
    assert {json.loads(line)["verdict"] for line in proved.stdout.splitlines()} == {"proved"}
    answers.write_text(answers.read_text(encoding="utf-8").replace("Serbia", "Siberia"), encoding="utf-8")
    altered = _run("qa", "verify", answers, "--data", starter)
    assert altered.returncode == 1
    assert "altered" in altered.stdout


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("", "The question is empty"),
        ("x" * 20_000, "The question has 20,000 characters; ask in at most 2,000."),
    ],
)
def test_a_bad_question_gets_one_sentence(starter: Path, question: str, sentence: str) -> None:
    done = _run("qa", "ask", question, "--data", starter)
    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_index_one_sentence_gives_the_command_that_builds_it(tmp_path: Path) -> None:
    done = _run("qa", "ask", SECURITY, "--data", tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(
        f"There is no index at {tmp_path / 'index'}; run 'python -m index build --out {tmp_path / 'index'}'."
    )


def test_only_the_answer_is_on_stdout(starter: Path) -> None:
    done = _run("qa", "ask", "China in Serbia", "--data", starter)
    assert done.stdout.startswith("*On Serbia*")
