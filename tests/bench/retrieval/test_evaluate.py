"""The scoring of rankings, and the commands `convert` and `retrieval`."""

import json
import math
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.retrieval.beir import Collection, format_ranking, parse_rankings
from bench.retrieval.evaluate import OURS, rank_with_index, score_system
from tests.bench.retrieval.conftest import write_files
from tests.bench.retrieval.test_convert import HOTPOT
from tests.conftest import WordEmbedder


def test_a_peer_is_scored_by_hand_computed_numbers(collection: Collection) -> None:
    row = score_system("peer", collection, {"1": [*"srp"], "2": [*"sqrp"]})
    assert row.scores["nDCG@10"] == [
        pytest.approx(1 / math.log2(4)),
        pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / (1 + 1 / math.log2(3))),
    ]
    assert row.to_json() == {
        "collection": "small",
        "documents": 4,
        "questions": 2,
        "system": "peer",
        "nDCG@10": 0.5967,
        "recall@10": 1.0,
        "recall@20": 1.0,
        "recall@100": 1.0,
        "all found@10": 1.0,
    }


def test_a_peer_that_ranks_as_we_do_gets_our_scores(collection: Collection) -> None:
    ranked = rank_with_index(collection, WordEmbedder())
    printed = [format_ranking(i, [d for d in documents for _ in range(2)]) for i, documents in ranked.items()]
    assert ranked["1"][0] == "p"
    assert set(ranked["2"][:2]) == {"q", "r"}
    peers = parse_rankings(printed, collection)
    assert score_system("x", collection, peers) == score_system("x", collection, ranked)


def test_the_commands_convert_and_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str | Path) -> tuple[int, list[str]]:
        return main([*map(str, arguments)]), capsys.readouterr().out.splitlines()

    write_files(tmp_path, {"hotpot.json": json.dumps(HOTPOT), "ids.txt": "a\n"})
    code, lines = run(
        "convert", "hotpotqa", tmp_path / "hotpot.json", tmp_path / "one", "--ids", tmp_path / "ids.txt"
    )
    assert (code, json.loads(lines[-1])) == (0, {"documents": 3, "questions": 1, "judgements": 2})
    code, lines = run("retrieval", tmp_path / "one")
    (row,) = json.loads(lines[-1])["rows"]
    assert (code, row["collection"], row["system"], row["recall@10"]) == (0, "one", OURS, 1.0)
    assert lines[0].split()[:2] == ["collection", "documents"]
    assert run("retrieval", tmp_path)[0] == 2
