"""`python -m qa verify`: one line for each citation, stale documents reported, damage found."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.builds import directory
from index.store import PassageIndex
from qa.__main__ import main
from qa.ask import ask
from tests.conftest import WordEmbedder

STRATEGY = "How does China's strategy differ between Central Asia and Serbia?"


class AnsweredIndex:
    """An index of documents that a test may change, and one answer from it on disk."""

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
        self.answer = ask(STRATEGY, PassageIndex(self.index, WordEmbedder()), framework).to_json()
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
def answered(
    ten: Path, tmp_path: Path, framework: Framework, capsys: pytest.CaptureFixture[str]
) -> AnsweredIndex:
    return AnsweredIndex(tmp_path, Path(shutil.copytree(ten, tmp_path / "docs")), framework, capsys)


def test_verify_prints_one_line_for_each_citation(answered: AnsweredIndex) -> None:
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


def test_verify_writes_nothing(answered: AnsweredIndex) -> None:
    before = sorted(answered.index.parent.rglob("*"))
    answered.verify()
    assert sorted(answered.index.parent.rglob("*")) == before


def test_verify_distinguishes_altered_misattributed_and_invented_quotations(answered: AnsweredIndex) -> None:
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


def test_a_changed_source_file_is_reported_and_its_citations_stay_proved(answered: AnsweredIndex) -> None:
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


def test_a_deleted_source_file_is_reported(answered: AnsweredIndex) -> None:
    (answered.root / "balkans" / "security.md").unlink()
    code, lines, err = answered.lines()
    assert code == 0
    assert err.startswith("Stale: balkans/security.md is no longer where it was indexed from; ")
    assert [line["n"] for line in lines if line.get("stale")] == answered.numbers_of("balkans/security.md")


def test_files_that_are_not_cited_are_not_reported(answered: AnsweredIndex) -> None:
    assert answered.numbers_of("compared/two-regions.md") == []
    (answered.root / "compared" / "two-regions.md").unlink()
    (answered.root / "new.md").write_text("Bulgaria sells roses.", encoding="utf-8")
    assert answered.lines()[2] == ""


def test_old_citations_of_a_changed_and_reindexed_document_are_altered(
    answered: AnsweredIndex,
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


def test_only_the_changed_line_of_a_jsonl_file_is_stale(
    ten: Path, tmp_path: Path, framework: Framework, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "many.jsonl"
    records = [{"_id": d.id, "title": d.title, "text": d.text} for d in load_documents([ten]).documents]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    answered = AnsweredIndex(tmp_path, path, framework, capsys)
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


def test_a_changed_byte_in_the_index_is_detected(answered: AnsweredIndex) -> None:
    path = (
        directory.build_folder(answered.index, str(directory.current_build(answered.index)))
        / "documents.jsonl"
    )
    stored = path.read_text(encoding="utf-8")
    path.write_text(stored.replace("six CH-92A", "ten CH-92A"), encoding="utf-8")
    code, out, err = answered.verify()
    assert (code, out) == (2, "")
    assert err == (
        "The text of balkans/security.md in the index does not match its checksum; "
        "run 'python -m index build'.\n"
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


def test_only_line_feeds_separate_answers(answered: AnsweredIndex) -> None:
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
def test_a_line_that_is_not_an_answer_gets_one_sentence(answered: AnsweredIndex, line: str) -> None:
    answered.answers.write_text(json.dumps(answered.answer) + "\n" + line + "\n", encoding="utf-8")
    assert answered.verify() == (
        2,
        "",
        f"Line 2 of {answered.answers} is not an answer; give what 'python -m qa ask --json' printed.\n",
    )
