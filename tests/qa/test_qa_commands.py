"""The commands of answering as a user calls them, with the real model, on the starter corpus and the ten documents."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.__main__ import main as index_command
from index.build.run import build_index
from index.builds import directory
from index.store import PassageIndex
from qa.__main__ import main
from qa.ask import ask
from tests.conftest import WordEmbedder

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


def test_an_excluded_document_is_neither_asked_nor_searched(
    starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(command: Callable[[Sequence[str]], int], act: str) -> Any:
        assert command([act, SECURITY, "--json", "--data", str(starter)]) == 0
        return json.loads(capsys.readouterr().out)

    def used() -> tuple[set[str], set[str]]:
        answer, hits = said(main, "ask"), said(index_command, "search")["hits"]
        return {s["document_id"] for s in answer["sources"]}, {h["document_id"] for h in hits}

    name = "balkans/security.md"
    assert all(name in ids for ids in used())
    (starter / "excluded.json").write_text(json.dumps([name]))
    try:
        assert not any(name in ids for ids in used())
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


def test_a_batch_keeps_its_order_and_puts_errors_in_their_place(starter: Path, tmp_path: Path) -> None:
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


def test_a_missing_index_gets_one_sentence_with_the_command_that_mends_it(tmp_path: Path) -> None:
    done = _run("qa", "ask", SECURITY, "--data", tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(
        f"There is no index at {tmp_path / 'index'}; run 'python -m index build --out {tmp_path / 'index'}'."
    )


def test_nothing_but_the_answer_is_on_stdout(starter: Path) -> None:
    done = _run("qa", "ask", "China in Serbia", "--data", starter)
    assert done.stdout.startswith("*On Serbia*")


class Answered:
    """An index by words of documents that may be changed, and one answer from it on disk."""

    def __init__(
        self, folder: Path, root: Path, framework: Framework, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.index, self.root, self.answers, self._capsys = (
            folder / "index",
            root,
            folder / "answers.jsonl",
            capsys,
        )
        build_index(load_documents([root]), self.index, WordEmbedder(), roots=[str(root)])
        self.answer = ask(SECURITY, PassageIndex(self.index, WordEmbedder()), framework).to_json()
        self.write(self.answer)

    def write(self, *answers: object) -> None:
        self.answers.write_text(
            "\n".join(json.dumps(a, ensure_ascii=False) for a in answers), encoding="utf-8"
        )

    def edit(self, name: str, old: str, new: str) -> None:
        """Change words of a document on disk."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def verify(self, *options: str) -> tuple[int, str, str]:
        code = main(
            [
                "verify",
                str(self.answers),
                "--index",
                str(self.index),
                "--data",
                str(self.index.parent),
                *options,
            ]
        )
        return code, *self._capsys.readouterr()

    def lines(self) -> tuple[int, list[dict[str, Any]], str]:
        code, out, err = self.verify("--json")
        return code, [json.loads(line) for line in out.splitlines()], err

    def numbers_of(self, document_id: str) -> list[int]:
        return [s["n"] for s in self.answer["sources"] if s["document_id"] == document_id]


@pytest.fixture
def answered(ten: Path, tmp_path: Path, framework: Framework, capsys: pytest.CaptureFixture[str]) -> Answered:
    return Answered(tmp_path, Path(shutil.copytree(ten, tmp_path / "docs")), framework, capsys)


def test_verify_prints_one_line_for_each_citation(answered: Answered) -> None:
    code, lines, err = answered.lines()
    assert (code, err) == (0, "")
    assert lines == [
        {"answer": 1, "n": s["n"], "verdict": "proved", "found_in": None} for s in answered.answer["sources"]
    ]
    assert len(lines) > 3
    build = directory.current_build(answered.index)
    assert answered.verify() == (
        0,
        f"{len(lines)} of {len(lines)} citations proved against build {build}.\n",
        "",
    )


def test_verify_writes_nothing(answered: Answered) -> None:
    before = sorted(answered.index.parent.rglob("*"))
    answered.verify()
    assert sorted(answered.index.parent.rglob("*")) == before


def test_verify_tells_an_altered_a_misattributed_and_an_invented_quotation_apart(answered: Answered) -> None:
    answer = answered.answer
    serbia = next(s for s in answer["sources"] if "six CH-92A" in s["quote"])
    elsewhere = next(s for s in answer["sources"] if s["document_id"] != serbia["document_id"])
    third = next(s for s in answer["sources"] if s not in (serbia, elsewhere))
    quoted = elsewhere["quote"]
    answer["statements"] = []
    elsewhere.update({k: serbia[k] for k in ("document_id", "sha256")})
    serbia["quote"] = serbia["quote"].replace("six", "sixty")
    third["quote"] = "A brass band from Oslo rehearsed in the lobby of the ministry for eleven nights."
    answered.write(answer)
    code, lines, _ = answered.lines()
    found = {line["n"]: (line["verdict"], line["found_in"]) for line in lines}
    home = next(d.id for d in load_documents([answered.root]).documents if quoted in d.text)
    assert code == 1
    assert found.pop(serbia["n"]) == ("altered", None)
    assert found.pop(elsewhere["n"]) == ("misattributed", home)
    assert found.pop(third["n"]) == ("fabricated", None)
    assert set(found.values()) <= {("proved", None)}
    code, out, _ = answered.verify()
    assert code == 1
    assert f"Answer 1 [{serbia['n']}]: altered\n" in out
    assert f"Answer 1 [{elsewhere['n']}]: misattributed, found in {home}\n" in out
    assert out.splitlines()[-1].startswith(f"{len(lines) - 3} of {len(lines)} citations proved")


