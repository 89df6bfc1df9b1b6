"""Print a peer's ranking for each question of a BEIR folder.

    python -m bench.retrieval.peers.rank PEER FOLDER

Runs in the peers' environment, so it imports nothing that is not installed there.
"""

import importlib
import sys
from pathlib import Path

from bench.retrieval.beir import SEARCH_DEPTH, format_ranking, read_collection


def main() -> None:
    peer = importlib.import_module(f"bench.retrieval.peers.{sys.argv[1]}")
    collection = read_collection(Path(sys.argv[2]))
    index = peer.build(collection.documents)
    for identifier, question in collection.questions.items():
        print(format_ranking(identifier, peer.search(index, question, SEARCH_DEPTH)))


if __name__ == "__main__":
    main()
