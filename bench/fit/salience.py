"""Fit the model of how much a sentence matters, and report it leaving one region out.

LABELS is a file of JSON lines on sentences of the starter corpus, graded by somebody who knows the field:

    {"file": "balkans/albania.md", "start": "Affiliates of China's Geo-Jade agreed", "region": "Balkans",
     "aspect": "economic", "kind": "event", "salience": 1, "country_salience": 3}

`start` is how the sentence begins, `region` one or more names divided by "; ", `salience` 0 to 3: 3 if it is
among the first four that an analyst would quote on that aspect of that region, 0 if it would embarrass there.
`country_salience` says the same of its country, where the document is on one. Measures, each the mean over
regions and aspects, of the four sentences that score highest and do not resemble one another, by a model that
was fitted without any sentence on the region:

gain     sum of their salience over the highest sum possible
threes   share labelled 3
zeros    share labelled 0
claim    share of cells whose sentence with the highest salience and claim together is an assessment or a
         pattern labelled 2 or 3
"""

import argparse
import hashlib
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge

from bench.answers.matching import fold
from bench.report import format_table
from corpus.errors import UserError
from corpus.ingest.load import STARTER_CORPUS, load_documents
from index.build.run import build_index
from index.builds import directory
from index.encode.encoder import SentenceEmbedder
from index.salience import SALIENCE_FILE, SCORES, WORDING, Matrix, describe_wording
from index.store import PassageIndex

_PENALTY = 3.0  # of squared weights; unit vectors and wording, which is worth less, on one scale
_WORDING_SCALE = 0.05  # standardised wording against unit vectors: a larger one is believed too much
_CLAIMS = ("assessment", "pattern")
_QUOTED = 4
_MAX_COSINE = 0.65  # of two sentences that are both quoted
_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Labelled sentences of an index: rows, vectors (n, dim), wording (n, len(WORDING)), labels.

    `targets` (n, 3) are what the scores are fitted to, NaN where a sentence is not graded; `grades` (n,) are
    the labels of the first one.
    """

    rows: NDArray[np.int64]
    vectors: Matrix
    wording: Matrix
    grades: Matrix
    targets: Matrix
    regions: tuple[frozenset[str], ...]
    aspects: tuple[str, ...]

    def is_on(self, region: str) -> NDArray[np.bool_]:
        """Whether each sentence is on the region."""
        return np.array([region in regions for regions in self.regions])

    def list_regions(self) -> list[str]:
        return sorted({region for regions in self.regions for region in regions})


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "salience",
        help="fit the model of how much a sentence matters",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("labels", type=Path, metavar="LABELS", help="graded sentences, JSON lines")
    parser.add_argument("--out", type=Path, default=SALIENCE_FILE, metavar="FILE")
    parser.add_argument(
        "--held-out-index",
        type=Path,
        metavar="DIR",
        help="also write an index whose scores of each sentence come from a model fitted without its region",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    embedder = SentenceEmbedder()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        build_index(load_documents([STARTER_CORPUS]), folder, embedder)
        index = PassageIndex(folder, embedder)
        labelled = read_labels(args.labels, index)
        held_out = predict_held_out(labelled)
        table = measure(labelled, held_out)
        if args.held_out_index:
            replace_salience(folder, labelled, held_out)
            shutil.copytree(folder, args.held_out_index)
    print(f"Leaving one region out:\n{format_table(table)}\n")
    record = {
        "model": embedder.name,
        "scores": SCORES,
        "wording": WORDING,
        **describe(fit(labelled)),
        "provenance": {
            "sha256": hashlib.sha256(args.labels.read_bytes()).hexdigest(),
            "sentences": len(labelled.rows),
        },
        "leaving_one_region_out": table,
    }
    args.out.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({"out": str(args.out), "sentences": len(labelled.rows)}))
    return 0


def read_labels(path: Path, index: PassageIndex) -> Labelled:
    """Read labels and find their sentences; one whose wording has changed since is left out.

    Raises:
        UserError: the file cannot be read, or none of its sentences is found.
    """
    try:
        labels = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        by_file: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for label in labels:
            by_file[label["file"]].append(_parse_label(label))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"The labels {path} cannot be read ({error!r}); name a UTF-8 file with one JSON object a line."
        ) from error
    found: list[tuple[int, Mapping[str, Any], Matrix]] = []
    for row in range(len(index.sentences)):
        located = index.sentences.locate(row)
        text = fold(located.text)
        label = next((x for x in by_file[located.document.id] if text.startswith(x["start"])), None)
        if label is not None:
            found.append((row, label, describe_wording(located.document, [located.sentence])[0]))
    if not found:
        raise UserError(f"None of the sentences of {path} is in the starter corpus; name labels of its text.")
    rows = np.array([row for row, _, _ in found])
    labels = [label for _, label, _ in found]
    grades = np.array([label["salience"] for label in labels])
    of_country = np.array([label["country_salience"] for label in labels])
    is_claim = np.array([label["kind"] in _CLAIMS for label in labels], dtype=np.float64)
    cells = [(label["region"], label["aspect"]) for label in labels]
    return Labelled(
        rows,
        index.sentences.vectors.take(rows).astype(np.float64),
        np.stack([wording for _, _, wording in found]),
        grades,
        np.stack([_centre(grades, cells), _centre(of_country, cells), is_claim], axis=1),
        tuple(frozenset(label["region"].split("; ")) for label in labels),
        tuple(label["aspect"] for label in labels),
    )


def _parse_label(label: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "start": fold(str(label["start"])),
        "region": str(label["region"]),
        "aspect": str(label["aspect"]),
        "kind": str(label["kind"]),
        "salience": float(label["salience"]),
        "country_salience": float(label.get("country_salience", "nan")),
    }


def _centre(grades: Matrix, cells: Sequence[tuple[str, str]]) -> Matrix:
    """Grades above the mean of their region and aspect: those of a rich cell are lower, not its sentences."""
    centred = grades.copy()
    for cell in set(cells):
        mine = np.array([of == cell for of in cells]) & ~np.isnan(grades)
        centred[mine] -= grades[mine].mean() if mine.any() else 0
    return centred


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fitted model of one score: standardisation of the wording, and the two regressions."""

    means: Matrix
    scales: Matrix
    both: Ridge
    wording: Ridge

    def predict(self, vectors: Matrix, wording: Matrix) -> Matrix:
        standardised = _WORDING_SCALE * (wording - self.means) / self.scales
        return np.asarray(self.both.predict(np.hstack([vectors, standardised])))


def fit(labelled: Labelled, used: NDArray[np.bool_] | None = None) -> list[Fitted]:
    """Fit each of the scores on the sentences used, all by default."""
    used = np.ones(len(labelled.rows), dtype=np.bool_) if used is None else used
    means, scales = labelled.wording.mean(axis=0), labelled.wording.std(axis=0) + 1e-9
    wording = _WORDING_SCALE * (labelled.wording - means) / scales
    fitted = []
    for target in labelled.targets.T:
        graded = used & ~np.isnan(target)
        both = Ridge(alpha=_PENALTY).fit(np.hstack([labelled.vectors, wording])[graded], target[graded])
        fitted.append(Fitted(means, scales, both, Ridge(alpha=_PENALTY).fit(wording[graded], target[graded])))
    return fitted


def predict_held_out(labelled: Labelled) -> Matrix:
    """The scores (n, 3) of each sentence by a model fitted without any sentence on its first region."""
    scores = np.zeros(labelled.targets.shape)
    for region in labelled.list_regions():
        mine = np.array([min(regions) == region for regions in labelled.regions])
        models = fit(labelled, ~labelled.is_on(region))
        for column, model in enumerate(models):
            scores[mine, column] = model.predict(labelled.vectors[mine], labelled.wording[mine])
    return scores


def measure(labelled: Labelled, scores: Matrix) -> list[dict[str, Any]]:
    """Measure the scores for each region, the last row for all of them."""
    rows: list[dict[str, Any]] = []
    for region in labelled.list_regions():
        cells = [
            np.flatnonzero(labelled.is_on(region) & np.array([a == aspect for a in labelled.aspects]))
            for aspect in sorted(set(labelled.aspects))
        ]
        measured = [_measure_cell(labelled, scores, cell) for cell in cells if len(cell)]
        rows.append({"region": region, **_mean_of(measured)})
    return [*rows, {"region": "all", **_mean_of([{k: r[k] for k in list(r)[1:]} for r in rows])}]


def _measure_cell(labelled: Labelled, scores: Matrix, cell: NDArray[np.int64]) -> dict[str, float]:
    grades = labelled.grades
    best = grades[_choose(labelled, scores[:, 0], cell)]
    most = np.sort(grades[cell])[::-1][:_QUOTED].sum()
    first = cell[np.argmax((scores[:, 0] + 2 * scores[:, 2])[cell])]
    return {
        "gain": float(best.sum() / max(1, most)),
        "threes": float((best == max(grades)).sum() / _QUOTED),
        "zeros": float((best == 0).sum() / _QUOTED),
        "claim": float(labelled.targets[first, 2] and grades[first] > 1),
    }


def _choose(labelled: Labelled, scores: Matrix, cell: NDArray[np.int64]) -> list[int]:
    chosen: list[int] = []
    for place in cell[np.argsort(-scores[cell], kind="stable")].tolist():
        alike = labelled.vectors[chosen] @ labelled.vectors[place]
        if len(chosen) < _QUOTED and not (alike > _MAX_COSINE).any():
            chosen.append(place)
    return chosen


def _mean_of(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([row[name] for row in rows])), 3) for name in rows[0]}


def describe(fitted: Iterable[Fitted]) -> dict[str, Any]:
    """The weights as `index.salience` reads them: one list of three for each feature."""
    models = list(fitted)
    split = [np.split(model.both.coef_, [-len(WORDING)]) for model in models]
    return {
        "means": _round(models[0].means),
        "scales": _round(models[0].scales),
        "intercept": _round(np.array([m.both.intercept_ for m in models])),
        "intercept_of_wording": _round(np.array([m.wording.intercept_ for m in models])),
        "weights": {
            "vector": _round(np.stack([vector for vector, _ in split], axis=1)),
            "wording": _round(_WORDING_SCALE * np.stack([wording for _, wording in split], axis=1)),
            "wording_only": _round(_WORDING_SCALE * np.stack([m.wording.coef_ for m in models], axis=1)),
        },
    }


def replace_salience(folder: Path, labelled: Labelled, scores: Matrix) -> None:
    """Overwrite the scores of the labelled sentences in the current build of an index folder."""
    build = directory.current_build(folder) or ""
    target = directory.build_folder(folder, build)
    column = np.load(target / "salience.npy")
    column[labelled.rows] = scores
    np.save(target / "salience.npy", column)
    manifest = directory.read_manifest(folder, build)
    directory.write_manifest(target, replace(manifest, files=directory.checksums(target)))


def _round(values: Matrix) -> list[Any]:
    return list(np.round(values, _DIGITS).tolist())
