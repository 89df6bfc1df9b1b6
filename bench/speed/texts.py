"""Texts of any amount for timing: the starter corpus over and over, in each copy one word of eight exchanged for another of its words (seeded).

Hardly two paragraphs are equal, so nothing is spared by having been embedded before. The sense suffers; it is not what is timed.
"""

import json
import random
from pathlib import Path

from corpus.ingest.load import STARTER_CORPUS, load_documents

_EXCHANGED = 1 / 8


def write_texts(path: Path, characters: int, seed: int = 1) -> int:
    """Write `_id` and `text` as JSON lines; the characters of the texts, which are as near to what is asked as whole paragraphs allow."""
    chance = random.Random(seed)
    documents = [(d.id, d.text) for d in load_documents([STARTER_CORPUS]).documents]
    words = sorted({word for _, text in documents for word in text.split() if word.isalpha()})
    written, copy = 0, 0
    with path.open("w", encoding="utf-8") as out:
        while written < characters:
            for identifier, original in documents:
                if written >= characters:
                    break
                text = "\n\n".join(
                    _perturbed(paragraph, words, chance) for paragraph in original.split("\n\n")
                )[: characters - written]
                out.write(json.dumps({"_id": f"{copy}/{identifier}", "text": text}) + "\n")
                written += len(text)
            copy += 1
    return written


def _perturbed(paragraph: str, words: list[str], chance: random.Random) -> str:
    return " ".join(
        chance.choice(words) if word.isalpha() and chance.random() < _EXCHANGED else word
        for word in paragraph.split(" ")
    )
