"""Texts of any length for timing: the starter corpus repeated, with one word of eight replaced in each copy.

The replacements are other words of the corpus, drawn with a seed. Hardly two paragraphs are equal, so no
vector is reused. The texts make little sense, which does not matter for timing.
"""

import json
import random
from pathlib import Path

from corpus.ingest.load import STARTER_CORPUS, load_documents

_REPLACED = 1 / 8


def write_texts(path: Path, characters: int, seed: int = 1) -> int:
    """Write `_id` and `text` as JSON lines, and return the number of characters of the texts."""
    rng = random.Random(seed)
    documents = [(d.id, d.text) for d in load_documents([STARTER_CORPUS]).documents]
    words = sorted({word for _, text in documents for word in text.split() if word.isalpha()})
    written, copy = 0, 0
    with path.open("w", encoding="utf-8") as out:
        while written < characters:
            for identifier, original in documents:
                if written >= characters:
                    break
                paragraphs = [_replace_words(p, words, rng) for p in original.split("\n\n")]
                text = "\n\n".join(paragraphs)[: characters - written]
                out.write(json.dumps({"_id": f"{copy}/{identifier}", "text": text}) + "\n")
                written += len(text)
            copy += 1
    return written


def _replace_words(paragraph: str, words: list[str], rng: random.Random) -> str:
    return " ".join(
        rng.choice(words) if word.isalpha() and rng.random() < _REPLACED else word
        for word in paragraph.split(" ")
    )
