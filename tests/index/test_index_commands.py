"""`python -m index` as a user types it: exit codes, what goes to stdout, exact quotations."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.ingest.load import load_documents
from index.__main__ import main
from index.build.run import build_index
from index.builds import directory
from tests.conftest import WordEmbedder

ROOT = Path(__file__).parents[2]
BUILD_KEYS = ["build", "documents", "passages", "embedded", "reused", "removed", "skipped"]
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def built(
    ten: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """An index of the ten documents by the real model, built by the real command."""
    folder = tmp_path_factory.mktemp("real") / "index"
    command = [sys.executable, "-m", "index", "build", "--documents", str(ten), "--out", str(folder)]
    return folder, subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def real(built: tuple[Path, object], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return str(built[0])


@pytest.fixture
def docs(ten: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ten, tmp_path / "docs"))


@pytest.fixture
def folder(docs: Path, tmp_path: Path) -> Path:
    """An index of the copied documents, by words."""
    build_index(load_documents([docs]), tmp_path / "index", WordEmbedder(), roots=[str(docs)])
    return tmp_path / "index"


def status(folder: Path, capsys: Output) -> dict[str, Any]:
    assert main(["status", "--json", "--index", str(folder)]) == 0
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


def test_build_ends_with_its_summary_on_stdout(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = built
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert list(summary) == BUILD_KEYS
    assert summary["build"] == directory.current_build(folder)
    assert (
        summary["documents"],
        summary["embedded"],
        summary["reused"],
        summary["removed"],
        summary["skipped"],
    ) == (10, summary["passages"], 0, 0, [])
    assert len(done.stdout.splitlines()) == 1


def test_building_again_embeds_nothing_and_names_what_it_skips(
    real: str, docs: Path, tmp_path: Path, capsys: Output
) -> None:
    shutil.copytree(real, tmp_path / "index")
    (docs / "image.png").write_bytes(b"\x89PNG")
    assert main(["build", "--documents", str(docs), "--out", str(tmp_path / "index")]) == 0
    output = capsys.readouterr()
    summary = json.loads(output.out.splitlines()[-1])
    assert (summary["embedded"], summary["reused"]) == (0, summary["passages"])
    assert summary["skipped"] == [
        {"file": "image.png", "reason": output.err.split("Skipped image.png: ")[1].splitlines()[0]}
    ]


def test_search_prints_the_best_passages(real: str, capsys: Output) -> None:
    assert main(["search", "Which arms did Serbia buy?", "-k", "2", "--index", real]) == 0
    first, second = capsys.readouterr().out.rstrip("\n").split("\n\n")
    score, identifier = first.splitlines()[0].split()
    assert identifier.startswith("balkans/security.md:")
    assert float(score) > float(second.split()[0])
    assert first.splitlines()[1].strip().startswith("Serbia bought six CH-92A drones from China in 2020")


def test_search_as_json_quotes_the_documents_exactly(real: str, ten: Path, capsys: Output) -> None:
    assert main(["search", "Which arms did Serbia buy?", "-k", "5", "--json", "--index", real]) == 0
    record = json.loads(capsys.readouterr().out)
    texts = {d.id: d.text for d in load_documents([ten]).documents}
    assert (list(record), record["query"], len(record["hits"])) == (
        ["query", "hits"],
        "Which arms did Serbia buy?",
        5,
    )
    for hit in record["hits"]:
        assert list(hit) == ["document_id", "start", "end", "score", "text"]
        assert hit["text"] == texts[hit["document_id"]][hit["start"] : hit["end"]]
    assert [h["score"] for h in record["hits"]] == sorted((h["score"] for h in record["hits"]), reverse=True)


def test_a_batch_gives_one_line_for_each_query_in_order(
    real: str, ten: Path, tmp_path: Path, capsys: Output
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(
        '{"_id": "q1", "text": "motorway\u2028in Montenegro", "more": 1}\n\n'
        '{"_id": 2, "text": "Luban Workshop"}\n',
        encoding="utf-8",
    )
    assert main(["search", "--batch", str(queries), "-k", "3", "--index", real]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.rstrip("\n").split("\n")]
    texts = {d.id: d.text for d in load_documents([ten]).documents}
    assert [(list(r), r["_id"], r["hits"][0]["document_id"]) for r in lines] == [
        (["_id", "hits"], "q1", "balkans/economy.md"),
        (["_id", "hits"], "2", "central-asia/countries/tajikistan.md"),
    ]
    for hit in (h for r in lines for h in r["hits"]):
        assert list(hit) == ["document_id", "start", "end", "score", "text"]
        assert hit["text"] == texts[hit["document_id"]][hit["start"] : hit["end"]]
    assert [len(r["hits"]) for r in lines] == [3, 3]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("{broken", "'{broken'"),
        ('{"_id": "q"}', '\'{"_id": "q"}\''),
        ("7", "'7'"),
        ('["_id", "text"]', '\'["_id", "text"]\''),
    ],
)
def test_a_bad_batch_line_is_named_by_its_number(
    tmp_path: Path, line: str, shown: str, capsys: Output
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(f'{{"_id": "q1", "text": "a"}}\n\n{line}\n')
    assert main(["search", "--batch", str(queries), "--index", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err
        == f'Line 3 of {queries} is not a query ({shown}); each line must be {{"_id": ..., "text": ...}}.\n'
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Search needs either a query or --batch with a file of queries.\n"),
        (["a", "--batch", "b"], "Search needs either a query or --batch with a file of queries.\n"),
        (["a", "-k", "0"], "-k must be at least 1, not 0.\n"),
    ],
)
def test_a_search_without_one_query_or_one_hit_is_refused(
    tmp_path: Path, arguments: list[str], reason: str, capsys: Output
) -> None:
    assert main(["search", *arguments, "--index", str(tmp_path)]) == 2
    assert capsys.readouterr().err == reason


def test_a_batch_that_cannot_be_read_is_refused(tmp_path: Path, capsys: Output) -> None:
    assert main(["search", "--batch", str(tmp_path / "none.jsonl"), "--index", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"The queries {tmp_path / 'none.jsonl'} cannot be read (")


@pytest.mark.parametrize("command", [["status"], ["verify"], ["search", "drones"]])
def test_without_an_index_the_command_that_makes_one_is_named(
    tmp_path: Path, command: list[str], capsys: Output
) -> None:
    assert main([*command, "--data", str(tmp_path)]) == 2
    output, index = capsys.readouterr(), tmp_path / "index"
    assert output.out == ""
    assert output.err.endswith(f"There is no index at {index}; run 'python -m index build --out {index}'.\n")


def test_a_build_of_a_missing_folder_is_refused(tmp_path: Path, capsys: Output) -> None:
    assert main(["build", "--documents", str(tmp_path / "absent"), "--out", str(tmp_path / "index")]) == 2
    assert (
        capsys.readouterr().err
        == f"There is no file or folder {tmp_path / 'absent'}; name one that exists.\n"
    )


def test_an_overlap_that_is_not_below_the_length_is_refused(
    ten: Path, tmp_path: Path, capsys: Output
) -> None:
    arguments = [
        "--documents",
        str(ten),
        "--out",
        str(tmp_path / "index"),
        "--passage-words",
        "20",
        "--overlap-words",
        "20",
    ]
    assert main(["build", *arguments]) == 2
    assert (
        "A passage of 20 words cannot overlap its neighbour by 20; give an overlap below the length.\n"
        in capsys.readouterr().err
    )


def test_an_unknown_command_is_refused_by_the_parser(capsys: Output) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["destroy"])
    assert "invalid choice: 'destroy'" in capsys.readouterr().err


def test_verify_reports_an_intact_index(real: str, capsys: Output) -> None:
    assert main(["verify", "--index", real]) == 0
    manifest = directory.read_manifest(Path(real), str(directory.current_build(Path(real))))
    assert (
        capsys.readouterr().out
        == f"Build {manifest.build} is intact: {len(manifest.files)} files and {manifest.passages} passages "
        "checked.\n"
    )


def test_verify_of_a_damaged_index_fails(folder: Path, capsys: Output) -> None:
    build = str(directory.current_build(folder))
    (directory.build_folder(folder, build) / "sentences.faiss").write_bytes(b"")
    assert main(["verify", "--index", str(folder)]) == 1
    assert (
        capsys.readouterr().out
        == f"Build {build} is damaged: sentences.faiss. Run 'python -m index build --out {folder}'.\n"
    )


def test_verify_of_another_models_index_is_refused(folder: Path, capsys: Output) -> None:
    assert main(["verify", "--index", str(folder)]) == 2
    refusal = (
        "was made with the model words (1024 dimensions, weights 1), not with all-MiniLM-L6-v2 "
        "(384 dimensions, weights 53aa5117); name that"
    )
    assert refusal in capsys.readouterr().err


def test_status_of_a_fresh_index(folder: Path, capsys: Output) -> None:
    record = status(folder, capsys)
    manifest = directory.read_manifest(folder, str(directory.current_build(folder)))
    assert record == {
        "build": manifest.build,
        "model": "words",
        "documents": 10,
        "tables": 0,
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "stale": False,
        "added": [],
        "changed": [],
        "removed": [],
        "skipped": [],
    }
    assert main(["status", "--index", str(folder)]) == 0
    assert "stale      False\n" in capsys.readouterr().out


def test_status_lists_what_a_build_would_change(folder: Path, docs: Path, capsys: Output) -> None:
    (docs / "new.md").write_text("Bulgaria sells roses.")
    (docs / "balkans" / "society.md").unlink()
    for name, old, new in (
        ("economy.md", "tripled", "doubled"),
        ("security.md", "aspects: [security]", "aspects: [social]"),
    ):
        path = docs / "balkans" / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    record = status(folder, capsys)
    assert (record["stale"], record["added"], record["removed"]) == (True, ["new.md"], ["balkans/society.md"])
    assert record["changed"] == ["balkans/economy.md", "balkans/security.md"]


def test_status_of_a_damaged_index_is_one_sentence(folder: Path, capsys: Output) -> None:
    path = directory.build_folder(folder, str(directory.current_build(folder))) / "documents.jsonl"
    for content in (b"{broken", b"[]\n", b"\xff", path.read_bytes().replace(b"six CH-92A", b"ten CH-92A")):
        path.write_bytes(content)
        assert main(["status", "--index", str(folder)]) == 2
        output = capsys.readouterr()
        assert output.out == ""
        assert output.err.endswith("run 'python -m index build'.\n")
        assert len(output.err.splitlines()) == 1