def test_a_changed_byte_of_a_source_file_is_reported_and_the_proof_stands(answered: Answered) -> None:
    answered.edit("balkans/security.md", "tog", "t0g")  # in a sentence that need not be the one cited
    code, lines, err = answered.lines()
    assert code == 0
    assert err.startswith("Stale: balkans/security.md has changed since it was indexed; ")
    assert len(err.splitlines()) == 1
    assert {line["verdict"] for line in lines} == {"proved"}
    assert (
        [line["n"] for line in lines if line.pop("stale", False)]
        == answered.numbers_of("balkans/security.md")
        != []
    )
    assert all(list(line) == ["answer", "n", "verdict", "found_in"] for line in lines)
    code, out, err = answered.verify()
    assert (code, out.split()[0]) == (0, str(len(lines)))
    assert err.startswith("Stale: balkans/security.md has changed")


def test_a_source_file_that_is_gone_is_reported(answered: Answered) -> None:
    (answered.root / "balkans" / "security.md").unlink()
    code, lines, err = answered.lines()
    assert code == 0
    assert err.startswith("Stale: balkans/security.md is no longer where it was indexed from; ")
    assert [line["n"] for line in lines if line.get("stale")] == answered.numbers_of("balkans/security.md")


def test_files_that_are_not_cited_are_not_reported(answered: Answered) -> None:
    assert answered.numbers_of("balkans/society.md") == []
    (answered.root / "balkans" / "society.md").unlink()
    (answered.root / "new.md").write_text("Bulgaria sells roses.", encoding="utf-8")
    assert answered.lines()[2] == ""


def test_a_changed_document_that_was_indexed_again_no_longer_bears_the_old_citations(
    answered: Answered,
) -> None:
    answered.edit("balkans/security.md", "six CH-92A", "ten CH-92A")
    build_index(load_documents([answered.root]), answered.index, WordEmbedder(), roots=[str(answered.root)])
    code, lines, err = answered.lines()
    assert (code, err) == (1, "")
    assert {line["verdict"] for line in lines if line["n"] in answered.numbers_of("balkans/security.md")} == {
        "altered"
    }
    assert {
        line["verdict"] for line in lines if line["n"] not in answered.numbers_of("balkans/security.md")
    } == {"proved"}


def test_a_line_of_a_file_of_many_documents_is_stale_alone(
    ten: Path, tmp_path: Path, framework: Framework, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "many.jsonl"
    records = [{"_id": d.id, "title": d.title, "text": d.text} for d in load_documents([ten]).documents]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    answered = Answered(tmp_path, path, framework, capsys)
    assert answered.lines()[2] == ""
    path.write_text(path.read_text(encoding="utf-8").replace("six CH-92A", "ten CH-92A"), encoding="utf-8")
    code, lines, err = answered.lines()
    assert code == 0
    assert (
        [line["n"] for line in lines if line.get("stale")] == answered.numbers_of("balkans/security.md") != []
    )
    assert [line.split()[1] for line in err.splitlines()] == ["balkans/security.md"]
    path.unlink()
    assert all(line["stale"] for line in answered.lines()[1])


def test_a_byte_changed_in_the_index_is_found_out(answered: Answered) -> None:
    path = (
        directory.build_folder(answered.index, str(directory.current_build(answered.index)))
        / "documents.jsonl"
    )
    stored = path.read_text(encoding="utf-8")
    path.write_text(stored.replace("six CH-92A", "ten CH-92A"), encoding="utf-8")
    code, out, err = answered.verify()
    assert (code, out) == (2, "")
    assert (
        err
        == "The text of balkans/security.md in the index does not match its checksum; run 'python -m index build'.\n"
    )
    document = next(d for d in load_documents([answered.root]).documents if d.id == "balkans/security.md")
    forged = hashlib.sha256(document.text.replace("six CH-92A", "ten CH-92A").encode()).hexdigest()
    path.write_text(
        stored.replace("six CH-92A", "ten CH-92A").replace(document.sha256, forged), encoding="utf-8"
    )
    code, lines, _ = answered.lines()
    assert code == 1
    assert {line["verdict"] for line in lines if line["n"] in answered.numbers_of("balkans/security.md")} == {
        "altered"
    }


def test_answers_are_read_by_lines_of_json_alone(answered: Answered) -> None:
    answered.write(
        {**answered.answer, "question": "Who\u2028 buys\x85?"},
        {"question": "", "error": "The question is empty."},
        answered.answer,
    )
    code, lines, _ = answered.lines()
    assert code == 0
    assert [line["answer"] for line in lines] == [1] * len(answered.answer["sources"]) + [3] * len(
        answered.answer["sources"]
    )


@pytest.mark.parametrize(
    "line", ["{broken", "[]", '"text"', '{"sources": [{"n": "1"}]}', '{"statements": [{"cites": 1}]}']
)
def test_a_line_that_is_no_answer_gets_one_sentence(answered: Answered, line: str) -> None:
    answered.answers.write_text(json.dumps(answered.answer) + "\n" + line + "\n", encoding="utf-8")
    assert answered.verify() == (
        2,
        "",
        f"Line 2 of {answered.answers} is not an answer; give what 'python -m qa ask --json' printed.\n",
    )
