"""`python -m bench answers FILE` on the starter corpus."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.answers.scoring import MEASURES

ROOT = Path(__file__).parents[3]
QUESTIONS = (
    {
        "question": "When did the base in Djibouti open?",
        "type": "lookup",
        "sides": ["Djibouti"],
        "expect": {"Djibouti": ["1 August 2017"]},
    },
    {"question": "How do I boil an egg?", "type": "off topic", "abstain": ["*"]},
)


def test_the_command_prints_a_table_and_one_line_of_json(starter_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), encoding="utf-8")
    done = bench("answers", path, "--data", starter_data)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    types = [line.rsplit(None, len(MEASURES) + 1)[0].strip() for line in lines[1:4]]
    assert types == ["lookup", "off topic", "all"]
    row: dict[str, Any] = json.loads(lines[4])
    assert list(row) == ["questions", "build", *MEASURES]
    assert row["questions"] == 2
    assert (row["key_recall"], row["abstention"], row["same_on_rerun"]) == (1, 1, 1)
    assert row["all_sides_covered@5"] is None


def test_the_command_reports_a_bad_line_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("{broken\n", encoding="utf-8")
    done = bench("answers", tmp_path / "q.jsonl", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Line 1 of {tmp_path / 'q.jsonl'} is not JSON (")
    assert len(done.stderr.splitlines()) == 1


def bench(*args: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
    command = [sys.executable, "-m", "bench", *map(str, args)]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )
