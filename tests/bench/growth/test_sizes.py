"""How growth is fitted and drawn, and that a small corpus can be multiplied, built and asked."""

from pathlib import Path

import pytest

from bench.growth.curves import Curve, draw_curves
from bench.growth.one_size import build, serve
from bench.growth.rebuild import measure_rebuild
from bench.growth.sizes import fit_exponent
from bench.growth.synthetic_corpus import StemEmbedder, multiply_starter_corpus


def test_the_exponent_of_a_power_is_found() -> None:
    assert fit_exponent([1, 10, 100], [3, 30, 300]) == pytest.approx(1)
    assert fit_exponent([1, 10, 100], [5, 5, 5]) == pytest.approx(0)


def test_curves_have_their_values_and_titles_as_text() -> None:
    drawn = draw_curves([Curve("a < b", [(1_000, 1.5), (1_000_000, 150)], 0.67)])
    assert "a &lt; b" in drawn and "size to the 0.67" in drawn
    assert ">1.5<" in drawn and ">150<" in drawn and ">1 k<" in drawn and ">1 M<" in drawn
    assert draw_curves([]).startswith("<svg")


def test_a_multiplied_corpus_is_reproducible_and_has_no_equal_documents() -> None:
    documents = list(multiply_starter_corpus(1_130))
    assert [d.sha256 for d in documents] == [d.sha256 for d in multiply_starter_corpus(1_130)]
    half = len(documents) // 2
    assert len({d.sha256 for d in documents}) == len({d.id for d in documents}) == 2 * half
    assert all(d.text[b.start : b.end] for d in documents[:5] for b in d.blocks)


def test_one_size_is_built_and_served(tmp_path: Path) -> None:
    built, served = build(tmp_path / "index", 500), serve(tmp_path / "index")
    assert built["passages"] > 400
    assert served["sentences"] > built["passages"]
    assert served["recall_at_20"] == 1.0  # exact below 100,000
    timed = [name for name in served if name.endswith("_ms")]
    assert len(timed) == 5
    assert all(served[name] > 0 for name in (*timed, "disk_gb"))


def test_a_rebuild_is_measured_on_documents_of_the_size_asked_for() -> None:
    row = measure_rebuild(6, 3_000, StemEmbedder())
    assert row["documents"] == 6
    assert 0 < row["embedded after one change"] < row["passages"]
    assert 0 < row["unchanged rebuild / full build"] < row["rebuild after one change / full build"]
