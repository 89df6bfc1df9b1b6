"""A small judged collection, invented."""

import json
from pathlib import Path

import pytest

from bench.retrieval.beir import Collection, read_collection

TITLES = {"p": "harbours", "q": "canals", "r": "lakes", "s": "rails"}
QUESTIONS = {"1": "harbours", "2": "canals or lakes", "3": "not judged"}
QRELS = "query-id\tcorpus-id\tscore\n1\tp\t1\n2\tq\t1\n2\tr\t2\n3\ts\t0\n"


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write files by their path in the folder, and return the folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    documents = [
        {"_id": i, "title": title, "text": f"About {title} is said much."} for i, title in TITLES.items()
    ]
    questions = [{"_id": i, "text": text} for i, text in QUESTIONS.items()]
    files = {
        "corpus.jsonl": "".join(json.dumps(d) + "\n" for d in documents),
        "queries.jsonl": "".join(json.dumps(q) + "\n" for q in questions),
        "qrels/test.tsv": QRELS,
    }
    return read_collection(write_files(tmp_path / "small", files))
