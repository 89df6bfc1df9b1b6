"""Several short texts in one pass: they stand in one row, and each attends to its own tokens only.

In a batch the shorter texts would be padded to the longest, and every new shape of batch costs some ten
milliseconds once. Here the row is padded to a multiple of `_STEP` tokens, so there are few shapes. This needs
a model of the BERT family with mean pooling; `can_pack` tries it.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import torch

MAX_TOKENS = 128  # of all texts together; more gain nothing
_STEP = 16
_MIN_COSINE = 0.999  # of a vector and the same one computed alone: they differ in their last bits


@torch.inference_mode()
def embed_packed(model: Any, texts: Sequence[Sequence[int]]) -> torch.Tensor:
    """Return the means of the token outputs of each text, float32 (len(texts), dim).

    `texts` are token ids, `model` is a `SentenceTransformer`.
    """
    lengths = [len(ids) for ids in texts]
    padding = -sum(lengths) % _STEP
    ids = [token for text in texts for token in text] + [0] * padding
    positions = [place for length in lengths for place in range(length)] + [0] * padding
    numbers = torch.repeat_interleave(
        torch.arange(len(texts) + 1), torch.tensor([*lengths, padding]), output_size=len(ids)
    )
    transformer = model[0].auto_model
    dtype = next(transformer.parameters()).dtype
    apart = numbers[:, None] != numbers[None, :]
    mask = torch.zeros(apart.shape, dtype=dtype).masked_fill(apart, torch.finfo(dtype).min)
    output = transformer(
        input_ids=torch.tensor([ids]), attention_mask=mask[None, None], position_ids=torch.tensor([positions])
    ).last_hidden_state[0]
    ends = accumulate(lengths)
    return torch.stack(
        [output[end - length : end].float().mean(dim=0) for end, length in zip(ends, lengths, strict=True)]
    )


def can_pack(model: Any, texts: Sequence[Sequence[int]]) -> bool:
    """Return whether the model gives texts packed together the vectors that it gives them alone."""
    try:
        packed = embed_packed(model, texts)
        with torch.inference_mode():
            alone = [
                model(
                    {
                        "input_ids": torch.tensor([ids]),
                        "attention_mask": torch.ones(1, len(ids), dtype=torch.long),
                    }
                )
                for ids in texts
            ]
        expected = torch.cat([output["sentence_embedding"].float() for output in alone])
        return bool((torch.cosine_similarity(packed, expected) > _MIN_COSINE).all())
    except (AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError):
        return False
