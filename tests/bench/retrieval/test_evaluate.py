"""Conversion of public collections, the scoring of rankings, and ratios to peers; all samples are invented."""

import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.retrieval.beir import Collection, ranking_line, read_collection, read_rankings
from bench.retrieval.convert import Judged, read_questions, read_smart, write_folder
from bench.retrieval.evaluate import OURS, Row, rank_ours, ratio_records, score
from bench.retrieval.peers import environment
from bench.retrieval.peers.environment import make_environment, rank_with_peer
from bench.retrieval.ratios import compare, ratio_to_best
from corpus.errors import UserError
from tests.conftest import WordEmbedder

SMART = {
    "small.all.3": """.I 1
.T
Ports of
the coast
.A
Doe, J.
.W
  Harbours were dredged.
.X
1 5 1
.W
Cranes were built.
.I 2
.T
.W
.I 3
.T\x20
Only a title
""",
    "small.qry": ".I 001\n.W\nwhich harbours\nwere dredged\n.I 004\n.T\nCranes\n.W\nWho built them?\n",
    "smallqrel": "1 1 2\n1 3 -1\n2 3 4 \n 2 1 0 0.0\n\n",
}
HOTPOT = [
    {
        "_id": "a",
        "question": "Who dug it?",
        "supporting_facts": [["Canal", 1], ["Digger", 0]],
        "context": [
            ["Canal", ["It is long.", " It was dug."]],
            ["Digger", ["A man."]],
            ["Lake", ["It is wet."]],
        ],
    },
    {
        "_id": "b",
        "question": "How wet?",
        "supporting_facts": [["Lake", 0]],
        "context": [["Lake", ["It is wet."]], ["Canal", ["It is another."]]],
    },
]


def folder_of(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    documents = [
        {"_id": i, "title": t, "text": f"About {t} is said much."}
        for i, t in zip("pqrs", ("harbours", "canals", "lakes", "rails"), strict=True)
    ]
    questions = [
        {"_id": "1", "text": "harbours"},
        {"_id": "2", "text": "canals or lakes"},
        {"_id": "3", "text": "not judged"},
    ]
    lines = {
        name: "".join(json.dumps(r) + "\n" for r in records)
        for name, records in (("corpus.jsonl", documents), ("queries.jsonl", questions))
    }
    return read_collection(
        folder_of(
            tmp_path / "small",
            lines | {"qrels/test.tsv": "query-id\tcorpus-id\tscore\n1\tp\t1\n2\tq\t1\n2\tr\t2\n3\ts\t0\n"},
        )
    )


def test_smart_records_keep_title_text_and_position(tmp_path: Path) -> None:
    judged = read_smart(folder_of(tmp_path, SMART))
    assert judged.documents == {
        "1": ("Ports of the coast", "Harbours were dredged. Cranes were built."),
        "2": ("", ""),
        "3": ("Only a title", "Only a title"),
    }
    assert judged.questions == {"1": "which harbours were dredged", "2": "Cranes Who built them?"}
    assert list(judged.relevant) == [("1", "1"), ("2", "3"), ("2", "1")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("other.qry", ".I 1\n", r"2 files called \*\.qry"),
        ("smallqrel", "1 1\n", "2 columns"),
        ("small.qry", "no record", "has no record"),
        ("small.qry", "\0", "binary data"),
    ],
)
def test_a_smart_folder_that_is_not_one_is_refused(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    folder_of(tmp_path, SMART | {name: text})
    with pytest.raises(UserError, match=message):
        read_smart(tmp_path)


def test_hotpotqa_pools_paragraphs_and_judges_a_questions_own(tmp_path: Path) -> None:
    path = folder_of(tmp_path, {"hotpot.json": json.dumps(HOTPOT)}) / "hotpot.json"
    judged = read_questions(path, "hotpotqa")
    assert judged.documents["0"] == ("Canal", "It is long. It was dug.")
    assert [title for title, _ in judged.documents.values()] == ["Canal", "Digger", "Lake", "Canal"]
    assert list(judged.relevant) == [("a", "0"), ("a", "1"), ("b", "2")]
    one = read_questions(path, "hotpotqa", ["b"])
    assert one.questions == {"b": "How wet?"}
    assert one.documents == {"0": ("Lake", "It is wet."), "1": ("Canal", "It is another.")}


def test_musique_is_read_from_json_lines(tmp_path: Path) -> None:
    paragraphs = [
        {"title": "Sea", "paragraph_text": "Salt.", "is_supporting": True},
        {"title": "Sky", "paragraph_text": "Air.", "is_supporting": False},
    ]
    lines = "".join(json.dumps({"id": i, "question": f"{i}?", "paragraphs": paragraphs}) + "\n" for i in "xy")
    judged = read_questions(folder_of(tmp_path, {"m.jsonl": lines}) / "m.jsonl", "musique")
    assert judged == Judged(
        {"0": ("Sea", "Salt."), "1": ("Sky", "Air.")},
        {"x": "x?", "y": "y?"},
        {("x", "0"): None, ("y", "0"): None},
    )


def test_questions_in_another_form_or_absent_are_refused(tmp_path: Path) -> None:
    path = folder_of(tmp_path, {"hotpot.json": json.dumps(HOTPOT), "broken.json": "[{]"}) / "hotpot.json"
    with pytest.raises(UserError, match="not in the form of musique"):
        read_questions(path, "musique")
    with pytest.raises(UserError, match="lacks 1 of the 2 questions asked for, the first is 'c'"):
        read_questions(path, "hotpotqa", ["a", "c"])
    with pytest.raises(UserError, match="neither a JSON list nor JSON Lines"):
        read_questions(tmp_path / "broken.json", "hotpotqa")


def test_a_written_folder_reads_back_without_empty_documents(tmp_path: Path) -> None:
    out = tmp_path / "new" / "small"
    assert write_folder(read_smart(folder_of(tmp_path / "smart", SMART)), out) == ["2"]
    read = read_collection(out)
    assert read.documents == {
        "1": "Ports of the coast. Harbours were dredged. Cranes were built.",
        "3": "Only a title. Only a title",
    }
    assert read.relevant == {"1": frozenset("1"), "2": frozenset("31")}
    assert [p.name for p in out.parent.iterdir()] == ["small"]
    with pytest.raises(UserError, match="is there already"):
        write_folder(Judged(), out)


def test_only_questions_with_a_relevant_document_are_asked(collection: Collection) -> None:
    assert collection.questions == {"1": "harbours", "2": "canals or lakes"}
    assert collection.relevant == {"1": frozenset("p"), "2": frozenset("qr")}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "p"}\n', "Line 1 of .*corpus.jsonl lacks '_id' or 'text'"),
        ("queries.jsonl", '{"_id": "9", "text": "?"}\n', "None of the 1 questions"),
        ("qrels/test.tsv", "1\tp\t1\n1 p 1\n", "Line 2 of .*test.tsv is no judgement"),
    ],
)
def test_a_broken_collection_is_refused(collection: Collection, name: str, text: str, message: str) -> None:
    folder_of(collection.folder, {name: text})
    with pytest.raises(UserError, match=message):
        read_collection(collection.folder)


