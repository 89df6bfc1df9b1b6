"""Rankings by a peer: `python -m bench.retrieval.peers.rank PEER FOLDER` takes a BEIR folder and prints a line a question."""

import importlib
import sys
from pathlib import Path

from bench.retrieval.beir import DEPTH, ranking_line, read_collection

peer = importlib.import_module(f"bench.retrieval.peers.{sys.argv[1]}")
collection = read_collection(Path(sys.argv[2]))
index = peer.build(collection.documents)
for identifier, question in collection.questions.items():
    print(ranking_line(identifier, peer.search(index, question, DEPTH)))
