"""Fit the model that chooses evidence, and write it with how it was fitted and how well it does.

Arguments are sets of graded questions (see bench/fit/graded.py). Everything reported is out of fold: each
question is judged by a model that was fitted without it, and in a second table without any question of its
set. Measures:

hit@1, hit@4    share of answerable sides with a good sentence first, among the first four
precision@4     share of the first four that are good
recall@4        of the good sentences, at most four, the share among the first four
floor           the same of plain search, which scores sentences by the whole question
answered        share of the answerable questions that are answered on at least one side
declined        share of the unanswerable ones that are not
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.fit.graded import GradedSet, read_set
from bench.fit.groups import Group, make_groups
from bench.fit.salience import predict_held_out, read_labels, replace_salience
from bench.fit.threshold import choose_threshold, describe_threshold
from bench.fit.train import (
    FOLDS,
    Fitted,
    OutOfFold,
    fit,
    fold_by_question,
    fold_by_set,
    predict_out_of_fold,
)
from bench.report import Row, format_table
from corpus.framework import load_framework
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.store import PassageIndex
from qa.select.features import ANSWER, RANKING
from qa.select.model import MODEL_FILE, LinearModel
from qa.select.pool import Matching

_DIGITS = 4  # of what is written
_RANKED = ("hit@1", "hit@4", "precision@4", "recall@4")


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "fit",
        help="fit the model that chooses evidence",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sets", nargs="+", metavar="SET", help="QUESTIONS.jsonl=DOCUMENTS; DOCUMENTS may be 'starter'"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=MODEL_FILE,
        metavar="FILE",
        help="where the model is written (default: in use)",
    )
    parser.add_argument(
        "--no-ablation", action="store_true", help="do not measure the model without each feature"
    )
    parser.add_argument(
        "--broad",
        action="append",
        default=[],
        metavar="SET",
        help="a set of broad questions, which have a ranking of their own; may be repeated",
    )
    parser.add_argument(
        "--salience",
        type=Path,
        metavar="LABELS",
        help="labels that the salience was fitted to: where it is used, it is predicted without its region",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    framework, embedder = load_framework(), SentenceEmbedder()
    broad = [read_set(argument) for argument in args.broad]
    sets = [read_set(argument) for argument in args.sets] + broad
    groups: list[Group] = []
    with tempfile.TemporaryDirectory() as temporary:
        for graded in sets:
            index = _open_index(graded, Path(temporary), embedder, args.salience)
            groups += make_groups(graded, index, framework, is_broad=graded in broad)
    by_question = predict_out_of_fold(groups, fold_by_question(groups))
    threshold = choose_threshold(groups, by_question)
    tables = {"by question": measure(groups, by_question, threshold)}
    if len(sets) > 1:
        tables["by set"] = measure(groups, predict_out_of_fold(groups, fold_by_set(groups)), threshold)
    for name, table in tables.items():
        print(f"Out of fold {name}:\n{format_table(table)}\n")
    curve = describe_threshold(groups, by_question, threshold)
    print(f"Risk and coverage:\n{format_table(curve['curve'])}\n")
    ablation = {} if args.no_ablation else _ablate(groups)
    record = {
        **_describe_model(fit(groups), threshold),
        "provenance": [_describe_set(graded, groups) for graded in sets],
        "out_of_fold": tables,
        "abstention": curve,
        "ablation": ablation,
    }
    args.out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({"out": str(args.out), "groups": len(groups), "threshold": threshold}))
    return 0


def measure(groups: Sequence[Group], predicted: OutOfFold, threshold: float) -> list[dict[str, Any]]:
    """Measure each set and the mean of the sets, one row of a table each; "-" where nothing is measured."""
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys(g.set for g in groups):
        chosen = [n for n, g in enumerate(groups) if g.set == name and not g.is_masked]
        answerable = [n for n in chosen if groups[n].is_answerable]
        ranked = [_measure_ranking(groups[n], predicted.scores[n]) for n in answerable]
        floor = [_measure_ranking(groups[n], groups[n].pool.floor[groups[n].places]) for n in answerable]
        measured: dict[str, Sequence[float]] = {
            name: [values[k] for values in ranked] for k, name in enumerate(_RANKED)
        }
        measured |= {f"floor {name}": [values[k] for values in floor] for k, name in enumerate(_RANKED)}
        measured |= _measure_declining(groups, predicted, threshold, chosen)
        rows.append({"set": name, "sides": len(answerable)} | {k: _mean(v) for k, v in measured.items()})
    if len(rows) > 1:
        means = {k: _mean([row[k] for row in rows if row[k] != "-"]) for k in list(rows[0])[2:]}
        rows.append({"set": "mean", "sides": sum(row["sides"] for row in rows)} | means)
    return rows


def _mean(values: Sequence[float]) -> float | str:
    return round(float(np.mean(values)), 3) if values else "-"


def _measure_ranking(group: Group, scores: np.ndarray) -> tuple[float, ...]:
    best = group.is_good[np.argsort(-scores, kind="stable")[:4]]
    most = max(1, min(4, len(group.good_rows)))
    return float(best[0]), float(best.any()), float(best.mean()), float(best.sum() / most)


def _measure_declining(
    groups: Sequence[Group], predicted: OutOfFold, threshold: float, chosen: Sequence[int]
) -> dict[str, Sequence[float]]:
    """By question: the highest probability of its sides decides."""
    best: dict[str, tuple[bool, float]] = {}
    for n in chosen:
        group, probability = groups[n], float(predicted.probabilities[n])
        is_answerable, highest = best.get(group.question_id, (False, 0.0))
        best[group.question_id] = is_answerable or group.is_answerable, max(highest, probability)
    answered = [probability >= threshold for is_answerable, probability in best.values() if is_answerable]
    declined = [probability < threshold for is_answerable, probability in best.values() if not is_answerable]
    return {"answered": answered, "declined": declined}


def _ablate(groups: Sequence[Group]) -> dict[str, float]:
    """The change of the mean of the ranking measures, over sets, without each feature."""
    folds = fold_by_question(groups)

    def mean_without(left_out: str | None) -> float:
        columns = [n for n, name in enumerate(RANKING) if name != left_out]
        predicted = predict_out_of_fold(groups, folds, lambda some: fit(some, columns))
        return float(np.mean([measure(groups, predicted, 0.5)[-1][name] for name in _RANKED]))

    whole = mean_without(None)
    changes = {name: round(mean_without(name) - whole, _DIGITS) for name in RANKING}
    rows: list[Row] = [{"without": name, "change": change} for name, change in changes.items()]
    print(f"Mean of hit@1, hit@4, precision@4 and recall@4 without a feature:\n{format_table(rows)}\n")
    return changes


def _open_index(
    graded: GradedSet, folder: Path, embedder: SentenceEmbedder, labels: Path | None
) -> PassageIndex:
    """The index of a set's documents; sets on the same documents share one.

    Labelled sentences of the starter corpus have the salience that a model gives them that never saw their
    region: a score fitted to them would be trusted more than it deserves.
    """
    contents = [(d.id, d.sha256) for d in graded.documents.documents]
    target = folder / hashlib.sha256(repr(contents).encode()).hexdigest()
    if not target.exists():
        build_index(graded.documents, target, embedder)
        if labels is not None and graded.is_starter:
            labelled = read_labels(labels, PassageIndex(target, embedder))
            replace_salience(target, labelled, predict_held_out(labelled))
    return PassageIndex(target, embedder)


def _describe_model(fitted: Fitted, threshold: float) -> dict[str, Any]:
    return {
        "ranking": _describe_linear(fitted.ranking.narrow, RANKING),
        "broad_ranking": _describe_linear(fitted.ranking.broad, RANKING),
        "answer": _describe_linear(fitted.answer, ANSWER),
        **({"matching": _describe_matching(fitted.matching)} if fitted.matching else {}),
        "threshold": threshold,
    }


def _describe_matching(matching: Matching) -> dict[str, Any]:
    weights, direction = (
        np.round(part.astype(np.float64), _DIGITS).tolist() for part in (matching.weights, matching.direction)
    )
    return {"model": matching.model, "weights": weights, "direction": direction}


def _describe_linear(model: LinearModel, names: Sequence[str]) -> dict[str, Any]:
    parts = zip(names, model.means, model.scales, model.weights, strict=True)
    features = {
        name: {
            "mean": round(float(m), _DIGITS),
            "scale": round(float(s), _DIGITS),
            "weight": round(float(w), _DIGITS),
        }
        for name, m, s, w in parts
    }
    return {"features": features, "intercept": round(model.intercept, _DIGITS)}


def _describe_set(graded: GradedSet, groups: Sequence[Group]) -> dict[str, Any]:
    mine = [g for g in groups if g.set == graded.name]
    return {
        "set": graded.name,
        "sha256": graded.sha256,
        "questions": len(graded.questions),
        "answerable sides": sum(g.is_answerable for g in mine),
        "unanswerable sides": sum(not g.is_answerable and not g.is_masked for g in mine),
        "masked sides": sum(g.is_masked for g in mine),
        "folds": FOLDS,
    }