def test_a_collection_needs_its_three_files(collection: Collection) -> None:
    (collection.folder / "qrels" / "test.tsv").unlink()
    with pytest.raises(UserError, match=r"no qrels.tsv or qrels/\*.tsv"):
        read_collection(collection.folder)
    with pytest.raises(UserError, match=r"corpus.jsonl cannot be read"):
        read_collection(collection.folder / "nowhere")


def test_a_peer_is_scored_by_hand_computed_numbers(collection: Collection) -> None:
    printed = [
        ranking_line("1", "srrp"),
        ranking_line("2", "sqqrp"),
    ]  # one letter a chunk: s, r, p and s, q, r, p as documents
    row = score("peer", collection, read_rankings(printed, collection))
    assert row.scores["nDCG@10"] == [
        pytest.approx(1 / math.log2(4)),
        pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / (1 + 1 / math.log2(3))),
    ]
    assert row.to_json() == {
        "collection": "small", "documents": 4, "questions": 2, "system": "peer",
        "nDCG@10": 0.5967, "recall@10": 1.0, "recall@20": 1.0, "recall@100": 1.0, "all found@10": 1.0,
    }  # fmt: skip


def test_a_peer_that_ranks_as_we_do_gets_our_scores(collection: Collection) -> None:
    ranked = rank_ours(collection, WordEmbedder())
    printed = [ranking_line(i, [d for d in documents for _ in range(2)]) for i, documents in ranked.items()]
    assert ranked["1"][0] == "p"
    assert set(ranked["2"][:2]) == {"q", "r"}
    assert score("x", collection, read_rankings(printed, collection)) == score("x", collection, ranked)


