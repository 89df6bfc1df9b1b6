"""How much each sentence matters, from its vector and its wording: three scores, computed when indexing.

region      whether an analyst would quote it first on an aspect of a region: 0 on average, 1 or 2 if so
country     the same on a country
claim       whether it judges or sums up rather than tells one event, number or detail (about 0 to 1)

Each score is linear. Its weights are fitted by ridge regression on sentences that were labelled by hand
(`python -m bench salience`) and stored in `salience.json`. Those of the vector are of one embedding model;
with any other one, the wording alone decides.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Document, Sentence

SALIENCE_FILE = Path(__file__).with_name("salience.json")
SCORES = ("region", "country", "claim")
WORDING = (
    "start",  # its place in the document, 0 to 1
    "opens_paragraph",
    "words",  # natural logarithm of their number
    "names_all",  # it names all that it is on; one on a country's affairs has its region by inheritance
)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SalienceModel:
    """Weights of the scores, one column for each of `SCORES`.

    `vector` (dim, 3) and `wording` (len(WORDING), 3), standardised by `means` and `scales`, go together;
    `wording_only` is used for vectors of any other model than the one named. `sha256` is that of the file.
    """

    model: str
    means: Matrix
    scales: Matrix
    vector: Matrix
    wording: Matrix
    intercept: Matrix
    wording_only: Matrix
    intercept_of_wording: Matrix
    sha256: str = ""

    def score(self, wording: Matrix, vectors: NDArray[Any] | None) -> NDArray[np.float32]:
        """Score sentences, (n, 3), by their wording and their vectors (n, dim), None if of another model."""
        standardised = (wording - self.means) / self.scales
        if vectors is None:
            scores = standardised @ self.wording_only + self.intercept_of_wording
        else:
            scores = vectors.astype(np.float64) @ self.vector + standardised @ self.wording + self.intercept
        return np.asarray(scores, dtype=np.float32)


def describe_wording(document: Document, sentences: Sequence[Sentence]) -> Matrix:
    """The features of `WORDING` of a document's sentences, (n, len(WORDING))."""
    openings = {block.start for block in document.blocks}
    length = max(1, len(document.text))
    rows = [
        (
            sentence.start / length,
            sentence.start in openings,
            np.log(max(1, len(document.text[sentence.start : sentence.end].split()))),
            bool(sentence.named) and set(sentence.subjects) <= set(sentence.named),
        )
        for sentence in sentences
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(WORDING))


def measure_salience(
    document: Document, sentences: Sequence[Sentence], vectors: NDArray[Any], model: str
) -> NDArray[np.float32]:
    """Score a document's sentences, (n, 3), given their vectors (n, dim) of the embedding model named."""
    salience = load_salience()
    return salience.score(describe_wording(document, sentences), vectors if model == salience.model else None)


@cache
def load_salience(path: Path = SALIENCE_FILE) -> SalienceModel:
    """Read a model that `python -m bench salience` wrote.

    Raises:
        OSError, ValueError, KeyError: it cannot be read, or is of other features than this program computes.
    """
    data = path.read_bytes()
    record = json.loads(data)
    if tuple(record["scores"]) != SCORES or tuple(record["wording"]) != WORDING:
        raise ValueError(f"{path.name} has {record['scores']} by {record['wording']}")
    parts = {
        name: np.array(record[name], dtype=np.float64)
        for name in ("means", "scales", "intercept", "intercept_of_wording")
    }
    weights = {
        name: np.array(record["weights"][name], dtype=np.float64)
        for name in ("vector", "wording", "wording_only")
    }
    return SalienceModel(record["model"], **parts, **weights, sha256=hashlib.sha256(data).hexdigest())