def test_rankings_that_are_broken_or_incomplete_are_refused(collection: Collection) -> None:
    with pytest.raises(UserError, match="1 of 2 questions of small have no ranking, the first is '2'"):
        read_rankings([ranking_line("1", "p")], collection)
    with pytest.raises(UserError, match="is not readable"):
        read_rankings(["Loading weights"], collection)


def test_ratio_is_to_the_best_peer() -> None:
    assert ratio_to_best(np.array([0.6, 0.3, 0.5])) == pytest.approx(1.2)
    assert ratio_to_best(np.array([0.6, 0.0])) == math.inf
    assert ratio_to_best(np.array([0.0, 0.0])) == 1


def test_bootstrap_is_paired_and_repeats_itself() -> None:
    peer = np.random.default_rng(1).uniform(0.1, 1, 50)
    ratios, mean = compare([np.array([peer * 1.1, peer, peer / 2]), np.array([peer * 0.9, peer])])
    assert [r.value for r in ratios] == [
        pytest.approx(1.1),
        pytest.approx(0.9),
    ]  # drawn unpaired, these intervals would be wide
    assert [(r.low, r.high) for r in ratios] == [
        (pytest.approx(1.1), pytest.approx(1.1)),
        (pytest.approx(0.9), pytest.approx(0.9)),
    ]
    assert (mean.value, mean.low, mean.high) == (pytest.approx(1), pytest.approx(1), pytest.approx(1))
    noisy = [np.array([np.roll(peer, 7), peer])]
    assert compare(noisy) == compare(noisy)


def test_bootstrap_gives_the_binomial_interval_where_it_is_known() -> None:
    """Ours is right on 60 of 100 questions, the peer always 0.5: the ratio is twice a binomial mean, deviation 2 * sqrt(.6 * .4 / 100)."""
    ours = np.repeat([1.0, 0.0], [60, 40])
    ratio = compare([np.array([ours, np.full(100, 0.5)])])[1]
    assert ratio.value == pytest.approx(1.2)
    assert (ratio.low, ratio.high) == (
        pytest.approx(1.2 - 1.96 * 0.098, abs=0.021),
        pytest.approx(1.2 + 1.96 * 0.098, abs=0.021),
    )


def test_collections_beside_are_not_in_the_mean() -> None:
    def rows(collection: str, ours: float) -> list[Row]:
        return [
            Row(collection, 9, system, {"nDCG@10": [value] * 3})
            for system, value in ((OURS, ours), ("poor", 0.1), ("good", 0.5))
        ]

    records = ratio_records([rows("one", 0.6), rows("two", 0.5), rows("three", 0.1)], counted=2)
    assert [(r["collection"], r["best peer"], r["ratio"]) for r in records] == [
        ("one", "good", 1.2), ("two", "good", 1.0), ("three", "good", 0.2), ("mean of one, two", "", 1.1),
    ]  # fmt: skip
    assert records[-1]["low"] == records[-1]["high"] == 1.1


def test_an_environment_that_broke_off_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"{tmp_path.as_posix()}/nothing-here.whl\n", encoding="utf-8")
    monkeypatch.setattr(environment, "_REQUIREMENTS", requirements)
    with pytest.raises(UserError, match="peers cannot be installed"):
        make_environment(tmp_path)
    assert not (tmp_path / "installed.txt").exists()
    (tmp_path / "installed.txt").write_bytes(requirements.read_bytes())
    python = make_environment(tmp_path)  # would fail again if it installed again
    with pytest.raises(UserError, match="no_such_peer failed on small with exit code 1"):
        rank_with_peer(python, "no_such_peer", Collection(tmp_path / "small", {}, {}, {}))


def test_the_commands_convert_and_measure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bench.__main__ import main

    def run(*arguments: str | Path) -> tuple[int, list[str]]:
        monkeypatch.setattr(sys, "argv", ["bench", *map(str, arguments)])
        return main(), capsys.readouterr().out.splitlines()

    folder_of(tmp_path, {"hotpot.json": json.dumps(HOTPOT), "ids.txt": "a\n"})
    code, lines = run(
        "convert", "hotpotqa", tmp_path / "hotpot.json", tmp_path / "one", "--ids", tmp_path / "ids.txt"
    )
    assert (code, json.loads(lines[-1])) == (0, {"documents": 3, "questions": 1, "judgements": 2})
    code, lines = run("retrieval", tmp_path / "one")
    (row,) = json.loads(lines[-1])["rows"]
    assert (code, row["collection"], row["system"], row["recall@10"]) == (0, "one", OURS, 1.0)
    assert lines[0].split()[:2] == ["collection", "documents"]
    assert run("retrieval", tmp_path)[0] == 2
